//! `login` alone: how signing in goes at the Worker.

use serde::Serialize;
use wechat_edge::language::{Language, tr};

use super::answer::{Client, Figures, Key, Presence, Status};
use super::error::LoginError;
use super::worker;
use crate::cli::exit::Exit;
use crate::cli::output::{Output, one_line};
use crate::cli::scans::arguments::ConsoleArgs;
use crate::cli::scans::console::Console;
use crate::cli::simulator::push_request::now;
use crate::cli::time::rfc3339;

/// `login --json`.
#[derive(Serialize)]
struct Report {
    url: String,
    #[serde(flatten)]
    status: Status,
}

pub(super) fn run(args: &ConsoleArgs, output: &Output) -> Result<Exit, LoginError> {
    let console = Console::find(args, output.language)?;
    let status = worker::status(&console)?;
    if output.json {
        let url = console.url();
        output.json(&Report { url, status });
        return Ok(Exit::Ok);
    }
    for line in lines(&status, now(), output.language) {
        output.result(&one_line(&line));
    }
    Ok(Exit::Ok)
}

fn lines(status: &Status, now: u64, language: Language) -> Vec<String> {
    let Status {
        issuer,
        pool,
        attempts,
        ..
    } = status;
    let (codes, free) = (pool.codes, pool.free);
    let mut lines = vec![
        tr!(language, "issuer: {issuer}", "issuer：{issuer}"),
        match codes {
            0 => tr!(
                language,
                "codes: none, visitors sign in by the code word",
                "二维码：没有，访客用口令登录"
            ),
            _ => tr!(
                language,
                "codes: {free} of {codes} free",
                "二维码：共 {codes} 个，空闲 {free} 个"
            ),
        },
        tr!(
            language,
            "signing in now: {attempts}",
            "正在登录：{attempts} 人"
        ),
    ];
    if !status.sealed {
        lines.push(tr!(
            language,
            "off: the Worker has no WECHAT_AES_KEY and WECHAT_APP_ID",
            "没有开启：Worker 没有 WECHAT_AES_KEY 和 WECHAT_APP_ID"
        ));
    }
    lines.extend(status.wechat_server.map(|presence| match presence {
        Presence::Set => tr!(
            language,
            "wechat-server: its token is set",
            "wechat-server 接口：已设置令牌"
        ),
        Presence::Missing => tr!(
            language,
            "wechat-server: its token is NOT SET",
            "wechat-server 接口：没有设置令牌"
        ),
    }));
    lines.extend(status.clients.iter().map(|client| site(client, language)));
    let keys = &status.keys;
    lines.extend(keys.iter().map(|it| key(it, keys, now, language)));
    lines.extend(status.figures.iter().map(|it| day(it, language)));
    lines
}

fn site(client: &Client, language: Language) -> String {
    let Client { id, name, .. } = client;
    let secret = match (&client.secret, client.missing_secret()) {
        (_, Some(missing)) => tr!(language, "{missing} is NOT SET", "没有设置 {missing}"),
        (Some(secret), None) => tr!(language, "{secret} is set", "已设置 {secret}"),
        (None, None) => tr!(language, "public", "公开"),
    };
    tr!(
        language,
        "client {id}: {name}, {secret}",
        "client {id}：{name}，{secret}"
    )
}

/// Of the keys whose time has come, the last signs.
fn key(key: &Key, keys: &[Key], now: u64, language: Language) -> String {
    let begun = keys.iter().map(|key| key.signs_from);
    let last = begun.filter(|from| *from <= now).max();
    let (kid, from) = (&key.kid, rfc3339(key.signs_from));
    match key.retires.map(rfc3339) {
        _ if key.signs_from > now => tr!(
            language,
            "key {kid}: signs from {from} on",
            "密钥 {kid}：从 {from} 起签名"
        ),
        Some(until) if last > Some(key.signs_from) => tr!(
            language,
            "key {kid}: signs no more, good until {until}",
            "密钥 {kid}：不再签名，{until} 前仍有效"
        ),
        _ => tr!(
            language,
            "key {kid}: signs since {from}",
            "密钥 {kid}：自 {from} 起签名"
        ),
    }
}

fn day(figures: &Figures, language: Language) -> String {
    let Figures {
        day,
        client,
        begun,
        finished,
        denied,
        burnt,
        expired,
    } = figures;
    tr!(
        language,
        "{day} {client}: {begun} begun, {finished} signed in, {denied} denied, {burnt} burnt, {expired} expired",
        "{day} {client}：开始 {begun}，登录 {finished}，否认 {denied}，作废 {burnt}，过期 {expired}"
    )
}
