//! A small load: many pushes, some at a time, and how long the answers took.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::Serialize;
use wechat_edge::language::tr;

use super::delivery::{milliseconds, milliseconds_as_number};
use super::push::Push;
use super::push_request::{PushRequest, Stamp};
use super::reply_check::check;
use crate::cli::account::credentials::Credentials;
use crate::cli::account::place::Place;
use crate::cli::exit::Exit;
use crate::cli::findings::Finding;
use crate::cli::http::Client;
use crate::cli::output::Output;

/// What is sent where, how often.
pub(crate) struct Load<'a> {
    pub(crate) client: &'a Client,
    pub(crate) credentials: &'a Credentials,
    pub(crate) count: u32,
    pub(crate) concurrency: u32,
}

/// What the requests came to.
#[derive(Default)]
struct Tally {
    sent: u32,
    times: Vec<Duration>,
    /// By the MsgType of what was accepted, the name of the finding for which it was not, or `none`.
    outcomes: BTreeMap<String, u32>,
    accepted: u32,
}

/// `send --count --json`. Times are in milliseconds.
#[derive(Serialize)]
struct Report<'t> {
    count: u32,
    concurrency: u32,
    accepted: u32,
    answered: usize,
    seconds: f64,
    per_second: f64,
    milliseconds: BTreeMap<&'static str, f64>,
    outcomes: &'t BTreeMap<String, u32>,
}

/// Each push is built by `push`, for a MsgId of its own. Nothing is sent twice here: what does not
/// answer in time is counted as such.
pub(crate) fn run(load: &Load<'_>, push: impl Fn() -> Push + Sync, output: &Output) -> Exit {
    let tally = Mutex::new(Tally::default());
    let start = Instant::now();
    let claim = || {
        let mut tally = tally.lock().ok()?;
        output.progress(tally.sent, load.count);
        let left = tally.sent < load.count;
        tally.sent = tally.sent.saturating_add(u32::from(left));
        left.then_some(())
    };
    std::thread::scope(|scope| {
        for _ in 0..load.concurrency.min(load.count) {
            scope.spawn(|| {
                while claim().is_some() {
                    let (outcome, time, accepted) = one(load, &push());
                    let Ok(mut tally) = tally.lock() else { return };
                    tally.add(outcome, time, accepted);
                }
            });
        }
    });
    let Ok(mut tally) = tally.into_inner() else {
        return Exit::NoAnswer;
    };
    tally.times.sort_unstable();
    tally.show(load, start.elapsed(), output);
    match tally.times.is_empty() {
        _ if tally.accepted == load.count => Exit::Ok,
        true => Exit::NoAnswer,
        false => Exit::Problem,
    }
}

/// The outcome, how long it took where there was an answer, and whether WeChat would accept it.
fn one(load: &Load<'_>, push: &Push) -> (String, Option<Duration>, bool) {
    let request = PushRequest::new(push, load.credentials, &Stamp::now());
    let Ok(answer) = request.post(load.client) else {
        return ("none".to_owned(), None, false);
    };
    let check = check(&answer, push, load.credentials, Place::of(&load.client.url));
    let outcome = match (check.first_fail(), &check.kind) {
        (Some(finding), _) => format!("not accepted ({})", finding.name()),
        (None, Some(kind)) => kind.clone(),
        (None, None) => "success".to_owned(),
    };
    (outcome, Some(answer.time), check.is_accepted())
}

impl Tally {
    fn add(&mut self, outcome: String, time: Option<Duration>, accepted: bool) {
        self.times.extend(time);
        self.accepted = self.accepted.saturating_add(u32::from(accepted));
        let count = self.outcomes.entry(outcome).or_default();
        *count = count.saturating_add(1);
    }

    fn show(&self, load: &Load<'_>, elapsed: Duration, output: &Output) {
        const PERCENTILES: [(&str, usize); 4] =
            [("p50", 50), ("p90", 90), ("p99", 99), ("max", 100)];
        let seconds = elapsed.as_secs_f64();
        let per_second = f64::from(load.count) / seconds;
        let at = PERCENTILES.map(|(name, percent)| (name, percentile(&self.times, percent)));
        if output.json {
            return output.json(&Report {
                count: load.count,
                concurrency: load.concurrency,
                accepted: self.accepted,
                answered: self.times.len(),
                seconds,
                per_second,
                milliseconds: at
                    .map(|(name, time)| (name, milliseconds_as_number(time)))
                    .into(),
                outcomes: &self.outcomes,
            });
        }
        let (language, count) = (output.language, load.count);
        output.result(&tr!(
            language,
            "{count} requests in {seconds:.2} s, {per_second:.0} per second",
            "{count} 次请求，用时 {seconds:.2} 秒，每秒 {per_second:.0} 次"
        ));
        if !self.times.is_empty() {
            let [p50, p90, p99, max] = at.map(|(_, time)| milliseconds(time));
            output.result(&tr!(
                language,
                "half within {p50} ms, 90 % within {p90} ms, 99 % within {p99} ms, the slowest {max} ms",
                "一半在 {p50} 毫秒内，90 % 在 {p90} 毫秒内，99 % 在 {p99} 毫秒内，最慢 {max} 毫秒"
            ));
        }
        let outcomes = self.outcomes.iter();
        let outcomes: Vec<_> = outcomes
            .map(|(name, count)| format!("{count} × {name}"))
            .collect();
        let outcomes = outcomes.join(", ");
        output.result(&tr!(language, "answers: {outcomes}", "应答：{outcomes}"));
    }
}

/// The time within which so many percent of the answers came (nearest rank). `sorted` is.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = sorted.len().saturating_mul(percent).div_ceil(100);
    let time = sorted.get(rank.saturating_sub(1));
    time.copied().unwrap_or_default()
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
