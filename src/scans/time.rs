//! Days and hours of a time zone. Times are UTC everywhere; only what is counted has a day.

use std::fmt;
use std::rc::Rc;

/// Seconds since 1970, UTC.
pub type Time = i64;

const DAY: Time = 24 * 60 * 60;
const HOUR: Time = 60 * 60;

/// A day of the calendar, in whatever time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Which day it is where the owner is.
#[derive(Clone)]
pub enum Timezone {
    /// As far from UTC as this, in seconds, all the year.
    Fixed {
        /// `Asia/Shanghai`, `+08:00`
        name: String,
        /// Seconds east of UTC.
        offset: i32,
    },
    /// One with summer time. Its rules are the runtime's: the core has no tables of them.
    Ruled {
        /// `Europe/Berlin`
        name: String,
        /// Gives the seconds east of UTC at a time.
        offset: Rc<dyn Fn(Time) -> i32>,
    },
}

impl Day {
    /// The day this many days after 1970-01-01; `None` outside the years 1970 to 9999.
    pub fn from_number(number: i32) -> Option<Day> {
        (0..=2_932_896).contains(&number).then_some(Day(number))
    }

    /// How many days after 1970-01-01 it is.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day so many days later, or earlier.
    pub fn plus(self, days: i32) -> Option<Day> {
        Day::from_number(self.0.checked_add(days)?)
    }

    /// Reads `2026-11-21`.
    pub fn parse(text: &str) -> Option<Day> {
        let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
        let digits = |text: &str, length| {
            (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse::<i32>().ok())?
        };
        let day = Day::of_date(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?)?;
        // 2026-02-30 would be read as another day.
        (day.to_string() == text).then_some(day)
    }

    /// 1 for Monday to 7 for Sunday (ISO 8601).
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        let weekday = self.0.saturating_add(3).rem_euclid(7).saturating_add(1);
        u8::try_from(weekday).unwrap_or(1)
    }

    /// Days from March on, so that the leap day is the last of a year (Howard Hinnant,
    /// "chrono-compatible low-level date algorithms", `days_from_civil`).
    fn of_date(year: i32, month: i32, day: i32) -> Option<Day> {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let year = if month <= 2 {
            year.checked_sub(1)?
        } else {
            year
        };
        let month = (month.checked_add(9)?) % 12;
        let day_of_year = month.checked_mul(153)?.checked_add(2)? / 5;
        let days = year
            .checked_mul(365)?
            .checked_add(year / 4)?
            .checked_sub(year / 100)?
            .checked_add(year / 400)?;
        Day::from_number(
            days.checked_add(day_of_year)?
                .checked_add(day)?
                .checked_sub(719_469)?,
        )
    }

    /// Year, month, day: `civil_from_days` of the same place.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a day is within the years 1970 to 9999"
    )]
    fn date(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i32::from(month <= 2);
        (year, month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Timezone {
    /// Where nothing else is asked for (`CONSOLE_TIMEZONE`).
    pub const DEFAULT: &'static str = "Asia/Shanghai";

    /// Reads the zones that need no rules: `Asia/Shanghai` and others of China, `UTC`, `+05:30`. China
    /// has had no summer time since 1991.
    pub fn fixed(name: &str) -> Option<Timezone> {
        let offset = match name {
            "Asia/Shanghai" | "Asia/Hong_Kong" | "Asia/Macau" | "Asia/Taipei" | "PRC" => 28_800,
            "UTC" | "Etc/UTC" | "GMT" => 0,
            _ => parse_offset(name)?,
        };
        let name = name.to_owned();
        Some(Timezone::Fixed { name, offset })
    }

    /// As it was set.
    pub fn name(&self) -> &str {
        match self {
            Timezone::Fixed { name, .. } | Timezone::Ruled { name, .. } => name,
        }
    }

    /// The day and the hour that a time falls into.
    pub fn day_and_hour(&self, time: Time) -> (Day, u8) {
        let local = time.saturating_add(self.offset(time).into());
        // A day before 1970, of a time at its first hours, counts as the first day.
        let day = i32::try_from(local.div_euclid(DAY))
            .ok()
            .and_then(Day::from_number);
        let hour = local.rem_euclid(DAY).div_euclid(HOUR);
        (day.unwrap_or(Day(0)), u8::try_from(hour).unwrap_or(0))
    }

    /// When a day begins.
    pub fn start(&self, day: Day) -> Time {
        let midnight = Time::from(day.number()).saturating_mul(DAY);
        // The zone's distance from UTC is asked for near the day's own midnight: twice, since the first
        // answer may be that of the other side of a change.
        let near = midnight.saturating_sub(self.offset(midnight).into());
        midnight.saturating_sub(self.offset(near).into())
    }

    fn offset(&self, time: Time) -> i32 {
        match self {
            Timezone::Fixed { offset, .. } => *offset,
            Timezone::Ruled { offset, .. } => offset(time),
        }
    }
}

impl fmt::Debug for Timezone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timezone({})", self.name())
    }
}

/// Reads `+08:00`, `-03:30`, and what `Intl` writes for its `longOffset`: `GMT+08:00`, `GMT`. In seconds.
pub fn parse_offset(text: &str) -> Option<i32> {
    let text = match text.strip_prefix("GMT") {
        Some("") => return Some(0),
        Some(offset) => offset,
        None => text,
    };
    let (sign, text) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str, limit| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<i32>().ok())?
            .filter(|number| *number <= limit)
    };
    let minutes = number(hours, 14)?
        .checked_mul(60)?
        .checked_add(number(minutes, 59)?)?;
    minutes.checked_mul(60)?.checked_mul(sign)
}

/// A time as RFC 3339 writes it, in UTC: `2026-11-21T08:31:00Z`.
pub fn rfc3339(time: Time) -> String {
    let day = i32::try_from(time.div_euclid(DAY))
        .ok()
        .and_then(Day::from_number)
        .unwrap_or(Day(0));
    let seconds = time.rem_euclid(DAY);
    let (hour, minute, second) = (seconds / HOUR, seconds % HOUR / 60, seconds % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}Z")
}
