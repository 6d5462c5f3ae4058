use serde_json::json;
use wechat_edge::console::access::{Access, Fetches, Jwt};

const AUDIENCE: &str = "4714c135";

#[test]
fn a_team_is_named_by_its_domain_however_it_is_pasted() {
    let issuer = "https://team.cloudflareaccess.com";
    for domain in [
        "team.cloudflareaccess.com",
        "https://team.cloudflareaccess.com",
        " https://team.cloudflareaccess.com/\n",
    ] {
        let access = Access::new(domain, " 4714c135\n").unwrap();
        assert_eq!(access.issuer, issuer, "{domain}");
        assert_eq!(
            access.certificates(),
            format!("{issuer}/cdn-cgi/access/certs")
        );
    }
    for (domain, audience) in [
        ("", AUDIENCE),
        ("team.cloudflareaccess.com", ""),
        ("team.cloudflareaccess.com", " "),
        ("http://team.cloudflareaccess.com", AUDIENCE),
        ("https://", AUDIENCE),
        ("https://user@evil.example", AUDIENCE),
        ("team.cloudflareaccess.com/path", AUDIENCE),
        ("team.cloudflareaccess.com:8443", AUDIENCE),
        ("队.example", AUDIENCE),
    ] {
        assert_eq!(
            Access::new(domain, audience),
            None,
            "{domain:?} {audience:?}"
        );
    }
}

#[test]
fn claims_are_good_from_nbf_on_and_before_exp() {
    let access = Access::new("team.example", AUDIENCE).unwrap();
    let claims = json!({ "iss": "https://team.example", "nbf": 100, "exp": 200 });
    let audiences = ["other".to_owned(), AUDIENCE.to_owned()];
    for (now, is_good) in [(99, false), (100, true), (199, true), (200, false)] {
        assert_eq!(access.accepts(&claims, &audiences, now), is_good, "{now}");
    }
    assert!(!access.accepts(&claims, &audiences[..1], 150));
    assert!(!access.accepts(&claims, &[], 150));
}

#[test]
fn a_jwt_has_three_parts_and_says_rs256() {
    let jwt = Jwt::read("eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AAEC").unwrap();
    assert_eq!(
        (&*jwt.claims, &*jwt.signature, &*jwt.signed),
        (
            "{}",
            &[0, 1, 2][..],
            "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30"
        )
    );
    let header = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(Jwt::key_id(&header(&jwt.header)).as_deref(), Some("a"));
    for text in [
        "null",
        "[]",
        "{}",
        r#"{"alg":"RS256"}"#,
        r#"{"kid":"a"}"#,
        r#"{"alg":"none","kid":"a"}"#,
        r#"{"alg":"rs256","kid":"a"}"#,
        r#"{"alg":["RS256"],"kid":"a"}"#,
        r#"{"alg":"RS256","kid":1}"#,
    ] {
        assert_eq!(Jwt::key_id(&header(text)), None, "{text}");
    }
    for text in [
        "",
        ".",
        "..",
        "e30.e30",
        "e30.e30.e30.e30",
        "e30.e30.*",
        "_w.e30.e30",
    ] {
        let is_jwt = Jwt::read(text).is_some();
        // Two dots alone are three empty parts, which are no JSON: that is seen when they are read.
        assert_eq!(is_jwt, text == "..", "{text}");
    }
}

/// What is asked for at which second: whether the key is known, whether keys are fetched, and what comes.
#[track_caller]
fn fetches(steps: &[(i64, bool, Option<bool>)]) {
    let mut fetches = Fetches::default();
    for (at, (now, is_known, fetched)) in steps.iter().enumerate() {
        let is_due = fetches.are_due(*is_known, *now);
        assert_eq!(is_due, fetched.is_some(), "step {at}");
        if let Some(came) = fetched {
            fetches.done(*came, *now);
        }
    }
}

#[test]
fn keys_are_fetched_once_an_hour() {
    fetches(&[
        (1_000, false, Some(true)),
        (1_001, true, None),
        (4_599, true, None),
        (4_600, true, Some(true)),
        (4_601, true, None),
    ]);
}

#[test]
fn for_an_unknown_key_they_are_fetched_once_a_minute() {
    fetches(&[
        (1_000, false, Some(true)),
        (1_059, false, None),
        (1_060, false, Some(true)),
        (1_061, false, None),
        (1_119, false, None),
        (1_120, false, Some(true)),
    ]);
}

#[test]
fn where_they_do_not_come_they_are_asked_for_again_after_a_minute() {
    fetches(&[
        (1_000, false, Some(false)),
        (1_059, false, None),
        (1_060, false, Some(true)),
        // Old, and it fails: the key that is known stays in use meanwhile.
        (4_660, true, Some(false)),
        (4_719, true, None),
        (4_720, true, Some(true)),
    ]);
}

#[test]
fn several_may_ask_at_once_where_none_came_yet_and_one_for_an_unknown_key() {
    let mut first = Fetches::default();
    assert!(first.are_due(false, 1_000) && first.are_due(false, 1_000));
    first.done(true, 1_000);
    assert!(first.are_due(false, 1_100));
    assert!(!first.are_due(false, 1_100));
}
