//! What `send` takes. The comments are the help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::account::arguments::Target;
use crate::cli::time::seconds;

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
