//! The file that ships.

use wechat_edge::callback::dispatch;

use crate::shipped_file::RULES;
use crate::{event, message, reply_text, scan, subscribe, text, voice};

#[test]
fn the_shipped_file_gives_the_documented_replies() {
    let image = message(&[("MsgType", "image"), ("MediaId", "m")]);
    let without_recognition = message(&[("MsgType", "voice"), ("MediaId", "m")]);
    let without_key = message(&[("MsgType", "event"), ("Event", "subscribe")]);
    for (message, reply) in [
        (text("你好😀"), "你好😀"),
        (text(""), ""),
        (voice("查快递"), "查快递"),
        (voice(""), "未识别"),
        (voice(" "), "未识别"),
        (without_recognition, "未识别"),
        (subscribe("vip"), "感谢您的关注！场景值:vip"),
        (subscribe("qrscene_1"), "感谢您的关注！场景值:qrscene_1"),
        (event("subscribe", ""), "感谢您的关注！"),
        (event("subscribe", "last_trade_no_1"), "感谢您的关注！"),
        (without_key, "感谢您的关注！"),
        (scan("40021"), "您扫描的场景值为：40021"),
        (event("scan", "vip"), "您扫描的场景值为：vip"),
        (event("unsubscribe", ""), ""),
        (event("CLICK", "K"), ""),
        (event("unheard_of", ""), ""),
        (image, "I love you, itcast!"),
        (message(&[("MsgType", "hologram")]), "I love you, itcast!"),
    ] {
        assert_eq!(reply_text(&RULES, &message), reply, "{message}");
    }
}

/// Without an expression the linker leaves the engine out, which is a quarter of the wasm.
#[test]
fn the_shipped_file_needs_no_regular_expressions() {
    assert!(RULES.engine.is_none());
}

#[test]
fn what_was_built_in_is_what_the_file_says() {
    let file = crate::rules(include_str!("../../replies.toml"));
    assert_eq!(dispatch::RULES.all, file.all);
    assert_eq!(dispatch::RULES.exact, file.exact);
    assert_eq!(dispatch::RULES.others, file.others);
}
