//! `login codes`: the pool, made and pushed.

use std::collections::HashMap;
use std::path::Path;

use wechat_edge::language::Bilingual;
use wechat_edge::wechat::scene::{Code, Lifetime, Scene, SceneError, SceneStr};

use super::arguments::Codes;
use super::error::LoginFinding;
use super::pool::{PREFIX, pool};
use super::worker;
use crate::cli::api::error::ApiError;
use crate::cli::clients::{CLIENTS, read_clients};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::qrcode::arguments::Draw;
use crate::cli::qrcode::codes_csv::Made;
use crate::cli::qrcode::error::{QrcodeError, boxed};
use crate::cli::qrcode::making::{Order, make};
use crate::cli::qrcode::outcome::Failure;
use crate::cli::scans::arguments::ConsoleArgs;
use crate::cli::scans::console::Console;
use crate::cli::scans::console_error::{ConsoleError, ScansError};

/// The scene of the code that stands for all visitors at once.
const REVERSE: &str = "login";

/// The account may not do this (PROTOCOL.md, section G).
const NOT_ALLOWED: i64 = 48001;

pub(super) fn run(codes: &Codes, args: &ConsoleArgs, output: &Output) -> Exit {
    let result = make_and_push(codes, args, output);
    result.unwrap_or_else(|error| {
        output.error(&*error);
        Exit::Usage
    })
}

fn make_and_push(
    codes: &Codes,
    args: &ConsoleArgs,
    output: &Output,
) -> Result<Exit, Box<dyn Bilingual>> {
    let setup = read_clients(Path::new(CLIENTS)).map_err(boxed)?;
    if setup.is_off() {
        output.report(&LoginFinding::NobodyToSignIn {});
    }
    // Before anything is made, since it may have to ask for the token.
    let console = match Console::find(args, output.language) {
        Err(ScansError::Console(ConsoleError::NoWorker)) => None,
        Err(error) => return Ok(error.report(output)),
        Ok(console) => Some(console),
    };
    let has_reverse = codes.reverse || setup.wechat_server.is_some();
    let order = Order {
        codes: wanted(codes.count, has_reverse)
            .map_err(|error| boxed(QrcodeError::Scene(error)))?,
        labels: HashMap::new(),
        out: &codes.out,
        has_picture: |scene| scene.to_string() == REVERSE,
        draw: Draw::Auto,
        api: &codes.api,
    };
    let outcome = make(order, output)?;
    let is_word_only = |failure: &Failure| matches!(failure, Failure::Api(ApiError::Refused(refusal)) if refusal.code == NOT_ALLOWED);
    if outcome.failures().any(is_word_only) {
        output.report(&LoginFinding::WordsOnly {});
    }
    let sent = push(&outcome.codes(), console.as_ref(), output);
    Ok(outcome.conclude(sent, output))
}

/// `login.001` and on, and `login` itself first.
fn wanted(count: u32, has_reverse: bool) -> Result<Vec<Code>, SceneError> {
    let reverse = has_reverse.then(|| REVERSE.to_owned());
    let pool = (1..=count).map(|number| format!("{PREFIX}{number:03}"));
    let code = |scene: String| {
        let scene = SceneStr::new(&scene).map(Scene::Str)?;
        Code::new(scene, Lifetime::Permanent)
    };
    reverse.into_iter().chain(pool).map(code).collect()
}

fn push(
    codes: &[&Made],
    console: Option<&Console>,
    output: &Output,
) -> Option<Result<usize, Exit>> {
    let codes = pool(codes);
    if codes.is_empty() {
        return None;
    }
    let Some(console) = console else {
        output.report(&LoginFinding::LoginCodesNotPushed {});
        return None;
    };
    let sent = worker::send(console, &codes, output);
    Some(sent.map_err(|error| {
        let exit = error.report(output);
        output.report(&LoginFinding::LoginCodesNotPushed {});
        exit
    }))
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn codes_are_numbered_so_that_more_of_them_go_on_where_fewer_ended() {
        let scenes = |count, has_reverse| -> Vec<String> {
            let codes = wanted(count, has_reverse).unwrap();
            codes.iter().map(|code| code.scene().to_string()).collect()
        };
        assert_eq!(scenes(2, false), ["login.001", "login.002"]);
        assert_eq!(scenes(1, true), ["login", "login.001"]);
        let many = scenes(10_000, false);
        assert_eq!(many[..300], scenes(300, false));
        assert_eq!((&*many[998], &*many[999]), ("login.999", "login.1000"));
        assert_eq!(many[9999], "login.10000");
    }
}
