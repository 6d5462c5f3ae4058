//! Parameters of a query or a form (RFC 6749, section 3.1).

use std::borrow::Cow;

/// Names and values, in the order in which they were sent.
#[derive(Debug)]
pub struct Form<'f>(Vec<(Cow<'f, str>, Cow<'f, str>)>);

impl<'f> Form<'f> {
    /// Reads `application/x-www-form-urlencoded`. One without a value counts as not sent.
    pub fn parse(text: &'f str) -> Form<'f> {
        let parameters = form_urlencoded::parse(text.as_bytes());
        Form(parameters.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The value of a parameter; `None` where there is none or more than one.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// The same, empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Whether a parameter was sent twice, which none may be.
    pub fn has_twice(&self) -> bool {
        let keys = self.0.iter().enumerate();
        keys.into_iter()
            .any(|(at, (key, _))| self.0.iter().take(at).any(|(other, _)| other == key))
    }
}

/// A URI with parameters more.
pub fn with_parameters(uri: &str, parameters: &[(&str, &str)]) -> String {
    let mut out = uri.to_owned();
    for (name, value) in parameters {
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(name);
        out.push('=');
        out.extend(form_urlencoded::byte_serialize(value.as_bytes()));
    }
    out
}
