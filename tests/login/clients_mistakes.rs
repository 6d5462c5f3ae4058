//! A wrong `clients.toml` never goes live: each mistake, and exactly what the owner is told.

use wechat_edge::login::clients::parse::read;
use wechat_edge::toml_file::Kind;

/// A client with these keys in the place of its own, which stand in the lines 2 to 5.
fn client(replaced: &[(&str, &str)]) -> String {
    let mut toml = String::from("[[client]]\n");
    for (key, value) in [
        ("id", "\"grafana\""),
        ("name", "\"公司 Grafana\""),
        ("redirect_uris", "\"https://grafana.example.com/cb\""),
        ("secret", "\"GRAFANA_CLIENT_SECRET\""),
    ] {
        let line = replaced.iter().find(|(replaced, _)| *replaced == key);
        let line = line.map_or_else(
            || format!("{key} = {value}"),
            |(_, line)| (*line).to_owned(),
        );
        toml += &line;
        toml.push('\n');
    }
    toml
}

#[track_caller]
fn check(rows: &[(String, &str)]) {
    for (toml, message) in rows {
        match read(toml.as_bytes()) {
            Ok(_) => panic!("this was accepted:\n{toml}"),
            Err(error) => assert_eq!(error.to_string(), *message, "{toml}"),
        }
    }
}

#[test]
fn unknown_keys_are_refused_with_what_was_meant() {
    check(&[
        (
            "[[clients]]\n".to_owned(),
            "1:3: unknown key `clients` in the file; did you mean `client`?",
        ),
        (
            "wechat_sever = \"A\"\n".to_owned(),
            "1:1: unknown key `wechat_sever` in the file; did you mean `wechat_server`?",
        ),
        (
            client(&[("redirect_uris", "redirect_uri = \"https://a\"")]),
            "4:1: unknown key `redirect_uri` in a client; did you mean `redirect_uris`?",
        ),
        (
            client(&[("id", "client_id = \"grafana\"")]),
            "2:1: unknown key `client_id` in a client; there are `id`, `name`, `redirect_uris`, \
             `secret`, `public`, `email`",
        ),
        (
            client(&[("secret", "secret = \"A\"\nwechat_server = \"B\"")]),
            "6:1: wechat_server belongs to no client: write it above the first [[client]]",
        ),
    ]);
}

#[test]
fn a_client_says_who_it_is_and_where_it_is() {
    check(&[
        (
            client(&[("id", "")]),
            "1:1: the client has no `id`, by which the site names itself, such as id = \"grafana\"",
        ),
        (
            client(&[("name", "")]),
            "1:1: the client has no `name`, which the visitor reads, such as name = \"公司 Grafana\"",
        ),
        (
            client(&[("redirect_uris", "")]),
            "1:1: the client has no `redirect_uris`, where visitors are sent back to, such as \
             redirect_uris = [\"https://grafana.example.com/login/generic_oauth\"]",
        ),
        (
            client(&[("id", "id = 5")]),
            "2:6: expected a text, found a value of type integer",
        ),
        (
            client(&[("id", "id = \"\"")]),
            "2:6: an id has 1 to 64 letters, digits and signs of `._~-`",
        ),
        (
            client(&[("id", "id = \"公司\"")]),
            "2:6: an id has 1 to 64 letters, digits and signs of `._~-`",
        ),
        (
            client(&[("id", &format!("id = \"{}\"", "a".repeat(65)))]),
            "2:6: an id has 1 to 64 letters, digits and signs of `._~-`",
        ),
        (
            client(&[]) + &client(&[("name", "name = \"别的\"")]),
            "7:6: the client in line 2 has this id already",
        ),
        (
            client(&[("name", "name = \" \"")]),
            "3:8: the name is empty, and the visitor is to read it",
        ),
        (
            client(&[("name", &format!("name = \"{}\"", "长".repeat(41)))]),
            "3:8: the name has 41 characters, at most 40 are shown well on a phone",
        ),
        (
            client(&[("name", "name = \"a\\nb\"")]),
            "3:8: the name has a control character in it, or an invisible one: delete it",
        ),
        (
            client(&[("name", "name = \"a\\u202eb\"")]),
            "3:8: the name has a control character in it, or an invisible one: delete it",
        ),
        (
            "client = 5\n".to_owned(),
            "1:10: expected { key = value, … }, found a value of type integer",
        ),
    ]);
}

