//! What `media` takes. The comments are the help.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use wechat_edge::wechat::api::media::MediaType;

use crate::cli::api::account::ApiArgs;

#[derive(Args)]
#[command(after_help = "Examples:
  wechat-edge media upload menu.jpg            gives the MEDIA_ID for reply = { image = \"…\" }
  wechat-edge media upload cover.jpg --thumb   for the thumb_media_id of music
  wechat-edge media upload greeting.mp3 --temporary
  wechat-edge media list --type voice

What WeChat takes, by the content of a file and not by its name:
  image  JPG, PNG, GIF, BMP      10 MB     an image reply shows no GIF
  voice  MP3, AMR, WMA, WAV      2 MB, 60 seconds
  video  MP4                     10 MB
  thumb  JPG                     64 KB
A permanent medium stays; an account may have 100000 images and 1000 of each other type. A temporary
one (no BMP, WMA, WAV) is gone after 3 days.

WECHAT_APP_ID and WECHAT_APP_SECRET come from the environment or from .dev.vars. The account must
be verified, and this machine's address must be on its IP whitelist.")]
pub(crate) struct Media {
    #[command(subcommand)]
    pub(crate) command: MediaCommand,
}

#[derive(Subcommand)]
pub(crate) enum MediaCommand {
    /// Upload a file and print its MEDIA_ID
    Upload(UploadArgs),
    /// List the permanent media that are there
    List(ListArgs),
}

#[derive(Args)]
pub(crate) struct UploadArgs {
    /// The file
    pub(crate) file: PathBuf,
    /// As a thumbnail, for a music reply
    #[arg(long)]
    pub(crate) thumb: bool,
    /// For 3 days only
    #[arg(long)]
    pub(crate) temporary: bool,
    /// The title of a permanent video; default: the file's name
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// What is said below a permanent video
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub(crate) introduction: String,
    #[command(flatten)]
    pub(crate) api: ApiArgs,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// One type only
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) media_type: Option<Listed>,
    /// At most so many of each type, the newest
    #[arg(long, default_value = "20", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) count: u32,
    #[command(flatten)]
    pub(crate) api: ApiArgs,
}

/// The types that WeChat lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    Image,
    Voice,
    Video,
}

impl Listed {
    pub(crate) fn media_type(self) -> MediaType {
        match self {
            Listed::Image => MediaType::Image,
            Listed::Voice => MediaType::Voice,
            Listed::Video => MediaType::Video,
        }
    }
}
