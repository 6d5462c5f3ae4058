//! JSON as it is written. Read it is by the runtime.
//!
//! serde was tried, by `serde-wasm-bindgen` and `JSON.stringify`: 7 KiB of gzip more, and an object of the
//! runtime for everything that is written.

use std::fmt::{self, Write};

/// A value of JSON, as far as there are such here: no fractions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named as JSON does")]
pub enum Value {
    Null,
    Boolean(bool),
    Number(i64),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(&'static str, Value)>),
    /// JSON that is written already.
    Raw(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Boolean(value) => write!(f, "{value}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Text(text) => write_text(f, text),
            Value::Raw(json) => f.write_str(json),
            Value::List(values) => {
                f.write_char('[')?;
                for (at, value) in values.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    value.fmt(f)?;
                }
                f.write_char(']')
            }
            Value::Object(fields) => {
                f.write_char('{')?;
                for (at, (name, value)) in fields.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write_text(f, name)?;
                    f.write_char(':')?;
                    value.fmt(f)?;
                }
                f.write_char('}')
            }
        }
    }
}

/// Quotation marks, backslashes and control characters are escaped, nothing else need be (RFC 8259,
/// section 7).
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    let mut rest = text;
    while let Some((at, special)) = rest
        .char_indices()
        .find(|(_, c)| matches!(c, '"' | '\\' | '\0'..='\u{1f}'))
    {
        let (before, after) = rest.split_at(at);
        f.write_str(before)?;
        match special {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            control => write!(f, "\\u{:04x}", u32::from(control))?,
        }
        rest = after.get(special.len_utf8()..).unwrap_or_default();
    }
    f.write_str(rest)?;
    f.write_char('"')
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Boolean(value)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number)
    }
}

impl From<u8> for Value {
    fn from(number: u8) -> Value {
        Value::Number(number.into())
    }
}

impl From<u64> for Value {
    /// Times and counts: none comes near the bound.
    fn from(number: u64) -> Value {
        Value::Number(number.try_into().unwrap_or(i64::MAX))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, T::into)
    }
}
