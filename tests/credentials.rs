//! What is a Token and what is a key, and which of them everybody has.

use wechat_edge::wechat::encryption::AesKey;
use wechat_edge::wechat::signature::{Token, TokenError};

#[test]
fn a_token_is_3_to_32_letters_and_digits() {
    let longest = "Az09".repeat(8);
    for token in ["abc", "000", "A1b", &longest] {
        assert!(Token::new(token).is_ok(), "{token}");
    }
    let too_long = longest.clone() + "a";
    for (token, error) in [
        ("", TokenError::Length),
        ("a", TokenError::Length),
        ("ab", TokenError::Length),
        (&too_long, TokenError::Length),
        ("local-development-token", TokenError::Character),
        ("a b", TokenError::Character),
        ("abc\n", TokenError::Character),
        ("abc\0", TokenError::Character),
        ("a_b", TokenError::Character),
        ("令牌令牌", TokenError::Character),
        ("abc１２３", TokenError::Character),
        ("éab", TokenError::Character),
        ("🔑🔑🔑", TokenError::Character),
    ] {
        assert_eq!(Token::new(token), Err(error), "{token:?}");
    }
}

#[test]
fn what_is_wrong_with_a_token_does_not_say_what_it_is() {
    let said = |token: &str| Token::new(token).unwrap_err().to_string();
    assert_eq!(
        said("no"),
        "it is shorter than 3 or longer than 32 characters"
    );
    assert_eq!(
        said("a secret of another kind"),
        "it has other characters than letters and digits"
    );
}

#[test]
fn what_stands_on_wechats_pages_is_known_as_such() {
    for (token, published) in [
        ("AAAAA", true),
        ("spamtest", true),
        ("pamtest", true),
        ("weixin", true),
        ("QDG6eK", true),
        ("AAAAAA", false),
        ("Spamtest", false),
        ("u7Tq2ZkV", false),
    ] {
        let token = Token::new(token).unwrap();
        assert_eq!(token.is_published_sample(), published, "{token:?}");
    }
    let alphabet = &"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"[..42];
    for (key, published) in [
        ("A".repeat(43), true),
        // The four fillings of its spare bits are one key.
        (alphabet.to_owned() + "E", true),
        (alphabet.to_owned() + "F", true),
        (alphabet.to_owned() + "G", true),
        (alphabet.to_owned() + "H", true),
        (alphabet.to_owned() + "I", false),
        ("A".repeat(42) + "D", true),
        ("A".repeat(42) + "E", false),
        (
            "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C".to_owned(),
            true,
        ),
        (
            "c9Zr2LwXk8VbTn4QyHf6JmPd1SgRa7UeKo3WiBxMtEF".to_owned(),
            false,
        ),
    ] {
        assert_eq!(
            AesKey::new(&key).unwrap().is_published_sample(),
            published,
            "{key}"
        );
    }
}
