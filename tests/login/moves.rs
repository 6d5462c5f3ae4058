//! What visitors and browsers do, and what becomes of the attempt.

use proptest::prelude::*;
use wechat_edge::login::push::Kind;

use crate::site::{Attempt, ONE, SITE, START, World};

#[test]
fn a_scan_and_the_number_on_the_page_sign_in() {
    let mut world = World::new(&ONE, 1);
    let attempt = world.begin(&SITE, "192.0.2.1");
    assert_eq!(world.stage(&attempt), "waiting");
    assert_eq!(attempt.text("account"), "杭州小店");

    let told = world.scan("oVisitor", "login.0").unwrap();
    for part in [
        "公司 <b>Wiki</b> 😀",
        "Chrome, Windows",
        "Hangzhou, CN",
        "两位数字",
        "不是我",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(
        !told.contains(attempt.text("number")),
        "who sees the chat alone must not know it: {told}"
    );
    assert_eq!(world.stage(&attempt), "scanned");

    let told = world.say("oVisitor", attempt.text("number")).unwrap();
    assert!(told.contains("登录成功"), "{told}");
    assert_eq!(world.stage(&attempt), "confirmed");
    assert_eq!(world.browse(&attempt, "")["status"], 303);
    assert_eq!(world.stage(&attempt), "finished");
}

#[test]
fn a_word_alone_never_confirms_but_the_word_and_then_登录_does() {
    let mut world = World::new(&ONE, 0);
    let attempt = world.begin(&SITE, "192.0.2.1");
    let told = world.say("oVisitor", attempt.text("word")).unwrap();
    assert!(
        told.contains("公司 <b>Wiki</b> 😀") && told.contains("登录"),
        "{told}"
    );
    assert_eq!(world.stage(&attempt), "scanned");
    for text in [attempt.text("word"), attempt.text("number"), "11"] {
        world.say("oVisitor", text);
        assert_eq!(world.stage(&attempt), "scanned", "{text}");
    }
    assert!(world.say("oVisitor", "登录").unwrap().contains("登录成功"));
    assert_eq!(world.stage(&attempt), "confirmed");
}

#[test]
fn a_scan_is_not_confirmed_by_登录() {
    let mut world = World::new(&ONE, 1);
    let attempt = world.begin(&SITE, "192.0.2.1");
    world.scan("oVisitor", "login.0");
    assert_eq!(world.say("oVisitor", "登录"), None);
    assert_eq!(world.stage(&attempt), "scanned");
}

fn wrong(attempt: &Attempt) -> &'static str {
    if attempt.text("number") == "11" {
        "12"
    } else {
        "11"
    }
}

#[test]
fn what_ends_an_attempt_ends_it_for_good_and_says_so_each_time() {
    type End = fn(&mut World, &Attempt) -> Option<String>;
    let cases: [(&str, &str, &str, End); 4] = [
        ("a wrong number", "burnt", "作废", |world, attempt| {
            world.say("oVisitor", wrong(attempt))
        }),
        ("不是我", "denied", "已取消", |world, _| {
            world.say("oVisitor", "不是我")
        }),
        ("a second visitor", "burnt", "作废", |world, _| {
            world.scan("oOther", "login.0")
        }),
        ("too late", "expired", "过期", |world, attempt| {
            world.now += 121;
            world.say("oVisitor", attempt.text("number"))
        }),
    ];
    for (name, stage, told, end) in cases {
        let mut world = World::new(&ONE, 1);
        let attempt = world.begin(&SITE, "192.0.2.1");
        world.scan("oVisitor", "login.0");
        for _ in 0..3 {
            // Late is late: nothing of it is left to say a little later.
            let said = end(&mut world, &attempt);
            assert!(said.is_none_or(|said| said.contains(told)), "{name}");
            assert_eq!(world.stage(&attempt), stage, "{name}");
        }
        world.say("oVisitor", attempt.text("number"));
        world.say("oVisitor", "登录");
        assert_eq!(world.stage(&attempt), stage, "{name}");
        assert_eq!(world.browse(&attempt, "")["page"], "attempt", "{name}");
    }
}

#[test]
fn an_answer_is_to_the_question_that_is_open_also_right_after_another_was_answered() {
    let mut world = World::new(&ONE, 2);
    let attempts = [
        world.begin(&SITE, "192.0.2.1"),
        world.begin(&SITE, "192.0.2.1"),
    ];
    // All within one second.
    for attempt in &attempts {
        world.scan("oVisitor", &world.scene(attempt));
        world.say("oVisitor", attempt.text("number"));
        assert_eq!(world.stage(attempt), "confirmed");
    }
}

#[test]
fn when_two_scan_both_are_told() {
    let mut world = World::new(&ONE, 1);
    let attempt = world.begin(&SITE, "192.0.2.1");
    world.scan("oFirst", "login.0");
    assert!(world.scan("oSecond", "login.0").unwrap().contains("作废"));
    assert!(
        world
            .say("oFirst", attempt.text("number"))
            .unwrap()
            .contains("作废")
    );
}

