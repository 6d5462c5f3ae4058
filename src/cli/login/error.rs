//! Why a command ends early, and what should be looked at.

use wechat_edge::language::{Language, tr};

use crate::cli::account::place::Place;
use crate::cli::exit::Exit;
use crate::cli::findings::findings;
use crate::cli::output::Output;
use crate::cli::scans::console_error::{ConsoleError, ScansError};

findings! {
    |language|
    /// What is not well with the sign-in.
    #[derive(Clone, Debug)]
    pub(crate) enum LoginFinding {
        Fail LoginOff { said: String, place: Place }
            with todo = turn_on(*place, language)
            => "the Worker's sign-in is off: {said}", "Worker 没有开启登录：{said}"
            => "{todo}", "{todo}";
        Fail LoginFails { said: String, place: Place }
            with log = place.log(language)
            => "the Worker's sign-in fails: {said}", "Worker 的登录出错：{said}"
            => "Try again in a minute; {log} says more.", "请过一分钟再试；详情见{log}。";
        Fail LoginUnknown { url: String }
            => "the Worker at {url} knows nothing of signing in: it is an older one",
               "{url} 的 Worker 没有登录功能：版本较旧"
            => "Deploy this version (npm run deploy).", "请部署当前版本（npm run deploy）。";
        Fail NoLoginCodes { folder: String }
            => "there are no codes to sign in with in {folder}", "{folder} 里没有登录用的二维码"
            => "Make them with `login codes`, or name the folder that has them.",
               "请用 `login codes` 生成，或给出它们所在的文件夹。";
        Warn LoginCodesNotPushed
            => "the Worker does not know all of the codes", "Worker 还不知道全部二维码"
            => "Push them: `login push --url https://…`, with the Worker's CONSOLE_TOKEN in the environment.",
               "请发送：`login push --url https://…`，并在环境变量中给出 Worker 的 CONSOLE_TOKEN。";
        Warn WordsOnly
            => "this account may not make codes: visitors can sign in by the code word alone",
               "这个账号不能生成带参数的二维码：访客只能用口令登录"
            => "Nothing else is to be done: the page shows the word, and works without codes. Verified service accounts may make them.",
               "不需要再做什么：页面会显示口令，没有二维码也能登录。认证服务号可以生成。";
        Warn NobodyToSignIn
            => "clients.toml has no client: sign-in is off, and the codes are for later", "clients.toml 里没有 client：登录没有开启，二维码留待以后使用"
            => "Write a [[client]] into clients.toml for each site; the file explains how.",
               "请在 clients.toml 中为每个网站写一个 [[client]]，写法见该文件。";
    }
}

/// What brings it to life where the Worker runs.
fn turn_on(place: Place, language: Language) -> String {
    match place {
        Place::Local => tr!(
            language,
            "It needs a [[client]] in clients.toml, and WECHAT_AES_KEY and WECHAT_APP_ID in .dev.vars.",
            "需要在 clients.toml 中写 [[client]]，并在 .dev.vars 中设置 WECHAT_AES_KEY 和 WECHAT_APP_ID。"
        ),
        Place::Deployed => tr!(
            language,
            "It needs a [[client]] in clients.toml and WECHAT_APP_ID in wrangler.toml (npm run deploy), and `npx wrangler secret put WECHAT_AES_KEY`, with safe mode (安全模式) in WeChat's admin page.",
            "需要在 clients.toml 中写 [[client]]、在 wrangler.toml 中设置 WECHAT_APP_ID（npm run deploy），并运行 `npx wrangler secret put WECHAT_AES_KEY`，公众平台上选择安全模式。"
        ),
    }
}

/// Any of what can end a command early.
pub(crate) enum LoginError {
    Scans(ScansError),
    Finding(LoginFinding),
}

impl From<ScansError> for LoginError {
    fn from(error: ScansError) -> LoginError {
        LoginError::Scans(error)
    }
}

impl From<ConsoleError> for LoginError {
    fn from(error: ConsoleError) -> LoginError {
        LoginError::Scans(ScansError::Console(error))
    }
}

impl LoginError {
    pub(crate) fn report(&self, output: &Output) -> Exit {
        match self {
            LoginError::Scans(error) => error.report(output),
            LoginError::Finding(finding) => {
                output.report(finding);
                match finding {
                    LoginFinding::NoLoginCodes { .. } => Exit::Usage,
                    _ => Exit::Problem,
                }
            }
        }
    }
}
