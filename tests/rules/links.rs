//! Links: the owner says where they lead, and no value of a visitor changes that.

use proptest::prelude::*;
use wechat_edge::rules::parse::read;
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::Correction;
use wechat_edge::wechat::xml::{Document, Strictness};

use crate::{message, reply_text, reply_xml, rule, rules, scan, text};

/// A rule about texts that replies with an article of this URL.
fn article(url: &str) -> String {
    format!(
        "[[rule]]\nwhen = {{ message = \"text\" }}\n\
         reply = {{ news = {{ title = \"题\", url = {url:?} }} }}\n"
    )
}

/// The URL of the article that a text is answered with; `None` where nothing is said.
#[track_caller]
fn url_of(template: &str, content: &str) -> Option<String> {
    let xml = reply_xml(&rules(&article(template)), &text(content));
    let document =
        roxmltree::Document::parse(if xml.is_empty() { "<xml/>" } else { &xml }).unwrap();
    let url = document.descendants().find(|node| node.has_tag_name("Url"));
    url.map(|url| url.text().unwrap_or_default().to_owned())
}

#[test]
fn a_value_stays_one_segment_or_one_value() {
    for (template, content, url) in [
        ("https://a.com/{content}", "x", Some("https://a.com/x")),
        (
            "https://a.com/{content}",
            "x/../y",
            Some("https://a.com/x%2F..%2Fy"),
        ),
        (
            "https://a.com/{content}",
            "..\\..",
            Some("https://a.com/..%5C.."),
        ),
        (
            "https://a.com/{content}",
            "?q#f",
            Some("https://a.com/%3Fq%23f"),
        ),
        (
            "https://a.com/{content}",
            "%2e%2e",
            Some("https://a.com/%252e%252e"),
        ),
        ("https://a.com/{content}", "...", Some("https://a.com/...")),
        (
            "https://a.com/{content}",
            "a\tb\nc",
            Some("https://a.com/a%09b%0Ac"),
        ),
        ("https://a.com/v{content}", "..", Some("https://a.com/v..")),
        (
            "https://a.com/{content}.html",
            "..",
            Some("https://a.com/...html"),
        ),
        (
            "https://a.com/?q={content}",
            "..",
            Some("https://a.com/?q=.."),
        ),
        (
            "https://a.com/?q={content}&r=1",
            "&r=2",
            Some("https://a.com/?q=%26r%3D2&r=1"),
        ),
        ("https://a.com/#{content}", "..", Some("https://a.com/#..")),
        (
            "HTTP://a.com:8080/{content}",
            "@b.com",
            Some("HTTP://a.com:8080/%40b.com"),
        ),
        (
            "https://a.com/{content|url}",
            "a/b",
            Some("https://a.com/a%2Fb"),
        ),
        (
            "https://a.com/店?名={content}",
            "盒",
            Some("https://a.com/店?名=%E7%9B%92"),
        ),
    ] {
        assert_eq!(
            url_of(template, content).as_deref(),
            url,
            "{template} {content}"
        );
    }
}

/// Browsers take `..` as a segment away together with the one before, encoded or not.
#[test]
fn a_value_that_would_climb_out_of_its_folder_is_answered_with_nothing() {
    for (template, content) in [
        ("https://a.com/shop/{content}", ".."),
        ("https://a.com/shop/{content}", "."),
        ("https://a.com/shop/{content}/x", ".."),
        ("https://a.com/shop/{content}?q", ".."),
        ("https://a.com/shop/{content}#f", ".."),
        ("https://a.com/shop/.{content}", "."),
        ("https://a.com/shop/%2e{content}", "."),
        ("https://a.com/shop/{content}%2E", "."),
        ("https://a.com/shop/{content}{content}", "."),
        ("https://a.com/shop/{content}{openid|url}", ".."),
    ] {
        let climbs = !template.contains("openid");
        assert_eq!(
            url_of(template, content).is_none(),
            climbs,
            "{template} {content}"
        );
    }
    let rules = rules(&article("https://a.com/{content}"));
    let push = text("..");
    let document = Document::parse(push.as_bytes(), Strictness::Message).unwrap();
    let reply = rules.reply(&Message::read(&document).unwrap());
    assert_eq!(reply.correction(), Some(Correction::UnsafeLink));
}

