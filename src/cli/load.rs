//! A small load: many pushes, some at a time, and how long the answers took.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::Exit;
use super::console::Console;
use super::credentials::Credentials;
use super::exchange::{milliseconds, milliseconds_as_number};
use super::http::{self, Client};
use super::push::Push;
use super::signed::{Signed, Stamp};
use super::texts::{Level, Texts};
use super::verdict::judge;

/// What is sent where, how often.
pub(crate) struct Load<'a> {
    pub(crate) url: &'a str,
    pub(crate) client: &'a Client,
    pub(crate) credentials: &'a Credentials,
    pub(crate) count: u32,
    pub(crate) concurrency: u32,
}

/// What the requests of one thread, or of all, came to.
#[derive(Default)]
struct Tally {
    times: Vec<Duration>,
    outcomes: BTreeMap<String, u32>,
    accepted: u32,
}

/// Each push is built by `push`, for a MsgId of its own. Nothing is sent twice here: what does not
/// answer in time is counted as such.
pub(crate) fn run(
    load: &Load<'_>,
    push: impl Fn() -> Option<Push> + Sync,
    console: &Console,
) -> Exit {
    let progress = progress(u64::from(load.count), console);
    let next = AtomicU32::new(0);
    let start = Instant::now();
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let work = || {
            let mut tally = Tally::default();
            while next.fetch_add(1, Ordering::Relaxed) < load.count {
                one(load, &push, &mut tally, console.texts);
                progress.inc(1);
            }
            tally
        };
        let threads: Vec<_> = (0..load.concurrency.min(load.count))
            .map(|_| scope.spawn(work))
            .collect();
        for thread in threads {
            if let Ok(part) = thread.join() {
                tally.add(part);
            }
        }
    });
    let elapsed = start.elapsed();
    progress.finish_and_clear();
    tally.times.sort_unstable();
    show(load, &tally, elapsed, console);
    if tally.accepted == load.count {
        Exit::Ok
    } else if tally.times.is_empty() {
        Exit::NoAnswer
    } else {
        Exit::Problem
    }
}

fn one(load: &Load<'_>, push: impl Fn() -> Option<Push>, tally: &mut Tally, texts: &Texts) {
    let (Some(push), Some(stamp)) = (push(), Stamp::now()) else {
        return tally.count(texts.random_failed());
    };
    let signed = Signed::new(&push, load.credentials, &stamp);
    let url = http::with_query(load.url, &signed.query);
    let Ok(answer) = load.client.post(&url, "text/xml", &signed.body) else {
        return tally.count(texts.load_no_answer());
    };
    tally.times.push(answer.time);
    let verdict = judge(&answer, &push, load.credentials, texts);
    let fail = verdict
        .findings
        .iter()
        .find(|finding| finding.level == Level::Fail);
    match fail {
        Some(finding) => tally.count(texts.load_not_accepted(finding.name)),
        None => {
            tally.accepted = tally.accepted.saturating_add(1);
            let kind = verdict.kind.unwrap_or_else(|| "success".to_owned());
            tally.count(texts.load_replied(kind));
        }
    }
}

impl Tally {
    fn count(&mut self, outcome: String) {
        let count = self.outcomes.entry(outcome).or_default();
        *count = count.saturating_add(1);
    }

    fn add(&mut self, other: Tally) {
        self.times.extend(other.times);
        self.accepted = self.accepted.saturating_add(other.accepted);
        for (outcome, more) in other.outcomes {
            let count = self.outcomes.entry(outcome).or_default();
            *count = count.saturating_add(more);
        }
    }
}

fn show(load: &Load<'_>, tally: &Tally, elapsed: Duration, console: &Console) {
    let texts = console.texts;
    let at = |percent| percentile(&tally.times, percent);
    let rate = f64::from(load.count) / elapsed.as_secs_f64();
    if console.json {
        let number = |percent| milliseconds_as_number(at(percent));
        let object = json!({
            "count": load.count,
            "concurrency": load.concurrency,
            "accepted": tally.accepted,
            "answered": tally.times.len(),
            "seconds": elapsed.as_secs_f64(),
            "per_second": rate,
            "milliseconds": {
                "p50": number(50), "p90": number(90), "p99": number(99), "max": number(100),
            },
            "outcomes": tally.outcomes,
        });
        return console.result(&object.to_string());
    }
    let seconds = format!("{:.2}", elapsed.as_secs_f64());
    console.result(&texts.load_result(load.count, seconds, format!("{rate:.0}")));
    if !tally.times.is_empty() {
        let [p50, p90, p99, max] = [50, 90, 99, 100].map(|percent| milliseconds(at(percent)));
        console.result(&texts.load_percentiles(p50, p90, p99, max));
    }
    let outcomes: Vec<_> = tally
        .outcomes
        .iter()
        .map(|(outcome, count)| format!("{count} × {outcome}"))
        .collect();
    console.result(&texts.load_outcomes(outcomes.join(", ")));
}

/// The time within which so many percent of the answers came (nearest rank). `sorted` is.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = sorted.len().saturating_mul(percent).div_ceil(100);
    let time = sorted.get(rank.saturating_sub(1));
    time.copied().unwrap_or_default()
}

/// A bar on standard error, on a terminal only.
pub(crate) fn progress(length: u64, console: &Console) -> ProgressBar {
    let target = match console.quiet {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(Some(length), target);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} {msg}");
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::percentile;

    #[test]
    fn a_percentile_is_the_time_of_the_nearest_rank() {
        let times: Vec<_> = (1..=10).map(Duration::from_millis).collect();
        let at = |percent| percentile(&times, percent).as_millis();
        assert_eq!([50, 90, 91, 99, 100].map(at), [5, 9, 10, 10, 10]);
        assert_eq!(percentile(&[Duration::from_millis(1)], 50).as_millis(), 1);
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }
}
