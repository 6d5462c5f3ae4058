use proptest::prelude::*;
use wechat_edge::console::door::{Route, is_json, is_own};
use wechat_edge::console::session::{LIFETIME, begin, end, read};
use wechat_edge::console::token::ConsoleToken;

const NOW: i64 = 1_763_700_000;

fn token(token: &str) -> ConsoleToken {
    ConsoleToken::new(Some(token)).unwrap()
}

/// The cookie as a browser sends it back.
fn cookie(set_cookie: &str) -> &str {
    set_cookie.split(';').next().unwrap()
}

#[test]
fn a_session_lasts_12_hours_and_names_its_epoch() {
    let token = token("correct horse battery");
    let set_cookie = begin(&token, 7, NOW);
    let cookie = cookie(&set_cookie);
    for (now, epoch) in [
        (NOW, Some(7)),
        (NOW + LIFETIME - 1, Some(7)),
        (NOW + LIFETIME, None),
        (i64::MAX, None),
    ] {
        assert_eq!(read(&token, cookie, now), epoch, "{now}");
    }
    assert_eq!(read(&token, self::cookie(&end()), NOW), None);
}

#[test]
fn another_token_ends_all_sessions() {
    let set_cookie = begin(&token("correct horse battery"), 0, NOW);
    let other = token("correct horse batterx");
    assert_eq!(read(&other, cookie(&set_cookie), NOW), None);
}

/// As RFC 2104 has it, computed by another implementation.
#[test]
fn the_signature_is_hmac_sha1_of_what_the_token_hashes_to() {
    let set_cookie = begin(&token("correct horse battery"), 3, NOW);
    assert_eq!(
        cookie(&set_cookie),
        "__Host-session=1763743200.3.3urvH1P37Iex6R5UMNgp83btO9s"
    );
}

proptest! {
    #[test]
    fn no_character_of_a_session_can_be_another(at in 15_usize..60, byte in 0x20_u8..0x7f) {
        let token = token("correct horse battery");
        let set_cookie = begin(&token, 0, NOW);
        let mut cookie = cookie(&set_cookie).as_bytes().to_vec();
        if let Some(changed) = cookie.get_mut(at).filter(|it| **it != byte) {
            *changed = byte;
            let cookie = String::from_utf8(cookie).unwrap();
            prop_assert_eq!(read(&token, &cookie, NOW), None);
        }
    }

    #[test]
    fn any_text_is_read_without_harm(cookies in any::<String>(), value in "[0-9.A-Za-z-]{0,60}") {
        let token = token("correct horse battery");
        prop_assert_eq!(read(&token, &cookies, NOW), None);
        prop_assert_eq!(read(&token, &format!("a=b; __Host-session={value}"), NOW), None);
    }
}

#[test]
fn each_path_is_for_one_thing() {
    for (path, route) in [
        ("/console", Some(Route::Redirect)),
        ("/console/", Some(Route::File(""))),
        ("/console/page.js", Some(Route::File("page.js"))),
        ("/console/session", Some(Route::Session)),
        ("/console/session/", Some(Route::File("session/"))),
        ("/console/api/", Some(Route::Api(""))),
        ("/console/api/codes", Some(Route::Api("codes"))),
        ("/console/api", Some(Route::File("api"))),
        ("/console//api/codes", Some(Route::File("/api/codes"))),
        ("/consoles", None),
        ("/Console/", None),
        ("/wechat", None),
        ("/", None),
    ] {
        assert_eq!(Route::of(path), route, "{path}");
    }
    for (name, is_open) in [("sign-in.html", true), ("page.js", false), ("", false)] {
        assert_eq!(Route::File(name).is_open(), is_open, "{name}");
    }
    assert!(!Route::Api("sign-in").is_open());
}

#[test]
fn what_is_asked_from_elsewhere_is_known() {
    let url = "https://shop.example/console/api/codes";
    for (site, origin, is_ours) in [
        (Some("same-origin"), None, true),
        (None, Some("https://shop.example"), true),
        (None, Some("https://shop.example:8443"), false),
        (None, Some("https://shop.example.evil"), false),
        (None, Some("https://shop.exampl"), false),
        (None, Some("http://shop.example"), false),
        (None, Some("https:"), false),
        (None, Some("null"), false),
        (None, Some(""), false),
        (None, None, false),
        (Some("cross-site"), Some("https://shop.example"), false),
        (Some("none"), Some("https://shop.example"), false),
    ] {
        assert_eq!(is_own(site, origin, url), is_ours, "{site:?} {origin:?}");
    }
    for (content_type, is_it) in [
        (Some("application/json"), true),
        (Some("Application/JSON; charset=utf-8"), true),
        (Some("application/json;charset=utf-8"), true),
        (Some("application/jsonp"), false),
        (Some("text/plain; application/json"), false),
        (Some("应用"), false),
        (Some(""), false),
        (None, false),
    ] {
        assert_eq!(is_json(content_type), is_it, "{content_type:?}");
    }
}
