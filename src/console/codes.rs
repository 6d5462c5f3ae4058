//! The codes by name: `codes`.

use super::answer::{Answer, Table};
use super::database::{Database, DatabaseError};
use crate::rules::Rules;
use crate::scans::json::Value;
use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;
use crate::wechat::message::Message;
use crate::wechat::xml::{Document, Strictness};
use crate::wechat::xml_writer::XmlWriter;

/// Where codes are sent (POST), named (PATCH) and asked for (GET).
pub const CODES: &str = "codes";

/// The longest texts, in characters. WeChat's own bound for a scene is 64 (PROTOCOL.md, section F).
const MAX_SCENE: usize = 64;
/// Of a name, and of a group.
pub const MAX_NAME: usize = 100;
const MAX_REMARK: usize = 1000;
/// Tickets have about 100 characters, URLs about 50.
const MAX_URL: usize = 512;

/// What is asked for, and in which order it is answered.
const COLUMNS: [&str; 7] = [
    "scene", "name", "group", "remark", "url", "ticket", "expires",
];

const ALL: &str = "\
    SELECT scene, name, \"group\", remark, url, ticket, expires FROM codes ORDER BY scene";

/// What the tool made. What the owner named already keeps its name.
const PUSH: &str = "\
    INSERT INTO codes (scene, name, \"group\", url, ticket, expires) \
    SELECT value->>'scene', value->>'name', value->>'group', value->>'url', value->>'ticket', \
      value->>'expires' \
    FROM json_each(?1) WHERE true \
    ON CONFLICT (scene) DO UPDATE SET \
      name = coalesce(name, excluded.name), \"group\" = coalesce(\"group\", excluded.\"group\"), \
      url = excluded.url, ticket = excluded.ticket, expires = excluded.expires";

/// What the owner says of codes; what they do not mention stays.
const NAME: &str = "\
    INSERT INTO codes (scene, name, \"group\", remark) \
    SELECT value->>'scene', value->>'name', value->>'group', value->>'remark' \
    FROM json_each(?1) WHERE true \
    ON CONFLICT (scene) DO UPDATE SET \
      name = coalesce(excluded.name, name), \"group\" = coalesce(excluded.\"group\", \"group\"), \
      remark = coalesce(excluded.remark, remark)";

/// All codes that are known by more than their scans.
///
/// # Errors
///
/// Where the database fails.
pub async fn codes<D: Database>(database: &D, rules: &Rules) -> Result<Answer, DatabaseError> {
    let answers = database.read(vec![Statement::new(ALL)]).await?;
    let mut rows = Vec::new();
    for row in answers.iter().flatten() {
        let mut cells = Vec::new();
        for column in COLUMNS {
            let text = row.optional_text(column)?;
            cells.push(text.filter(|text| !text.is_empty()).into());
        }
        let scene = row.text("scene")?;
        for event in EVENTS {
            cells.push(rule(rules, &scene, event).unwrap_or(Value::Null));
        }
        rows.push(cells);
    }
    let mut columns = COLUMNS.to_vec();
    columns.extend(["rule", "rule_new"]);
    Ok(Answer {
        facts: Vec::new(),
        table: Some(Table {
            name: CODES,
            columns,
            rows,
        }),
    })
}

/// The events of a scan, by a follower and by a new one, and what their EventKey begins with (PROTOCOL.md,
/// section D1).
const EVENTS: [(&str, &str); 2] = [("SCAN", ""), ("subscribe", "qrscene_")];

/// The rule that answers who scans the code.
fn rule(rules: &Rules, scene: &str, (event, prefix): (&str, &str)) -> Option<Value> {
    let mut xml = XmlWriter::with_capacity(256);
    xml.open("xml");
    for (name, text) in [
        ("ToUserName", "gh"),
        ("FromUserName", "o"),
        ("MsgType", "event"),
        ("Event", event),
        ("EventKey", &format!("{prefix}{scene}")),
    ] {
        xml.text(name, text);
    }
    xml.close("xml");
    let xml = xml.finish();
    let document = Document::parse(xml.as_bytes(), Strictness::Message).ok()?;
    let (rule, _) = rules.find(&Message::read(&document).ok()?)?;
    Some(Value::Object(vec![
        ("line", (rule.line as u64).into()),
        ("text", rule.reply.summary().into()),
    ]))
}

/// A code as the tool sends it.
///
/// # Errors
///
/// Names the field that is not one of a code.
pub fn pushed(row: &impl Row) -> Result<Value, FieldError> {
    let mut fields = named(row, &[("name", MAX_NAME), ("group", MAX_NAME)])?;
    for field in ["url", "ticket"] {
        let text = checked(row, field, MAX_URL)?;
        // The page draws it, and what is drawn is scanned.
        let is_url = |text: &String| field != "url" || text.starts_with("http");
        fields.push((field, text.filter(is_url).ok_or(FieldError(field))?.into()));
    }
    let expires = checked(row, "expires", 20)?;
    if expires.as_deref().is_some_and(|time| !is_time(time)) {
        return Err(FieldError("expires"));
    }
    fields.push(("expires", expires.into()));
    Ok(Value::Object(fields))
}

/// What the owner says of a code.
///
/// # Errors
///
/// Names the field that is not one of a code.
pub fn edited(row: &impl Row) -> Result<Value, FieldError> {
    let limits = [
        ("name", MAX_NAME),
        ("group", MAX_NAME),
        ("remark", MAX_REMARK),
    ];
    named(row, &limits).map(Value::Object)
}

/// The statement that writes codes, as [`pushed`] or else as [`edited`] read them.
pub fn write(codes: Vec<Value>, is_pushed: bool) -> Statement {
    let sql = if is_pushed { PUSH } else { NAME };
    Statement::new(sql).with(Value::List(codes).to_string())
}

fn named(
    row: &impl Row,
    limits: &[(&'static str, usize)],
) -> Result<Vec<(&'static str, Value)>, FieldError> {
    let scene = checked(row, "scene", MAX_SCENE)?;
    let scene = scene.filter(|scene| !scene.is_empty());
    let mut fields = vec![("scene", scene.ok_or(FieldError("scene"))?.into())];
    for (field, limit) in limits {
        fields.push((field, checked(row, field, *limit)?.into()));
    }
    Ok(fields)
}

fn checked(
    row: &impl Row,
    field: &'static str,
    limit: usize,
) -> Result<Option<String>, FieldError> {
    match row.optional_text(field)? {
        Some(text) if text.chars().count() > limit => Err(FieldError(field)),
        text => Ok(text),
    }
}

/// `2026-11-21T00:00:00Z`
fn is_time(text: &str) -> bool {
    let shape = "0000-00-00T00:00:00Z";
    let fits = |(byte, shape): (u8, u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        shape => byte == shape,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}
