//! A statement as D1 takes it.

/// A statement with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// One of [`statements`](super::statements).
    pub sql: String,
    /// For `?1`, `?2`, …
    pub parameters: Vec<Parameter>,
}

/// A parameter. D1 knows no integers beyond what a float holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
}

impl Statement {
    /// A statement, to be given parameters.
    pub fn new(sql: impl Into<String>) -> Statement {
        let sql = sql.into();
        let parameters = Vec::new();
        Statement { sql, parameters }
    }

    /// With one parameter more.
    pub fn with(mut self, parameter: impl Into<Parameter>) -> Statement {
        self.parameters.push(parameter.into());
        self
    }

    /// With these more.
    pub fn with_all(self, parameters: impl IntoIterator<Item = impl Into<Parameter>>) -> Statement {
        parameters.into_iter().fold(self, Statement::with)
    }
}

impl From<String> for Parameter {
    fn from(text: String) -> Parameter {
        Parameter::Text(text)
    }
}

impl From<i32> for Parameter {
    fn from(number: i32) -> Parameter {
        Parameter::Number(number.into())
    }
}

impl From<u32> for Parameter {
    fn from(number: u32) -> Parameter {
        Parameter::Number(number.into())
    }
}

impl From<i64> for Parameter {
    /// Times and days: far from where a float has gaps.
    fn from(number: i64) -> Parameter {
        Parameter::Number(number as f64)
    }
}
