//! How the owner is told: all mistakes at once, each with its line and a caret, in both languages.

use proptest::prelude::*;
use wechat_edge::language::{Bilingual, Language};
use wechat_edge::rules::parse::{read, read_file};

#[track_caller]
fn rendered(toml: &[u8], language: Language) -> Vec<String> {
    let mistakes = read_file(toml).map(|_| ()).unwrap_err();
    mistakes.rendered("replies.toml", language)
}

#[track_caller]
fn check(toml: &str, expected: &[&str]) {
    assert_eq!(
        rendered(toml.as_bytes(), Language::English),
        expected,
        "{toml}"
    );
}

#[test]
fn a_mistake_is_one_line_with_the_place_below_it() {
    check(
        "[[rule]]\nwhen = { event = \"subscibe\" }\nreply = \"好\"\n",
        &[
            "replies.toml:2:18: unknown event `subscibe`; did you mean `subscribe`?\n    \
           when = { event = \"subscibe\" }\n                     ^",
        ],
    );
}

#[test]
fn the_caret_stands_below_the_place_in_chinese_text_too() {
    for (line, columns_before) in [
        ("reply = { text = \"你好\", image = \"M\" }", 33),
        ("reply = { text = \"😀\", image = \"M\" }", 31),
        ("reply\t=\t{ text = \"ＡＢ\", image = \"M\" }", 33),
        ("reply = { text = \"e\u{301}\", image = \"M\" }", 30),
    ] {
        let toml = format!("[[rule]]\nwhen = \"*\"\n{line}\r\n");
        let told = rendered(toml.as_bytes(), Language::English);
        assert_eq!(told.len(), 1);
        let (_, told) = told[0].split_once(": ").unwrap();
        let (line, caret) = (line.replace('\t', " "), " ".repeat(columns_before) + "^");
        let expected =
            format!("the reply has text and image: WeChat takes one\n    {line}\n    {caret}");
        assert_eq!(told, expected);
    }
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let toml = format!(
        "[[rule]]\nwhen = {{ message = \"text\", equals = \"{}\", visitor = \"new\" }}\nreply = \"{}\"\n",
        "长".repeat(500),
        "x".repeat(500),
    );
    let told = rendered(toml.as_bytes(), Language::English);
    let lines: Vec<&str> = told[0].lines().collect();
    assert!(lines[1].chars().count() < 110, "{}", lines[1]);
    assert!(lines[1].starts_with("    …长"), "{}", lines[1]);
    // The caret is below the value of `visitor`, which ends the line.
    let (before, _) = lines[1].split_once("\"new\"").unwrap();
    let width: usize = before.chars().map(|c| if c == '长' { 2 } else { 1 }).sum();
    assert_eq!(lines[2], format!("{}^", " ".repeat(width)));
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once_in_its_order() {
    let toml = r#"
[[rule]]
when = { event = ["subscibe", "SCNA"], visitor = "new" }
reply = { news = [{ title = "", url = "a.com" }, { titel = "x", url = "https://b" }] }

[[rule]]
when = { scan = "", visitor = "old" }
reply = "{nmae}"

[[rule]]
when = "*"
reply = "{nmae}"

[[rule]]
when = { message = "text" }
replay = "好"

[[rules]]
"#;
    let told = read(toml).map(|_| ()).unwrap_err().to_string();
    let places: Vec<&str> = told
        .lines()
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "3:19", "3:31", "3:50", "4:29", "4:39", "4:52", "7:17", "7:31", "12:9", "16:1", "18:3"
        ],
        "{told}"
    );
}

#[test]
fn what_toml_does_not_allow_hides_no_other_mistake() {
    let told = read(
        "[[rule]]\nwhen = {{ event = \"subscibe\" }}\nreply = \"好\"\n\n\
         [[rule]]\nwhen = { event = \"subscibe\" }\nreply = \"好\"\n",
    );
    let told = told.map(|_| ()).unwrap_err();
    let lines: Vec<usize> = told.all.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [2, 6], "{told}");
}

#[test]
fn signs_of_a_chinese_keyboard_are_named_with_what_was_meant() {
    let sign = |found: char, ascii: char| {
        format!("`{found}` is a sign of a Chinese keyboard; TOML wants `{ascii}` here")
    };
    for (line, place, told) in [
        ("reply = “你好”", "3:9", sign('“', '"')),
        ("reply = ‘你好’", "3:9", sign('‘', '\'')),
        ("reply = 「你好」", "3:9", sign('「', '"')),
        ("reply ＝ \"你好\"", "3:7", sign('＝', '=')),
        (
            "reply = { text = \"你好\"，none = true }",
            "3:22",
            sign('，', ','),
        ),
        ("reply = ｛ text = \"你好\" ｝", "3:9", sign('｛', '{')),
        ("reply = ＂你好＂", "3:9", sign('＂', '"')),
        ("reply = \"“好”\"，", "3:14", sign('，', ',')),
        (
            "reply =\u{3000}\"你好\"",
            "3:8",
            "there is a wide blank here; TOML wants an ordinary one".to_owned(),
        ),
        (
            "re\u{200b}ply = \"你好\"",
            "3:3",
            "there is an invisible character here (U+200B): delete it".to_owned(),
        ),
    ] {
        let toml = format!("[[rule]]\nwhen = \"*\"\n{line}\n");
        let found = read(&toml).map(|_| ()).unwrap_err();
        let first = found.all.first().unwrap().to_string();
        assert_eq!(first, format!("{place}: {told}"), "{line}");
        assert_eq!(found.all.len(), 1, "{line}: {found}");
    }
    // In a text and in a comment they are what they are.
    assert!(read("[[rule]] # “，”\nwhen = \"*\"\nreply = \"“你好”，＝\"\n").is_ok());
}

