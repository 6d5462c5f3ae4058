//! Which reply a message gets.

use crate::wechat::message::{Kind, Message};
use crate::wechat::reply::Reply;
use crate::wechat::scan::Visitor;

/// Decides on the reply to a message.
pub fn dispatch<'d>(message: &Message<'d>) -> Reply<'d> {
    if let Some(scan) = message.scan() {
        return Reply::text(match scan.visitor {
            Visitor::New => format!("感谢您的关注！场景值:{}", scan.scene),
            Visitor::Existing => format!("您扫描的场景值为：{}", scan.scene),
        });
    }
    if let Some(event) = message.event_name() {
        return if event.eq_ignore_ascii_case("subscribe") {
            Reply::text("感谢您的关注！")
        } else {
            Reply::none()
        };
    }
    match message.kind() {
        Kind::Text(text) => Reply::text(text.content()),
        Kind::Voice(voice) if voice.recognition().is_empty() => Reply::text("未识别"),
        Kind::Voice(voice) => Reply::text(voice.recognition()),
        _ => Reply::text("I love you, itcast!"),
    }
}
