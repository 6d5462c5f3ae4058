//! `qrcode create`, against the stand-in for WeChat's API.

use std::fs;

use serde_json::json;

use crate::tool::{Run, Tool};
use crate::wechat_api::{APP_ID, Fault, SECRET, WechatApi};

pub(crate) fn tool() -> Tool {
    Tool::new()
        .with("WECHAT_APP_ID", APP_ID)
        .with("WECHAT_APP_SECRET", SECRET)
}

/// Makes codes, with pauses that do not hold up the test.
pub(crate) fn create(tool: &Tool, api: &WechatApi, arguments: &[&str]) -> Run {
    let url = api.url();
    let all = ["qrcode", "create", "--api", &url, "--pause", "0.01"].into_iter();
    let run = tool.run(all.chain(arguments.iter().copied()));
    for output in [&run.stdout, &run.stderr] {
        assert!(
            !output.contains(SECRET) && !output.contains("57_0"),
            "a secret: {run:#?}"
        );
    }
    run
}

/// What a QR code says, read by a decoder of another make.
fn decoded(png: &[u8]) -> String {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let at = |x: usize, y: usize| pixels[y * width + x];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
    let grids = image.detect_grids();
    grids[0].decode().unwrap().1
}

#[test]
fn each_kind_of_code_is_asked_for_as_wechat_wants_it() {
    let cases: [(&[&str], serde_json::Value); 6] = [
        (
            &["store-12"],
            json!({ "expire_seconds": 2_592_000, "action_name": "QR_STR_SCENE", "action_info": { "scene": { "scene_str": "store-12" } } }),
        ),
        (
            &["123", "--expires", "12h"],
            json!({ "expire_seconds": 43_200, "action_name": "QR_SCENE", "action_info": { "scene": { "scene_id": 123 } } }),
        ),
        (
            &["100000", "--permanent"],
            json!({ "action_name": "QR_LIMIT_SCENE", "action_info": { "scene": { "scene_id": 100_000 } } }),
        ),
        (
            &["门店 \"12\" \\ 😀", "--permanent"],
            json!({ "action_name": "QR_LIMIT_STR_SCENE", "action_info": { "scene": { "scene_str": "门店 \"12\" \\ 😀" } } }),
        ),
        (
            &["123", "--string", "--expires", "60s"],
            json!({ "expire_seconds": 60, "action_name": "QR_STR_SCENE", "action_info": { "scene": { "scene_str": "123" } } }),
        ),
        (
            &["4294967295"],
            json!({ "expire_seconds": 2_592_000, "action_name": "QR_SCENE", "action_info": { "scene": { "scene_id": u32::MAX } } }),
        ),
    ];
    for (arguments, body) in cases {
        let api = WechatApi::start();
        create(&tool(), &api, arguments).ends(0);
        assert_eq!(api.created(), [body]);
    }
}

#[test]
fn the_pictures_say_the_url_and_the_list_has_all_of_it() {
    let (tool, api) = (tool(), WechatApi::start());
    let run = create(&tool, &api, &["store-12", "order/7", "--permanent"]).ends(0);
    assert!(
        run.stdout
            .contains("store-12  permanent  http://weixin.qq.com/q/021XkeJVK5\n"),
        "{run:#?}"
    );
    assert!(
        run.stdout
            .ends_with("2 made, 0 made before, 0 failed; see qrcodes\n"),
        "{run:#?}"
    );
    for (file, url) in [
        ("store-12", "http://weixin.qq.com/q/021XkeJVK5"),
        ("order%2F7", "http://weixin.qq.com/q/022XkeJVK5"),
    ] {
        let folder = tool.folder.join("qrcodes");
        assert_eq!(
            decoded(&fs::read(folder.join(format!("{file}.png"))).unwrap()),
            url
        );
        let svg = fs::read_to_string(folder.join(format!("{file}.svg"))).unwrap();
        let svg = svg.split_once("?>").map_or(&*svg, |(_, svg)| svg);
        roxmltree::Document::parse(svg).unwrap();
    }
    let list = tool.read("qrcodes/codes.csv");
    let expected = "\u{feff}scene,kind,valid_until,ticket,url,file\n\
        store-12,string,permanent,gQH47joAAAAAAAAAASxodHRwOi8v+/1==,http://weixin.qq.com/q/021XkeJVK5,store-12\n\
        order/7,string,permanent,gQH47joAAAAAAAAAASxodHRwOi8v+/2==,http://weixin.qq.com/q/022XkeJVK5,order%2F7\n";
    assert_eq!(list, expected);
}