#[test]
fn a_url_whose_target_a_visitor_would_choose_does_not_build() {
    let host = "3:39: {content} would choose where the link leads: write the host and a `/` before \
                it, such as https://example.com/{content}";
    let scheme =
        |name: &str| format!("3:39: a link begins with https:// or http://, not with `{name}:`");
    for (url, told) in [
        ("https://example.com{content}", host.to_owned()),
        ("https://{content}.example.com/", host.to_owned()),
        ("https://example.com:{content}/", host.to_owned()),
        ("https://me:{content}@example.com/", host.to_owned()),
        ("https://{content}@example.com/", host.to_owned()),
        ("{content}://example.com/", host.to_owned()),
        ("http{content}://example.com/", host.to_owned()),
        ("{content}example.com", host.to_owned()),
        ("{content}{content}", host.to_owned()),
        ("javascript:alert(1)", scheme("javascript")),
        ("javascript:{content}", scheme("javascript")),
        ("javascript://a.com/%0Aalert(1)", scheme("javascript")),
        ("data:text/html,x", scheme("data")),
        ("file:///etc/passwd", scheme("file")),
        ("ftp://example.com/", scheme("ftp")),
        ("weixin://dl/business", scheme("weixin")),
        (
            "example.com/a",
            "3:39: the URL has no scheme: begin with https://".to_owned(),
        ),
        (
            "//example.com/a",
            "3:39: the URL has no scheme: begin with https://".to_owned(),
        ),
        (
            "example.com:8080/a",
            "3:39: the URL has no scheme: begin with https://".to_owned(),
        ),
        (
            "/a",
            "3:39: the URL has no scheme: begin with https://".to_owned(),
        ),
        ("https:///a", "3:39: the URL has no host".to_owned()),
        ("https://", "3:39: the URL has no host".to_owned()),
        (
            "https://example.com\\{content}",
            "3:39: a URL has no blanks, backslashes or control characters; a blank is %20"
                .to_owned(),
        ),
        (
            " https://example.com/",
            "3:39: a URL has no blanks, backslashes or control characters; a blank is %20"
                .to_owned(),
        ),
        (
            "{content}",
            "3:39: {content} alone would let a visitor choose where the link leads: only {url} of \
             message = \"link\", the visitor's own link, may stand alone"
                .to_owned(),
        ),
    ] {
        let told_of = read(&article(url)).map(|_| ()).unwrap_err().to_string();
        assert_eq!(told_of, told, "{url}");
    }
}

#[test]
fn every_key_that_is_a_url_is_held_to_it() {
    for reply in [
        r#"{ news = { title = "题", url = "https://a", pic_url = "a.com/b.jpg" } }"#,
        r#"{ music = { thumb_media_id = "T", music_url = "javascript:x" } }"#,
        r#"{ music = { thumb_media_id = "T", hq_music_url = "https://a{content}" } }"#,
    ] {
        let toml = format!("[[rule]]\nwhen = {{ message = \"text\" }}\nreply = {reply}\n");
        assert!(read(&toml).is_err(), "{reply}");
    }
}

#[test]
fn an_article_may_have_nothing_but_a_title() {
    let toml = "[[rule]]\nwhen = \"*\"\n\
                reply = { news = { title = \"题\", description = \"\", pic_url = \"\", url = \"\" } }\n";
    let xml = reply_xml(&rules(toml), &text("x"));
    assert!(xml.contains("<Url><![CDATA[]]></Url>"), "{xml}");
}

