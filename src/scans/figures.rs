//! The figures of a code, a day or an hour.

use super::json::Value;

/// What is counted. The rest follows from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Visitors of a code, each once a day: who scanned two codes, or on two days, counts twice.
    pub people: i64,
    /// `subscribe`.
    pub new: i64,
    /// `SCAN`.
    pub existing: i64,
    /// `unsubscribe`, of those whom the code brought last.
    pub lost: i64,
}

/// The six figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(serde::Serialize, serde::Deserialize)
)]
pub struct Figures {
    /// 扫码次数: pushes of a code. Who followed without a code (其他途径) scanned nothing.
    pub scans: i64,
    /// 扫码人数: visitors of a code, each once a day.
    pub people: i64,
    /// 新增关注: `subscribe` by that code.
    pub new: i64,
    /// 老粉扫码: `SCAN`.
    pub existing: i64,
    /// 取关: an `unsubscribe` counts for the code that last brought the follower.
    pub lost: i64,
    /// 净增: new − lost.
    pub net: i64,
}

/// Their names, in the order of [`Figures::list`].
pub const FIGURES: [&str; 6] = ["scans", "people", "new", "existing", "lost", "net"];

impl Figures {
    /// Whether there is nothing to tell.
    pub fn is_empty(self) -> bool {
        self == Figures::default()
    }

    /// In the order of [`FIGURES`], as the console writes them.
    pub fn values(self) -> [Value; 6] {
        self.list().map(Value::Number)
    }

    /// In the order of [`FIGURES`].
    pub fn list(self) -> [i64; 6] {
        let Figures {
            scans,
            people,
            new,
            existing,
            lost,
            net,
        } = self;
        [scans, people, new, existing, lost, net]
    }

    /// What they are more than those `before`.
    pub fn since(self, before: Figures) -> Figures {
        Figures {
            scans: self.scans.saturating_sub(before.scans),
            people: self.people.saturating_sub(before.people),
            new: self.new.saturating_sub(before.new),
            existing: self.existing.saturating_sub(before.existing),
            lost: self.lost.saturating_sub(before.lost),
            net: self.net.saturating_sub(before.net),
        }
    }
}

impl Counts {
    /// Whether nothing was counted.
    pub fn is_empty(self) -> bool {
        self == Counts::default()
    }

    /// The figures of the code with this scene; an empty one is 其他途径.
    pub fn figures(self, scene: &str) -> Figures {
        let is_code = !scene.is_empty();
        Figures {
            scans: if is_code {
                self.new.saturating_add(self.existing)
            } else {
                0
            },
            people: self.people,
            new: self.new,
            existing: self.existing,
            lost: self.lost,
            net: self.new.saturating_sub(self.lost),
        }
    }
}

macro_rules! counted_field_by_field {
    ($Type:ident: $($field:ident)*) => {
        impl $Type {
            /// Adds others to these.
            pub fn count(&mut self, other: $Type) {
                $( self.$field = self.$field.saturating_add(other.$field); )*
            }
        }
    };
}

counted_field_by_field!(Counts: people new existing lost);
counted_field_by_field!(Figures: scans people new existing lost net);

/// How many characters a cell of `days` and `hours` has: four numbers of 8 digits.
const CELL: usize = 32;

/// Reads the cells of a row of `days` or `hours`, as `migrations/0001_scans.sql` describes them; `None`
/// where the text is something else.
pub fn read_cells(text: &str) -> Option<Vec<Counts>> {
    text.as_bytes()
        .chunks(CELL)
        .map(|cell| {
            let mut numbers = cell
                .chunks_exact(CELL / 4)
                .map(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
            let mut number = || numbers.next().flatten();
            Some(Counts {
                people: number()?,
                new: number()?,
                existing: number()?,
                lost: number()?,
            })
        })
        .collect()
}
