//! What a scheduled event deletes.

use worker::js_sys::Promise;
use worker::wasm_bindgen::JsValue;
use worker::{Env, console_error, console_log};

use super::super::d1::{D1, reason};
use super::super::environment::text;
use super::super::promise::promise_of;
use super::super::timezone;
use crate::scans::sweep::{self, Piece};

/// Deletes what is older than `SCANS_KEEP_DAYS`, piece by piece. `now` is in seconds since 1970.
pub(crate) fn sweep(env: Env, now: f64) -> Promise {
    promise_of(async move {
        let Some(database) = D1::of(&env) else {
            return Ok(JsValue::UNDEFINED);
        };
        let setting = text(&env, "SCANS_KEEP_DAYS");
        let keep = match sweep::keep_days(Some(&setting)) {
            Ok(days) => days,
            // Rather nothing than too much.
            Err(error) => {
                console_error!("{error}");
                return Ok(JsValue::UNDEFINED);
            }
        };
        let mut deleted = 0.0;
        for piece in sweep::pieces(keep, now as i64, &timezone::of(&env)) {
            match delete(&database, &piece).await {
                Ok(rows) => deleted += rows,
                Err(error) => console_error!("sweeping old scans: {}", reason(&error)),
            }
        }
        console_log!(
            "swept: {} rows written to delete what is older than {keep} days",
            deleted as u64
        );
        Ok(JsValue::UNDEFINED)
    })
}

/// Runs a statement until nothing is left, or as often as it may.
async fn delete(database: &D1, piece: &Piece) -> Result<f64, JsValue> {
    let mut deleted = 0.0;
    for _ in 0..piece.times {
        let rows = database.run(&piece.statement).await?;
        deleted += rows;
        if rows == 0.0 {
            break;
        }
    }
    Ok(deleted)
}
