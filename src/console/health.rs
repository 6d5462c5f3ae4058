//! Whether all is well: `health`.

use super::answer::Answer;
use super::database::{Database, DatabaseError};
use super::notes::{self, Noted};
use crate::scans::codes::Codes;
use crate::scans::figures::Counts;
use crate::scans::json::Value;
use crate::scans::row::Row;
use crate::scans::statement::Statement;
use crate::scans::statements;
use crate::scans::time::{Time, Timezone, rfc3339};

/// How many rows the Free plan lets be written in a day, which begins at 0:00 UTC (SCALE.md).
pub const FREE_ROWS: i64 = 100_000;

/// What waits in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Whether the Worker has it as a binding.
    pub bound: bool,
    /// How many wait; `null` where the runtime does not tell.
    pub waiting: Option<u64>,
}

/// How the callback is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Callback {
    /// `plaintext` (明文模式), or `encrypted`: 兼容模式 and 安全模式 are one to a Worker, which opens what is
    /// sealed and looks at nothing else. `None` where the settings will not do.
    pub mode: Option<&'static str>,
    /// Whether a previous token or key is accepted beside the current one.
    pub is_rotating: bool,
}

/// How the recording goes.
///
/// # Errors
///
/// Where the database fails.
pub async fn health<D: Database>(
    database: &D,
    timezone: &Timezone,
    now: Time,
    callback: Callback,
    [queue, dead_letter_queue]: [Backlog; 2],
) -> Result<Answer, DatabaseError> {
    let midnight = now.saturating_sub(now.rem_euclid(86_400));
    let [first, last] = [midnight, now].map(|time| timezone.day_and_hour(time).0);
    let mut questions: Vec<Statement> = (first.number()..=last.number())
        .map(|day| Statement::new(statements::hours_of_day(&Codes::All)).with(day))
        .collect();
    questions.push(Statement::new(statements::LAST_PUSH));
    questions.push(notes::question(now));
    let mut answers = database.read(questions).await?;
    // Always one row.
    let noted = answers.pop().unwrap_or_default();
    let noted = noted
        .first()
        .map(Noted::read)
        .transpose()?
        .unwrap_or_default();
    let last = answers.pop().unwrap_or_default();
    let (last, difference) = match last.first() {
        None => (None, None),
        Some(row) => {
            let received = row.number("received")?;
            let difference = received.saturating_sub(row.number("created")?);
            (Some(received), Some(difference))
        }
    };
    let mut today = Counts::default();
    for row in answers.iter().flatten() {
        let start = timezone.start(row.day("day")?);
        for (hour, counts) in (row.number("first")?..).zip(row.cells("cells")?) {
            let begun = start.saturating_add(hour.saturating_mul(3600));
            if begun >= midnight {
                today.count(counts);
            }
        }
    }
    let [current, previous] = noted.opened.map(|time| time.map(rfc3339).into());
    let pushes = [today.new, today.existing, today.lost];
    let recorded = pushes.into_iter().fold(0, i64::saturating_add);
    Ok(Answer {
        facts: vec![
            ("timezone", timezone.name().into()),
            // Of this UTC day, at least: computed from the figures, since D1 tells a Worker only what a
            // statement wrote. Sweeping old scans is not in it.
            ("rows_written_today", rows_written(today).into()),
            ("rows_free_plan", FREE_ROWS.into()),
            ("recorded_today", recorded.into()),
            ("queue", queue.into()),
            ("dead_letter_queue", dead_letter_queue.into()),
            ("last_push", last.map(rfc3339).into()),
            // Our clock less WeChat's, in seconds, with the way of the last push in between.
            ("clock_difference", difference.into()),
            ("mode", callback.mode.map(str::to_owned).into()),
            ("rotating", callback.is_rotating.into()),
            (
                "opened",
                Value::Object(vec![("current", current), ("previous", previous)]),
            ),
            (
                "refusals",
                Value::Object(vec![
                    ("signatures", noted.signatures.into()),
                    ("others", noted.others.into()),
                ]),
            ),
        ],
        table: None,
    })
}

impl From<Backlog> for Value {
    fn from(Backlog { bound, waiting }: Backlog) -> Value {
        Value::Object(vec![("bound", bound.into()), ("waiting", waiting.into())])
    }
}

/// Of each push (measured by tests/http/scans-cost.test.mjs): a scan writes itself, its index, its day
/// and its hour; a visitor's first of the day one row more; a subscribe two more, who came and by what;
/// an unsubscribe writes who left, that they did, its day and its hour.
fn rows_written(counts: Counts) -> i64 {
    let rows = [
        (4, counts.existing),
        (6, counts.new),
        (1, counts.people),
        (4, counts.lost),
    ];
    rows.into_iter()
        .map(|(rows, pushes): (i64, i64)| rows.saturating_mul(pushes))
        .fold(0, i64::saturating_add)
}
