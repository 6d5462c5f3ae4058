//! What the types read of a message, as text; and what is in its XML, by another parser.

use wechat_edge::wechat::message::Message;

/// What [`Message`] reads itself; the views have the rest.
const COMMON: &[&str] = &[
    "ToUserName",
    "FromUserName",
    "CreateTime",
    "MsgType",
    "MsgId",
    "MsgDataId",
    "Idx",
    "BusinessId",
];

/// All that is read of a message: what all messages have where it is there, then the view.
pub(crate) fn shown(message: &Message<'_>) -> String {
    let common = [
        ("create_time", format!("{:?}", message.create_time())),
        ("msg_id", format!("{:?}", message.msg_id())),
        ("msg_data_id", format!("{:?}", message.msg_data_id())),
        ("idx", format!("{:?}", message.idx())),
        ("business_id", format!("{:?}", message.business_id())),
    ];
    common
        .into_iter()
        .filter(|(_, value)| value != "None" && value != "\"\"")
        .map(|(name, value)| format!("{name}: {value}\n"))
        .chain([shown_view(message)])
        .collect()
}

/// The view with one field a line: the standard form spreads each `Some(…)` over three.
fn shown_view(message: &Message<'_>) -> String {
    let spread = match message.event() {
        Some(event) => format!("{event:#?}"),
        None => format!("{:#?}", message.kind()),
    };
    let mut lines: Vec<&str> = spread.lines().collect();
    let mut shown = String::new();
    while !lines.is_empty() {
        match lines[..] {
            [open, value, close, ..] if open.ends_with("Some(") && close.trim() == ")," => {
                let value = value.trim().trim_end_matches(',');
                shown += &format!("{open}{value}),\n");
                lines.drain(..3);
            }
            [line, ..] => {
                shown += &format!("{line}\n");
                lines.drain(..1);
            }
            [] => {}
        }
    }
    shown.trim_end().to_owned()
}

/// A field as [`shown_view`] shows it.
#[derive(Debug)]
pub(crate) struct TypedField {
    pub(crate) view: String,
    pub(crate) name: String,
    value: String,
}

impl TypedField {
    /// Whether it holds views, whose fields are listed on their own.
    pub(crate) fn is_group(&self) -> bool {
        self.value == "…"
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.value.as_str(), "None" | "\"\"" | "[]")
    }

    /// Whether this is the element's name turned into Rust style. Where names clash, that of the
    /// group stands before it; of two spellings (`AppId`, `AuthorizeAppId`) the field has the first.
    pub(crate) fn is_named(&self, element: &str) -> bool {
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let (name, element) = (plain(&self.name), plain(element));
        name.ends_with(&element) || element.ends_with(&name)
    }

    /// Whether this is what an element with this text holds, as a string, a number or a flag.
    pub(crate) fn shows(&self, text: &str) -> bool {
        if self.value == format!("{text:?}") {
            return true;
        }
        let inner = self.value.strip_prefix("Some(");
        let value = inner.map_or(self.value.as_str(), |inner| inner.trim_end_matches(')'));
        let text = text.trim();
        let integer = |text: &str| text.parse::<i128>().ok();
        let number = |text: &str| text.parse::<f64>().ok();
        let is_number = match (integer(value), integer(text)) {
            (Some(value), Some(text)) => value == text,
            _ => number(value).is_some() && number(value) == number(text),
        };
        let is_flag = matches!((value, text), ("true", "1") | ("false", "0")) || value == text;
        is_number || is_flag || (value == "[]" && text.is_empty())
    }
}

/// The fields of a message's view and of the views in it.
pub(crate) fn typed_fields(message: &Message<'_>) -> Vec<TypedField> {
    let shown = shown_view(message);
    let mut fields = Vec::new();
    // The view that the line is in, and the field, where that is a list or holds a view.
    let mut inside: Vec<(&str, Option<&str>)> = Vec::new();
    for line in shown.lines().map(str::trim) {
        let (view, list) = inside.last().copied().unwrap_or_default();
        let mut push = |name: &str, value: &str| {
            fields.push(TypedField {
                view: view.to_owned(),
                name: name.to_owned(),
                value: value.to_owned(),
            });
        };
        let (name, value) = line
            .split_once(": ")
            .unwrap_or((list.unwrap_or_default(), line));
        if let Some(inner) = value.strip_suffix(" {") {
            inside.push((inner, None));
        } else if value.ends_with(['[', '(']) {
            push(name, "…");
            inside.push((view, Some(name)));
        } else if matches!(value.trim_end_matches(','), "}" | "]" | ")") {
            inside.pop();
        } else if !inside.is_empty() {
            push(name, value.trim_end_matches(','));
        }
    }
    fields
}

/// The names and values of those elements of a sample that the views are to read.
pub(crate) fn leaves(xml: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(xml).unwrap();
    leaf_nodes(&document)
        .map(|node| {
            let text = node.text().unwrap_or_default().to_owned();
            (node.tag_name().name().to_owned(), text)
        })
        .collect()
}

/// The sample with one value in all those elements.
pub(crate) fn with_every_value(xml: &str, value: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap();
    let mut filled = xml.to_owned();
    for node in leaf_nodes(&document).collect::<Vec<_>>().into_iter().rev() {
        let name = node.tag_name().name();
        let element = format!("<{name}><![CDATA[{value}]]></{name}>");
        filled.replace_range(node.range(), &element);
    }
    filled
}

/// The elements that hold no others, less those that all messages have and the event's name.
fn leaf_nodes<'a>(
    document: &'a roxmltree::Document<'_>,
) -> impl Iterator<Item = roxmltree::Node<'a, 'a>> {
    let is_event = document
        .descendants()
        .any(|node| node.has_tag_name("MsgType") && node.text() == Some("event"));
    document
        .root_element()
        .descendants()
        .filter(|node| node.is_element() && node.children().all(|child| !child.is_element()))
        .filter(|node| !COMMON.contains(&node.tag_name().name()))
        .filter(move |node| !(is_event && node.has_tag_name("Event")))
}
