//! Reads the name of a secret: the secret itself is set at the Worker, and never stands in a file.

use super::kind::{Findings, Kind};
use crate::toml_file::{Node, Words};

/// How long a name may be.
const MAX: usize = 100;

/// What the Worker's own settings begin with.
const RESERVED: [&str; 5] = ["WECHAT_", "CONSOLE_", "ACCESS_", "SCANS_", "LOGIN_ISSUER"];

/// What is bound by these names (wrangler.toml).
const BINDINGS: [&str; 3] = ["DB", "SCANS", "LOGIN"];

pub(super) fn read(node: Node<'_>, findings: &mut Findings) -> Option<&'static str> {
    let name = node.string(Words::TEXT, findings)?;
    let is_right = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.len() > MAX
        || !name.starts_with(|c: char| c.is_ascii_uppercase())
        || !name.chars().all(is_right)
    {
        return findings.refuse(node, Kind::SecretName);
    }
    if BINDINGS.contains(&name) || RESERVED.iter().any(|reserved| name.starts_with(reserved)) {
        return findings.refuse(node, Kind::SecretReserved(name.to_owned()));
    }
    Some(name.to_owned().leak())
}
