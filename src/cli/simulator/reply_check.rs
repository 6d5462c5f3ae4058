//! What WeChat makes of an answer: whether it opens, reads and accepts it (`PROTOCOL.md`, sections B
//! and E).

use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::{MAX_ARTICLES, MAX_ARTICLES_TO_MESSAGE, MAX_TEXT};
use wechat_edge::wechat::xml::{Document, Fields, Strictness, is_allowed};

use super::push::Push;
use super::reply_finding::{ReplyFinding, content_type, is_not_this_worker};
use crate::cli::account::arguments::Mode;
use crate::cli::account::credentials::{Credentials, Sealing};
use crate::cli::account::place::Place;
use crate::cli::findings::{Finding, Level};
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
