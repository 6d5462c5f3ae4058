//! What can be wrong with a file of clients.

use super::uri::UriFault;
use crate::toml_file::{self, Fault};

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What no such file may be.
    Fault(Fault),
    /// `wechat_server` below a `[[client]]`, to which TOML counts it.
    ServerInClient,

    // The client.
    /// A key that is needed and not there.
    Missing(&'static str),
    /// An id with another character than those of a URL, or none, or too many: how many there may be.
    IdMalformed(usize),
    /// An id that the client in this line has.
    IdTwice(usize),
    /// A name without anything to be seen.
    NameEmpty,
    /// A name that is too long: its characters, and how many there may be.
    NameTooLong(usize, usize),
    /// A name with a control character, or one that reorders the text around it.
    NameCharacter,

    // Its secret.
    /// `secret` and `public`.
    SecretAndPublic,
    /// Neither of them.
    NoSecret,
    /// No name of a secret; most likely the secret itself.
    SecretName,
    /// A name that means something else to the Worker.
    SecretReserved(String),

    // Where it is sent back to.
    /// A list without elements.
    NoUri,
    /// An address that will not do.
    Uri(UriFault),
    /// An address that is there already, in this line.
    UriTwice(usize),
}

impl toml_file::Kind for Kind {
    fn code(&self) -> String {
        match self {
            Kind::Fault(fault) => fault.code(),
            Kind::Uri(fault) => format!("uri_{}", toml_file::code_of(fault)),
            other => toml_file::code_of(other),
        }
    }
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Kind {
        Kind::Fault(fault)
    }
}

/// What was found while a file of clients is read.
pub(super) type Findings = toml_file::Findings<Kind>;

/// A mistake of a file of clients.
pub type Mistake = toml_file::Mistake<Kind>;

/// All of them.
pub type Mistakes = toml_file::Mistakes<Kind>;
