//! The figures of codes, days and hours: `scenes`, `days` and `hours`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::csv::{Cell, Csv};
use super::database::{Database, Statement};
use super::parameters::Period;
use super::response::json_text;
use crate::scans::codes::Codes;
use crate::scans::figures::{Counts, Figures, read_cells};
use crate::scans::record;
use crate::scans::statements;
use crate::scans::time::{Day, Timezone, rfc3339};

/// The answer to `scenes`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct Scenes {
    pub from: String,
    pub to: String,
    pub timezone: String,
    pub totals: Figures,
    pub scenes: Vec<SceneFigures>,
}

/// A code in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct SceneFigures {
    /// `null` is 其他途径.
    pub scene: Option<String>,
    #[serde(flatten)]
    pub figures: Figures,
    pub last_scan: Option<String>,
    /// The scans of each day, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Vec<i64>>,
}

/// The answer to `days`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct Days {
    pub from: String,
    pub to: String,
    pub timezone: String,
    pub totals: Figures,
    pub days: Vec<DayFigures>,
}

/// A day in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct DayFigures {
    pub day: String,
    #[serde(flatten)]
    pub figures: Figures,
}

/// The answer to `hours`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct Hours {
    pub from: String,
    pub to: String,
    pub timezone: String,
    pub totals: Figures,
    pub hours: Vec<HourFigures>,
}

/// An hour of a day of the week in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "src/console/README.md has the API")]
pub struct HourFigures {
    /// 1 for Monday to 7 for Sunday.
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// People are those who came in that hour for the first time that day.
    #[serde(flatten)]
    pub figures: Figures,
}

#[derive(Deserialize)]
struct DaysRow {
    scene: String,
    first: i32,
    cells: String,
}

#[derive(Deserialize)]
struct HoursRow {
    scene: String,
    day: i32,
    first: u8,
    cells: String,
}

#[derive(Deserialize)]
struct LastScanRow {
    scene: String,
    created: u64,
    received: u64,
}

/// The counts of each day on which a code had any.
async fn read_days<D: Database>(
    database: &D,
    period: Period,
    codes: &Codes,
) -> Result<Vec<(String, Day, Counts)>, D::Error> {
    let blocks = statements::blocks(period.from.number(), period.to.number());
    let questions = blocks
        .iter()
        .map(|(block, first, last)| {
            Statement::new(statements::days(codes))
                .with_all([*block, *first, *last])
                .with_all(codes.parameters())
        })
        .collect();
    let answers = database.read::<DaysRow>(questions).await?;
    let mut all = Vec::new();
    for ((block, ..), rows) in blocks.into_iter().zip(answers) {
        let start = block.saturating_mul(statements::BLOCK);
        for row in rows.into_iter().filter(|row| codes.include(&row.scene)) {
            let from = start.saturating_add(row.first);
            let days = (from..).map_while(Day::from_number);
            let cells = read_cells(&row.cells).unwrap_or_default();
            for (day, counts) in days.zip(cells).filter(|(_, counts)| !counts.is_empty()) {
                all.push((row.scene.clone(), day, counts));
            }
        }
    }
    Ok(all)
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
) -> Result<Scenes, D::Error> {
    let days = read_days(database, period, codes).await?;
    let mut scenes: BTreeMap<&str, SceneFigures> = BTreeMap::new();
    let mut totals = Figures::default();
    for (scene, day, counts) in &days {
        let figures = counts.figures(scene);
        let of_scene = scenes.entry(scene).or_insert_with(|| SceneFigures {
            scene: (!scene.is_empty()).then(|| scene.clone()),
            figures: Figures::default(),
            last_scan: None,
            series: series.then(|| period.days().map(|_| 0).collect()),
        });
        of_scene.figures.count(figures);
        totals.count(figures);
        let at = usize::try_from(day.number().saturating_sub(period.from.number())).ok();
        let cell = at.and_then(|at| of_scene.series.as_mut()?.get_mut(at));
        if let Some(cell) = cell {
            *cell = figures.scans;
        }
    }
    for last in last_scans(database, timezone, period, scenes.keys().copied()).await? {
        if let Some(of_scene) = scenes.get_mut(last.scene.as_str()) {
            of_scene.last_scan = Some(rfc3339(record::time(last.created, last.received)));
        }
    }
    let mut scenes: Vec<SceneFigures> = scenes.into_values().collect();
    scenes.sort_by_key(|scene| std::cmp::Reverse((scene.figures.net, scene.figures.scans)));
    Ok(Scenes {
        from: period.from.to_string(),
        to: period.to.to_string(),
        timezone: timezone.name().to_owned(),
        totals,
        scenes,
    })
}

