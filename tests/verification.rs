//! Whom the callback answers: the query's parameters, the signature and the timestamp, for the
//! verification of the URL and for messages alike.

mod wechat_side;

use sha1::{Digest, Sha1};
use wechat_edge::callback::query::{MAX_KEYS, MAX_NONCE, QueryError};
use wechat_edge::callback::{ContentType, Head, MAX_BODY, Refusal, check};
use wechat_side::{
    NONCE, NOW, PLAINTEXT, SAFE, TIMESTAMP, TOKEN, config, element, get, post, sign, signed,
};

// The URL's verification.

#[test]
fn echostr_comes_back_exactly() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    for (sent, back) in [
        ("4375120948345356249", "4375120948345356249"),
        ("", ""),
        ("0", "0"),
        ("%E5%BE%AE%E4%BF%A1", "微信"),
        ("a%2Bb%20c%26d", "a+b c&d"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("%0D%0A", "\r\n"),
    ] {
        for variables in [PLAINTEXT, SAFE] {
            let answer = get(&config(variables), &format!("{query}&echostr={sent}"));
            assert_eq!((answer.status, answer.headers), (200, ContentType::Text));
            assert_eq!(answer.body, back);
            assert_eq!(answer.log, None);
        }
    }
}

#[test]
fn a_get_without_echostr_is_no_verification() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    let answer = get(&config(PLAINTEXT), &query);
    assert_eq!(
        answer,
        Refusal::Query(QueryError::Missing("echostr")).into()
    );
}

#[test]
fn a_get_has_no_use_for_a_body() {
    let query = signed(TOKEN, TIMESTAMP, NONCE) + "&echostr=1";
    for body in [&[][..], &[b'x'; MAX_BODY + 1]] {
        let answer = wechat_side::send(&config(PLAINTEXT), "GET", "/wechat", &query, body);
        assert_eq!(answer.body, "1");
    }
}

// Who is answered. All of it holds for GET and POST alike.

/// Sends this query as a URL verification and as a message: both are refused for this reason.
#[track_caller]
fn assert_refused(query: &str, reason: Refusal) {
    assert_refused_by(PLAINTEXT, query, reason);
}

#[track_caller]
fn assert_refused_by(variables: &[(&str, &str)], query: &str, reason: Refusal) {
    let config = config(variables);
    let verification = get(&config, &format!("{query}&echostr=1"));
    assert_eq!(verification, reason.into(), "GET {query}");
    let message = post(&config, query, wechat_side::text_message("x").as_bytes());
    assert_eq!(message, reason.into(), "POST {query}");
    assert_eq!((message.status, message.body.as_str()), (403, ""));
    assert_eq!(message.headers.list(), []);
}

/// Sends this query as a URL verification and as a message: both are answered.
#[track_caller]
fn assert_accepted(query: &str) {
    assert_accepted_by(PLAINTEXT, query);
}

#[track_caller]
fn assert_accepted_by(variables: &[(&str, &str)], query: &str) {
    let config = config(variables);
    let verification = get(&config, &format!("{query}&echostr=1"));
    assert_eq!(verification.body, "1", "GET {query}");
    let message = post(&config, query, wechat_side::text_message("x").as_bytes());
    assert_eq!((message.status, message.headers), (200, ContentType::Xml));
    assert_eq!(element(&message.body, "Content"), "x");
}

#[test]
fn each_parameter_that_is_missing_is_named_in_the_log() {
    let signature = sign([TOKEN, TIMESTAMP, NONCE]);
    let parameters = [
        ("signature", signature.as_str()),
        ("timestamp", TIMESTAMP),
        ("nonce", NONCE),
    ];
    for (missing, _) in parameters {
        let query: Vec<String> = parameters
            .iter()
            .filter(|(key, _)| *key != missing)
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_refused(
            &query.join("&"),
            Refusal::Query(QueryError::Missing(missing)),
        );
    }
    let nothing = post(&config(PLAINTEXT), "", b"");
    assert_eq!(
        nothing,
        Refusal::Query(QueryError::Missing("timestamp")).into()
    );
    let nothing = get(&config(PLAINTEXT), "");
    assert_eq!(
        nothing,
        Refusal::Query(QueryError::Missing("echostr")).into()
    );
}

