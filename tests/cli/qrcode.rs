//! `qrcode create`, against the stand-in for WeChat's API.

use std::fs;

use serde_json::json;

use crate::tool::{Run, Tool};
use crate::wechat_api::{APP_ID, Fault, SECRET, WechatApi};

const CREATE: &str = "/cgi-bin/qrcode/create";
const STABLE_TOKEN: &str = "/cgi-bin/stable_token";

fn tool() -> Tool {
    Tool::new()
        .with("WECHAT_APP_ID", APP_ID)
        .with("WECHAT_APP_SECRET", SECRET)
}

/// Makes codes, with pauses that do not hold up the test.
fn create(tool: &Tool, api: &WechatApi, arguments: &[&str]) -> Run {
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
        '▀' => y % 2 == 0,
        '▄' => y % 2 == 1,
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
fn a_list_of_scenes_may_name_lifetimes_and_come_from_excel() {
    let (tool, api) = (tool(), WechatApi::start());
    let list =
        "\u{feff}Scene,expires\r\nstore-1,\r\n\"门店,2\",permanent\r\n3,12h\r\nstore-1,30d\r\n";
    tool.file("codes.csv", list);
    let run = create(&tool, &api, &["--from", "codes.csv", "--expires", "1d"]).ends(0);
    assert!(run.stderr.contains("store-1 is given twice"), "{run:#?}");
    let scenes: Vec<_> = api
        .created()
        .iter()
        .map(|body| body["action_info"]["scene"].clone())
        .collect();
    assert_eq!(
        scenes,
        [
            json!({"scene_str": "store-1"}),
            json!({"scene_str": "门店,2"}),
            json!({"scene_id": 3})
        ]
    );
    let seconds: Vec<_> = api
        .created()
        .iter()
        .map(|body| body["expire_seconds"].clone())
        .collect();
    assert_eq!(seconds, [json!(86_400), json!(null), json!(43_200)]);
}

#[test]
fn all_faults_of_a_list_are_shown_with_their_lines() {
    let (tool, api) = (tool(), WechatApi::start());
    tool.file("codes.csv", "good,1d\n0,\nb,never\n100001,permanent\n");
    let run = create(&tool, &api, &["--from", "codes.csv"]).ends(2);
    for line in [
        "codes.csv, line 2: ",
        "codes.csv, line 3: never is no lifetime",
        "codes.csv, line 4: ",
    ] {
        assert!(run.stderr.contains(line), "{line}: {run:#?}");
    }
    let cases: [(&[u8], &str); 3] = [
        ("门店".as_bytes(), ""),
        (b"\xc3\xc5\xb5\xea", "codes.csv is not UTF-8"),
        (b"scene\n", "codes.csv has no scenes in it"),
    ];
    for (content, error) in &cases[1..] {
        tool.file("codes.csv", content);
        let run = create(&tool, &api, &["--from", "codes.csv"]).ends(2);
        assert!(run.stderr.contains(error), "{run:#?}");
    }
    assert!(api.server.requests().is_empty());
}

#[test]
fn what_is_made_is_not_made_again_and_a_run_goes_on_where_it_stopped() {
    let tool = tool();
    let scenes: Vec<String> = (1..=5).map(|number| format!("store-{number}\n")).collect();
    tool.file("scenes.csv", scenes.concat());
    let banned = WechatApi::with_code_faults(&[]);
    create(&tool, &banned, &["store-1", "store-2"]).ends(0);
    let api = WechatApi::with_code_faults(&[Fault::Error(48004, "api forbidden")]);
    let run = create(&tool, &api, &["--from", "scenes.csv"]).ends(1);
    assert!(
        run.stdout
            .contains("store-1  made before\nstore-2  made before\n"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("stopped, 2 not tried"), "{run:#?}");
    let run = create(&tool, &api, &["--from", "scenes.csv"]).ends(0);
    assert!(
        run.stdout
            .ends_with("3 made, 2 made before, 0 failed; see qrcodes\n"),
        "{run:#?}"
    );

    // All made: then nothing is asked, and no secret is needed.
    let calls = api.server.requests().len();
    let run = Tool::new();
    fs::remove_dir_all(&run.folder).unwrap();
    fs::rename(&tool.folder, &run.folder).unwrap();
    fs::remove_file(run.folder.join("qrcodes/store-3.png")).unwrap();
    create(&run, &api, &["--from", "scenes.csv"]).ends(0);
    assert_eq!(api.server.requests().len(), calls);
    assert!(
        run.folder.join("qrcodes/store-3.png").exists(),
        "pictures that are gone are drawn again"
    );
    fs::create_dir_all(&tool.folder).unwrap();
}

#[test]
fn a_code_that_has_expired_or_is_of_another_kind_is_made() {
    let (tool, api) = (tool(), WechatApi::start());
    fs::create_dir(tool.folder.join("qrcodes")).unwrap();
    // Without its last line end, as some editors leave it, and with a line that was cut off.
    let list = "scene,kind,valid_until,ticket,url,file\n\
                old,string,2020-01-01T00:00:00Z,t,http://weixin.qq.com/q/1,old\n\
                12,number,permanent,t,http://weixin.qq.com/q/2,12\n\
                cut,string,perma";
    tool.file("qrcodes/codes.csv", list);
    create(&tool, &api, &["old", "cut"]).ends(0);
    create(&tool, &api, &["12"]).ends(0);
    create(&tool, &api, &["12", "--permanent", "--string"]).ends(0);
    assert_eq!(api.created().len(), 4);
    create(&tool, &api, &["12", "--permanent"]).ends(0);
    create(&tool, &api, &["old", "cut", "12"]).ends(0);
    assert_eq!(api.created().len(), 4, "all are in the list now");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(tool.folder.join("qrcodes/codes.csv"))
        .unwrap();
    let files: Vec<String> = reader
        .records()
        .filter_map(|record| Some(record.unwrap().get(5)?.to_owned()))
        .collect();
    assert_eq!(files.len(), 6);
    assert_eq!(
        files[2], "old",
        "a code that is made again keeps the name of its pictures"
    );
    let distinct: std::collections::HashSet<_> = files.iter().collect();
    assert_eq!(
        distinct.len(),
        5,
        "no picture overwrites another's: {files:?}"
    );
}

#[test]
fn pictures_do_not_overwrite_each_other_where_case_does_not_count() {
    let (tool, api) = (tool(), WechatApi::start());
    let long = "长".repeat(64);
    create(
        &tool,
        &api,
        &["VIP", "vip", "con", &long, &"😀".repeat(64), "../x"],
    )
    .ends(0);
    let names = fs::read_dir(tool.folder.join("qrcodes")).unwrap();
    let names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let lower: std::collections::HashSet<_> =
        names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!((names.len(), lower.len()), (13, 13), "{names:?}");
    assert!(
        names
            .iter()
            .all(|name| name.len() < 255 && !name.starts_with('.') && name != "con.png")
    );
}

#[test]
fn every_error_code_is_explained_in_both_languages() {
    for (code, english, chinese) in [
        (40013, "the AppID is wrong", "AppID 不对"),
        (40125, "the AppSecret is wrong", "AppSecret 不对"),
        (
            40164,
            "not on the account's IP whitelist",
            "不在公众号的 IP 白名单中",
        ),
        (48001, "may not use this call", "没有此接口的权限"),
        (40001, "the AppSecret is wrong, or", "AppSecret 不对，或"),
    ] {
        for (locale, words) in [("C", english), ("zh_CN.UTF-8", chinese)] {
            let api = WechatApi::with_token_faults(&[Fault::Error(code, "some words")]);
            let run = create(&tool().with("LC_ALL", locale), &api, &["a"]).ends(1);
            assert!(
                run.stderr.contains(&format!("{code}")) && run.stderr.contains(words),
                "{run:#?}"
            );
            assert_eq!(api.server.requests().len(), 1, "asked again in vain");
        }
    }
}

#[test]
fn the_address_to_whitelist_is_shown() {
    let message = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6";
    let api = WechatApi::with_token_faults(&[Fault::Error(40164, message)]);
    let run = create(&tool(), &api, &["a", "b"]).ends(1);
    assert!(run.stderr.contains("IP白名单): 203.0.113.7\n"), "{run:#?}");
    assert!(run.stderr.contains("stopped, 1 not tried"), "{run:#?}");
}

#[test]
fn a_code_that_is_unknown_is_shown_as_it_came_and_the_others_are_tried() {
    let api = WechatApi::with_code_faults(&[Fault::Error(99999, "something new")]);
    let run = create(&tool(), &api, &["a", "b"]).ends(1);
    assert!(
        run.stderr
            .contains("a: WeChat's API says 99999: something new"),
        "{run:#?}"
    );
    assert_eq!(api.created().len(), 1);
}

#[test]
fn a_busy_api_is_asked_again_after_pauses_that_grow() {
    let busy = [
        Fault::Error(-1, "system error"),
        Fault::Error(45009, "reach max api daily quota limit"),
        Fault::Error(45011, "api minute-quota reach limit"),
        Fault::Cut,
        Fault::Page(502),
    ];
    let api = WechatApi::with_code_faults(&busy);
    let run = create(&tool(), &api, &["a"]).ends(0);
    for pause in ["0.01 s", "0.02 s", "0.04 s", "0.08 s", "0.16 s"] {
        assert!(
            run.stderr.contains(&format!("trying again in {pause}")),
            "{pause}: {run:#?}"
        );
    }
    assert_eq!(api.calls(CREATE), 6);
    // Six times are enough.
    let api = WechatApi::with_code_faults(&vec![Fault::Error(45009, "quota"); 9]);
    let run = create(&tool(), &api, &["a", "b", "c"]).ends(1);
    assert!(run.stderr.contains("stopped, 2 not tried"), "{run:#?}");
    assert_eq!(api.calls(CREATE), 6);
    // The call for a token is no different.
    let api = WechatApi::with_token_faults(&[Fault::Error(-1, "system error")]);
    create(&tool(), &api, &["a"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 2);
}

#[test]
fn an_api_that_says_nothing_or_nonsense_is_given_up() {
    let cases: [(&[Fault], i32, &str); 4] = [
        (&[Fault::Page(200)], 1, "is not JSON"),
        (&[Fault::Page(301)], 1, "is not JSON"),
        (&[Fault::Incomplete], 1, "has no ticket"),
        (
            &[
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
            ],
            3,
            "no answer within 0.2 s",
        ),
    ];
    for (faults, status, words) in cases {
        let api = WechatApi::with_code_faults(faults);
        let run = create(&tool(), &api, &["a", "--timeout", "0.2"]).ends(status);
        assert!(run.stderr.contains(words), "{run:#?}");
    }
    let gone = WechatApi::start().url();
    let run = tool()
        .run(["qrcode", "create", "a", "--api", &gone])
        .ends(3);
    assert!(
        run.stderr.contains(&format!("{gone} cannot be reached")),
        "{run:#?}"
    );
}

#[test]
fn the_token_is_kept_for_the_next_run_where_nobody_else_reads_it() {
    let (tool, api) = (tool(), WechatApi::start());
    create(&tool, &api, &["a"]).ends(0);
    create(&tool, &api, &["b"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 1);
    let kept = kept_token(&tool);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&kept), mode(kept.parent().unwrap())), (0o600, 0o700));
        // One that others could have read or written is not used, and is closed again.
        fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).unwrap();
        create(&tool, &api, &["c"]).ends(0);
        assert_eq!((api.calls(STABLE_TOKEN), mode(&kept)), (2, 0o600));
    }
    fs::write(&kept, r#"{"access_token":"57_0_","expires_at":1}"#).unwrap();
    create(&tool, &api, &["d"]).ends(0);
    fs::write(&kept, "nonsense").unwrap();
    create(&tool, &api, &["e"]).ends(0);
    assert_eq!(api.created().len(), 5);
    assert!(!fs::read_to_string(&kept).unwrap().contains(SECRET));
}

