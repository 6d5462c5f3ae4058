//! Codes for tokens, and tokens for claims.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use wechat_edge::login::clients::Client;
use wechat_edge::login::request::Request;

use crate::site::{
    CHALLENGE, ISSUER, PUBLIC, SECRET, SITE, START, TWO, VERIFIER, World, get, header, post,
};

fn form<'f>(client: &'f Client, code: &'f str) -> Vec<(&'f str, &'f str)> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", client.redirect_uris[0]),
        ("client_id", client.id),
    ];
    match client.secret {
        Some(_) => form.push(("client_secret", SECRET)),
        None => form.push(("code_verifier", VERIFIER)),
    }
    form
}

#[test]
fn a_code_gives_a_token_and_signed_claims_once() {
    for client in [SITE, PUBLIC] {
        let mut world = World::new(&TWO, 8);
        let (_, code) = world.signed_in(&client, "oVisitor");
        let request = post("/token", &form(&client, &code));
        let answer = world.ask(&request);
        assert_eq!(answer["status"], 200, "{answer}");
        assert_eq!(
            (&answer["json"]["token_type"], &answer["json"]["expires_in"]),
            (&"Bearer".into(), &600.into())
        );
        let claims = &answer["claims"];
        assert_eq!(
            (
                &claims["iss"],
                &claims["sub"],
                &claims["aud"],
                &claims["nonce"]
            ),
            (
                &ISSUER.into(),
                &"oVisitor".into(),
                &client.id.into(),
                &"a nonce".into()
            )
        );
        assert_eq!(
            (&claims["iat"], &claims["exp"], &claims["auth_time"]),
            (&START.into(), &(START + 600).into(), &START.into())
        );
        assert_eq!(claims.get("email").is_some(), client.email);
        if client.email {
            let name = claims["preferred_username"].as_str().unwrap();
            assert_eq!(claims["email"], format!("{name}@login.example.com"));
            assert_eq!(claims["email_verified"], false);
        }

        let token = answer["json"]["access_token"].as_str().unwrap().to_owned();
        assert_eq!(user_info(&mut world, &token)["json"]["sub"], "oVisitor");

        let again = world.ask(&request);
        assert_eq!(
            (&again["status"], &again["json"]["error"]),
            (&400.into(), &"invalid_grant".into())
        );
        assert_eq!(
            user_info(&mut world, &token)["status"],
            401,
            "a code that is used twice takes its token back"
        );
    }
}

fn user_info(world: &mut World, token: &str) -> Value {
    world.ask(&Request {
        authorization: format!("Bearer {token}"),
        ..get("/userinfo", "")
    })
}

#[test]
fn a_username_is_the_hash_of_app_and_visitor() {
    // printf 'wx0123456789abcdef|oVisitor' | sha256sum | xxd -r -p | base32
    let mut world = World::new(&TWO, 8);
    let (_, code) = world.signed_in(&SITE, "oVisitor");
    let answer = world.ask(&post("/token", &form(&SITE, &code)));
    assert_eq!(answer["claims"]["preferred_username"], "wx_owo7thls6b");
    assert_eq!(answer["claims"]["name"], "微信用户owo7");
}

