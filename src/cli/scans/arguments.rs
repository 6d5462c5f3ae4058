//! What `scans` takes. The comments are the help.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use wechat_edge::console::parameters::MAX_DAYS;
use wechat_edge::scans::time::Day;

use crate::cli::time::seconds;

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  wechat-edge scans                                 the last 7 days of the local Worker (npm start)
  wechat-edge scans --url https://wechat.example.com --days 30 --scene 'store-*'
  wechat-edge scans --from 2026-11-01 --to 2026-11-21 --csv > scans.csv
  npx wrangler tail --format json > tail.log        … and after Ctrl-C:
  wechat-edge scans restore tail.log --url https://wechat.example.com

The figures of a code, and of the ways to follow the account without one (other ways):
  scans     its pushes, by new and existing visitors
  people    its visitors, each once a day: over several days or codes they add up
  new       who followed the account by it
  existing  who followed already
  lost      who left, of those whom it brought last
  net       new − lost
`before` is the period of the same length that ended when this one began.

For a deployed Worker, give its CONSOLE_TOKEN in the environment, or type it when you are asked; for
the local one it is read from .dev.vars.

--json prints {\"url\", \"from\", \"to\", \"timezone\", \"totals\", \"scenes\", \"before\", \"change\"}: what
`GET scenes` answers (src/console/README.md), `before` with its own \"from\", \"to\" and \"totals\", and
`change`, the totals less those before. `restore` prints {\"lines\", \"records\", \"sent\", \"damaged\"},
the last a list of {\"line\", \"reason\"}.

What waits in the dead-letter queue is brought back by the two commands of src/console/README.md."
)]
pub(crate) struct Scans {
    #[command(subcommand)]
    pub(crate) command: Option<ScansCommand>,
    /// The first day, such as 2026-11-01
    #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "days")]
    pub(crate) from: Option<Day>,
    /// The last day; default: today
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) to: Option<Day>,
    /// So many days up to the last
    #[arg(long, value_name = "N", default_value = "7", value_parser = clap::value_parser!(i32).range(1..=MAX_DAYS as i64))]
    pub(crate) days: i32,
    /// Codes with this scene only, * standing for any characters; '' for other ways
    #[arg(long)]
    pub(crate) scene: Option<String>,
    /// Print a table for spreadsheets, as the Worker writes it
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) console: ConsoleArgs,
}

#[derive(Subcommand)]
pub(crate) enum ScansCommand {
    /// Bring back the scans that stand in the log alone; what was recorded already counts for nothing
    Restore {
        /// A log, as `wrangler tail` or the dashboard gives it; - for standard input
        #[arg(default_value = "-")]
        file: PathBuf,
    },
}

/// Which Worker is asked.
#[derive(Args)]
pub(crate) struct ConsoleArgs {
    /// The Worker's URL; default: CONSOLE_URL, or that of the Worker that `npm start` runs here
    #[arg(long, global = true)]
    pub(crate) url: Option<String>,
    /// How long to wait for an answer, in seconds
    #[arg(long, global = true, default_value = "20", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Duration,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "not a day such as 2026-11-21".to_owned())
}
