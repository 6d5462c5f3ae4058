//! From a question to its answer.

use super::answer::Answer;
use super::database::{Database, DatabaseError};
use super::health::{Backlog, Callback};
use super::parameters::Question;
use super::{codes, figures, health, list};
use crate::rules::Rules;
use crate::scans::time::{Time, Timezone};

/// What an answer depends on besides the question and the database.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'s> {
    /// The time.
    pub now: Time,
    /// What answers messages.
    pub rules: &'s Rules,
    /// Where the owner is.
    pub timezone: &'s Timezone,
    /// How the callback is set up.
    pub callback: Callback,
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
        rules,
        timezone,
        callback,
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
        Question::Codes => codes::codes(database, rules).await,
        Question::Health => health::health(database, timezone, now, callback, backlogs).await,
    }
}
