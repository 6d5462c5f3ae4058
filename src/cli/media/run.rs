//! Which of the two is asked for.

use super::arguments::{Media, MediaCommand};
use super::{list, upload};
use crate::cli::exit::Exit;
use crate::cli::output::Output;

pub(crate) fn run(media: &Media, output: &Output) -> Exit {
    let result = match &media.command {
        MediaCommand::Upload(arguments) => upload::run(arguments, output),
        MediaCommand::List(arguments) => list::run(arguments, output),
    };
    match result {
        Ok(()) => Exit::Ok,
        Err(failure) => {
            output.error(&failure);
            failure.exit()
        }
    }
}
