//! Which messages concern a sign-in, as the Worker sees without asking anybody.

use wechat_edge::login::push::{Kind, Push};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::xml::{Document, Strictness};

fn push(fields: &str) -> Option<(Kind, String)> {
    let xml =
        format!("<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName>{fields}</xml>");
    let document = Document::parse(xml.as_bytes(), Strictness::Message).unwrap();
    let message = Message::read(&document).unwrap();
    Push::of(&message).map(|push| (push.kind, push.text.into_owned()))
}

#[test]
fn of_texts_the_three_words_and_numbers_of_two_or_six_digits() {
    for (text, concerns) in [
        ("37", Some("37")),
        (" 042137 ", Some("042137")),
        ("３７", Some("37")),
        ("０４２１３７", Some("042137")),
        ("登录", Some("登录")),
        ("不是我", Some("不是我")),
        ("验证码", Some("验证码")),
        ("3", None),
        ("371", None),
        ("1234567", None),
        ("12345678", None),
        ("1 2", None),
        ("3a", None),
        ("３a", None),
        ("登登登登１２", None),
        ("登录！", None),
        ("我要登录", None),
        ("😀", None),
        ("", None),
    ] {
        let found = push(&format!("<MsgType>text</MsgType><Content>{text}</Content>"));
        assert_eq!(
            found,
            concerns.map(|text| (Kind::Text, text.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn of_events_scans_of_our_scenes_and_who_unfollows() {
    for (event, key, concerns) in [
        ("SCAN", "login.042", Some((Kind::Scan, "login.042"))),
        (
            "subscribe",
            "qrscene_login.042",
            Some((Kind::Scan, "login.042")),
        ),
        ("scan", "login", Some((Kind::Scan, "login"))),
        ("unsubscribe", "", Some((Kind::Unsubscribe, ""))),
        ("SCAN", "qrscene_login.042", None),
        ("SCAN", "logins", None),
        ("SCAN", "42", None),
        ("subscribe", "", None),
        ("subscribe", "login.042", None),
        ("CLICK", "login.042", None),
        ("VIEW", "login", None),
    ] {
        let fields =
            format!("<MsgType>event</MsgType><Event>{event}</Event><EventKey>{key}</EventKey>");
        let concerns = concerns.map(|(kind, text)| (kind, text.to_owned()));
        assert_eq!(push(&fields), concerns, "{event} {key}");
    }
    assert_eq!(push("<MsgType>image</MsgType><PicUrl>登录</PicUrl>"), None);
}
