//! From a question to its answer.

use serde::Serialize;

use super::csv::Csv;
use super::database::Database;
use super::figures::{self, Days, Hours, Scenes};
use super::health::{self, Backlog, Health};
use super::list::{self, Scans};
use super::parameters::Question;
use crate::scans::time::{Time, Timezone};

/// An answer, which is JSON as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "named as the questions are")]
pub enum Answer {
    Scenes(Scenes),
    Days(Days),
    Hours(Hours),
    Scans(Scans),
    Health(Health),
}

impl Answer {
    /// The same as a table; `None` where it is none.
    pub fn csv(&self) -> Option<String> {
        let csv: Csv = match self {
            Answer::Scenes(answer) => answer.into(),
            Answer::Days(answer) => answer.into(),
            Answer::Hours(answer) => answer.into(),
            Answer::Scans(answer) => answer.into(),
            Answer::Health(_) => return None,
        };
        Some(csv.into_string())
    }
}

/// What an answer depends on besides the question and the database.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'s> {
    /// The time.
    pub now: Time,
    /// Where the owner is.
    pub timezone: &'s Timezone,
    /// What waits in the queue and in the dead-letter queue.
    pub backlogs: [Backlog; 2],
}

/// Answers a question.
///
/// # Errors
///
/// Where the database fails.
pub async fn answer<D: Database>(
    question: &Question,
    database: &D,
    surroundings: Surroundings<'_>,
) -> Result<Answer, D::Error> {
    let Surroundings {
        now,
        timezone,
        backlogs,
    } = surroundings;
    Ok(match question {
        Question::Scenes {
            period,
            codes,
            series,
        } => Answer::Scenes(figures::scenes(database, timezone, *period, codes, *series).await?),
        Question::Days { period, codes } => {
            Answer::Days(figures::days(database, timezone, *period, codes).await?)
        }
        Question::Hours { period, codes } => {
            Answer::Hours(figures::hours(database, timezone, *period, codes).await?)
        }
        Question::Scans {
            scene,
            limit,
            before,
            openids,
        } => Answer::Scans(
            list::scans(
                database,
                scene.as_deref(),
                *limit,
                before.as_ref(),
                *openids,
            )
            .await?,
        ),
        Question::Health => {
            Answer::Health(health::health(database, timezone, now, backlogs).await?)
        }
    })
}
