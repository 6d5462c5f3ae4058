//! The way to the Worker: its URL, its name's addresses, the connection, the certificate, the path.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use super::connection_finding::ConnectionFinding;
use super::report::{Report, Step, Stop};
use crate::cli::account::place::Place;
use crate::cli::findings::Finding;
use crate::cli::http::{Answer, Client, NoAnswer, TlsError, TlsErrorKind};
use crate::cli::simulator::delivery::{NoAnswerFinding, milliseconds};
use crate::cli::simulator::reply_finding::{ReplyFinding, content_type, is_not_this_worker};

/// Looks at the URL, its name's addresses, the connection, the certificate and the path.
pub(crate) fn examine(client: &Client, report: &mut Report<'_>) -> Result<(), Stop> {
    examine_url(client, report);
    let addresses = examine_address(client, report)?;
    connect(&addresses, client, report)?;
    let is_local = addresses.iter().all(|address| address.ip().is_loopback());
    if !client.url.is_tls() && !is_local {
        report.add(Step::Tls, &ConnectionFinding::NoTls);
    }
    examine_path(client, report)
}

fn examine_url(client: &Client, report: &mut Report<'_>) {
    let url = &client.url;
    let finding = match url.port() {
        80 | 443 => ConnectionFinding::UrlFine {
            url: url.to_string(),
        },
        port if url.is_loopback() => ConnectionFinding::PortLocal { port },
        port => ConnectionFinding::Port { port },
    };
    report.add(Step::Url, &finding);
    if url.host().ends_with(".workers.dev") {
        let host = url.host().to_owned();
        report.add(Step::Url, &ConnectionFinding::WorkersDev { host });
    }
}

fn examine_address(client: &Client, report: &mut Report<'_>) -> Result<Vec<SocketAddr>, Stop> {
    let resolved = match client.limit() {
        Ok(_) => resolve(client),
        Err(error) => return no_answer(Step::Address, &error, client, report),
    };
    let addresses = match resolved {
        Ok(addresses) => addresses,
        Err(error) => {
            let (host, error) = (client.url.host().to_owned(), error.to_string());
            return report.stop(
                Step::Address,
                &ConnectionFinding::NotResolved { host, error },
            );
        }
    };
    let mut ips: Vec<IpAddr> = addresses.iter().map(SocketAddr::ip).collect();
    ips.dedup();
    let list: Vec<String> = ips.iter().map(IpAddr::to_string).collect();
    let list = list.join(", ");
    if ips.iter().all(IpAddr::is_loopback) {
        report.add(
            Step::Address,
            &ConnectionFinding::ThisMachine { addresses: list },
        );
    } else if ips.iter().all(is_private) {
        let finding = ConnectionFinding::PrivateAddress { addresses: list };
        return report.stop(Step::Address, &finding);
    } else {
        report.add(
            Step::Address,
            &ConnectionFinding::Resolved { addresses: list },
        );
    }
    Ok(addresses)
}

/// The system's resolver may take its time, so it is asked aside.
fn resolve(client: &Client) -> io::Result<Vec<SocketAddr>> {
    let (sender, receiver) = mpsc::channel();
    let (host, port) = (client.url.host().to_owned(), client.url.port());
    thread::spawn(move || {
        let addresses = (&*host, port).to_socket_addrs();
        // Nobody waits any more where the time was over.
        let _ = sender.send(addresses.map(Iterator::collect::<Vec<_>>));
    });
    let found = receiver.recv_timeout(client.limit().unwrap_or_default());
    let found = found.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    match found.is_empty() {
        true => Err(io::ErrorKind::NotFound.into()),
        false => Ok(found),
    }
}

/// Whether the internet has no way to an address (RFC 1918, 3927, 4193, 4291, 6598).
fn is_private(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            v4.is_private() || v4.is_link_local() || v4.is_unspecified() || is_shared
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}

