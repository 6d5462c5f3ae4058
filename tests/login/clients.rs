//! What `clients.toml` says, read; and how the owner is told what is wrong with it.

use proptest::prelude::*;
use wechat_edge::language::{Bilingual, Language};
use wechat_edge::login::clients::parse::read;
use wechat_edge::login::clients::{Client, Setup};

const BOTH: &str = r#"
wechat_server = "LOGIN_SERVER_TOKEN"

[[client]]
id = "grafana"
name = "公司 Grafana"
redirect_uris = [
  "https://grafana.example.com/login/generic_oauth",
  "https://grafana.example.com:8443/login/generic_oauth?tenant=1&x=%E4%BD%A0",
  "http://localhost:3000/login/generic_oauth",
  "http://127.0.0.1/cb",
  "http://[::1]:8080/cb",
  "https://[2001:db8::1]/cb",
  "https://xn--fsq.example",
]
secret = "GRAFANA_CLIENT_SECRET"
email = true

[[client]]
id = "App._~-1"
name = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
redirect_uris = "com.example.app:/cb"
public = true
"#;

#[test]
fn a_file_is_read_as_it_is_written() {
    let setup = read(BOTH.as_bytes()).unwrap();
    assert_eq!(setup.wechat_server, Some("LOGIN_SERVER_TOKEN"));
    assert!(!setup.is_off());
    let [grafana, app] = setup.clients else {
        panic!("{setup:?}");
    };
    assert_eq!(grafana.redirect_uris.len(), 7);
    let expected = Client {
        id: "grafana",
        name: "公司 Grafana",
        redirect_uris: grafana.redirect_uris,
        secret: Some("GRAFANA_CLIENT_SECRET"),
        email: true,
    };
    assert_eq!(*grafana, expected);
    assert_eq!(app.redirect_uris, ["com.example.app:/cb"]);
    assert_eq!((app.secret, app.email), (None, false));
    assert_eq!(setup.client("App._~-1"), Some(app));
    assert_eq!(setup.client("app._~-1"), None);
}

#[test]
fn the_clients_of_the_tests_over_http_are_right() {
    let setup = read(include_bytes!("../http/login-clients.toml"));
    assert!(setup.unwrap_or_else(|told| panic!("{told}")).clients.len() > 1);
}

#[test]
fn nothing_written_is_nobody() {
    for nothing in ["", "# [[client]]\n", "\u{feff}\r\n"] {
        assert_eq!(
            read(nothing.as_bytes()).unwrap(),
            Setup::NONE,
            "{nothing:?}"
        );
    }
    assert!(Setup::NONE.is_off());
}

#[test]
fn the_reverse_way_alone_is_on() {
    let setup = read(b"wechat_server = \"ONE_API_TOKEN\"\n").unwrap();
    assert!(!setup.is_off());
    assert_eq!(setup.clients, []);
}

/// The file that ships is off, and right once the comment signs are taken away.
#[test]
fn what_ships_is_off_and_each_example_in_it_can_be_used() {
    let shipped = include_str!("../shipped/clients.toml");
    assert!(
        shipped
            .lines()
            .all(|line| line.is_empty() || line.starts_with('#'))
    );
    let is_example = |line: &&str| {
        let key = line.split([' ', '#']).next().unwrap_or_default();
        line.starts_with("[[") || line.split_once(" = ").is_some_and(|(it, _)| it == key)
    };
    let lines = shipped.lines().filter_map(|line| line.strip_prefix("# "));
    let toml: Vec<&str> = lines.filter(is_example).collect();
    let setup = read(toml.join("\n").as_bytes()).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(setup.clients.len(), 2);
    assert!(setup.wechat_server.is_some());
}

