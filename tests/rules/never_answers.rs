//! Rules that never answer are found without comparing each pair, and no other ones are.

use proptest::collection::vec;
use proptest::prelude::*;
use wechat_edge::rules::parse::read;

use crate::rule;

fn condition() -> impl Strategy<Value = String> {
    let words = || vec("a|ab|b|ba|店|店a", 1..3);
    let list = |words: Vec<String>| format!("{words:?}");
    let test = prop_oneof![
        Just(String::new()),
        words().prop_map(move |it| format!(", equals = {}", list(it))),
        words().prop_map(move |it| format!(", starts_with = {}", list(it))),
        words().prop_map(move |it| format!(", contains = {}", list(it))),
        "a|b".prop_map(|it| format!(", matches = '{it}'")),
        words().prop_map(move |it| format!(", equals = {}, ignore_case = true", list(it))),
    ];
    let visitor = prop_oneof![
        Just(""),
        Just(", visitor = \"new\""),
        Just(", visitor = \"existing\""),
    ];
    let scene = prop_oneof![
        "[1-9]",
        ("[1-5]", "[5-9]").prop_map(|(first, last)| format!("{first}..={last}")),
        "a|b|ab|1a|a1b|\\*",
        "\\{x\\}|a\\{x\\}|\\{x\\}b|a\\{x\\}b|1\\{x\\}|a\\{x\\}b\\{y\\}|\\{x\\}b\\{y\\}",
    ];
    let message = prop_oneof![
        Just("\"text\""),
        Just("\"voice\""),
        Just("[\"text\", \"voice\"]")
    ];
    prop_oneof![
        (message, test.clone()).prop_map(|(kinds, test)| format!("{{ message = {kinds}{test} }}")),
        test.prop_map(|test| format!("{{ menu = \"*\"{test} }}")),
        (scene, visitor).prop_map(|(scene, visitor)| format!("{{ scan = \"{scene}\"{visitor} }}")),
        vec("subscribe|SCAN|CLICK|VIEW", 1..3).prop_map(|names| format!("{{ event = {names:?} }}")),
    ]
}

fn is_taken(above: &str, below: &str) -> bool {
    read(&[rule(above, "好"), rule(below, "好")].concat()).is_err()
}

proptest! {
    /// As if each pair were compared: a rule is refused where one that stands above it, and is not
    /// refused itself, takes all that it could.
    #[test]
    fn the_same_rules_are_refused_as_if_each_pair_were_compared(conditions in vec(condition(), 2..10)) {
        let mut standing: Vec<&str> = Vec::new();
        let mut expected = Vec::new();
        for (at, condition) in conditions.iter().enumerate() {
            if standing.iter().any(|above| is_taken(above, condition)) {
                expected.push(at * 3 + 1);
            } else {
                standing.push(condition);
            }
        }
        let toml: String = conditions.iter().map(|condition| rule(condition, "好")).collect();
        let refused = match read(&toml) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.all.iter().map(|mistake| mistake.line).collect(),
        };
        prop_assert_eq!(refused, expected, "{}", toml);
    }
}
