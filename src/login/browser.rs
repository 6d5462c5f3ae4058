//! Which browser began an attempt: a cookie that no page can read, and that no other host can set. An
//! attempt's id is in URLs, and lets nobody in.

use super::answer::{Answer, Body};
use super::bearer;
use super::language::Language;
use super::request::Request;
use super::route::Step;

/// A browser takes a cookie of such a name only from HTTPS (or this machine), for this very host and all of
/// its paths.
const COOKIE: &str = "__Host-login=";

/// The cookie's value among those that a browser sent.
pub(super) fn of(cookies: &str) -> Option<&str> {
    let mut cookies = cookies.split(';');
    let value = cookies.find_map(|cookie| cookie.trim().strip_prefix(COOKIE))?;
    // As one that was given out.
    (value.len() == 22).then_some(value)
}

/// Whether a browser is the one whose hash was kept.
pub(super) fn is_of(cookies: &str, kept: &str) -> bool {
    of(cookies).is_some_and(|value| bearer::is_of(value, kept))
}

/// What somebody is told who asks for an attempt and gets none: on a page, unless a script asks.
pub(super) fn refused(request: &Request, step: Step, status: u16, reason: &'static str) -> Answer {
    match step {
        Step::State | Step::Socket => Answer::new(status, Body::Empty),
        Step::Page | Step::Renew | Step::Cancel => {
            let language = Language::of("", &request.language);
            Answer::error_page(status, reason, language.name())
        }
    }
}

/// The `Set-Cookie`. `Lax`, since the visitor comes from another site; it ends with the browser.
pub(super) fn set_cookie(value: &str) -> String {
    format!("{COOKIE}{value}; Path=/; HttpOnly; Secure; SameSite=Lax")
}