#[test]
fn a_mistake_is_one_line_with_the_place_below_it_in_both_languages() {
    let toml =
        "[[client]]\nid = \"a\"\nname = \"甲\"\nredirect_uri = [\"https://a/cb\"]\npublic = true\n";
    let mistakes = read(toml.as_bytes()).unwrap_err();
    assert_eq!(
        mistakes.rendered("clients.toml", Language::English),
        [
            "clients.toml:4:1: unknown key `redirect_uri` in a client; did you mean `redirect_uris`?\n    \
             redirect_uri = [\"https://a/cb\"]\n    ^",
        ],
    );
    assert_eq!(
        mistakes.rendered("clients.toml", Language::Chinese),
        [
            "clients.toml:4:1: client 里没有 `redirect_uri` 这个键；是否想写 `redirect_uris`？\n    \
             redirect_uri = [\"https://a/cb\"]\n    ^",
        ],
    );
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once_in_its_order() {
    let toml = r#"
wechat_server = "lower"
[[client]]
id = "a b"
name = ""
redirect_uris = ["http://a.com/", "https://*.a.com/", "https://a/", "https://a/"]
secret = "WECHAT_TOKEN"
email = false
[[client]]
id = "b"
nmae = "乙"
redirect_uris = []
[[clients]]
"#;
    let told = read(toml.as_bytes()).unwrap_err().to_string();
    let places: Vec<&str> = told
        .lines()
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "2:17", "4:6", "5:8", "6:18", "6:35", "6:69", "7:10", "8:9", "11:1", "12:17", "13:3"
        ],
        "{told}"
    );
}

#[test]
fn what_toml_does_not_allow_hides_no_other_mistake() {
    let toml = "[[client]]\nid = “a”\n[[client]]\nid = \"\"\nname = \"乙\"\nredirect_uris = \"https://b\"\npublic = true\n";
    let told = read(toml.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        told,
        "2:6: `“` is a sign of a Chinese keyboard; TOML wants `\"` here\n\
         4:6: an id has 1 to 64 letters, digits and signs of `._~-`"
    );
}

#[test]
fn an_id_that_is_there_twice_is_found_in_a_file_that_is_wrong_elsewhere() {
    let client =
        "[[client]]\nid = \"a\"\nname = \"甲\"\nredirect_uris = \"https://a\"\npublic = true\n";
    let told = read(format!("{client}{client}id = 5\n").as_bytes()).unwrap_err();
    let lines: Vec<usize> = told.all.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [11], "{told}");
    let told = read(format!("{client}{client}[[client]]\nid = \n").as_bytes()).unwrap_err();
    let lines: Vec<usize> = told.all.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [7, 12], "{told}");
}

proptest! {
    /// Whatever the file says: no panic, every place is in the file, and nothing that a terminal or cargo
    /// would obey comes through.
    #[test]
    fn any_file_is_read_or_told_of_on_lines_of_our_own(
        file in prop_oneof![
            "\\PC{0,40}",
            "\\[\\[client\\]\\]\\nid = \"\\PC{0,9}\"\\nname = \"\\PC{0,50}\"\\nsecret = \"[A-Z_a-z]{0,9}\"\\n",
            "\\[\\[client\\]\\]\\nredirect_uris = [\"[a-z0-9:/@#%*\\[\\].?é\u{202e}A]{0,30}\"]\\npublic = true\\n",
            "\\[\\[client\\]\\]\\nredirect_uris = [\"https?://[a-z0-9:/@#%*\\[\\].?]{0,12}\"]\\npublic = true\\n",
        ]
    ) {
        if let Err(mistakes) = read(file.as_bytes()) {
            prop_assert!(!mistakes.all.is_empty());
            let lines = file.split('\n').count();
            prop_assert!(mistakes.all.iter().all(|it| (1..=lines).contains(&it.line)));
            for language in [Language::English, Language::Chinese] {
                for told in mistakes.rendered("clients.toml", language) {
                    prop_assert_eq!(told.lines().count(), 3, "{}", told);
                    let obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
                    prop_assert!(!told.contains(obeyed), "{:?}", told);
                }
                prop_assert!(mistakes.all.iter().all(|it| !it.text(language).contains('\n')));
            }
        }
    }
}