#[test]
fn a_code_is_nobody_elses_and_whoever_tries_uses_it_up() {
    let other = "https://wiki.example.com/cb/";
    let cases: [(&str, &[(&str, &str)]); 5] = [
        (
            "another client",
            &[
                ("client_id", "public"),
                ("client_secret", ""),
                ("code_verifier", VERIFIER),
            ],
        ),
        ("another address", &[("redirect_uri", other)]),
        (
            "a verifier without a challenge",
            &[("code_verifier", VERIFIER)],
        ),
        ("a secret that is changed", &[("code", "")]),
        ("too late", &[]),
    ];
    for (name, changes) in cases {
        let mut world = World::new(&TWO, 8);
        let (attempt, code) = world.signed_in(&SITE, "oVisitor");
        let guessed = format!("{}.AAAAAAAAAAAAAAAAAAAAAA", attempt.id);
        let mut changed = form(&SITE, &code);
        for (name, value) in changes {
            changed.retain(|(key, _)| key != name);
            changed.push((name, if *name == "code" { &guessed } else { value }));
        }
        let is_code_known = name != "a secret that is changed";
        if name == "too late" {
            world.now += 60;
        }
        let answer = world.ask(&post("/token", &changed));
        assert_eq!(
            (&answer["status"], &answer["json"]["error"]),
            (&400.into(), &"invalid_grant".into()),
            "{name}"
        );
        let then = world.ask(&post("/token", &form(&SITE, &code)));
        assert_eq!(then["status"] == 200, !is_code_known, "{name}: {then}");
    }
}

#[test]
fn a_public_client_needs_the_verifier_of_its_challenge() {
    for verifier in [
        None,
        Some("another-verifier-of-43-characters-or-more-000"),
        Some(CHALLENGE),
    ] {
        let mut world = World::new(&TWO, 8);
        let (_, code) = world.signed_in(&PUBLIC, "oVisitor");
        let mut form = form(&PUBLIC, &code);
        form.retain(|(name, _)| *name != "code_verifier");
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        assert_eq!(
            world.ask(&post("/token", &form))["json"]["error"],
            "invalid_grant",
            "{verifier:?}"
        );
    }
}

#[test]
fn the_code_is_remade_when_the_browser_comes_again_and_only_the_last_holds() {
    let mut world = World::new(&TWO, 8);
    let (attempt, first) = world.signed_in(&SITE, "oVisitor");
    let answer = world.browse(&attempt, "");
    let second = crate::site::parameter(header(&answer, "Location"), "code").unwrap();
    assert_eq!(
        world.ask(&post("/token", &form(&SITE, &first)))["status"],
        400
    );
    assert_eq!(
        world.ask(&post("/token", &form(&SITE, &second)))["status"],
        200
    );
    assert_eq!(world.browse(&attempt, "")["facts"]["stage"], "finished");
}

#[test]
fn a_client_proves_who_it_is_in_one_way() {
    let basic = |credentials: &str| format!("Basic {}", STANDARD.encode(credentials));
    let right = "site:a+b%2Bc%25%3A%C3%A4";
    type Case<'c> = (&'c str, String, &'c [(&'c str, &'c str)], u16, &'c str);
    let cases: [Case<'_>; 9] = [
        (
            "form",
            String::new(),
            &[("client_id", "site"), ("client_secret", SECRET)],
            200,
            "",
        ),
        ("basic, encoded", basic(right), &[], 200, ""),
        (
            "basic and the same id",
            basic(right),
            &[("client_id", "site")],
            200,
            "",
        ),
        (
            "basic and another id",
            basic(right),
            &[("client_id", "public")],
            401,
            "invalid_client",
        ),
        (
            "both",
            basic(right),
            &[("client_secret", SECRET)],
            400,
            "invalid_request",
        ),
        (
            "wrong",
            String::new(),
            &[("client_id", "site"), ("client_secret", "x")],
            401,
            "invalid_client",
        ),
        (
            "none",
            String::new(),
            &[("client_id", "site")],
            401,
            "invalid_client",
        ),
        (
            "public with a secret",
            String::new(),
            &[("client_id", "public"), ("client_secret", "x")],
            401,
            "invalid_client",
        ),
        (
            "no scheme of ours",
            "Bearer x".to_owned(),
            &[("client_id", "site"), ("client_secret", SECRET)],
            401,
            "invalid_client",
        ),
    ];
    for (name, authorization, credentials, status, error) in cases {
        let mut world = World::new(&TWO, 8);
        let (_, code) = world.signed_in(&SITE, "oVisitor");
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", SITE.redirect_uris[0]),
        ];
        form.extend(credentials);
        let answer = world.ask(&Request {
            authorization,
            ..post("/token", &form)
        });
        assert_eq!(answer["status"], status, "{name}: {answer}");
        if status == 401 {
            assert!(
                header(&answer, "WWW-Authenticate").starts_with("Basic"),
                "{name}"
            );
        }
        if status != 200 {
            assert_eq!(answer["json"]["error"], error, "{name}");
        }
    }
}

