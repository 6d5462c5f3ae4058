use wechat_edge::console::csv::Csv;
use wechat_edge::scans::json::Value;

#[track_caller]
fn row(cells: &[Value]) -> String {
    let mut csv = Csv::new(&["a", "b"]);
    csv.row(cells);
    let text = csv.into_string();
    text.strip_prefix("\u{feff}a,b\r\n")
        .expect("a mark and a head")
        .to_owned()
}

#[test]
fn cells_are_quoted_where_they_must_be() {
    for (text, cell) in [
        ("门店-12", "门店-12"),
        ("", ""),
        ("a,b", "\"a,b\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("two\nlines", "\"two\nlines\""),
        ("a;b", "\"a;b\""),
        ("'; DROP TABLE scans; --", "\"'; DROP TABLE scans; --\""),
    ] {
        assert_eq!(row(&[text.into()]), format!("{cell}\r\n"), "{text}");
    }
    assert_eq!(row(&[Value::Null, Value::Number(-3)]), ",-3\r\n");
}

#[test]
fn a_strangers_text_is_no_formula() {
    for text in [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(1)",
        " =1",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "=\"a\"",
    ] {
        let written = row(&[text.into()]);
        assert!(written.starts_with("\"'"), "{written}");
    }
}
