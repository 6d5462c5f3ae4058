//! The first half of `doctor`: the way to the Worker.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore};

use super::doctor::{Report, Step, Stop};
use super::exchange::milliseconds;
use super::http::{self, Client, NoAnswer, is_loopback};
use super::texts::{Finding, Texts};

/// Looks at the URL, its name's addresses, the connection and the certificate.
pub(crate) fn examine(url: &str, timeout: Duration, report: &mut Report<'_>) -> Result<(), Stop> {
    let texts = report.console.texts;
    let (Some(uri), Some(host)) = (http::uri(url), http::host(url)) else {
        return report.stop(Step::Url, texts.url_malformed(url));
    };
    let is_tls = uri.scheme_str() == Some("https");
    let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    examine_url(url, &host, port, report);

    let addresses = examine_address(&host, port, report)?;
    let local = addresses.iter().all(|address| address.ip().is_loopback());
    let stream = connect(&addresses, timeout, report)?;
    if is_tls {
        match handshake(stream, &host, timeout, texts) {
            Ok(fine) => report.add(Step::Tls, fine),
            Err(finding) => return report.stop(Step::Tls, finding),
        }
    } else if !local {
        report.add(Step::Tls, texts.no_tls());
    }
    Ok(())
}

fn examine_url(url: &str, host: &str, port: u16, report: &mut Report<'_>) {
    let texts = report.console.texts;
    let finding = match port {
        80 | 443 => texts.url_fine(url),
        _ if is_loopback(host) => texts.port_local(port),
        _ => texts.port(port),
    };
    report.add(Step::Url, finding);
    if host.ends_with(".workers.dev") {
        report.add(Step::Url, texts.workers_dev(host));
    }
}

fn examine_address(
    host: &str,
    port: u16,
    report: &mut Report<'_>,
) -> Result<Vec<SocketAddr>, Stop> {
    let texts = report.console.texts;
    let addresses: io::Result<Vec<SocketAddr>> =
        (host, port).to_socket_addrs().map(Iterator::collect);
    let addresses = match addresses {
        Ok(addresses) => addresses,
        Err(error) => {
            report.add(Step::Address, texts.not_resolved(host, error));
            return Err(Stop);
        }
    };
    let mut ips: Vec<IpAddr> = addresses.iter().map(SocketAddr::ip).collect();
    ips.dedup();
    let list: Vec<String> = ips.iter().map(IpAddr::to_string).collect();
    let list = list.join(", ");
    if ips.is_empty() {
        report.add(Step::Address, texts.not_resolved(host, "-"));
        return Err(Stop);
    }
    if ips.iter().all(IpAddr::is_loopback) {
        report.add(Step::Address, texts.this_machine(list));
    } else if ips.iter().all(is_private) {
        report.add(Step::Address, texts.private_address(list));
        return Err(Stop);
    } else {
        report.add(Step::Address, texts.resolved(list));
    }
    Ok(addresses)
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

fn connect(
    addresses: &[SocketAddr],
    timeout: Duration,
    report: &mut Report<'_>,
) -> Result<TcpStream, Stop> {
    let texts = report.console.texts;
    let start = Instant::now();
    let mut failure = None;
    for address in addresses {
        match TcpStream::connect_timeout(address, timeout) {
            Ok(stream) => {
                let time = milliseconds(start.elapsed());
                report.add(Step::Connection, texts.connected(time));
                return Ok(stream);
            }
            Err(error) => failure = Some(texts.not_connected(address, error)),
        }
    }
    if let Some(finding) = failure {
        report.add(Step::Connection, finding);
    }
    Err(Stop)
}

fn handshake(
    mut stream: TcpStream,
    host: &str,
    timeout: Duration,
    texts: &Texts,
) -> Result<Finding, Finding> {
    let failed = |error: &dyn std::fmt::Display| texts.tls_failed(error);
    let name = ServerName::try_from(host.to_owned()).map_err(|error| failed(&error))?;
    let mut connection =
        ClientConnection::new(Arc::new(configuration()), name).map_err(|error| failed(&error))?;
    for set in [TcpStream::set_read_timeout, TcpStream::set_write_timeout] {
        set(&stream, Some(timeout)).map_err(|error| failed(&error))?;
    }
    while connection.is_handshaking() {
        if let Err(error) = connection.complete_io(&mut stream) {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
            return Err(match inner {
                Some(rustls::Error::InvalidCertificate(why)) => certificate(why, host, texts),
                _ => failed(&error),
            });
        }
    }
    let version = connection.protocol_version();
    let name = version
        .and_then(|version| version.as_str())
        .unwrap_or("TLS");
    Ok(texts.tls_fine(name.replace("TLSv1_", "TLS 1.")))
}

fn certificate(error: &CertificateError, host: &str, texts: &Texts) -> Finding {
    match error {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => texts.certificate_expired(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            texts.certificate_other_name(host)
        }
        CertificateError::UnknownIssuer => texts.certificate_untrusted(),
        other => texts.tls_failed(rustls::Error::InvalidCertificate(other.clone())),
    }
}

fn configuration() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let own = http::own_certificates();
    if own.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    } else {
        let own = own.iter().map(|own| CertificateDer::from(own.der()));
        roots.add_parsable_certificates(own);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    // ring has both versions that rustls knows.
    let builder = match versions {
        Ok(builder) => builder,
        Err(_) => ClientConfig::builder(),
    };
    builder.with_root_certificates(roots).with_no_client_auth()
}

/// Asks for the path without any signature: is somebody there, and no stumbling block in between?
pub(crate) fn examine_path(
    url: &str,
    client: &Client,
    report: &mut Report<'_>,
) -> Result<(), Stop> {
    let texts = report.console.texts;
    let path = http::uri(url).map_or_else(String::new, |uri| uri.path().to_owned());
    let answer = match client.get(url) {
        Ok(answer) => answer,
        Err(error) => return report.stop(Step::Path, no_answer(&error, client, texts)),
    };
    let finding = match answer.status {
        _ if answer.header("cf-mitigated") == "challenge" => texts.challenged(),
        404 => texts.path_not_found(path),
        300..=399 => texts.redirected(answer.header("location")),
        503 => texts.not_configured(),
        500..=599 => texts.server_error(answer.status),
        _ => {
            report.add(Step::Path, texts.path_fine(path));
            return Ok(());
        }
    };
    report.stop(Step::Path, finding)
}

/// What there is to say where no answer came.
pub(crate) fn no_answer(error: &NoAnswer, client: &Client, texts: &Texts) -> Finding {
    match error {
        NoAnswer::Timeout => texts.timed_out(client.timeout.as_secs_f64()),
        NoAnswer::Cut(error) => texts.cut(error),
        NoAnswer::Unreachable(error) => texts.not_connected(&client.url, error),
    }
}
