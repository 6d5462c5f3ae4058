//! The contract that one-api, new-api and their kin call.

use serde_json::{Value, json};
use wechat_edge::login::push::Kind;
use wechat_edge::login::request::Request;

use crate::site::{ONE, TWO, World, get};

fn redeem(world: &mut World, code: &str) -> Value {
    let request = Request {
        authorization: "server-token".to_owned(),
        ..get("//api/wechat/user", &format!("code={code}"))
    };
    let answer = world.ask(&request);
    assert_eq!(answer["status"], 200);
    answer["json"].clone()
}

fn found(openid: &str) -> Value {
    json!({"success": true, "message": "", "data": openid})
}

fn digits(told: Option<String>) -> String {
    told.unwrap()
        .chars()
        .filter(char::is_ascii_digit)
        .take(8)
        .collect()
}

#[test]
fn the_digits_are_the_visitors_once_and_for_three_minutes() {
    for (kind, text) in [(Kind::Text, "验证码"), (Kind::Scan, "login")] {
        let mut world = World::new(&ONE, 0);
        let now = world.now;
        let first = digits(world.push("oVisitor", kind, text, now, 1));
        let second = digits(world.push("oVisitor", kind, text, now, 1));
        assert_ne!(first, second, "a repeat has its own, and both hold");
        for code in [first, second] {
            assert_eq!(redeem(&mut world, &code), found("oVisitor"));
            assert_eq!(redeem(&mut world, &code), found(""));
        }
        let late = digits(world.push("oVisitor", kind, text, now, 2));
        world.now += 180;
        assert_eq!(redeem(&mut world, &late), found(""));
    }
}

#[test]
fn what_is_asked_wrongly_is_answered_as_the_contract_says() {
    let mut world = World::new(&ONE, 0);
    let ask = |world: &mut World, authorization: &str, query: &str| {
        let request = Request {
            authorization: authorization.to_owned(),
            ..get("/api/wechat/user", query)
        };
        world.ask(&request)["json"].clone()
    };
    assert_eq!(
        ask(&mut world, "server-token", ""),
        json!({"success": false, "message": "无效的参数", "data": ""})
    );
    assert_eq!(
        ask(&mut world, "Bearer server-token", "code=1")["success"],
        false
    );
    assert_eq!(ask(&mut world, "", "code=1")["success"], false);
    for code in [
        "1234567",
        "123456789",
        "abcdefgh",
        "%F0%9F%98%80",
        "12345678",
    ] {
        assert_eq!(redeem(&mut world, code), found(""), "{code}");
    }
}

#[test]
fn after_fifty_wrong_ones_in_a_minute_nothing_is_looked_at_for_a_minute() {
    let mut world = World::new(&ONE, 0);
    let code = digits(world.say("oVisitor", "验证码"));
    for at in 0..50 {
        assert_eq!(redeem(&mut world, &format!("{at:08}")), found(""));
    }
    assert_eq!(
        redeem(&mut world, &code),
        found("oVisitor"),
        "fifty are allowed"
    );
    let code = digits(world.say("oVisitor", "验证码"));
    redeem(&mut world, "00000051");
    assert_eq!(redeem(&mut world, &code), found(""), "one too many");
    world.now += 59;
    assert_eq!(redeem(&mut world, &code), found(""));
    world.now += 1;
    assert_eq!(redeem(&mut world, &code), found("oVisitor"));
}

#[test]
fn where_the_owner_does_not_want_it_it_is_not_there() {
    let mut world = World::new(&TWO, 0);
    assert_eq!(
        world.ask(&get("/api/wechat/user", "code=12345678"))["status"],
        404
    );
    assert_eq!(world.say("oVisitor", "验证码"), None);
    assert_eq!(world.scan("oVisitor", "login"), None);
}
