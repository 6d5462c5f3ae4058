//! What WeChat makes of an answer: whether it opens, reads and accepts it (`PROTOCOL.md`, sections B
//! and E).

use wechat_edge::language::{Language, tr};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::{MAX_ARTICLES, MAX_ARTICLES_TO_MESSAGE, MAX_TEXT};
use wechat_edge::wechat::xml::{Document, Fields, Strictness, is_allowed};

use super::push::Push;
use crate::cli::account::credentials::{Credentials, Sealing};
use crate::cli::account::place::Place;
use crate::cli::arguments::Mode;
use crate::cli::findings::{Finding, Level, findings};
use crate::cli::http::Answer;

/// An answer, read.
#[derive(Debug, Default)]
pub(crate) struct ReplyCheck {
    /// The reply's MsgType; `None` for no reply, and where it could not be read.
    pub(crate) kind: Option<String>,
    /// What there is to see of the reply: the text, the titles, the media id.
    pub(crate) text: String,
    /// The reply's XML, where it came sealed.
    pub(crate) opened: Option<String>,
    /// What is wrong with it, or doubtful.
    pub(crate) findings: Vec<ReplyFinding>,
}

findings! {
    |language|
    /// What is wrong with a reply.
    #[derive(Clone, Debug)]
    pub(crate) enum ReplyFinding {
        Fail Status { status: u16, place: Place }
            with todo = after_status(*status, *place, language)
            => "status {status}", "状态码 {status}"
            => "{todo}", "{todo}";
        Fail NotThisWorker { status: u16, content_type: String }
            => "what answers is not this Worker, but something else (status {status}, {content_type})",
               "应答的不是这个 Worker，而是别的程序（状态码 {status}，{content_type}）"
            => "Another program has this port. `npm start` says which one the Worker has; give it with --url.",
               "这个端口被别的程序占用。`npm start` 会显示 Worker 的网址，请用 --url 给出。";
        Fail NotXml { error: String }
            => "the reply is neither XML as WeChat reads it nor success: {error}",
               "回复既不是微信能读的 XML，也不是 success：{error}"
            => "Nothing may stand before or after the XML, no element may be left open, no JSON.",
               "XML 前后不能有任何内容，每个元素都要闭合，也不能是 JSON。";
        Fail NotSealed
            => "the reply is not sealed", "回复没有加密"
            => "In safe mode each reply must be, but for success and an empty one.",
               "安全模式下的回复必须加密，success 和空回复除外。";
        Fail Sealed
            => "the reply is sealed, though the message was not", "消息没有加密，回复却加密了"
            => "Reply in plain XML to messages that came in plain XML.", "对明文消息请用明文 XML 回复。";
        Fail EnvelopeIncomplete { element: &'static str }
            => "the sealed reply has no {element}", "加密的回复里没有 {element}"
            => "It has Encrypt, MsgSignature, TimeStamp and Nonce, spelt so.",
               "应有 Encrypt、MsgSignature、TimeStamp 和 Nonce，拼写一致。";
        Fail EnvelopeSignature
            => "the sealed reply's MsgSignature is wrong", "加密回复的 MsgSignature 不对"
            => "It is over the Token and the envelope's own TimeStamp, Nonce and Encrypt.",
               "它由令牌和回复自己的 TimeStamp、Nonce、Encrypt 算出。";
        Fail EnvelopeUnopened { error: String }
            => "the sealed reply does not open: {error}", "加密的回复无法解密：{error}"
            => "Seal it with the key of this account, for its app id.", "请用这个公众号的密钥和 AppID 加密。";
        Fail WrongIds { from: String, to: String }
            => "the reply is from “{from}” to “{to}”: not the message's ids, swapped",
               "回复是从“{from}”到“{to}”：不是消息中对调的两个 id"
            => "FromUserName is the message's ToUserName, and the other way round.",
               "FromUserName 应为消息的 ToUserName，反之亦然。";
        Fail CreateTime { value: String }
            => "CreateTime is “{value}”, which is no time in seconds", "CreateTime 是“{value}”，不是以秒计的时间"
            => "Write seconds since 1970, not milliseconds.", "请写 1970 年以来的秒数，不是毫秒数。";
        Fail UnknownType { msg_type: String }
            => "WeChat knows no reply of the type {msg_type}", "微信没有 {msg_type} 这种回复"
            => "See the list of passive replies (被动回复用户消息).", "请看被动回复用户消息的文档。";
        Fail ElementMissing { msg_type: String, element: &'static str }
            => "the {msg_type} reply has no {element}", "{msg_type} 回复里没有 {element}"
            => "WeChat requires it.", "微信要求有它。";
        Fail EmptyText
            => "the text reply is empty, which WeChat shows as an error", "文本回复是空的，微信会把它当作故障显示"
            => "Reply success to say nothing.", "不想回复时请应答 success。";
        Fail ArticleCount { count: String, articles: usize }
            => "ArticleCount is “{count}”, and there are {articles} articles",
               "ArticleCount 是“{count}”，而图文有 {articles} 条"
            => "Write their number; there must be at least one.", "请写实际条数，至少一条。";
        Fail MessagesOnly { msg_type: String }
            => "{msg_type} answers messages only, not events", "{msg_type} 只能回复消息，不能回复事件"
            => "Reply success, or a text.", "请应答 success，或回复文本。";
        Warn LongText { bytes: usize }
            with limit = MAX_TEXT
            => "the text has {bytes} bytes, more than {limit}", "文本有 {bytes} 字节，超过 {limit} 字节"
            => "WeChat may cut or refuse it.", "微信可能截断或拒绝它。";
        Warn ManyArticles { articles: usize, limit: usize }
            => "there are {articles} articles, {limit} allowed here", "图文有 {articles} 条，这里最多 {limit} 条"
            => "WeChat shows the allowed number, or none.", "微信只显示允许的条数，或完全不显示。";
    }
}

/// What to do about a status other than the 200 that WeChat wants.
fn after_status(status: u16, place: Place, language: Language) -> String {
    let log = place.log(language);
    match status {
        403 => {
            let set = place.set("WECHAT_TOKEN", language);
            tr!(
                language,
                "The Token, key or app id is another one than the Worker's: give the Worker's here, or change it there ({set}).",
                "令牌、密钥或 AppID 与 Worker 的不一致：请在这里给出 Worker 的，或改动 Worker 的（{set}）。"
            )
        }
        404 => tr!(
            language,
            "There is nothing at this path: the URL ends in /wechat.",
            "这个路径不存在：网址应以 /wechat 结尾。"
        ),
        501 => tr!(
            language,
            "This Worker never says that, so something else answers. Is the URL right, and its port?",
            "这个 Worker 从不返回 501，应答的是别的程序。网址和端口对吗？"
        ),
        503 => {
            let set = place.set("WECHAT_TOKEN", language);
            tr!(
                language,
                "The Worker lacks a setting, or one is malformed: {log} says which one. {set}, if it is the Token.",
                "Worker 缺少设置，或某项设置不对：{log}会说明是哪一项。如果是令牌：{set}。"
            )
        }
        500..=599 => tr!(
            language,
            "The service failed: see {log}.",
            "服务出错：请看{log}。"
        ),
        _ => tr!(
            language,
            "WeChat wants 200. Why it is not, {log} says.",
            "微信要求 200。原因请看{log}。"
        ),
    }
}

/// What is said of a body that has no type.
pub(crate) fn content_type(answer: &Answer) -> String {
    match answer.header("content-type") {
        "" => "?".to_owned(),
        content_type => content_type.to_owned(),
    }
}

/// Whether the answer cannot be the local Worker's: its refusals have no body, and nothing that it
/// says is HTML.
pub(crate) fn is_not_this_worker(answer: &Answer, place: Place) -> bool {
    let is_html = answer.header("content-type").starts_with("text/html");
    let is_refusal = matches!(answer.status, 400..=499 | 501);
    place == Place::Local && !answer.body.is_empty() && (is_html || is_refusal)
}

impl ReplyCheck {
    /// Whether WeChat accepts the answer; if not, it shows the visitor an error.
    pub(crate) fn is_accepted(&self) -> bool {
        self.first_fail().is_none()
    }

    pub(crate) fn first_fail(&self) -> Option<&ReplyFinding> {
        let is_fail = |finding: &&ReplyFinding| finding.level() == Level::Fail;
        self.findings.iter().find(is_fail)
    }

    fn of(finding: ReplyFinding) -> ReplyCheck {
        ReplyCheck {
            findings: vec![finding],
            ..ReplyCheck::default()
        }
    }
}

/// Reads an answer to a push as WeChat does.
pub(crate) fn check(
    answer: &Answer,
    push: &Push,
    credentials: &Credentials,
    place: Place,
) -> ReplyCheck {
    let status = answer.status;
    if is_not_this_worker(answer, place) {
        let content_type = content_type(answer);
        return ReplyCheck::of(ReplyFinding::NotThisWorker {
            status,
            content_type,
        });
    }
    if status != 200 {
        return ReplyCheck::of(ReplyFinding::Status { status, place });
    }
    let mut check = ReplyCheck::default();
    // Neither is sealed, in no mode.
    if answer.body.is_empty() || answer.body == b"success" {
        return check;
    }
    let read = match &credentials.sealing {
        None => read_plain(&answer.body, push, &mut check),
        Some(sealing) => read_sealed(&answer.body, push, credentials, sealing, &mut check),
    };
    if let Err(finding) = read {
        check.findings.push(finding);
    }
    check
}

fn read_plain(body: &[u8], push: &Push, check: &mut ReplyCheck) -> Result<(), ReplyFinding> {
    let document = document(body)?;
    let fields = document.fields();
    if fields.get("MsgType").is_none() && fields.get("Encrypt").is_some() {
        return Err(ReplyFinding::Sealed);
    }
    read(fields, push, check)
}

fn read_sealed(
    body: &[u8],
    push: &Push,
    credentials: &Credentials,
    sealing: &Sealing,
    check: &mut ReplyCheck,
) -> Result<(), ReplyFinding> {
    let Some(envelope) = Envelope::read(body) else {
        let plain = document(body)?;
        return match credentials.mode {
            // Either will do (`PROTOCOL.md`, section A).
            Mode::Compatible => read(plain.fields(), push, check),
            Mode::Plain | Mode::Safe => Err(ReplyFinding::NotSealed),
        };
    };
    let [timestamp, nonce, msg_signature] = envelope.signed()?;
    let token = &credentials.token;
    let signature = token.sign_encrypted(timestamp, nonce, envelope.get("Encrypt")?);
    if !signature.matches(msg_signature) {
        return Err(ReplyFinding::EnvelopeSignature);
    }
    let opened = sealing
        .aes_key
        .open(envelope.get("Encrypt")?, &sealing.app_id)
        .map_err(|error| ReplyFinding::EnvelopeUnopened {
            error: error.to_string(),
        })?;
    check.opened = Some(String::from_utf8_lossy(opened.message()).into_owned());
    read(document(opened.message())?.fields(), push, check)
}

/// A reply's envelope: a document with an `Encrypt`.
pub(crate) struct Envelope<'a>(Document<'a>);

impl<'a> Envelope<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Option<Envelope<'a>> {
        let document = Document::parse(body, Strictness::Envelope).ok()?;
        document.fields().get("Encrypt")?;
        Some(Envelope(document))
    }

    pub(crate) fn get(&self, name: &'static str) -> Result<&str, ReplyFinding> {
        let value = self.0.fields().get(name).filter(|value| !value.is_empty());
        value.ok_or(ReplyFinding::EnvelopeIncomplete { element: name })
    }

    /// The time, the nonce and the signature.
    pub(crate) fn signed(&self) -> Result<[&str; 3], ReplyFinding> {
        Ok([
            self.get("TimeStamp")?,
            self.get("Nonce")?,
            self.get("MsgSignature")?,
        ])
    }
}

