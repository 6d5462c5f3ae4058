//! What a site may ask for, and how it is told no.

use wechat_edge::login::device::device;
use wechat_edge::login::language::Language;
use wechat_edge::login::request::Request;

use crate::site::{CHALLENGE, ISSUER, ONE, TWO, World, get, header, parameter};

const RIGHT: &str = "client_id=site&redirect_uri=https%3A%2F%2Fwiki.example.com%2Fcb&response_type=code&scope=openid&state=s";

#[test]
fn where_the_address_is_not_certain_nobody_is_sent_there() {
    let cases = [
        ("", "unknown_client"),
        ("client_id=nobody", "unknown_client"),
        ("client_id=site&client_id=site", "unknown_client"),
        ("client_id=site", "redirect_uri"),
        (
            "client_id=site&redirect_uri=https://wiki.example.com/cb&redirect_uri=https://wiki.example.com/cb",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=https://wiki.example.com/cb/../x",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=https://wiki.example.com/cb?a",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=https://wiki.example.com/CB",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=https://WIKI.example.com/cb",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=https://wiki.example.com:443/cb",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=http://wiki.example.com/cb",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=https://wiki.example.com/cb%23",
            "redirect_uri",
        ),
        (
            "client_id=site&redirect_uri=https://app.example.com/cb?a=1",
            "redirect_uri",
        ),
        (
            "client_id=public&redirect_uri=http://localhost:3001/cb",
            "redirect_uri",
        ),
    ];
    let mut world = World::new(&TWO, 1);
    for (query, reason) in cases {
        let answer = world.ask(&get("/authorize", query));
        assert_eq!(
            (
                &answer["status"],
                &answer["page"],
                &answer["facts"]["reason"]
            ),
            (&400.into(), &"error".into(), &reason.into()),
            "{query}"
        );
        assert_eq!(answer["headers"].as_array().unwrap().len(), 0, "{query}");
    }
}

#[test]
fn everything_else_goes_back_to_the_site_with_state_and_issuer() {
    let long = format!("&nonce={}", "n".repeat(2049));
    let public = "client_id=public&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb&response_type=code&scope=openid&state=s";
    let plain = format!("&code_challenge={CHALLENGE}");
    let cases = [
        (RIGHT, "&scope=openid", "invalid_request"),
        (RIGHT, "&x=1&x=2", "invalid_request"),
        (RIGHT, "&request=x", "request_not_supported"),
        (RIGHT, "&request_uri=x", "request_uri_not_supported"),
        (RIGHT, "&response_mode=fragment", "invalid_request"),
        (RIGHT, "&prompt=none", "login_required"),
        (RIGHT, "&prompt=login+none", "invalid_request"),
        (RIGHT, "&max_age=soon", "invalid_request"),
        (
            RIGHT,
            "&code_challenge=short&code_challenge_method=S256",
            "invalid_request",
        ),
        (RIGHT, &plain, "invalid_request"),
        (RIGHT, "&code_challenge_method=S256", "invalid_request"),
        (RIGHT, &long, "invalid_request"),
        (public, "", "invalid_request"),
    ];
    let mut world = World::new(&TWO, 1);
    for (query, more, error) in cases {
        let answer = world.ask(&get("/authorize", &format!("{query}{more}")));
        assert_eq!(answer["status"], 303, "{more}: {answer}");
        let location = header(&answer, "Location");
        let value = |name| parameter(location, name).unwrap_or_default();
        assert_eq!(
            (value("error"), value("state"), value("iss")),
            (error.to_owned(), "s".to_owned(), ISSUER.to_owned()),
            "{more}"
        );
        assert_eq!(value("code"), "");
    }
    for (from, to, error) in [
        (
            "response_type=code",
            "response_type=token",
            "unsupported_response_type",
        ),
        ("response_type=code", "response_type=", "invalid_request"),
        ("scope=openid", "scope=profile", "invalid_scope"),
    ] {
        let answer = world.ask(&get("/authorize", &RIGHT.replace(from, to)));
        assert_eq!(
            parameter(header(&answer, "Location"), "error").as_deref(),
            Some(error),
            "{to}"
        );
    }
    assert_eq!(world.rows("attempts"), 0, "none of them costs a row");
}

