//! What is deleted when it is old.

use super::statement::Statement;
use super::statements;
use super::time::{Time, Timezone};

/// How many days single scans are kept where `SCANS_KEEP_DAYS` says nothing else.
pub const DEFAULT_KEEP_DAYS: u32 = 400;

const DAY: Time = 24 * 60 * 60;

/// How many rows one statement deletes, far from D1's limit of 30 s.
const ROWS: i64 = 5000;
/// How often it is run: a Worker on the Free plan has 50 queries for each event.
const TIMES: u32 = 10;
/// How often openids of visitors who were not seen any more are looked for, in days: all visitors are
/// read for it.
const VISITORS_EVERY: i32 = 28;

/// `SCANS_KEEP_DAYS` makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("SCANS_KEEP_DAYS is {0:?}, which is not a number of days from 1 to 3650: nothing is swept")]
pub struct KeepDaysError(String);

/// A statement that deletes, until nothing is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Which.
    pub statement: Statement,
    /// How often at most.
    pub times: u32,
}

/// Reads `SCANS_KEEP_DAYS`.
///
/// # Errors
///
/// Where it is no sensible number.
pub fn keep_days(setting: Option<&str>) -> Result<u32, KeepDaysError> {
    let Some(days) = setting.map(str::trim).filter(|days| !days.is_empty()) else {
        return Ok(DEFAULT_KEEP_DAYS);
    };
    days.parse()
        .ok()
        .filter(|days| (1..=3650).contains(days))
        .ok_or_else(|| KeepDaysError(days.to_owned()))
}

/// What is to be deleted.
pub fn pieces(keep: u32, now: Time, timezone: &Timezone) -> Vec<Piece> {
    let cutoff = now.saturating_sub(Time::from(keep).saturating_mul(DAY));
    let day = timezone.day_and_hour(cutoff).0.number();
    let piece = |statement: &str, parameters: &[i64], times| Piece {
        statement: Statement::new(statement).with_all(parameters.iter().copied()),
        times,
    };
    let mut pieces = vec![
        piece(statements::SWEEP_SCANS, &[cutoff, ROWS], TIMES),
        piece(
            statements::SWEEP_MADE_UP,
            &[cutoff, ROWS, now.saturating_add(DAY)],
            TIMES,
        ),
        piece(statements::SWEEP_PEOPLE, &[day.into(), ROWS], TIMES),
        piece(statements::SWEEP_HOURS, &[day.into(), ROWS], TIMES),
    ];
    if day.rem_euclid(VISITORS_EVERY) == 0 {
        // `seen` is exact to 30 days.
        let seen = cutoff.saturating_sub(DAY.saturating_mul(30));
        pieces.push(piece(statements::SWEEP_VISITORS, &[seen], 1));
    }
    pieces
}
