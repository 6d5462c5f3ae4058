//! The second half of `doctor`: what the Worker does with requests, right and wrong ones.

use std::time::{Duration, SystemTime};

use wechat_edge::config::DEFAULT_TIMESTAMP_TOLERANCE;
use wechat_edge::wechat::signature::Token;
use wechat_edge::wechat::xml::{Document, Strictness};

use super::console::excerpt;
use super::credentials::Credentials;
use super::doctor::{Report, Step, Stop};
use super::doctor_connection::no_answer;
use super::http::{Answer, Client, NoAnswer, with_query};
use super::load::percentile;
use super::push::{Addressed, Push};
use super::send::milliseconds;
use super::signed::{self, Signed, Stamp, verification};
use super::texts::{Finding, Level, Texts};
use super::verdict::{is_reply, judge};

/// How many pushes the response time is taken from.
const TIMED: usize = 20;

/// After so many pushes without an answer no more are sent.
const PATIENCE: usize = 3;

/// Clocks may be so far apart without a word.
const CLOCK_TOLERANCE: u64 = 60;

/// A Worker under examination.
struct Patient<'p> {
    url: &'p str,
    client: &'p Client,
    credentials: Credentials,
    texts: &'static Texts,
}

pub(crate) fn examine(
    url: &str,
    client: &Client,
    credentials: Credentials,
    report: &mut Report<'_>,
) -> Result<(), Stop> {
    let texts = report.console.texts;
    let mut patient = Patient {
        url,
        client,
        credentials,
        texts,
    };
    let echo = patient.verification(report)?;
    patient.signature(report)?;
    let reply = patient.encryption(report)?;
    patient.events(report)?;
    patient.time(report)?;
    report.add(Step::Clock, clock(&[&echo, &reply], signed::now(), texts));
    for finding in headers(&echo, &reply, texts) {
        report.add(Step::Headers, finding);
    }
    Ok(())
}

