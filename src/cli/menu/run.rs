//! `menu check`, `menu pull`, `menu push`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use serde::Serialize;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::api::button::Button;
use wechat_edge::wechat::api::error::Refusal;
use wechat_edge::wechat::api::menu as wechat;
use wechat_edge::wechat::api::menu_calls::{CreateMenu, GetMenu, GetSelfMenu, NO_MENU};

use super::arguments::{Menu, MenuCommand, MenuFile, MenuTransfer};
use super::compare::{Line, compare};
use super::finding::MenuFinding;
use super::menu_toml::{self, FileError};
use super::rules;
use crate::cli::api::account::AccountError;
use crate::cli::api::client::Api;
use crate::cli::api::error::ApiError;
use crate::cli::arguments::RULES;
use crate::cli::exit::Exit;
use crate::cli::findings::Found;
use crate::cli::output::Output;

/// Why a command ended early.
enum MenuError {
    File(FileError),
    Account(AccountError),
    Api(ApiError),
    /// The file is not a menu that WeChat takes; what is wrong was said.
    Faults,
    /// There is no menu at all.
    NoMenu,
    /// Nobody can be asked, and `--yes` was not given.
    NeedsYes,
    /// The answer was no.
    Declined,
}

pub(crate) fn run(menu: &Menu, output: &Output) -> Exit {
    let result = match &menu.command {
        MenuCommand::Check(file) => check(file, output),
        MenuCommand::Pull(transfer) => pull(transfer, output),
        MenuCommand::Push(transfer) => push(transfer, output),
    };
    let error = match result {
        Ok(()) => return Exit::Ok,
        Err(MenuError::Faults) => return Exit::Problem,
        Err(error) => error,
    };
    output.error(&error);
    match error {
        MenuError::File(_) | MenuError::Account(_) | MenuError::NeedsYes => Exit::Usage,
        MenuError::Api(error) if error.is_no_answer() => Exit::NoAnswer,
        _ => Exit::Problem,
    }
}

fn check(file: &MenuFile, output: &Output) -> Result<(), MenuError> {
    let buttons = menu_toml::read_existing(&file.file).map_err(MenuError::File)?;
    let (menu, findings) = examine(buttons, output.language);
    if output.json {
        let found = findings.iter().map(|it| Found::new(it, output.language));
        output.json(&CheckJson {
            findings: found.collect(),
        });
    } else {
        findings.iter().for_each(|finding| output.report(finding));
    }
    let menu = menu.ok_or(MenuError::Faults)?;
    let (file, count) = (file.file.display(), menu.buttons().len());
    output.say(&tr!(
        output.language,
        "{file}: {count} buttons, as WeChat allows them",
        "{file}：{count} 个按钮，符合微信的限制"
    ));
    Ok(())
}

/// The menu, if it is one that WeChat takes, and what is to be said of it.
fn examine(buttons: Vec<Button>, language: Language) -> (Option<wechat::Menu>, Vec<MenuFinding>) {
    match wechat::Menu::new(buttons) {
        Ok(menu) => {
            let findings = rules::compare(&menu, Path::new(RULES), language);
            (Some(menu), findings)
        }
        Err(faults) => (None, faults.into_iter().map(MenuFinding::from).collect()),
    }
}

fn push(transfer: &MenuTransfer, output: &Output) -> Result<(), MenuError> {
    let file = &transfer.menu.file;
    let buttons = menu_toml::read_existing(file).map_err(MenuError::File)?;
    let (menu, findings) = examine(buttons, output.language);
    findings.iter().for_each(|finding| output.report(finding));
    let menu = menu.ok_or(MenuError::Faults)?;
    let mut api = connect(transfer)?;
    let before = current(&mut api, output)?;
    let lines = compare(&before, menu.buttons());
    let is_new = changed(&lines);
    if is_new {
        show(&lines, output);
        let question = tr!(
            output.language,
            "Replace the account's menu by this one?",
            "用它替换公众号的菜单吗？"
        );
        agree(&question, transfer, output)?;
        api.call(&CreateMenu(&menu), output)
            .map_err(MenuError::Api)?;
    }
    conclude(is_new, menu.buttons(), file, output);
    output.say(&match is_new {
        true => tr!(
            output.language,
            "done; visitors see it within 5 minutes, or when they open the account anew",
            "已替换；用户在 5 分钟内，或重新进入公众号时看到"
        ),
        false => tr!(
            output.language,
            "the account has this menu already",
            "公众号的菜单已经是这样"
        ),
    });
    Ok(())
}