#[test]
fn what_was_sent_before_an_attempt_began_does_nothing_to_it() {
    for way in [Kind::Scan, Kind::Text] {
        let mut world = World::new(&ONE, 1);
        let attempt = world.begin(&SITE, "192.0.2.1");
        let text = match way {
            Kind::Scan => "login.0".to_owned(),
            _ => attempt.text("word").to_owned(),
        };
        world.push("oVisitor", way, &text, START - 6, 7);
        assert_eq!(world.stage(&attempt), "waiting");
        world.push("oVisitor", way, &text, START - 5, 8);
        assert_eq!(
            world.stage(&attempt),
            "scanned",
            "WeChat's clock may be a little behind"
        );
    }
}

#[test]
fn the_fifth_wrong_word_is_the_last_that_is_looked_at() {
    let mut world = World::new(&ONE, 0);
    let attempt = world.begin(&SITE, "192.0.2.1");
    let word = attempt.text("word");
    let others: Vec<String> = (0..6)
        .map(|at| format!("{:06}", (word.parse::<u32>().unwrap() + at + 1) % 1_000_000))
        .collect();
    for (at, other) in others.iter().take(4).enumerate() {
        // WeChat repeats a push: that is no further guess.
        for _ in 0..3 {
            assert_eq!(
                world.push("oGuesser", Kind::Text, other, START, at as u64 + 1),
                None
            );
        }
    }
    world.push("oGuesser", Kind::Text, &others[4], START, 5);
    world.push("oGuesser", Kind::Text, word, START, 6);
    assert_eq!(world.stage(&attempt), "waiting");
    world.push("oVisitor", Kind::Text, word, START, 7);
    assert_eq!(world.stage(&attempt), "scanned");
}

#[test]
fn nobody_but_the_browser_that_began_gets_anywhere() {
    let mut world = World::new(&ONE, 1);
    let (attempt, _) = world.signed_in(&SITE, "oVisitor");
    let thief = Attempt {
        cookie: String::new(),
        ..attempt.clone()
    };
    let other = Attempt {
        cookie: "__Host-login=AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        ..attempt
    };
    for stranger in [thief, other] {
        for step in ["", "/state", "/socket", "/renew", "/cancel"] {
            let answer = world.browse(&stranger, step);
            assert_eq!(answer["status"], 403, "{step}");
            assert_eq!(
                answer.get("facts").and_then(|facts| facts.get("word")),
                None
            );
        }
    }
}

#[test]
fn an_attempt_that_is_gone_is_told_apart_from_anothers() {
    let mut world = World::new(&ONE, 1);
    let attempt = world.begin(&SITE, "192.0.2.1");
    let gone = Attempt {
        id: "gone".to_owned(),
        ..attempt
    };
    for (step, reason) in [
        ("", Some("gone")),
        ("/renew", Some("gone")),
        ("/state", None),
        ("/socket", None),
    ] {
        let answer = world.browse(&gone, step);
        assert_eq!(answer["status"], 404, "{step}");
        assert_eq!(
            answer.get("facts").map(|facts| facts["reason"].as_str()),
            reason.map(Some),
            "{step}"
        );
    }
}

#[test]
fn renewed_it_is_the_same_request_with_another_code_and_word() {
    let mut world = World::new(&ONE, 2);
    let first = world.begin(&SITE, "192.0.2.1");
    let answer = world.browse(&first, "/renew");
    assert_eq!(answer["status"], 303);
    let location = answer["headers"][0][1].as_str().unwrap();
    let id = location.strip_prefix("/login/attempt/").unwrap().to_owned();
    let view = world.browse(
        &Attempt {
            id: id.clone(),
            ..first.clone()
        },
        "/state",
    )["json"]
        .clone();
    let second = Attempt {
        id,
        view,
        ..first.clone()
    };
    assert_eq!(world.stage(&first), "expired");
    assert_eq!(second.view["renewals"], 1);
    assert_ne!(first.text("url"), second.text("url"));
    assert_ne!(first.text("word"), second.text("word"));
    world.scan("oVisitor", &world.scene(&second));
    world.say("oVisitor", second.text("number"));
    let answer = world.browse(&second, "");
    assert!(
        answer["headers"][0][1]
            .as_str()
            .unwrap()
            .contains("state=a+state")
    );
}

#[test]
fn who_unfollows_leaves_nothing() {
    let mut world = World::new(&ONE, 1);
    world.signed_in(&SITE, "oVisitor");
    world.say("oVisitor", "验证码");
    world.begin(&SITE, "192.0.2.2");
    world.say("oVisitor", "000001");
    world.push("oVisitor", Kind::Unsubscribe, "", START, 0);
    for table in ["attempts", "wrong_words", "digits"] {
        let sql = format!("{table} WHERE openid IS NOT NULL");
        assert_eq!(world.rows(&sql), 0, "{table}");
    }
}

