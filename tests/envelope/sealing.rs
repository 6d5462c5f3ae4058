//! The bytes of a sealed message: padding, length field and app id, and what a changed ciphertext
//! can and cannot do. Everything here passed the signature, so who wrote it knows the token.

use crate::wechat_side::{self, AES_KEY, APP_ID, OTHER_AES_KEY, encrypt, frame, pad};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wechat_edge::wechat::encryption::{AesKey, OpenError};

/// Opens a plaintext after encrypting it as it is.
fn open(plaintext: Vec<u8>) -> Result<Vec<u8>, OpenError> {
    open_ciphertext(&encrypt(AES_KEY, plaintext))
}

fn open_ciphertext(ciphertext: &[u8]) -> Result<Vec<u8>, OpenError> {
    let key = AesKey::new(AES_KEY).unwrap();
    let opened = key.open(&STANDARD.encode(ciphertext), APP_ID)?;
    Ok(opened.message().to_vec())
}

/// A message that leaves room for this much padding.
fn message_with_padding(padding: usize) -> Vec<u8> {
    let others = frame(b"", APP_ID).len() + padding;
    vec![b'm'; 4 * 32 - others]
}

#[test]
fn padding_of_each_length_is_opened_and_sealed() {
    for padding in 1..=32 {
        let message = message_with_padding(padding);
        let padded = pad(frame(&message, APP_ID));
        assert_eq!(padded.len(), 4 * 32);
        assert!(padded.ends_with(&vec![padding as u8; padding]));
        assert_eq!(open(padded.clone()), Ok(message.clone()));

        let key = AesKey::new(AES_KEY).unwrap();
        let message = String::from_utf8(message).unwrap();
        let sealed = STANDARD.decode(key.seal(&message, APP_ID, *b"0123456789abcdef"));
        assert_eq!(wechat_side::decrypt(AES_KEY, sealed.unwrap()), padded);
    }
}

#[test]
fn padding_that_is_zero_too_long_or_uneven_is_refused() {
    for length in [1, 16, 17, 31, 32] {
        let padded = pad(frame(&message_with_padding(length), APP_ID));
        let with = |at: usize, byte: u8| {
            let mut padded = padded.clone();
            padded[at] = byte;
            open(padded)
        };
        let last = padded.len() - 1;
        for byte in [0, 33, 34, 64, 127, 128, 255] {
            assert_eq!(
                with(last, byte),
                Err(OpenError::Padding),
                "{length}, {byte}"
            );
        }
        // Each byte of the padding but the last, which then says another length.
        for at in padded.len() - length..last {
            for byte in [0, length as u8 - 1, length as u8 + 1, 255] {
                assert_eq!(with(at, byte), Err(OpenError::Padding), "{length}, {at}");
            }
        }
    }
}

#[test]
fn padding_of_blocks_of_16_is_refused_where_it_differs() {
    // Ordinary PKCS#7 makes lengths that are no multiple of 32.
    let mut padded = frame(&message_with_padding(20), APP_ID);
    padded.extend([4; 4]);
    assert_eq!(open(padded), Err(OpenError::Length(112)));
}

#[test]
fn an_empty_message_is_opened_and_sealed() {
    assert_eq!(open(pad(frame(b"", APP_ID))), Ok(Vec::new()));
    let key = AesKey::new(AES_KEY).unwrap();
    let sealed = key.seal("", APP_ID, *b"fedcba9876543210");
    assert_eq!(
        wechat_side::open(AES_KEY, &sealed, APP_ID),
        Some(Vec::new())
    );
}

#[test]
fn a_plaintext_that_is_too_short_for_its_length_field_is_refused() {
    for length in 0..20 {
        let frame = frame(b"", "")[..length].to_vec();
        assert_eq!(open(pad(frame)), Err(OpenError::LengthField), "{length}");
    }
    assert_eq!(open(pad(frame(b"", ""))), Err(OpenError::AppId));
}

#[test]
fn the_length_field_fits_exactly_or_nothing_is_opened() {
    let message = b"<xml/>";
    let fits = message.len() as u32;
    // As far as the app id reaches, and behind it.
    let end = fits + APP_ID.len() as u32;
    for (length, result) in [
        (fits, Ok(message.to_vec())),
        (0, Err(OpenError::AppId)),
        (1, Err(OpenError::AppId)),
        (fits - 1, Err(OpenError::AppId)),
        (fits + 1, Err(OpenError::AppId)),
        (end - 1, Err(OpenError::AppId)),
        (end, Err(OpenError::AppId)),
        (end + 1, Err(OpenError::LengthField)),
        (end + 32, Err(OpenError::LengthField)),
        // Little-endian.
        (fits.swap_bytes(), Err(OpenError::LengthField)),
        (0x7FFF_FFFF, Err(OpenError::LengthField)),
        (0x8000_0000, Err(OpenError::LengthField)),
        // What 20 is added to, and 32 bits no longer hold.
        (u32::MAX - 20, Err(OpenError::LengthField)),
        (u32::MAX - 19, Err(OpenError::LengthField)),
        (u32::MAX, Err(OpenError::LengthField)),
    ] {
        let mut frame = frame(message, APP_ID);
        frame[16..20].copy_from_slice(&length.to_be_bytes());
        assert_eq!(open(pad(frame)), result, "{length}");
    }
}

