//! How often a query that was captured fits again later, because its signature covers the parts
//! without separators: the figures of SECURITY.md, and why no rule makes them smaller.

mod wechat_side;

use wechat_edge::wechat::signature::Token;
use wechat_side::{NOW, TOKEN, sign};

const YEAR: u64 = 365 * 86_400;
const TOLERANCE: u64 = 300;

/// The other ways to cut what was signed into a timestamp of 10 digits and a nonce.
fn other_readings(timestamp: &str, nonce: &str) -> Vec<(String, String)> {
    let mut parts = [TOKEN, timestamp, nonce];
    parts.sort_unstable();
    let signed = parts.concat();
    let numbers = signed.replacen(TOKEN, "", 1);
    let behind = numbers.len() - 10;
    let (start, end) = (numbers.split_at(10), numbers.split_at(behind));
    [(start.0, start.1), (end.1, end.0)]
        .into_iter()
        .filter(|reading| *reading != (timestamp, nonce))
        .filter(|(timestamp, nonce)| {
            let mut parts = [TOKEN, timestamp, nonce];
            parts.sort_unstable();
            parts.concat() == signed
        })
        .map(|(timestamp, nonce)| (timestamp.to_owned(), nonce.to_owned()))
        .collect()
}

/// Pushes of a year, as WeChat makes them: the nonces of its pages are decimal numbers below 2³¹.
fn pushes() -> impl Iterator<Item = (u64, String)> {
    // A generator of Knuth's: the same numbers in each run.
    let mut state = 42_u64;
    let mut random = move |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 32) * below) >> 32
    };
    (0..200_000).map(move |_| (NOW + random(YEAR), random(1 << 31).to_string()))
}

#[test]
fn a_captured_query_fits_again_within_a_year_as_rarely_as_is_said() {
    let (mut later, mut earlier, mut all) = (0, 0, 0);
    for (time, nonce) in pushes() {
        all += 1;
        let timestamp = time.to_string();
        let others = other_readings(&timestamp, &nonce);
        let others = others.iter().map(|(other, _)| other.parse().unwrap());
        let is_later = |other: u64| other > time + TOLERANCE && other <= time + YEAR;
        let is_earlier = |other: u64| other + TOLERANCE < time && other + YEAR >= time;
        later += usize::from(others.clone().any(is_later));
        earlier += usize::from(others.clone().any(is_earlier));
    }
    let percent = |count: usize| count as f64 * 100.0 / f64::from(all);
    assert!((1.5..1.7).contains(&percent(later)), "{}", percent(later));
    // A rule that refuses what may be an older query refuses as many that are none: they are the
    // same requests.
    let lost = percent(earlier);
    assert!((1.5..1.7).contains(&lost), "{lost}");
    // Of all moments of the year, such a query fits at those of one window.
    let at_a_moment = percent(later) / 100.0 * (2 * TOLERANCE + 1) as f64 / YEAR as f64;
    assert!((2.9e-7..3.3e-7).contains(&at_a_moment), "{at_a_moment}");
}

#[test]
fn another_reading_has_the_same_signature_and_nothing_tells_the_two_apart() {
    let token = Token::new(TOKEN).unwrap();
    let mut read = 0;
    for (time, nonce) in pushes().take(2_000) {
        let timestamp = time.to_string();
        let signature = sign([TOKEN, &timestamp, &nonce]);
        for (other_timestamp, other_nonce) in other_readings(&timestamp, &nonce) {
            assert!(
                token
                    .sign(&other_timestamp, &other_nonce)
                    .matches(&signature)
            );
            // And the other way: the first is a reading of the second.
            let back = other_readings(&other_timestamp, &other_nonce);
            assert!(back.contains(&(timestamp.clone(), nonce.clone())));
            read += 1;
        }
    }
    assert!(read > 1_000, "{read}");
}
