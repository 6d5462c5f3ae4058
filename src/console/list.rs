//! Single scans: `scans`.

use super::answer::{Answer, Table};
use super::database::{Database, DatabaseError};
use super::parameters::{Cursor, Openids, Wanted};
use crate::scans::json::Value;
use crate::scans::record;
use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;
use crate::scans::statements;
use crate::scans::time::rfc3339;

/// The newest scans before a cursor.
///
/// # Errors
///
/// Where the database fails.
pub async fn scans<D: Database>(database: &D, wanted: &Wanted) -> Result<Answer, DatabaseError> {
    let scene = wanted.scene.as_deref();
    let statement = match scene {
        None => statements::SCANS,
        Some(_) => statements::SCANS_OF_CODE,
    };
    // After every time that can be recorded.
    let (created, key) = wanted.before.as_ref().map_or((1_i64 << 52, ""), |cursor| {
        (
            cursor.created.try_into().unwrap_or(i64::MAX),
            cursor.key.as_str(),
        )
    });
    let question = Statement::new(statement)
        .with(created)
        .with(key.to_owned())
        // One more tells whether there are older ones.
        .with(wanted.limit.saturating_add(1))
        .with_all(scene.map(str::to_owned));
    let answers = database.read(vec![question]).await?;
    let rows: Vec<&D::Row> = answers.iter().flatten().collect();
    let limit = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    let shown = rows.get(..limit).unwrap_or(&rows);
    let next = match shown.last().filter(|_| rows.len() > limit) {
        None => None,
        Some(last) => Some(Cursor {
            created: last.time("created")?,
            key: last.text("key")?,
        }),
    };
    let mut rows = Vec::new();
    for row in shown {
        rows.push(cells(*row, wanted.openids)?);
    }
    Ok(Answer {
        facts: vec![("next", next.map(|next| next.to_string()).into())],
        table: Some(Table {
            name: "scans",
            columns: vec!["scene", "visitor", "openid", "time"],
            rows,
        }),
    })
}

fn cells(row: &impl Row, openids: Openids) -> Result<Vec<Value>, FieldError> {
    let scene = row.text("scene")?;
    let visitor = match &*row.text("event")? {
        "subscribe" => "new",
        _ => "existing",
    };
    let openid = row.optional_text("openid")?.map(|openid| match openids {
        Openids::Full => openid,
        Openids::Shortened => shortened(&openid),
    });
    let [created, received] = ["created", "received"].map(|field| row.time(field));
    let time = rfc3339(record::time(created?, received?));
    let scene = (!scene.is_empty()).then_some(scene);
    Ok(vec![
        scene.into(),
        visitor.into(),
        openid.into(),
        time.into(),
    ])
}

/// `oABC…wxyz`: enough to tell visitors apart on a screen, too little to send them anything.
fn shortened(openid: &str) -> String {
    let at = |place: Option<(usize, char)>| place.map(|(at, _)| at);
    let start = at(openid.char_indices().nth(4));
    let end = at(openid.char_indices().rev().nth(3));
    match (start, end) {
        (Some(start), Some(end)) if start < end => {
            let parts = [openid.get(..start), Some("…"), openid.get(end..)];
            parts.into_iter().flatten().collect()
        }
        _ => "…".to_owned(),
    }
}
