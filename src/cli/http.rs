//! Requests over HTTP, and what can come instead of an answer.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};
use ureq::{Agent, Error, Timeout};

/// Bodies are read so far. WeChat's own limit for replies is not known; none comes near.
const MAX_BODY: u64 = 1024 * 1024;

/// So long for the address of a name.
const MAX_RESOLVE: Duration = Duration::from_secs(10);

/// An HTTP client that waits at most so long for a whole answer.
pub(crate) struct Client {
    agent: Agent,
    /// Whom it was made for.
    pub(crate) url: String,
    pub(crate) timeout: Duration,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) time: Duration,
}

/// What happened instead.
#[derive(Debug)]
pub(crate) enum NoAnswer {
    /// Nothing, until the time was over.
    Timeout,
    /// The connection was closed, or something came that is not HTTP.
    Cut(String),
    /// There was no connection to begin with.
    Unreachable(String),
}

impl Client {
    /// A client for this URL. Loopback is reached without a proxy, whatever the environment says.
    pub(crate) fn new(url: &str, timeout: Duration) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            // Told apart from an answer that does not come: asked again, a name has no address either.
            .timeout_resolve(Some(timeout.min(MAX_RESOLVE)))
            .max_idle_connections(512)
            .max_idle_connections_per_host(512)
            // What WeChat's servers call themselves.
            .user_agent("Mozilla/4.0")
            .tls_config(TlsConfig::builder().root_certs(root_certs()).build());
        let config = match host(url) {
            Some(host) if is_loopback(&host) => config.proxy(None),
            _ => config,
        };
        Client {
            agent: config.build().new_agent(),
            url: url.to_owned(),
            timeout,
        }
    }

    pub(crate) fn get(&self, url: &str) -> Result<Answer, NoAnswer> {
        let start = Instant::now();
        answer(self.agent.get(url).call(), start)
    }

    pub(crate) fn post(
        &self,
        url: &str,
        content_type: &str,
        body: impl AsRef<[u8]>,
    ) -> Result<Answer, NoAnswer> {
        let start = Instant::now();
        let request = self.agent.post(url).header("Content-Type", content_type);
        answer(request.send(body.as_ref()), start)
    }
}

impl Answer {
    /// A header's value, or an empty string.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn answer(
    response: Result<ureq::http::Response<ureq::Body>, Error>,
    start: Instant,
) -> Result<Answer, NoAnswer> {
    let (head, mut body) = response.map_err(no_answer)?.into_parts();
    let body = body
        .with_config()
        .limit(MAX_BODY)
        .read_to_vec()
        .map_err(no_answer)?;
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
        time: start.elapsed(),
    })
}

fn no_answer(error: Error) -> NoAnswer {
    match error {
        Error::Timeout(Timeout::Resolve) => NoAnswer::Unreachable(error.to_string()),
        Error::Timeout(_) => NoAnswer::Timeout,
        Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => NoAnswer::Timeout,
        Error::HostNotFound | Error::ConnectionFailed | Error::BadUri(_) | Error::Http(_) => {
            NoAnswer::Unreachable(error.to_string())
        }
        Error::Tls(_) | Error::Rustls(_) | Error::InvalidProxyUrl => {
            NoAnswer::Unreachable(error.to_string())
        }
        Error::Io(error) if is_before_the_request(&error) => {
            NoAnswer::Unreachable(error.to_string())
        }
        error => NoAnswer::Cut(error.to_string()),
    }
}

fn is_before_the_request(error: &io::Error) -> bool {
    let refused = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable
    );
    let in_tls = error
        .get_ref()
        .is_some_and(|inner| inner.downcast_ref::<rustls::Error>().is_some());
    refused || in_tls || is_of_name(error)
}

/// Whether a name has no address, for which the standard library has no kind of error: its text on
/// Unix, Windows' codes from WSAHOST_NOT_FOUND to WSANO_DATA.
fn is_of_name(error: &io::Error) -> bool {
    let text = error.to_string();
    text.starts_with("failed to lookup address")
        || matches!(error.raw_os_error(), Some(11_001..=11_004)) && cfg!(windows)
}

/// The certificates of the file that SSL_CERT_FILE names, as OpenSSL and curl know it: some networks
/// have certificates of their own.
pub(crate) fn own_certificates() -> Vec<Certificate<'static>> {
    let pem = std::env::var_os("SSL_CERT_FILE").and_then(|path| std::fs::read(path).ok());
    ureq::tls::parse_pem(&pem.unwrap_or_default())
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect()
}

fn root_certs() -> RootCerts {
    let own = own_certificates();
    if own.is_empty() {
        return RootCerts::WebPki;
    }
    RootCerts::Specific(Arc::new(own))
}

pub(crate) fn uri(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    (is_http && uri.host().is_some_and(|host| !host.is_empty())).then_some(uri)
}

/// The host of a URL, an IPv6 address without its brackets.
pub(crate) fn host(url: &str) -> Option<String> {
    let uri = uri(url)?;
    Some(uri.host()?.trim_matches(['[', ']']).to_owned())
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let address: Option<IpAddr> = host.parse().ok();
    host == "localhost" || address.is_some_and(|address| address.is_loopback())
}

/// A URL to show: without who logs in by it, and with which password.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://…@{host}{path}"),
        None => url.to_owned(),
    }
}

/// A URL with more in its query.
pub(crate) fn with_query(url: &str, query: &str) -> String {
    let (url, _fragment) = url.split_once('#').unwrap_or((url, ""));
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{query}")
}
