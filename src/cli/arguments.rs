//! The commands and their options. The comments are the help, which is English in every locale, as
//! clap's own errors are: no half-translated screen.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::account::arguments::Target;
use super::clients::CLIENTS;
use super::login::arguments::Login;
use super::media::arguments::Media;
use super::menu::arguments::Menu;
use super::qrcode::arguments::Qrcode;
use super::scans::arguments::Scans;
use super::simulator::arguments::{MessageArgs, Send};
use super::time::seconds;

/// The file of rules of the project.
pub(crate) const RULES: &str = "replies.toml";

/// Try, check and equip a WeChat Official Account from the terminal
#[derive(Parser)]
#[command(
    name = "wechat-edge",
    version,
    arg_required_else_help = true,
    after_help = "Examples:
  wechat-edge send text 你好          what does the account answer?
  wechat-edge doctor --url https://wechat.example.com/wechat
  wechat-edge check --scan store-12 --new
  wechat-edge qrcode create store-12 --expires 30d
  wechat-edge menu push menu.toml
  wechat-edge media upload menu.jpg
  wechat-edge scans --days 30
  wechat-edge login codes 300

Exit status:
  0  all is well
  1  something is not: a reply that WeChat would not accept, a FAIL, a code that was not made
  2  the command cannot be carried out as given
  3  nobody answered"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print the result only, and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Print one JSON object, for scripts
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Play WeChat: push a message or an event, and show the reply
    Send(Send),
    /// Find out why it does not work, from the name's address to a sealed reply
    Doctor(Doctor),
    /// Say what the rules of replies.toml do and whom clients.toml has, and which rule answers a message
    Check(Check),
    /// Make parametric QR codes
    Qrcode(Qrcode),
    /// Check, read and replace the account's menu
    Menu(Menu),
    /// Upload what replies send that is not text, and list it
    Media(Media),
    /// Show what the codes brought: scans, people, new followers, followers lost
    Scans(Scans),
    /// Equip sites with “sign in with WeChat”: the pool of codes, the keys, and how it goes
    Login(Login),
    /// Print a completion script for a shell
    #[command(after_help = "Example:
  wechat-edge completions bash > ~/.local/share/bash-completion/completions/wechat-edge")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge doctor                                          the local Worker (npm start)
  wechat-edge doctor --url https://wechat.example.com/wechat  the deployed one
  wechat-edge doctor --url https://wechat.example.com/wechat --json

It pushes about 40 messages of a made-up visitor, as WeChat would, and tries what a stranger would. Where
clients.toml has a client, or the Worker says that it signs visitors in, it looks at that, too.
For a deployed Worker, give its Token in WECHAT_TOKEN, or type it when you are asked.
SSL_CERT_FILE names a file of certificates (PEM) to trust instead of the built-in ones.
The exit status is 1 where a line says FAIL.")]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) target: Target,
    /// When the whole examination ends, whatever the server does, in seconds
    #[arg(long, default_value = "60", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: std::time::Duration,
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge check                            one line for each rule, and one for the clients
  wechat-edge check --text 你好                which rule answers, and with what
  wechat-edge check --scan store-12 --new
  wechat-edge check --event CLICK --key ABOUT
  wechat-edge check --push message.xml

Nothing is sent, and no Worker need run. The exit status is 1 where a file has a mistake.")]
pub(crate) struct Check {
    /// The file of rules
    #[arg(long, default_value = RULES, value_name = "FILE")]
    pub(crate) rules: PathBuf,
    /// The file of clients
    #[arg(long, default_value = CLIENTS, value_name = "FILE")]
    pub(crate) clients: PathBuf,
    /// A text message
    #[arg(long, group = "asked")]
    text: Option<String>,
    /// A voice recording in which this was recognised
    #[arg(long, group = "asked", value_name = "TEXT")]
    voice: Option<String>,
    /// The scan of a code
    #[arg(long, group = "asked", value_name = "SCENE")]
    scan: Option<String>,
    /// With --scan: by somebody who follows the account by it
    #[arg(long, requires = "scan")]
    new: bool,
    /// An event, by WeChat's name for it
    #[arg(long, group = "asked", value_name = "NAME")]
    event: Option<String>,
    /// With --event: its EventKey
    #[arg(long, requires = "event")]
    key: Option<String>,
    /// A push from an XML file; - for standard input
    #[arg(long, group = "asked", value_name = "FILE")]
    push: Option<PathBuf>,
}

impl Check {
    /// The message that is asked about, if one is.
    pub(crate) fn message(&self) -> Option<MessageArgs> {
        let text = self
            .text
            .clone()
            .map(|content| MessageArgs::Text { content });
        let voice = self.voice.clone();
        let scan = self.scan.clone();
        let event = self.event.clone();
        let push = self.push.clone();
        text.or_else(|| voice.map(|recognition| MessageArgs::Voice { recognition }))
            .or_else(|| {
                let new = self.new;
                scan.map(|scene| MessageArgs::Scan { scene, new })
            })
            .or_else(|| {
                let (key, fields) = (self.key.clone(), Vec::new());
                event.map(|event| MessageArgs::Event { event, key, fields })
            })
            .or_else(|| push.map(|path| MessageArgs::File { path }))
    }
}
