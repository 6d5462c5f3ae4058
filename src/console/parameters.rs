//! What is asked: the path and the query of a request.

use std::borrow::Cow;

use crate::scans::codes::Codes;
use crate::scans::time::Day;

/// Where the API is.
pub const API: &str = "/console/api/";

/// Where records from the log are brought back, with POST.
pub const RESTORE: &str = "scans";
/// How many at once, and in how many bytes.
pub const MAX_RESTORED: usize = 500;
/// See [`MAX_RESTORED`].
pub const MAX_RESTORED_BYTES: usize = 1024 * 1024;

/// The most days that one question covers.
pub const MAX_DAYS: usize = 400;
/// How many days are meant where none are named.
const DEFAULT_DAYS: i32 = 7;
/// The most scans in one answer, and how many where no limit is named.
const MAX_LIMIT: u32 = 500;
const DEFAULT_LIMIT: u32 = 50;

/// A question that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What is asked.
    pub question: Question,
    /// In which form it is answered.
    pub form: Form,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `scenes`
    Json,
    /// `scenes.csv`
    Csv,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The figures of each code.
    Scenes {
        /// Of which days.
        period: Period,
        /// Of which codes.
        codes: Codes,
        /// Whether the scans of each day are wanted too, for a sparkline (`series=scans`).
        series: bool,
    },
    /// The figures of each day.
    Days {
        /// Which days.
        period: Period,
        /// Of which codes.
        codes: Codes,
    },
    /// The figures of each hour of each day of the week.
    Hours {
        /// Of which days.
        period: Period,
        /// Of which codes.
        codes: Codes,
    },
    /// Single scans, newest first.
    Scans(Wanted),
    /// The codes by name.
    Codes,
    /// Whether all is well.
    Health,
}

/// Which scans are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The scene of their code; empty is 其他途径.
    pub scene: Option<String>,
    /// How many.
    pub limit: u32,
    /// Older than this one.
    pub before: Option<Cursor>,
    /// Whether openids are shown whole.
    pub openids: Openids,
}

/// Days, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: Day,
    /// The last.
    pub to: Day,
}

/// A scan in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its CreateTime.
    pub created: u64,
    /// Its key.
    pub key: String,
}

/// How openids are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openids {
    /// `oABC…wxyz`
    Shortened,
    /// `openid=full`
    Full,
}

