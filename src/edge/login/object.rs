//! The calls of the object. Its state is all in its database, so that a call is a function: a panic leaves
//! nothing broken behind.

use wasm_bindgen::prelude::wasm_bindgen;
use worker::Env;
use worker::js_sys::Array;
use worker::wasm_bindgen::JsValue;

use super::super::d1::{Object as Fields, parameters, reason};
use super::super::runtime::milliseconds_now;
use super::{thrown, with_provider};
use crate::login::IS_OFF;
use crate::login::check::check;
use crate::login::object::Object;
use crate::login::push::{Kind, Push};
use crate::login::request::Request;
use crate::login::schema::SCHEMA;
use crate::login::store::{Store, StoreError};
use crate::scans::json::Value;
use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;
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
        let rows = self.0.exec(&statement.sql, &parameters(&statement));
        match rows.and_then(|cursor| cursor.to_array()) {
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
    if IS_OFF {
        return Ok(());
    }
    for statement in SCHEMA {
        let made = Database(sql).run(Statement::new(statement));
        made.map_err(thrown)?;
    }
    Ok(())
}

/// Does what is asked of the object, at this moment; what that gives, and the attempts that moved, as JSON.
///
/// | `what` | `given` | gives |
/// |---|---|---|
/// | `answer` | a request that [`login_check`](super::login_check) did not answer | the answer |
/// | `push` | what a visitor did in WeChat | the reply, or null |
/// | `codes` | `codes`, a list as JSON whose items were checked | null |
/// | `add_key` | `id`, `private`, `public` | from when it signs |
/// | `signing_key` | | the private JWK, or null |
/// | `status` | `origin` | how it goes |
/// | `sweep` | | whether anything is left to delete later |
///
/// # Errors
///
/// Where the database fails.
#[wasm_bindgen]
pub fn login_do(
    what: &str,
    given: JsValue,
    sql: &Sql,
    env: &Env,
    random: &[u8],
) -> Result<String, JsValue> {
    if IS_OFF {
        return Ok(String::new());
    }
    let given = Fields(given);
    let origin = given.text("origin").unwrap_or_default();
    with_provider(env, &origin, &|provider| {
        let database = Database(sql);
        let now = milliseconds_now() as Time / 1000;
        let mut object = Object::new(&database, provider, now, random);
        let gives = act(&mut object, what, &given)?;
        let changed = object.changed.into_iter();
        let changed = changed.map(|(id, view)| Value::List(vec![id.into(), view]));
        let fields = vec![
            ("gives", gives),
            ("changed", Value::List(changed.collect())),
        ];
        Ok(Value::Object(fields).to_string())
    })
}

fn act(
    object: &mut Object<'_, Database<'_>>,
    what: &str,
    given: &Fields,
) -> Result<Value, StoreError> {
    Ok(match what {
        "answer" => {
            let request = Request::read(given)?;
            match check(&request, object.provider()) {
                Ok(call) => object.answer(call, &request)?.value(),
                Err(answer) => answer.value(),
            }
        }
        "push" => {
            let (openid, text) = (given.text("openid")?, given.text("text")?);
            let push = Push {
                openid: &openid,
                kind: Kind::of(&given.text("kind")?).ok_or(FieldError("kind"))?,
                text: text.into(),
                created: given.time("created")?,
                id: given.text("id")?.parse().unwrap_or_default(),
            };
            object.push(&push)?.into()
        }
        "codes" => {
            object.add_codes(&given.text("codes")?)?;
            Value::Null
        }
        "add_key" => {
            let [id, private, public] = ["id", "private", "public"].map(|name| given.text(name));
            object.add_key(&id?, &private?, &public?)?.into()
        }
        "signing_key" => object.signing_key()?.into(),
        "status" => object.status()?,
        _ => object.sweep()?.into(),
    })
}
