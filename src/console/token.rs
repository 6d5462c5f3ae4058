//! Who gets in: whoever knows `CONSOLE_TOKEN`.

use subtle::ConstantTimeEq;

use crate::scans::hash::{Sha1Hash, sha1};

/// A shorter one can be found by trying.
pub const MIN_LENGTH: usize = 16;

/// How often a minute one address may be wrong.
pub const MAX_WRONG: u32 = 10;

/// How many addresses are remembered. Beyond that all others are counted as one.
const MAX_ADDRESSES: usize = 1000;

/// The token that was set.
pub struct ConsoleToken(Sha1Hash);

/// Why nobody gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum TokenError {
    #[error(
        "the console is closed: CONSOLE_TOKEN is not set; run `npx wrangler secret put \
         CONSOLE_TOKEN` and type at least {MIN_LENGTH} characters that nobody can guess"
    )]
    Absent,
    #[error(
        "the console is closed: CONSOLE_TOKEN has fewer than {MIN_LENGTH} characters; run `npx \
         wrangler secret put CONSOLE_TOKEN` and type a longer one"
    )]
    Short,
}

/// Why somebody does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum Denied {
    #[error("no session, and no Authorization: Bearer <CONSOLE_TOKEN>")]
    Absent,
    #[error("the token that was sent is not CONSOLE_TOKEN")]
    Wrong,
    #[error("more than {MAX_WRONG} wrong tokens from there within a minute")]
    TooMany,
}

impl ConsoleToken {
    /// Checks what was set. Blanks around it are dropped, as those of other secrets are.
    ///
    /// # Errors
    ///
    /// Where it is absent or too short.
    pub fn new(token: Option<&str>) -> Result<ConsoleToken, TokenError> {
        let token = token.map(str::trim).filter(|token| !token.is_empty());
        let token = token.ok_or(TokenError::Absent)?;
        if token.chars().count() < MIN_LENGTH {
            return Err(TokenError::Short);
        }
        Ok(ConsoleToken(digest(token)))
    }

    /// Whether it is this one. What is compared is of one length, so the time tells nothing of where two
    /// tokens differ, nor of how long the right one is.
    pub fn is(&self, token: &str) -> bool {
        self.0.ct_eq(&digest(token)).into()
    }

    /// What sessions are signed with.
    pub(super) fn key(&self) -> &[u8] {
        &self.0
    }
}

fn digest(token: &str) -> Sha1Hash {
    sha1(&[token.as_bytes()])
}

/// Who was wrong how often, in this minute and in this isolate: it slows down whoever tries, and a token
/// of 16 characters needs no more.
#[derive(Debug, Default)]
pub struct WrongTokens {
    minute: u64,
    /// Few: a list is as quick as a tree, and less code.
    addresses: Vec<(String, u32)>,
}

impl WrongTokens {
    /// Lets in who sent the right `Authorization` header. `now` is in seconds.
    ///
    /// # Errors
    ///
    /// Where it is absent or wrong, or was wrong too often.
    pub fn admit(
        &mut self,
        token: &ConsoleToken,
        authorization: Option<&str>,
        address: &str,
        now: u64,
    ) -> Result<(), Denied> {
        self.admit_token(token, authorization.and_then(bearer), address, now)
    }

    /// The same for a token that came by itself.
    ///
    /// # Errors
    ///
    /// See [`WrongTokens::admit`].
    pub fn admit_token(
        &mut self,
        token: &ConsoleToken,
        presented: Option<&str>,
        address: &str,
        now: u64,
    ) -> Result<(), Denied> {
        let minute = now / 60;
        if self.minute != minute {
            self.minute = minute;
            self.addresses.clear();
        }
        let is_full = self.addresses.len() >= MAX_ADDRESSES;
        let address = match self.wrong(address) {
            None if is_full => "",
            _ => address,
        };
        // Without a look at the token: else the right one could be told from this answer.
        if self.wrong(address).is_some_and(|wrong| *wrong >= MAX_WRONG) {
            return Err(Denied::TooMany);
        }
        if token.is(presented.ok_or(Denied::Absent)?) {
            return Ok(());
        }
        match self.wrong(address) {
            Some(wrong) => *wrong = wrong.saturating_add(1),
            None => self.addresses.push((address.to_owned(), 1)),
        }
        Err(Denied::Wrong)
    }

    /// How often an address was wrong, if it was.
    fn wrong(&mut self, address: &str) -> Option<&mut u32> {
        let is_it = |(known, _): &&mut (String, u32)| known == address;
        self.addresses
            .iter_mut()
            .find(is_it)
            .map(|(_, wrong)| wrong)
    }
}

/// The scheme's name has any letter case (RFC 9110, section 11.1).
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}
