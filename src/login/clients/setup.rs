//! What `clients.toml` says, as it is in the Worker.

/// All of `clients.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(databake::Bake),
    databake(path = crate::login::clients::setup)
)]
pub struct Setup {
    /// The sites that sign visitors in by OpenID Connect.
    pub clients: &'static [Client],
    /// The name of the secret that guards `/api/wechat/user`, where the owner wants it.
    pub wechat_server: Option<&'static str>,
}

/// A site, as OpenID Connect calls it (RFC 6749, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(databake::Bake),
    databake(path = crate::login::clients::setup)
)]
pub struct Client {
    /// Its `client_id`.
    pub id: &'static str,
    /// What the visitor reads, on the page and in the chat.
    pub name: &'static str,
    /// Where visitors may be sent back to; compared byte by byte.
    pub redirect_uris: &'static [&'static str],
    /// The name of the Worker's secret that holds its `client_secret`; `None` where it is public and has
    /// none.
    pub secret: Option<&'static str>,
    /// Whether it gets an e-mail address that nobody can write to.
    pub email: bool,
}

impl Setup {
    /// Nobody.
    pub const NONE: Setup = Setup {
        clients: &[],
        wechat_server: None,
    };

    /// Whether anybody may sign in anywhere.
    pub const fn is_off(&self) -> bool {
        self.clients.is_empty() && self.wechat_server.is_none()
    }

    /// A client by its id.
    pub fn client(&self, id: &str) -> Option<&'static Client> {
        self.clients.iter().find(|client| client.id == id)
    }
}
