//! What `send` does where no answer comes, and under load.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::send::{send, with};
use crate::server::{Action, Request, Server};
use crate::worker::{PLAIN, SAFE, WITH_TOKEN, answer, config, now, worker};

/// What a server does in place of an answer.
type Misbehaviour = fn() -> Action;

/// Does `action` with the first so many requests, answers the others.
fn failing_first(count: u32, action: Misbehaviour) -> Server {
    let requests = AtomicU32::new(0);
    let config = config(PLAIN);
    Server::start(move |request| {
        if requests.fetch_add(1, Ordering::SeqCst) < count {
            return action();
        }
        answer(request, &config, now()).into()
    })
}

#[test]
fn a_push_is_repeated_as_wechat_does_with_the_same_message() {
    let actions: [(Misbehaviour, &str); 2] = [
        (|| Action::Hang, "no answer within 2 s"),
        (
            || Action::Cut(b"HTTP/1.1 200 -\r\nContent-Length: 99\r\n\r\n<xml>".to_vec()),
            "no whole answer",
        ),
    ];
    for (action, outcome) in actions {
        let server = failing_first(2, action);
        let arguments = with(&WITH_TOKEN, &["text", "你好", "--timeout", "2"]);
        let run = send(&server, &arguments).ends(0);
        for number in ["request 1 of 3: ", "request 2 of 3: "] {
            assert!(
                run.stderr.contains(&format!("{number}{outcome}")),
                "{run:#?}"
            );
        }
        assert!(
            run.stdout
                .contains("text: 你好\nOn the phone: 你好 (after "),
            "{run:#?}"
        );
        let bodies: Vec<_> = server.requests().iter().map(Request::text).collect();
        assert_eq!(bodies.len(), 3);
        assert!(bodies.iter().all(|body| *body == bodies[0]));
    }
}

#[test]
fn after_three_requests_the_visitor_sees_an_error() {
    let server = failing_first(u32::MAX, || Action::Hang);
    let arguments = with(&WITH_TOKEN, &["text", "你好", "--timeout", "0.5"]);
    let run = send(&server, &arguments).ends(3);
    assert!(
        run.stderr
            .contains("request 3 of 3: no answer within 0.5 s"),
        "{run:#?}"
    );
    assert!(
        run.stderr
            .contains("On the phone: 「该公众号提供的服务出现故障"),
        "{run:#?}"
    );
    assert_eq!(server.requests().len(), 3);

    let arguments = with(&WITH_TOKEN, &["unsubscribe", "--timeout", "0.5", "--json"]);
    let json = send(&server, &arguments).ends(3).json();
    assert_eq!(
        json["phone"],
        "nothing, since the visitor no longer follows the account"
    );
    assert_eq!(json["attempts"], 3);
}

#[test]
fn a_load_is_counted_and_no_two_messages_are_the_same() {
    let server = worker(PLAIN);
    let load = ["text", "你好", "--count", "50", "--concurrency", "4"];
    let json = send(
        &server,
        &with(&WITH_TOKEN, &[&load[..], &["--json"]].concat()),
    )
    .ends(0)
    .json();
    assert_eq!(
        (&json["accepted"], &json["count"]),
        (&50.into(), &50.into()),
        "{json}"
    );
    assert_eq!(json["outcomes"]["text"], 50, "{json}");
    let times = &json["milliseconds"];
    let at = |name: &str| times[name].as_f64().unwrap();
    assert!(
        at("p50") <= at("p90") && at("p90") <= at("p99") && at("p99") <= at("max"),
        "{json}"
    );
    let requests = server.requests();
    let bodies: std::collections::HashSet<_> = requests.iter().map(Request::text).collect();
    assert_eq!((requests.len(), bodies.len()), (50, 50));

    let run = send(&server, &with(&WITH_TOKEN, &load)).ends(0);
    for part in [
        "50 requests in ",
        "half within ",
        "99 % within ",
        "answers: 50 × text",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:#?}");
    }
}

#[test]
fn a_load_that_is_not_answered_well_says_what_came_instead() {
    let load = ["text", "你好", "--count", "6", "--json"];
    let json = send(&worker(SAFE), &with(&WITH_TOKEN, &load))
        .ends(1)
        .json();
    assert_eq!(json["outcomes"]["not accepted (status)"], 6, "{json}");
    let hanging = Server::start(|_| Action::Hang);
    let load = [&load[..], &["--timeout", "0.2"]].concat();
    let json = send(&hanging, &with(&WITH_TOKEN, &load)).ends(3).json();
    assert_eq!(json["outcomes"]["none"], 6, "{json}");
}
