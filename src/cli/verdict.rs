//! What WeChat makes of an answer: whether it opens, reads and accepts it (protocol.md, sections B
//! and E).

use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::{MAX_ARTICLES, MAX_ARTICLES_TO_MESSAGE, MAX_TEXT};
use wechat_edge::wechat::xml::{Document, Fields, Strictness, is_allowed};

use super::arguments::Mode;
use super::credentials::{Credentials, Sealing};
use super::http::Answer;
use super::push::Push;
use super::texts::{Finding, Level, Texts};

/// An answer, read.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// The reply's MsgType; `None` for no reply, and where it could not be read.
    pub(crate) kind: Option<String>,
    /// What there is to see of the reply: the text, the titles, the media id.
    pub(crate) text: String,
    /// The reply's XML, where it came sealed.
    pub(crate) opened: Option<String>,
    /// What is wrong with it, or doubtful.
    pub(crate) findings: Vec<Finding>,
}

impl Verdict {
    /// Whether WeChat accepts the answer; if not, it shows the visitor an error.
    pub(crate) fn is_accepted(&self) -> bool {
        let is_fail = |finding: &Finding| finding.level == Level::Fail;
        !self.findings.iter().any(is_fail)
    }
}

/// Reads an answer to a push as WeChat does.
pub(crate) fn judge(
    answer: &Answer,
    push: &Push,
    credentials: &Credentials,
    texts: &Texts,
) -> Verdict {
    let mut verdict = Verdict::default();
    if answer.status != 200 {
        verdict.findings.push(texts.status(answer.status));
        return verdict;
    }
    // Neither is sealed, in no mode.
    if answer.body.is_empty() || answer.body == b"success" {
        return verdict;
    }
    let read = match &credentials.sealing {
        None => read_plain(&answer.body, push, &mut verdict, texts),
        Some(sealing) => read_sealed(
            &answer.body,
            push,
            credentials,
            sealing,
            &mut verdict,
            texts,
        ),
    };
    if let Err(finding) = read {
        verdict.findings.push(finding);
    }
    verdict
}

fn read_plain(
    body: &[u8],
    push: &Push,
    verdict: &mut Verdict,
    texts: &Texts,
) -> Result<(), Finding> {
    let document = document(body, texts)?;
    let fields = document.fields();
    if fields.get("MsgType").is_none() && fields.get("Encrypt").is_some() {
        return Err(texts.sealed());
    }
    read(fields, push, verdict, texts)
}

fn read_sealed(
    body: &[u8],
    push: &Push,
    credentials: &Credentials,
    sealing: &Sealing,
    verdict: &mut Verdict,
    texts: &Texts,
) -> Result<(), Finding> {
    let envelope = Document::parse(body, Strictness::Envelope);
    let Some(encrypt) = envelope
        .as_ref()
        .ok()
        .and_then(|envelope| envelope.fields().get("Encrypt"))
    else {
        let plain = document(body, texts)?;
        return match credentials.mode {
            // Either will do (protocol.md, section A).
            Mode::Compatible => read(plain.fields(), push, verdict, texts),
            Mode::Plain | Mode::Safe => Err(texts.not_sealed()),
        };
    };
    let element = |name| {
        envelope
            .as_ref()
            .ok()
            .and_then(|envelope| envelope.fields().get(name))
            .filter(|value| !value.is_empty())
            .ok_or_else(|| texts.envelope_incomplete(name))
    };
    let (timestamp, nonce) = (element("TimeStamp")?, element("Nonce")?);
    let signature = credentials.token.sign_encrypted(timestamp, nonce, encrypt);
    if !signature.matches(element("MsgSignature")?) {
        return Err(texts.envelope_signature());
    }
    let opened = sealing
        .aes_key
        .open(encrypt, &sealing.app_id)
        .map_err(|error| texts.envelope_unopened(error))?;
    verdict.opened = Some(String::from_utf8_lossy(opened.message()).into_owned());
    read(
        document(opened.message(), texts)?.fields(),
        push,
        verdict,
        texts,
    )
}

