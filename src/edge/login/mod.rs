//! Sign-in: what `src/login.js` calls in the Worker and in its object. All of it answers at once, since the
//! object's database does.

pub mod object;
pub(super) mod stub;

use wasm_bindgen::prelude::wasm_bindgen;
use worker::Env;
use worker::wasm_bindgen::JsValue;

use super::d1::Object as Fields;
use super::environment::text;
use super::isolate::Isolate;
use crate::login::bearer::RANDOM_BYTES;
use crate::login::check::check;
use crate::login::provider::Provider;
use crate::login::request::Request;
use crate::login::store::StoreError;
use crate::login::{IS_OFF, SETUP};

/// How many random bytes the object's calls want.
#[wasm_bindgen]
pub fn login_random_bytes() -> usize {
    RANDOM_BYTES
}

/// What the Worker can answer by itself, as JSON; `undefined` where the object is to be asked.
///
/// # Errors
///
/// Where the request is not one of `src/login.js`.
#[wasm_bindgen]
pub fn login_check(request: JsValue, env: &Env) -> Result<Option<String>, JsValue> {
    if IS_OFF {
        return Ok(None);
    }
    let request = Request::read(&Fields(request)).map_err(|error| thrown(error.into()))?;
    let answer = with_provider(env, &request.origin, &|provider| {
        let answered = check(&request, provider).err();
        Ok(answered.map_or_else(String::new, |answer| answer.value().to_string()))
    })?;
    Ok(Some(answer).filter(|answer| !answer.is_empty()))
}

/// Does something with the provider that this Worker is. `origin` is its issuer, unless `LOGIN_ISSUER` says
/// otherwise.
fn with_provider(
    env: &Env,
    origin: &str,
    with: &dyn Fn(&Provider<'_>) -> Result<String, StoreError>,
) -> Result<String, JsValue> {
    let isolate = Isolate::of(env);
    let keys = isolate.config.as_ref().ok();
    let keys = keys.and_then(|config| config.keys.as_ref());
    let given = text(env, "LOGIN_ISSUER");
    let given = given.trim().trim_end_matches('/');
    let account = text(env, "LOGIN_ACCOUNT");
    let provider = Provider {
        setup: &SETUP,
        issuer: if given.is_empty() { origin } else { given },
        app_id: keys.map(|keys| &*keys.app_id),
        account: account.trim(),
        secret: &|name| Some(text(env, name).trim().to_owned()).filter(|it| !it.is_empty()),
    };
    with(&provider).map_err(thrown)
}

fn thrown(error: StoreError) -> JsValue {
    worker::js_sys::Error::new(&error.to_string()).into()
}
