//! The figures of codes, days and hours: `scenes`, `days` and `hours`.

use super::answer::{Answer, Table};
use super::database::{Database, DatabaseError};
use super::parameters::Period;
use crate::scans::codes::Codes;
use crate::scans::figures::{Counts, FIGURES, Figures};
use crate::scans::json::Value;
use crate::scans::order::sort;
use crate::scans::record;
use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;
use crate::scans::statements;
use crate::scans::time::{Day, Time, Timezone, rfc3339};

/// What was counted for a code, day by day from `first` on.
struct CodeDays {
    scene: String,
    first: Day,
    cells: Vec<Counts>,
    /// The last scan of its block, which may be before or after the period.
    last_scan: Option<Time>,
}

/// The days of each code, sorted by the scenes; a code may have several pieces, one after the other.
async fn read_days<D: Database>(
    database: &D,
    period: Period,
    codes: &Codes,
) -> Result<Vec<CodeDays>, DatabaseError> {
    let blocks = statements::blocks(period.from.number(), period.to.number());
    let questions = blocks
        .iter()
        .map(|(block, first, last)| {
            Statement::new(statements::days(codes))
                .with_all([*block, *first, *last])
                .with_all(codes.parameters())
        })
        .collect();
    let answers = database.read(questions).await?;
    let mut all = Vec::new();
    for ((block, ..), rows) in blocks.into_iter().zip(answers) {
        let start = i64::from(block.saturating_mul(statements::BLOCK));
        for row in rows {
            let scene = row.text("scene")?;
            if !codes.include(&scene) {
                continue;
            }
            let first = start.saturating_add(row.number("first")?);
            all.push(CodeDays {
                scene,
                first: i32::try_from(first)
                    .ok()
                    .and_then(Day::from_number)
                    .ok_or(FieldError("first"))?,
                cells: row.cells("cells")?,
                last_scan: Some(row.number("last")?).filter(|time| *time > 0),
            });
        }
    }
    sort(&mut all, |one, other| {
        (&one.scene, one.first) < (&other.scene, other.first)
    });
    Ok(all)
}

impl CodeDays {
    /// The figures of each day, with its place in the period.
    fn figures(&self, period: Period) -> impl Iterator<Item = (usize, Figures)> {
        let first = self.first.number().saturating_sub(period.from.number());
        let counted = (first..).zip(&self.cells);
        counted
            .filter(|(_, counts)| !counts.is_empty())
            .filter_map(|(at, counts)| Some((usize::try_from(at).ok()?, *counts)))
            .map(|(at, counts)| (at, counts.figures(&self.scene)))
    }
}

/// The figures of each code that has any, the greatest net first.
///
/// # Errors
///
/// Where the database fails.
pub async fn scenes<D: Database>(
    database: &D,
    timezone: &Timezone,
    period: Period,
    codes: &Codes,
    series: bool,
) -> Result<Answer, DatabaseError> {
    let pieces = read_days(database, period, codes).await?;
    let mut totals = Figures::default();
    let mut scenes = Vec::new();
    for pieces in pieces.chunk_by(|one, other| one.scene == other.scene) {
        let mut figures = Figures::default();
        let mut scans = vec![0; period.length()];
        for (at, of_day) in pieces.iter().flat_map(|piece| piece.figures(period)) {
            figures.count(of_day);
            if let Some(cell) = scans.get_mut(at) {
                *cell = of_day.scans;
            }
        }
        if let Some(CodeDays { scene, .. }) = pieces.first().filter(|_| !figures.is_empty()) {
            totals.count(figures);
            scenes.push(CodeFigures {
                scene,
                figures,
                last_scan: pieces.iter().filter_map(|piece| piece.last_scan).max(),
                scans,
            });
        }
    }
    let end = timezone.start(period.to.plus(1).unwrap_or(period.to));
    correct_last_scans(database, end, &mut scenes).await?;
    sort(&mut scenes, |one, other| {
        let rank = |code: &CodeFigures<'_>| (code.figures.net, code.figures.scans);
        (rank(other), one.scene) < (rank(one), other.scene)
    });
    let row = |code: CodeFigures<'_>| {
        let name = (!code.scene.is_empty()).then_some(code.scene);
        let mut row = vec![name.into()];
        row.extend(code.figures.values());
        row.push(code.last_scan.map(rfc3339).into());
        if series {
            let scans = code.scans.into_iter().map(Value::from);
            row.push(Value::List(scans.collect()));
        }
        row
    };
    let rows = scenes.into_iter().map(row).collect();
    let series = series.then_some("series");
    let last = ["last_scan"].into_iter().chain(series);
    let table = table("scenes", &["scene"], last, rows);
    Ok(about(period, timezone, totals, table))
}

/// A code in the answer.
struct CodeFigures<'d> {
    scene: &'d str,
    figures: Figures,
    last_scan: Option<Time>,
    /// Of each day.
    scans: Vec<i64>,
}

