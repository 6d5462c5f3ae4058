//! One attempt to sign in: a state machine that knows no clock and no storage.
//!
//! `waiting → scanned → confirmed → finished`, or `denied | burnt`; where its time is over before that, it is
//! expired. WeChat repeats a push whose answer comes late (PROTOCOL.md, section E), so each move answers its
//! repeat as it answered first, and changes nothing then.

use super::language::Language;
use super::stage::{Said, Stage, Way};
use crate::scans::json::Value;
use crate::scans::row::{FieldError, Fields, Row};
use crate::scans::time::Time;

/// How long a visitor has to scan or to send the word, in seconds.
pub const LIFETIME: Time = 120;
/// How long they have at least to answer after that, and a browser to come back after that.
pub const ANSWER_TIME: Time = 60;
/// How long an authorization code holds.
pub const CODE_LIFETIME: Time = 60;
/// How long a token holds.
pub const TOKEN_LIFETIME: Time = 600;
/// How far WeChat's clock may be behind ours: a push that is older is a repeat from before.
const CLOCK: Time = 5;

/// An attempt, as it is kept.
#[derive(Debug)]
#[allow(
    missing_docs,
    reason = "named as in the schema, which says what they mean"
)]
pub struct Attempt {
    pub id: String,
    pub client: String,
    pub redirect_uri: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    pub scope: String,
    pub issuer: String,
    pub language: Language,
    pub browser: String,
    pub agent: String,
    pub place: String,
    pub word: String,
    pub number: String,
    pub url: Option<String>,
    pub renewals: i64,
    pub begun: Time,
    pub stage: Stage,
    pub way: Way,
    pub openid: Option<String>,
    pub bound: Time,
    pub ends: Time,
    pub signed_in: Time,
    pub code: Option<String>,
    pub token: Option<String>,
    /// Whether it is to be written.
    pub has_moved: bool,
}

impl Attempt {
    /// Reads a row.
    ///
    /// # Errors
    ///
    /// Where it is none of an attempt.
    pub fn read(row: &impl Row) -> Result<Attempt, FieldError> {
        let row = Fields::of(row);
        let stage = Stage::of(&row.text("stage")).ok_or(FieldError("stage"))?;
        let attempt = Attempt {
            id: row.text("id"),
            client: row.text("client"),
            redirect_uri: row.text("redirect_uri"),
            state: row.optional_text("state"),
            nonce: row.optional_text("nonce"),
            challenge: row.optional_text("challenge"),
            scope: row.text("scope"),
            issuer: row.text("issuer"),
            language: Language::of(&row.text("language"), ""),
            browser: row.text("browser"),
            agent: row.text("agent"),
            place: row.text("place"),
            word: row.text("word"),
            number: row.text("number"),
            url: row.optional_text("url"),
            renewals: row.number("renewals"),
            begun: row.number("begun"),
            stage,
            way: match &*row.text("way") {
                "word" => Way::Word,
                _ => Way::Scan,
            },
            openid: row.optional_text("openid"),
            bound: row.number("bound"),
            ends: row.number("ends"),
            signed_in: row.number("signed_in"),
            code: row.optional_text("code"),
            token: row.optional_text("token"),
            has_moved: false,
        };
        row.finish(attempt)
    }

    /// Whether its time is over before it came to an end of its own.
    pub fn is_expired(&self, now: Time) -> bool {
        let is_open = matches!(
            self.stage,
            Stage::Waiting | Stage::Scanned | Stage::Confirmed
        );
        is_open && now >= self.ends
    }

    fn go(&mut self, stage: Stage) {
        self.stage = stage;
        self.has_moved = true;
    }

    fn is(&self, openid: &str) -> bool {
        self.openid.as_deref() == Some(openid)
    }

    /// Somebody scanned its code or sent its word, at `created` by WeChat's clock.
    pub fn bind(&mut self, openid: &str, way: Way, created: Time, now: Time) -> Said {
        // The code was somebody else's then.
        if created < self.begun.saturating_sub(CLOCK) || self.is_expired(now) {
            return Said::Expired;
        }
        match self.stage {
            Stage::Waiting => {
                self.go(Stage::Scanned);
                self.openid = Some(openid.to_owned());
                self.bound = now;
                self.ends = self.ends.max(now.saturating_add(ANSWER_TIME));
                self.way = way;
                Said::Asks(way)
            }
            Stage::Scanned if self.is(openid) => {
                // The stricter way stays: it is the number that proves who sees the page.
                if way != self.way && way == Way::Scan {
                    self.way = way;
                    self.has_moved = true;
                }
                Said::Asks(self.way)
            }
            // Whose page it is cannot be known any more.
            Stage::Scanned => {
                self.go(Stage::Burnt);
                Said::Burnt
            }
            Stage::Confirmed | Stage::Finished if self.is(openid) => Said::Confirmed,
            Stage::Confirmed | Stage::Finished => Said::Expired,
            Stage::Denied if self.is(openid) => Said::Denied,
            Stage::Denied | Stage::Burnt => Said::Burnt,
        }
    }

