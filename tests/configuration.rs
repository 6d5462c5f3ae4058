//! What the environment may say, and what is answered where it says something else.

mod wechat_side;

use wechat_edge::callback::Refusal;
use wechat_edge::callback::config::ConfigError;
use wechat_side::{NONCE, SAFE, TIMESTAMP, TOKEN, config, get, log, post, signed};

#[test]
fn each_mistake_in_the_configuration_is_said_with_what_to_do() {
    const ROWS: &[(&[(&str, &str)], &str)] = &[
        (
            &[],
            "WECHAT_TOKEN is not set: run `npx wrangler secret put WECHAT_TOKEN` and type the \
             Token of WeChat's admin page (locally: put it into .dev.vars)",
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

#[test]
fn a_variable_that_is_empty_or_blank_counts_as_not_set() {
    for value in ["", " ", "\n", "\t\r\n "] {
        let no_token = config(&[("WECHAT_TOKEN", value)]);
        assert_eq!(no_token.unwrap_err(), ConfigError::NoToken);
        let no_token = config(&[("WECHAT_TOKEN", value), ("WECHAT_TOKEN_PREVIOUS", "a")]);
        assert_eq!(no_token.unwrap_err(), ConfigError::NoToken);
        let plaintext = config(&[
            ("WECHAT_TOKEN", "a"),
            ("WECHAT_TOKEN_PREVIOUS", value),
            ("WECHAT_AES_KEY", value),
            ("WECHAT_AES_KEY_PREVIOUS", value),
            ("WECHAT_TIMESTAMP_TOLERANCE", value),
        ]);
        let plaintext = plaintext.unwrap();
        assert_eq!(plaintext.tokens.len(), 1);
        assert!(plaintext.keys.is_none());
        assert_eq!(plaintext.timestamp_tolerance, Some(300));
        let no_app_id = [SAFE, &[]].concat();
        let no_app_id: Vec<_> = no_app_id
            .into_iter()
            .map(|(name, set)| (name, if name == "WECHAT_APP_ID" { value } else { set }))
            .collect();
        assert_eq!(config(&no_app_id).unwrap_err(), ConfigError::NoAppId);
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
            ("WECHAT_TOKEN", "a"),
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
            ("WECHAT_TOKEN", "a"),
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
