//! `media upload` and `media list`, against the stand-in for WeChat's API.

use serde_json::json;

use crate::qrcode::tool;
use crate::server::NOBODY;
use crate::tool::{Run, Tool};
use crate::wechat_api::{Fault, WechatApi};
use crate::wechat_content::Uploaded;

const PERMANENT: &str = "/cgi-bin/material/add_material";
const TEMPORARY: &str = "/cgi-bin/media/upload";
const LIST: &str = "/cgi-bin/material/batchget_material";

const JPG: &[u8] = b"\xff\xd8\xff\xe0 picture \r\n--wechat-edge-00000000\r\n\x00\xff";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";

/// A recording of so many seconds.
fn amr(seconds: usize) -> Vec<u8> {
    let mut frame = vec![0x3c];
    frame.resize(32, 0);
    [b"#!AMR\n", &frame.repeat(seconds * 50)[..]].concat()
}

fn media(tool: &Tool, api: &WechatApi, arguments: &[&str]) -> Run {
    api.run(tool, "media", arguments)
}

#[test]
fn a_file_arrives_byte_for_byte_and_its_id_is_given_for_replies_toml() {
    let recording = amr(60);
    /// A file's name and content, more arguments, and what the API gets and the tool says.
    type Case<'c> = (
        &'c str,
        &'c [u8],
        &'c [&'c str],
        &'c str,
        &'c str,
        &'c str,
        &'c str,
    );
    let cases: [Case<'_>; 6] = [
        (
            "菜单 \"1\".jpg",
            JPG,
            &[],
            PERMANENT,
            "image",
            "image/jpeg",
            "reply = { image = \"MEDIA-_0\" }",
        ),
        // By its content, not by its name.
        (
            "photo.png",
            JPG,
            &["--temporary"],
            TEMPORARY,
            "image",
            "image/jpeg",
            "for 3 days",
        ),
        (
            "cover",
            JPG,
            &["--thumb"],
            PERMANENT,
            "thumb",
            "image/jpeg",
            "thumb_media_id = \"MEDIA-_0\"",
        ),
        (
            "cover",
            JPG,
            &["--thumb", "--temporary"],
            TEMPORARY,
            "thumb",
            "image/jpeg",
            "MEDIA-_0",
        ),
        (
            "a.amr",
            &recording,
            &[],
            PERMANENT,
            "voice",
            "audio/amr",
            "reply = { voice = \"MEDIA-_0\" }",
        ),
        (
            "a.mp4",
            MP4,
            &["--temporary"],
            TEMPORARY,
            "video",
            "video/mp4",
            "video = { media_id = \"MEDIA-_0\" }",
        ),
    ];
    for (name, content, arguments, path, media_type, content_type, words) in cases {
        let (tool, api) = (tool(), WechatApi::start());
        tool.file(name, content);
        let run = media(&tool, &api, &[&["upload", name], arguments].concat()).ends(0);
        assert!(
            run.stdout.starts_with("MEDIA-_0\n") && run.stdout.contains(words),
            "{run:#?}"
        );
        let expected = Uploaded {
            path: path.to_owned(),
            media_type: media_type.to_owned(),
            name: name.replace('"', "%22"),
            content_type: content_type.to_owned(),
            content: content.to_vec(),
            description: None,
        };
        assert_eq!(api.content(|content| content.uploads.clone()), [expected]);
    }
}

#[test]
fn a_permanent_video_has_a_title_and_an_introduction() {
    let (tool, api) = (tool(), WechatApi::start());
    tool.file("a.mp4", MP4);
    media(&tool, &api, &["upload", "a.mp4"]).ends(0);
    let arguments = [
        "upload",
        "a.mp4",
        "--title",
        "标\"题",
        "--introduction",
        "简介",
    ];
    let json = media(&tool, &api, &[&arguments[..], &["--json"]].concat())
        .ends(0)
        .json();
    assert_eq!(
        json,
        json!({ "media_id": "MEDIA-_1", "type": "video", "temporary": false })
    );
    let described: Vec<_> = api.content(|content| {
        content
            .uploads
            .iter()
            .map(|upload| upload.description.clone().unwrap())
            .collect()
    });
    assert_eq!(
        described,
        [
            json!({ "title": "a.mp4", "introduction": "" }),
            json!({ "title": "标\"题", "introduction": "简介" }),
        ]
    );
}

#[test]
fn what_wechat_would_refuse_is_refused_before_anything_is_sent() {
    let large = |start: &[u8], size: usize| [start, &vec![0; size - start.len()]].concat();
    let wav = b"RIFF\0\0\0\0WAVE";
    let cases: [(&[u8], &[&str], &str); 10] = [
        (b"", &[], "is empty"),
        (b"<svg/>", &[], "none of JPG"),
        (b"\0\0\0\x14ftypqt  ", &[], "none of JPG"),
        (
            &large(JPG, 10 * 1024 * 1024 + 1),
            &[],
            "WeChat allows 10240 KB",
        ),
        (
            &large(JPG, 64 * 1024 + 1),
            &["--thumb"],
            "WeChat allows 64 KB",
        ),
        (
            &large(b"#!AMR\n", 2 * 1024 * 1024 + 1),
            &[],
            "WeChat allows 2048 KB",
        ),
        (
            b"\x89PNG\r\n\x1a\n",
            &["--thumb"],
            "this is PNG; for thumb WeChat takes JPG",
        ),
        (MP4, &["--thumb"], "this is MP4"),
        (
            wav,
            &["--temporary"],
            "this is WAV; for voice WeChat takes MP3, AMR",
        ),
        (&amr(62), &[], "has 62 seconds, WeChat allows 60"),
    ];
    let api = WechatApi::start();
    for (content, arguments, words) in cases {
        let tool = tool();
        tool.file("file.jpg", content);
        let run = media(&tool, &api, &[&["upload", "file.jpg"], arguments].concat()).ends(1);
        assert!(run.stderr.contains(words), "{words}: {run:#?}");
        assert_eq!(run.stdout, "");
    }
    let run = media(&tool(), &api, &["upload", "none.jpg"]).ends(2);
    assert!(run.stderr.contains("none.jpg cannot be read"), "{run:#?}");
    assert!(api.server.requests().is_empty());
}

