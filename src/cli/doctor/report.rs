//! What was found so far. Lines are printed as they come.

use serde::Serialize;
use wechat_edge::language::{Language, tr};

use crate::cli::exit::Exit;
use crate::cli::findings::{Finding, Found, Level};
use crate::cli::output::Output;

/// A step of the examination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Configuration,
    Url,
    Address,
    Connection,
    Tls,
    Path,
    Verification,
    /// What must be refused for its signature or time.
    Signature,
    /// What must be refused for how it is sealed.
    Encryption,
    /// The reply to this push.
    Message(String),
    Time,
    Clock,
    Headers,
    /// Whether scans are recorded.
    Scans,
    /// Whether visitors can sign in.
    Login,
}

pub(crate) struct Report<'o> {
    output: &'o Output,
    lines: Vec<Line>,
}

/// Ends the examination: what follows could not succeed.
#[derive(Debug)]
pub(crate) struct Stop;

/// `doctor --json`.
#[derive(Serialize)]
struct Whole<'l> {
    /// Without the user name and password.
    url: &'l str,
    /// Whether there is no `FAIL`, and the examination went on to its end.
    well: bool,
    steps: &'l [Line],
}

#[derive(Serialize)]
struct Line {
    step: &'static str,
    /// For the step `event`: the push that was replied to, in a word or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    push: Option<String>,
    #[serde(flatten)]
    found: Found,
}

impl<'o> Report<'o> {
    pub(crate) fn new(output: &'o Output) -> Report<'o> {
        Report {
            output,
            lines: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, step: Step, finding: &dyn Finding) {
        let language = self.output.language;
        self.output.step(&step.label(language), finding);
        self.lines.push(Line {
            step: step.name(),
            found: Found::new(finding, language),
            push: match step {
                Step::Message(push) => Some(push),
                _ => None,
            },
        });
    }

    /// Adds a `FAIL` after which nothing else makes sense.
    pub(crate) fn stop<T>(&mut self, step: Step, finding: &dyn Finding) -> Result<T, Stop> {
        self.add(step, finding);
        Err(Stop)
    }

    pub(crate) fn conclude(&self, url: &str, stopped: bool) -> Exit {
        let output = self.output;
        let [ok, warn, fail] = [Level::Ok, Level::Warn, Level::Fail].map(|level| {
            let of_level = self.lines.iter().filter(|line| line.found.level == level);
            of_level.count()
        });
        let well = fail == 0 && !stopped;
        let steps = &self.lines;
        if output.json {
            output.json(&Whole { url, well, steps });
        } else if well {
            output.say(&tr!(
                output.language,
                "All is well: {ok} ok, {warn} to look at.",
                "一切正常：{ok} 项通过，{warn} 项请留意。"
            ));
        } else {
            output.say(&tr!(
                output.language,
                "Not well: {fail} failed, {warn} to look at.",
                "有问题：{fail} 项失败，{warn} 项请留意。"
            ));
        }
        match well {
            true => Exit::Ok,
            false => Exit::Problem,
        }
    }
}

impl Step {
    /// The same in every language: for scripts.
    fn name(&self) -> &'static str {
        match self {
            Step::Configuration => "configuration",
            Step::Url => "url",
            Step::Address => "address",
            Step::Connection => "connection",
            Step::Tls => "tls",
            Step::Path => "path",
            Step::Verification => "verification",
            Step::Signature => "signature",
            Step::Encryption => "encryption",
            Step::Message(_) => "event",
            Step::Time => "time",
            Step::Clock => "clock",
            Step::Headers => "headers",
            Step::Scans => "scans",
            Step::Login => "login",
        }
    }

    fn label(&self, language: Language) -> String {
        let chinese = match self {
            Step::Configuration => "配置",
            Step::Url => "网址",
            Step::Address => "域名解析",
            Step::Connection => "连接",
            Step::Tls => "证书",
            Step::Path => "路径",
            Step::Verification => "网址验证",
            Step::Signature => "签名检查",
            Step::Encryption => "加密",
            Step::Message(push) => return tr!(language, "{push}", "消息 {push}"),
            Step::Time => "用时",
            Step::Clock => "时钟",
            Step::Headers => "响应头",
            Step::Scans => "扫码记录",
            Step::Login => "登录",
        };
        match language {
            Language::English => self.name().to_owned(),
            Language::Chinese => chinese.to_owned(),
        }
    }
}