/// An answer about a period.
fn about(period: Period, timezone: &Timezone, totals: Figures, table: Table) -> Answer {
    let totals = FIGURES.into_iter().zip(totals.values()).collect();
    Answer {
        facts: vec![
            ("from", period.from.to_string().into()),
            ("to", period.to.to_string().into()),
            ("timezone", timezone.name().into()),
            ("totals", Value::Object(totals)),
        ],
        table: Some(table),
    }
}

/// A table with the six figures in each row.
fn table(
    name: &'static str,
    first: &[&'static str],
    last: impl IntoIterator<Item = &'static str>,
    rows: Vec<Vec<Value>>,
) -> Table {
    let mut columns = first.to_vec();
    columns.extend(FIGURES);
    columns.extend(last);
    Table {
        name,
        columns,
        rows,
    }
}

/// Looks up, for codes that were scanned again after the `end` of the period, or not in its blocks, when
/// that was before it. They are sorted by their scenes.
async fn correct_last_scans<D: Database>(
    database: &D,
    end: Time,
    codes: &mut [CodeFigures<'_>],
) -> Result<(), DatabaseError> {
    let mut scenes = Vec::new();
    for code in codes.iter_mut() {
        if code.last_scan.is_none_or(|time| time >= end) {
            code.last_scan = None;
            scenes.push(code.scene.into());
        }
    }
    if scenes.is_empty() {
        return Ok(());
    }
    let question = Statement::new(statements::LAST_SCANS)
        .with(Value::List(scenes).to_string())
        .with(end);
    for row in database.read(vec![question]).await?.iter().flatten() {
        let scene = row.text("scene")?;
        let found = codes.binary_search_by(|code| code.scene.cmp(&scene));
        if let Some(code) = found.ok().and_then(|at| codes.get_mut(at)) {
            let [created, received] = ["created", "received"].map(|field| row.time(field));
            code.last_scan = Some(record::time(created?, received?));
        }
    }
    Ok(())
}

/// The figures of each day of a period, those without any included.
///
/// # Errors
///
/// Where the database fails.
pub async fn days<D: Database>(
    database: &D,
    timezone: &Timezone,
    period: Period,
    codes: &Codes,
) -> Result<Answer, DatabaseError> {
    let mut days = vec![Figures::default(); period.length()];
    let mut totals = Figures::default();
    let pieces = read_days(database, period, codes).await?;
    for (at, figures) in pieces.iter().flat_map(|piece| piece.figures(period)) {
        if let Some(day) = days.get_mut(at) {
            day.count(figures);
            totals.count(figures);
        }
    }
    let row = |(day, figures): (Day, Figures)| {
        let mut row = vec![day.to_string().into()];
        row.extend(figures.values());
        row
    };
    let rows = period.days().zip(days).map(row).collect();
    let table = table("days", &["day"], [], rows);
    Ok(about(period, timezone, totals, table))
}

/// The figures of each hour, by the day of the week.
///
/// # Errors
///
/// Where the database fails.
pub async fn hours<D: Database>(
    database: &D,
    timezone: &Timezone,
    period: Period,
    codes: &Codes,
) -> Result<Answer, DatabaseError> {
    let question = match codes {
        Codes::One(scene) => Statement::new(statements::HOURS_OF_CODE)
            .with_all([period.from.number(), period.to.number()])
            .with(scene.clone()),
        _ => Statement::new(statements::hours_of_day(codes))
            .with(period.from.number())
            .with_all(codes.parameters()),
    };
    // By hour within the days of the week: 168 in all.
    let mut hours = vec![Figures::default(); 7 * 24];
    let mut totals = Figures::default();
    for row in database.read(vec![question]).await?.iter().flatten() {
        let (scene, day) = (row.text("scene")?, row.day("day")?);
        if !codes.include(&scene) {
            continue;
        }
        for (hour, counts) in (row.number("first")?..24).zip(row.cells("cells")?) {
            let at = place(day.weekday(), hour);
            if let Some(of_hour) = at.and_then(|at| hours.get_mut(at)) {
                let figures = counts.figures(&scene);
                of_hour.count(figures);
                totals.count(figures);
            }
        }
    }
    let mut rows = Vec::new();
    for weekday in 1..=7 {
        // A period of less than a week does not have all of them.
        if !period.days().take(7).any(|day| day.weekday() == weekday) {
            continue;
        }
        for hour in 0..24_u8 {
            let at = place(weekday, hour.into());
            let figures = at.and_then(|at| hours.get(at).copied());
            let mut row = vec![weekday.into(), hour.into()];
            row.extend(figures.unwrap_or_default().values());
            rows.push(row);
        }
    }
    let table = table("hours", &["weekday", "hour"], [], rows);
    Ok(about(period, timezone, totals, table))
}

fn place(weekday: u8, hour: i64) -> Option<usize> {
    let day = i64::from(weekday.checked_sub(1)?);
    usize::try_from(day.checked_mul(24)?.checked_add(hour)?).ok()
}
