//! The value of an element, as it is read piece by piece.

use std::borrow::Cow;

use super::characters::{BLANKS, is_blank};

/// Fields whose blanks are a user's own, also where they are not in CDATA (PROTOCOL.md, section H).
const VERBATIM: [&str; 2] = ["Content", "Label"];

/// The text of the innermost open element, as long as no child was seen in it.
#[derive(Default)]
pub(super) struct Leaf<'a> {
    pub(super) value: Cow<'a, str>,
    /// Whether a CDATA section was seen: then blanks before and after it are not part of the value.
    has_cdata: bool,
    /// Where in `value` the text since the last CDATA section starts.
    text_start: usize,
    /// Whether that text holds a reference: then it is no mere formatting.
    has_reference: bool,
}

impl<'a> Leaf<'a> {
    /// A CDATA section begins.
    pub(super) fn begin_cdata(&mut self) {
        if !self.has_cdata {
            self.drop_blank_run();
            self.has_cdata = true;
        }
    }

    /// It ended.
    pub(super) fn end_cdata(&mut self) {
        self.text_start = self.value.len();
        self.has_reference = false;
    }

    /// A reference was seen.
    pub(super) fn keep_blanks(&mut self) {
        self.has_reference = true;
    }

    /// Adds to the value.
    pub(super) fn push(&mut self, text: Cow<'a, str>) {
        if self.value.is_empty() {
            self.value = text;
        } else {
            self.value.to_mut().push_str(&text);
        }
    }

    /// The value of the element with this name.
    pub(super) fn finish(mut self, name: &str) -> Cow<'a, str> {
        if self.has_cdata {
            self.drop_blank_run();
            self.value
        } else if VERBATIM.contains(&name) {
            self.value
        } else {
            trimmed(self.value)
        }
    }

    /// Drops the text since the last CDATA section if it is blank. Called before the first section
    /// and after the last: there it only formats.
    fn drop_blank_run(&mut self) {
        let run = self
            .value
            .get(self.text_start..)
            .expect("a section ended there");
        if self.has_reference || run.is_empty() || !run.bytes().all(is_blank) {
            return;
        }
        match &mut self.value {
            Cow::Borrowed(text) => {
                *text = text.get(..self.text_start).expect("a section ended there")
            }
            Cow::Owned(text) => text.truncate(self.text_start),
        }
    }
}

fn trimmed(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(BLANKS)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(BLANKS).to_owned()),
    }
}
