//! The Worker's environment: its variables, secrets and bindings.
//!
//! `worker` has ways of its own, which know an error of everything that can be bound, and how to say it. A
//! binding of another kind than its name says is found when it is used.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::Env;

use crate::callback::config::Setting;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = get)]
    fn get(env: &Env, name: &str) -> JsValue;

    #[wasm_bindgen(js_namespace = Object, js_name = keys)]
    fn keys(env: &Env) -> Vec<String>;
}

/// What stands under a name.
pub(super) fn setting(env: &Env, name: &str) -> Setting {
    let value = get(env, name);
    if value.is_undefined() {
        Setting::Absent
    } else if let Some(text) = value.as_string() {
        Setting::Text(text)
    } else if let Some(number) = value.as_f64() {
        Setting::Number(number)
    } else {
        Setting::Other
    }
}

/// The text that stands under a name; empty where there is none.
pub(super) fn text(env: &Env, name: &str) -> String {
    get(env, name).as_string().unwrap_or_default()
}

/// What is bound under a name.
pub(super) fn binding(env: &Env, name: &str) -> Option<JsValue> {
    Some(get(env, name)).filter(JsValue::is_object)
}

/// All names.
pub(super) fn names(env: &Env) -> Vec<String> {
    keys(env)
}
