//! Codes in bulk: the list to make, the list of those made, the names of their pictures.

use std::fs;

use serde_json::json;

use crate::qrcode::{create, tool};
use crate::tool::Tool;
use crate::wechat_api::{Fault, WechatApi};

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
