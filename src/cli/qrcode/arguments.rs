//! What `qrcode` takes. The comments are the help.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use wechat_edge::wechat::scene::{ExpireSeconds, Lifetime};

use crate::cli::api::account::ApiArgs;
use crate::cli::scans::arguments::ConsoleArgs;

#[derive(Args)]
pub(crate) struct Qrcode {
    #[command(subcommand)]
    pub(crate) command: QrcodeCommand,
}

#[derive(Subcommand)]
pub(crate) enum QrcodeCommand {
    /// Make codes and write their pictures and a list of them
    Create(Create),
    /// Tell the Worker's console of codes that were made before
    Push(Push),
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge qrcode push
  wechat-edge qrcode push printed --url https://wechat-edge.example.workers.dev

What FOLDER/codes.csv has is sent: scenes, tickets, URLs, until when they are valid, and the names and
groups in its last two columns, `name` and `group`, where the console has none yet. Sent twice, it is
there once. CONSOLE_TOKEN comes from the environment, or is asked for; for the local Worker it is read
from .dev.vars.

--json prints {\"sent\", \"url\"}.")]
pub(crate) struct Push {
    /// The folder that `qrcode create` made
    #[arg(default_value = "qrcodes")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) console: ConsoleArgs,
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge qrcode create store-12                  for 30 days
  wechat-edge qrcode create store-12 store-13 --permanent
  wechat-edge qrcode create --from scenes.csv --out printed

Digits alone make a number scene (scene_id), anything else a string scene (scene_str).
The file of --from has a line per code: the scene, then, if wished, its lifetime (30d, 12h,
permanent), its name and its group. Where CONSOLE_URL and CONSOLE_TOKEN are set, the Worker's console
is told of all of them. A code that is in OUT/codes.csv already, and valid, is not made again. Files that are
not of that list's making are never overwritten.

WECHAT_APP_ID and WECHAT_APP_SECRET come from the environment or from .dev.vars. The account must
be a verified service account, and this machine's address must be on its IP whitelist.")]
pub(crate) struct Create {
    /// The scenes
    #[arg(required_unless_present = "from")]
    pub(crate) scenes: Vec<String>,
    /// A CSV file of scenes, in UTF-8
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// How long the codes are valid: 90s, 10m, 12h, 30d; at most 30 days
    #[arg(long, default_value = "30d", value_name = "TIME", value_parser = expires)]
    pub(crate) expires: ExpireSeconds,
    /// Codes that are valid for ever, of which an account may have 100000
    #[arg(long, conflicts_with = "expires")]
    pub(crate) permanent: bool,
    /// Take digits for a string scene too
    #[arg(long)]
    pub(crate) string: bool,
    /// The folder for the pictures and codes.csv
    #[arg(long, default_value = "qrcodes", value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// Whether to draw the codes in the terminal; auto: in a terminal, up to 4 codes
    #[arg(long, default_value = "auto", value_name = "WHEN")]
    pub(crate) draw: Draw,
    #[command(flatten)]
    pub(crate) api: ApiArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Draw {
    Auto,
    Always,
    Never,
}

impl Create {
    /// That of the codes that have none of their own.
    pub(crate) fn lifetime(&self) -> Lifetime {
        match self.permanent {
            true => Lifetime::Permanent,
            false => Lifetime::Temporary(self.expires),
        }
    }
}

/// Reads `90s`, `10m`, `12h`, `30d`.
fn expires(text: &str) -> Result<ExpireSeconds, String> {
    let duration = humantime::parse_duration(text).ok();
    duration
        .and_then(|duration| ExpireSeconds::new(duration.as_secs()))
        .ok_or_else(|| "write 90s, 10m, 12h or 30d, at most 30 days".to_owned())
}

/// The same, or `permanent` (永久).
pub(crate) fn lifetime(text: &str) -> Option<Lifetime> {
    match text.to_ascii_lowercase().as_str() {
        "permanent" | "永久" => Some(Lifetime::Permanent),
        other => expires(other).ok().map(Lifetime::Temporary),
    }
}

#[cfg(test)]
mod tests {
    use super::lifetime;
    use wechat_edge::wechat::scene::{ExpireSeconds, Lifetime};

    #[test]
    fn a_lifetime_is_between_a_second_and_30_days() {
        let cases = [
            ("1s", Some(1)),
            ("90s", Some(90)),
            ("10m", Some(600)),
            ("12h", Some(43_200)),
            ("30d", Some(2_592_000)),
            ("2592001s", None),
            ("31d", None),
            ("0s", None),
            ("10ms", None),
            ("", None),
            ("soon", None),
            ("-1d", None),
        ];
        for (text, seconds) in cases {
            let expected = seconds.map(|it| Lifetime::Temporary(ExpireSeconds::new(it).unwrap()));
            assert_eq!(lifetime(text), expected, "{text}");
        }
        assert_eq!(lifetime("Permanent"), Some(Lifetime::Permanent));
        assert_eq!(lifetime("永久"), Some(Lifetime::Permanent));
    }
}