impl Patient<'_> {
    /// Does what the admin page does when the URL is saved. Gives back the answer.
    fn verification(&mut self, report: &mut Report<'_>) -> Result<Answer, Stop> {
        let texts = self.texts;
        let stamp = stamp()?;
        let answer = self.verify(&self.credentials.token, &stamp, report)?;
        if is_refusal(&answer) {
            return Err(self.refused(&answer, &stamp, report)?);
        }
        let body = answer.text();
        let echostr = echostr(&stamp);
        let finding = match answer.status {
            200 if body == echostr => {
                let source = self.credentials.token_source.text(texts);
                report.add(Step::Verification, texts.verified(source));
                return Ok(answer);
            }
            200 if body.trim() == format!("\"{echostr}\"") => texts.echo_quoted(),
            200 => texts.echo_changed(format_args!("{:?}", excerpt(&body, 60))),
            status => texts.verification_status(status),
        };
        report.add(Step::Verification, finding);
        Err(Stop)
    }

    /// Finds out why a request that is signed rightly was refused: another token, or the clock?
    fn refused(
        &mut self,
        answer: &Answer,
        stamp: &Stamp,
        report: &mut Report<'_>,
    ) -> Result<Stop, Stop> {
        let texts = self.texts;
        let is_echoed = |answer: &Answer| answer.status == 200 && answer.text() == echostr(stamp);
        if let Some(previous) = &self.credentials.token_previous
            && is_echoed(&self.verify(previous, stamp, report)?)
        {
            report.add(Step::Verification, texts.previous_token());
            return Ok(Stop);
        }
        if let Some(time) = date(answer) {
            let seconds = time.abs_diff(stamp.timestamp);
            let theirs = Stamp {
                timestamp: time,
                ..stamp.clone()
            };
            if seconds >= DEFAULT_TIMESTAMP_TOLERANCE
                && is_echoed(&self.verify(&self.credentials.token, &theirs, report)?)
            {
                report.add(Step::Verification, texts.clock_refused(seconds));
                return Ok(Stop);
            }
        }
        let source = self.credentials.token_source.text(texts);
        report.add(Step::Verification, texts.token_refused(source));
        Ok(Stop)
    }

    /// Whoever does not know the token must get nothing.
    fn signature(&self, report: &mut Report<'_>) -> Result<(), Stop> {
        let texts = self.texts;
        let stamp = stamp()?;
        let wrong = Token::new("a token that is nobody's").ok_or(Stop)?;
        if self.verify(&wrong, &stamp, report)?.text() == echostr(&stamp) {
            report.add(Step::Signature, texts.wrong_signature_echoed());
        }
        let signed = Signed::with_token(&text(&stamp), &self.credentials, &wrong, &stamp);
        let answer = self.send(&signed, Step::Signature, report)?;
        let finding = match is_reply(&answer) {
            true => texts.wrong_signature_answered(),
            false => texts.wrong_signature_refused(answer.status),
        };
        report.add(Step::Signature, finding);
        let old = Stamp {
            timestamp: stamp.timestamp.saturating_sub(3600),
            ..stamp
        };
        let answer = self.verify(&self.credentials.token, &old, report)?;
        if answer.status == 200 && answer.text() == echostr(&old) {
            report.add(Step::Signature, texts.old_request_accepted());
        }
        Ok(())
    }

    /// With a key nothing passes unsealed, and what is sealed opens. Gives back the answer to a
    /// text.
    fn encryption(&self, report: &mut Report<'_>) -> Result<Answer, Stop> {
        let texts = self.texts;
        let stamp = stamp()?;
        let push = text(&stamp);
        let is_sealed = self.credentials.sealing.is_some();
        if is_sealed {
            let plain = Signed::plain(&push, &self.credentials.token, &stamp);
            let answer = self.send(&plain, Step::Encryption, report)?;
            let finding = match answer.status {
                200 => texts.plaintext_accepted(),
                status => texts.plaintext_refused(status),
            };
            report.add(Step::Encryption, finding);
        }
        let signed = Signed::new(&push, &self.credentials, &stamp);
        let answer = self.send(&signed, Step::Encryption, report)?;
        match (is_refusal(&answer), is_sealed) {
            (true, true) => report.stop(Step::Encryption, texts.key_refused(answer.status))?,
            (true, false) => report.stop(Step::Encryption, texts.key_expected(answer.status))?,
            (false, true) => {}
            (false, false) => report.add(Step::Encryption, texts.no_encryption()),
        }
        Ok(answer)
    }

    /// The replies to what visitors do most.
    fn events(&self, report: &mut Report<'_>) -> Result<(), Stop> {
        let texts = self.texts;
        let mut unanswered: usize = 0;
        for build in EVENTS {
            let stamp = stamp()?;
            let push = build(addressed(&stamp));
            let step = Step::Event(push.name.clone());
            let signed = Signed::new(&push, &self.credentials, &stamp);
            match self.post(&signed) {
                Err(error) => {
                    report.add(step, no_answer(&error, self.client, texts));
                    unanswered = unanswered.saturating_add(1);
                    if unanswered >= PATIENCE {
                        return Err(Stop);
                    }
                }
                Ok(answer) => {
                    let verdict = judge(&answer, &push, &self.credentials, texts);
                    let time = milliseconds(answer.time);
                    if verdict.is_accepted() {
                        let shown = excerpt(&verdict.text, 40);
                        let finding = match &verdict.kind {
                            Some(kind) => texts.replied(kind, time, shown),
                            None => texts.replied_nothing(time),
                        };
                        report.add(step.clone(), finding);
                    }
                    for finding in verdict.findings {
                        report.add(step.clone(), finding);
                    }
                }
            }
        }
        Ok(())
    }

    fn time(&self, report: &mut Report<'_>) -> Result<(), Stop> {
        let mut times = Vec::new();
        let mut unanswered: usize = 0;
        let mut asked: usize = 0;
        while asked < TIMED && unanswered < PATIENCE {
            asked = asked.saturating_add(1);
            let stamp = stamp()?;
            let signed = Signed::new(&text(&stamp), &self.credentials, &stamp);
            match self.post(&signed) {
                Ok(answer) => times.push(answer.time),
                Err(_) => unanswered = unanswered.saturating_add(1),
            }
        }
        times.sort_unstable();
        let finding = time(&times, unanswered, self.client.timeout, self.texts);
        report.add(Step::Time, finding);
        Ok(())
    }

    fn verify(
        &self,
        token: &Token,
        stamp: &Stamp,
        report: &mut Report<'_>,
    ) -> Result<Answer, Stop> {
        let query = verification(token, stamp, &echostr(stamp));
        self.client
            .get(&with_query(self.url, &query))
            .map_err(|error| {
                let finding = no_answer(&error, self.client, self.texts);
                report.add(Step::Verification, finding);
                Stop
            })
    }

    fn send(&self, signed: &Signed, step: Step, report: &mut Report<'_>) -> Result<Answer, Stop> {
        self.post(signed).map_err(|error| {
            report.add(step, no_answer(&error, self.client, self.texts));
            Stop
        })
    }

    fn post(&self, signed: &Signed) -> Result<Answer, NoAnswer> {
        let url = with_query(self.url, &signed.query);
        self.client.post(&url, "text/xml", &signed.body)
    }
}

