//! From a question to its answer.

use super::answer::Answer;
use super::database::{Database, DatabaseError};
use super::health::Backlog;
use super::parameters::Question;
use super::{figures, health, list};
use crate::scans::time::{Time, Timezone};

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
pub async fn respond<D: Database>(
    question: &Question,
    database: &D,
    surroundings: Surroundings<'_>,
) -> Result<Answer, DatabaseError> {
    let Surroundings {
        now,
        timezone,
        backlogs,
    } = surroundings;
    match question {
        Question::Scenes {
            period,
            codes,
            series,
        } => figures::scenes(database, timezone, *period, codes, *series).await,
        Question::Days { period, codes } => figures::days(database, timezone, *period, codes).await,
        Question::Hours { period, codes } => {
            figures::hours(database, timezone, *period, codes).await
        }
        Question::Scans(wanted) => list::scans(database, wanted).await,
        Question::Health => health::health(database, timezone, now, backlogs).await,
    }
}
