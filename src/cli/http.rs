//! Requests over HTTP, and what can come instead of an answer.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::CertificateError;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};
use ureq::{Agent, Error, RequestBuilder, Timeout};
use wechat_edge::language::{Bilingual, Language, tr};

use super::url::{Url, without_password};

/// Bodies are read so far. WeChat's own limit for replies is not known; none comes near.
const MAX_BODY: u64 = 1024 * 1024;

/// So long for the address of a name.
const MAX_RESOLVE: Duration = Duration::from_secs(10);

/// An HTTP client for one URL.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    pub(crate) url: Url,
    /// How long an answer may take.
    pub(crate) timeout: Duration,
    /// When all that is asked must be over.
    pub(crate) deadline: Option<Instant>,
    /// What is sent as `Authorization: Bearer …`. No redirect is followed, so it goes to the URL alone.
    pub(crate) bearer: Option<String>,
    /// How long a body may be.
    pub(crate) max_body: u64,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) time: Duration,
}

/// What happened instead.
#[derive(Clone, Debug)]
pub(crate) enum NoAnswer {
    /// Nothing whole, until this time was over.
    Timeout(Duration),
    /// The deadline came before the answer had the time that it may take.
    OutOfTime,
    /// The connection was closed, or broke.
    Cut(String),
    /// More came than can be an answer.
    TooLarge(String),
    /// Something came that is not HTTP.
    NotHttp(String),
    /// There was no TLS.
    Tls(TlsError),
    /// There was no connection to begin with.
    Unreachable(String),
}

/// Why there is no TLS.
#[derive(Clone, Debug)]
pub(crate) struct TlsError {
    pub(crate) kind: TlsErrorKind,
    /// The library's words for it.
    pub(crate) error: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TlsErrorKind {
    CertificateExpired,
    CertificateForOtherName,
    CertificateUntrusted,
    Other,
}

impl Client {
    /// A client for this URL that waits so long for a whole answer. Loopback is reached without a
    /// proxy, whatever the environment says.
    pub(crate) fn new(url: Url, timeout: Duration) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Told apart from an answer that does not come: asked again, a name has no address either.
            .timeout_resolve(Some(timeout.min(MAX_RESOLVE)))
            .max_idle_connections(512)
            .max_idle_connections_per_host(512)
            // What WeChat's servers call themselves.
            .user_agent("Mozilla/4.0")
            .tls_config(TlsConfig::builder().root_certs(root_certs()).build());
        let config = match url.is_loopback() {
            true => config.proxy(None),
            false => config,
        };
        Client {
            agent: config.build().new_agent(),
            url,
            timeout,
            deadline: None,
            bearer: None,
            max_body: MAX_BODY,
        }
    }

    pub(crate) fn get(&self, url: &str) -> Result<Answer, NoAnswer> {
        let start = Instant::now();
        let limit = self.limit()?;
        let request = self.authorized(self.agent.get(url)).config();
        let request = request.timeout_global(Some(limit)).build();
        self.answer(request.call(), start)
            .map_err(|error| self.no_answer(error, limit))
    }

    pub(crate) fn post(
        &self,
        url: &str,
        content_type: &str,
        body: impl AsRef<[u8]>,
    ) -> Result<Answer, NoAnswer> {
        let start = Instant::now();
        let limit = self.limit()?;
        let request = self.authorized(self.agent.post(url));
        let request = request.header("Content-Type", content_type);
        let request = request.config().timeout_global(Some(limit)).build();
        self.answer(request.send(body.as_ref()), start)
            .map_err(|error| self.no_answer(error, limit))
    }

    fn authorized<B>(&self, request: RequestBuilder<B>) -> RequestBuilder<B> {
        match &self.bearer {
            Some(token) => request.header("Authorization", format!("Bearer {token}")),
            None => request,
        }
    }

