//! What a reply promises: it is what WeChat accepts, it says what its author wrote, and what had to
//! be corrected is told.

mod corrections;
#[path = "../samples/mod.rs"]
mod samples;
#[path = "../shipped/mod.rs"]
mod shipped;
mod text;

use samples::samples;
use wechat_edge::callback::config::Config;
use wechat_edge::callback::config::Setting;
use wechat_edge::callback::dispatch::Nobody;
use wechat_edge::callback::{Account, Head, answer};
use wechat_edge::context::Offline;
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::{Article, Music, Reply, Video};
use wechat_edge::wechat::signature::Token;
use wechat_edge::wechat::xml::{Document, Strictness};

/// When the replies here are written, in seconds since 1970; that of the samples.
const NOW: u64 = 1735702000;

const MESSAGE: &str = "<xml><ToUserName>gh_0a1b2c3d4e5f</ToUserName>\
    <FromUserName>oSAMPLE0user0000000000000001</FromUserName>\
    <MsgType>text</MsgType><Content>hi</Content></xml>";

const EVENT: &str = "<xml><ToUserName>gh_0a1b2c3d4e5f</ToUserName>\
    <FromUserName>oSAMPLE0user0000000000000001</FromUserName>\
    <MsgType>event</MsgType><Event>subscribe</Event></xml>";

#[test]
fn every_reply_sample_is_written_so() {
    let samples = samples(&["reply_"]);
    let replies = [
        ("reply_image", Reply::image("SAMPLE-m1")),
        (
            "reply_music",
            Reply::music(Music {
                title: "标题".into(),
                description: "描述".into(),
                music_url: "https://example.com/a.mp3".into(),
                hq_music_url: "https://example.com/a-hq.mp3".into(),
                thumb_media_id: "SAMPLE-m4".into(),
            }),
        ),
        (
            "reply_news",
            Reply::news(vec![Article {
                title: "标题".into(),
                description: "描述".into(),
                pic_url: "https://example.com/p.jpg".into(),
                url: "https://example.com/a".into(),
            }]),
        ),
        ("reply_text", Reply::text("您好\n请回复数字选择")),
        ("reply_transfer_biz_ai_ivr", Reply::transfer_biz_ai_ivr()),
        (
            "reply_transfer_customer_service",
            Reply::transfer_customer_service(None),
        ),
        (
            "reply_transfer_customer_service_kf",
            Reply::transfer_customer_service(Some("kf01@sample".into())),
        ),
        (
            "reply_video",
            Reply::video(Video {
                media_id: "SAMPLE-m3".into(),
                title: "标题".into(),
                description: "描述".into(),
            }),
        ),
        ("reply_voice", Reply::voice("SAMPLE-m2")),
    ];
    assert_eq!(replies.len(), samples.len());
    for ((name, reply), (file, xml)) in replies.iter().zip(&samples) {
        assert_eq!(name, file);
        assert_eq!(reply.correction(), None, "{name}");
        // Byte for byte, but for the line ends between the elements.
        assert_eq!(
            written(reply, MESSAGE),
            Some(xml.replace(">\n<", "><")),
            "{name}"
        );
    }
}

