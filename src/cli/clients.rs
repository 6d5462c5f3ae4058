//! `clients.toml` in the folder, as the commands look at it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Serialize;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::login::clients::parse::{Mistakes, read};
use wechat_edge::login::clients::{Client, Setup};

use super::file::unreadable;

/// The file of clients of the project.
pub(crate) const CLIENTS: &str = "clients.toml";

/// Why nothing is known of the clients.
#[derive(Debug)]
pub(crate) enum ClientsError {
    Unreadable(PathBuf, io::Error),
    /// The file, and what is wrong with it.
    Mistakes(PathBuf, Mistakes),
}

/// What a file says; nobody's where the project has none.
pub(crate) fn read_clients(path: &Path) -> Result<Setup, ClientsError> {
    match std::fs::read(path) {
        Ok(toml) => read(&toml).map_err(|told| ClientsError::Mistakes(path.to_owned(), told)),
        Err(error) if error.kind() == ErrorKind::NotFound && path == Path::new(CLIENTS) => {
            Ok(Setup::NONE)
        }
        Err(error) => Err(ClientsError::Unreadable(path.to_owned(), error)),
    }
}

impl ClientsError {
    /// Each by itself.
    pub(crate) fn told(&self, language: Language) -> Vec<String> {
        match self {
            ClientsError::Unreadable(path, error) => {
                vec![unreadable(path.display(), error, language)]
            }
            ClientsError::Mistakes(path, told) => {
                told.rendered(&path.display().to_string(), language)
            }
        }
    }
}

impl Bilingual for ClientsError {
    fn text(&self, language: Language) -> String {
        self.told(language).join("\n")
    }
}

/// A line for whoever looks at the project; none where nobody signs in.
pub(crate) fn line(setup: &Setup, file: &Path, language: Language) -> Option<String> {
    let names: Vec<&str> = setup.clients.iter().map(|client| client.name).collect();
    let count = names.len();
    let clients = match language {
        Language::English if count == 1 => format!("1 client ({})", names.join(", ")),
        Language::English => format!("{count} clients ({})", names.join(", ")),
        Language::Chinese => format!("{count} 个 client（{}）", names.join("、")),
    };
    let server = setup.wechat_server.map(|name| {
        tr!(
            language,
            "wechat-server, with the token in {name}",
            "wechat-server 接口（令牌在 {name}）"
        )
    });
    let all: Vec<String> = (count > 0)
        .then_some(clients)
        .into_iter()
        .chain(server)
        .collect();
    let (file, all) = (file.display(), all.join(tr!(language, "; ", "；").as_str()));
    (!setup.is_off()).then(|| tr!(language, "{file}: {all}", "{file}：{all}"))
}

/// The clients, as JSON.
#[derive(Serialize)]
pub(crate) struct ListedClient {
    id: &'static str,
    name: &'static str,
    redirect_uris: &'static [&'static str],
    public: bool,
    /// The name of the secret.
    secret: Option<&'static str>,
    email: bool,
}

impl From<&Client> for ListedClient {
    fn from(client: &Client) -> ListedClient {
        ListedClient {
            id: client.id,
            name: client.name,
            redirect_uris: client.redirect_uris,
            public: client.secret.is_none(),
            secret: client.secret,
            email: client.email,
        }
    }
}
