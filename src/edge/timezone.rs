//! `CONSOLE_TIMEZONE`: its rules are those of the runtime's `Intl`.

use std::cell::RefCell;
use std::rc::Rc;

use worker::js_sys::{Array, Date, Intl, Object, Reflect, global};
use worker::wasm_bindgen::JsValue;
use worker::{Env, console_error};

use super::environment::text;
use crate::scans::time::{Time, Timezone, parse_offset};

thread_local! {
    static TIMEZONE: RefCell<Option<Timezone>> = const { RefCell::new(None) };
}

/// The time zone of this isolate.
pub(super) fn of(env: &Env) -> Timezone {
    TIMEZONE.with_borrow_mut(|timezone| timezone.get_or_insert_with(|| read(env)).clone())
}

fn read(env: &Env) -> Timezone {
    let name = text(env, "CONSOLE_TIMEZONE");
    let name = match name.trim() {
        "" => Timezone::DEFAULT,
        name => name,
    };
    if let Some(timezone) = Timezone::fixed(name).or_else(|| ruled(name)) {
        return timezone;
    }
    // A scan must be counted on some day all the same.
    console_error!(
        "CONSOLE_TIMEZONE is {name:?}, which is no time zone such as Europe/Berlin or +08:00: days are \
         those of {}",
        Timezone::DEFAULT
    );
    let name = Timezone::DEFAULT.to_owned();
    Timezone::Fixed {
        name,
        offset: 28_800,
    }
}

fn ruled(name: &str) -> Option<Timezone> {
    let options = Object::new();
    let set = |key: &str, value: &str| {
        Reflect::set(&options, &JsValue::from(key), &JsValue::from(value)).ok()
    };
    set("timeZone", name)?;
    set("timeZoneName", "longOffset")?;
    // The constructor throws at a name that it does not know; called by Reflect, that is an error here.
    let intl = Reflect::get(&global(), &"Intl".into()).ok()?;
    let constructor = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?;
    let arguments = Array::of2(&"en-US".into(), &options);
    let format = Reflect::construct(&constructor.into(), &arguments).ok()?;
    let format: Intl::DateTimeFormat = format.into();
    let name = name.to_owned();
    let offset = Rc::new(move |time: Time| {
        let date = Date::new(&JsValue::from(time as f64 * 1000.0));
        // `11/21/2026, GMT+01:00`, in parts
        let parts = format.format_to_parts(&date);
        let zone = parts.iter().find_map(zone_name).unwrap_or_default();
        parse_offset(&zone).unwrap_or_default()
    });
    Some(Timezone::Ruled { name, offset })
}

fn zone_name(part: JsValue) -> Option<String> {
    let get = |key: &str| Reflect::get(&part, &JsValue::from(key)).ok()?.as_string();
    (get("type")? == "timeZoneName").then(|| get("value"))?
}
