use wechat_edge::console::parameters::{Form, Openids, Question, Wanted, read};
use wechat_edge::scans::codes::Codes;
use wechat_edge::scans::time::Day;

fn today() -> Day {
    Day::parse("2026-11-21").unwrap()
}

#[track_caller]
fn question(path: &str, query: &str) -> Question {
    read(path, query, today()).unwrap().question
}

#[test]
fn a_period_is_named_or_the_last_seven_days() {
    for (query, from, to) in [
        ("", "2026-11-15", "2026-11-21"),
        ("from=2026-11-01&to=2026-11-21", "2026-11-01", "2026-11-21"),
        ("from=2026-11-21&to=2026-11-21", "2026-11-21", "2026-11-21"),
        ("from=2025-10-18&to=2026-11-21", "2025-10-18", "2026-11-21"),
    ] {
        let Question::Days { period, .. } = question("days", query) else {
            panic!("{query}");
        };
        assert_eq!(
            (&*period.from.to_string(), &*period.to.to_string()),
            (from, to)
        );
    }
}

#[test]
fn codes_are_named_by_scene() {
    for (query, codes) in [
        ("", Codes::All),
        ("scene=*", Codes::All),
        ("scene=", Codes::One(String::new())),
        ("scene=store-12", Codes::One("store-12".to_owned())),
        ("scene=%E9%97%A8%E5%BA%97*", Codes::Like("门店*".to_owned())),
        ("scene=a%26b%3Dc+d", Codes::One("a&b=c d".to_owned())),
    ] {
        let Question::Scenes { codes: given, .. } = question("scenes", query) else {
            panic!("{query}");
        };
        assert_eq!(given, codes, "{query}");
    }
    // A single scan is of one code, in whose scene a star is a star.
    let Question::Scans(Wanted { scene, .. }) = question("scans", "scene=a*") else {
        panic!();
    };
    assert_eq!(scene.as_deref(), Some("a*"));
}

#[test]
fn every_list_comes_as_json_and_as_csv() {
    for name in ["scenes", "days", "hours", "scans"] {
        let query = if name == "hours" { "scene=1" } else { "" };
        assert_eq!(read(name, query, today()).unwrap().form, Form::Json);
        assert_eq!(
            read(&format!("{name}.csv"), query, today()).unwrap().form,
            Form::Csv
        );
    }
}

#[test]
fn scans_have_a_limit_a_cursor_and_short_openids() {
    let Question::Scans(Wanted {
        limit,
        before,
        openids,
        scene,
    }) = question("scans", "")
    else {
        panic!();
    };
    assert_eq!(
        (limit, before, openids, scene),
        (50, None, Openids::Shortened, None)
    );
    let query = "limit=500&before=1795249859.mzXyPTXhsHZ1Jqy3&openid=full";
    let Question::Scans(Wanted {
        limit,
        before,
        openids,
        ..
    }) = question("scans", query)
    else {
        panic!();
    };
    assert_eq!((limit, openids), (500, Openids::Full));
    assert_eq!(before.unwrap().to_string(), "1795249859.mzXyPTXhsHZ1Jqy3");
}

#[test]
fn what_is_wrong_is_said_with_its_reason() {
    let period = "name both from and to, or neither for the last 7 days";
    let rows = [
        (
            "scene",
            "",
            "there is no scene: scenes, days, hours and scans, each also with .csv, codes and health",
        ),
        (
            "health.csv",
            "",
            "there is no health.csv: scenes, days, hours and scans, each also with .csv, codes and health",
        ),
        (
            "health",
            "x=1",
            "x means nothing here: there are no parameters",
        ),
        (
            "days",
            "form=2026-11-01",
            "form means nothing here: from, to, scene",
        ),
        ("days", "scene=a&scene=b", "scene is there twice"),
        (
            "days",
            "from=2026-11-31&to=2026-12-01",
            "from is \"2026-11-31\", which is no day: write it as 2026-11-21",
        ),
        (
            "days",
            "from=2026-11-01&to=",
            "to is \"\", which is no day: write it as 2026-11-21",
        ),
        (
            "days",
            "from=2026-11-01",
            &format!("to is missing: {period}"),
        ),
        (
            "days",
            "to=2026-11-01",
            &format!("from is missing: {period}"),
        ),
        (
            "days",
            "from=2026-11-02&to=2026-11-01",
            "from (2026-11-02) is after to (2026-11-01)",
        ),
        (
            "days",
            "from=2025-10-17&to=2026-11-21",
            "from 2025-10-17 to 2026-11-21 is more than 400 days",
        ),
        (
            "hours",
            "",
            "hours of several days are those of one code: name its scene, or one day",
        ),
        (
            "scenes",
            "series=people",
            "series is \"people\", which is none of: scans",
        ),
        (
            "scans",
            "openid=yes",
            "openid is \"yes\", which is none of: full",
        ),
        (
            "scans",
            "limit=0",
            "limit is \"0\", which is not a number from 1 to 500",
        ),
        (
            "scans",
            "limit=501",
            "limit is \"501\", which is not a number from 1 to 500",
        ),
        (
            "scans",
            "limit=%2B5",
            "limit is \"+5\", which is not a number from 1 to 500",
        ),
        (
            "scans",
            "before=now",
            "before is not what an earlier answer gave as next",
        ),
        (
            "scans",
            "before=1.'%20OR%201=1--",
            "before is not what an earlier answer gave as next",
        ),
    ];
    for (path, query, message) in rows {
        let error = read(path, query, today()).unwrap_err().to_string();
        assert_eq!(error, message, "{path}?{query}");
    }
}
