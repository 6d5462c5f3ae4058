//! The query of a request: what WeChat signs with (PROTOCOL.md, section A).

use std::borrow::Cow;

/// More keys than this are refused. WeChat sends 7; the owner's own URL may have some.
pub const MAX_KEYS: usize = 16;

/// The longest nonce, in bytes. WeChat's has 9 or 10 digits.
///
/// `msg_signature` covers the nonce and `Encrypt` without a separator, so who has seen a sealed
/// request could call a part of its `Encrypt` the nonce, and have something else decrypted. Whole
/// blocks of 32 bytes remain only where 44 characters of base64 or more change sides, which is more
/// than a nonce may have.
pub const MAX_NONCE: usize = 43;

/// The keys that this Worker reads. `openid` and `encrypt_type` are not among them: no signature
/// covers the first, and the second must not decide what is checked.
#[derive(Debug, Default)]
pub struct Query<'q> {
    pub(crate) signature: Option<Cow<'q, str>>,
    pub(crate) msg_signature: Option<Cow<'q, str>>,
    pub(crate) timestamp: Option<Cow<'q, str>>,
    pub(crate) nonce: Option<Cow<'q, str>>,
    pub(crate) echostr: Option<Cow<'q, str>>,
}

/// What is wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum QueryError {
    #[error("the query has no {0}: this is not a request of WeChat's")]
    Missing(&'static str),
    #[error("the query has a key twice: which one was signed cannot be known")]
    Twice,
    #[error("the query has more than {MAX_KEYS} keys")]
    TooManyKeys,
    #[error("nonce is longer than {MAX_NONCE} bytes: WeChat's has 10 digits")]
    LongNonce,
}

impl<'q> Query<'q> {
    /// Reads what stands behind the `?` of a URL.
    ///
    /// # Errors
    ///
    /// Where any key, known or not, is given twice, there are too many, or the nonce is longer than
    /// [`MAX_NONCE`].
    pub fn parse(query: &'q str) -> Result<Query<'q>, QueryError> {
        let mut parsed = Query::default();
        let mut others: Vec<Cow<'_, str>> = Vec::new();
        for (count, (key, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
            if count >= MAX_KEYS {
                return Err(QueryError::TooManyKeys);
            }
            let slot = match key.as_ref() {
                "signature" => &mut parsed.signature,
                "msg_signature" => &mut parsed.msg_signature,
                "timestamp" => &mut parsed.timestamp,
                "nonce" => &mut parsed.nonce,
                "echostr" => &mut parsed.echostr,
                _ if others.contains(&key) => return Err(QueryError::Twice),
                _ => {
                    others.push(key);
                    continue;
                }
            };
            if slot.replace(value).is_some() {
                return Err(QueryError::Twice);
            }
        }
        match &parsed.nonce {
            Some(nonce) if nonce.len() > MAX_NONCE => Err(QueryError::LongNonce),
            _ => Ok(parsed),
        }
    }
}

/// The value of a key that a request must have.
pub(crate) fn required<'v>(
    value: &'v Option<Cow<'_, str>>,
    key: &'static str,
) -> Result<&'v str, QueryError> {
    value.as_deref().ok_or(QueryError::Missing(key))
}