#[test]
fn the_terminal_shows_a_code_that_can_be_scanned() {
    let (tool, api) = (tool(), WechatApi::start());
    let run = create(&tool, &api, &["a", "--draw", "always", "--quiet"]).ends(0);
    let rows: Vec<Vec<char>> = run
        .stdout
        .lines()
        .map(|line| line.chars().collect())
        .collect();
    // Two modules stand above each other in a character; what is drawn is light.
    let is_light = |x: usize, y: usize| match rows[y / 2][x] {
        '█' => true,
        '▀' => y.is_multiple_of(2),
        '▄' => !y.is_multiple_of(2),
        _ => false,
    };
    let (width, height) = (rows[0].len(), rows.len() * 2);
    const SIZE: usize = 8;
    let at = |x: usize, y: usize| if is_light(x / SIZE, y / SIZE) { 255 } else { 0 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width * SIZE, height * SIZE, at);
    assert_eq!(
        image.detect_grids()[0].decode().unwrap().1,
        "http://weixin.qq.com/q/021XkeJVK5"
    );
    // Not drawn where nobody looks.
    let run = create(&tool, &api, &["b"]).ends(0);
    assert!(!run.stdout.contains('█'), "{run:#?}");
}

#[test]
fn what_wechat_would_refuse_is_refused_before_anything_is_asked() {
    let long = "店".repeat(65);
    let cases: [(&[&str], &str); 8] = [
        (&[""], "a scene is empty"),
        (&[&long], "has 65 characters, 64 are allowed"),
        (&["0"], "these go from 1 to 4294967295"),
        (
            &["100001", "--permanent"],
            "for permanent codes these go from 1 to 100000",
        ),
        (&["a\nb"], "control character"),
        (&["a", "--expires", "31d"], "at most 30 days"),
        (
            &["a", "--expires", "1d", "--permanent"],
            "cannot be used with",
        ),
        (&[], "required"),
    ];
    let api = WechatApi::start();
    for (arguments, error) in cases {
        let run = create(&tool(), &api, arguments).ends(2);
        assert!(run.stderr.contains(error), "{error}: {run:#?}");
    }
    assert!(api.server.requests().is_empty());
}

#[test]
fn json_lists_what_was_made_and_what_was_not() {
    let (tool, api) = (
        tool(),
        WechatApi::with_code_faults(&[Fault::Error(40033, "invalid charset")]),
    );
    let json = create(&tool, &api, &["a", "b", "--json", "--permanent"])
        .ends(1)
        .json();
    assert_eq!(json["failed"][0]["scene"], "a", "{json}");
    assert_eq!(
        json["made"],
        json!([{ "scene": "b", "valid_until": "permanent", "ticket": "gQH47joAAAAAAAAAASxodHRwOi8v+/1==", "url": "http://weixin.qq.com/q/021XkeJVK5", "file": "b" }])
    );
    let json = create(&tool, &api, &["b", "--json", "--permanent"])
        .ends(0)
        .json();
    assert_eq!(json["existing"][0]["scene"], "b", "{json}");
}

#[test]
fn a_code_that_no_rule_of_the_file_answers_is_made_with_a_warning() {
    let api = WechatApi::start();
    let tool = tool();
    let rule = "[[rule]]\nwhen = { scan = \"store-{store}\" }\nreply = \"好\"\n";
    tool.file("replies.toml", rule);
    let run = create(&tool, &api, &["store-12", "vip"]).ends(0);
    let warnings: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        warnings,
        ["warning: no rule of replies.toml fits the scene vip: who scans it gets no answer"]
    );
}
