//! What the Worker answers of its sign-in.

use serde::{Deserialize, Serialize};

/// `GET login`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Status {
    /// Who it says it is.
    pub(crate) issuer: String,
    /// Whether it has a key, so that WeChat's messages cannot be made up.
    pub(crate) sealed: bool,
    /// The token of the reverse way: none is named, or it is set or missing.
    pub(crate) wechat_server: Option<Presence>,
    pub(crate) clients: Vec<Client>,
    pub(crate) pool: Pool,
    pub(crate) keys: Vec<Key>,
    /// How many visitors are about to sign in.
    pub(crate) attempts: u64,
    pub(crate) figures: Vec<Figures>,
}

/// Whether a secret that is named has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Presence {
    Set,
    Missing,
}

/// A site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) public: bool,
    /// The name of its secret.
    pub(crate) secret: Option<String>,
    pub(crate) secret_set: bool,
    pub(crate) email: bool,
    pub(crate) redirect_uris: Vec<String>,
}

impl Client {
    /// The name of a secret that the Worker has not.
    pub(crate) fn missing_secret(&self) -> Option<&str> {
        self.secret.as_deref().filter(|_| !self.secret_set)
    }
}

/// The codes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Pool {
    pub(crate) codes: u64,
    pub(crate) free: u64,
}

/// What signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) kid: String,
    /// Seconds since 1970.
    pub(crate) signs_from: u64,
    /// Until when what it signed is good; none while it is the last.
    pub(crate) retires: Option<u64>,
}

/// A day at a site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) day: String,
    pub(crate) client: String,
    pub(crate) begun: u64,
    pub(crate) finished: u64,
    pub(crate) denied: u64,
    pub(crate) burnt: u64,
    pub(crate) expired: u64,
}

/// `POST login/keys`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NextKey {
    pub(crate) kid: String,
    pub(crate) signs_from: u64,
}
