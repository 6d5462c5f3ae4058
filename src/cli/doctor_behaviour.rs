//! The second half of `doctor`: what the Worker does with requests, right and wrong ones.

use wechat_edge::callback::config::DEFAULT_TIMESTAMP_TOLERANCE;
use wechat_edge::wechat::signature::Token;

use super::console::excerpt;
use super::credentials::Credentials;
use super::doctor::{Report, Step, Stop};
use super::doctor_connection::no_answer;
use super::doctor_measures::{clock, date, headers, time};
use super::doctor_visits::{VISITS, addressed, text};
use super::exchange::milliseconds;
use super::http::{Answer, Client, NoAnswer, with_query};
use super::signed::{self, Signed, Stamp, verification};
use super::texts::{Finding, Texts};
use super::verdict::{is_reply, judge};

/// How many pushes the response time is taken from.
const TIMED: usize = 20;

/// After so many pushes without an answer no more are sent.
const PATIENCE: usize = 3;

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
    let patient = Patient {
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
        report.add(Step::ContentType, finding);
    }
    Ok(())
}

impl Patient<'_> {
    /// Does what the admin page does when the URL is saved. Gives back the answer.
    fn verification(&self, report: &mut Report<'_>) -> Result<Answer, Stop> {
        let texts = self.texts;
        let stamp = stamp()?;
        let answer = self.verify(&self.credentials.token, &stamp, report)?;
        if is_refusal(&answer) {
            let finding = self.refused(&answer, &stamp, report)?;
            report.add(Step::Verification, finding);
            return Err(Stop);
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
        &self,
        answer: &Answer,
        stamp: &Stamp,
        report: &mut Report<'_>,
    ) -> Result<Finding, Stop> {
        let texts = self.texts;
        let is_echoed = |answer: &Answer| answer.status == 200 && answer.text() == echostr(stamp);
        if let Some(previous) = &self.credentials.token_previous
            && is_echoed(&self.verify(previous, stamp, report)?)
        {
            return Ok(texts.previous_token());
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
                return Ok(texts.clock_refused(seconds));
            }
        }
        let source = self.credentials.token_source.text(texts);
        Ok(texts.token_refused(source))
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
        for build in VISITS {
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
