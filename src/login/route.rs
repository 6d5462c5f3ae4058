//! What a path is for.

/// What lies on the provider's paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'p> {
    /// What a client reads first (OpenID Connect Discovery, section 4).
    Discovery,
    /// The public keys (RFC 7517).
    Jwks,
    /// Where a site sends its visitors.
    Authorize,
    /// Where a site exchanges a code.
    Token,
    /// Who signed in.
    UserInfo,
    /// An attempt to sign in, by its id.
    Attempt(&'p str, Step),
    /// A file of the page.
    File,
    /// The contract of `wechat-server`.
    WechatServer,
}

/// What a browser asks of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as in the path")]
pub enum Step {
    Page,
    State,
    Socket,
    Renew,
    Cancel,
}

impl<'p> Route<'p> {
    /// `None` where a path is not the provider's.
    pub fn of(path: &'p str) -> Option<Route<'p>> {
        Some(match path {
            "/.well-known/openid-configuration" => Route::Discovery,
            "/jwks" => Route::Jwks,
            "/authorize" => Route::Authorize,
            "/token" => Route::Token,
            "/userinfo" => Route::UserInfo,
            // Joined without trimming by those who call it.
            "/api/wechat/user" | "//api/wechat/user" => Route::WechatServer,
            "/login/page.css" | "/login/page.js" => Route::File,
            _ => {
                let rest = path.strip_prefix("/login/attempt/")?;
                let (id, step) = rest.split_once('/').unwrap_or((rest, ""));
                let step = match step {
                    _ if id.is_empty() => return None,
                    "" => Step::Page,
                    "state" => Step::State,
                    "socket" => Step::Socket,
                    "renew" => Step::Renew,
                    "cancel" => Step::Cancel,
                    _ => return None,
                };
                Route::Attempt(id, step)
            }
        })
    }

    /// With which methods it is asked, for `Allow`.
    pub fn methods(self) -> &'static str {
        match self {
            Route::Authorize => "GET, POST",
            Route::Token => "POST, OPTIONS",
            Route::UserInfo => "GET, POST, OPTIONS",
            Route::Attempt(_, Step::Renew) => "POST",
            _ => "GET, HEAD",
        }
    }
}
