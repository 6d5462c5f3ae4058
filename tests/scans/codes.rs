use proptest::prelude::*;
use wechat_edge::scans::codes::Codes;

#[test]
fn a_star_stands_for_any_characters() {
    let rows = [
        (
            "store-12",
            &["store-12"][..],
            &["store-1", "store-123", "Store-12", ""][..],
        ),
        (
            "store-*",
            &["store-12", "store-", "store-门店"],
            &["store", "a store-1", ""],
        ),
        ("*-12", &["store-12", "-12"], &["store-123"]),
        ("*店*", &["门店12", "店"], &["store"]),
        ("a*b*c", &["abc", "aXbYc", "abbcc"], &["ab", "acb", "abcd"]),
        ("aa*a", &["aaa", "aaXa"], &["aa"]),
        ("**", &["", "x"], &[]),
        ("", &[""], &["x"]),
        ("50%_*", &["50%_off"], &["50x_off", "50%xoff"]),
        ("[a]?*", &["[a]?b"], &["ab", "aXb"]),
    ];
    for (pattern, fit, unfit) in rows {
        let codes = Codes::read(pattern);
        for scene in fit {
            assert!(codes.include(scene), "{pattern} {scene}");
        }
        for scene in unfit {
            assert!(!codes.include(scene), "{pattern} {scene}");
        }
    }
    assert_eq!(Codes::read("*"), Codes::All);
}

proptest! {
    /// The database narrows by the start of a scene; what fits must be within.
    #[test]
    fn what_fits_a_pattern_is_in_the_range_that_the_database_reads(
        start in "[ab-z\u{d7ff}\u{10ffff}😀]{0,3}",
        rest in "\\PC{0,5}",
    ) {
        let codes = Codes::read(&format!("{start}*"));
        let scene = format!("{start}{rest}");
        prop_assert!(codes.include(&scene));
        let range = codes.parameters();
        prop_assert!(range.first().is_none_or(|first| *first <= scene));
        prop_assert!(range.get(1).is_none_or(|end| scene < *end));
    }

    #[test]
    fn it_fits_where_an_expression_does(pattern in "[ab*]{1,6}", scene in "[ab]{0,8}") {
        let expression = format!("^{}$", pattern.replace('*', ".*"));
        let expression = regex_lite::Regex::new(&expression).unwrap();
        prop_assert_eq!(Codes::read(&pattern).include(&scene), expression.is_match(&scene));
    }
}