#[test]
fn claims_are_those_of_the_scopes() {
    let mut world = World::new(&TWO, 8);
    let query = "client_id=site&redirect_uri=https%3A%2F%2Fwiki.example.com%2Fcb&response_type=code&scope=openid";
    let answer = world.ask(&get("/authorize", query));
    let id = answer["facts"]["id"].as_str().unwrap().to_owned();
    let cookie = header(&answer, "Set-Cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let attempt = crate::site::Attempt {
        id,
        cookie,
        view: answer["facts"].clone(),
    };
    world.say("oVisitor", attempt.text("word"));
    world.say("oVisitor", "登录");
    let answer = world.browse(&attempt, "");
    let location = header(&answer, "Location");
    assert_eq!(crate::site::parameter(location, "state"), None);
    assert_eq!(
        crate::site::parameter(location, "iss").as_deref(),
        Some(ISSUER)
    );
    let code = crate::site::parameter(location, "code").unwrap();
    let answer = world.ask(&post("/token", &form(&SITE, &code)));
    for absent in ["name", "preferred_username", "email", "nonce"] {
        assert_eq!(answer["claims"].get(absent), None, "{absent}");
    }
    let token = answer["json"]["access_token"].as_str().unwrap();
    let claims = user_info(&mut world, token)["json"].clone();
    assert_eq!(claims, json!({"sub": "oVisitor"}));
}

#[test]
fn a_token_holds_ten_minutes_and_is_read_in_one_way() {
    let mut world = World::new(&TWO, 8);
    let (_, code) = world.signed_in(&SITE, "oVisitor");
    let token = world.ask(&post("/token", &form(&SITE, &code)))["json"]["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let in_form = post("/userinfo", &[("access_token", &token)]);
    assert_eq!(world.ask(&in_form)["status"], 200);
    let twice = Request {
        authorization: format!("Bearer {token}"),
        ..in_form.clone()
    };
    assert_eq!(world.ask(&twice)["status"], 400);
    let nothing = world.ask(&get("/userinfo", ""));
    assert_eq!(
        (&nothing["status"], header(&nothing, "WWW-Authenticate")),
        (&401.into(), "Bearer")
    );
    for wrong in [&token[..token.len() - 1], &code, "x", ".", ""] {
        let answer = user_info(&mut world, wrong);
        assert_eq!(
            header(&answer, "WWW-Authenticate"),
            "Bearer error=\"invalid_token\"",
            "{wrong}"
        );
    }
    world.now += 599;
    assert_eq!(world.ask(&in_form)["status"], 200);
    world.now += 1;
    assert_eq!(world.ask(&in_form)["status"], 401);
}

#[test]
fn a_secret_that_is_not_set_is_the_owners_fault_and_told_to_the_owner() {
    let mut world = World::new(&UNSET, 8);
    let form = [
        ("client_id", "unset"),
        ("client_secret", "x"),
        ("grant_type", "authorization_code"),
    ];
    let answer = world.ask(&post("/token", &form));
    assert_eq!((&answer["status"], answer.get("json")), (&503.into(), None));
    assert!(
        answer["log"]
            .as_str()
            .unwrap()
            .contains("npx wrangler secret put NOT_SET")
    );
}

const UNSET: wechat_edge::login::clients::Setup = wechat_edge::login::clients::Setup {
    clients: &[Client {
        id: "unset",
        secret: Some("NOT_SET"),
        ..SITE
    }],
    wechat_server: None,
};
