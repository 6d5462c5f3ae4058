//! A small HTTP/1.1 server for tests, over TCP or TLS, that can also misbehave.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What the server does with a request.
pub(crate) enum Action {
    Respond(Response),
    /// Says nothing, for as long as the client stays.
    Hang,
    /// Closes the connection after these bytes.
    Cut(Vec<u8>),
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Where nobody listens: no server of a test, here or elsewhere, is given this port.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

/// Stops when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    stopped: Arc<AtomicBool>,
}

type Handler = dyn Fn(&Request) -> Action + Send + Sync;

impl Server {
    pub(crate) fn start(handler: impl Fn(&Request) -> Action + Send + Sync + 'static) -> Server {
        Server::serve(handler, None)
    }

    pub(crate) fn start_tls(
        configuration: ServerConfig,
        handler: impl Fn(&Request) -> Action + Send + Sync + 'static,
    ) -> Server {
        Server::serve(handler, Some(Arc::new(configuration)))
    }

    fn serve(
        handler: impl Fn(&Request) -> Action + Send + Sync + 'static,
        tls: Option<Arc<ServerConfig>>,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            requests: Arc::default(),
            stopped: Arc::default(),
        };
        let handler: Arc<Handler> = Arc::new(handler);
        let (requests, stopped) = (server.requests.clone(), server.stopped.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let (handler, requests, tls) = (handler.clone(), requests.clone(), tls.clone());
                thread::spawn(move || match tls {
                    None => converse(stream, &*handler, &requests),
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).unwrap();
                        converse(StreamOwned::new(connection, stream), &*handler, &requests);
                    }
                });
            }
        });
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same with a name that certificates can be for.
    pub(crate) fn tls_url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        let header = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        header.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// A value of the query; empty where there is none.
    pub(crate) fn parameter(&self, name: &str) -> String {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        let pair = pairs.find(|(known, _)| known == name);
        pair.map_or(String::new(), |(_, value)| value.into_owned())
    }
}

impl Response {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Response {
        Response {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Response {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

impl From<Response> for Action {
    fn from(response: Response) -> Action {
        Action::Respond(response)
    }
}

/// A server that says these bytes, one every 200 ms, to whoever connects, and takes no notice of what
/// it is asked.
pub(crate) fn dripping(bytes: &[u8]) -> Server {
    let bytes = bytes.to_vec();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Server {
        address: listener.local_addr().unwrap(),
        requests: Arc::default(),
        stopped: Arc::default(),
    };
    let stopped = server.stopped.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            if stopped.load(Ordering::SeqCst) {
                break;
            }
            let (Ok(mut stream), bytes) = (stream, bytes.clone()) else {
                continue;
            };
            thread::spawn(move || {
                for byte in bytes {
                    if stream.write_all(&[byte]).is_err() {
                        return;
                    }
                    thread::sleep(std::time::Duration::from_millis(200));
                }
            });
        }
    });
    server
}

fn converse(stream: impl Read + Write, handler: &Handler, requests: &Mutex<Vec<Request>>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream) {
        requests.lock().unwrap().push(request.clone());
        match handler(&request) {
            Action::Respond(response) => {
                let mut bytes = format!("HTTP/1.1 {} -\r\n", response.status);
                for (name, value) in &response.headers {
                    bytes.push_str(&format!("{name}: {value}\r\n"));
                }
                bytes.push_str(&format!("Content-Length: {}\r\n\r\n", response.body.len()));
                let mut bytes = bytes.into_bytes();
                bytes.extend(&response.body);
                if stream.get_mut().write_all(&bytes).is_err() {
                    return;
                }
                let _ = stream.get_mut().flush();
            }
            Action::Hang => {
                // Ends when the client gives up.
                let _ = stream.read(&mut [0]);
                return;
            }
            Action::Cut(bytes) => {
                let _ = stream.get_mut().write_all(&bytes);
                let _ = stream.get_mut().flush();
                return;
            }
        }
    }
}

fn read(stream: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut request = Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        ..Request::default()
    };
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => request.headers.push((name.to_owned(), value.to_owned())),
            None => break,
        }
    }
    let length = request.header("content-length").parse().unwrap_or(0);
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).ok()?;
    Some(request)
}