    fn answer(
        &self,
        response: Result<ureq::http::Response<ureq::Body>, Error>,
        start: Instant,
    ) -> Result<Answer, Error> {
        let (head, mut body) = response?.into_parts();
        let body = body.with_config().limit(self.max_body).read_to_vec()?;
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            time: start.elapsed(),
        })
    }

    /// How long something may take now.
    pub(crate) fn limit(&self) -> Result<Duration, NoAnswer> {
        let rest = self.deadline.map_or(self.timeout, |deadline| {
            deadline.saturating_duration_since(Instant::now())
        });
        match rest.is_zero() {
            true => Err(NoAnswer::OutOfTime),
            false => Ok(rest.min(self.timeout)),
        }
    }

    fn no_answer(&self, error: Error, limit: Duration) -> NoAnswer {
        let text = without_password(&error.to_string());
        match error {
            Error::Timeout(Timeout::Resolve) => NoAnswer::Unreachable(text),
            Error::Timeout(_) => self.timed_out(limit),
            Error::Io(error) => match tls_error(&error) {
                Some(error) => NoAnswer::Tls(error),
                None if error.kind() == io::ErrorKind::TimedOut => self.timed_out(limit),
                None if is_before_the_request(&error) => NoAnswer::Unreachable(text),
                None => NoAnswer::Cut(text),
            },
            Error::Rustls(error) => NoAnswer::Tls(TlsError::from(&error)),
            Error::Tls(_) => NoAnswer::Tls(TlsError {
                kind: TlsErrorKind::Other,
                error: text,
            }),
            Error::Protocol(_) => NoAnswer::NotHttp(text),
            Error::BodyExceedsLimit(_) => NoAnswer::TooLarge(text),
            Error::HostNotFound
            | Error::ConnectionFailed
            | Error::BadUri(_)
            | Error::Http(_)
            | Error::InvalidProxyUrl => NoAnswer::Unreachable(text),
            _ => NoAnswer::Cut(text),
        }
    }

    /// Half the time is enough to blame who does not answer; less says only that it is over.
    fn timed_out(&self, limit: Duration) -> NoAnswer {
        match limit.saturating_mul(2) < self.timeout {
            true => NoAnswer::OutOfTime,
            false => NoAnswer::Timeout(limit),
        }
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

fn is_before_the_request(error: &io::Error) -> bool {
    let refused = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable
    );
    refused || is_of_name(error)
}

/// Whether a name has no address, for which the standard library has no kind of error: its text on
/// Unix, Windows' codes from WSAHOST_NOT_FOUND to WSANO_DATA.
fn is_of_name(error: &io::Error) -> bool {
    let text = error.to_string();
    text.starts_with("failed to lookup address")
        || matches!(error.raw_os_error(), Some(11_001..=11_004)) && cfg!(windows)
}

fn tls_error(error: &io::Error) -> Option<TlsError> {
    let error: &rustls::Error = error.get_ref()?.downcast_ref()?;
    Some(TlsError::from(error))
}

impl From<&rustls::Error> for TlsError {
    fn from(error: &rustls::Error) -> TlsError {
        let kind = match error {
            rustls::Error::InvalidCertificate(why) => match why {
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. } => TlsErrorKind::CertificateExpired,
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => {
                    TlsErrorKind::CertificateForOtherName
                }
                CertificateError::UnknownIssuer => TlsErrorKind::CertificateUntrusted,
                _ => TlsErrorKind::Other,
            },
            _ => TlsErrorKind::Other,
        };
        let error = error.to_string();
        TlsError { kind, error }
    }
}

impl Bilingual for NoAnswer {
    fn text(&self, language: Language) -> String {
        match self {
            NoAnswer::Timeout(time) => tr!(
                language,
                "no answer within {seconds} s",
                "{seconds} 秒内没有应答",
                seconds = time.as_secs_f64()
            ),
            NoAnswer::OutOfTime => tr!(language, "the time is over", "时间已到"),
            NoAnswer::Cut(error) | NoAnswer::TooLarge(error) => tr!(
                language,
                "no whole answer: {error}",
                "没有收到完整的应答：{error}"
            ),
            NoAnswer::NotHttp(error) => tr!(
                language,
                "no whole answer, or none in HTTP: {error}",
                "没有收到完整的应答，或应答不是 HTTP：{error}"
            ),
            NoAnswer::Tls(TlsError { error, .. }) | NoAnswer::Unreachable(error) => error.clone(),
        }
    }
}

/// The certificates of the file that SSL_CERT_FILE names, as OpenSSL and curl know it: some networks
/// have certificates of their own.
fn root_certs() -> RootCerts {
    let pem = std::env::var_os("SSL_CERT_FILE").and_then(|path| std::fs::read(path).ok());
    let own: Vec<Certificate<'static>> = ureq::tls::parse_pem(&pem.unwrap_or_default())
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    match own.is_empty() {
        true => RootCerts::WebPki,
        false => RootCerts::Specific(Arc::new(own)),
    }
}
