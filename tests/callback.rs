//! The pipeline, natively.
use wechat_edge::callback::{Request, Surroundings, answer};
use wechat_edge::config::Config;
use wechat_edge::wechat::signature::Token;

#[test]
fn a_text_is_echoed() {
    let config = Config::read(|name| (name == "WECHAT_TOKEN").then(|| "abc".to_owned()));
    let sig = Token::new("abc").unwrap().sign("1735700000", "n");
    let query = format!("signature={}&timestamp=1735700000&nonce=n", sig.as_str());
    let body = std::fs::read("tests/samples/msg_text.xml").unwrap();
    let a = answer(
        &Request {
            method: "POST",
            path: "/wechat",
            query: &query,
            body: Some(&body),
        },
        &config,
        Surroundings {
            now: 1735700000,
            random: || [0; 16],
        },
    );
    println!("{a:?}");
    assert_eq!(a.status, 200);
    assert!(a.body.contains("早上好"));
}
