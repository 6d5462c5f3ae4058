//! The headers of an answer.

/// The headers of an answer: there are four sets of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// A refusal: no body, no type.
    Empty,
    /// A refusal that says which methods there are.
    Allow,
    /// `echostr`, and `success`.
    Text,
    /// A reply.
    Xml,
}

impl ContentType {
    /// The headers' names and values.
    pub fn list(self) -> &'static [(&'static str, &'static str)] {
        match self {
            ContentType::Empty => &[],
            ContentType::Allow => &[("Allow", "GET, POST")],
            // echostr is anybody's text: no browser may take it for HTML.
            ContentType::Text => &[
                ("Content-Type", "text/plain; charset=utf-8"),
                ("X-Content-Type-Options", "nosniff"),
            ],
            ContentType::Xml => &[
                ("Content-Type", "application/xml; charset=utf-8"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        }
    }
}