/// What is wrong with a question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum ParameterError {
    #[error(
        "there is no {path}: scenes, days, hours and scans, each also with .csv, codes and health"
    )]
    Path { path: String },
    #[error("{name} means nothing here: {known}")]
    Unknown { name: String, known: String },
    #[error("{0} is there twice")]
    Twice(&'static str),
    #[error("{name} is {value:?}, which is no day: write it as 2026-11-21")]
    NoDay { name: &'static str, value: String },
    #[error("{0} is missing: name both from and to, or neither for the last 7 days")]
    HalfPeriod(&'static str),
    #[error("from ({from}) is after to ({to})")]
    Backwards { from: Day, to: Day },
    #[error("from {from} to {to} is more than {MAX_DAYS} days")]
    TooLong { from: Day, to: Day },
    #[error("hours of several days are those of one code: name its scene, or one day")]
    HoursOfMany,
    #[error("{name} is {value:?}, which is none of: {values}")]
    NoChoice {
        name: &'static str,
        value: String,
        values: &'static str,
    },
    #[error("limit is {0:?}, which is not a number from 1 to {MAX_LIMIT}")]
    Limit(String),
    #[error("before is not what an earlier answer gave as next")]
    Before,
}

/// Understands what stands behind `/console/api/`. `today` is the day where the owner is.
///
/// # Errors
///
/// Where there is no such thing, or a parameter is wrong.
pub fn read(path: &str, query: &str, today: Day) -> Result<Call, ParameterError> {
    let (name, form) = match path.strip_suffix(".csv") {
        Some(name) => (name, Form::Csv),
        None => (path, Form::Json),
    };
    let question = match (name, form) {
        ("scenes", _) => {
            let known = ["from", "to", "scene", "series"];
            let query = Query::read(query, &known)?;
            Question::Scenes {
                period: query.period(today)?,
                codes: query.codes(),
                // In a table of texts and numbers there is no place for it.
                series: query.choice("series", "scans")? && form == Form::Json,
            }
        }
        ("days", _) => {
            let query = Query::read(query, &["from", "to", "scene"])?;
            Question::Days {
                period: query.period(today)?,
                codes: query.codes(),
            }
        }
        ("hours", _) => {
            let query = Query::read(query, &["from", "to", "scene"])?;
            let (period, codes) = (query.period(today)?, query.codes());
            // The hours of a day stand together, code by code: see HOURS_OF_CODE.
            if period.length() > 1 && !matches!(codes, Codes::One(_)) {
                return Err(ParameterError::HoursOfMany);
            }
            Question::Hours { period, codes }
        }
        ("scans", _) => {
            let query = Query::read(query, &["scene", "limit", "before", "openid"])?;
            Question::Scans(Wanted {
                scene: query.get("scene").map(str::to_owned),
                limit: query.limit()?,
                before: query.before()?,
                openids: match query.choice("openid", "full")? {
                    true => Openids::Full,
                    false => Openids::Shortened,
                },
            })
        }
        ("codes", Form::Json) => {
            Query::read(query, &[])?;
            Question::Codes
        }
        ("health", Form::Json) => {
            Query::read(query, &[])?;
            Question::Health
        }
        _ => {
            let path = path.to_owned();
            return Err(ParameterError::Path { path });
        }
    };
    Ok(Call { question, form })
}

impl Period {
    /// How many days it has.
    pub fn length(self) -> usize {
        let days = self.to.number().saturating_sub(self.from.number());
        usize::try_from(days.saturating_add(1)).unwrap_or_default()
    }

    /// Its days.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.from.number()..=self.to.number()).filter_map(Day::from_number)
    }
}

impl Cursor {
    /// Reads what [`Display`](std::fmt::Display) wrote: `1714037059.AbCdEfGhIjKlMnOp`.
    fn parse(text: &str) -> Option<Cursor> {
        let (created, key) = text.split_once('.')?;
        let is_key = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (key.len() == 16 && key.bytes().all(is_key) && created.len() <= 12).then_some(())?;
        Some(Cursor {
            created: created.parse().ok()?,
            key: key.to_owned(),
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.created, self.key)
    }
}

/// The parameters of a query, each at most once.
struct Query<'q>(Vec<(&'static str, Cow<'q, str>)>);

impl<'q> Query<'q> {
    fn read(query: &'q str, known: &[&'static str]) -> Result<Query<'q>, ParameterError> {
        let mut parameters: Vec<(&'static str, Cow<'q, str>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(name) = known.iter().copied().find(|known| *known == name) else {
                let known = match known {
                    [] => "there are no parameters".to_owned(),
                    _ => known.join(", "),
                };
                let name = name.into_owned();
                return Err(ParameterError::Unknown { name, known });
            };
            if parameters.iter().any(|(other, _)| *other == name) {
                return Err(ParameterError::Twice(name));
            }
            parameters.push((name, value));
        }
        Ok(Query(parameters))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, value)| &**value)
    }

    fn codes(&self) -> Codes {
        self.get("scene").map_or(Codes::All, Codes::read)
    }

    fn period(&self, today: Day) -> Result<Period, ParameterError> {
        let [from, to] = ["from", "to"].map(|name| {
            let read = |value: &str| {
                Day::parse(value).ok_or_else(|| ParameterError::NoDay {
                    name,
                    value: value.to_owned(),
                })
            };
            self.get(name).map(read).transpose()
        });
        let (from, to) = match (from?, to?) {
            (Some(from), Some(to)) => (from, to),
            (None, None) => (
                today
                    .plus(1_i32.saturating_sub(DEFAULT_DAYS))
                    .unwrap_or(today),
                today,
            ),
            (None, Some(_)) => return Err(ParameterError::HalfPeriod("from")),
            (Some(_), None) => return Err(ParameterError::HalfPeriod("to")),
        };
        let period = Period { from, to };
        match period.length() {
            0 => Err(ParameterError::Backwards { from, to }),
            1..=MAX_DAYS => Ok(period),
            _ => Err(ParameterError::TooLong { from, to }),
        }
    }

    /// Whether a parameter has the one value that it can have.
    fn choice(&self, name: &'static str, values: &'static str) -> Result<bool, ParameterError> {
        match self.get(name) {
            None => Ok(false),
            Some(value) if value == values => Ok(true),
            Some(value) => Err(ParameterError::NoChoice {
                name,
                value: value.to_owned(),
                values,
            }),
        }
    }

    fn limit(&self) -> Result<u32, ParameterError> {
        let Some(limit) = self.get("limit") else {
            return Ok(DEFAULT_LIMIT);
        };
        let is_number = limit.bytes().all(|byte| byte.is_ascii_digit());
        limit
            .parse()
            .ok()
            .filter(|limit| is_number && (1..=MAX_LIMIT).contains(limit))
            .ok_or_else(|| ParameterError::Limit(limit.to_owned()))
    }

    fn before(&self) -> Result<Option<Cursor>, ParameterError> {
        self.get("before")
            .map(|before| Cursor::parse(before).ok_or(ParameterError::Before))
            .transpose()
    }
}
