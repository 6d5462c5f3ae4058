//! The replies to what visitors do most, and how long they take.

use super::connection::no_answer;
use super::examination::Examination;
use super::measures::time;
use super::messages::{MESSAGES, addressed, text};
use super::report::{Step, Stop};
use crate::cli::findings::findings;
use crate::cli::http::NoAnswer;
use crate::cli::output::excerpt;
use crate::cli::simulator::delivery::milliseconds;
use crate::cli::simulator::push_request::{PushRequest, Stamp};
use crate::cli::simulator::reply_check::check;

/// How many pushes the response time is taken from.
const TIMED: usize = 20;

/// After so many pushes without an answer no more are sent.
const MAX_UNANSWERED: usize = 3;

findings! {
    |language|
    /// What was replied.
    pub(crate) enum MessageFinding {
        Ok Replied { kind: String, milliseconds: String, text: String }
            => "{kind} in {milliseconds} ms: {text}", "{milliseconds} 毫秒后回复 {kind}：{text}";
        Ok RepliedNothing { milliseconds: String }
            => "nothing to say, in {milliseconds} ms", "{milliseconds} 毫秒后应答，不回复";
    }
}

impl Examination<'_, '_> {
    pub(crate) fn replies(&mut self) -> Result<(), Stop> {
        let mut unanswered: usize = 0;
        for build in MESSAGES {
            let stamp = Stamp::now();
            let push = build(addressed(&stamp));
            let step = || Step::Message(push.name.clone());
            let request = PushRequest::new(&push, &self.credentials, &stamp);
            let answer = match self.post(&request) {
                Ok(answer) => answer,
                Err(error) => {
                    unanswered = unanswered.saturating_add(1);
                    let stop = no_answer(step(), &error, self.client, self.report);
                    if unanswered >= MAX_UNANSWERED || matches!(error, NoAnswer::OutOfTime) {
                        return stop;
                    }
                    continue;
                }
            };
            let check = check(&answer, &push, &self.credentials, self.place);
            let milliseconds = milliseconds(answer.time);
            if check.is_accepted() {
                let finding = match check.kind {
                    None => MessageFinding::RepliedNothing { milliseconds },
                    Some(kind) => MessageFinding::Replied {
                        kind,
                        milliseconds,
                        text: excerpt(&check.text, 40),
                    },
                };
                self.report.add(step(), &finding);
            }
            for finding in check.findings {
                self.report.add(step(), &finding);
            }
        }
        Ok(())
    }

    pub(crate) fn time(&mut self) -> Result<(), Stop> {
        let (mut times, mut unanswered) = (Vec::new(), 0_usize);
        for _ in 0..TIMED {
            let stamp = Stamp::now();
            let request = PushRequest::new(&text(&stamp), &self.credentials, &stamp);
            match self.post(&request) {
                Ok(answer) => times.push(answer.time),
                Err(error @ NoAnswer::OutOfTime) => {
                    return no_answer(Step::Time, &error, self.client, self.report);
                }
                Err(_) => unanswered = unanswered.saturating_add(1),
            }
            if unanswered >= MAX_UNANSWERED {
                break;
            }
        }
        times.sort_unstable();
        let finding = time(&times, unanswered, self.client.timeout);
        self.report.add(Step::Time, &finding);
        Ok(())
    }
}
