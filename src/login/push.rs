//! What visitors do in WeChat, as far as it concerns a sign-in.

use std::borrow::Cow;

use super::attempt::Attempt;
use super::bearer::hash;
use super::object::Object;
use super::stage::{Said, Stage, Way};
use super::store::{Store, StoreError};
use super::wechat_server::LIFETIME as DIGITS_LIFETIME;
use super::wording;
use crate::scans::statement::Statement;
use crate::scans::time::Time;
use crate::wechat::message::{Message, MessageType};

/// What the scenes of lent codes begin with.
pub const SCENES: &str = "login.";
/// The scene of the code that stands still, for `wechat-server`.
pub const STANDING: &str = "login";
/// Confirms a word.
const CONFIRM: &str = "登录";
/// Denies.
const DENY: &str = "不是我";
/// Asks for the digits of `wechat-server`.
const DIGITS: &str = "验证码";

/// How many wrong words within [`WORDS_TIME`] are looked at.
const MAX_WRONG_WORDS: i64 = 5;
/// In seconds.
pub(super) const WORDS_TIME: Time = 600;
/// How many digits of `wechat-server` one visitor may have at once: a repeat of WeChat's gets its own.
const MAX_DIGITS: u32 = 3;

/// A push that concerns a sign-in, perhaps: whether it does, the object knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push<'m> {
    /// Who.
    pub openid: &'m str,
    /// What.
    pub kind: Kind,
    /// The scene or the text.
    pub text: Cow<'m, str>,
    /// CreateTime, in seconds since 1970; 0 where it is absent.
    pub created: u64,
    /// MsgId; 0 for an event.
    pub id: u64,
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    Scan,
    Text,
    Unsubscribe,
}

/// In the order of [`Kind`].
const KINDS: [(Kind, &str); 3] = [
    (Kind::Scan, "scan"),
    (Kind::Text, "text"),
    (Kind::Unsubscribe, "unsubscribe"),
];

impl Kind {
    /// As it is called on the way to the object.
    pub fn name(self) -> &'static str {
        let name = KINDS.iter().find(|(kind, _)| *kind == self);
        name.map_or("", |(_, name)| name)
    }

    /// By its name.
    pub fn of(name: &str) -> Option<Kind> {
        let kind = KINDS.iter().find(|(_, known)| *known == name);
        kind.map(|(kind, _)| *kind)
    }
}

impl<'m> Push<'m> {
    /// `None` where a message is none of the sign-in's: that is known without asking anybody.
    pub fn of(message: &Message<'m>) -> Option<Push<'m>> {
        let (kind, text) = if let Some(scan) = message.scan() {
            let scene = scan.scene;
            let is_ours = scene == STANDING || scene.starts_with(SCENES);
            (Kind::Scan, is_ours.then_some(scene)?.into())
        } else if let MessageType::Text(text) = message.kind() {
            (Kind::Text, concerning(text.content().trim())?)
        } else {
            let event = message.event_name()?;
            let is_ours = event.eq_ignore_ascii_case("unsubscribe");
            (Kind::Unsubscribe, is_ours.then_some("")?.into())
        };
        Some(Push {
            openid: message.from_user_name,
            kind,
            text,
            created: message.create_time().unwrap_or_default(),
            id: message.msg_id().unwrap_or_default(),
        })
    }
}

/// A text that concerns a sign-in, perhaps: one of the words, or a number of two or six digits.
fn concerning(text: &str) -> Option<Cow<'_, str>> {
    if [CONFIRM, DENY, DIGITS].contains(&text) {
        return Some(text.into());
    }
    // As Chinese keyboards have them, three bytes each.
    let text = match text.len() {
        2 | 6 if text.is_ascii() => Cow::Borrowed(text),
        6 | 18 => text.chars().map(narrow).collect(),
        _ => return None,
    };
    let is_number = matches!(text.len(), 2 | 6) && text.bytes().all(|it| it.is_ascii_digit());
    is_number.then_some(text)
}

/// `７` as `7`; anything else as what is no digit.
fn narrow(wide: char) -> char {
    let distance = u32::from(wide).checked_sub(u32::from('０'));
    let digit = distance.and_then(|distance| char::from_digit(distance, 10));
    digit.unwrap_or(' ')
}

