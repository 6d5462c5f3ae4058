//! `/console/`: the request and the database of the runtime, for `crate::console`.

mod access;
mod api;
mod entrance;
mod exchange;

use worker::js_sys::Promise;
use worker::wasm_bindgen::JsValue;
use worker::{Env, console_warn, web_sys};

use self::entrance::{By, Entrance, sign_out};
use self::exchange::Exchange;
use super::promise::promise_of;
use super::request::path_and_query;
use super::runtime::milliseconds_now;
use crate::console::door::Route;
use crate::console::response::{Refusal, Response};
use crate::scans::json::Value;
use crate::scans::time::Time;

/// The page, and the form to sign in.
const PAGE: &str = "index.html";
const SIGN_IN: &str = "sign-in.html";

/// What goes back.
enum Answer {
    Response(Response),
    /// A file of the page with a status: `src/console.js` has them.
    File(u16, String),
}

/// Answers a request for `/console…`: a promise of a `Response`, or of the name of a file.
pub(crate) fn answer(request: web_sys::Request, env: Env) -> Promise {
    promise_of(async move {
        let exchange = Exchange {
            url: request.url(),
            method: request.method(),
            now: milliseconds_now() as Time / 1000,
            request,
            env,
        };
        let (path, query) = path_and_query(&exchange.url);
        let route = Route::of(path);
        let response = match respond(&exchange, route, query).await {
            Ok(Answer::Response(response)) => response,
            Ok(Answer::File(status, name)) => return Ok(format!("{status} {name}").into()),
            Err(refusal) => {
                if let Some(line) = refusal.log() {
                    console_warn!("{line}");
                }
                let response = Response::from(refusal);
                // Who signs in is a stranger still.
                match &*exchange.method {
                    "POST" if route == Some(Route::Session) => response.bare(),
                    _ => response,
                }
            }
        };
        finish(&response)
    })
}

async fn respond(
    exchange: &Exchange,
    route: Option<Route<'_>>,
    query: &str,
) -> Result<Answer, Refusal> {
    let entrance = Entrance::of(&exchange.env)?;
    let route = route.ok_or(Refusal::Path)?;
    let response = match route {
        Route::Redirect => Response::empty(308, ("Location", "/console/".to_owned())),
        Route::File(_) if !exchange.is_read() => return Err(Refusal::Method),
        Route::File(name) if route.is_open() => return Ok(Answer::File(200, name.to_owned())),
        Route::File(name) => {
            let is_page = name.is_empty();
            return match entrance.admit(exchange, !is_page).await {
                Ok(_) => {
                    let name = if is_page { PAGE } else { name };
                    Ok(Answer::File(200, name.to_owned()))
                }
                Err(Refusal::Denied(_)) if is_page => Ok(Answer::File(401, SIGN_IN.to_owned())),
                Err(refusal) => Err(refusal),
            };
        }
        Route::Session if exchange.method == "POST" => {
            let set_cookie = entrance.sign_in(exchange).await?;
            Response::empty(204, ("Set-Cookie", set_cookie))
        }
        Route::Session | Route::Api(_) => {
            let by = entrance.admit(exchange, false).await?;
            if !exchange.is_read() && by != By::Bearer {
                exchange.check_origin()?;
            }
            match route {
                Route::Api(path) => api::answer(exchange, path, query).await?,
                _ if exchange.method == "DELETE" => {
                    Response::empty(204, ("Set-Cookie", sign_out(exchange, query).await?))
                }
                _ if exchange.is_read() => {
                    Response::json(&Value::Object(vec![("by", by.name().into())]))
                }
                _ => return Err(Refusal::Method),
            }
        }
    };
    Ok(Answer::Response(response))
}

fn finish(response: &Response) -> Result<JsValue, JsValue> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in &response.headers {
        headers.set(name, value)?;
    }
    let init = web_sys::ResponseInit::new();
    init.set_status(response.status);
    init.set_headers(&headers);
    let body = (!response.body.is_empty()).then_some(&*response.body);
    Ok(web_sys::Response::new_with_opt_str_and_init(body, &init)?.into())
}