fn connect(addresses: &[SocketAddr], client: &Client, report: &mut Report<'_>) -> Result<(), Stop> {
    let start = Instant::now();
    let mut failure = None;
    for address in addresses {
        let limit = match client.limit() {
            Ok(limit) => limit,
            Err(error) => return no_answer(Step::Connection, &error, client, report),
        };
        match TcpStream::connect_timeout(address, limit) {
            Ok(_) => {
                let milliseconds = milliseconds(start.elapsed());
                let finding = ConnectionFinding::Connected { milliseconds };
                report.add(Step::Connection, &finding);
                return Ok(());
            }
            Err(error) => failure = Some(not_connected_to(address, &error, client)),
        }
    }
    failure.map_or(Ok(()), |finding| report.stop(Step::Connection, &finding))
}

fn not_connected_to(
    to: &impl ToString,
    error: &impl ToString,
    client: &Client,
) -> ConnectionFinding {
    ConnectionFinding::NotConnected {
        to: to.to_string(),
        error: error.to_string(),
        place: Place::of(&client.url),
    }
}

/// Asks for the path without any signature: is somebody there, and no stumbling block in between?
fn examine_path(client: &Client, report: &mut Report<'_>) -> Result<(), Stop> {
    let answer = match client.get(&client.url.with_query("")) {
        Ok(answer) => answer,
        Err(NoAnswer::Tls(error)) => return report.stop(Step::Tls, &tls(error, client)),
        // Who does not speak TLS hangs up on the first words in it.
        Err(NoAnswer::Cut(error) | NoAnswer::TooLarge(error)) if client.url.is_tls() => {
            return report.stop(Step::Tls, &ConnectionFinding::TlsFailed { error });
        }
        Err(error) => return no_answer(Step::Path, &error, client, report),
    };
    if client.url.is_tls() {
        report.add(Step::Tls, &ConnectionFinding::TlsFine);
    }
    let path = client.url.path().to_owned();
    match stumbling_block(&answer, client) {
        Some(finding) => report.stop(Step::Path, &*finding),
        None => {
            report.add(Step::Path, &ConnectionFinding::PathFine { path });
            Ok(())
        }
    }
}

fn tls(error: TlsError, client: &Client) -> ConnectionFinding {
    match error.kind {
        TlsErrorKind::CertificateExpired => ConnectionFinding::CertificateExpired,
        TlsErrorKind::CertificateForOtherName => ConnectionFinding::CertificateOtherName {
            host: client.url.host().to_owned(),
        },
        TlsErrorKind::CertificateUntrusted => ConnectionFinding::CertificateUntrusted,
        TlsErrorKind::Other => ConnectionFinding::TlsFailed { error: error.error },
    }
}

fn stumbling_block(answer: &Answer, client: &Client) -> Option<Box<dyn Finding>> {
    let place = Place::of(&client.url);
    let status = answer.status;
    if answer.header("cf-mitigated") == "challenge" {
        return Some(Box::new(ConnectionFinding::Challenged));
    }
    if is_not_this_worker(answer, place) {
        let content_type = content_type(answer);
        return Some(Box::new(ReplyFinding::NotThisWorker {
            status,
            content_type,
        }));
    }
    Some(Box::new(match status {
        404 => ConnectionFinding::PathNotFound {
            path: client.url.path().to_owned(),
        },
        300..=399 => ConnectionFinding::Redirected {
            location: answer.header("location").to_owned(),
        },
        503 => ConnectionFinding::NotConfigured { place },
        500..=599 => ConnectionFinding::ServerError { status, place },
        _ => return None,
    }))
}

/// Ends the examination where no answer came.
pub(crate) fn no_answer<T>(
    step: Step,
    error: &NoAnswer,
    client: &Client,
    report: &mut Report<'_>,
) -> Result<T, Stop> {
    match error {
        NoAnswer::Unreachable(error) => {
            report.stop(step, &not_connected_to(&client.url, error, client))
        }
        error => report.stop(step, &NoAnswerFinding::of(error, Place::of(&client.url))),
    }
}
