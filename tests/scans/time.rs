use proptest::prelude::*;
use std::rc::Rc;
use wechat_edge::scans::time::{Day, Timezone, parse_offset, rfc3339};

#[test]
fn days_are_written_and_read() {
    let rows = [
        ("1970-01-01", 0, 4),
        ("2000-02-29", 11_016, 2),
        ("2026-11-21", 20_778, 6),
        ("2026-11-22", 20_779, 7),
        ("9999-12-31", 2_932_896, 5),
    ];
    for (text, number, weekday) in rows {
        let day = Day::parse(text).unwrap();
        assert_eq!(
            (day.number(), day.to_string(), day.weekday()),
            (number, text.to_owned(), weekday)
        );
    }
}

#[test]
fn what_is_no_day_is_not_read_as_another() {
    let rows = [
        "",
        "2026",
        "2026-11",
        "2026-11-21T00:00",
        "2026-2-1",
        "2026-02-29",
        "2026-02-30",
        "2026-13-01",
        "2026-00-01",
        "2026-01-00",
        "2026-01-32",
        "1969-12-31",
        "+026-01-01",
        "２026-01-01",
        "20260-1-01",
        "-026-01-01",
        "2026-11-21-",
        "0000-01-01",
    ];
    for text in rows {
        assert_eq!(Day::parse(text), None, "{text}");
    }
}

#[test]
fn times_are_written_in_utc() {
    assert_eq!(rfc3339(1_795_249_860), "2026-11-21T08:31:00Z");
    assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
    assert_eq!(rfc3339(253_402_300_799), "9999-12-31T23:59:59Z");
}

#[test]
fn offsets_are_read_as_they_are_written() {
    let rows = [
        ("GMT", Some(0)),
        ("GMT+08:00", Some(28_800)),
        ("+05:30", Some(19_800)),
        ("-03:30", Some(-12_600)),
        ("GMT-00:44", Some(-2_640)),
        ("+8", None),
        ("08:00", None),
        ("+08:60", None),
        ("+15:00", None),
        ("", None),
        ("+", None),
        ("é08:00", None),
        ("GMT+8", None),
    ];
    for (text, offset) in rows {
        assert_eq!(parse_offset(text), offset, "{text}");
    }
}

#[test]
fn zones_without_rules_need_no_runtime() {
    for name in ["Asia/Shanghai", "UTC", "+08:00", "-03:30"] {
        assert_eq!(Timezone::fixed(name).unwrap().name(), name);
    }
    for name in ["Europe/Berlin", "", "asia/shanghai", "CST"] {
        assert!(Timezone::fixed(name).is_none(), "{name}");
    }
}

/// Berlin in 2026: summer time from 29 March 1:00 UTC to 25 October 1:00 UTC.
fn berlin() -> Timezone {
    Timezone::Ruled {
        name: "Europe/Berlin".to_owned(),
        offset: Rc::new(|time| {
            let is_summer = (1_774_746_000..1_792_890_000).contains(&time);
            if is_summer { 7200 } else { 3600 }
        }),
    }
}

#[test]
fn days_of_23_and_25_hours_begin_at_midnight() {
    let starts: Vec<i64> = ["2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26"]
        .map(|day| berlin().start(Day::parse(day).unwrap()))
        .to_vec();
    assert_eq!(starts[1] - starts[0], 23 * 3600);
    assert_eq!(starts[3] - starts[2], 25 * 3600);
}

proptest! {
    #[test]
    fn a_day_is_read_as_it_was_written(number in 0..=2_932_896) {
        let day = Day::from_number(number).unwrap();
        prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
    }

    #[test]
    fn a_time_is_in_the_day_that_began_last(time in 0..4_000_000_000_i64) {
        for zone in [berlin(), Timezone::fixed(Timezone::DEFAULT).unwrap()] {
            let (day, hour) = zone.day_and_hour(time);
            prop_assert!(hour < 24);
            prop_assert!(zone.start(day) <= time);
            prop_assert!(time < zone.start(day.plus(1).unwrap()));
        }
    }
}
