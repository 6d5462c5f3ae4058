//! What `menu` takes. The comments are the help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::api::account::ApiArgs;

#[derive(Args)]
#[command(after_help = "Example of menu.toml:
  [[button]]
  name = \"关于我们\"               # 16 bytes at most: 5 Chinese characters
  type = \"click\"
  key = \"ABOUT\"                  # the EventKey: a rule with when = { menu = \"ABOUT\" } answers

  [[button]]
  name = \"更多\"                   # without a type: it opens 1 to 5 sub-buttons
  [[button.sub_button]]
  name = \"官网\"                   # 60 bytes at most
  type = \"view\"
  url = \"https://example.com\"
  [[button.sub_button]]
  name = \"扫一扫\"
  type = \"scancode_waitmsg\"
  key = \"SCAN\"

A menu has 1 to 3 buttons. The types, and what each needs:
  click, scancode_push, scancode_waitmsg, pic_sysphoto, pic_photo_or_album, pic_weixin,
  location_select                          key (128 bytes at most)
  view                                     url (1024 bytes at most)
  media_id, view_limited                   media_id (wechat-edge media list)
  article_id, article_view_limited         article_id
  miniprogram                              appid, pagepath, url (for old clients)

push and pull need WECHAT_APP_ID and WECHAT_APP_SECRET, of the environment or of .dev.vars, and this
machine's address on the account's IP whitelist.")]
pub(crate) struct Menu {
    #[command(subcommand)]
    pub(crate) command: MenuCommand,
}

#[derive(Subcommand)]
pub(crate) enum MenuCommand {
    /// Check a menu against WeChat's limits and the rules of replies.toml; asks nobody
    Check(MenuFile),
    /// Write the account's menu to a file
    Pull(MenuTransfer),
    /// Replace the account's menu by that of a file
    Push(MenuTransfer),
}

#[derive(Args)]
pub(crate) struct MenuFile {
    /// The file
    #[arg(default_value = "menu.toml")]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct MenuTransfer {
    #[command(flatten)]
    pub(crate) menu: MenuFile,
    /// Replace what is there without asking
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) api: ApiArgs,
}
