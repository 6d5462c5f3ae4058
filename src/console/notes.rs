//! What an isolate notes of the callback in passing, to be written later: who was refused, and which
//! credentials fit. A push costs it nothing but a number in memory.

use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;
use crate::scans::time::Time;

/// How far apart an isolate writes, in seconds.
pub const INTERVAL: Time = 60;

/// How long it gathers before, so that a burst of refusals is one row.
pub const GATHER: Time = 10;

/// How old the note of when credentials fit may get.
const OPENED_INTERVAL: Time = 60 * 60;

/// Adds to the refusals of an hour.
const REFUSED: &str = "\
    INSERT INTO refusals (hour, signatures, others) VALUES (?1, ?2, ?3) \
    ON CONFLICT (hour) DO UPDATE SET \
      signatures = signatures + excluded.signatures, others = others + excluded.others";

/// Sets when credentials fit: `?1` the current ones, `?2` those before; 0 says nothing.
const OPENED: &str = "\
    INSERT INTO settings (name, value) \
    SELECT column1, column2 FROM (VALUES ('opened_current', ?1), ('opened_previous', ?2)) \
    WHERE column2 > 0 \
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)";

/// Refusals after the hour `?1`, and when credentials fit.
const READ: &str = "\
    SELECT \
      coalesce(sum(signatures), 0) AS signatures, coalesce(sum(others), 0) AS others, \
      coalesce((SELECT value FROM settings WHERE name = 'opened_current'), 0) AS current, \
      coalesce((SELECT value FROM settings WHERE name = 'opened_previous'), 0) AS previous \
    FROM refusals WHERE hour > ?1";

/// What is not written yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Requests whose signature did not fit.
    pub signatures: i64,
    /// Other requests that were refused.
    pub others: i64,
    /// When a push last fit the current credentials, and those before.
    opened: [Time; 2],
    /// Up to when that is written.
    known: [Time; 2],
    /// When the last writing was begun.
    begun: Time,
}

/// What was written, by all isolates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// Of the last 24 hours.
    pub signatures: i64,
    /// Likewise.
    pub others: i64,
    /// When a push last fit the current credentials, and those before; to the hour.
    pub opened: [Option<Time>; 2],
}

impl Notes {
    /// Nothing.
    pub const NONE: Notes = Notes {
        signatures: 0,
        others: 0,
        opened: [0; 2],
        known: [0; 2],
        begun: 0,
    };

    /// Counts a request that was refused; says whether writing is to begin.
    pub fn refused(&mut self, is_signature: bool, now: Time) -> bool {
        let count = match is_signature {
            true => &mut self.signatures,
            false => &mut self.others,
        };
        *count = count.saturating_add(1);
        self.begins(now)
    }

    /// Notes which credentials a push fit; says whether writing is to begin.
    pub fn opened(&mut self, is_current: bool, now: Time) -> bool {
        let ([current, previous], [known, known_previous]) = (&mut self.opened, &self.known);
        let (opened, known) = match is_current {
            true => (current, *known),
            false => (previous, *known_previous),
        };
        *opened = now;
        now.saturating_sub(known) >= OPENED_INTERVAL && self.begins(now)
    }

    fn begins(&mut self, now: Time) -> bool {
        let is_due = now.saturating_sub(self.begun) >= INTERVAL;
        if is_due {
            self.begun = now;
        }
        is_due
    }

    /// Takes what is to be written. What then is not is given back by [`Notes::restore`].
    pub fn take(&mut self) -> Notes {
        let taken = *self;
        (self.signatures, self.others) = (0, 0);
        self.known = self.opened;
        taken
    }

    /// Takes back what was not written.
    pub fn restore(&mut self, taken: Notes) {
        self.signatures = self.signatures.saturating_add(taken.signatures);
        self.others = self.others.saturating_add(taken.others);
        self.known = taken.known;
    }

    /// The statements that write them.
    pub fn statements(&self, now: Time) -> Vec<Statement> {
        let mut statements = Vec::new();
        if self.signatures > 0 || self.others > 0 {
            let hour = now / 3600;
            let numbers = [hour, self.signatures, self.others];
            statements.push(Statement::new(REFUSED).with_all(numbers));
        }
        if self.opened != self.known {
            statements.push(Statement::new(OPENED).with_all(self.opened));
        }
        statements
    }
}

/// Asks for what all isolates wrote.
pub fn question(now: Time) -> Statement {
    Statement::new(READ).with((now / 3600).saturating_sub(24))
}

impl Noted {
    /// The answer to [`question`].
    ///
    /// # Errors
    ///
    /// Where the database has another schema.
    pub fn read(row: &impl Row) -> Result<Noted, FieldError> {
        let [current, previous] = ["current", "previous"].map(|field| row.number(field));
        Ok(Noted {
            signatures: row.number("signatures")?,
            others: row.number("others")?,
            opened: [current?, previous?].map(|time| Some(time).filter(|time| *time > 0)),
        })
    }
}
