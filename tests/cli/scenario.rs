//! What `doctor` is set to examine: Workers, spoilt and unspoilt, and one of each kind that brings a
//! `FAIL` about.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use crate::server::{Action, NOBODY, Request, Response, Server};
use crate::tool::{Run, Tool};
use crate::worker::{
    AES_KEY, PLAIN, SAFE, TOKEN, WITH_KEY, WITH_TOKEN, answer, config, now, spoilt_worker, worker,
};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

/// What is set up for an examination.
pub(crate) struct Setting {
    pub(crate) tool: Tool,
    url: String,
    arguments: Vec<String>,
    /// Kept for as long as the examination goes on.
    pub(crate) server: Option<Server>,
}

impl Setting {
    pub(crate) fn new(server: Server, arguments: &[&str]) -> Setting {
        let url = server.url("/wechat");
        Setting::at(&url, arguments, Some(server))
    }

    pub(crate) fn at(url: &str, arguments: &[&str], server: Option<Server>) -> Setting {
        Setting {
            tool: Tool::new(),
            url: url.to_owned(),
            arguments: arguments
                .iter()
                .map(|argument| (*argument).to_owned())
                .collect(),
            server,
        }
    }

    /// With a variable set.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Setting {
        self.tool = self.tool.with(name, value);
        self
    }

    pub(crate) fn examine(&self) -> Run {
        self.run(&["doctor", "--json"])
    }

    pub(crate) fn run(&self, command: &[&str]) -> Run {
        let url = ["--url", &self.url];
        let arguments = self.arguments.iter().map(String::as_str);
        self.tool
            .run(command.iter().copied().chain(url).chain(arguments))
    }
}

