//! A Worker under examination, and how it is asked.

use wechat_edge::wechat::signature::Token;

use super::connection::no_answer;
use super::report::{Report, Step, Stop};
use crate::cli::account::credentials::Credentials;
use crate::cli::account::place::Place;
use crate::cli::http::{Answer, Client, NoAnswer};
use crate::cli::simulator::push_request::{PushRequest, Stamp, verification};

pub(crate) struct Examination<'e, 'o> {
    pub(crate) client: &'e Client,
    pub(crate) place: Place,
    pub(crate) credentials: Credentials,
    pub(crate) report: &'e mut Report<'o>,
}

impl Examination<'_, '_> {
    /// Asks for the echo, as the admin page does.
    pub(crate) fn verify(
        &mut self,
        token: &Token,
        stamp: &Stamp,
        step: Step,
    ) -> Result<Answer, Stop> {
        let query = verification(token, stamp, &echostr(stamp));
        let answer = self.client.get(&self.client.url.with_query(&query));
        self.expect(answer, step)
    }

    /// Pushes a message that must be answered, whatever the answer is.
    pub(crate) fn send(&mut self, request: &PushRequest, step: Step) -> Result<Answer, Stop> {
        let answer = self.post(request);
        self.expect(answer, step)
    }

    pub(crate) fn post(&self, request: &PushRequest) -> Result<Answer, NoAnswer> {
        request.post(self.client)
    }

    fn expect(&mut self, answer: Result<Answer, NoAnswer>, step: Step) -> Result<Answer, Stop> {
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => no_answer(step, &error, self.client, self.report),
        }
    }
}

/// WeChat sends digits.
pub(crate) fn echostr(stamp: &Stamp) -> String {
    stamp.nonce.chars().rev().collect()
}

/// Whether an answer is the echo of this stamp.
pub(crate) fn is_echo(answer: &Answer, stamp: &Stamp) -> bool {
    answer.status == 200 && answer.text() == echostr(stamp)
}

pub(crate) fn is_refusal(answer: &Answer) -> bool {
    matches!(answer.status, 400..=499)
}
