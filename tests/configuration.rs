//! What the environment may say, and what is answered where it says something else.

mod wechat_side;

use wechat_edge::callback::Refusal;
use wechat_edge::callback::config::{Config, ConfigError, Setting, warnings};
use wechat_side::{NONCE, TIMESTAMP, TOKEN, config, get, log, post, signed};

#[test]
fn each_mistake_in_the_configuration_is_said_with_what_to_do() {
    const ROWS: &[(&[(&str, &str)], &str)] = &[
        (
            &[],
            "WECHAT_TOKEN is not set: run `npx wrangler secret put WECHAT_TOKEN` and type the \
             Token of WeChat's admin page (locally: put it into .dev.vars)",
        ),
        (
            &[("WECHAT_TOKEN", "ab")],
            "WECHAT_TOKEN is not a Token, which has 3 to 32 letters and digits: run `npx wrangler \
             secret put WECHAT_TOKEN` and type the Token of WeChat's admin page",
        ),
        (
            &[
                ("WECHAT_TOKEN", "abc"),
                ("WECHAT_TOKEN_PREVIOUS", "local-development-token"),
            ],
            "WECHAT_TOKEN_PREVIOUS is not a Token, which has 3 to 32 letters and digits: run `npx \
             wrangler secret put WECHAT_TOKEN_PREVIOUS` and type the Token of WeChat's admin page",
        ),
        (
            &[
                ("WECHAT_TOKEN", "abc"),
                ("WECHAT_TIMESTAMP_TOLERANCE", "5 minutes"),
            ],
            "WECHAT_TIMESTAMP_TOLERANCE is not a number of seconds: set it in wrangler.toml, or \
             remove it for 300",
        ),
        (
            &[("WECHAT_TOKEN", "abc"), ("WECHAT_AES_KEY", "too short")],
            "WECHAT_AES_KEY is not an EncodingAESKey, which has 43 letters and digits: run `npx \
             wrangler secret put WECHAT_AES_KEY` and paste the one of WeChat's admin page",
        ),
        (
            &[
                ("WECHAT_TOKEN", "abc"),
                ("WECHAT_AES_KEY", wechat_side::AES_KEY),
                ("WECHAT_AES_KEY_PREVIOUS", "too short"),
                ("WECHAT_APP_ID", wechat_side::APP_ID),
            ],
            "WECHAT_AES_KEY_PREVIOUS is not an EncodingAESKey, which has 43 letters and digits: \
             run `npx wrangler secret put WECHAT_AES_KEY_PREVIOUS` and paste the one of WeChat's \
             admin page",
        ),
        (
            &[
                ("WECHAT_TOKEN", "abc"),
                ("WECHAT_AES_KEY", wechat_side::AES_KEY),
            ],
            "WECHAT_AES_KEY is set, but WECHAT_APP_ID is not: set it to the AppID (wx…) of \
             WeChat's admin page, in wrangler.toml",
        ),
        (
            &[
                ("WECHAT_TOKEN", "abc"),
                ("WECHAT_AES_KEY_PREVIOUS", wechat_side::AES_KEY),
            ],
            "WECHAT_AES_KEY_PREVIOUS is set, but WECHAT_AES_KEY is not: the previous one is \
             accepted beside a current one only",
        ),
    ];
    for (variables, message) in ROWS {
        let error = config(variables).unwrap_err();
        assert_eq!(error.to_string(), *message);
        // A Worker that is not configured answers nobody, however well signed.
        let query = signed("abc", TIMESTAMP, NONCE) + "&echostr=1";
        let answer = get(&config(variables), &query);
        assert_eq!(answer, Refusal::Config(error).into());
        assert_eq!((answer.status, answer.body.as_str()), (503, ""));
        assert_eq!(log(&answer), *message);
        let answer = post(&config(variables), &query, b"");
        assert_eq!((answer.status, log(&answer).as_str()), (503, *message));
    }
}

const SETTINGS: [&str; 6] = [
    "WECHAT_TOKEN",
    "WECHAT_TOKEN_PREVIOUS",
    "WECHAT_AES_KEY",
    "WECHAT_AES_KEY_PREVIOUS",
    "WECHAT_APP_ID",
    "WECHAT_TIMESTAMP_TOLERANCE",
];

