//! Why a command ends early, and what to do about it where the Worker runs.

use wechat_edge::console::token::MIN_LENGTH;
use wechat_edge::language::{Bilingual, Language, tr};

use crate::cli::account::address::AddressError;
use crate::cli::account::place::Place;
use crate::cli::account::settings::{SettingsError, Source};
use crate::cli::exit::Exit;
use crate::cli::findings::findings;
use crate::cli::http::NoAnswer;
use crate::cli::output::Output;

findings! {
    |language|
    /// Why there is nothing to show.
    #[derive(Clone, Debug)]
    pub(crate) enum ConsoleError {
        Fail LogUnreadable { file: String, error: String }
            => "{file} cannot be read: {error}", "无法读取 {file}：{error}"
            => "Name a file with a log, or - for standard input.", "请给出日志文件，或用 - 表示标准输入。";
        Fail NoWorker
            => "no Worker runs here, and none is named", "本机没有运行 Worker，也没有指定"
            => "Give the deployed Worker's URL with --url or in CONSOLE_URL, or run `npm start` here.",
               "请用 --url 或 CONSOLE_URL 给出已部署的 Worker 的网址，或在本机运行 `npm start`。";
        Fail TokenInTheOpen { url: String }
            => "{url} is http: CONSOLE_TOKEN could be read on the way, and was not sent",
               "{url} 使用 http：CONSOLE_TOKEN 在途中可能被看到，因此没有发送"
            => "Give the URL with https://.", "请给出以 https:// 开头的网址。";
        Fail NoConsoleToken { place: Place }
            with todo = no_token(*place, language)
            => "there is no CONSOLE_TOKEN", "没有 CONSOLE_TOKEN"
            => "{todo}", "{todo}";
        Fail ConsoleTokenMalformed { from: Source }
            with source = from.text(language), least = MIN_LENGTH
            => "the CONSOLE_TOKEN from {source} is not at least {least} letters, digits and signs of ASCII",
               "来自{source}的 CONSOLE_TOKEN 不是至少 {least} 个 ASCII 字母、数字和符号"
            => "Choose another one, and set it at the Worker, too.", "请换一个，并在 Worker 上同样设置。";
        Fail ConsoleTokenRefused { from: Source, place: Place }
            with source = from.text(language), set = place.set("CONSOLE_TOKEN", language)
            => "the Worker refuses the CONSOLE_TOKEN from {source}: it has another one",
               "Worker 不接受来自{source}的 CONSOLE_TOKEN：它的不一样"
            => "{set}, with this one; or give the Worker's own in CONSOLE_TOKEN.",
               "{set}，用这一个；或在 CONSOLE_TOKEN 中给出 Worker 的那个。";
        Fail TooManyTokens
            => "the Worker was sent too many wrong tokens, and takes none for a minute",
               "Worker 收到的错误令牌太多，一分钟内不再接受"
            => "Wait a minute. The right one has to wait, too.", "请等一分钟；正确的令牌也要等。";
        Fail ConsoleClosed { place: Place }
            with set = place.set("CONSOLE_TOKEN", language), least = MIN_LENGTH
            => "the Worker's console is closed: it has no CONSOLE_TOKEN, or one that is too short",
               "Worker 的控制台没有开放：没有设置 CONSOLE_TOKEN，或太短"
            => "{set}: at least {least} characters that nobody can guess.",
               "{set}：至少 {least} 个别人猜不到的字符。";
        Fail NoDatabase { place: Place }
            with todo = bind(*place, language)
            => "scans are not recorded: the Worker has no database", "没有记录扫码：Worker 没有数据库"
            => "{todo}", "{todo}";
        Fail DatabaseFails { said: String, place: Place }
            with log = place.log(language)
            => "the Worker's database fails: {said}", "Worker 的数据库出错：{said}"
            => "Try again in a minute; {log} says more.", "请过一分钟再试；详情见{log}。";
        Fail NoConsole { url: String }
            => "there is no console at {url}", "{url} 没有控制台"
            => "Is the URL the Worker's? An older version has none: deploy this one (npm run deploy).",
               "这是 Worker 的网址吗？旧版本没有控制台：请部署当前版本（npm run deploy）。";
        Fail ConsoleElsewhere { location: String }
            => "it redirects to {location}, where CONSOLE_TOKEN is not sent", "跳转到了 {location}，不会向那里发送 CONSOLE_TOKEN"
            => "If that is the Worker, give its URL.", "如果那就是 Worker，请给出它的网址。";
        Fail QuestionRefused { said: String }
            => "the Worker cannot answer this: {said}", "Worker 无法回答：{said}"
            => "Ask otherwise; see `wechat-edge scans --help`.", "请换一种问法，见 `wechat-edge scans --help`。";
        Fail ConsoleStatus { status: u16, said: String, place: Place }
            with log = place.log(language)
            => "status {status}: {said}", "状态码 {status}：{said}"
            => "See {log}.", "请看{log}。";
        Fail NotTheConsole { status: u16, content_type: String }
            => "the answer (status {status}, “{content_type}”) is not the console's",
               "应答（状态码 {status}，“{content_type}”）不是控制台的"
            => "Is the URL the Worker's? Is there a proxy or a login page in between?",
               "这是 Worker 的网址吗？中间是否有代理或登录页？";
        Fail AnswerMalformed { error: String }
            => "the console's answer is not as it should be: {error}", "控制台的应答不符合约定：{error}"
            => "Is the Worker of another version than this tool? Deploy this one (npm run deploy).",
               "Worker 与本工具的版本是否不同？请部署当前版本（npm run deploy）。";
        Fail AnswerTooLarge
            => "the console's answer is too large", "控制台的应答太大"
            => "Ask for fewer days or codes: --days, --scene.", "请减少天数或二维码：--days、--scene。";
        Fail ConsoleSlow { url: String, seconds: f64 }
            => "{url} did not answer within {seconds} s", "{url} 在 {seconds} 秒内没有应答"
            => "Give more time with --timeout, or ask for fewer days.", "请用 --timeout 给出更长的时间，或减少天数。";
        Fail ConsoleSilent { url: String, error: NoAnswer }
            with error = error.text(language)
            => "{url} cannot be reached: {error}", "无法连接 {url}：{error}"
            => "Is it running? Is the URL right? The command `doctor` looks closer.",
               "服务启动了吗？网址对吗？可用 `doctor` 命令进一步检查。";
    }
}