#[test]
fn a_client_has_the_name_of_a_secret_or_is_public() {
    const NAME: &str = "here stands the name of a secret, in capitals, digits and `_`, such as \
         GRAFANA_CLIENT_SECRET; never the secret itself, which is set by \
         `npx wrangler secret put GRAFANA_CLIENT_SECRET`";
    check(&[
        (
            client(&[("secret", "")]),
            "1:1: the client has neither: write secret = \"NAME_OF_A_SECRET\", or public = true for an \
             app or a page that cannot keep one",
        ),
        (
            client(&[("secret", "secret = \"A\"\npublic = true")]),
            "5:10: the client has `secret` and `public`: a public client has no secret; remove one of them",
        ),
        (
            client(&[("secret", "public = false")]),
            "5:10: write `true` here, or leave the key out",
        ),
        (
            client(&[("secret", "secret = \"A\"\nemail = \"yes\"")]),
            "6:9: write `true` here, or leave the key out",
        ),
        (
            client(&[("secret", "secret = \"hunter2\"")]),
            &format!("5:10: {NAME}"),
        ),
        (
            client(&[("secret", "secret = \"\"")]),
            &format!("5:10: {NAME}"),
        ),
        (
            client(&[("secret", "secret = \"9LIVES\"")]),
            &format!("5:10: {NAME}"),
        ),
        (
            "wechat_server = \"a secret\"\n".to_owned(),
            &format!("1:17: {NAME}"),
        ),
        (
            client(&[("secret", &format!("secret = \"{}\"", "A".repeat(101)))]),
            &format!("5:10: {NAME}"),
        ),
        (
            "wechat_server = 5\n".to_owned(),
            "1:17: expected a text, found a value of type integer",
        ),
    ]);
    for name in [
        "WECHAT_TOKEN",
        "WECHAT_ANYTHING",
        "CONSOLE_TOKEN",
        "ACCESS_AUD",
        "SCANS_DEAD",
        "LOGIN_ISSUER",
        "LOGIN",
        "DB",
        "SCANS",
    ] {
        let secret = format!("secret = \"{name}\"");
        let told = format!(
            "5:10: {name} means something else to the Worker: choose another name, such as \
             GRAFANA_CLIENT_SECRET"
        );
        check(&[(client(&[("secret", &secret)]), &told)]);
    }
    for name in ["LOGIN_SERVER_TOKEN", "DB_CLIENT_SECRET", "A1_", "SCANSITE"] {
        let secret = format!("secret = \"{name}\"");
        assert!(
            read(client(&[("secret", &secret)]).as_bytes()).is_ok(),
            "{name}"
        );
    }
}

const CHARACTER: &str = "a URL has no blanks, quotes, backslashes, braces or control characters: write them \
     as %20 and so on";
const HTTP: &str = "http is for localhost, 127.0.0.1 and [::1] alone: write https://";
const NOT_WHOLE: &str = "the URL is not whole: begin with https:// and the host";
const NO_HOST: &str = "the URL has no host: write https://host/…";
const WILDCARD: &str =
    "`*` stands for nothing here: write each URL in full, they are compared byte by byte";
const FRAGMENT: &str = "a redirect URI has no fragment: remove `#` and what stands behind it";
const USER: &str = "a redirect URI has no user name: remove what stands before `@`, and the `@`";
const PERCENT: &str = "behind % stand two hexadecimal digits; for the sign itself write %25";
const APP: &str = "the URL of an app is for public clients: an app cannot keep a secret; write \
     public = true in the place of `secret`";

fn scheme(scheme: &str) -> String {
    format!(
        "`{scheme}:` will not do: write https://, or for an app a scheme of its own with a dot, such as \
         com.example.app:/cb"
    )
}

