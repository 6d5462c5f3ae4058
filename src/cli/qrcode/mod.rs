//! `qrcode`: parametric QR codes, made at the API, drawn, listed, and told to the console.

pub(crate) mod arguments;
pub(crate) mod codes_csv;
mod create;
mod csv_cell;
pub(crate) mod error;
mod file_name;
mod folder;
mod image;
pub(crate) mod making;
pub(crate) mod outcome;
pub(crate) mod push;
mod wanted;

use self::arguments::{Qrcode, QrcodeCommand};
use super::exit::Exit;
use super::output::Output;

pub(crate) fn run(qrcode: &Qrcode, output: &Output) -> Exit {
    let result = match &qrcode.command {
        QrcodeCommand::Create(create) => create::run(create, output),
        QrcodeCommand::Push(push) => push::run(push, output),
    };
    result.unwrap_or_else(|error| {
        output.error(&*error);
        Exit::Usage
    })
}
