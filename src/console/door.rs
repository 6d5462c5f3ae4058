//! What a request is for, as far as it decides who may make it.

/// What lies under `/console`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'p> {
    /// `/console`: it is `/console/` that is meant.
    Redirect,
    /// `session`: signing in and out.
    Session,
    /// What stands behind `api/`.
    Api(&'p str),
    /// A file of the page, by its name; empty is the page itself.
    File(&'p str),
}

/// Where the console is.
const CONSOLE: &str = "/console";

impl<'p> Route<'p> {
    /// `None` where a path is not the console's, but WeChat's.
    pub fn of(path: &'p str) -> Option<Route<'p>> {
        let rest = path.strip_prefix(CONSOLE)?;
        if rest.is_empty() {
            return Some(Route::Redirect);
        }
        let rest = rest.strip_prefix('/')?;
        Some(match rest.strip_prefix("api/") {
            Some(api) => Route::Api(api),
            None if rest == "session" => Route::Session,
            None => Route::File(rest),
        })
    }

    /// Whether it is everybody's: the form to sign in, and what it needs.
    pub fn is_open(self) -> bool {
        matches!(self, Route::File(name) if name.starts_with("sign-in"))
    }
}

/// Whether a request that changes something was made by a page of this Worker. A browser tells in
/// `Sec-Fetch-Site`, an old one in `Origin` alone; neither can be set by a page.
pub fn is_own(fetch_site: Option<&str>, origin: Option<&str>, url: &str) -> bool {
    match (fetch_site, origin) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => match (url.split_once("://"), origin.split_once("://")) {
            (Some((scheme, rest)), Some(origin)) => rest
                .split_once('/')
                .is_some_and(|(host, _)| (scheme, host) == origin),
            _ => false,
        },
        (None, None) => false,
    }
}

const JSON: &str = "application/json";

/// Whether a body is JSON by its `Content-Type`. A form of another site cannot send such a one.
pub fn is_json(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|it| {
        let (essence, parameters) = it.split_at_checked(JSON.len()).unwrap_or_default();
        essence.eq_ignore_ascii_case(JSON)
            && matches!(parameters.as_bytes(), [] | [b';' | b' ', ..])
    })
}
