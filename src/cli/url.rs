//! Addresses, and what may be shown of them.

use std::fmt;
use std::net::IpAddr;

use ureq::http::Uri;

/// An http or https URL. What is shown of it never has the user name and password in it.
#[derive(Clone, Debug)]
pub(crate) struct Url {
    text: String,
    uri: Uri,
}

impl Url {
    /// `None` where the text is no URL that begins with `http://` or `https://`.
    pub(crate) fn parse(text: &str) -> Option<Url> {
        let (text, _fragment) = text.split_once('#').unwrap_or((text, ""));
        let uri: Uri = text.parse().ok()?;
        let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
        let has_host = uri.host().is_some_and(|host| !host.is_empty());
        (is_http && has_host).then(|| Url {
            text: text.to_owned(),
            uri,
        })
    }

    /// The host, an IPv6 address without its brackets.
    pub(crate) fn host(&self) -> &str {
        let host = self.uri.host().unwrap_or_default();
        host.trim_matches(['[', ']'])
    }

    pub(crate) fn is_tls(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }

    pub(crate) fn port(&self) -> u16 {
        let usual = if self.is_tls() { 443 } else { 80 };
        self.uri.port_u16().unwrap_or(usual)
    }

    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    /// Whether it is this machine's own.
    pub(crate) fn is_loopback(&self) -> bool {
        let address: Option<IpAddr> = self.host().parse().ok();
        self.host() == "localhost" || address.is_some_and(|address| address.is_loopback())
    }

    /// Another path of the same server, without user name, password and query.
    pub(crate) fn elsewhere(&self, path: &str) -> Url {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        let authority = self
            .uri
            .authority()
            .map_or("", |authority| authority.as_str());
        let host = authority.rsplit('@').next().unwrap_or_default();
        Url {
            text: format!("{scheme}://{host}{path}"),
            uri: self.uri.clone(),
        }
    }

    /// The URL with a path behind its own.
    pub(crate) fn below(&self, path: &str) -> Url {
        Url {
            text: format!("{}{path}", self.text.trim_end_matches('/')),
            uri: self.uri.clone(),
        }
    }

    /// The whole URL, with more in its query.
    pub(crate) fn with_query(&self, query: &str) -> String {
        let Url { text, .. } = self;
        match query {
            "" => text.clone(),
            _ if text.contains('?') => format!("{text}&{query}"),
            _ => format!("{text}?{query}"),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_password(&self.text))
    }
}

/// What may be shown of a text that should be a URL: no user name, no password, wherever they stand.
pub(crate) fn without_password(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at.saturating_add(3));
    let (scheme, rest) = text.split_at_checked(start).unwrap_or(("", text));
    match rest.rsplit_once('@') {
        Some((_, rest)) => format!("{scheme}…@{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Url, without_password};

    #[test]
    fn a_password_in_a_url_is_never_shown() {
        for text in [
            "https://u:secret@example.com/wechat",
            "https://secret@example.com/wechat",
            "https://u:se/cret@example.com/wechat",
            "https://u:secret@@example.com/wechat",
            "u:secret@example.com/wechat",
            "ftp://u:secret@example.com",
        ] {
            assert!(!without_password(text).contains("cret"), "{text}");
            if let Some(url) = Url::parse(text) {
                assert!(!url.to_string().contains("cret"), "{text}");
            }
        }
        assert_eq!(
            without_password("https://example.com/wechat"),
            "https://example.com/wechat"
        );
    }
}
