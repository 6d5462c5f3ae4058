//! Reads a `[[client]]`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::kind::{Findings, Kind};
use super::{secret, uri};
use crate::login::clients::setup::Client;
use crate::toml_file::{Lines, Node, Table, Words, clean};

/// How long an id may be.
const MAX_ID: usize = 64;

/// How long a name may be, in characters: it stands in a sentence on a phone.
const MAX_NAME: usize = 40;

/// Where the keys of a client stand.
const CLIENT: Words = Words {
    english: "a client",
    chinese: "client 里",
};

/// Where a list of addresses should stand.
const URIS: Words = Words {
    english: "a URL, or a list of URLs",
    chinese: "网址，或网址的列表",
};

/// Reads one; `ids` has the line of each id so far, also of a client that is wrong otherwise.
pub(super) fn read(
    node: Node<'_>,
    lines: &Lines<'_>,
    ids: &mut HashMap<String, usize>,
    findings: &mut Findings,
) -> Option<Client> {
    let mut table = Table::of(node, findings)?;
    let [id, name, redirect_uris] =
        ["id", "name", "redirect_uris"].map(|key| (key, table.get(key)));
    let secret = table.get("secret");
    let public = table.get("public");
    let email = table.flag("email", findings);
    let misplaced = table.take("wechat_server");
    let is_known = table.finish(CLIENT, findings);
    if let Some(at) = misplaced {
        findings.refuse_at(at, Kind::ServerInClient);
    }
    for (key, value) in [id, name, redirect_uris] {
        if value.is_none() && is_known {
            let _: Option<()> = findings.refuse(node, Kind::Missing(key));
        }
    }
    let id = id.1.and_then(|node| {
        let id = read_id(node, findings)?;
        let line = lines.line_of(findings.place_of(node));
        match ids.entry(id.to_owned()) {
            Entry::Occupied(first) => findings.refuse(node, Kind::IdTwice(*first.get())),
            Entry::Vacant(free) => {
                free.insert(line);
                Some(id)
            }
        }
    });
    let name = name.1.and_then(|node| read_name(node, findings));
    let uris = redirect_uris
        .1
        .and_then(|node| read_uris(node, public.is_some(), lines, findings));
    let secret = match (secret, public) {
        (Some(node), Some(_)) => findings.refuse(node, Kind::SecretAndPublic),
        (Some(node), None) => secret::read(node, findings).map(Some),
        (None, Some(node)) => node.yes(findings).map(|()| None),
        (None, None) if is_known => findings.refuse(node, Kind::NoSecret),
        (None, None) => None,
    };
    Some(Client {
        id: id?.to_owned().leak(),
        name: name?.to_owned().leak(),
        redirect_uris: uris?.leak(),
        secret: secret?,
        email,
    })
}

fn read_id<'t>(node: Node<'t>, findings: &mut Findings) -> Option<&'t str> {
    let id = node.string(Words::TEXT, findings)?;
    let is_right = |c: char| c.is_ascii_alphanumeric() || "._~-".contains(c);
    match (1..=MAX_ID).contains(&id.len()) && id.chars().all(is_right) {
        true => Some(id),
        false => findings.refuse(node, Kind::IdMalformed(MAX_ID)),
    }
}

fn read_name<'t>(node: Node<'t>, findings: &mut Findings) -> Option<&'t str> {
    let name = node.string(Words::TEXT, findings)?;
    let length = name.chars().count();
    if name.trim().is_empty() {
        findings.refuse(node, Kind::NameEmpty)
    } else if length > MAX_NAME {
        findings.refuse(node, Kind::NameTooLong(length, MAX_NAME))
    } else if name != clean(name) {
        findings.refuse(node, Kind::NameCharacter)
    } else {
        Some(name)
    }
}

fn read_uris(
    node: Node<'_>,
    is_public: bool,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> Option<Vec<&'static str>> {
    let nodes = node.list();
    if nodes.is_empty() {
        return findings.refuse(node, Kind::NoUri);
    }
    let mut before = HashMap::new();
    let mut uris = Vec::new();
    for node in &nodes {
        let Some(uri) = node.string(URIS, findings) else {
            continue;
        };
        let line = lines.line_of(findings.place_of(*node));
        let wrong = match uri::check(uri, is_public) {
            Err(fault) => Some(Kind::Uri(fault)),
            Ok(()) => before.insert(uri, line).map(Kind::UriTwice),
        };
        match wrong {
            None => uris.push(&*uri.to_owned().leak()),
            Some(kind) => findings.refuse_at(node.start(), kind),
        }
    }
    (uris.len() == nodes.len()).then_some(uris)
}
