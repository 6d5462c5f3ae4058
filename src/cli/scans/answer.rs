//! What the console answers, as far as it is shown (`src/console/README.md`).

use serde::{Deserialize, Serialize};
use wechat_edge::scans::figures::Figures;

/// A code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Code {
    /// `null` is 其他途径.
    pub(super) scene: Option<String>,
    #[serde(flatten)]
    pub(super) figures: Figures,
    pub(super) last_scan: Option<String>,
    /// The scans of each day.
    pub(super) series: Vec<i64>,
}

/// `scenes`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Scenes {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) timezone: String,
    pub(super) totals: Figures,
    pub(super) scenes: Vec<Code>,
}

/// `days`, without the days.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Days {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) totals: Figures,
}

/// `health`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Health {
    pub(crate) rows_written_today: i64,
    pub(crate) rows_free_plan: i64,
    pub(crate) recorded_today: i64,
    pub(crate) dead_letter_queue: Backlog,
}

/// A queue of it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Backlog {
    pub(crate) waiting: Option<u64>,
}

/// `POST scans`
#[derive(Deserialize)]
pub(super) struct Restored {
    pub(super) restored: usize,
}