/// A document as any conforming parser reads it: unlike in users' messages, control characters have
/// no place here.
fn document<'a>(body: &'a [u8], texts: &Texts) -> Result<Document<'a>, Finding> {
    let text = std::str::from_utf8(body).map_err(|error| texts.not_xml(error))?;
    if let Some(at) = text.find(|character| !is_allowed(character)) {
        return Err(texts.not_xml(format_args!("a control character at byte {at}")));
    }
    Document::parse(body, Strictness::Message).map_err(|error| texts.not_xml(error))
}

fn read(
    fields: Fields<'_>,
    push: &Push,
    verdict: &mut Verdict,
    texts: &Texts,
) -> Result<(), Finding> {
    let value = |name| fields.get(name).unwrap_or_default();
    let msg_type = value("MsgType");
    verdict.kind = (!msg_type.is_empty()).then(|| msg_type.to_owned());
    let (from, to) = (value("FromUserName"), value("ToUserName"));
    if (from, to) != (&*push.account, &*push.visitor) {
        verdict.findings.push(texts.wrong_ids(from, to));
    }
    let create_time = value("CreateTime");
    if create_time.len() != 10 || !create_time.bytes().all(|byte| byte.is_ascii_digit()) {
        verdict.findings.push(texts.create_time(create_time));
    }
    let required = |group: Fields<'_>, element: &str| {
        let value = group.get(element).filter(|value| !value.is_empty());
        let missing = || texts.element_missing(msg_type, element);
        value.map(str::to_owned).ok_or_else(missing)
    };
    verdict.text = match msg_type {
        "text" => {
            let content = value("Content");
            if content.is_empty() {
                return Err(texts.empty_text());
            }
            if content.len() > MAX_TEXT {
                let finding = texts.long_text(content.len(), MAX_TEXT);
                verdict.findings.push(finding);
            }
            content.to_owned()
        }
        "image" => required(fields.group("Image"), "MediaId")?,
        "voice" => required(fields.group("Voice"), "MediaId")?,
        "video" => required(fields.group("Video"), "MediaId")?,
        "music" => required(fields.group("Music"), "ThumbMediaId")?,
        "news" => articles(fields, push, &mut verdict.findings, texts)?,
        "transfer_customer_service" | "transfer_biz_ai_ivr" if push.event.is_some() => {
            return Err(texts.messages_only(msg_type));
        }
        "transfer_customer_service" => {
            let account = fields.group("TransInfo").get("KfAccount");
            account.unwrap_or_default().to_owned()
        }
        "transfer_biz_ai_ivr" => String::new(),
        "" => return Err(texts.element_missing("xml", "MsgType")),
        _ => return Err(texts.unknown_type(msg_type)),
    };
    Ok(())
}

fn articles(
    fields: Fields<'_>,
    push: &Push,
    findings: &mut Vec<Finding>,
    texts: &Texts,
) -> Result<String, Finding> {
    let group = fields.group("Articles");
    let titles: Vec<&str> = group
        .groups("item")
        .map(|item| item.get("Title").unwrap_or_default())
        .collect();
    let count = fields.get("ArticleCount").unwrap_or_default();
    if titles.is_empty() || count.parse() != Ok(titles.len()) {
        return Err(texts.article_count(count, titles.len()));
    }
    let limit = match push.event {
        Some(_) => MAX_ARTICLES,
        None => MAX_ARTICLES_TO_MESSAGE,
    };
    if titles.len() > limit {
        findings.push(texts.many_articles(titles.len(), limit));
    }
    Ok(titles.join("\n"))
}

/// Whether an answer is a reply and not merely a "nothing to say"; for doctor's probes.
pub(crate) fn is_reply(answer: &Answer) -> bool {
    let document = Document::parse(&answer.body, Strictness::Envelope);
    answer.status == 200
        && document.is_ok_and(|document| {
            document.fields().get("Encrypt").is_some() || Message::read(&document).is_ok()
        })
}
