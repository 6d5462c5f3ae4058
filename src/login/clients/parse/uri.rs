//! Redirect URIs. What a site asks for is compared with them byte by byte, and a code goes wherever they
//! lead, so each must say one place and one only (RFC 9700, section 2.1).

/// How long one may be.
const MAX: usize = 1000;

/// Where `http` goes no further than the machine itself.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Why an address will not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriFault {
    /// Nothing at all.
    Empty,
    /// Longer than it may be: how long that is.
    TooLong(usize),
    /// A character that a URL has not.
    Character(char),
    /// `%` without two hexadecimal digits.
    Percent,
    /// `*`
    Wildcard,
    /// `#`
    Fragment,
    /// `example.com/…`
    NoScheme,
    /// `http` to another machine.
    Http,
    /// A scheme that belongs to nobody.
    Scheme(String),
    /// The scheme of an app, for a client with a secret.
    AppWithSecret,
    /// `https:///…`
    NoHost,
    /// `user@` before the host.
    User,
    /// A host that is none.
    Host(String),
    /// A host in capitals.
    HostCapitals,
    /// A port that is none.
    Port(String),
}

/// Whether visitors may be sent there.
pub(super) fn check(uri: &str, is_public: bool) -> Result<(), UriFault> {
    if uri.is_empty() {
        return Err(UriFault::Empty);
    }
    if uri.len() > MAX {
        return Err(UriFault::TooLong(MAX));
    }
    for (sign, fault) in [('*', UriFault::Wildcard), ('#', UriFault::Fragment)] {
        if uri.contains(sign) {
            return Err(fault);
        }
    }
    if let Some(wrong) = uri.chars().find(|c| !is_of_uri(*c)) {
        return Err(UriFault::Character(wrong));
    }
    let is_hexadecimal = |after: &str| {
        let mut digits = after.chars();
        [digits.next(), digits.next()]
            .iter()
            .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
    };
    if !uri.split('%').skip(1).all(is_hexadecimal) {
        return Err(UriFault::Percent);
    }
    let Some((scheme, rest)) = uri.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        return Err(UriFault::NoScheme);
    };
    match scheme {
        "https" => authority(rest).map(|_| ()),
        "http" => match authority(rest)? {
            host if LOOPBACK.contains(&host) => Ok(()),
            _ => Err(UriFault::Http),
        },
        // `localhost:3000/cb` and `example.com:8443/cb`
        _ if rest.starts_with(|c: char| c.is_ascii_digit()) => Err(UriFault::NoScheme),
        // RFC 8252, section 7.1: a domain of the app's maker, in reverse.
        _ if !scheme.contains('.') || scheme.split('.').any(str::is_empty) => {
            Err(UriFault::Scheme(scheme.to_owned()))
        }
        _ if !is_public => Err(UriFault::AppWithSecret),
        _ => Ok(()),
    }
}

/// RFC 3986, section 2, less what is looked at before.
fn is_of_uri(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?[]@!$&'()+,;=%".contains(character)
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The host of `//host:port/…`.
fn authority(rest: &str) -> Result<&str, UriFault> {
    let rest = rest.strip_prefix("//").ok_or(UriFault::NoHost)?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(UriFault::User);
    }
    // The colons of an address of IPv6 are in brackets.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !host.starts_with('[') || host.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if host.is_empty() {
        return Err(UriFault::NoHost);
    }
    if host.contains(|c: char| c.is_ascii_uppercase()) {
        return Err(UriFault::HostCapitals);
    }
    if !is_host(host) {
        return Err(UriFault::Host(host.to_owned()));
    }
    match port {
        Some(port) if !is_port(port) => Err(UriFault::Port(port.to_owned())),
        _ => Ok(host),
    }
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    };
    match host.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(is_label),
    }
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}