async fn last_scans<'s, D: Database>(
    database: &D,
    timezone: &Timezone,
    period: Period,
    scenes: impl Iterator<Item = &'s str>,
) -> Result<Vec<LastScanRow>, D::Error> {
    let scenes: Vec<String> = scenes.map(json_text).collect();
    if scenes.is_empty() {
        return Ok(Vec::new());
    }
    let end = period.to.plus(1).unwrap_or(period.to);
    let question = Statement::new(statements::LAST_SCANS)
        .with(format!("[{}]", scenes.join(",")))
        .with(timezone.start(end));
    let answers = database.read(vec![question]).await?;
    Ok(answers.into_iter().flatten().collect())
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
) -> Result<Days, D::Error> {
    let mut days: BTreeMap<Day, Figures> =
        period.days().map(|day| (day, Figures::default())).collect();
    let mut totals = Figures::default();
    for (scene, day, counts) in read_days(database, period, codes).await? {
        let figures = counts.figures(&scene);
        totals.count(figures);
        days.entry(day).or_default().count(figures);
    }
    Ok(Days {
        from: period.from.to_string(),
        to: period.to.to_string(),
        timezone: timezone.name().to_owned(),
        totals,
        days: days
            .into_iter()
            .map(|(day, figures)| DayFigures {
                day: day.to_string(),
                figures,
            })
            .collect(),
    })
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
) -> Result<Hours, D::Error> {
    let question = match codes {
        Codes::One(scene) => Statement::new(statements::HOURS_OF_CODE)
            .with_all([period.from.number(), period.to.number()])
            .with(scene.clone()),
        _ => Statement::new(statements::hours_of_day(codes))
            .with(period.from.number())
            .with_all(codes.parameters()),
    };
    let mut hours: BTreeMap<(u8, u8), Figures> = BTreeMap::new();
    for day in period.days() {
        hours.extend((0..24).map(|hour| ((day.weekday(), hour), Figures::default())));
    }
    let mut totals = Figures::default();
    let rows = database.read::<HoursRow>(vec![question]).await?;
    for row in rows
        .into_iter()
        .flatten()
        .filter(|row| codes.include(&row.scene))
    {
        let Some(day) = Day::from_number(row.day) else {
            continue;
        };
        for (hour, counts) in (row.first..24).zip(read_cells(&row.cells).unwrap_or_default()) {
            let figures = counts.figures(&row.scene);
            totals.count(figures);
            let at = (day.weekday(), hour);
            hours.entry(at).or_default().count(figures);
        }
    }
    Ok(Hours {
        from: period.from.to_string(),
        to: period.to.to_string(),
        timezone: timezone.name().to_owned(),
        totals,
        hours: hours
            .into_iter()
            .map(|((weekday, hour), figures)| HourFigures {
                weekday,
                hour,
                figures,
            })
            .collect(),
    })
}

const FIGURES: [&str; 6] = ["scans", "people", "new", "existing", "lost", "net"];

fn cells(figures: Figures) -> [Cell; 6] {
    let Figures {
        scans,
        people,
        new,
        existing,
        lost,
        net,
    } = figures;
    [scans, people, new, existing, lost, net].map(Cell::Number)
}

impl From<&Scenes> for Csv {
    fn from(answer: &Scenes) -> Csv {
        let mut csv = Csv::new(["scene"].into_iter().chain(FIGURES).chain(["last_scan"]));
        for scene in &answer.scenes {
            let name = Cell::text(scene.scene.as_deref());
            let last = Cell::text(scene.last_scan.as_deref());
            csv.row([name].into_iter().chain(cells(scene.figures)).chain([last]));
        }
        csv
    }
}

impl From<&Days> for Csv {
    fn from(answer: &Days) -> Csv {
        let mut csv = Csv::new(["day"].into_iter().chain(FIGURES));
        for day in &answer.days {
            csv.row(
                [Cell::text(Some(&day.day))]
                    .into_iter()
                    .chain(cells(day.figures)),
            );
        }
        csv
    }
}

impl From<&Hours> for Csv {
    fn from(answer: &Hours) -> Csv {
        let mut csv = Csv::new(["weekday", "hour"].into_iter().chain(FIGURES));
        for hour in &answer.hours {
            let when = [hour.weekday, hour.hour].map(|number| Cell::Number(number.into()));
            csv.row(when.into_iter().chain(cells(hour.figures)));
        }
        csv
    }
}
