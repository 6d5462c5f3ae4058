//! `login`: what signing visitors in needs from the owner's machine, and how it goes at the Worker.
//!
//! A Worker cannot make codes, since WeChat's API takes calls from known addresses alone; so the pool of them
//! is made here and pushed.

pub(crate) mod answer;
pub(crate) mod arguments;
mod codes;
pub(crate) mod error;
mod keys;
mod pool;
mod status;
pub(crate) mod worker;

use self::arguments::{KeysCommand, Login, LoginCommand};
use super::exit::Exit;
use super::output::Output;

pub(crate) fn run(login: &Login, output: &Output) -> Exit {
    let console = &login.console;
    let result = match &login.command {
        None => status::run(console, output),
        Some(LoginCommand::Codes(codes)) => return codes::run(codes, console, output),
        Some(LoginCommand::Push(push)) => pool::run(push, console, output),
        Some(LoginCommand::Keys {
            command: KeysCommand::Rotate,
        }) => keys::run(console, output),
    };
    result.unwrap_or_else(|error| error.report(output))
}
