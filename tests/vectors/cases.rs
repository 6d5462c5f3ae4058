//! What is accepted and what is refused (`cases.json`): the requests as they are, at the time that
//! they name.

use serde_json::Value;
use wechat_edge::callback::{Answer, Head};

use crate::wechat_side::{self, answer_at, element, log, open};

fn cases() -> Vec<Value> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("cases.json")).unwrap();
    assert!(cases.len() > 200, "{} cases", cases.len());
    cases
}

fn text<'c>(object: &'c Value, field: &str) -> &'c str {
    object[field]
        .as_str()
        .unwrap_or_else(|| panic!("no {field} in {object}"))
}

/// The variables of the Worker that a case is for.
fn variables(worker: &Value) -> Vec<(&'static str, String)> {
    let tolerance = worker["tolerance"].as_u64().unwrap_or(0).to_string();
    let names = [
        ("token", "WECHAT_TOKEN"),
        ("previous_token", "WECHAT_TOKEN_PREVIOUS"),
        ("aes_key", "WECHAT_AES_KEY"),
        ("previous_aes_key", "WECHAT_AES_KEY_PREVIOUS"),
        ("app_id", "WECHAT_APP_ID"),
    ];
    let credentials = names
        .into_iter()
        .filter_map(|(field, name)| Some((name, worker[field].as_str()?.to_owned())));
    credentials
        .chain([("WECHAT_TIMESTAMP_TOLERANCE", tolerance)])
        .collect()
}

fn send(case: &Value, method: &str, query: &str, body: &str) -> Answer {
    let variables = variables(&case["worker"]);
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect();
    let head = Head {
        method,
        path: "/wechat",
        query,
    };
    let now = case["now"].as_u64().unwrap();
    let config = wechat_side::config(&variables);
    let rules = &wechat_side::shipped::RULES;
    answer_at(now, &head, body.as_bytes(), &config, rules)
}

/// What is wrong with the answer to a case.
fn check(case: &Value) -> Result<(), String> {
    let request = &case["request"];
    let (method, body) = (text(request, "method"), text(request, "body"));
    let answer = send(case, method, text(request, "query"), body);
    let expect = &case["expect"];
    if expect["accept"] == false {
        return refused(&answer, expect);
    }
    if answer.status != 200 {
        return Err(log(&answer));
    }
    let content = if method == "GET" {
        answer.body.clone()
    } else {
        element(&reply(&answer, case)?, "Content")
    };
    if content != text(expect, "content") {
        return Err(format!("read {content}"));
    }
    match &case["send_back"] {
        Value::Null => Ok(()),
        expect => {
            let element = |name| element(&answer.body, name);
            let query = format!(
                "timestamp={}&nonce={}&msg_signature={}&encrypt_type=aes",
                element("TimeStamp"),
                element("Nonce"),
                element("MsgSignature"),
            );
            refused(&send(case, "POST", &query, &answer.body), expect)
        }
    }
}

fn refused(answer: &Answer, expect: &Value) -> Result<(), String> {
    let status = u64::from(answer.status);
    if expect["status"] == status && answer.body.is_empty() {
        Ok(())
    } else {
        Err(format!("answered with {status} {}", answer.body))
    }
}

/// The reply's XML, opened with what sealed the push.
fn reply(answer: &Answer, case: &Value) -> Result<String, String> {
    let sealed_with = &case["expect"]["sealed_with"];
    if sealed_with.is_null() {
        return Ok(answer.body.clone());
    }
    let [encrypt, timestamp, nonce, signature] =
        ["Encrypt", "TimeStamp", "Nonce", "MsgSignature"].map(|name| element(&answer.body, name));
    let parts = [text(sealed_with, "token"), &timestamp, &nonce, &encrypt];
    if wechat_side::sign(parts) != signature {
        return Err("the reply is signed with another Token".to_owned());
    }
    let app_id = text(&case["worker"], "app_id");
    let reply = open(text(sealed_with, "aes_key"), &encrypt, app_id);
    let reply = reply.ok_or("the reply is sealed with another key")?;
    String::from_utf8(reply).map_err(|error| error.to_string())
}

#[test]
fn each_case_is_accepted_or_refused_as_it_says() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let error = check(case).err()?;
            Some(format!(
                "{}: {}: {error}",
                text(case, "group"),
                text(case, "name")
            ))
        })
        .collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_case_that_is_not_what_it_says_is_noticed() {
    // Each of them turned around: what was accepted is said to be refused, and the other way.
    let turned: Vec<String> = cases()
        .into_iter()
        .filter_map(|mut case| {
            let accept = case["expect"]["accept"] == true;
            case["expect"]["accept"] = (!accept).into();
            case["expect"]["status"] = 403.into();
            check(&case).is_ok().then(|| case.to_string())
        })
        .collect();
    assert_eq!(turned, [""; 0]);
}
