use proptest::prelude::*;
use serde_json::json;
use wechat_edge::scans::json::Value;
use wechat_edge::scans::record::{DOCTOR, Record, RecordedEvent};
use wechat_edge::scans::row::FieldError;
use wechat_edge::scans::time::Timezone;
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::xml::{Document, Strictness};

const NOW: u64 = 1_795_249_860; // 2026-11-21T08:31:00Z

/// The record of a push with these elements; the rest is as usual.
#[track_caller]
fn record_at(elements: &[(&str, &str)], now: u64) -> Option<Record> {
    let usual = [
        ("ToUserName", "gh_7f083739789a"),
        ("FromUserName", "oia2TjuEGTNoeX76QEjQNrcURxG8"),
        ("CreateTime", "1795249859"),
        ("MsgType", "event"),
    ];
    let given = |name: &str| elements.iter().any(|(other, _)| *other == name);
    let all = usual
        .iter()
        .filter(|(name, _)| !given(name))
        .chain(elements);
    let body: String = all
        .map(|(name, value)| format!("<{name}><![CDATA[{value}]]></{name}>"))
        .collect();
    let xml = format!("<xml>{body}</xml>");
    let document = Document::parse(xml.as_bytes(), Strictness::Message).unwrap();
    Record::of(&Message::read(&document).unwrap(), now)
}

fn parse(json: &Value) -> serde_json::Value {
    serde_json::from_str(&json.to_string()).unwrap()
}

#[track_caller]
fn record(elements: &[(&str, &str)]) -> Record {
    record_at(elements, NOW).unwrap()
}

#[test]
fn following_scanning_and_leaving_are_recorded_with_what_came_of_them() {
    let rows = [
        (
            "subscribe",
            "qrscene_store-12",
            RecordedEvent::Subscribe,
            "store-12",
        ),
        (
            "subscribe",
            "qrscene_qrscene_1",
            RecordedEvent::Subscribe,
            "qrscene_1",
        ),
        ("SUBSCRIBE", "", RecordedEvent::Subscribe, ""),
        (
            "subscribe",
            "last_trade_no_4200001",
            RecordedEvent::Subscribe,
            "",
        ),
        ("SCAN", "门店-12", RecordedEvent::Scan, "门店-12"),
        ("scan", "qrscene_1", RecordedEvent::Scan, "qrscene_1"),
        ("SCAN", "", RecordedEvent::Scan, ""),
        ("unsubscribe", "", RecordedEvent::Unsubscribe, ""),
        (
            "unsubscribe",
            "last_trade_no_4200001",
            RecordedEvent::Unsubscribe,
            "",
        ),
    ];
    for (event, key, recorded, scene) in rows {
        let record = record(&[("Event", event), ("EventKey", key), ("Ticket", "gQH47")]);
        assert_eq!(
            (record.event, &*record.scene),
            (recorded, scene),
            "{event} {key}"
        );
        assert_eq!((record.created, record.received), (1_795_249_859, NOW));
        assert_eq!(record.openid, "oia2TjuEGTNoeX76QEjQNrcURxG8");
        let ticket = if scene.is_empty() { "" } else { "gQH47" };
        assert_eq!(record.ticket, ticket);
    }
}

#[test]
fn nothing_else_is_recorded() {
    for event in [
        "CLICK",
        "VIEW",
        "LOCATION",
        "scancode_push",
        "subscribe_msg_popup_event",
        "",
    ] {
        assert_eq!(
            record_at(&[("Event", event), ("EventKey", "store-12")], NOW),
            None
        );
    }
    for message in ["text", "image", "voice", "location", "device_event"] {
        let elements = [
            ("MsgType", message),
            ("Event", "SCAN"),
            ("EventKey", "store-12"),
        ];
        assert_eq!(record_at(&elements, NOW), None, "{message}");
    }
}

#[test]
fn what_doctor_sends_counts_for_nothing() {
    let scan = [("Event", "SCAN"), ("EventKey", "store-12")];
    let doctor = [&scan[..], &[("FromUserName", DOCTOR)]].concat();
    assert_eq!(record_at(&doctor, NOW), None);
}

#[test]
fn a_repeat_has_the_key_of_the_first_whenever_it_comes_in() {
    let scan = [("Event", "SCAN"), ("EventKey", "store-12")];
    let [first, repeat] = [NOW, NOW + 10].map(|now| record_at(&scan, now).unwrap());
    assert_eq!(first.key, repeat.key);
    // It is on disk in this form: another one would count what is there once more.
    assert_eq!(
        (&*first.key, &*first.visitor),
        ("Cc6O8rIHpZdubPFu", "ZA--aSFOv5rbiHrM")
    );
}

#[test]
fn account_openid_time_event_and_key_each_make_another_push() {
    let scan = [("Event", "SCAN"), ("EventKey", "1")];
    let others: [&[(&str, &str)]; 7] = [
        &[
            ("Event", "SCAN"),
            ("EventKey", "1"),
            ("ToUserName", "gh_other"),
        ],
        &[
            ("Event", "SCAN"),
            ("EventKey", "1"),
            ("FromUserName", "oother"),
        ],
        &[
            ("Event", "SCAN"),
            ("EventKey", "1"),
            ("CreateTime", "1795249860"),
        ],
        &[("Event", "subscribe"), ("EventKey", "qrscene_1")],
        &[("Event", "SCAN"), ("EventKey", "2")],
        &[("Event", "subscribe"), ("EventKey", "last_trade_no_1")],
        &[("Event", "subscribe"), ("EventKey", "last_trade_no_2")],
    ];
    let mut keys: Vec<String> = others.iter().map(|other| record(other).key).collect();
    keys.push(record(&scan).key);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), others.len() + 1);
}

