//! `login keys rotate`: the next key.

use serde::Serialize;
use wechat_edge::language::tr;

use super::answer::NextKey;
use super::error::LoginError;
use super::worker;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::scans::arguments::ConsoleArgs;
use crate::cli::scans::console::Console;
use crate::cli::simulator::push_request::now;
use crate::cli::time::rfc3339;

/// `login keys rotate --json`.
#[derive(Serialize)]
struct Report {
    kid: String,
    signs_from: u64,
    url: String,
}

pub(super) fn run(args: &ConsoleArgs, output: &Output) -> Result<Exit, LoginError> {
    let console = Console::find(args, output.language)?;
    let NextKey { kid, signs_from } = worker::rotate(&console)?;
    if output.json {
        let url = console.url();
        output.json(&Report {
            kid,
            signs_from,
            url,
        });
        return Ok(Exit::Ok);
    }
    let language = output.language;
    if signs_from <= now() {
        output.result(&tr!(
            language,
            "{kid} is the first key, and signs at once.",
            "{kid} 是第一个密钥，立即开始签名。"
        ));
        return Ok(Exit::Ok);
    }
    let from = rfc3339(signs_from);
    output.result(&tr!(
        language,
        "{kid} is published, and signs from {from} on. What the key before has signed stays good until it expires.",
        "{kid} 已公布，从 {from} 起开始签名。之前的密钥签过的，到期前仍然有效。"
    ));
    output.say(&tr!(
        language,
        "Sites read the keys again by themselves when they meet a new one. Restart those that keep them for ever, and paste the key again where one was pasted by hand, between now and then.",
        "网站遇到新密钥会自行重新读取。一直缓存密钥的网站请在此之前重启；手工粘贴过密钥的，请在此之前重新粘贴。"
    ));
    Ok(Exit::Ok)
}
