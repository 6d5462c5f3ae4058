//! Whether all is well: `health`.

use serde::{Deserialize, Serialize};

use super::database::{Database, Statement};
use crate::scans::codes::Codes;
use crate::scans::figures::{Counts, read_cells};
use crate::scans::statements;
use crate::scans::time::{Day, Time, Timezone, rfc3339};

/// How many rows the Free plan lets be written in a day, which begins at 0:00 UTC (SCALE.md).
pub const FREE_ROWS: i64 = 100_000;

/// The answer to `health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct Health {
    pub timezone: String,
    /// Rows that the scans of this UTC day wrote, at least: computed from the figures, since D1 tells a
    /// Worker only what a statement wrote. Sweeping old scans is not in it.
    pub rows_written_today: i64,
    pub rows_free_plan: i64,
    /// Pushes recorded in this UTC day.
    pub recorded_today: i64,
    pub queue: Backlog,
    pub dead_letter_queue: Backlog,
    /// When the last recorded scan or subscribe came in.
    pub last_push: Option<String>,
}

/// What waits in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Backlog {
    /// Whether the Worker has it as a binding.
    pub bound: bool,
    /// How many wait; `null` where the runtime does not tell.
    pub waiting: Option<u64>,
}

#[derive(Deserialize)]
struct HoursRow {
    day: i32,
    first: u8,
    cells: String,
}

#[derive(Deserialize)]
struct LastRow {
    received: i64,
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
    [queue, dead_letter_queue]: [Backlog; 2],
) -> Result<Health, D::Error> {
    let midnight = now.saturating_sub(now.rem_euclid(86_400));
    let [first, last] = [midnight, now].map(|time| timezone.day_and_hour(time).0);
    let days = (first.number()..=last.number())
        .map(|day| Statement::new(statements::hours_of_day(&Codes::All)).with(day))
        .collect();
    let mut today = Counts::default();
    for row in database.read::<HoursRow>(days).await?.into_iter().flatten() {
        let start = Day::from_number(row.day).map_or(0, |day| timezone.start(day));
        let cells = read_cells(&row.cells).unwrap_or_default();
        for (hour, counts) in (row.first..).zip(cells) {
            let begun = start.saturating_add(i64::from(hour).saturating_mul(3600));
            if begun >= midnight {
                today.count(counts);
            }
        }
    }
    let last_push = Statement::new(statements::LAST_PUSH);
    let last: Vec<LastRow> = database
        .read(vec![last_push])
        .await?
        .into_iter()
        .flatten()
        .collect();
    let pushes = [today.new, today.existing, today.lost];
    Ok(Health {
        timezone: timezone.name().to_owned(),
        rows_written_today: rows_written(today),
        rows_free_plan: FREE_ROWS,
        recorded_today: pushes.into_iter().fold(0, i64::saturating_add),
        queue,
        dead_letter_queue,
        last_push: last.first().map(|row| rfc3339(row.received)),
    })
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
