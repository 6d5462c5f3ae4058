//! What `doctor` reads off answers: how long they took, whose clock is off, which headers they have.

use std::time::{Duration, SystemTime};

use wechat_edge::callback::config::DEFAULT_TIMESTAMP_TOLERANCE;
use wechat_edge::wechat::xml::{Document, Strictness};

use crate::cli::account::arguments::Mode;
use crate::cli::account::place::Place;
use crate::cli::account::settings::Source;
use crate::cli::findings::findings;
use crate::cli::http::Answer;
use crate::cli::simulator::delivery::milliseconds;
use crate::cli::simulator::load::percentile;

/// Clocks may be so far apart without a word.
const CLOCK_TOLERANCE: u64 = 60;

findings! {
    |language|
    /// What was measured.
    pub(crate) enum MeasureFinding {
        Ok Configured { from: Source, mode: Mode }
            with source = from.text(language), mode = mode.text(language)
            => "Token from {source}, {mode}", "令牌（Token）来自{source}，{mode}";
        Fail Published { name: &'static str, place: Place }
            with set = place.set(name, language)
            => "{name} is one that WeChat's own pages print: anybody can pass for WeChat",
               "{name} 就是微信文档里印出的那个：任何人都能冒充微信"
            => "Make one of your own in WeChat's admin page, at random. {set}.", "请在公众平台上随机生成一个自己的。{set}。";
        Ok TimeFine { median: String, slowest: String }
            => "half of 20 answers within {median} ms, the slowest {slowest} ms",
               "20 次应答中一半在 {median} 毫秒内，最慢 {slowest} 毫秒";
        Warn Slow { median: String, slowest: String }
            => "half of 20 answers within {median} ms, the slowest {slowest} ms: slow",
               "20 次应答中一半在 {median} 毫秒内，最慢 {slowest} 毫秒：偏慢"
            => "From China the way is longer still. WeChat gives up after 5 s.",
               "从中国访问还要更慢。微信只等 5 秒。";
        Fail TooSlow { unanswered: usize, of: usize, seconds: f64 }
            => "{unanswered} of {of} got no answer within {seconds} s", "{of} 次中有 {unanswered} 次在 {seconds} 秒内没有应答"
            => "WeChat gives up then. Say nothing (success) at once, and let slow work send its result later.",
               "微信这时会放弃。请立即应答 success，耗时的工作完成后再另行发送结果。";
        Ok ClockFine { seconds: u64 } => "{seconds} s apart", "相差 {seconds} 秒";
        Warn ClockOff { seconds: u64 }
            => "the clocks are {seconds} s apart", "两边的时钟相差 {seconds} 秒"
            => "At 300 s requests are refused: set the clock.", "相差 300 秒时请求会被拒绝：请校准时钟。";
        Fail ClockWrong { seconds: u64 }
            => "the clocks are {seconds} s apart, which is more than a signature may be old",
               "两边的时钟相差 {seconds} 秒，超过了签名的有效时间"
            => "Set the clock of whichever is wrong.", "哪边的时钟不对，就校准哪边。";
        Ok ClockUnknown => "the answers have no time in them", "应答中没有时间";
        Ok HeadersFine => "types and nosniff are as they should be", "类型和 nosniff 都正确";
        Warn EchoType { content_type: String }
            => "the echo's Content-Type is “{content_type}”", "返回 echostr 时的 Content-Type 是“{content_type}”"
            => "Let it be text/plain: the echo is anybody's text, which no browser may take for HTML.",
               "请用 text/plain：echostr 的内容任何人都能定，不能让浏览器当作 HTML。";
        Warn ReplyType { content_type: String }
            => "the reply's Content-Type is “{content_type}”", "回复的 Content-Type 是“{content_type}”"
            => "Let it be application/xml or text/xml.", "请用 application/xml 或 text/xml。";
        Warn Sniffing
            => "the echo has no X-Content-Type-Options", "返回 echostr 时没有 X-Content-Type-Options"
            => "Let it be nosniff: the echo is anybody's text.", "请设为 nosniff：echostr 的内容任何人都能定。";
    }
}

/// How long the answers took.
pub(crate) fn time(sorted: &[Duration], unanswered: usize, timeout: Duration) -> MeasureFinding {
    if unanswered > 0 {
        return MeasureFinding::TooSlow {
            unanswered,
            of: sorted.len().saturating_add(unanswered),
            seconds: timeout.as_secs_f64(),
        };
    }
    let is_slow = percentile(sorted, 50).saturating_mul(5) > timeout;
    let [median, slowest] = [50, 100].map(|percent| milliseconds(percentile(sorted, percent)));
    // A fifth of what WeChat waits: from China the way may be that long again.
    match is_slow {
        true => MeasureFinding::Slow { median, slowest },
        false => MeasureFinding::TimeFine { median, slowest },
    }
}

/// From the Date of an answer, or the CreateTime of a reply.
pub(crate) fn clock(answers: &[&Answer], now: u64) -> MeasureFinding {
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
        None => MeasureFinding::ClockUnknown,
        Some(seconds) if seconds <= CLOCK_TOLERANCE => MeasureFinding::ClockFine { seconds },
        Some(seconds) if seconds < DEFAULT_TIMESTAMP_TOLERANCE => {
            MeasureFinding::ClockOff { seconds }
        }
        Some(seconds) => MeasureFinding::ClockWrong { seconds },
    }
}

pub(crate) fn headers(echo: &Answer, reply: &Answer) -> Vec<MeasureFinding> {
    let mut findings = Vec::new();
    let is_one_of = |content_type: &str, usual: &[&str]| {
        usual.iter().any(|usual| content_type.starts_with(usual))
    };
    let content_type = echo.header("content-type").to_owned();
    if !is_one_of(&content_type, &["text/plain"]) {
        findings.push(MeasureFinding::EchoType { content_type });
    }
    let sniffing = echo.header("x-content-type-options");
    if !sniffing.eq_ignore_ascii_case("nosniff") {
        findings.push(MeasureFinding::Sniffing);
    }
    let content_type = reply.header("content-type").to_owned();
    if !is_one_of(
        &content_type,
        &["application/xml", "text/xml", "text/plain"],
    ) {
        findings.push(MeasureFinding::ReplyType { content_type });
    }
    if findings.is_empty() {
        findings.push(MeasureFinding::HeadersFine);
    }
    findings
}

/// The server's time in seconds since 1970, where it says it.
pub(crate) fn date(answer: &Answer) -> Option<u64> {
    let date = httpdate::parse_http_date(answer.header("date")).ok()?;
    let since = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}
