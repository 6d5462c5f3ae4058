//! The calls of the object. Its state is all in its database, so that each is a function: a panic leaves
//! nothing broken behind.

use wasm_bindgen::prelude::wasm_bindgen;
use worker::Env;
use worker::js_sys::Array;
use worker::wasm_bindgen::JsValue;

use super::super::d1::{Object as Fields, reason};
use super::super::runtime::milliseconds_now;
use super::{read, thrown, with_provider};
use crate::login::SETUP;
use crate::login::check::check;
use crate::login::object::Object;
use crate::login::push::{Kind, Push};
use crate::login::schema::SCHEMA;
use crate::login::store::{Store, StoreError};
use crate::scans::json::Value;
use crate::scans::row::Row;
use crate::scans::statement::{Parameter, Statement};
use crate::scans::time::Time;

#[wasm_bindgen]
extern "C" {
    /// <https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/>
    pub type Sql;

    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &Sql, query: &str, parameters: &Array) -> Result<Cursor, JsValue>;

    type Cursor;

    #[wasm_bindgen(method, catch, js_name = toArray)]
    fn to_array(this: &Cursor) -> Result<Array, JsValue>;
}

/// The database of the object.
struct Database<'s>(&'s Sql);

impl Store for Database<'_> {
    type Row = Fields;

    fn run(&self, statement: Statement) -> Result<Vec<Fields>, StoreError> {
        let parameters = statement
            .parameters
            .iter()
            .map(|parameter| match parameter {
                Parameter::Text(text) => JsValue::from(text),
                Parameter::Number(number) => JsValue::from(*number),
            });
        let rows = self
            .0
            .exec(&statement.sql, &parameters.collect())
            .and_then(|cursor| cursor.to_array());
        match rows {
            Ok(rows) => Ok(rows.iter().map(Fields).collect()),
            Err(error) => Err(StoreError::Failed(reason(&error))),
        }
    }
}

/// Makes the tables, where there are none.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_prepare(sql: &Sql) -> Result<(), JsValue> {
    if SETUP.is_off() {
        return Ok(());
    }
    for statement in SCHEMA {
        Database(sql)
            .run(Statement::new(statement))
            .map_err(thrown)?;
    }
    Ok(())
}

/// Does something with the object, at this moment; what it gives, with the attempts that moved, as JSON.
fn with_object(
    sql: &Sql,
    env: &Env,
    origin: &str,
    random: &[u8],
    with: impl FnOnce(&mut Object<'_, Database<'_>>) -> Result<Value, StoreError>,
) -> Result<String, JsValue> {
    if SETUP.is_off() {
        return Ok(String::new());
    }
    with_provider(env, origin, |provider| {
        let now = milliseconds_now() as Time / 1000;
        let database = Database(sql);
        let mut object = Object::new(&database, provider, now, random);
        let given = with(&mut object).map_err(thrown)?;
        let changed = object.changed.into_iter();
        let changed = changed.map(|(id, view)| Value::List(vec![id.into(), view]));
        let fields = vec![
            ("given", given),
            ("changed", Value::List(changed.collect())),
        ];
        Ok(Value::Object(fields).to_string())
    })
}

/// Answers a request that [`login_check`](super::login_check) did not.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_answer(
    sql: &Sql,
    env: &Env,
    request: JsValue,
    random: &[u8],
) -> Result<String, JsValue> {
    let request = read(request)?;
    with_object(sql, env, &request.origin, random, |object| {
        let answer = match check(&request, object.provider()) {
            Ok(call) => object.answer(call, &request)?,
            Err(answer) => *answer,
        };
        Ok(answer.value())
    })
}

/// Does what a push says; gives the reply, or null.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_push(sql: &Sql, env: &Env, push: JsValue, random: &[u8]) -> Result<String, JsValue> {
    let fields = Fields(push);
    let text = |field| fields.text(field).map_err(|error| thrown(error.into()));
    let (kind, openid, said, id) = (text("kind")?, text("openid")?, text("text")?, text("id")?);
    let created = fields.time("created").unwrap_or_default();
    let Some(kind) = Kind::of(&kind) else {
        return Ok(String::new());
    };
    let push = Push {
        openid: &openid,
        kind,
        text: &said,
        created,
        id: id.parse().unwrap_or_default(),
    };
    with_object(sql, env, "", random, |object| {
        Ok(object.push(&push)?.into())
    })
}

/// Keeps a new signing key; from when it signs.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_add_key(
    sql: &Sql,
    env: &Env,
    id: &str,
    private: &str,
    public: &str,
) -> Result<String, JsValue> {
    with_object(sql, env, "", &[], |object| {
        Ok(object.add_key(id, private, public)?.into())
    })
}

/// The key that signs now; null where there is none yet.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_signing_key(sql: &Sql, env: &Env) -> Result<String, JsValue> {
    with_object(sql, env, "", &[], |object| Ok(object.signing_key()?.into()))
}

/// Puts codes into the pool: a list as JSON, whose items were checked.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_add_codes(sql: &Sql, env: &Env, codes: &str) -> Result<String, JsValue> {
    with_object(sql, env, "", &[], |object| {
        object.add_codes(codes).map(|()| Value::Null)
    })
}

/// How it goes.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_status(sql: &Sql, env: &Env, origin: &str) -> Result<String, JsValue> {
    with_object(sql, env, origin, &[], |object| object.status())
}

/// Deletes what is over; whether anything is left that will be.
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_sweep(sql: &Sql, env: &Env) -> Result<String, JsValue> {
    with_object(sql, env, "", &[], |object| Ok(object.sweep()?.into()))
}
