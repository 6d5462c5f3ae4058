//! The commands and their options. The comments are the help, which is English in every locale, as
//! clap's own errors are: no half-translated screen.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;
use wechat_edge::wechat::signature::Token;

use super::media::arguments::Media;
use super::menu::arguments::Menu;
use super::qrcode::arguments::Qrcode;
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
    /// Say what the rules of replies.toml do, and which one answers a message
    Check(Check),
    /// Make parametric QR codes
    Qrcode(Qrcode),
    /// Check, read and replace the account's menu
    Menu(Menu),
    /// Upload what replies send that is not text, and list it
    Media(Media),
    /// Print a completion script for a shell
    #[command(after_help = "Example:
  wechat-edge completions bash > ~/.local/share/bash-completion/completions/wechat-edge")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Who to speak to, and with which credentials.
#[derive(Args)]
pub(crate) struct Target {
    /// The URL of the callback; default: of the Worker that `npm start` runs here, or
    /// http://localhost:8787/wechat
    #[arg(long, global = true)]
    pub(crate) url: Option<String>,
    /// The Token; default: WECHAT_TOKEN of the environment, or of .dev.vars for a local Worker; for a
    /// deployed one it is asked for
    #[arg(long, global = true, value_parser = token)]
    pub(crate) token: Option<String>,
    /// The EncodingAESKey; default: WECHAT_AES_KEY, likewise
    #[arg(long, global = true, value_name = "KEY")]
    pub(crate) aes_key: Option<String>,
    /// The AppID; default: WECHAT_APP_ID, likewise, or of wrangler.toml
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) app_id: Option<String>,
    /// The message encryption mode; default: safe where there is a key, plain where there is none
    #[arg(long, global = true)]
    pub(crate) mode: Option<Mode>,
}

/// How messages are pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    // 明文模式
    Plain,
    // 兼容模式
    Compatible,
    // 安全模式
    Safe,
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge send text 你好
  wechat-edge send scan store-12 --new        somebody follows the account by the code
  wechat-edge send scan 123                   a follower scans the code
  wechat-edge send event CLICK --key ABOUT
  wechat-edge send event user_get_card --field CardId=pABC --field IsGiveByFriend=0
  wechat-edge send location 30.274 120.155 --label 杭州市
  wechat-edge send file message.xml --xml
  wechat-edge send text 你好 --count 1000 --concurrency 8")]
pub(crate) struct Send {
    #[command(subcommand)]
    pub(crate) message: MessageArgs,
    #[command(flatten)]
    pub(crate) target: Target,
    /// How long WeChat waits for an answer, in seconds
    #[arg(long, global = true, default_value = "5", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: std::time::Duration,
    /// The visitor's openid
    #[arg(
        long,
        global = true,
        default_value = "oWechatEdgeVisitor0000000001",
        value_name = "OPENID"
    )]
    pub(crate) from: String,
    /// The account's original id
    #[arg(
        long,
        global = true,
        default_value = "gh_0a1b2c3d4e5f",
        value_name = "ID"
    )]
    pub(crate) to: String,
    /// Show the exchange as it went over the wire, and what was sealed in it
    #[arg(long, global = true)]
    pub(crate) xml: bool,
    /// Send so many requests and show how long they took
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) count: Option<u32>,
    /// With --count: so many at a time
    #[arg(long, global = true, default_value = "1", value_name = "M", value_parser = clap::value_parser!(u32).range(1..=512))]
    pub(crate) concurrency: u32,
}

#[derive(Subcommand)]
pub(crate) enum MessageArgs {
    /// A text message
    Text {
        /// What the visitor typed
        content: String,
    },
    /// An image
    Image {
        /// Where the image is
        #[arg(default_value = "http://mmbiz.qpic.cn/sample/0")]
        pic_url: String,
    },
    /// A voice recording
    Voice {
        /// What recognition understood; WeChat has left it empty since 2026
        #[arg(long, default_value = "", value_name = "TEXT")]
        recognition: String,
    },
    /// A video
    Video,
    /// A short video taken in the chat
    Shortvideo,
    /// A place
    #[command(allow_negative_numbers = true)]
    Location {
        /// In degrees, north positive
        latitude: f64,
        /// In degrees, east positive
        longitude: f64,
        /// The address
        #[arg(long, default_value = "")]
        label: String,
        /// The zoom of the map
        #[arg(long, default_value = "16")]
        scale: u32,
    },
    /// A link
    Link {
        /// Where it leads
        href: String,
        /// Its title
        #[arg(long, default_value = "")]
        title: String,
        /// Its description
        #[arg(long, default_value = "")]
        description: String,
    },
    /// The scan of a parametric QR code
    Scan {
        /// The code's scene
        scene: String,
        /// By somebody who follows the account by it (subscribe), not by a follower (SCAN)
        #[arg(long)]
        new: bool,
    },
    /// Somebody follows the account
    Subscribe,
    /// Somebody no longer follows the account
    Unsubscribe,
    /// Any event, by WeChat's name for it
    Event {
        /// Such as CLICK, VIEW, LOCATION, TEMPLATESENDJOBFINISH
        event: String,
        /// The EventKey
        #[arg(long)]
        key: Option<String>,
        /// Another element; may be repeated
        #[arg(long = "field", value_name = "NAME=VALUE", value_parser = field)]
        fields: Vec<(String, String)>,
    },
    /// A push from a file
    File {
        /// An XML file as WeChat sends it in plaintext mode; - for standard input
        path: PathBuf,
    },
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge doctor                                          the local Worker (npm start)
  wechat-edge doctor --url https://wechat.example.com/wechat  the deployed one
  wechat-edge doctor --url https://wechat.example.com/wechat --json

It pushes about 40 messages of a made-up visitor, as WeChat would, and tries what a stranger would.
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
  wechat-edge check                            one line for each rule
  wechat-edge check --text 你好                which rule answers, and with what
  wechat-edge check --scan store-12 --new
  wechat-edge check --event CLICK --key ABOUT
  wechat-edge check --push message.xml

Nothing is sent, and no Worker need run. The exit status is 1 where the file has a mistake.")]
pub(crate) struct Check {
    /// The file of rules
    #[arg(long, default_value = RULES, value_name = "FILE")]
    pub(crate) rules: PathBuf,
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

fn token(text: &str) -> Result<String, String> {
    match Token::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("a Token has 3 to 32 letters and digits".to_owned()),
    }
}

/// `NAME=VALUE`, the name being one that XML allows.
fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("there is no =")?;
    let mut characters = name.chars();
    let is_name = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_');
    if !is_name {
        return Err(format!("{name:?} is not the name of an element"));
    }
    Ok((name.to_owned(), value.to_owned()))
}
