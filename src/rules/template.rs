//! Texts with placeholders: `"{store} 号店欢迎您"`.

use std::borrow::Cow;

use super::link::{escape_into, is_web_link, leaves_its_place};
use crate::wechat::field;
use crate::wechat::message::{Message, MessageType};

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
    /// What stands between `{` and `}`.
    Placeholder(Placeholder),
}

/// A place in a text that a value is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::template))]
pub struct Placeholder {
    /// As the file has it between the braces.
    pub written: &'static str,
    /// What it stands for.
    pub value: Value,
    /// How the value is put there.
    pub form: Form,
}

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::template))]
pub enum Value {
    /// A part of the scene, or a group of the regular expression, by its place among them.
    Capture(usize),
    /// The scene.
    Scene,
    /// What the visitor typed or said.
    Content,
    /// A field of the message, by its paths in all spellings.
    Field(&'static [&'static str]),
}

/// How a value is put into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::template))]
pub enum Form {
    /// As it is.
    Plain,
    /// As a part of a URL: percent-encoded.
    UrlPart,
    /// As a whole URL, which must lead to the web.
    WholeUrl,
}

/// What placeholders stand for in one message.
#[derive(Clone, Copy, Debug)]
pub struct Values<'v, 'm> {
    /// The message that is answered.
    pub message: &'v Message<'m>,
    /// What the rule's condition captured.
    pub captures: &'v [&'m str],
}

impl Template {
    /// The beginning of the text, with its placeholders as the file has them.
    pub fn written(&self) -> String {
        let pieces = self.pieces.iter().flat_map(|piece| match piece {
            Piece::Text(text) => ["", text, ""],
            Piece::Placeholder(placeholder) => ["{", placeholder.written, "}"],
        });
        pieces.flat_map(str::chars).take(60).collect()
    }

    /// The text with the values in it. They are data: a brace in them is a brace. `None` where a
    /// value would make a link lead elsewhere than the rule says.
    pub fn fill<'m>(&self, values: Values<'_, 'm>) -> Option<Cow<'m, str>> {
        match *self.pieces {
            [] => Some(Cow::Borrowed("")),
            [Piece::Text(text)] => Some(Cow::Borrowed(text)),
            [Piece::Placeholder(only)] if only.form != Form::UrlPart => {
                let value = only.value.of(values);
                (only.form == Form::Plain || is_web_link(value)).then_some(Cow::Borrowed(value))
            }
            ref pieces => concatenate(pieces, values).map(Cow::Owned),
        }
    }
}

fn concatenate(pieces: &[Piece], values: Values<'_, '_>) -> Option<String> {
    let mut text = String::new();
    let mut escaped = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Placeholder(placeholder) => {
                let value = placeholder.value.of(values);
                match placeholder.form {
                    Form::Plain => text.push_str(value),
                    Form::UrlPart => escaped.push(escape_into(&mut text, value)),
                    Form::WholeUrl => return None,
                }
            }
        }
    }
    let stays = !escaped.into_iter().any(|at| leaves_its_place(&text, at));
    stays.then_some(text)
}

impl Value {
    fn of<'m>(self, values: Values<'_, 'm>) -> &'m str {
        match self {
            Value::Capture(at) => values.captures.get(at).copied().unwrap_or_default(),
            Value::Scene => values.message.scan().map_or("", |scan| scan.scene),
            Value::Content => content(values.message),
            Value::Field(paths) => field::read(values.message.fields(), paths),
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