#[test]
fn a_visitors_own_link_is_given_back_where_it_leads_to_the_web() {
    let toml = "[[rule]]\nwhen = { message = \"link\" }\n\
                reply = { news = { title = \"{title}\", url = \"{url}\" } }\n";
    let rules = rules(toml);
    for (url, is_given) in [
        ("https://mp.weixin.qq.com/s?__biz=1&mid=2#rd", true),
        ("HTTP://example.com", true),
        ("javascript:alert(1)", false),
        ("javascript://a.com/x", false),
        ("data:text/html,x", false),
        ("file:///etc/passwd", false),
        ("https:///x", false),
        ("https://", false),
        ("https:\\\\example.com", false),
        ("https://example.com\\@b.com", false),
        ("https://a.com/\u{1}", false),
        (" https://a.com", false),
        ("//a.com", false),
        ("", false),
    ] {
        let push = message(&[("MsgType", "link"), ("Title", "题"), ("Url", url)]);
        let document = Document::parse(push.as_bytes(), Strictness::Message);
        // A control character is no XML: such a push is refused before.
        let Ok(document) = document else { continue };
        let reply = rules.reply(&Message::read(&document).unwrap());
        assert_eq!(reply.correction().is_none(), is_given, "{url}");
        if is_given {
            assert!(reply_xml(&rules, &push).contains(&format!("<Url><![CDATA[{url}]]></Url>")));
        }
    }
}

#[test]
fn in_a_text_a_value_is_escaped_where_the_rule_says_so() {
    let link = rules(&rule(
        r#"{ scan = "*" }"#,
        "<a href=\"https://a.com/s/{scene|url}?s={scene|url}\">{scene}</a>",
    ));
    for (scene, reply) in [
        ("vip", "<a href=\"https://a.com/s/vip?s=vip\">vip</a>"),
        (
            "a\"b/c",
            "<a href=\"https://a.com/s/a%22b%2Fc?s=a%22b%2Fc\">a\"b/c</a>",
        ),
        (
            "盒&x",
            "<a href=\"https://a.com/s/%E7%9B%92%26x?s=%E7%9B%92%26x\">盒&x</a>",
        ),
        ("..", ""),
        (".", ""),
    ] {
        assert_eq!(reply_text(&link, &scan(scene)), reply, "{scene}");
    }
    for (text, told) in [
        (
            "https://{scene|url}/",
            "3:9: {scene|url} would choose where the link leads: write the host and a `/` before \
             it, such as https://example.com/{scene|url}",
        ),
        (
            "{scene|uri}",
            "3:9: `|uri` is not known; `|url` escapes a value for a link",
        ),
        (
            "{scen|url}",
            "3:9: nothing in this rule fills {scen}; did you mean `scene`?",
        ),
    ] {
        let told_of = read(&rule(r#"{ scan = "*" }"#, text))
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert_eq!(told_of, told);
    }
}

proptest! {
    /// By another reading of URLs: the part before the value is what the owner wrote, and the value
    /// has nothing in it that ends a segment.
    #[test]
    fn whatever_a_visitor_sends_the_link_leads_where_the_rule_says(
        content in "\\PC{0,12}|[./\\\\%2eE]{0,6}"
    ) {
        let content = content.replace("]]>", "");
        if let Some(url) = url_of("https://a.com/shop/{content}/end?q={content}#f", &content) {
            let value = url.strip_prefix("https://a.com/shop/");
            let value = value.and_then(|rest| rest.split_once("/end?q="));
            let (segment, rest) = value.unwrap();
            prop_assert_eq!(rest, format!("{segment}#f"));
            let dots = segment.to_lowercase().replace("%2e", ".");
            prop_assert!(dots != "." && dots != ".." , "{}", url);
            prop_assert!(!segment.contains(['/', '\\', '?', '#', '&', '=', ' ']), "{}", url);
            prop_assert!(segment.is_ascii(), "{}", url);
        } else {
            prop_assert!([".", ".."].contains(&content.as_str()), "{}", content);
        }
    }
}