#[test]
fn an_address_with_a_query_keeps_it() {
    let query = "client_id=public&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb%3Fa%3D1&response_type=code&scope=openid&prompt=none";
    let query = format!("{query}&code_challenge={CHALLENGE}&code_challenge_method=S256");
    let answer = World::new(&TWO, 1).ask(&get("/authorize", &query));
    assert!(
        header(&answer, "Location")
            .starts_with("https://app.example.com/cb?a=1&error=login_required&")
    );
}

#[test]
fn methods_paths_and_plaintext_mode_are_refused_before_anything_is_read() {
    let mut world = World::new(&ONE, 1);
    for (method, path, status) in [
        ("POST", "/jwks", 405),
        ("GET", "/token", 405),
        ("DELETE", "/authorize", 405),
        ("GET", "/login/attempt/x/renew", 405),
        ("GET", "/login/attempt/x/else", 404),
        ("OPTIONS", "/token", 204),
        ("GET", "/login/attempt/x", 403),
        ("GET", "/login/attempt/x/state", 403),
    ] {
        let request = Request {
            method: method.to_owned(),
            ..get(path, "")
        };
        assert_eq!(world.ask(&request)["status"], status, "{method} {path}");
    }
}

#[test]
fn an_issuer_is_an_origin_with_tls_unless_it_is_this_machine() {
    for (issuer, is_one) in [
        ("https://login.example.com", true),
        ("https://login.example.com:8443", true),
        ("http://localhost:8787", true),
        ("http://127.0.0.1:8787", true),
        ("http://[::1]:8787", true),
        ("http://login.example.com", false),
        ("http://localhost.example.com", false),
        ("http://127.0.0.1.example.com", false),
        ("login.example.com", false),
        ("https://", false),
        ("https://a.example/?b", false),
        ("https://a.example/path", false),
        ("https://user@a.example", false),
        ("javascript://a.example", false),
        ("", false),
    ] {
        let answer =
            World::new(&ONE, 1).ask_as(issuer, &get("/.well-known/openid-configuration", ""));
        assert_eq!(answer["status"], if is_one { 200 } else { 503 }, "{issuer}");
        assert_eq!(answer["log"].is_null(), is_one, "{issuer}");
    }
}

#[test]
fn a_browser_is_named_in_words_of_ours() {
    for (agent, name) in [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/17.4 Safari/605.1",
            "Safari, Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0",
            "WeChat, Android",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox, Linux",
        ),
        ("<a href=\"https://evil.example\">点我</a>", ""),
        ("", ""),
    ] {
        assert_eq!(device(agent), name);
    }
}

#[test]
fn the_site_and_then_the_browser_choose_the_language() {
    for (asked, accepted, language) in [
        ("", "", "zh"),
        ("", "fr-FR, de;q=0.9", "zh"),
        ("", "en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("", "en;q=0.2, zh-TW;q=0.8", "zh"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en", "zh-CN", "en"),
        ("fr zh-CN en", "en", "zh"),
        ("😀 é", "", "zh"),
    ] {
        assert_eq!(
            Language::of(asked, accepted).name(),
            language,
            "{asked} {accepted}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn whatever_is_asked_is_answered_and_sends_nobody_elsewhere(
        texts in proptest::collection::vec("[\\PC\\x00-\\x1f]{0,40}|%[0-9a-f]{0,2}|[a-z_]{1,12}=[^&]{0,20}(&[a-z_]{1,12}=[^&]{0,20}){0,6}", 9),
        path in 0..8_usize,
        method in 0..4_usize,
    ) {
        let mut world = World::new(&TWO, 1);
        let paths = ["/authorize", "/token", "/userinfo", "/jwks", "/login/attempt/x", "/login/attempt//renew", "//api/wechat/user", "/"];
        let [query, body, authorization, cookie, from, language, agent, place, address] = <[String; 9]>::try_from(texts).unwrap();
        let request = Request {
            method: ["GET", "POST", "OPTIONS", "HEAD"][method].to_owned(),
            query: format!("{RIGHT}&{query}"),
            body: format!("{RIGHT}&{body}"),
            authorization: format!("Basic {authorization}"),
            ..Request { cookie: format!("__Host-login={cookie}"), from, language, agent, place, address, ..get(paths[path], "") }
        };
        let answer = world.ask(&request);
        let known = [200, 204, 303, 400, 401, 403, 404, 405, 429];
        let status = answer["status"].as_i64().unwrap();
        proptest::prop_assert!(known.contains(&status), "{answer}");
        if status == 303 {
            proptest::prop_assert!(header(&answer, "Location").starts_with("https://wiki.example.com/cb?"), "{answer}");
        }
    }
}
