//! What `doctor` reads off answers: how long they took, whose clock is off, which headers they have.

use std::time::{Duration, SystemTime};

use wechat_edge::callback::config::DEFAULT_TIMESTAMP_TOLERANCE;
use wechat_edge::wechat::xml::{Document, Strictness};

use super::exchange::milliseconds;
use super::http::Answer;
use super::load::percentile;
use super::texts::{Finding, Level, Texts};

/// Clocks may be so far apart without a word.
const CLOCK_TOLERANCE: u64 = 60;

/// How long the answers took.
pub(crate) fn time(
    sorted: &[Duration],
    unanswered: usize,
    timeout: Duration,
    texts: &Texts,
) -> Finding {
    let (median, slowest) = (percentile(sorted, 50), percentile(sorted, 100));
    if unanswered > 0 {
        let asked = sorted.len().saturating_add(unanswered);
        return texts.too_slow(unanswered, asked, timeout.as_secs_f64());
    }
    let show = |finding: fn(&Texts, String, String) -> Finding| {
        finding(texts, milliseconds(median), milliseconds(slowest))
    };
    // A fifth of what WeChat waits: from China the way may be that long again.
    if median.saturating_mul(5) > timeout {
        show(Texts::slow)
    } else {
        show(Texts::time_fine)
    }
}

/// From the Date of an answer, or the CreateTime of a reply.
pub(crate) fn clock(answers: &[&Answer], now: u64, texts: &Texts) -> Finding {
    let create_time = |answer: &&&Answer| -> Option<u64> {
        let document = Document::parse(&answer.body, Strictness::Message).ok()?;
        let fields = document.fields();
        let seconds = fields.get("CreateTime").or_else(|| fields.get("TimeStamp"));
        seconds?.parse().ok()
    };
    let dates = answers.iter().filter_map(|answer| date(answer));
    let theirs = dates
        .chain(answers.iter().filter_map(|answer| create_time(&answer)))
        .next();
    match theirs.map(|theirs| theirs.abs_diff(now)) {
        None => texts.clock_unknown(),
        Some(seconds) if seconds <= CLOCK_TOLERANCE => texts.clock_fine(seconds),
        Some(seconds) if seconds < DEFAULT_TIMESTAMP_TOLERANCE => texts.clock_off(seconds),
        Some(seconds) => texts.clock_wrong(seconds),
    }
}

pub(crate) fn headers(echo: &Answer, reply: &Answer, texts: &Texts) -> Vec<Finding> {
    let mut findings = Vec::new();
    let echo_type = echo.header("content-type");
    if !echo_type.starts_with("text/plain") {
        findings.push(texts.echo_type(echo_type));
    }
    if !echo
        .header("x-content-type-options")
        .eq_ignore_ascii_case("nosniff")
    {
        findings.push(texts.sniffing());
    }
    let reply_type = reply.header("content-type");
    let is_xml = ["application/xml", "text/xml", "text/plain"]
        .iter()
        .any(|usual| reply_type.starts_with(usual));
    if !is_xml {
        findings.push(texts.reply_type(reply_type));
    }
    if findings.iter().all(|finding| finding.level == Level::Ok) {
        findings.push(texts.headers_fine());
    }
    findings
}

/// The server's time in seconds since 1970, where it says it.
pub(crate) fn date(answer: &Answer) -> Option<u64> {
    let date = httpdate::parse_http_date(answer.header("date")).ok()?;
    let since = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}
