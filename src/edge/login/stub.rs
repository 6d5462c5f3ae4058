//! The object, as the Worker asks it.

use std::time::Duration;

use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::Promise;
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Env, console_error};

use super::super::d1::{promised, within};
use super::super::environment::binding;
use crate::login::push::Push;
use crate::scans::json::Value;

/// How long the object may take for a push. WeChat hangs up after 5 s.
const PUSH_LIMIT: Duration = Duration::from_secs(3);
/// How long it may take for the owner. It may make a key.
const LIMIT: Duration = Duration::from_secs(10);

#[wasm_bindgen]
extern "C" {
    type Namespace;

    #[wasm_bindgen(method, catch, js_name = getByName)]
    fn get_by_name(this: &Namespace, name: &str) -> Result<Stub, JsValue>;

    /// The class `Login` of `src/login.js`.
    type Stub;

    #[wasm_bindgen(method, catch)]
    fn push(this: &Stub, push: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn manage(this: &Stub, what: &str, with: &str) -> Result<Promise, JsValue>;
}

fn of(env: &Env) -> Option<Result<Stub, JsValue>> {
    let namespace: Namespace = binding(env, "LOGIN")?.unchecked_into();
    Some(namespace.get_by_name("login"))
}

/// The reply to a push that concerns a sign-in. Where the object fails the rules answer.
pub(crate) async fn push(env: &Env, push: Value) -> Option<String> {
    let stub = of(env)?;
    let answered = async { promised(stub?.push(&push.to_string())).await };
    match within(PUSH_LIMIT, answered).await {
        Ok(reply) => reply.as_string(),
        Err(reason) => {
            console_error!("sign-in: {reason}");
            None
        }
    }
}

/// A push, on its way.
pub(crate) fn value(push: &Push<'_>) -> Value {
    Value::Object(vec![
        ("kind", push.kind.name().into()),
        ("openid", push.openid.into()),
        ("text", (*push.text).into()),
        ("created", push.created.into()),
        // A number of JavaScript's cannot hold it.
        ("id", push.id.to_string().into()),
    ])
}

/// Why the owner's question has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ManageError {
    #[error("sign-in is off: the Worker has no Durable Object bound as LOGIN")]
    Unbound,
    #[error("sign-in: {0}")]
    Failed(String),
}

/// What the owner asks of it: `status`, `codes` or `keys`, with the origin or a list; JSON.
pub(crate) async fn manage(env: &Env, what: &str, with: &str) -> Result<String, ManageError> {
    let stub = of(env).ok_or(ManageError::Unbound)?;
    let answered = async { promised(stub?.manage(what, with)).await };
    let answer = within(LIMIT, answered).await.map_err(ManageError::Failed)?;
    Ok(answer.as_string().unwrap_or_default())
}
