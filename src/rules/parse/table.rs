//! A table of the file, whose keys are checked off as they are read.

use toml::de::DeTable;

use super::kind::Kind;
use super::names::{Expected, Place};
use super::node::{Findings, Node};
use super::suggestion::Suggestion;

pub(super) struct Table<'t> {
    table: &'t DeTable<'t>,
    known: Vec<&'static str>,
}

impl<'t> Table<'t> {
    pub(super) fn of(node: Node<'t>, findings: &mut Findings) -> Option<Table<'t>> {
        let Some(table) = node.0.get_ref().as_table() else {
            return findings.refuse(node, node.wrong_type(Expected::Table));
        };
        Some(Table {
            table,
            known: Vec::new(),
        })
    }

    pub(super) fn get(&mut self, key: &'static str) -> Option<Node<'t>> {
        self.known.push(key);
        self.table.get(key).map(Node)
    }

    /// Whether a key is there that says something by being `true`.
    pub(super) fn flag(&mut self, key: &'static str, findings: &mut Findings) -> bool {
        self.get(key)
            .is_some_and(|node| node.yes(findings).is_some())
    }

    /// Refuses the keys that nobody asked for. Gives whether there was none: what is missing beside
    /// one is what was meant by it mostly, and need not be missed.
    pub(super) fn finish(self, place: Place, findings: &mut Findings) -> bool {
        let mut is_known = true;
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !self.known.contains(&name) {
                let suggestion = Suggestion::of(name, &self.known);
                let kind = Kind::UnknownKey(name.to_owned(), place, suggestion);
                findings.refuse_at(key.span().start, kind);
                is_known = false;
            }
        }
        is_known
    }
}