/// What visitors do most, one of each.
const EVENTS: [fn(Addressed<'_>) -> Push; 12] = [
    text_to,
    |to| {
        let url = ("PicUrl", "http://mmbiz.qpic.cn/sample/0");
        to.message("image", &[url, ("MediaId", "SAMPLE-image")])
    },
    |to| {
        let format = ("Format", "amr");
        to.message("voice", &[("MediaId", "SAMPLE-voice"), format])
    },
    |to| {
        let place = [("Location_X", "30.274"), ("Location_Y", "120.155")];
        to.message("location", &[place[0], place[1], ("Label", "杭州市")])
    },
    |to| {
        to.message(
            "link",
            &[("Title", "示例"), ("Url", "https://example.com/")],
        )
    },
    |to| to.event("subscribe", &[("EventKey", "")]),
    |to| to.scan("store-12", true),
    |to| to.scan("store-12", false),
    |to| to.event("CLICK", &[("EventKey", "ABOUT")]),
    |to| to.event("VIEW", &[("EventKey", "https://example.com/")]),
    |to| {
        to.event(
            "LOCATION",
            &[("Latitude", "30.274"), ("Longitude", "120.155")],
        )
    },
    |to| to.event("unsubscribe", &[("EventKey", "")]),
];

fn text_to(to: Addressed<'_>) -> Push {
    to.message("text", &[("Content", "你好")])
}

fn text(stamp: &Stamp) -> Push {
    text_to(addressed(stamp))
}

fn addressed(stamp: &Stamp) -> Addressed<'static> {
    Addressed {
        account: "gh_0a1b2c3d4e5f",
        visitor: "oWechatEdgeDoctor00000000001",
        create_time: stamp.timestamp,
        msg_id: stamp.nonce.parse().unwrap_or(1),
    }
}

/// Without random bytes nothing can be sent.
fn stamp() -> Result<Stamp, Stop> {
    Stamp::now().ok_or(Stop)
}

/// WeChat sends digits.
fn echostr(stamp: &Stamp) -> String {
    stamp.nonce.chars().rev().collect()
}

fn is_refusal(answer: &Answer) -> bool {
    matches!(answer.status, 400..=499)
}

/// The server's time in seconds since 1970, where it says it.
fn date(answer: &Answer) -> Option<u64> {
    let date = httpdate::parse_http_date(answer.header("date")).ok()?;
    let since = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

fn time(sorted: &[Duration], unanswered: usize, timeout: Duration, texts: &Texts) -> Finding {
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
fn clock(answers: &[&Answer], now: u64, texts: &Texts) -> Finding {
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

fn headers(echo: &Answer, reply: &Answer, texts: &Texts) -> Vec<Finding> {
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