/// The configuration where everything is set as it should be, but this one to that.
fn with(name: &str, value: &Setting) -> Result<Config, ConfigError> {
    Config::read(|known| match known {
        _ if known == name => value.clone(),
        "WECHAT_TOKEN" | "WECHAT_TOKEN_PREVIOUS" => Setting::Text("abc".to_owned()),
        "WECHAT_APP_ID" => Setting::Text(wechat_side::APP_ID.to_owned()),
        "WECHAT_TIMESTAMP_TOLERANCE" => Setting::Text("300".to_owned()),
        _ => Setting::Text(wechat_side::AES_KEY.to_owned()),
    })
}

#[test]
fn a_setting_that_is_there_but_blank_answers_nobody() {
    for name in SETTINGS {
        for blank in ["", " ", "\n", "\t\r\n ", "\u{3000}"] {
            let error = with(name, &Setting::Text(blank.to_owned())).unwrap_err();
            assert_eq!(error, ConfigError::Blank(name), "{blank:?}");
            let message = format!("{name} is set, but empty: remove it, or give it a value");
            assert_eq!(error.to_string(), message);
            assert_eq!(Refusal::Config(error).status(), 503);
        }
    }
}

#[test]
fn a_setting_of_the_wrong_kind_answers_nobody() {
    for name in SETTINGS {
        let error = with(name, &Setting::Other).unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with(name), "{message}");
        assert_eq!(Refusal::Config(error).status(), 503);
        if name != "WECHAT_TIMESTAMP_TOLERANCE" {
            // A number loses the zeros that a token may begin with.
            let number = with(name, &Setting::Number(12345.0));
            assert_eq!(number.unwrap_err(), ConfigError::NoText(name));
        }
    }
}

#[test]
fn a_tolerance_may_be_a_number_without_quotes() {
    let tolerance = |number| {
        let config = with("WECHAT_TIMESTAMP_TOLERANCE", &Setting::Number(number));
        config.map(|config| config.timestamp_tolerance)
    };
    assert_eq!(tolerance(5.0), Ok(Some(5)));
    assert_eq!(tolerance(0.0), Ok(None));
    for number in [-1.0, 0.5, f64::NAN, f64::INFINITY, 1e300] {
        assert_eq!(tolerance(number), Err(ConfigError::TimestampTolerance));
    }
}

#[test]
fn a_name_like_a_setting_that_is_none_is_told() {
    let told = |name: &str| -> Vec<String> {
        let warnings = warnings([name.to_owned()]);
        warnings.iter().map(ToString::to_string).collect()
    };
    for (name, meant) in [
        ("WECHAT_TOKN", "WECHAT_TOKEN"),
        ("WECHAT_APPID", "WECHAT_APP_ID"),
        ("WECHAT_ENCODING_AES_KEY", "WECHAT_AES_KEY"),
        ("wechat_token", "WECHAT_TOKEN"),
        (
            "WECHAT_TIMESTAMP_TOLERANCE_SECONDS",
            "WECHAT_TIMESTAMP_TOLERANCE",
        ),
        ("WECHAT_TOKEN_PREV", "WECHAT_TOKEN_PREVIOUS"),
    ] {
        let line = format!("{name} is set, but nothing reads it: did you mean {meant}?");
        assert_eq!(told(name), [line]);
    }
    for name in SETTINGS
        .iter()
        .chain(&["WECHAT_APP_SECRET", "SHOP", "MY_WECHAT_TOKN", ""])
    {
        assert_eq!(told(name), [""; 0]);
    }
}

#[test]
fn a_secret_that_was_pasted_with_a_line_end_works() {
    let pasted = config(&[("WECHAT_TOKEN", " spamtest\r\n")]);
    let query = signed(TOKEN, TIMESTAMP, NONCE) + "&echostr=1";
    assert_eq!(get(&pasted, &query).body, "1");
}

#[test]
fn an_aes_key_is_43_characters_of_base64() {
    let with = |key: &str| {
        config(&[
            ("WECHAT_TOKEN", "abc"),
            ("WECHAT_AES_KEY", key),
            ("WECHAT_APP_ID", "wx1"),
        ])
        .map(|_| ())
    };
    // The last character carries two bits that are not used, and often set.
    for last in ["A", "B", "C", "D", "G", "9", "+", "/"] {
        assert_eq!(with(&("a".repeat(42) + last)), Ok(()));
    }
    for key in [
        &"a".repeat(42),
        &"a".repeat(44),
        &("a".repeat(43) + "="),
        &("a".repeat(42) + "-"),
        &("a".repeat(42) + "_"),
        &("a".repeat(42) + "="),
        &("a".repeat(21) + " " + &"a".repeat(21)),
        &("a".repeat(41) + "é"),
        &"钥".repeat(43),
    ] {
        assert_eq!(
            with(key),
            Err(ConfigError::AesKey("WECHAT_AES_KEY")),
            "{key}"
        );
    }
}