#[test]
fn a_file_that_is_not_utf_8_is_called_so() {
    // GB 18030, as Windows saves it.
    let told = rendered(
        b"[[rule]]\nwhen = \"*\"\nreply = \"\xc4\xe3\xba\xc3\"\n",
        Language::English,
    );
    assert!(
        told[0].starts_with(
            "replies.toml:3:10: the file is not UTF-8 from here on: save it as UTF-8\n"
        ),
        "{told:?}"
    );
    // UTF-8 with the mark that Windows puts before it is UTF-8.
    assert!(read_file("\u{feff}[[rule]]\nwhen = \"*\"\nreply = \"好\"\n".as_bytes()).is_ok());
}

#[test]
fn a_range_that_is_written_as_one_scene_is_warned_of_and_read_as_one() {
    for (scene, is_warned) in [
        ("1000-1999", true),
        ("1..9", true),
        ("1 ~ 9", true),
        ("1至9", true),
        ("1999-1000", false),
        ("store-12", false),
        ("2026-11-21", false),
        ("1000", false),
    ] {
        let toml = format!("[[rule]]\nwhen = {{ scan = \"{scene}\" }}\nreply = \"好\"\n");
        let (rules, warnings) = read_file(toml.as_bytes()).unwrap();
        assert_eq!(
            warnings.all.len(),
            usize::from(is_warned),
            "{scene}: {warnings}"
        );
        assert_eq!(rules.all[0].when.exact_scene(), Some(scene));
    }
}

#[test]
fn a_value_that_stands_plain_in_a_link_is_warned_of() {
    for (reply, is_warned) in [
        ("<a href='https://a.com/{scene}'>x</a>", true),
        ("看 https://a.com/?s={scene}", true),
        ("<a href='https://a.com/{scene|url}'>{scene}</a>", false),
        ("https://a.com/ {scene}", false),
        ("{scene}", false),
    ] {
        let toml = format!("[[rule]]\nwhen = {{ scan = \"*\" }}\nreply = {reply:?}\n");
        let (_, warnings) = read_file(toml.as_bytes()).unwrap();
        assert_eq!(
            warnings.all.len(),
            usize::from(is_warned),
            "{reply}: {warnings}"
        );
    }
}

#[test]
fn an_expression_that_would_take_too_long_does_not_build() {
    let rule = |expression: &str| {
        format!(
            "[[rule]]\nwhen = {{ message = \"text\", matches = '{expression}' }}\nreply = \"好\"\n"
        )
    };
    for expression in [
        "(.{1,60}){1,60}!".to_owned(),
        "(.{1,1000}){1,1000}".to_owned(),
        r"\w{200}".to_owned(),
        "(?:)".repeat(1000),
        format!("{}a{}", "(".repeat(100), ")".repeat(100)),
    ] {
        let told = read(&rule(&expression))
            .map(|_| ())
            .unwrap_err()
            .to_string();
        let is_told = told.starts_with("2:38: the regular expression is too large: ")
            || told.starts_with("2:38: the regular expression is wrong: ");
        assert!(is_told, "{told}");
    }
    for expression in [
        r"^订单(?<number>\d+)(?<rest>.*)$",
        r"^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$",
        "(营业|几点|什么时候).*(开门|关门|营业)",
        r"^1[3-9]\d{9}$",
        r"^[\w.+-]+@[\w-]+\.[\w.-]+$",
        "^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}$",
        r"^(SF|YT|ZTO|STO)?\d{10,20}$",
        r"^\d{17}[\dXx]$",
        "(?i:hello|hi|hey|good morning)",
    ] {
        assert!(read(&rule(expression)).is_ok(), "{expression}");
    }
}

proptest! {
    /// Whatever the file says: no panic, every place is in the file, and nothing that a terminal
    /// or cargo would obey comes through.
    #[test]
    fn any_file_is_read_or_told_of_on_lines_of_our_own(
        file in prop_oneof![
            "\\PC{0,40}",
            "[\\[\\]{}\"'=,#\\n\\t a-z“”，\u{1b}\u{202e}\u{200b}\\\\]{0,60}",
            "\\[\\[rule\\]\\]\\nwhen = \\PC{0,20}\\nreply = \\PC{0,20}\\n",
            "\\[\\[rule\\]\\]\\nwhen = \"\\*\"\\nreply = \"[^\"\\n]{0,20}\"\\n",
        ]
    ) {
        if let Err(mistakes) = read(&file) {
            prop_assert!(!mistakes.all.is_empty());
            let lines = file.split('\n').count();
            for mistake in &mistakes.all {
                prop_assert!((1..=lines).contains(&mistake.line));
            }
            for language in [Language::English, Language::Chinese] {
                for told in mistakes.rendered("replies.toml", language) {
                    prop_assert_eq!(told.lines().count(), 3, "{}", told);
                    let obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
                    prop_assert!(!told.contains(obeyed), "{:?}", told);
                }
                prop_assert!(mistakes.all.iter().all(|it| !it.text(language).contains('\n')));
            }
        }
    }
}