impl<S: Store> Object<'_, S> {
    /// Does what a push says; the reply. `None` leaves it to the rules.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn push(&mut self, push: &Push<'_>) -> Result<Option<String>, StoreError> {
        let created = Time::try_from(push.created).unwrap_or_default();
        match (push.kind, &*push.text) {
            (Kind::Unsubscribe, _) => {
                self.forget(push.openid)?;
                Ok(None)
            }
            (Kind::Scan, STANDING) | (Kind::Text, DIGITS) => self.give_digits(push.openid),
            (Kind::Scan, scene) => {
                let attempt = "id = (SELECT attempt FROM codes WHERE scene = ?1)";
                match self.attempt(attempt, [scene])? {
                    Some(attempt) => self
                        .bind(attempt, push.openid, Way::Scan, created)
                        .map(Some),
                    None => Ok(Some(wording::expired().to_owned())),
                }
            }
            (Kind::Text, DENY) => self.answered(push.openid, &|it, now| it.deny(created, now)),
            (Kind::Text, CONFIRM) => {
                self.answered(push.openid, &|it, now| it.answer(None, created, now))
            }
            (Kind::Text, number) if number.len() == 2 => self.answered(push.openid, &|it, now| {
                it.answer(Some(number), created, now)
            }),
            (Kind::Text, word) => self.word(push, word, created),
        }
    }

    /// A word, by whom? Guessing is bounded for each visitor.
    fn word(
        &mut self,
        push: &Push<'_>,
        word: &str,
        created: Time,
    ) -> Result<Option<String>, StoreError> {
        let since = self.now.saturating_sub(WORDS_TIME);
        let wrong =
            Statement::new("SELECT count(*) AS n FROM wrong_words WHERE openid = ?1 AND at > ?2");
        let wrong = wrong.with(push.openid.to_owned()).with(since);
        if self.count(wrong)? >= MAX_WRONG_WORDS {
            return Ok(None);
        }
        if let Some(attempt) = self.attempt("word = ?1", [word])? {
            return self
                .bind(attempt, push.openid, Way::Word, created)
                .map(Some);
        }
        // Without anything to guess it was no guess.
        let guess = Statement::new(
            "INSERT INTO wrong_words (openid, push, at) SELECT ?1, ?2, ?3 \
             WHERE EXISTS (SELECT 1 FROM attempts WHERE stage = 'waiting' AND ends > ?3) \
             ON CONFLICT DO NOTHING",
        );
        let guess = guess.with_all([push.openid.to_owned(), push.id.to_string()]);
        self.run(guess.with(self.now))?;
        Ok(None)
    }

    fn bind(
        &mut self,
        mut attempt: Attempt,
        openid: &str,
        way: Way,
        created: Time,
    ) -> Result<String, StoreError> {
        let before = attempt.stage;
        let said = attempt.bind(openid, way, created, self.now);
        if before == Stage::Waiting && attempt.stage == Stage::Scanned {
            // A number or 登录 is to mean one attempt only, the latest.
            if let Some(mut other) = self.attempt("openid = ?1", [openid])? {
                attempt.follow(&mut other);
                self.keep(&other)?;
            }
        }
        self.keep(&attempt)?;
        Ok(self.words(said, &attempt))
    }

    /// An answer to the latest question.
    fn answered(
        &mut self,
        openid: &str,
        answer: &dyn Fn(&mut Attempt, Time) -> Option<Said>,
    ) -> Result<Option<String>, StoreError> {
        let Some(mut attempt) = self.attempt("openid = ?1", [openid])? else {
            return Ok(None);
        };
        let said = answer(&mut attempt, self.now);
        self.keep(&attempt)?;
        Ok(said.map(|said| self.words(said, &attempt)))
    }

    fn words(&self, said: Said, attempt: &Attempt) -> String {
        let client = self.provider.setup.client(&attempt.client);
        let name = client.map_or("", |client| client.name);
        wording::said(said, attempt, name)
    }

    /// New digits for `wechat-server`, where the owner wants it.
    fn give_digits(&mut self, openid: &str) -> Result<Option<String>, StoreError> {
        if self.provider.setup.wechat_server.is_none() {
            return Ok(None);
        }
        let digits = format!("{:08}", self.random.below(100_000_000));
        let insert = Statement::new(
            "INSERT INTO digits (hash, openid, ends) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        );
        let ends = self.now.saturating_add(DIGITS_LIFETIME);
        self.run(
            insert
                .with_all([hash(&digits), openid.to_owned()])
                .with(ends),
        )?;
        let few = Statement::new(
            "DELETE FROM digits WHERE openid = ?1 AND hash NOT IN \
             (SELECT hash FROM digits WHERE openid = ?1 ORDER BY ends DESC LIMIT ?2)",
        );
        self.run(few.with(openid.to_owned()).with(MAX_DIGITS))?;
        Ok(Some(wording::digits(&digits)))
    }

    /// WeChat wants it of who unfollows.
    fn forget(&mut self, openid: &str) -> Result<(), StoreError> {
        for table in ["attempts", "wrong_words", "digits"] {
            let sql = format!("DELETE FROM {table} WHERE openid = ?1");
            self.run(Statement::new(sql).with(openid.to_owned()))?;
        }
        Ok(())
    }
}