#[test]
fn an_address_that_says_more_than_one_place_is_refused_with_its_reason() {
    let port = |port: &str| format!("`{port}` is no port: 1 to 65535");
    let host = |host: &str| format!("`{host}` is no host");
    for (uri, message) in [
        (
            "",
            "the URL is empty: write where the site wants its visitors back".to_owned(),
        ),
        ("https://a.com/ cb", CHARACTER.to_owned()),
        ("https://a.com/\\tcb", CHARACTER.to_owned()),
        ("https://a.com\\\\@b.com/", CHARACTER.to_owned()),
        ("https://a.com/{x}", CHARACTER.to_owned()),
        (
            "https://例子.com/cb",
            "`例` cannot stand in a URL: copy it from a browser's address bar, which gives \
             %E4%BD%A0 and xn--…"
                .to_owned(),
        ),
        ("https://a.com/%", PERCENT.to_owned()),
        ("https://a.com/%4", PERCENT.to_owned()),
        ("https://a.com/%zz", PERCENT.to_owned()),
        ("https://*.a.com/cb", WILDCARD.to_owned()),
        ("https://a.com/*", WILDCARD.to_owned()),
        ("https://a.com/cb#x", FRAGMENT.to_owned()),
        ("https://a.com/cb#", FRAGMENT.to_owned()),
        ("a.com/cb", NOT_WHOLE.to_owned()),
        ("/cb", NOT_WHOLE.to_owned()),
        ("//a.com/cb", NOT_WHOLE.to_owned()),
        ("localhost:3000/cb", NOT_WHOLE.to_owned()),
        ("a.com:8443/cb", NOT_WHOLE.to_owned()),
        ("://a.com/cb", NOT_WHOLE.to_owned()),
        ("http://a.com/cb", HTTP.to_owned()),
        ("http://localhost.a.com/cb", HTTP.to_owned()),
        ("http://127.0.0.2/cb", HTTP.to_owned()),
        ("http://192.168.1.5:3000/cb", HTTP.to_owned()),
        ("http://[::2]/cb", HTTP.to_owned()),
        ("javascript:alert(1)", scheme("javascript")),
        ("data:text/html,x", scheme("data")),
        ("HTTPS://a.com/cb", scheme("HTTPS")),
        ("ftp://a.com/cb", scheme("ftp")),
        ("com..app:/cb", scheme("com..app")),
        ("myapp:/cb", scheme("myapp")),
        ("com.example.app:/cb", APP.to_owned()),
        ("https:", NO_HOST.to_owned()),
        ("https:a.com", NO_HOST.to_owned()),
        ("https:///cb", NO_HOST.to_owned()),
        ("https://:443/cb", NO_HOST.to_owned()),
        ("https://?x", NO_HOST.to_owned()),
        ("https://user@a.com/cb", USER.to_owned()),
        ("https://user:pw@a.com/cb", USER.to_owned()),
        ("https://localhost@a.com/cb", USER.to_owned()),
        ("https://a..com/cb", host("a..com")),
        ("https://.a.com/cb", host(".a.com")),
        ("https://a,b/cb", host("a,b")),
        ("https://a%2eb/cb", host("a%2eb")),
        ("https://[::1/cb", host("[::1")),
        ("https://[x]/cb", host("[x]")),
        (
            "https://A.com/cb",
            "the host stands in small letters, as browsers write it".to_owned(),
        ),
        ("https://a.com:/cb", port("")),
        ("https://a.com:0/cb", port("0")),
        ("https://a.com:65536/cb", port("65536")),
        ("https://a.com:+80/cb", port("+80")),
        ("https://a.com:x/cb", port("x")),
    ] {
        let line = format!("redirect_uris = \"{uri}\"");
        check(&[(
            client(&[("redirect_uris", &line)]),
            &format!("4:17: {message}"),
        )]);
    }
    let long = format!("redirect_uris = \"https://a.com/{}\"", "x".repeat(1000));
    check(&[
        (
            client(&[("redirect_uris", &long)]),
            "4:17: the URL is longer than 1000 characters",
        ),
        (
            client(&[("redirect_uris", "redirect_uris = []")]),
            "4:17: the list is empty: nobody could be sent back to this site",
        ),
        (
            client(&[("redirect_uris", "redirect_uris = [5]")]),
            "4:18: expected a URL, or a list of URLs, found a value of type integer",
        ),
        (
            client(&[(
                "redirect_uris",
                "redirect_uris = [\"https://a\",\n\"https://b\",\n\"https://a\"]",
            )]),
            "6:1: this URL is there already, in line 4",
        ),
    ]);
}

#[test]
fn a_public_client_may_have_the_scheme_of_an_app() {
    for uri in [
        "com.example.app:/cb",
        "com.example.app://cb?x=1",
        "cn.a-b+c:cb",
    ] {
        let line = format!("redirect_uris = \"{uri}\"");
        let toml = client(&[("redirect_uris", &line), ("secret", "public = true")]);
        assert!(read(toml.as_bytes()).is_ok(), "{uri}");
    }
}

#[test]
fn scripts_know_a_mistake_by_a_name_of_its_own() {
    let code = |toml: &str| read(toml.as_bytes()).unwrap_err().all[0].kind.code();
    assert_eq!(code("[[clients]]\n"), "unknown_key");
    assert_eq!(code("[[client]]\nid = \"\"\n"), "missing");
    assert_eq!(
        code(&client(&[(
            "redirect_uris",
            "redirect_uris = \"http://a\""
        )])),
        "uri_http"
    );
}
