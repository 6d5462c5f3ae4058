//! Single scans: `scans`.

use serde::{Deserialize, Serialize};

use super::csv::{Cell, Csv};
use super::database::{Database, Statement};
use super::parameters::{Cursor, Openids};
use crate::scans::record;
use crate::scans::statements;
use crate::scans::time::rfc3339;

/// The answer to `scans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct Scans {
    pub scans: Vec<SingleScan>,
    /// For `before`; `null` where there are no older ones.
    pub next: Option<String>,
}

/// A scan in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct SingleScan {
    /// `null` is 其他途径.
    pub scene: Option<String>,
    /// `new` or `existing`.
    pub visitor: &'static str,
    /// `null` where it was deleted.
    pub openid: Option<String>,
    pub time: String,
}

#[derive(Deserialize)]
struct Row {
    created: u64,
    key: String,
    received: u64,
    scene: String,
    event: String,
    openid: Option<String>,
}

/// The newest scans before a cursor.
///
/// # Errors
///
/// Where the database fails.
pub async fn scans<D: Database>(
    database: &D,
    scene: Option<&str>,
    limit: u32,
    before: Option<&Cursor>,
    openids: Openids,
) -> Result<Scans, D::Error> {
    let statement = match scene {
        None => statements::SCANS,
        Some(_) => statements::SCANS_OF_CODE,
    };
    // After every time that can be recorded.
    let (created, key) = before.map_or((1_i64 << 52, ""), |cursor| {
        (
            cursor.created.try_into().unwrap_or(i64::MAX),
            cursor.key.as_str(),
        )
    });
    let question = Statement::new(statement)
        .with(created)
        .with(key.to_owned())
        // One more tells whether there are older ones.
        .with(limit.saturating_add(1))
        .with_all(scene.map(str::to_owned));
    let mut rows: Vec<Row> = database
        .read(vec![question])
        .await?
        .into_iter()
        .flatten()
        .collect();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| is_more).map(|last| {
        let (created, key) = (last.created, last.key.clone());
        Cursor { created, key }.to_string()
    });
    let scans = rows.into_iter().map(|row| row.shown(openids)).collect();
    Ok(Scans { scans, next })
}

impl Row {
    fn shown(self, openids: Openids) -> SingleScan {
        SingleScan {
            visitor: if self.event == "subscribe" {
                "new"
            } else {
                "existing"
            },
            openid: self.openid.map(|openid| match openids {
                Openids::Full => openid,
                Openids::Shortened => shortened(&openid),
            }),
            time: rfc3339(record::time(self.created, self.received)),
            scene: (!self.scene.is_empty()).then_some(self.scene),
        }
    }
}

/// `oABC…wxyz`: enough to tell visitors apart on a screen, too little to send them anything.
fn shortened(openid: &str) -> String {
    let characters: Vec<char> = openid.chars().collect();
    match characters.as_slice() {
        [first @ .., _, _, _, _] if first.len() > 4 => {
            let start = characters.iter().take(4);
            let end = characters.iter().rev().take(4).rev();
            start.chain(&['…']).chain(end).collect()
        }
        _ => "…".to_owned(),
    }
}

impl From<&Scans> for Csv {
    fn from(answer: &Scans) -> Csv {
        let mut csv = Csv::new(["scene", "visitor", "openid", "time"]);
        for scan in &answer.scans {
            csv.row([
                Cell::text(scan.scene.as_deref()),
                Cell::text(Some(scan.visitor)),
                Cell::text(scan.openid.as_deref()),
                Cell::text(Some(&scan.time)),
            ]);
        }
        csv
    }
}
