//! The codes that are lent.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::site::{ONE, PUBLIC, SITE, TWO, World};

#[test]
fn a_thousand_at_once_get_a_thousand_codes_and_the_next_gets_the_word() {
    let mut world = World::new(&ONE, 1000);
    let mut urls = BTreeSet::new();
    for at in 0..1000 {
        let attempt = world.begin(&SITE, &format!("2001:db8:0:{at:x}::1"));
        assert!(urls.insert(attempt.text("url").to_owned()));
    }
    let late = world.begin(&SITE, "192.0.2.1");
    assert!(late.view["url"].is_null());
    assert_eq!(late.text("word").len(), 6);
}

#[test]
fn one_address_is_lent_ten_codes_and_then_gets_words_and_after_sixty_is_asked_to_wait() {
    let mut world = World::new(&ONE, 100);
    let lent = (0..60)
        .filter(|_| !world.begin(&SITE, "192.0.2.1").view["url"].is_null())
        .count();
    assert_eq!(lent, 10);
    let query = "client_id=site&redirect_uri=https%3A%2F%2Fwiki.example.com%2Fcb&response_type=code&scope=openid";
    let request = wechat_edge::login::request::Request {
        address: "192.0.2.1".to_owned(),
        ..crate::site::get("/authorize", query)
    };
    let answer = world.ask(&request);
    assert_eq!(
        (&answer["status"], &answer["facts"]["reason"]),
        (&429.into(), &"busy".into())
    );
    assert!(
        !world.begin(&SITE, "192.0.2.2").view["url"].is_null(),
        "others are not held up"
    );
}

#[test]
fn an_ipv6_network_of_64_bits_is_one_address() {
    for (one, other, is_same) in [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9", true),
        ("2001:db8::1", "2001:db8:0:0:1:0:0:2", true),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ("192.0.2.1", "192.0.2.2", false),
        ("::1", "::2", true),
    ] {
        let mut world = World::new(&ONE, 100);
        for _ in 0..10 {
            world.begin(&SITE, one);
        }
        assert_eq!(
            world.begin(&SITE, other).view["url"].is_null(),
            is_same,
            "{one} {other}"
        );
    }
}

#[test]
fn without_a_pool_the_page_has_the_word() {
    for setup in [&ONE, &TWO] {
        let attempt = World::new(setup, 0).begin(&SITE, "192.0.2.1");
        assert!(attempt.view["url"].is_null());
        assert_eq!(attempt.text("word").len(), 6);
    }
}

#[test]
fn where_there_are_two_sites_one_leaves_a_quarter_to_the_other() {
    let mut world = World::new(&TWO, 8);
    let mut lent = |client, from: &str| {
        let attempts = (0..8).map(|at| world.begin(client, &format!("{from}{at}")));
        attempts
            .filter(|attempt| !attempt.view["url"].is_null())
            .count()
    };
    assert_eq!(lent(&SITE, "192.0.2."), 6);
    assert_eq!(lent(&PUBLIC, "198.51.100."), 2);
}

#[test]
fn the_code_of_an_ended_attempt_is_expired_and_lent_again_only_after_its_rest() {
    let mut world = World::new(&ONE, 1);
    world.begin(&SITE, "192.0.2.1");
    for wait in [119, 1, 599] {
        world.now += wait;
        assert!(world.begin(&SITE, "192.0.2.2").view["url"].is_null());
        if wait != 119 {
            assert!(world.scan("oLate", "login.0").unwrap().contains("过期"));
        }
    }
    world.now += 1;
    assert!(!world.begin(&SITE, "192.0.2.3").view["url"].is_null());
    assert!(
        world
            .scan("oUnknown", "login.none")
            .unwrap()
            .contains("过期")
    );
}

proptest! {
    #[test]
    fn no_code_is_lent_twice_within_its_time_and_rest(waits in proptest::collection::vec(0..200_i64, 1..60)) {
        let mut world = World::new(&ONE, 4);
        let mut last = BTreeMap::new();
        for (at, wait) in waits.iter().enumerate() {
            world.now += wait;
            let attempt = world.begin(&SITE, &format!("192.0.2.{at}"));
            if let Some(url) = attempt.view["url"].as_str() {
                let before = last.insert(url.to_owned(), world.now).unwrap_or(0);
                prop_assert!(world.now - before >= 720, "{url} after {} s", world.now - before);
            }
        }
    }
}
