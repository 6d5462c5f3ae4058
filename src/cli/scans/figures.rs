//! `scans`: the figures of each code, and of the period before.

use serde::Serialize;
use wechat_edge::console::parameters::Period;
use wechat_edge::language::tr;
use wechat_edge::scans::figures::Figures;
use wechat_edge::scans::time::{Day, Timezone, rfc3339};

use super::answer::{Days, Scenes};
use super::arguments::Scans;
use super::console::Console;
use super::console_error::{ConsoleError, ScansError};
use super::table::{Row, cell, table};
use crate::cli::output::Output;

/// `scans --json`.
#[derive(Serialize)]
struct Report<'r> {
    url: &'r str,
    #[serde(flatten)]
    scenes: &'r Scenes,
    /// `null` where the calendar has no such days.
    before: Option<Days>,
    change: Option<Figures>,
}

pub(super) fn run(scans: &Scans, output: &Output) -> Result<(), ScansError> {
    let language = output.language;
    let console = Console::find(&scans.console, language)?;
    let period = period(scans, &console)?;
    let mut chosen = parameters(period, scans);
    if scans.csv {
        output.file(&console.csv("scenes.csv", &chosen)?);
        return Ok(());
    }
    chosen.push(("series", "scans".to_owned()));
    let scenes: Scenes = console.get("scenes", &chosen)?;
    let before = before(period).map(|before| parameters(before, scans));
    let before: Option<Days> = before
        .map(|before| console.get("days", &before))
        .transpose()?;
    let change = before
        .as_ref()
        .map(|before| scenes.totals.since(before.totals));
    let url = console.url();
    if output.json {
        output.json(&Report {
            url: &url,
            scenes: &scenes,
            before,
            change,
        });
        return Ok(());
    }
    let Scenes {
        from, to, timezone, ..
    } = &scenes;
    output.note(&tr!(
        language,
        "{from} to {to} ({timezone}), {url}",
        "{from} 至 {to}（{timezone}），{url}"
    ));
    show(&scenes, before.zip(change), output);
    Ok(())
}

/// The parameters that say which days and codes are meant.
fn parameters(period: Period, scans: &Scans) -> Vec<(&'static str, String)> {
    let days = [("from", period.from), ("to", period.to)];
    let days = days.map(|(name, day)| (name, day.to_string()));
    let scene = scans.scene.clone().map(|scene| ("scene", scene));
    days.into_iter().chain(scene).collect()
}

/// The days that are meant. Which day it is where the owner is, the Worker knows.
fn period(scans: &Scans, console: &Console) -> Result<Period, ConsoleError> {
    let to = match scans.to {
        Some(to) => to,
        None => {
            let today: Days = console.get("days", &[("scene", String::new())])?;
            Day::parse(&today.to).ok_or_else(|| ConsoleError::AnswerMalformed {
                error: format!("{:?} is no day", today.to),
            })?
        }
    };
    let from = scans
        .from
        .or_else(|| to.plus(1_i32.saturating_sub(scans.days)));
    let from = from.or_else(|| Day::from_number(0)).unwrap_or(to);
    Ok(Period { from, to })
}

/// The days before these, as many.
fn before(Period { from, to }: Period) -> Option<Period> {
    let others = from.number().saturating_sub(to.number());
    let to = from.plus(-1)?;
    let from = to.plus(others)?;
    Some(Period { from, to })
}

fn show(scenes: &Scenes, before: Option<(Days, Figures)>, output: &Output) {
    let language = output.language;
    let mut total = Vec::new();
    let mut codes = Vec::new();
    for scene in &scenes.scenes {
        let series = scene.series.clone();
        total.resize(series.len().max(total.len()), 0_i64);
        for (sum, scans) in total.iter_mut().zip(&series) {
            *sum = sum.saturating_add(*scans);
        }
        codes.push(Row {
            name: match &scene.scene {
                Some(scene) => cell(scene),
                None => tr!(language, "other ways", "其他途径"),
            },
            figures: scene.figures.list().map(|figure| figure.to_string()),
            series,
            last: last_scan(scene.last_scan.as_deref(), &scenes.timezone),
        });
    }
    let sum = |name, figures, series| Row {
        name,
        figures,
        series,
        last: String::new(),
    };
    let totals = scenes.totals.list().map(|figure| figure.to_string());
    let mut sums = vec![sum(tr!(language, "total", "合计"), totals, total)];
    if let Some((before, change)) = before {
        let totals = before.totals.list().map(|figure| figure.to_string());
        sums.push(sum(tr!(language, "before", "上期"), totals, Vec::new()));
        let change = change.list().map(signed);
        sums.push(sum(tr!(language, "change", "变化"), change, Vec::new()));
    }
    output.result(&table(&codes, &sums, output.columns(), language));
}

fn signed(figure: i64) -> String {
    match figure {
        0 => "0".to_owned(),
        figure => format!("{figure:+}"),
    }
}

/// A time of the answer's, on the owner's clock where that needs no table of summer times.
fn last_scan(time: Option<&str>, timezone: &str) -> String {
    let Some(time) = time else {
        return String::new();
    };
    let Ok(utc) = humantime::parse_rfc3339(time) else {
        return cell(time);
    };
    let since = utc
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    let (offset, zone) = match Timezone::fixed(timezone) {
        Some(Timezone::Fixed { offset, .. }) => (offset, ""),
        _ => (0, " UTC"),
    };
    let local = rfc3339(seconds.saturating_add(offset.into())).replace('T', " ");
    format!("{}{zone}", local.get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::last_scan;

    #[test]
    fn a_time_is_that_of_the_owner_s_clock_where_it_can_be_told() {
        let time = "2026-11-20T16:31:09Z";
        let cases = [
            (Some(time), "Asia/Shanghai", "2026-11-21 00:31"),
            (Some(time), "+05:30", "2026-11-20 22:01"),
            (Some(time), "Europe/Berlin", "2026-11-20 16:31 UTC"),
            (Some(time), "\u{1b}", "2026-11-20 16:31 UTC"),
            (Some("1969-12-31T23:59:59Z"), "UTC", "1969-12-31T23:59:59Z"),
            (Some("soon\t\u{202e}"), "UTC", "soon␉\u{fffd}"),
            (None, "UTC", ""),
        ];
        for (time, timezone, shown) in cases {
            assert_eq!(last_scan(time, timezone), shown, "{time:?} {timezone}");
        }
    }
}
