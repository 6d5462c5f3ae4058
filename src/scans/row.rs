//! What comes back from outside: a row of D1, a message of the Queue, a record out of a log.
//!
//! Read field by field. A `Deserialize` of serde for each kind of row was tried: with what it takes to say
//! what is wrong it weighs 15 KiB of gzip, a seventh of the Worker.

use std::cell::Cell;

use super::figures::{Counts, read_cells};
use super::time::Day;

/// An object with named fields.
pub trait Row {
    /// A text; `None` where it is null or absent.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    fn optional_text(&self, field: &'static str) -> Result<Option<String>, FieldError>;

    /// A whole number.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    fn number(&self, field: &'static str) -> Result<i64, FieldError>;

    /// A text.
    ///
    /// # Errors
    ///
    /// Where it is something else, or nothing.
    fn text(&self, field: &'static str) -> Result<String, FieldError> {
        self.optional_text(field)?.ok_or(FieldError(field))
    }

    /// A time, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    fn time(&self, field: &'static str) -> Result<u64, FieldError> {
        u64::try_from(self.number(field)?).map_err(|_| FieldError(field))
    }

    /// A day, by its number.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    fn day(&self, field: &'static str) -> Result<Day, FieldError> {
        let number = i32::try_from(self.number(field)?).ok();
        number.and_then(Day::from_number).ok_or(FieldError(field))
    }

    /// What was counted on some days or in some hours, one after the other.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    fn cells(&self, field: &'static str) -> Result<Vec<Counts>, FieldError> {
        read_cells(&self.text(field)?).ok_or(FieldError(field))
    }
}

/// Reads many fields, and says at the end which was wrong: a way out of each would weigh more than what is
/// read.
pub struct Fields<'r, R> {
    row: &'r R,
    wrong: Cell<Option<FieldError>>,
}

impl<'r, R: Row> Fields<'r, R> {
    /// Of a row.
    pub fn of(row: &'r R) -> Fields<'r, R> {
        let wrong = Cell::new(None);
        Fields { row, wrong }
    }

    /// A text; `None` where it is null or absent.
    #[inline(never)]
    pub fn optional_text(&self, field: &'static str) -> Option<String> {
        let text = self.row.optional_text(field);
        text.unwrap_or_else(|error| {
            self.wrong.set(Some(error));
            None
        })
    }

    /// A text; empty where it is null or absent.
    #[inline(never)]
    pub fn text(&self, field: &'static str) -> String {
        self.optional_text(field).unwrap_or_default()
    }

    /// A whole number.
    #[inline(never)]
    pub fn number(&self, field: &'static str) -> i64 {
        self.row.number(field).unwrap_or_else(|error| {
            self.wrong.set(Some(error));
            0
        })
    }

    /// What was made of the fields.
    ///
    /// # Errors
    ///
    /// Where one of them was something else.
    pub fn finish<T>(self, made: T) -> Result<T, FieldError> {
        self.wrong.get().map_or(Ok(made), Err)
    }
}

/// A field is absent, or of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not what it should be")]
pub struct FieldError(pub &'static str);

/// For the tool and for tests, which have no runtime.
#[cfg(all(feature = "cli", not(target_arch = "wasm32")))]
impl Row for serde_json::Value {
    fn optional_text(&self, field: &'static str) -> Result<Option<String>, FieldError> {
        match self.get(field) {
            None | Some(serde_json::Value::Null) => Ok(None),
            Some(value) => value
                .as_str()
                .map(|text| Some(text.to_owned()))
                .ok_or(FieldError(field)),
        }
    }

    fn number(&self, field: &'static str) -> Result<i64, FieldError> {
        let number = self.get(field).and_then(serde_json::Value::as_i64);
        number.ok_or(FieldError(field))
    }
}
