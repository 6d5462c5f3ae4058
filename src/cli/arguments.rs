//! The commands and their options. The comments are the help, which is English in every locale, as
//! clap's own errors are: no half-translated screen.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::scene::Lifetime;

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
    /// The URL of the callback
    #[arg(long, global = true, default_value = "http://localhost:8787/wechat")]
    pub(crate) url: String,
    /// The Token; default: WECHAT_TOKEN of the environment or of .dev.vars
    #[arg(long, global = true)]
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
    /// How long WeChat waits for an answer, in seconds
    #[arg(long, global = true, default_value = "5", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: std::time::Duration,
}

/// How messages are pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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
    pub(crate) what: Pushed,
    #[command(flatten)]
    pub(crate) target: Target,
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
pub(crate) enum Pushed {
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

It pushes about 40 messages of a made-up visitor, as WeChat would.
SSL_CERT_FILE names a file of certificates (PEM) to trust instead of the built-in ones.
The exit status is 1 where a line says FAIL.")]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) target: Target,
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
    #[arg(long, default_value = super::check::FILE, value_name = "FILE")]
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
    pub(crate) fn pushed(&self) -> Option<Pushed> {
        let text = self.text.clone().map(|content| Pushed::Text { content });
        let voice = self.voice.clone();
        let scan = self.scan.clone();
        let event = self.event.clone();
        let push = self.push.clone();
        text.or_else(|| voice.map(|recognition| Pushed::Voice { recognition }))
            .or_else(|| {
                let new = self.new;
                scan.map(|scene| Pushed::Scan { scene, new })
            })
            .or_else(|| {
                let (key, fields) = (self.key.clone(), Vec::new());
                event.map(|event| Pushed::Event { event, key, fields })
            })
            .or_else(|| push.map(|path| Pushed::File { path }))
    }
}

#[derive(Args)]
pub(crate) struct Qrcode {
    #[command(subcommand)]
    pub(crate) command: QrcodeCommand,
}

#[derive(Subcommand)]
pub(crate) enum QrcodeCommand {
    /// Make codes and write their pictures and a list of them
    Create(Create),
}

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge qrcode create store-12                  for 30 days
  wechat-edge qrcode create store-12 store-13 --permanent
  wechat-edge qrcode create --from codes.csv --out printed

Digits alone make a number scene (scene_id), anything else a string scene (scene_str).
The file of --from has a line per code: the scene, then, if wished, its lifetime (30d, 12h,
permanent). A code that is in OUT/codes.csv already, and valid, is not made again.

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
    #[arg(long, default_value = "30d", value_name = "TIME", value_parser = Lifetime::parse_temporary)]
    pub(crate) expires: Lifetime,
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
    /// The API's address, for a proxy with a fixed one
    #[arg(long, default_value = "https://api.weixin.qq.com", value_name = "URL")]
    pub(crate) api: String,
    /// The app id; default: WECHAT_APP_ID
    #[arg(long, value_name = "ID")]
    pub(crate) app_id: Option<String>,
    /// The first pause before a call is tried again, in seconds; it doubles each time
    #[arg(long, default_value = "2", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) pause: std::time::Duration,
    /// How long to wait for the API, in seconds
    #[arg(long, default_value = "20", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: std::time::Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Draw {
    Auto,
    Always,
    Never,
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero() && duration.as_secs() <= 3600)
        .ok_or_else(|| "not a number of seconds between 0 and 3600".to_owned())
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