/// The name of a finding, and how to bring it about.
pub(crate) type Case = (&'static str, fn() -> Setting);

/// Each `FAIL` of the examination itself, and a scenario that brings it about. What can be wrong with
/// a reply is in `findings.rs`.
pub(crate) const FAILS: &[Case] = &[
    ("no_token", || Setting::new(worker(PLAIN), &[])),
    ("token_malformed", || {
        Setting::new(worker(PLAIN), &[]).with("WECHAT_TOKEN", "令牌令牌")
    }),
    ("aes_key_malformed", || {
        Setting::new(worker(PLAIN), &["--token", TOKEN, "--aes-key", "x"])
    }),
    ("published", || {
        let server = worker(&[("WECHAT_TOKEN", "weixin")]);
        Setting::new(server, &["--token", "weixin"])
    }),
    ("published", || {
        let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        let arguments = [
            "--token",
            TOKEN,
            "--aes-key",
            key,
            "--app-id",
            "wx2c2769f8efd9abc2",
        ];
        Setting::new(worker(PLAIN), &arguments)
    }),
    ("aes_key_without_app_id", || {
        Setting::new(worker(PLAIN), &["--token", TOKEN, "--aes-key", AES_KEY])
    }),
    ("url_malformed", || {
        Setting::at("wechat.example.com/wechat", &WITH_TOKEN, None)
    }),
    ("url_malformed", || {
        Setting::at("ftp://127.0.0.1/wechat", &WITH_TOKEN, None)
    }),
    ("port", || {
        Setting::at("https://10.0.0.1:8443/wechat", &WITH_TOKEN, None)
    }),
    ("not_resolved", || {
        // Too long for a name, so that nobody is asked for it.
        Setting::at(
            &format!("https://{}.example/wechat", "a".repeat(64)),
            &WITH_TOKEN,
            None,
        )
    }),
    ("private_address", || {
        Setting::at("http://192.168.1.2/wechat", &WITH_TOKEN, None)
    }),
    ("not_connected", || {
        Setting::at(&format!("{NOBODY}/wechat"), &WITH_TOKEN, None)
    }),
    ("tls_failed", || {
        let server = worker(PLAIN);
        let url = server.tls_url("/wechat");
        Setting::at(&url, &WITH_TOKEN, Some(server))
    }),
    ("certificate_untrusted", || {
        over_tls("localhost", false, false)
    }),
    ("certificate_expired", || over_tls("localhost", true, true)),
    ("certificate_other_name", || {
        over_tls("wechat.example.com", true, false)
    }),
    ("path_not_found", || {
        let server = worker(PLAIN);
        let url = server.url("/");
        Setting::at(&url, &WITH_TOKEN, Some(server))
    }),
    ("redirected", || {
        spoilt(|_| Some(Response::new(301, "").with("Location", "https://example.com/wechat")))
    }),
    ("not_configured", || Setting::new(worker(&[]), &WITH_TOKEN)),
    ("challenged", || {
        spoilt(|_| Some(Response::new(403, "<html>").with("cf-mitigated", "challenge")))
    }),
    ("server_error", || spoilt(|_| Some(Response::new(522, "")))),
    ("timed_out", || {
        Setting::new(
            Server::start(|_| Action::Hang),
            &["--token", TOKEN, "--timeout", "1"],
        )
    }),
    ("cut", || {
        Setting::new(Server::start(|_| Action::Cut(vec![])), &WITH_TOKEN)
    }),
    ("not_http", || {
        Setting::new(
            Server::start(|_| Action::Cut(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())),
            &WITH_TOKEN,
        )
    }),
    ("out_of_time", || {
        let config = config(PLAIN);
        let server = Server::start(move |request| {
            std::thread::sleep(Duration::from_millis(200));
            answer(request, &config, now()).into()
        });
        Setting::new(server, &["--token", TOKEN, "--timeout", "3"])
    }),
    ("not_this_worker", || {
        spoilt(|_| Some(Response::new(404, "<h1>Not Found</h1>").with("Content-Type", "text/html")))
    }),
    ("not_this_worker", || {
        spoilt(|_| Some(Response::new(501, "Unsupported method")))
    }),
    ("token_refused", || {
        Setting::new(worker(PLAIN), &["--token", "another"])
    }),
    ("previous_token", || {
        Setting::new(worker(PLAIN), &["--token", "TheNextToken"])
            .with("WECHAT_TOKEN_PREVIOUS", TOKEN)
    }),
    ("clock_refused", || with_clock(PLAIN, 1000)),
    ("verification_status", || {
        spoilt(|request| is_signed_get(request).then(|| Response::new(500, "")))
    }),
    ("echo_quoted", || {
        spoilt(|request| {
            let echo = format!("\"{}\"\n", request.parameter("echostr"));
            is_signed_get(request).then(|| Response::new(200, echo))
        })
    }),
    ("echo_changed", || {
        spoilt(|request| {
            let echo = format!("{}\n", request.parameter("echostr"));
            is_signed_get(request).then(|| Response::new(200, echo))
        })
    }),
    ("wrong_signature_echoed", || {
        spoilt(|request| {
            is_signed_get(request).then(|| Response::new(200, request.parameter("echostr")))
        })
    }),
    ("wrong_signature_answered", || {
        spoilt(|request| (request.method == "POST").then(|| Response::new(200, GOOD_REPLY)))
    }),
    // No check of how many digits there are, nor of the time.
    ("other_split_accepted", || {
        spoilt(|request| {
            let echo = request.parameter("echostr");
            let is_split = request.parameter("timestamp").len() > 10;
            is_split.then(|| Response::new(200, echo))
        })
    }),
    // Takes whatever is sealed without asking for a signature of its own.
    ("reflection_accepted", || {
        spoilt_in_safe_mode(|request| {
            let is_unsigned = request.method == "POST" && request.parameter("signature").is_empty();
            is_unsigned.then(|| Response::new(200, "success"))
        })
    }),
    ("padding_told", || {
        // The first sealed messages are answered; then a fault is answered by its number.
        let refused = AtomicU32::new(400);
        let config = config(SAFE);
        let server = Server::start(move |request| {
            let mut response = answer(request, &config, now());
            let is_sealed = request.query.contains("msg_signature");
            if is_sealed && response.status == 403 && !request.parameter("signature").is_empty() {
                response.status = u16::try_from(refused.fetch_add(1, Ordering::SeqCst)).unwrap();
            }
            response.into()
        });
        Setting::new(server, &WITH_KEY)
    }),
    ("plaintext_accepted", || {
        spoilt_in_safe_mode(|request| {
            let is_plain = request.method == "POST" && !request.query.contains("msg_signature");
            is_plain.then(|| Response::new(200, "success"))
        })
    }),
    ("key_refused", || Setting::new(worker(PLAIN), &WITH_KEY)),
    ("key_refused", || {
        let app_id = "wx0000000000000000";
        let arguments = ["--token", TOKEN, "--aes-key", AES_KEY, "--app-id", app_id];
        Setting::new(worker(SAFE), &arguments)
    }),
    ("key_expected", || Setting::new(worker(SAFE), &WITH_TOKEN)),
    ("status", || replying_to("VIEW", Response::new(500, ""))),
    ("not_xml", || replying_to("VIEW", Response::new(200, "ok"))),
    ("too_slow", || {
        // The texts before are answered; then, when it is about time, no more.
        let texts = AtomicU32::new(0);
        let config = config(PLAIN);
        let server = Server::start(move |request| {
            let is_text = String::from_utf8_lossy(&request.body).contains("[text]");
            if is_text && texts.fetch_add(1, Ordering::SeqCst) >= 3 {
                return Action::Cut(vec![]);
            }
            answer(request, &config, now()).into()
        });
        Setting::new(server, &WITH_TOKEN)
    }),
    ("clock_wrong", || with_clock(UNCHECKED, 1000)),
];

/// A Worker that takes requests of any age.
pub(crate) const UNCHECKED: &[(&str, &str)] =
    &[("WECHAT_TOKEN", TOKEN), ("WECHAT_TIMESTAMP_TOLERANCE", "0")];

const GOOD_REPLY: &str = "<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName>\
                          <CreateTime>1700000000</CreateTime><MsgType>text</MsgType>\
                          <Content>你好</Content></xml>";

fn spoilt(spoil: impl Fn(&Request) -> Option<Response> + Send + Sync + 'static) -> Setting {
    Setting::new(spoilt_worker(PLAIN, spoil), &WITH_TOKEN)
}

fn spoilt_in_safe_mode(
    spoil: impl Fn(&Request) -> Option<Response> + Send + Sync + 'static,
) -> Setting {
    Setting::new(spoilt_worker(SAFE, spoil), &WITH_KEY)
}

fn replying_to(event: &'static str, response: Response) -> Setting {
    spoilt(move |request| {
        let is_event = String::from_utf8_lossy(&request.body).contains(event);
        is_event.then(|| response.clone())
    })
}

fn is_signed_get(request: &Request) -> bool {
    request.method == "GET" && request.query.contains("echostr")
}

/// A Worker whose clock is off by so many seconds.
pub(crate) fn with_clock(variables: &'static [(&str, &str)], off: u64) -> Setting {
    let config = config(variables);
    let server = Server::start(move |request| {
        let theirs = now() + off;
        let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(theirs));
        answer(request, &config, theirs).with("Date", date).into()
    });
    Setting::new(server, &WITH_TOKEN)
}

/// A Worker behind TLS, with a certificate that the tool trusts if it is told to.
pub(crate) fn over_tls(name: &str, is_trusted: bool, is_expired: bool) -> Setting {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    if is_expired {
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    }
    let certificate = params.self_signed(&key).unwrap();
    let der = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let configuration = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], der)
        .unwrap();
    let config = config(PLAIN);
    let server = Server::start_tls(configuration, move |request| {
        answer(request, &config, now()).into()
    });
    let url = server.tls_url("/wechat");
    let scenario = Setting::at(&url, &WITH_TOKEN, Some(server));
    if !is_trusted {
        return scenario;
    }
    scenario.tool.file("own.pem", certificate.pem());
    let path = scenario.tool.folder.join("own.pem");
    scenario.with("SSL_CERT_FILE", path.to_str().unwrap())
}
