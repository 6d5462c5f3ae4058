//! What the admin page does when the URL is saved.

use wechat_edge::callback::config::DEFAULT_TIMESTAMP_TOLERANCE;

use super::examination::{Examination, echostr, is_echo, is_refusal};
use super::measures::date;
use super::report::{Step, Stop};
use crate::cli::account::place::Place;
use crate::cli::account::settings::Source;
use crate::cli::findings::findings;
use crate::cli::http::Answer;
use crate::cli::output::excerpt;
use crate::cli::simulator::push_request::Stamp;

findings! {
    |language|
    /// How the URL is verified.
    pub(crate) enum VerificationFinding {
        Ok Verified { from: Source }
            with source = from.text(language)
            => "the echo is exact, with the Token from {source}", "echostr 原样返回，令牌来自{source}";
        Fail PreviousToken { place: Place }
            with set = place.set("WECHAT_TOKEN", language)
            => "the Worker has the Token of WECHAT_TOKEN_PREVIOUS still, and not the new one",
               "Worker 仍只有 WECHAT_TOKEN_PREVIOUS 中的令牌，没有新的"
            => "{set}, with the new Token.", "{set}，用新的令牌。";
        Fail TokenRefused { from: Source, place: Place }
            with source = from.text(language), set = place.set("WECHAT_TOKEN", language)
            => "the Worker refuses the Token from {source}: it has another one",
               "Worker 不接受来自{source}的令牌：它的令牌不一样"
            => "{set}, with the Token of WeChat's admin page; or give the Worker's Token here, with --token or in WECHAT_TOKEN.",
               "{set}，用公众平台上的令牌；或在这里用 --token 或 WECHAT_TOKEN 给出 Worker 的令牌。";
        Fail ClockRefused { seconds: u64 }
            => "the clocks are {seconds} s apart, so the Worker takes each request for an old one",
               "两边的时钟相差 {seconds} 秒，因此 Worker 认为每个请求都已过期"
            => "Set this machine's clock. If it is right, the Worker's is not.",
               "请校准本机时钟；如果本机是对的，那就是 Worker 一边不对。";
        Fail VerificationStatus { status: u16, place: Place }
            with log = place.log(language)
            => "status {status} in answer to a request that is signed rightly", "请求的签名正确，状态码却是 {status}"
            => "WeChat says 「token 验证失败」 then. See {log}.", "这时微信会说「token 验证失败」。请看{log}。";
        Fail EchoQuoted
            => "the echo is in quotes: it went through a JSON encoder", "返回的 echostr 带有引号：它被当作 JSON 编码了"
            => "Answer with the text itself, as text/plain.", "请以 text/plain 返回文字本身。";
        Fail EchoChanged { got: String }
            => "the echo is not exact; what came is {got}", "echostr 没有原样返回，收到的是 {got}"
            => "Answer with the value of echostr, and nothing before or after it.",
               "请只返回 echostr 的值，前后不要有任何内容。";
    }
}

impl Examination<'_, '_> {
    /// Asks for the echo. Gives back the answer.
    pub(crate) fn verification(&mut self) -> Result<Answer, Stop> {
        let stamp = Stamp::now();
        let token = self.credentials.token.clone();
        let answer = self.verify(&token, &stamp, Step::Verification)?;
        if is_echo(&answer, &stamp) {
            let from = self.credentials.token_source;
            let finding = VerificationFinding::Verified { from };
            self.report.add(Step::Verification, &finding);
            return Ok(answer);
        }
        let finding = if is_refusal(&answer) {
            self.refused(&answer, &stamp)?
        } else {
            let body = answer.text();
            let quoted = format!("\"{}\"", echostr(&stamp));
            match answer.status {
                200 if body.trim() == quoted => VerificationFinding::EchoQuoted,
                200 => VerificationFinding::EchoChanged {
                    got: format!("{:?}", excerpt(&body, 60)),
                },
                status => VerificationFinding::VerificationStatus {
                    status,
                    place: self.place,
                },
            }
        };
        self.report.stop(Step::Verification, &finding)
    }

    /// Finds out why a request that is signed rightly was refused: another token, or the clock?
    fn refused(&mut self, answer: &Answer, stamp: &Stamp) -> Result<VerificationFinding, Stop> {
        let place = self.place;
        if let Some(previous) = self.credentials.token_previous.clone() {
            let answer = self.verify(&previous, stamp, Step::Verification)?;
            if is_echo(&answer, stamp) {
                return Ok(VerificationFinding::PreviousToken { place });
            }
        }
        if let Some(timestamp) = date(answer) {
            let seconds = timestamp.abs_diff(stamp.timestamp);
            let theirs = Stamp {
                timestamp,
                ..stamp.clone()
            };
            if seconds >= DEFAULT_TIMESTAMP_TOLERANCE {
                let token = self.credentials.token.clone();
                let answer = self.verify(&token, &theirs, Step::Verification)?;
                if is_echo(&answer, &theirs) {
                    return Ok(VerificationFinding::ClockRefused { seconds });
                }
            }
        }
        let from = self.credentials.token_source;
        Ok(VerificationFinding::TokenRefused { from, place })
    }
}
