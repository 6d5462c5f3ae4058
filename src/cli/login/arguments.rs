//! What `login` takes. The comments are the help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::api::account::ApiArgs;
use crate::cli::scans::arguments::ConsoleArgs;

/// Where the codes of the pool are kept.
const FOLDER: &str = "login-codes";

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge login                       how signing in goes at the local Worker (npm start)
  wechat-edge login --url https://wechat-edge.example.workers.dev
  wechat-edge login codes 300             make the pool of codes and push it, once
  wechat-edge login push                  push it again, for example to another Worker
  wechat-edge login keys rotate           make the key that signs from tomorrow on

Sites stand in clients.toml; `wechat-edge check` looks at it. Visitors of an account that cannot make codes
sign in by a code word, and need none of this.

For a deployed Worker, give its CONSOLE_TOKEN in the environment, or type it when you are asked; for
the local one it is read from .dev.vars.

--json prints {\"url\"} and what `GET login` answers: {\"issuer\", \"sealed\", \"wechat_server\", \"clients\",
\"pool\", \"keys\", \"attempts\", \"figures\"}.")]
pub(crate) struct Login {
    #[command(subcommand)]
    pub(crate) command: Option<LoginCommand>,
    #[command(flatten)]
    pub(crate) console: ConsoleArgs,
}

#[derive(Subcommand)]
pub(crate) enum LoginCommand {
    /// Make the pool of codes that visitors scan, and push it to the Worker
    Codes(Codes),
    /// Push codes that were made before
    Push(Push),
    /// Look after the keys that sign who somebody is
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge login codes                 300 of them
  wechat-edge login codes 1000            700 more, where there are 300
  wechat-edge login codes --reverse       and the code `login`, for sites that show one picture

Each is a permanent code, of which an account may have 100000: login.001, login.002 and so on. One is lent to
a visitor for 2 minutes and rests for 10, so 300 are enough for some 1500 visitors an hour. What is in
FOLDER/codes.csv already is not made again: after an error or Ctrl-C, run the same command again.

They are pushed to the Worker of --url or CONSOLE_URL, or to the one that `npm start` runs here. Keep the
folder: without it each of them is asked for once more.

The code `login`, with its picture in FOLDER, is made where clients.toml has wechat_server.

WECHAT_APP_ID and WECHAT_APP_SECRET come from the environment or from .dev.vars. The account must
be a verified service account, and this machine's address must be on its IP whitelist.")]
pub(crate) struct Codes {
    /// How many there shall be
    #[arg(default_value = "300", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) count: u32,
    /// Make the code `login` as well, which any visitor may scan for 8 digits
    #[arg(long)]
    pub(crate) reverse: bool,
    /// The folder for codes.csv
    #[arg(long, default_value = FOLDER, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) api: ApiArgs,
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge login push --url https://wechat-edge.example.workers.dev

Sent twice, a code is there once, and one that is lent stays so. --json prints {\"sent\", \"url\"}.")]
pub(crate) struct Push {
    /// The folder that `login codes` made
    #[arg(default_value = FOLDER)]
    pub(crate) folder: PathBuf,
}

#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Make the next key: sites are shown it at once, and it signs 24 hours later
    #[command(after_help = "Examples:
  wechat-edge login keys rotate --url https://wechat-edge.example.workers.dev

What the key before has signed is good until it expires. --json prints {\"kid\", \"signs_from\", \"url\"}.")]
    Rotate,
}