#[test]
fn the_app_id_fits_exactly_or_nothing_is_opened() {
    let longer = format!("{APP_ID}0");
    let shorter = &APP_ID[..APP_ID.len() - 1];
    let upper_case = APP_ID.to_uppercase();
    let with_nul = format!("{APP_ID}\0");
    for app_id in [
        "",
        "wx0000000000000000",
        &longer,
        shorter,
        &upper_case,
        &with_nul,
    ] {
        let plaintext = pad(frame(b"<xml/>", app_id));
        assert_eq!(open(plaintext), Err(OpenError::AppId), "{app_id}");
    }
}

#[test]
fn the_length_of_a_ciphertext_is_a_multiple_of_32() {
    for length in 0..100 {
        let opened = open_ciphertext(&vec![7; length]);
        if length == 0 || length % 32 != 0 {
            assert_eq!(opened, Err(OpenError::Length(length)));
        } else {
            assert!(opened.is_err());
        }
    }
}

#[test]
fn encrypt_is_canonical_base64() {
    let key = AesKey::new(AES_KEY).unwrap();
    // 96 bytes need no `=`, 32 bytes more need one.
    for message in [&[b'm'; 50][..], &[b'm'; 80]] {
        let good = wechat_side::seal(AES_KEY, message, APP_ID);
        assert_eq!(key.open(&good, APP_ID).unwrap().message(), message);
        let unpadded = good.trim_end_matches('=');
        let (start, end) = good.split_at(40);
        let mut bad = vec![
            format!("{good}="),
            format!("={good}"),
            format!("{start}\n{end}"),
            format!(" {good}"),
            format!("{good}\n"),
            format!("{start}={end}"),
            format!("{start}-_{}", &end[2..]),
            format!("{start}é{}", &end[2..]),
            format!("{start}\0{}", &end[1..]),
            format!("{good}A"),
        ];
        if unpadded != good {
            bad.push(unpadded.to_owned());
            // Bits behind the last byte: another text for the same bytes.
            let last = unpadded.chars().next_back().unwrap();
            let next = char::from_u32(u32::from(last) + 1).unwrap();
            bad.push(good.replacen(&format!("{last}="), &format!("{next}="), 1));
        }
        for bad in bad {
            let error = key.open(&bad, APP_ID).err();
            assert_eq!(error, Some(OpenError::Base64), "{bad}");
        }
    }
}

#[test]
fn a_key_opens_whatever_its_spare_bits_are() {
    let start = &AES_KEY[..42];
    for [sealed_with, opened_with] in [["E", "H"], ["G", "F"], ["H", "E"], ["F", "G"]] {
        let sealed = wechat_side::seal(&format!("{start}{sealed_with}"), b"x", APP_ID);
        let key = AesKey::new(&format!("{start}{opened_with}")).unwrap();
        assert_eq!(key.open(&sealed, APP_ID).unwrap().message(), b"x");
    }
    // `I` is the next key.
    let sealed = wechat_side::seal(&format!("{start}I"), b"x", APP_ID);
    assert!(AesKey::new(AES_KEY).unwrap().open(&sealed, APP_ID).is_err());
}

#[test]
fn another_key_opens_nothing() {
    let sealed = wechat_side::seal(OTHER_AES_KEY, b"<xml/>", APP_ID);
    let key = AesKey::new(AES_KEY).unwrap();
    assert_eq!(key.open(&sealed, APP_ID).err(), Some(OpenError::Padding));
}

#[test]
fn equal_messages_look_different_when_sealed() {
    let key = AesKey::new(AES_KEY).unwrap();
    let [one, other] = [[0; 16], [1; 16]].map(|random| key.seal("<xml/>", APP_ID, random));
    for (one, other) in one.as_bytes().chunks(4).zip(other.as_bytes().chunks(4)) {
        assert_ne!(one, other);
    }
}

/// CBC hides a message; it does not vouch for it. A bit that is flipped in a ciphertext makes
/// rubbish of its own block and flips the same bit in the next. Where that meets the length, the
/// app id or the padding, nothing is opened. Where it meets only the message, another message comes
/// out: only the signature, which covers the ciphertext, says that nobody changed it. That is why it
/// is checked first, and why there is no way around it (`refused.rs`).
#[test]
fn a_changed_ciphertext_is_noticed_where_it_meets_more_than_the_message() {
    let message = [b'm'; 100];
    let plaintext = pad(frame(&message, APP_ID));
    let ciphertext = encrypt(AES_KEY, plaintext.clone());
    let message_at = 20..20 + message.len();
    let (mut refused, mut changed) = (0, 0);
    for at in 0..ciphertext.len() {
        for flip in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
            let mut flipped = ciphertext.clone();
            flipped[at] ^= flip;
            let opened = open_ciphertext(&flipped);
            let block = at / 16 * 16;
            let mut met = (block..block + 16).chain([at + 16]);
            let only_random_and_message = met.all(|met| met < 16 || message_at.contains(&met));
            if only_random_and_message {
                let opened = opened.unwrap_or_else(|error| panic!("{at}, {flip}: {error}"));
                assert_eq!(opened.len(), message.len());
                assert_ne!(opened, message);
                changed += 1;
            } else {
                assert!(opened.is_err(), "{at}, {flip}");
                refused += 1;
            }
        }
    }
    // 12 bytes before those of the length, 4 blocks within the message, 8 bytes at its end.
    assert_eq!(changed, 9 * (12 + 4 * 16 + 8));
    assert_eq!(refused, 9 * ciphertext.len() - changed);
}