#[test]
fn what_is_over_leaves_the_figures_alone() {
    let mut world = World::new(&ONE, 100);
    for at in 0..100 {
        let (_, code) = world.signed_in(&SITE, &format!("o{at}"));
        assert!(!code.is_empty());
        world.now += 20;
    }
    world.begin(&SITE, "192.0.2.2");
    world.now += 3600;
    assert!(
        !world.object(|object| object.sweep()),
        "nothing is left to do"
    );
    for table in ["attempts", "wrong_words", "digits"] {
        assert_eq!(world.rows(table), 0, "{table}");
    }
    let status: serde_json::Value =
        serde_json::from_str(&world.object(|object| object.status()).to_string()).unwrap();
    let figures = &status["figures"][0];
    assert_eq!(
        (&figures["begun"], &figures["finished"], &figures["expired"]),
        (&101.into(), &100.into(), &1.into())
    );
}

/// What somebody may do. The codes and words are those of attempt 0 to 2, the visitors those of 0 to 2.
#[derive(Clone, Debug)]
enum Act {
    Scan(usize, usize),
    Word(usize, usize),
    Number(usize, usize),
    WrongNumber(usize),
    Confirm(usize),
    Deny(usize),
    Return(usize),
    Wait(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (0..3_usize, 0..3_usize).prop_map(|(who, what)| Act::Scan(who, what)),
        (0..3_usize, 0..3_usize).prop_map(|(who, what)| Act::Word(who, what)),
        (0..3_usize, 0..3_usize).prop_map(|(who, what)| Act::Number(who, what)),
        (0..3_usize).prop_map(Act::WrongNumber),
        (0..3_usize).prop_map(Act::Confirm),
        (0..3_usize).prop_map(Act::Deny),
        (0..3_usize).prop_map(Act::Return),
        (1..100_i64).prop_map(Act::Wait),
    ];
    proptest::collection::vec(act, 0..24)
}

struct Play {
    world: World,
    attempts: Vec<Attempt>,
    told: Vec<Option<String>>,
}

impl Play {
    fn new() -> Play {
        let mut world = World::new(&ONE, 3);
        let attempts = (0..3).map(|_| world.begin(&SITE, "192.0.2.1")).collect();
        Play {
            world,
            attempts,
            told: Vec::new(),
        }
    }

    fn act(&mut self, act: &Act, id: u64) {
        let now = self.world.now;
        let (who, kind, text) = match act {
            Act::Scan(who, what) => (who, Kind::Scan, self.world.scene(&self.attempts[*what])),
            Act::Word(who, what) => (
                who,
                Kind::Text,
                self.attempts[*what].text("word").to_owned(),
            ),
            Act::Number(who, what) => (
                who,
                Kind::Text,
                self.attempts[*what].text("number").to_owned(),
            ),
            Act::WrongNumber(who) => (who, Kind::Text, "09".to_owned()),
            Act::Confirm(who) => (who, Kind::Text, "登录".to_owned()),
            Act::Deny(who) => (who, Kind::Text, "不是我".to_owned()),
            Act::Return(what) => {
                self.world.browse(&self.attempts[*what].clone(), "");
                return;
            }
            Act::Wait(seconds) => {
                self.world.now += seconds;
                return;
            }
        };
        let told = self.world.push(&format!("o{who}"), kind, &text, now, id);
        self.told.push(told);
    }

    fn stages(&mut self) -> Vec<String> {
        let attempts = self.attempts.clone();
        attempts
            .iter()
            .map(|attempt| self.world.stage(attempt))
            .collect()
    }
}

proptest! {
    /// WeChat repeats a push up to three times (PROTOCOL.md, section E).
    #[test]
    fn repeated_pushes_do_what_one_does_and_are_told_the_same(acts in acts()) {
        let (mut once, mut thrice) = (Play::new(), Play::new());
        for (at, act) in acts.iter().enumerate() {
            once.act(act, at as u64 + 1);
            let from = thrice.told.len();
            let times = if matches!(act, Act::Wait(_)) { 1 } else { 3 };
            for _ in 0..times {
                thrice.act(act, at as u64 + 1);
            }
            if let [first, rest @ ..] = &thrice.told[from..] {
                prop_assert!(rest.iter().all(|told| told == first), "{act:?}: {:?}", &thrice.told[from..]);
                prop_assert_eq!(once.told.last().unwrap(), first);
            }
            prop_assert_eq!(once.stages(), thrice.stages());
        }
    }

    /// The one thing that must never happen: signed in without having been asked and having answered.
    #[test]
    fn nobody_is_signed_in_who_did_not_answer_as_the_page_says(acts in acts()) {
        let mut play = Play::new();
        for (at, act) in acts.iter().enumerate() {
            let before = play.stages();
            play.act(act, at as u64 + 1);
            let after = play.stages();
            for (what, (before, after)) in before.iter().zip(&after).enumerate() {
                if before != after && after == "confirmed" {
                    prop_assert_eq!(before, "scanned");
                    let number = play.attempts[what].text("number").to_owned();
                    let by_number = matches!(act, Act::Number(_, whose) if play.attempts[*whose].text("number") == number);
                    prop_assert!(by_number || matches!(act, Act::Confirm(_)), "{act:?}");
                }
                if before != after && after == "finished" {
                    prop_assert_eq!(before, "confirmed");
                }
            }
        }
    }
}
