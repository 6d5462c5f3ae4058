//! A push and what came of it: WeChat's patience, its repeats, and what the visitor sees.

use std::time::{Duration, Instant};

use wechat_edge::language::{Bilingual, Language, tr};

use super::push::Push;
use super::push_request::{PushRequest, Stamp};
use super::reply_check::{ReplyCheck, check};
use crate::cli::account::credentials::Credentials;
use crate::cli::account::place::Place;
use crate::cli::findings::findings;
use crate::cli::http::{Answer, Client, NoAnswer, TlsError};

/// WeChat asks so often before it gives up (`PROTOCOL.md`, section E).
const ATTEMPTS: u32 = 3;

/// How a delivery went.
pub(crate) struct Delivery {
    /// How many requests got no answer.
    pub(crate) failed: u32,
    pub(crate) sent: PushRequest,
    /// From the first request to the end.
    pub(crate) elapsed: Duration,
    pub(crate) end: Result<(Answer, ReplyCheck), NoAnswer>,
}

/// A request without an answer, and which of how many it was.
pub(crate) struct Attempt<'e> {
    number: u32,
    error: &'e NoAnswer,
}

impl Bilingual for Attempt<'_> {
    fn text(&self, language: Language) -> String {
        let (number, error) = (self.number, self.error.text(language));
        tr!(
            language,
            "request {number} of {ATTEMPTS}: {error}",
            "第 {number} 次请求（共 {ATTEMPTS} 次）：{error}"
        )
    }
}

findings! {
    |language|
    /// Where no answer came.
    #[derive(Clone, Debug)]
    pub(crate) enum NoAnswerFinding {
        Fail TimedOut { seconds: f64 }
            => "no answer within {seconds} s", "{seconds} 秒内没有应答"
            => "WeChat asks 3 times and then shows an error. Say nothing (success) at once, and let slow work send its result later.",
               "微信请求 3 次后会向用户显示故障。请立即应答 success，耗时的工作完成后再另行发送结果。";
        Fail OutOfTime
            => "the time of --timeout was over before this was answered", "--timeout 的时间已到，还没有应答"
            => "Give more time with --timeout; if that does not help, something on the way is slow.",
               "请用 --timeout 给出更长的时间；如果没有用，就是途中有什么太慢。";
        Fail Cut { error: String, place: Place }
            with log = place.log(language)
            => "no whole answer: {error}", "没有收到完整的应答：{error}"
            => "See {log}; does it break off?", "请看{log}，是否中途中断了？";
        Fail NotHttp { error: String }
            => "what answers does not speak HTTP, or breaks off: {error}", "应答的不是 HTTP 服务，或应答中断：{error}"
            => "Is it another program that has this port? `npm start` says which one the Worker has.",
               "这个端口是否被别的程序占用？`npm start` 会显示 Worker 的端口。";
        Fail Unreachable { error: String }
            => "no connection: {error}", "无法连接：{error}"
            => "Is it running (npm start)? Is the URL right? The command `doctor` looks closer.",
               "服务启动了吗（npm start）？网址对吗？可用 `doctor` 命令进一步检查。";
    }
}

impl NoAnswerFinding {
    pub(crate) fn of(error: &NoAnswer, place: Place) -> NoAnswerFinding {
        match error {
            NoAnswer::Timeout(time) => NoAnswerFinding::TimedOut {
                seconds: time.as_secs_f64(),
            },
            NoAnswer::OutOfTime => NoAnswerFinding::OutOfTime,
            NoAnswer::Cut(error) | NoAnswer::TooLarge(error) => NoAnswerFinding::Cut {
                error: error.clone(),
                place,
            },
            NoAnswer::NotHttp(error) => NoAnswerFinding::NotHttp {
                error: error.clone(),
            },
            NoAnswer::Tls(TlsError { error, .. }) | NoAnswer::Unreachable(error) => {
                let error = error.clone();
                NoAnswerFinding::Unreachable { error }
            }
        }
    }
}

/// Sends until something comes back, as often as WeChat does; `warn` is told of each request without
/// an answer.
pub(crate) fn deliver(
    push: &Push,
    credentials: &Credentials,
    client: &Client,
    warn: &dyn Fn(&Attempt<'_>),
) -> Delivery {
    let start = Instant::now();
    let mut failed: u32 = 0;
    let (sent, end) = loop {
        // The same message with the same MsgId, but signed anew.
        let sent = PushRequest::new(push, credentials, &Stamp::now());
        let error = match sent.post(client) {
            Ok(answer) => {
                let check = check(&answer, push, credentials, Place::of(&client.url));
                break (sent, Ok((answer, check)));
            }
            Err(error) => error,
        };
        if matches!(error, NoAnswer::Unreachable(_) | NoAnswer::Tls(_)) {
            break (sent, Err(error));
        }
        failed = failed.saturating_add(1);
        warn(&Attempt {
            number: failed,
            error: &error,
        });
        if failed >= ATTEMPTS {
            break (sent, Err(error));
        }
    };
    Delivery {
        failed,
        sent,
        elapsed: start.elapsed(),
        end,
    }
}

/// What the visitor sees in the chat.
pub(crate) fn on_the_phone(push: &Push, delivery: &Delivery, language: Language) -> String {
    if push.is_farewell() {
        return tr!(
            language,
            "nothing, since the visitor no longer follows the account",
            "什么也没有，用户已取消关注"
        );
    }
    let accepted = delivery.end.as_ref().ok();
    let Some((_, check)) = accepted.filter(|(_, check)| check.is_accepted()) else {
        return tr!(
            language,
            "「该公众号提供的服务出现故障，请稍后再试」 (the account's service is out of order)",
            "「该公众号提供的服务出现故障，请稍后再试」"
        );
    };
    let shown = match &check.kind {
        None => return tr!(language, "nothing", "什么也没有"),
        Some(kind) if check.text.is_empty() => kind,
        Some(_) => &check.text,
    };
    match (delivery.failed, delivery.elapsed.as_secs()) {
        (0, _) => shown.clone(),
        (_, seconds) => tr!(
            language,
            "{shown} (after {seconds} s)",
            "{shown}（{seconds} 秒之后）"
        ),
    }
}

/// For people: a digit behind the point where there is only one before it.
pub(crate) fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    let digits = usize::from(milliseconds < 10.0);
    format!("{milliseconds:.digits$}")
}

/// For scripts: to the microsecond.
pub(crate) fn milliseconds_as_number(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
