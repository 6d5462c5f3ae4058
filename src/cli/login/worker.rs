//! The sign-in of a Worker, asked by way of its console.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::Status;
use super::error::{LoginError, LoginFinding};
use crate::cli::output::Output;
use crate::cli::qrcode::push::send_list;
use crate::cli::scans::console::Console;
use crate::cli::scans::console_error::ConsoleError;

/// Below the console's own path.
const LOGIN: &str = "login";

/// How it goes.
pub(crate) fn status(console: &Console) -> Result<Status, LoginError> {
    console
        .get(LOGIN, &[])
        .map_err(|error| told(error, console))
}

/// Sends codes of the pool; how many it took.
pub(crate) fn send(
    console: &Console,
    codes: &[Value],
    output: &Output,
) -> Result<usize, LoginError> {
    let path = format!("{LOGIN}/codes");
    send_list(console, &path, codes, output).map_err(|error| told(error, console))
}

/// Asks for the next key.
pub(crate) fn rotate<T: DeserializeOwned>(console: &Console) -> Result<T, LoginError> {
    let path = format!("{LOGIN}/keys");
    console
        .post(&path, "{}")
        .map_err(|error| told(error, console))
}

/// What the console's refusals mean on these paths (`ManageError` of src/edge/login/stub.rs). A Worker without
/// them asks for its database first, then says that there is no such path, or not for such a method.
fn told(error: ConsoleError, console: &Console) -> LoginError {
    let url = console.url();
    LoginError::Finding(match error {
        ConsoleError::DatabaseFails { said, place } => {
            let of_it = |prefix| said.strip_prefix(prefix).map(str::to_owned);
            match (of_it("sign-in is off: "), of_it("sign-in: ")) {
                (Some(said), _) => LoginFinding::LoginOff { said, place },
                (None, Some(said)) => LoginFinding::LoginFails { said, place },
                (None, None) => return ConsoleError::DatabaseFails { said, place }.into(),
            }
        }
        ConsoleError::NoDatabase { .. }
        | ConsoleError::NoConsole { .. }
        | ConsoleError::ConsoleStatus {
            status: 404 | 405, ..
        } => LoginFinding::LoginUnknown { url },
        error => return error.into(),
    })
}