#[test]
fn a_signature_fits_as_a_whole_or_not_at_all() {
    let signature = sign([TOKEN, TIMESTAMP, NONCE]);
    let with =
        |signature: &str| format!("signature={signature}&timestamp={TIMESTAMP}&nonce={NONCE}");
    assert_accepted(&with(&signature));

    let mut wrong = vec![
        String::new(),
        "0".to_owned(),
        "0".repeat(40),
        signature.to_uppercase(),
        format!("{signature}0"),
        format!("0{signature}"),
        format!("{signature}{signature}"),
        format!("%20{signature}"),
        format!("{signature}%20"),
        format!("{signature}%00"),
        "é".repeat(20),
        sign([TOKEN, "1735700001", NONCE]),
        sign([TOKEN, TIMESTAMP, "1320562133"]),
        sign(["spamtesT", TIMESTAMP, NONCE]),
        sign(["", TIMESTAMP, NONCE]),
        sign([TIMESTAMP, NONCE]),
        sign([TOKEN, TIMESTAMP, NONCE, ""]) + "0",
    ];
    // Each part of it, and each with one digit wrong.
    for at in 0..signature.len() {
        wrong.push(signature[..at].to_owned());
        let (before, digit) = signature.split_at(at);
        let other = if digit.starts_with('0') { "1" } else { "0" };
        wrong.push([before, other, &digit[1..]].concat());
    }
    for signature in wrong {
        assert_refused(&with(&signature), Refusal::Signature);
    }
}

#[test]
fn a_signature_cannot_be_extended() {
    // Who knows SHA-1 of a text can go on from there without the text: SHA-1 pads it with 0x80,
    // zeros and its length in bits, and what was added comes after. Here the token is sorted first
    // and the nonce last, so that such a text has the form of another nonce, and a short one. But
    // 0x80 behind a digit is not UTF-8.
    let (token, nonce) = ("0123456789abcdef0123456789abcdef", "9");
    let signed = [token, TIMESTAMP, nonce].concat();
    let mut extended = signed.clone().into_bytes();
    extended.push(0x80);
    extended.resize(64 - 8, 0);
    extended.extend((8 * signed.len() as u64).to_be_bytes());
    extended.extend(b"more");
    let signature: String = Sha1::digest(&extended)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let nonce: String = extended[signed.len() - nonce.len()..]
        .iter()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    let query = format!("signature={signature}&timestamp={TIMESTAMP}&nonce={nonce}");
    let variables = &[("WECHAT_TOKEN", token)];
    assert_refused_by(variables, &query, Refusal::Signature);
}

#[test]
fn nothing_else_in_the_query_stands_in_for_the_signature() {
    for query in [
        format!(
            "timestamp={TIMESTAMP}&nonce={NONCE}&msg_signature={}",
            sign([TOKEN, TIMESTAMP, NONCE])
        ),
        format!(
            "timestamp={TIMESTAMP}&nonce={NONCE}&Signature={}",
            sign([TOKEN, TIMESTAMP, NONCE])
        ),
        format!("timestamp={TIMESTAMP}&nonce={NONCE}&token={TOKEN}"),
    ] {
        let missing = Refusal::Query(QueryError::Missing("signature"));
        assert_refused(&query, missing);
    }
}

#[test]
fn a_key_given_twice_is_refused_known_or_not_and_however_it_is_spelled() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    let signature = sign([TOKEN, TIMESTAMP, NONCE]);
    for again in [
        // The same value again, too.
        format!("signature={signature}"),
        "signature=".to_owned(),
        "signature".to_owned(),
        format!("timestamp={TIMESTAMP}"),
        format!("nonce={NONCE}"),
        "nonce=1".to_owned(),
        "%6Eonce=1".to_owned(),
        "openid=another".to_owned(),
        "x=1&x=1".to_owned(),
        "x=1&%78=2".to_owned(),
        "=1&=2".to_owned(),
        "msg_signature=1&msg_signature=1".to_owned(),
    ] {
        let twice = Refusal::Query(QueryError::Twice);
        assert_refused(&format!("{query}&{again}"), twice);
        assert_refused(&format!("{again}&{query}"), twice);
    }
    let twice = get(&config(PLAINTEXT), &format!("{query}&echostr=1&echostr=1"));
    assert_eq!(twice, Refusal::Query(QueryError::Twice).into());
}

#[test]
fn keys_that_wechat_does_not_send_do_no_harm_up_to_a_number() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    // signature, timestamp, nonce and openid are 4; a GET has echostr, too.
    let others = |count| -> String { (0..count).map(|at| format!("&k{at}=v")).collect() };
    assert_accepted(&(query.clone() + &others(MAX_KEYS - 5)));
    let too_many = Refusal::Query(QueryError::TooManyKeys);
    assert_refused(&(query + &others(MAX_KEYS - 3)), too_many);
    assert_refused(&"&a=b".repeat(100_000), Refusal::Query(QueryError::Twice));
}

