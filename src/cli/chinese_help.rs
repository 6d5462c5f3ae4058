//! 命令行的帮助文字，中文。英文的写在 `arguments.rs` 里。

pub(crate) fn translate(command: clap::Command) -> clap::Command {
    command
}
