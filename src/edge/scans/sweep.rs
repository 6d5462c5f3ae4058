//! What a scheduled event deletes.

use worker::js_sys::Promise;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, Env, console_error, console_log};

use super::super::promise::promise_of;
use super::super::timezone;
use super::{bind, reason};
use crate::scans::sweep::{self, Piece};

/// Deletes what is older than `SCANS_KEEP_DAYS`, piece by piece. `now` is in seconds since 1970.
pub(crate) fn sweep(env: Env, now: f64) -> Promise {
    promise_of(async move {
        let Ok(database) = env.d1("DB") else {
            return Ok(JsValue::UNDEFINED);
        };
        let setting = env.var("SCANS_KEEP_DAYS").ok().map(|days| days.to_string());
        let keep = match sweep::keep_days(setting.as_deref()) {
            Ok(days) => days,
            // Rather nothing than too much.
            Err(error) => {
                console_error!("{error}");
                return Ok(JsValue::UNDEFINED);
            }
        };
        let mut deleted = 0_usize;
        for piece in sweep::pieces(keep, now as i64, &timezone::of(&env)) {
            match delete(&database, &piece).await {
                Ok(rows) => deleted = deleted.saturating_add(rows),
                Err(error) => console_error!("sweeping old scans: {}", reason(&error)),
            }
        }
        console_log!("swept: {deleted} rows written to delete what is older than {keep} days");
        Ok(JsValue::UNDEFINED)
    })
}

/// Runs a statement until nothing is left, or as often as it may.
async fn delete(database: &D1Database, piece: &Piece) -> worker::Result<usize> {
    let parameters: Vec<JsValue> = piece
        .parameters
        .iter()
        .map(|number| JsValue::from(*number as f64))
        .collect();
    let mut deleted = 0_usize;
    for _ in 0..piece.times {
        let result = bind(database, piece.statement, &parameters)?.run().await?;
        let rows = result
            .meta()?
            .and_then(|meta| meta.changes)
            .unwrap_or_default();
        deleted = deleted.saturating_add(rows);
        if rows == 0 {
            break;
        }
    }
    Ok(deleted)
}
