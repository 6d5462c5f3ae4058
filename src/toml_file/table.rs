//! A table of the file, whose keys are checked off as they are read.

use toml::de::DeTable;

use super::fault::{Fault, Words};
use super::node::{Findings, Node};
use super::suggestion::Suggestion;

pub(crate) struct Table<'t> {
    table: &'t DeTable<'t>,
    known: Vec<&'static str>,
}

impl<'t> Table<'t> {
    pub(crate) fn of<K: From<Fault>>(
        node: Node<'t>,
        findings: &mut Findings<K>,
    ) -> Option<Table<'t>> {
        let Some(table) = node.0.get_ref().as_table() else {
            return node.wrong_type(Words::TABLE, findings);
        };
        Some(Table {
            table,
            known: Vec::new(),
        })
    }

    pub(crate) fn get(&mut self, key: &'static str) -> Option<Node<'t>> {
        self.known.push(key);
        self.table.get(key).map(Node)
    }

    /// Whether a key is there that says something by being `true`.
    pub(crate) fn flag<K: From<Fault>>(
        &mut self,
        key: &'static str,
        findings: &mut Findings<K>,
    ) -> bool {
        self.get(key)
            .is_some_and(|node| node.yes(findings).is_some())
    }

    /// The byte where a key stands that is at home elsewhere: [`finish`](Table::finish) neither refuses nor
    /// suggests it.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<usize> {
        let (found, _) = self.table.get_key_value(key)?;
        self.known.push(key);
        Some(found.span().start)
    }

    /// Refuses the keys that nobody asked for. Gives whether there was none: what is missing beside
    /// one is what was meant by it mostly, and need not be missed.
    pub(crate) fn finish<K: From<Fault>>(
        self,
        place: impl Into<Words>,
        findings: &mut Findings<K>,
    ) -> bool {
        let (place, mut is_known) = (place.into(), true);
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !self.known.contains(&name) {
                let suggestion = Suggestion::of(name, &self.known);
                let fault = Fault::UnknownKey(name.to_owned(), place, suggestion);
                findings.refuse_at(key.span().start, fault.into());
                is_known = false;
            }
        }
        is_known
    }
}