#[test]
fn a_gif_is_uploaded_with_a_word_that_replies_cannot_show_it() {
    let (tool, api) = (tool(), WechatApi::start());
    tool.file("a.gif", b"GIF89a....");
    let run = media(&tool, &api, &["upload", "a.gif"]).ends(0);
    assert!(run.stderr.contains("cannot send it"), "{run:#?}");
}

#[test]
fn an_upload_that_nobody_answered_is_not_sent_twice() {
    for (fault, status) in [(Fault::Cut, 3), (Fault::Hang, 3), (Fault::Page(502), 1)] {
        let api = WechatApi::with_faults(PERMANENT, &[fault]);
        let tool = tool();
        tool.file("a.jpg", JPG);
        let run = media(&tool, &api, &["upload", "a.jpg", "--timeout", "1"]).ends(status);
        assert!(run.stderr.contains("may have arrived"), "{run:#?}");
        assert_eq!(api.calls(PERMANENT), 1);
    }
    // A refusal is an answer: it did not arrive.
    let busy = [
        Fault::Error(-1, "system error"),
        Fault::Error(42001, "expired"),
    ];
    let api = WechatApi::with_faults(PERMANENT, &busy);
    let tool = tool();
    tool.file("a.jpg", JPG);
    media(&tool, &api, &["upload", "a.jpg"]).ends(0);
    assert_eq!(api.calls(PERMANENT), 3);
    tool.run(["media", "upload", "a.jpg", "--api", NOBODY])
        .ends(3);
}

#[test]
fn a_media_id_that_would_end_its_string_is_refused() {
    for answer in [
        r#"{"media_id":"a\" }\nreply = \"forged"}"#,
        r#"{"media_id":"a\u001b[2J"}"#,
        r#"{"media_id":""}"#,
        r#"{"media_id":7}"#,
        r#"{}"#,
    ] {
        let api = WechatApi::with_faults(PERMANENT, &[Fault::Answer(answer)]);
        let tool = tool();
        tool.file("a.jpg", JPG);
        let run = media(&tool, &api, &["upload", "a.jpg"]).ends(1);
        assert_eq!(run.stdout, "", "{run:#?}");
        assert!(!run.stderr.contains('\u{1b}'), "{run:#?}");
    }
}

#[test]
fn what_is_there_is_listed_in_as_many_calls_as_it_takes() {
    let (tool, api) = (tool(), WechatApi::start());
    api.content(|content| content.images = 45);
    let run = media(&tool, &api, &["list"]).ends(0);
    assert!(
        run.stdout
            .contains("image  ID0  2025-01-01T02:53:20Z  图0.jpg\n"),
        "{run:#?}"
    );
    assert!(
        run.stdout
            .contains("image: 20 of 45\nvoice: 0 of 0\nvideo: 0 of 0\n"),
        "{run:#?}"
    );
    assert_eq!(api.calls(LIST), 3);
    let arguments = ["list", "--type", "image", "--count", "100", "--json"];
    let json = media(&tool, &api, &arguments).ends(0).json();
    let items = json["media"][0]["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[44]["media_id"]), (45, &json!("ID44")));
    assert_eq!(api.calls(LIST), 6);
}

#[test]
fn a_list_that_never_ends_or_comes_from_another_age_does() {
    let item =
        r#"{"media_id":"A","name":"\u001b[2J\nimage  FORGED","update_time":18446744073709551615}"#;
    let answers = [
        format!("{{\"total_count\":18446744073709551615,\"item\":[{item}]}}"),
        r#"{"total_count":9,"item":[]}"#.to_owned(),
    ];
    let faults = answers.map(|answer| Fault::Answer(answer.leak()));
    let api = WechatApi::with_faults(LIST, &faults);
    let run = media(&tool(), &api, &["list", "--type", "image"]).ends(0);
    assert_eq!(api.calls(LIST), 2);
    assert!(!run.stdout.contains('\u{1b}'), "{run:#?}");
    assert!(
        !run.stdout
            .lines()
            .any(|line| line.starts_with("image  FORGED")),
        "{run:#?}"
    );
    // More than was asked for.
    let many = format!(
        "{{\"total_count\":90,\"item\":[{}]}}",
        vec![item; 90].join(",")
    );
    let api = WechatApi::with_faults(LIST, &[Fault::Answer(many.leak())]);
    let run = media(&tool(), &api, &["list", "--type", "image", "--count", "5"]).ends(0);
    assert_eq!(run.stdout.matches("image  A  9999-").count(), 5, "{run:#?}");
}