fn no_token(place: Place, language: Language) -> String {
    match place {
        Place::Local => tr!(
            language,
            "Put CONSOLE_TOKEN into .dev.vars, at least {MIN_LENGTH} characters, and restart `npm start`.",
            "请在 .dev.vars 中设置 CONSOLE_TOKEN（至少 {MIN_LENGTH} 个字符），并重新运行 `npm start`。"
        ),
        Place::Deployed => tr!(
            language,
            "Set the deployed Worker's in the environment, or run this in a terminal, where it is asked for. Where it has none yet: `npx wrangler secret put CONSOLE_TOKEN`. That of .dev.vars is the local Worker's, and not used.",
            "请在环境变量中设置已部署的 Worker 的 CONSOLE_TOKEN，或在终端中运行，届时会询问。如果还没有：`npx wrangler secret put CONSOLE_TOKEN`。.dev.vars 中的是本地 Worker 的，不会使用。"
        ),
    }
}

fn bind(place: Place, language: Language) -> String {
    match place {
        Place::Local => tr!(
            language,
            "Keep [[d1_databases]] and [[queues.…]] in wrangler.toml, and restart `npm start`.",
            "请在 wrangler.toml 中保留 [[d1_databases]] 和 [[queues.…]]，并重新运行 `npm start`。"
        ),
        Place::Deployed => tr!(
            language,
            "Keep [[d1_databases]] and [[queues.…]] in wrangler.toml, and run `npm run deploy`, which makes what is missing.",
            "请在 wrangler.toml 中保留 [[d1_databases]] 和 [[queues.…]]，并运行 `npm run deploy`，缺少的会自动创建。"
        ),
    }
}

/// Any of what can end a command early.
pub(crate) enum ScansError {
    Settings(SettingsError),
    Address(AddressError),
    Console(ConsoleError),
}

impl From<ConsoleError> for ScansError {
    fn from(error: ConsoleError) -> ScansError {
        ScansError::Console(error)
    }
}

impl ScansError {
    pub(crate) fn report(&self, output: &Output) -> Exit {
        match self {
            ScansError::Settings(error) => output.error(error),
            ScansError::Address(finding) => output.report(finding),
            ScansError::Console(finding) => {
                output.report(finding);
                return finding.exit();
            }
        }
        Exit::Usage
    }
}

impl ConsoleError {
    fn exit(&self) -> Exit {
        match self {
            ConsoleError::LogUnreadable { .. }
            | ConsoleError::NoWorker
            | ConsoleError::TokenInTheOpen { .. }
            | ConsoleError::NoConsoleToken { .. }
            | ConsoleError::ConsoleTokenMalformed { .. }
            | ConsoleError::QuestionRefused { .. } => Exit::Usage,
            ConsoleError::ConsoleSlow { .. } | ConsoleError::ConsoleSilent { .. } => Exit::NoAnswer,
            _ => Exit::Problem,
        }
    }
}