#[test]
fn a_reply_goes_back_to_who_wrote() {
    for reply in every_reply("a") {
        let elements = elements(&reply, MESSAGE);
        let value = |name: &str| {
            elements
                .iter()
                .find(|(path, _)| path == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(value("ToUserName"), Some("oSAMPLE0user0000000000000001"));
        assert_eq!(value("FromUserName"), Some("gh_0a1b2c3d4e5f"));
        assert_eq!(value("MsgType"), reply.msg_type());
    }
}

#[test]
fn ids_that_are_no_ids_do_not_break_the_reply() {
    let message = MESSAGE
        .replace("gh_0a1b2c3d4e5f", "a]]&gt;&lt;/xml&gt;")
        .replace("oSAMPLE0user0000000000000001", "😀&#1;&amp;b");
    let elements = elements(&Reply::text("hi"), &message);
    assert_eq!(elements[0], ("ToUserName".to_owned(), "😀&b".to_owned()));
    assert_eq!(
        elements[1],
        ("FromUserName".to_owned(), "a]]></xml>".to_owned())
    );
}

#[test]
fn create_time_is_the_given_seconds_without_cdata() {
    for seconds in [0, NOW, u64::MAX] {
        for reply in every_reply("a") {
            let xml = with_message(MESSAGE, |message| reply.to_xml(message, seconds)).unwrap();
            let element = format!("<CreateTime>{seconds}</CreateTime>");
            assert!(xml.contains(&element), "{xml}");
        }
    }
}

#[test]
fn create_time_in_an_answer_is_the_time_of_the_request_in_seconds() {
    let config = Config::read(|name| match name {
        "WECHAT_TOKEN" => Setting::Text("abc".to_owned()),
        _ => Setting::Absent,
    });
    let signature = Token::new("abc").unwrap().sign("1735702000", "n");
    let query = format!(
        "signature={}&timestamp=1735702000&nonce=n",
        signature.as_str()
    );
    let head = Head {
        method: "POST",
        path: "/wechat",
        query: &query,
    };
    for now in [NOW - 7, NOW, NOW + 7] {
        let offline = Offline::new(now);
        let account = Account {
            config: &config,
            handler: &Nobody,
            rules: &shipped::RULES,
        };
        let exchange = answer(&head, MESSAGE.as_bytes(), &account, &offline, now * 1000);
        let answer = offline.run(exchange).unwrap();
        let element = format!("<CreateTime>{now}</CreateTime>");
        assert!(answer.body.contains(&element), "{answer:?}");
    }
}

#[test]
fn no_reply_is_no_xml_and_no_correction() {
    let none = Reply::none();
    assert_eq!((none.msg_type(), none.correction()), (None, None));
    for message in [MESSAGE, EVENT] {
        assert_eq!(written(&none, message), None);
        assert_eq!(corrected_for(none.clone(), message), none);
    }
}

#[test]
fn what_is_optional_and_empty_is_left_out() {
    let names = |reply: &Reply<'_>| -> Vec<String> {
        let elements = elements(reply, MESSAGE).into_iter().skip(4);
        elements.map(|(path, _)| path).collect()
    };
    for empty in ["", "\u{1}"] {
        let video = Video {
            media_id: "m".into(),
            title: empty.into(),
            description: empty.into(),
        };
        assert_eq!(names(&Reply::video(video)), ["Video/MediaId"]);
        let music = Music {
            thumb_media_id: "m".into(),
            title: empty.into(),
            ..Music::default()
        };
        assert_eq!(names(&Reply::music(music)), ["Music/ThumbMediaId"]);
        let transfer = Reply::transfer_customer_service(Some(empty.into()));
        assert_eq!(names(&transfer), [""; 0]);
    }
    // WeChat requires all elements of an article.
    assert_eq!(
        names(&Reply::news(vec![Article::default()])),
        [
            "ArticleCount",
            "Articles/item/Title",
            "Articles/item/Description",
            "Articles/item/PicUrl",
            "Articles/item/Url",
        ]
    );
}

// How it is tested

/// Every kind of reply that says something, with `text` wherever a text can stand.
fn every_reply(text: &str) -> Vec<Reply<'_>> {
    vec![
        Reply::text(text),
        Reply::image(text),
        Reply::voice(text),
        Reply::video(Video {
            media_id: text.into(),
            title: text.into(),
            description: text.into(),
        }),
        Reply::music(Music {
            title: text.into(),
            description: text.into(),
            music_url: text.into(),
            hq_music_url: text.into(),
            thumb_media_id: text.into(),
        }),
        Reply::news(vec![Article {
            title: text.into(),
            description: text.into(),
            pic_url: text.into(),
            url: text.into(),
        }]),
        Reply::transfer_customer_service(Some(text.into())),
        Reply::transfer_biz_ai_ivr(),
    ]
}

#[track_caller]
fn with_message<T>(xml: &str, look: impl FnOnce(&Message<'_>) -> T) -> T {
    let document = Document::parse(xml.as_bytes(), Strictness::Message).unwrap();
    look(&Message::read(&document).unwrap())
}

/// The reply as it answers a message.
fn written(reply: &Reply<'_>, message: &str) -> Option<String> {
    with_message(message, |message| reply.to_xml(message, NOW))
}

fn corrected_for<'a>(reply: Reply<'a>, message: &str) -> Reply<'a> {
    with_message(message, |message| reply.corrected_for(message))
}

/// The elements of a reply that hold no others, read by another parser: path below the root, value.
#[track_caller]
fn elements(reply: &Reply<'_>, message: &str) -> Vec<(String, String)> {
    let xml = written(reply, message).expect("a reply");
    let document = roxmltree::Document::parse(&xml).expect(&xml);
    let is_leaf = |node: &roxmltree::Node<'_, '_>| {
        node.is_element() && node.children().all(|child| !child.is_element())
    };
    document
        .root_element()
        .descendants()
        .filter(is_leaf)
        .map(|node| {
            let mut path: Vec<&str> = node
                .ancestors()
                .map(|node| node.tag_name().name())
                .take_while(|name| *name != "xml")
                .collect();
            path.reverse();
            // A section that was split is several text nodes.
            let value = node.children().filter_map(|child| child.text()).collect();
            (path.join("/"), value)
        })
        .collect()
}