#[test]
fn empty_pairs_and_any_order_are_no_matter() {
    let signature = sign([TOKEN, TIMESTAMP, NONCE]);
    assert_accepted(&format!(
        "&&nonce={NONCE}&&&timestamp={TIMESTAMP}&empty&signature={signature}&&"
    ));
}

#[test]
fn a_nonce_is_any_short_text() {
    let long = "n".repeat(MAX_NONCE);
    for nonce in ["0", "abc", "微信", "a b", "", &long] {
        let signature = sign([TOKEN, TIMESTAMP, nonce]);
        let nonce = nonce.replace(' ', "%20");
        assert_accepted(&format!(
            "signature={signature}&timestamp={TIMESTAMP}&nonce={nonce}"
        ));
    }
    let query = signed(TOKEN, TIMESTAMP, &"n".repeat(MAX_NONCE + 1));
    assert_refused(&query, Refusal::Query(QueryError::LongNonce));
}

#[test]
fn a_timestamp_is_ten_digits() {
    for timestamp in [
        "",
        "0",
        "173570000",
        "17357000000",
        "1735700000000",
        "01735700000",
        "+735700000",
        "-735700000",
        "1735700e10",
        "0x67737A20",
        "17357 0000",
        "173570000 ",
        "173570000\u{660}",
        "１７３５７０００００",
        "99999999999999999999999999",
    ] {
        let signature = sign([TOKEN, timestamp, NONCE]);
        let encoded = timestamp.replace('+', "%2B").replace(' ', "%20");
        let query = format!("signature={signature}&timestamp={encoded}&nonce={NONCE}");
        assert_refused(&query, Refusal::Timestamp);
        let no_tolerance = [PLAINTEXT, &[("WECHAT_TIMESTAMP_TOLERANCE", "0")]].concat();
        assert_refused_by(&no_tolerance, &query, Refusal::Timestamp);
    }
}

#[test]
fn a_timestamp_may_be_off_by_the_tolerance_and_not_by_a_second_more() {
    for (tolerance, seconds) in [
        (None, 300),
        (Some("300"), 300),
        (Some("1"), 1),
        (Some("60"), 60),
        (Some("86400"), 86400),
    ] {
        let tolerance = tolerance.map(|seconds| ("WECHAT_TIMESTAMP_TOLERANCE", seconds));
        let variables: Vec<_> = PLAINTEXT.iter().copied().chain(tolerance).collect();
        for timestamp in [NOW - seconds, NOW + seconds, NOW] {
            assert_accepted_by(&variables, &signed(TOKEN, &timestamp.to_string(), NONCE));
        }
        for timestamp in [NOW - seconds - 1, NOW + seconds + 1] {
            let query = signed(TOKEN, &timestamp.to_string(), NONCE);
            assert_refused_by(&variables, &query, Refusal::Stale(seconds + 1));
        }
    }
}

#[test]
fn a_tolerance_of_zero_or_of_centuries_accepts_every_time() {
    for tolerance in ["0", "00", "18446744073709551615"] {
        let variables = [PLAINTEXT, &[("WECHAT_TIMESTAMP_TOLERANCE", tolerance)]].concat();
        for timestamp in ["0000000000", "9999999999", TIMESTAMP] {
            assert_accepted_by(&variables, &signed(TOKEN, timestamp, NONCE));
        }
    }
}

#[test]
fn a_clock_that_is_far_off_refuses_and_does_not_overflow() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    for now in [0, u64::MAX] {
        let head = Head {
            method: "POST",
            path: "/wechat",
            query: &query,
        };
        let refusal = check(&head, &config(PLAINTEXT), now).unwrap_err();
        assert_eq!(refusal, Refusal::Stale(now.abs_diff(NOW)));
    }
}

#[test]
fn during_a_rotation_both_tokens_are_accepted() {
    let both = [PLAINTEXT, &[("WECHAT_TOKEN_PREVIOUS", "before")]].concat();
    assert_accepted_by(&both, &signed(TOKEN, TIMESTAMP, NONCE));
    assert_accepted_by(&both, &signed("before", TIMESTAMP, NONCE));
    assert_refused_by(
        &both,
        &signed("long ago", TIMESTAMP, NONCE),
        Refusal::Signature,
    );
    assert_refused(&signed("before", TIMESTAMP, NONCE), Refusal::Signature);
}

#[test]
fn the_order_of_the_signed_parts_is_that_of_their_bytes() {
    // Each order of token, timestamp and nonce comes up.
    for token in ["000", "5x5", "aaa", "123", "ZZZ"] {
        for nonce in ["0", "3", "9", "Z", "z", "微"] {
            let query = signed(token, TIMESTAMP, nonce);
            assert_accepted_by(&[("WECHAT_TOKEN", token)], &query);
        }
    }
}