    /// The visitor answered the question: with this number, or with 登录 where there is none. `None` where
    /// that concerns this attempt no more.
    pub fn answer(&mut self, number: Option<&str>, created: Time, now: Time) -> Option<Said> {
        let way = match number {
            Some(_) => Way::Scan,
            None => Way::Word,
        };
        if way != self.way || created < self.bound.saturating_sub(CLOCK) {
            return None;
        }
        let is_right = number.is_none_or(|number| number == self.number);
        let is_recent = now < self.bound.saturating_add(LIFETIME);
        match self.stage {
            Stage::Scanned if self.is_expired(now) => is_recent.then_some(Said::Expired),
            Stage::Scanned if is_right => {
                self.go(Stage::Confirmed);
                self.signed_in = now;
                self.ends = now.saturating_add(ANSWER_TIME);
                Some(Said::Confirmed)
            }
            Stage::Scanned => {
                self.go(Stage::Burnt);
                Some(Said::Burnt)
            }
            Stage::Confirmed | Stage::Finished if is_right && is_recent => Some(Said::Confirmed),
            Stage::Burnt if is_recent => Some(Said::Burnt),
            _ => None,
        }
    }

    /// The visitor said that it is not them. What was confirmed is taken back as long as the site has not
    /// been told.
    pub fn deny(&mut self, created: Time, now: Time) -> Option<Said> {
        if created < self.bound.saturating_sub(CLOCK) {
            return None;
        }
        let is_told = self.token.is_some();
        let is_recent = now < self.bound.saturating_add(LIFETIME);
        match self.stage {
            Stage::Scanned | Stage::Confirmed | Stage::Finished if is_recent && !is_told => {
                self.go(Stage::Denied);
                self.code = None;
                Some(Said::Denied)
            }
            Stage::Denied if is_recent => Some(Said::Denied),
            _ => None,
        }
    }

    /// The browser gave up.
    pub fn cancel(&mut self) {
        self.go(Stage::Denied);
        self.code = None;
    }

    /// Takes the place of the one that the same visitor came to before, also within the same second.
    pub fn follow(&mut self, before: &mut Attempt) {
        self.bound = self.bound.max(before.bound.saturating_add(1));
        if before.stage == Stage::Scanned {
            before.go(Stage::Burnt);
        }
    }

    /// The browser comes back: from now on the code with this hash is the one. Repeated as long as no code
    /// was exchanged, since a response may be lost on its way.
    pub fn finish(&mut self, code: String, now: Time) -> bool {
        let is_open = match self.stage {
            Stage::Confirmed => now < self.ends,
            Stage::Finished => self.token.is_none() && now < self.ends,
            _ => false,
        };
        if is_open {
            // The time of the first code bounds all.
            if self.stage == Stage::Confirmed {
                self.go(Stage::Finished);
                self.ends = now.saturating_add(CODE_LIFETIME);
            }
            self.code = Some(code);
            self.has_moved = true;
        }
        is_open
    }

    /// The code was exchanged for the token with this hash; whether that was right. The second time takes
    /// the token back, since somebody has the code who should not (RFC 6749, section 4.1.2).
    pub fn exchange(&mut self, token: String, now: Time) -> bool {
        if self.stage != Stage::Finished {
            return false;
        }
        let is_first = self.token.is_none();
        let is_open = is_first && now < self.ends;
        self.token = Some(if is_open { token } else { String::new() });
        self.has_moved = true;
        if is_open {
            self.ends = now.saturating_add(TOKEN_LIFETIME);
        }
        is_open
    }

    /// The code was presented by somebody who should not have it.
    pub fn revoke(&mut self) {
        self.token = Some(String::new());
        self.has_moved = true;
    }

    /// What the browser is told of it.
    pub fn view(&self, client: &str, account: &str, now: Time) -> Value {
        let stage = match self.is_expired(now) {
            true => "expired",
            false => self.stage.name(),
        };
        let way = match self.openid {
            None => Value::Null,
            Some(_) => self.way.name().into(),
        };
        Value::Object(vec![
            ("id", self.id.as_str().into()),
            ("stage", stage.into()),
            ("way", way),
            ("client", client.into()),
            ("account", account.into()),
            ("number", self.number.as_str().into()),
            ("word", self.word.as_str().into()),
            ("url", self.url.clone().into()),
            ("left", self.ends.saturating_sub(now).max(0).into()),
            ("renewals", self.renewals.into()),
            ("language", self.language.name().into()),
        ])
    }
}
