use wechat_edge::console::token::{ConsoleToken, Denied, MAX_WRONG, TokenError, WrongTokens};

const TOKEN: &str = "correct horse battery";

fn admit(
    wrong: &mut WrongTokens,
    header: Option<&str>,
    address: &str,
    now: u64,
) -> Result<(), Denied> {
    let token = ConsoleToken::new(Some(TOKEN)).unwrap();
    wrong.admit(&token, header, address, now)
}

#[test]
fn without_a_token_of_16_characters_the_console_is_closed() {
    let rows = [
        (None, TokenError::Absent),
        (Some(""), TokenError::Absent),
        (Some("  \n"), TokenError::Absent),
        (Some("123456789012345"), TokenError::Short),
        (Some(" 123456789012345 "), TokenError::Short),
        (Some("令牌令牌令牌"), TokenError::Short),
    ];
    for (token, error) in rows {
        assert_eq!(ConsoleToken::new(token).err(), Some(error), "{token:?}");
    }
    let token = ConsoleToken::new(Some("1234567890123456\n")).unwrap();
    assert!(token.is("1234567890123456"));
}

#[test]
fn only_the_token_itself_opens() {
    for header in [
        "Bearer correct horse battery",
        "bearer correct horse battery",
        "BEARER  correct horse battery ",
    ] {
        assert_eq!(
            admit(&mut WrongTokens::default(), Some(header), "a", 0),
            Ok(()),
            "{header}"
        );
    }
    for header in [
        "Bearer",
        "Basic correct horse battery",
        "correct horse battery",
        "",
    ] {
        assert_eq!(
            admit(&mut WrongTokens::default(), Some(header), "a", 0),
            Err(Denied::Absent),
            "{header}"
        );
    }
    for header in [
        "Bearer ",
        "Bearer correct horse batter",
        "Bearer correct horse batteryx",
        "Bearer Correct horse battery",
    ] {
        assert_eq!(
            admit(&mut WrongTokens::default(), Some(header), "a", 0),
            Err(Denied::Wrong),
            "{header}"
        );
    }
    assert_eq!(
        admit(&mut WrongTokens::default(), None, "a", 0),
        Err(Denied::Absent)
    );
}

#[test]
fn who_is_wrong_too_often_waits_for_the_next_minute_and_others_do_not() {
    let right = Some("Bearer correct horse battery");
    let mut wrong = WrongTokens::default();
    for _ in 0..MAX_WRONG {
        assert_eq!(
            admit(&mut wrong, Some("Bearer x"), "a", 60),
            Err(Denied::Wrong)
        );
    }
    // The right one too: its answer would tell it.
    assert_eq!(admit(&mut wrong, right, "a", 119), Err(Denied::TooMany));
    assert_eq!(admit(&mut wrong, right, "b", 119), Ok(()));
    assert_eq!(admit(&mut wrong, right, "a", 120), Ok(()));
}

#[test]
fn many_addresses_do_not_fill_the_memory_and_help_nobody() {
    let mut wrong = WrongTokens::default();
    let mut denied = 0;
    for address in 0..100_000 {
        let answer = admit(&mut wrong, Some("Bearer x"), &address.to_string(), 0);
        denied += u32::from(answer == Err(Denied::TooMany));
    }
    assert!(denied > 98_000, "{denied}");
}
