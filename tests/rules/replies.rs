//! What a rule answers.

use wechat_edge::wechat::event::Event;
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::xml::{Document, Strictness};

use crate::{event, message, reply_text, reply_xml, rule, rules, scan, subscribe, text, voice};

/// The XML of the reply after the ids and the time.
#[track_caller]
fn check(when: &str, reply: &str, message: &str, expected: &str) {
    let rules = rules(&format!("[[rule]]\nwhen = {when}\nreply = {reply}\n"));
    let xml = reply_xml(&rules, message);
    let body = xml
        .strip_prefix(
            "<xml><ToUserName><![CDATA[o_visitor]]></ToUserName>\
             <FromUserName><![CDATA[gh_account]]></FromUserName>\
             <CreateTime>1735700001</CreateTime><MsgType>",
        )
        .and_then(|xml| xml.strip_suffix("</xml>"))
        .unwrap_or(&xml)
        .replace("<![CDATA[", "")
        .replace("]]>", "");
    assert_eq!(body, expected, "{reply}");
}

#[test]
fn every_kind_of_reply_can_be_written() {
    let any = r#"{ event = "*" }"#;
    let click = event("CLICK", "K");
    for (reply, expected) in [
        (r#""你好""#, "text</MsgType><Content>你好</Content>"),
        (
            r#"{ text = "你好" }"#,
            "text</MsgType><Content>你好</Content>",
        ),
        (
            "\"\"\"\n第一行\n第二行\"\"\"",
            "text</MsgType><Content>第一行\n第二行</Content>",
        ),
        (
            r#"{ image = "M" }"#,
            "image</MsgType><Image><MediaId>M</MediaId></Image>",
        ),
        (
            r#"{ voice = "M" }"#,
            "voice</MsgType><Voice><MediaId>M</MediaId></Voice>",
        ),
        (
            r#"{ video = { media_id = "M" } }"#,
            "video</MsgType><Video><MediaId>M</MediaId></Video>",
        ),
        (
            r#"{ video = { media_id = "M", title = "题", description = "述" } }"#,
            "video</MsgType><Video><MediaId>M</MediaId><Title>题</Title>\
             <Description>述</Description></Video>",
        ),
        (
            r#"{ music = { title = "题", description = "述", music_url = "https://a/b", hq_music_url = "https://c/d", thumb_media_id = "T" } }"#,
            "music</MsgType><Music><Title>题</Title><Description>述</Description>\
             <MusicUrl>https://a/b</MusicUrl><HQMusicUrl>https://c/d</HQMusicUrl>\
             <ThumbMediaId>T</ThumbMediaId></Music>",
        ),
        (
            r#"{ news = { title = "题", description = "述", pic_url = "https://a/b.jpg", url = "https://c/d" } }"#,
            "news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>题</Title>\
             <Description>述</Description><PicUrl>https://a/b.jpg</PicUrl>\
             <Url>https://c/d</Url></item></Articles>",
        ),
        (
            r#"{ news = [{ title = "一", url = "https://a" }, { title = "二", url = "https://b" }] }"#,
            "news</MsgType><ArticleCount>2</ArticleCount><Articles>\
             <item><Title>一</Title><Description></Description><PicUrl></PicUrl><Url>https://a</Url></item>\
             <item><Title>二</Title><Description></Description><PicUrl></PicUrl><Url>https://b</Url></item>\
             </Articles>",
        ),
        ("{ none = true }", ""),
    ] {
        check(any, reply, &click, expected);
    }
    for (reply, expected) in [
        (
            "{ transfer_customer_service = true }",
            "transfer_customer_service</MsgType>",
        ),
        (
            r#"{ transfer_customer_service = "kf01@account" }"#,
            "transfer_customer_service</MsgType>\
             <TransInfo><KfAccount>kf01@account</KfAccount></TransInfo>",
        ),
        (
            "{ transfer_biz_ai_ivr = true }",
            "transfer_biz_ai_ivr</MsgType>",
        ),
    ] {
        check(r#"{ message = "text" }"#, reply, &text("人工"), expected);
    }
}

#[test]
fn placeholders_are_filled() {
    let image = message(&[
        ("MsgType", "image"),
        ("PicUrl", "http://p"),
        ("MediaId", "M"),
        ("MsgId", "5832509444155992350"),
    ]);
    let subscribed = message(&[
        ("MsgType", "event"),
        ("Event", "subscribe"),
        ("EventKey", "qrscene_order/7/盒"),
        ("Ticket", "TICKET"),
    ]);
    for (when, reply, message, expected) in [
        (
            r#"{ scan = "store-{store}" }"#,
            "{store} 号店",
            scan("store-12"),
            "12 号店",
        ),
        (
            r#"{ scan = "order/{id}/{part}" }"#,
            "{part}/{id} {scene} {ticket} {event}",
            subscribed.clone(),
            "盒/7 order/7/盒 TICKET subscribe",
        ),
        (
            r#"{ scan = "*" }"#,
            "{scene}",
            subscribe("qrscene_x"),
            "qrscene_x",
        ),
        (r#"{ scan = "{a}-{b}" }"#, "{a}|{b}", scan("1-2-3"), "1|2-3"),
        (
            r#"{ scan = "{a}--{b}.{c}" }"#,
            "{a}|{b}|{c}",
            scan("---x.y.z"),
            "-|x|y.z",
        ),
        (
            r"{ message = 'text', matches = '^订单(?<number>\d+)(?<rest>.*)$' }",
            "{number}/{rest}/{content}",
            text("订单42急"),
            "42/急/订单42急",
        ),
        (
            r"{ message = 'text', matches = '(?<a>x)|(?<b>y)' }",
            "[{a}{b}]",
            text("y"),
            "[y]",
        ),
        (
            r#"{ message = ["text", "voice"] }"#,
            "{content}",
            voice("查快递"),
            "查快递",
        ),
        (
            r#"{ message = "text" }"#,
            "{openid} {create_time}",
            text(""),
            "o_visitor 1735700000",
        ),
        (
            r#"{ message = "image" }"#,
            "{pic_url} {msg_id}",
            image,
            "http://p 5832509444155992350",
        ),
        (
            r#"{ menu = "*" }"#,
            "{event_key} {event}",
            event("CLICK", "ABOUT"),
            "ABOUT CLICK",
        ),
        (
            r#"{ event = "VIEW" }"#,
            "{event_key}",
            event("view", "https://a"),
            "https://a",
        ),
        (r#""*""#, "{{{openid}}}", text("x"), "{o_visitor}"),
    ] {
        let rules = rules(&rule(when, reply));
        assert_eq!(reply_text(&rules, &message), expected, "{when} {reply}");
    }
}

#[test]
fn a_field_of_two_spellings_is_filled_and_read_in_either() {
    fn read(event: Event<'_>) -> String {
        match event {
            Event::View(view) => view.menu_id().unwrap().to_string(),
            Event::UserAuthorization(user) => format!("{}{}", user.open_id(), user.app_id()),
            Event::UserAuthorizeInvoice(invoice) => invoice.app_id().to_owned(),
            Event::PoiCheckNotify(notice) => notice.msg().to_owned(),
            other => panic!("{other:?}"),
        }
    }
    for (name, placeholder, spellings) in [
        ("VIEW", "menu_id", ["MenuId", "MenuID"]),
        ("user_info_modified", "open_id", ["OpenID", "openid"]),
        ("user_authorization_revoke", "app_id", ["AppID", "appid"]),
        (
            "user_authorize_invoice",
            "app_id",
            ["AppId", "AuthorizeAppId"],
        ),
        ("poi_check_notify", "msg", ["Msg", "msg"]),
    ] {
        let when = format!("{{ event = {name:?} }}");
        let rules = rules(&rule(&when, &format!("[{{{placeholder}}}]")));
        for spelling in spellings {
            let push = message(&[("MsgType", "event"), ("Event", name), (spelling, "12")]);
            assert_eq!(reply_text(&rules, &push), "[12]", "by rule: {spelling}");
            let document = Document::parse(push.as_bytes(), Strictness::Message).unwrap();
            let event = Message::read(&document).unwrap().event().unwrap();
            assert_eq!(read(event), "12", "by method: {spelling}");
        }
    }
}

#[test]
fn what_a_visitor_sends_is_only_ever_data() {
    let echo = rules(&rule(r#"{ message = "text" }"#, "{content}"));
    for content in [
        "{openid}",
        "{{x}}",
        "]]>",
        "]]]]>>",
        "<xml>&amp;</xml>",
        "<![CDATA[x]]>",
        "😀 你好\n第二行",
        "\\n$1",
    ] {
        assert_eq!(reply_text(&echo, &text(content)), content);
    }
}

#[test]
fn in_a_url_a_visitor_cannot_lead_elsewhere() {
    check(
        r#"{ message = "text" }"#,
        r#"{ news = { title = "{content}", url = "https://shop.example/s?q={content}" } }"#,
        &text("a&b=/../热 <x>"),
        "news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>a&b=/../热 <x></Title>\
         <Description></Description><PicUrl></PicUrl>\
         <Url>https://shop.example/s?q=a%26b%3D%2F..%2F%E7%83%AD%20%3Cx%3E</Url></item></Articles>",
    );
}