#[test]
fn what_stands_apart_is_not_run_together() {
    let one = record(&[
        ("ToUserName", "ab"),
        ("FromUserName", "c"),
        ("Event", "SCAN"),
    ]);
    let other = record(&[
        ("ToUserName", "a"),
        ("FromUserName", "bc"),
        ("Event", "SCAN"),
    ]);
    assert_ne!(one.visitor, other.visitor);
}

#[test]
fn a_time_that_cannot_be_counts_when_the_push_came_in() {
    let at = |create_time| {
        record(&[
            ("Event", "SCAN"),
            ("EventKey", "1"),
            ("CreateTime", create_time),
        ])
    };
    let now = i64::try_from(NOW).unwrap();
    for absurd in [
        "0",
        "253402300799",
        "18446744073709551615",
        "",
        "-5",
        "soon",
        "1785249859",
    ] {
        assert_eq!(at(absurd).time(), now, "{absurd}");
    }
    for (text, time) in [("1795077060", now - 172_800), ("1795422660", now + 172_800)] {
        assert_eq!(at(text).time(), time);
    }
    // A repeat of it comes in later, and is known all the same.
    let repeat = record_at(
        &[("Event", "SCAN"), ("EventKey", "1"), ("CreateTime", "0")],
        NOW + 5,
    );
    let repeat = repeat.unwrap();
    assert_eq!((repeat.key, repeat.created), (at("0").key, at("0").created));
}

#[test]
fn what_is_far_too_long_is_kept_short_and_still_told_apart() {
    let long = "o".repeat(8191);
    let longer = format!("{long}x");
    let [one, other] = [&long, &longer].map(|openid| {
        record(&[
            ("Event", "SCAN"),
            ("EventKey", openid),
            ("FromUserName", openid),
        ])
    });
    assert_eq!((one.openid.len(), one.scene.len()), (64, 256));
    assert_ne!((one.key, one.visitor), (other.key, other.visitor));
    let emoji = "😀".repeat(64);
    assert_eq!(
        record(&[("Event", "SCAN"), ("EventKey", &emoji)]).scene,
        emoji
    );
    // Between two bytes of a character there is nothing to cut.
    let cut = record(&[("Event", "SCAN"), ("EventKey", &format!("a{emoji}"))]).scene;
    assert_eq!(cut, format!("a{}", "😀".repeat(63)));
}

#[test]
fn the_day_is_the_owners() {
    let shanghai = Timezone::fixed(Timezone::DEFAULT).unwrap();
    // 23:59:59 and 0:00:00 in Shanghai.
    for (create_time, placed) in [("1795276799", (20_778, 23)), ("1795276800", (20_779, 0))] {
        let record = record(&[
            ("Event", "SCAN"),
            ("EventKey", "1"),
            ("CreateTime", create_time),
        ]);
        let given = parse(&record.placed(&shanghai));
        assert_eq!(
            (&given["day"], &given["hour"]),
            (&json!(placed.0), &json!(placed.1))
        );
    }
}

proptest! {
    #[test]
    fn it_comes_back_from_the_queue_and_the_log_as_it_was(
        scene in "[^\u{0}-\u{1f}\\]]{0,80}",
        create_time: u64,
        now in 0..4_000_000_000_u64,
    ) {
        let create_time = create_time.to_string();
        let elements =
            [("Event", "SCAN"), ("EventKey", &*scene), ("CreateTime", &*create_time)];
        if let Some(record) = record_at(&elements, now) {
            prop_assert_eq!(Record::read(&parse(&record.json())).unwrap(), record);
        }
    }
}

#[test]
fn what_comes_back_and_was_never_written_so_is_refused_by_its_field() {
    let whole = parse(&record(&[("Event", "SCAN"), ("EventKey", "1")]).json());
    for (field, wrong) in [
        ("key", json!("")),
        ("key", json!("mzXyPTXhsHZ1Jqy")),
        ("key", json!("mzXyPTXhsHZ1Jq'3")),
        ("visitor", json!(null)),
        ("openid", json!("o".repeat(65))),
        ("event", json!("CLICK")),
        ("event", json!(1)),
        ("scene", json!("s".repeat(257))),
        ("scene", json!(["1"])),
        ("ticket", json!({})),
        ("created", json!(-1)),
        ("created", json!(1.5)),
        ("created", json!("1795249859")),
        ("received", json!(253_402_300_800_i64)),
        ("received", json!(null)),
    ] {
        let mut record = whole.clone();
        record[field] = wrong;
        assert_eq!(Record::read(&record), Err(FieldError(field)), "{record}");
        record.as_object_mut().unwrap().remove(field);
        assert_eq!(Record::read(&record), Err(FieldError(field)));
    }
    for nothing in [json!(null), json!([]), json!("text"), json!(3)] {
        assert_eq!(Record::read(&nothing), Err(FieldError("key")));
    }
}
