//! The JWT of Cloudflare Access: its keys are fetched, and its signature is checked, by the runtime.

use std::cell::RefCell;
use std::time::Duration;

use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::{Array, JSON, Promise, Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Env, console_warn};

use super::super::d1::{Object, promised, within};
use super::super::environment::text;
use crate::console::access::{Access, Fetches, Jwt};
use crate::scans::row::Row;
use crate::scans::time::Time;

/// How long the keys may take.
const LIMIT: Duration = Duration::from_secs(5);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn fetch(url: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn verify(
        algorithm: &str,
        key: &JsValue,
        signature: &Uint8Array,
        signed: &Uint8Array,
    ) -> Result<Promise, JsValue>;

    type Response;

    #[wasm_bindgen(method, getter)]
    fn ok(this: &Response) -> bool;

    #[wasm_bindgen(method, catch)]
    fn json(this: &Response) -> Result<Promise, JsValue>;
}

/// The keys of this isolate: a list of JWKs (RFC 7517).
#[derive(Default)]
struct Keys {
    fetches: Fetches,
    keys: Option<Array>,
}

thread_local! {
    static KEYS: RefCell<Keys> = RefCell::default();
}

/// Whom Access vouches for; `None` where it is not set up.
pub(super) fn configured(env: &Env) -> Option<Access> {
    let [domain, audience] = ["ACCESS_TEAM_DOMAIN", "ACCESS_AUD"].map(|name| text(env, name));
    let access = Access::new(&domain, &audience);
    if access.is_none() && !(domain.is_empty() && audience.is_empty()) {
        console_warn!(
            "console: Cloudflare Access lets nobody in: ACCESS_TEAM_DOMAIN is to be a name such as \
             team.cloudflareaccess.com, and ACCESS_AUD the AUD tag of the application"
        );
    }
    access
}

/// Whether a JWT is one of Access, for this Worker, and valid `now`.
pub(super) async fn vouches(access: &Access, jwt: &str, now: Time) -> bool {
    let Some(jwt) = Jwt::read(jwt) else {
        return false;
    };
    let checked = async {
        let claims = JSON::parse(&jwt.claims)?;
        // What is not for us need not be verified, and makes nobody fetch keys.
        let audience = Reflect::get(&claims, &"aud".into())?;
        let list = match audience.dyn_into::<Array>() {
            Ok(list) => list,
            Err(one) => Array::of1(&one),
        };
        let audiences: Vec<String> = list.iter().filter_map(|it| it.as_string()).collect();
        if !access.accepts(&Object(claims), &audiences, now) {
            return Ok(JsValue::FALSE);
        }
        let Some(id) = Jwt::key_id(&Object(JSON::parse(&jwt.header)?)) else {
            return Ok(JsValue::FALSE);
        };
        let mut key = find(&id);
        let is_due = |keys: &mut Keys| keys.fetches.are_due(key.is_some(), now);
        if KEYS.with_borrow_mut(is_due) {
            fetch_keys(access, now).await;
            key = find(&id).or(key);
        }
        let Some(key) = key else {
            return Ok(JsValue::FALSE);
        };
        let algorithm = JSON::parse(r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#)?;
        let key = promised(import_key(
            "jwk",
            &key,
            &algorithm,
            false,
            &Array::of1(&"verify".into()),
        ))
        .await?;
        let [signature, signed] = [&*jwt.signature, jwt.signed.as_bytes()].map(Uint8Array::from);
        promised(verify("RSASSA-PKCS1-v1_5", &key, &signature, &signed)).await
    };
    let checked: Result<JsValue, JsValue> = checked.await;
    checked.is_ok_and(|is_valid| is_valid.is_truthy())
}

/// A key by its id.
fn find(id: &str) -> Option<JsValue> {
    KEYS.with_borrow(|keys| {
        let keys = keys.keys.as_ref()?;
        keys.iter().find_map(|key| {
            let key = Object(key);
            (key.optional_text("kid").ok()?? == id).then_some(key.0)
        })
    })
}

/// Fetches the keys. Where that fails, those that there are stay.
async fn fetch_keys(access: &Access, now: Time) {
    let fetched = within(LIMIT, async {
        let response: Response = promised(fetch(&access.certificates()))
            .await?
            .unchecked_into();
        if !response.ok() {
            return Ok(JsValue::UNDEFINED);
        }
        Reflect::get(&promised(response.json()).await?, &"keys".into())
    });
    let keys = fetched.await.ok().and_then(|keys| keys.dyn_into().ok());
    if keys.is_none() {
        console_warn!("console: the keys of {} did not come", access.issuer);
    }
    KEYS.with_borrow_mut(|all| {
        all.fetches.done(keys.is_some(), now);
        all.keys = keys.or(all.keys.take());
    });
}