#[test]
fn a_tolerance_is_a_number_of_seconds() {
    let with = |seconds: &str| {
        config(&[
            ("WECHAT_TOKEN", "abc"),
            ("WECHAT_TIMESTAMP_TOLERANCE", seconds),
        ])
        .map(|config| config.timestamp_tolerance)
    };
    assert_eq!(with("0"), Ok(None));
    assert_eq!(with(" 60 "), Ok(Some(60)));
    assert_eq!(with("18446744073709551615"), Ok(Some(u64::MAX)));
    for wrong in [
        "-1",
        "1.5",
        "300s",
        "1e3",
        "off",
        "18446744073709551616",
        "３００",
    ] {
        assert_eq!(with(wrong), Err(ConfigError::TimestampTolerance), "{wrong}");
    }
}

#[test]
fn no_secret_shows_in_debug_or_in_the_log() {
    let secrets = [
        "TheCurrentToken",
        "ThePreviousToken",
        "TheCurrentAesKey0123456789abcdefghijklmnopqr",
        "ThePreviousAesKey0123456789abcdefghijklmnop",
    ];
    let [token, previous_token, aes_key, previous_aes_key] = secrets;
    let variables = [
        ("WECHAT_TOKEN", token),
        ("WECHAT_TOKEN_PREVIOUS", previous_token),
        ("WECHAT_AES_KEY", &aes_key[..43]),
        ("WECHAT_AES_KEY_PREVIOUS", previous_aes_key),
        ("WECHAT_APP_ID", "wx1"),
    ];
    let shown = |shown: String| {
        for secret in secrets {
            assert!(!shown.contains(&secret[..10]), "{shown}");
        }
    };
    let configured = config(&variables);
    assert_eq!(
        format!("{:?}", configured.as_ref().unwrap()),
        "Config { tokens: [Token(…), Token(…)], keys: Some(Keys { app_id: \"wx1\", aes_keys: \
         [AesKey(…), AesKey(…)] }), timestamp_tolerance: Some(300) }"
    );
    shown(format!("{:#?}", configured.as_ref().unwrap()));

    // Wrong ones, too: a secret in the wrong variable is a secret all the same.
    for (wrong, _) in variables.iter().skip(1) {
        let mistaken: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, if name == wrong { token } else { *value }))
            .chain([("WECHAT_TIMESTAMP_TOLERANCE", token)])
            .collect();
        let error = config(&mistaken).unwrap_err();
        shown(format!("{error} {error:?}"));
    }
    let query = signed("wrong", TIMESTAMP, NONCE);
    shown(format!("{:?}", post(&configured, &query, b"<xml/>")));
}

#[test]
fn what_stands_on_wechats_pages_works_and_is_warned_of() {
    let warned = |variables: &[(&str, &str)]| -> Vec<String> {
        let warnings = config(variables).unwrap().warnings();
        warnings
            .iter()
            .filter_map(|warning| Some(warning.to_string().split_once(" stands on")?.0.to_owned()))
            .collect()
    };
    let made_up = "c9Zr2LwXk8VbTn4QyHf6JmPd1SgRa7UeKo3WiBxMtEF";
    let all = |token, previous_token, aes_key, previous_aes_key| {
        warned(&[
            ("WECHAT_TOKEN", token),
            ("WECHAT_TOKEN_PREVIOUS", previous_token),
            ("WECHAT_AES_KEY", aes_key),
            ("WECHAT_AES_KEY_PREVIOUS", previous_aes_key),
            ("WECHAT_APP_ID", "wx1"),
        ])
    };
    let sample = wechat_side::AES_KEY;
    assert_eq!(all("u7Tq2ZkV", "k2Wb9XrM", made_up, made_up), [""; 0]);
    assert_eq!(all("AAAAA", "k2Wb9XrM", made_up, made_up), ["WECHAT_TOKEN"]);
    assert_eq!(
        all("u7Tq2ZkV", "weixin", made_up, sample),
        ["WECHAT_TOKEN_PREVIOUS", "WECHAT_AES_KEY_PREVIOUS"]
    );
    assert_eq!(all("abc", "abc", sample, made_up), ["WECHAT_AES_KEY"]);
    assert_eq!(warned(&[("WECHAT_TOKEN", "spamtest")]), ["WECHAT_TOKEN"]);
}
