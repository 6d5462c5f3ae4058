//! Texts with placeholders: `"{store} 号店欢迎您"`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::wechat::field::Field;
use crate::wechat::message::{Message, MessageType};

/// What a value may have in a URL as it is (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::template))]
pub struct Template {
    /// What it is put together from.
    pub pieces: &'static [Piece],
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::template))]
pub enum Piece {
    /// As the owner wrote it.
    Text(&'static str),
    /// A part of the scene, or a group of the regular expression: its place and its name.
    Capture(usize, &'static str),
    /// The scene.
    Scene,
    /// What the visitor typed or said.
    Content,
    /// The value at this path of the message.
    Field(&'static str),
}

/// What placeholders stand for.
#[derive(Clone, Copy, Debug)]
pub struct Values<'v, 'm> {
    /// The message that is answered.
    pub message: &'v Message<'m>,
    /// What the rule's condition captured.
    pub captures: &'v [&'m str],
}

impl Template {
    /// The text with the values in it. They are data: a brace in them is a brace.
    pub fn fill<'m>(&self, values: Values<'_, 'm>) -> Cow<'m, str> {
        match self.pieces {
            [] => Cow::Borrowed(""),
            [piece] => Cow::Borrowed(piece.value(values)),
            pieces => Cow::Owned(pieces.iter().map(|piece| piece.value(values)).collect()),
        }
    }

    /// The same for a URL: the values are percent-encoded, so that a visitor's `&` or `/` cannot
    /// lead elsewhere.
    pub fn fill_url<'m>(&self, values: Values<'_, 'm>) -> Cow<'m, str> {
        match self.pieces {
            [] => Cow::Borrowed(""),
            [Piece::Text(url)] => Cow::Borrowed(url),
            pieces => {
                let mut url = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => url.push_str(text),
                        piece => {
                            url.extend(utf8_percent_encode(piece.value(values), UNRESERVED));
                        }
                    }
                }
                Cow::Owned(url)
            }
        }
    }
}

impl Piece {
    fn value<'m>(&self, values: Values<'_, 'm>) -> &'m str {
        match *self {
            Piece::Text(text) => text,
            Piece::Capture(at, _) => values.captures.get(at).copied().unwrap_or_default(),
            Piece::Scene => values.message.scan().map_or("", |scan| scan.scene),
            Piece::Content => content(values.message),
            Piece::Field(path) => Field::read(values.message.fields(), path),
        }
    }
}

/// What the visitor typed, or said as far as WeChat recognised it; empty for other messages.
pub fn content<'m>(message: &Message<'m>) -> &'m str {
    match message.kind() {
        MessageType::Text(text) => text.content(),
        MessageType::Voice(voice) => voice.recognition(),
        _ => "",
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use source::{Brace, braces};

#[cfg(not(target_arch = "wasm32"))]
mod source {
    use std::fmt;

    use super::{Piece, Template};
    use crate::rules::parse::{Fault, Node, suggest};
    use crate::rules::when::When;

    /// A text with braces, taken apart.
    pub enum Brace<'t> {
        /// Text, with `{{` and `}}` made `{` and `}`.
        Text(String),
        /// The name between `{` and `}`.
        Name(&'t str),
    }

    /// Takes a text with braces apart; the error says what is wrong with them.
    pub fn braces(text: &str) -> Result<Vec<Brace<'_>>, String> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            literal.push_str(before);
            if let Some(after) = brace.strip_prefix("{{") {
                literal.push('{');
                rest = after;
            } else if let Some(after) = brace.strip_prefix("}}") {
                literal.push('}');
                rest = after;
            } else {
                let (name, after) = brace
                    .strip_prefix('{')
                    .and_then(|inner| inner.split_once('}'))
                    .ok_or_else(|| {
                        let missing = if brace.starts_with('{') { '}' } else { '{' };
                        format!("a brace has no `{missing}`; for a brace itself write it twice")
                    })?;
                if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    return Err(format!(
                        "`{{{name}}}` is no placeholder: its name has letters, digits and `_`; for \
                         a brace itself write it twice"
                    ));
                }
                if !literal.is_empty() {
                    pieces.push(Brace::Text(std::mem::take(&mut literal)));
                }
                pieces.push(Brace::Name(name));
                rest = after;
            }
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(Brace::Text(literal));
        }
        Ok(pieces)
    }

    impl Template {
        /// Reads a text whose placeholders `when` fills.
        pub(in crate::rules) fn read(node: Node<'_>, when: &When) -> Result<Template, Fault> {
            let text = node.string("a text")?;
            if text.trim().is_empty() {
                return Err(node.fault("the text is empty, which WeChat shows as an error"));
            }
            let mut pieces = Vec::new();
            for brace in braces(text).map_err(|message| node.fault(message))? {
                pieces.push(match brace {
                    Brace::Text(text) => Piece::Text(text.leak()),
                    Brace::Name(name) => when.placeholder(name).ok_or_else(|| {
                        let known = when.placeholders();
                        let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                        node.fault(format!(
                            "nothing in this rule fills {{{name}}}{}",
                            suggest(name, &known)
                        ))
                    })?,
                });
            }
            Ok(Template {
                pieces: pieces.leak(),
            })
        }

        /// Its length in bytes with all placeholders empty.
        pub(in crate::rules) fn shortest(&self) -> usize {
            let literal = |piece: &Piece| match piece {
                Piece::Text(text) => text.len(),
                _ => 0,
            };
            self.pieces.iter().map(literal).sum()
        }
    }

    impl fmt::Display for Template {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.pieces.iter().try_for_each(|piece| match piece {
                Piece::Text(text) => f.write_str(&text.replace('\n', "⏎")),
                Piece::Capture(_, name) => write!(f, "{{{name}}}"),
                Piece::Scene => f.write_str("{scene}"),
                Piece::Content => f.write_str("{content}"),
                Piece::Field(path) => write!(f, "{{{path}}}"),
            })
        }
    }
}