/// A document as any conforming parser reads it: unlike in users' messages, control characters have
/// no place here, written as they are or as references.
fn document(body: &[u8]) -> Result<Document<'_>, ReplyFinding> {
    let not_xml = |error: String| ReplyFinding::NotXml { error };
    let forbidden = |text: &str| text.chars().find(|character| !is_allowed(*character));
    let refused = |character: char| {
        let number = u32::from(character);
        not_xml(format!("U+{number:04X}"))
    };
    let text = std::str::from_utf8(body).map_err(|error| not_xml(error.to_string()))?;
    if let Some(character) = forbidden(text) {
        return Err(refused(character));
    }
    let document = Document::parse(body, Strictness::Message);
    let document = document.map_err(|error| not_xml(error.to_string()))?;
    let mut values = document.fields().descendants();
    let found = values.find_map(|(.., value)| forbidden(value));
    drop(values);
    found.map_or(Ok(document), |character| Err(refused(character)))
}

fn read(fields: Fields<'_>, push: &Push, check: &mut ReplyCheck) -> Result<(), ReplyFinding> {
    let value = |name| fields.get(name).unwrap_or_default();
    let msg_type = value("MsgType").to_owned();
    check.kind = (!msg_type.is_empty()).then(|| msg_type.clone());
    let (from, to) = (value("FromUserName"), value("ToUserName"));
    if (from, to) != (&*push.account, &*push.visitor) {
        let (from, to) = (from.to_owned(), to.to_owned());
        check.findings.push(ReplyFinding::WrongIds { from, to });
    }
    let create_time = value("CreateTime");
    if create_time.len() != 10 || !create_time.bytes().all(|byte| byte.is_ascii_digit()) {
        let value = create_time.to_owned();
        check.findings.push(ReplyFinding::CreateTime { value });
    }
    let required = |group: &str, element: &'static str| {
        let value = fields.group(group).get(element);
        let value = value.filter(|value| !value.is_empty());
        value
            .map(str::to_owned)
            .ok_or_else(|| ReplyFinding::ElementMissing {
                msg_type: msg_type.clone(),
                element,
            })
    };
    check.text = match &*msg_type {
        "text" => {
            let content = value("Content");
            let bytes = content.len();
            if bytes == 0 {
                return Err(ReplyFinding::EmptyText);
            }
            if bytes > MAX_TEXT {
                check.findings.push(ReplyFinding::LongText { bytes });
            }
            content.to_owned()
        }
        "image" => required("Image", "MediaId")?,
        "voice" => required("Voice", "MediaId")?,
        "video" => required("Video", "MediaId")?,
        "music" => required("Music", "ThumbMediaId")?,
        "news" => articles(fields, push, &mut check.findings)?,
        "transfer_customer_service" | "transfer_biz_ai_ivr" if push.event.is_some() => {
            return Err(ReplyFinding::MessagesOnly { msg_type });
        }
        "transfer_customer_service" => {
            let account = fields.group("TransInfo").get("KfAccount");
            account.unwrap_or_default().to_owned()
        }
        "transfer_biz_ai_ivr" => String::new(),
        "" => {
            return Err(ReplyFinding::ElementMissing {
                msg_type: "xml".to_owned(),
                element: "MsgType",
            });
        }
        _ => return Err(ReplyFinding::UnknownType { msg_type }),
    };
    Ok(())
}

fn articles(
    fields: Fields<'_>,
    push: &Push,
    findings: &mut Vec<ReplyFinding>,
) -> Result<String, ReplyFinding> {
    let group = fields.group("Articles");
    let titles: Vec<&str> = group
        .groups("item")
        .map(|item| item.get("Title").unwrap_or_default())
        .collect();
    let (count, articles) = (fields.get("ArticleCount").unwrap_or_default(), titles.len());
    if titles.is_empty() || count.parse() != Ok(articles) {
        let count = count.to_owned();
        return Err(ReplyFinding::ArticleCount { count, articles });
    }
    let limit = match push.event {
        Some(_) => MAX_ARTICLES,
        None => MAX_ARTICLES_TO_MESSAGE,
    };
    if articles > limit {
        findings.push(ReplyFinding::ManyArticles { articles, limit });
    }
    Ok(titles.join("\n"))
}

/// Whether an answer is a reply and not merely a "nothing to say".
pub(crate) fn is_reply(answer: &Answer) -> bool {
    let document = Document::parse(&answer.body, Strictness::Envelope);
    answer.status == 200
        && document.is_ok_and(|document| {
            document.fields().get("Encrypt").is_some() || Message::read(&document).is_ok()
        })
}
