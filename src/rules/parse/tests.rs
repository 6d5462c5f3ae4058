//! What reading a large file costs, in comparisons.

use super::file::read;
use super::unreachable::Above;

/// Where each pair is compared, it is two million comparisons for each of these files, and half a
/// minute for one of 10,000 rules.
#[test]
fn each_rule_of_two_thousand_is_compared_with_two_at_most() {
    for condition in [
        "{ scan = \"store-#\" }",
        "{ scan = \"store-#\", visitor = \"new\" }",
        "{ scan = # }",
        "{ scan = \"#0..=#5\" }",
        "{ scan = \"store-#-{x}\" }",
        "{ scan = \"{x}-store-#\" }",
        "{ scan = \"{x}-#-{y}.#\" }",
        "{ message = \"text\", equals = \"关键词#。\" }",
        "{ message = \"text\", equals = [\"共有\", \"关键词#。\"] }",
        "{ message = \"text\", starts_with = [\"共有\", \"关键词#。\"] }",
        "{ message = \"text\", contains = \"关键词#。\" }",
        "{ message = [\"text\", \"voice\"], contains = [\"共有\", \"关键词#。\"], ignore_case = true }",
        "{ message = \"text\", matches = '^关键词#。$' }",
        "{ menu = \"KEY_#\" }",
    ] {
        let rule = |n: u32| {
            let condition = condition.replace('#', &n.to_string());
            format!("[[rule]]\nwhen = {condition}\nreply = \"好\"\n")
        };
        let toml: String = (1..=2_000).map(rule).collect();
        let rules = read(&toml).map(|rules| rules.all);
        assert!(rules.is_ok(), "{condition}: {rules:?}");
        let mut above = Above::default();
        let rules = rules.into_iter().flatten();
        let compared: usize = rules
            .map(|rule| {
                let compared = above.candidates(&rule.when).len();
                above.add(*rule);
                compared
            })
            .sum();
        assert!(compared <= 4_000, "{condition}: {compared}");
    }
}
