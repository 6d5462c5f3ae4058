//! How far an attempt is, how the visitor came to it, and what the chat says then.

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see the module attempt")]
pub enum Stage {
    Waiting,
    Scanned,
    Confirmed,
    Finished,
    Denied,
    Burnt,
}

/// In the order of [`Stage`].
const STAGES: [(Stage, &str); 6] = [
    (Stage::Waiting, "waiting"),
    (Stage::Scanned, "scanned"),
    (Stage::Confirmed, "confirmed"),
    (Stage::Finished, "finished"),
    (Stage::Denied, "denied"),
    (Stage::Burnt, "burnt"),
];

impl Stage {
    /// As the database and the page call it.
    pub fn name(self) -> &'static str {
        let name = STAGES.iter().find(|(stage, _)| *stage == self);
        name.map_or("", |(_, name)| name)
    }

    /// By its name.
    pub fn of(name: &str) -> Option<Stage> {
        let stage = STAGES.iter().find(|(_, known)| *known == name);
        stage.map(|(stage, _)| *stage)
    }
}

/// By what the visitor came: it decides what they answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the code. They answer with the number, which only who sees the page knows.
    Scan,
    /// By the word, which only who sees the page knows. They answer 登录.
    Word,
}

impl Way {
    /// As the database and the page call it.
    pub fn name(self) -> &'static str {
        match self {
            Way::Scan => "scan",
            Way::Word => "word",
        }
    }
}

/// What the chat says of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Who asks, from where; and with what to answer.
    Asks(Way),
    /// It is done.
    Confirmed,
    /// The visitor said that it is not them.
    Denied,
    /// A wrong number, or a second visitor.
    Burnt,
    /// Its time is over.
    Expired,
}