fn kept_token(tool: &Tool) -> std::path::PathBuf {
    let folder = tool.folder.join("cache/wechat-edge");
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

#[test]
fn a_token_that_is_refused_is_replaced_once() {
    for code in [40001, 40014, 42001] {
        let (tool, api) = (tool(), WechatApi::start());
        create(&tool, &api, &["a"]).ends(0);
        // The API has a newer token than the one kept: asking without force is enough.
        api.revoke_token();
        create(&tool, &api, &["b"]).ends(0);
        assert_eq!(api.calls(STABLE_TOKEN), 2);
        // The API refuses the very token that it gives out: it is asked for another by force.
        let api = WechatApi::with_code_faults(&[Fault::Error(code, "invalid credential")]);
        let fresh = self::tool();
        create(&fresh, &api, &["c"]).ends(0);
        assert_eq!(api.calls(STABLE_TOKEN), 3);
        let requests = api.server.requests();
        let forced: Vec<_> = requests
            .iter()
            .filter(|request| request.text().contains("\"force_refresh\":true"))
            .collect();
        assert_eq!(forced.len(), 1);
        // And once only.
        let api = WechatApi::with_code_faults(&vec![Fault::Error(code, "invalid credential"); 5]);
        create(&self::tool(), &api, &["d"]).ends(1);
        assert_eq!(api.calls(CREATE), 2);
    }
}

#[test]
fn the_secret_comes_from_the_environment_or_dev_vars_and_from_nowhere_else() {
    let api = WechatApi::start();
    let tool = Tool::new();
    let run = create(&tool, &api, &["a"]).ends(2);
    assert!(run.stderr.contains("WECHAT_APP_ID is not set"), "{run:#?}");
    let run = create(&tool, &api, &["a", "--app-id", APP_ID]).ends(2);
    assert!(
        run.stderr.contains("WECHAT_APP_SECRET is not set"),
        "{run:#?}"
    );
    let run = create(&tool, &api, &["a", "--app-id", APP_ID, "--app-secret", "x"]).ends(2);
    assert!(
        run.stderr.contains("unexpected argument '--app-secret'"),
        "{run:#?}"
    );
    tool.file(
        ".dev.vars",
        format!("WECHAT_APP_ID={APP_ID}\nWECHAT_APP_SECRET={SECRET}\n"),
    );
    create(&tool, &api, &["a"]).ends(0);
    // Never over a connection that others can read.
    let run = tool
        .run(["qrcode", "create", "b", "--api", "http://192.0.2.1"])
        .ends(2);
    assert!(run.stderr.contains("begins with https://"), "{run:#?}");
}

#[test]
fn an_error_that_quotes_a_secret_is_shown_without_it() {
    let message: &'static str = Box::leak(format!("bad secret {SECRET}").into_boxed_str());
    let api = WechatApi::with_token_faults(&[Fault::Error(40125, message)]);
    let run = create(&tool(), &api, &["a"]).ends(1);
    assert!(run.stderr.contains("bad secret …"), "{run:#?}");
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