fn pull(transfer: &MenuTransfer, output: &Output) -> Result<(), MenuError> {
    let file = &transfer.menu.file;
    let before = menu_toml::read(file).map_err(MenuError::File);
    let mut api = connect(transfer)?;
    let buttons = current(&mut api, output)?;
    if buttons.is_empty() {
        return Err(MenuError::NoMenu);
    }
    let is_new = match before {
        Ok(None) => true,
        Ok(Some(before)) => {
            let lines = compare(&before, &buttons);
            let is_new = changed(&lines);
            if is_new {
                show(&lines, output);
                ask_to_replace(file, transfer, output)?;
            }
            is_new
        }
        Err(error) => {
            // It is there, and no menu: what would be lost cannot be shown.
            output.warn(&error);
            ask_to_replace(file, transfer, output)?;
            true
        }
    };
    if is_new {
        menu_toml::write(file, &buttons).map_err(MenuError::File)?;
    }
    conclude(is_new, &buttons, file, output);
    let name = file.display();
    output.say(&match is_new {
        true => tr!(output.language, "written to {name}", "已写入 {name}"),
        false => tr!(
            output.language,
            "{name} has this menu already",
            "{name} 已经是这样"
        ),
    });
    // One of the admin page's making may have what the API does not.
    if let Err(faults) = wechat::Menu::new(buttons) {
        let findings = faults.into_iter().map(MenuFinding::from);
        findings.for_each(|finding| output.warn(&finding));
    }
    Ok(())
}

fn connect(transfer: &MenuTransfer) -> Result<Api, MenuError> {
    let api = transfer.api.connect();
    api.map_err(MenuError::Account)
}

/// The menu that visitors have now, empty where there is none. Where the API made it, it is given
/// word for word; one of the admin page's making is asked for in another way.
fn current(api: &mut Api, output: &Output) -> Result<Vec<Button>, MenuError> {
    match api.call(&GetMenu {}, output) {
        Ok(answer) => {
            let count = answer.conditionalmenu.len();
            if count > 0 {
                output.report(&MenuFinding::PersonalMenus { count });
            }
            Ok(answer.menu.button)
        }
        Err(ApiError::Refused(Refusal { code: NO_MENU, .. })) => {
            let answer = api.call(&GetSelfMenu {}, output).map_err(MenuError::Api)?;
            let is_open = answer.is_menu_open != 0;
            let buttons = answer.buttons();
            if !is_open && !buttons.is_empty() {
                output.report(&MenuFinding::MenuClosed {});
            }
            Ok(buttons)
        }
        Err(error) => Err(MenuError::Api(error)),
    }
}

fn changed(lines: &[Line]) -> bool {
    lines.iter().any(|line| !matches!(line, Line::Same(_)))
}

fn show(lines: &[Line], output: &Output) {
    lines.iter().for_each(|line| output.say(&line.text()));
}

fn ask_to_replace(file: &Path, transfer: &MenuTransfer, output: &Output) -> Result<(), MenuError> {
    let file = file.display();
    let question = tr!(
        output.language,
        "Replace {file}, its comments too?",
        "替换 {file}（包括其中的注释）吗？"
    );
    agree(&question, transfer, output)
}

/// Asks on a terminal, where nothing was agreed to beforehand.
fn agree(question: &str, transfer: &MenuTransfer, output: &Output) -> Result<(), MenuError> {
    if transfer.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() || output.json {
        return Err(MenuError::NeedsYes);
    }
    output.result(&tr!(
        output.language,
        "{question} (y, or anything else for no)",
        "{question}（y 表示是，其他表示否）"
    ));
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    let answer = answer.trim().to_lowercase();
    match read.is_ok() && matches!(&*answer, "y" | "yes" | "是") {
        true => Ok(()),
        false => Err(MenuError::Declined),
    }
}

#[derive(Serialize)]
struct CheckJson {
    findings: Vec<Found>,
}

#[derive(Serialize)]
struct TransferJson<'a> {
    changed: bool,
    button: &'a [Button],
    file: PathBuf,
}

fn conclude(changed: bool, button: &[Button], file: &Path, output: &Output) {
    if output.json {
        let file = file.to_owned();
        output.json(&TransferJson {
            changed,
            button,
            file,
        });
    }
}

impl Bilingual for MenuError {
    fn text(&self, language: Language) -> String {
        match self {
            MenuError::File(error) => error.text(language),
            MenuError::Account(error) => error.text(language),
            MenuError::Api(error) => error.text(language),
            MenuError::Faults => String::new(),
            MenuError::NoMenu => {
                tr!(language, "the account has no menu", "这个公众号没有菜单")
            }
            MenuError::NeedsYes => tr!(
                language,
                "this would be replaced, and nobody is there to be asked: give --yes",
                "这会替换已有的内容，而没有终端可以询问：请加 --yes"
            ),
            MenuError::Declined => tr!(language, "nothing was replaced", "没有替换任何内容"),
        }
    }
}
