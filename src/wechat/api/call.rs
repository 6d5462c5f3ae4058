//! What all calls have in common.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A call: what is sent where, and what comes back.
///
/// The body is JSON without `\u` escapes, which the API refuses (40033).
pub trait Call: Serialize {
    /// Behind the API's address.
    const PATH: &'static str;
    /// How it is asked for.
    const METHOD: Method = Method::Post;
    /// What comes back where all is well.
    type Answer: DeserializeOwned;
}

/// The methods that the API has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Without a body.
    Get,
    /// With the call as its body.
    Post,
}

/// How an answer begins that says no: HTTP's status is 200 then, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Status {
    /// 0 where all is well; most answers leave it out then.
    pub errcode: i64,
    /// In English, sometimes with an address or an id of the call in it.
    pub errmsg: String,
}

/// The answer to a call that gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Done {}

/// Whether an id or an address is one that can be printed and written to any file as it is.
pub(super) fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\');
    !text.is_empty() && text.bytes().all(is_plain)
}
