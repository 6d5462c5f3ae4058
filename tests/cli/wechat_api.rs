//! A stand-in for WeChat's API: an access token and QR codes. It checks each request strictly, as
//! PROTOCOL.md, sections F and G, say, and can answer with any error, say nothing, or cut the
//! connection.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::server::{Action, Request, Response, Server};
use crate::tool::{Run, Tool};
use crate::wechat_content::Content;

pub(crate) const APP_ID: &str = "wx0123456789abcdef";
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// What happens to a call.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// None: this call is answered as it should be.
    Fine,
    /// An error code and its message.
    Error(i64, &'static str),
    Hang,
    Cut,
    /// Something that is not JSON, with a status.
    Page(u16),
    /// An answer that lacks what it should have.
    Incomplete,
    /// The token is refused, since there is a newer one.
    Revoked,
    /// This answer, word for word.
    Answer(&'static str),
}

pub(crate) struct WechatApi {
    pub(crate) server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// What comes of the next calls for a token, and for a code; then all is well.
    token_faults: VecDeque<Fault>,
    code_faults: VecDeque<Fault>,
    /// The same of other calls, by their path.
    faults: HashMap<&'static str, VecDeque<Fault>>,
    content: Content,
    /// Tokens are numbered; a forced refresh makes the next one.
    token: u32,
    /// What is wrong with requests that came.
    complaints: Vec<String>,
    /// `action_info` of the codes made.
    created: Vec<Value>,
}

impl WechatApi {
    pub(crate) fn start() -> WechatApi {
        let state: Arc<Mutex<State>> = Arc::default();
        let of_server = state.clone();
        let server = Server::start(move |request| of_server.lock().unwrap().answer(request));
        WechatApi { server, state }
    }

    /// Runs a command that speaks to it; nothing secret may be shown.
    pub(crate) fn run(&self, tool: &Tool, command: &str, arguments: &[&str]) -> Run {
        let url = self.url();
        let to_this = ["--api", &url, "--pause", "0.01"];
        let run = tool.run([&[command], arguments, &to_this].concat());
        let shown = format!("{}{}", run.stdout, run.stderr);
        assert!(
            !shown.contains(SECRET) && !shown.contains("57_0"),
            "{run:#?}"
        );
        run
    }

    pub(crate) fn with_token_faults(faults: &[Fault]) -> WechatApi {
        let api = WechatApi::start();
        api.state
            .lock()
            .unwrap()
            .token_faults
            .extend(faults.iter().cloned());
        api
    }

    pub(crate) fn with_code_faults(faults: &[Fault]) -> WechatApi {
        let api = WechatApi::start();
        api.state
            .lock()
            .unwrap()
            .code_faults
            .extend(faults.iter().cloned());
        api
    }

    pub(crate) fn with_faults(path: &'static str, faults: &[Fault]) -> WechatApi {
        let api = WechatApi::start();
        let faults = faults.iter().cloned().collect();
        api.state.lock().unwrap().faults.insert(path, faults);
        api
    }

    /// Sees or changes the menus and media.
    #[track_caller]
    pub(crate) fn content<T>(&self, with: impl FnOnce(&mut Content) -> T) -> T {
        let mut state = self.state.lock().unwrap();
        assert_eq!(state.complaints, [""; 0]);
        with(&mut state.content)
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("")
    }

    /// The bodies of the requests for codes that were granted.
    #[track_caller]
    pub(crate) fn created(&self) -> Vec<Value> {
        let state = self.state.lock().unwrap();
        assert_eq!(state.complaints, [""; 0]);
        state.created.clone()
    }

    /// How often a path was called.
    pub(crate) fn calls(&self, path: &str) -> usize {
        let requests = self.server.requests();
        requests
            .iter()
            .filter(|request| request.path == path)
            .count()
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Action {
        let faults = self.faults.get_mut(&*request.path);
        if let Some(fault) = faults.and_then(VecDeque::pop_front) {
            return fault.into();
        }
        match self.content.answer(request) {
            None => {}
            Some(_) if request.parameter("access_token") != self.token() => {
                return error(40001, "invalid credential");
            }
            Some(Ok(action)) => return action,
            Some(Err(complaint)) => {
                self.complaints.push(complaint);
                return error(47001, "data format error");
            }
        }
        let body = match self.check(request) {
            Ok(body) => body,
            Err(complaint) => {
                self.complaints.push(complaint);
                return error(47001, "data format error");
            }
        };
        match &*request.path {
            "/cgi-bin/stable_token" => self.stable_token(&body),
            "/cgi-bin/qrcode/create" => self.create(request, body),
            path => {
                self.complaints.push(format!("there is no {path}"));
                Response::new(404, "").into()
            }
        }
    }

    fn check(&self, request: &Request) -> Result<Value, String> {
        if request.method != "POST" {
            return Err(format!("{} is no POST", request.method));
        }
        let text = String::from_utf8(request.body.clone()).map_err(|error| error.to_string())?;
        if text.contains("\\u") {
            return Err(format!("escapes: {text}"));
        }
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    fn stable_token(&mut self, body: &Value) -> Action {
        if let Some(fault) = self.token_faults.pop_front() {
            return fault.into();
        }
        let force = body["force_refresh"].as_bool();
        let expected = json!({
            "grant_type": "client_credential", "appid": APP_ID, "secret": SECRET,
            "force_refresh": force,
        });
        if *body != expected || force.is_none() {
            self.complaints.push(format!("stable_token: {body}"));
            return error(40013, "invalid appid");
        }
        if force == Some(true) {
            self.token += 1;
        }
        let answer = json!({ "access_token": self.token(), "expires_in": 7200 });
        Response::new(200, answer.to_string()).into()
    }

    fn create(&mut self, request: &Request, body: Value) -> Action {
        let fault = self.code_faults.pop_front();
        if let Some(fault) = fault.filter(|fault| !matches!(fault, Fault::Fine)) {
            self.token += u32::from(matches!(fault, Fault::Revoked));
            return fault.into();
        }
        if request.parameter("access_token") != self.token() {
            return error(
                40001,
                "invalid credential, access_token is invalid or not latest rid: 1",
            );
        }
        let scene = &body["action_info"]["scene"];
        let key = if scene["scene_id"].is_u64() {
            "scene_id"
        } else {
            "scene_str"
        };
        let is_permanent = body.get("expire_seconds").is_none();
        let expected_scene = json!({ "scene": { key: scene[key] } });
        let action = match (key, is_permanent) {
            ("scene_id", false) => "QR_SCENE",
            ("scene_str", false) => "QR_STR_SCENE",
            ("scene_id", true) => "QR_LIMIT_SCENE",
            _ => "QR_LIMIT_STR_SCENE",
        };
        let is_scene = match (scene[key].as_u64(), scene[key].as_str()) {
            (Some(number), _) if is_permanent => (1..=100_000).contains(&number),
            (Some(number), _) => (1..=u64::from(u32::MAX)).contains(&number),
            (_, Some(text)) => (1..=64).contains(&text.chars().count()),
            _ => false,
        };
        let is_lifetime =
            is_permanent || matches!(body["expire_seconds"].as_u64(), Some(1..=2_592_000));
        let is_whole = body.as_object().unwrap().len() == if is_permanent { 2 } else { 3 };
        let is_good = body["action_name"] == action && body["action_info"] == expected_scene;
        if !(is_scene && is_lifetime && is_whole && is_good) {
            self.complaints.push(format!("qrcode/create: {body}"));
            return error(47001, "data format error");
        }
        self.created.push(body);
        let number = self.created.len();
        let mut answer = json!({
            "ticket": format!("gQH47joAAAAAAAAAASxodHRwOi8v+/{number}=="),
            "url": format!("http://weixin.qq.com/q/02{number}XkeJVK5"),
        });
        if !is_permanent {
            answer["expire_seconds"] = json!(60);
        }
        Response::new(200, answer.to_string()).into()
    }

    /// As long as real ones.
    fn token(&self) -> String {
        format!("57_{}_{:0>130}", self.token, "")
    }
}

impl From<Fault> for Action {
    fn from(fault: Fault) -> Action {
        match fault {
            Fault::Fine => panic!("no answer of its own"),
            Fault::Error(code, message) => error(code, message),
            Fault::Hang => Action::Hang,
            Fault::Cut => Action::Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec()),
            Fault::Page(status) => Response::new(status, "<html>Bad Gateway</html>").into(),
            Fault::Incomplete => Response::new(200, "{}").into(),
            Fault::Revoked => error(42001, "access_token expired"),
            Fault::Answer(body) => Response::new(200, body).into(),
        }
    }
}

pub(crate) fn error(code: i64, message: &str) -> Action {
    Response::new(
        200,
        json!({ "errcode": code, "errmsg": message }).to_string(),
    )
    .into()
}
