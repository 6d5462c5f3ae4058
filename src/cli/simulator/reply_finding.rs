//! What can be wrong with an answer to a push, and what to do about it.

use wechat_edge::language::{Language, tr};
use wechat_edge::wechat::reply::MAX_TEXT;

use crate::cli::account::place::Place;
use crate::cli::findings::findings;
use crate::cli::http::Answer;

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
/// says is a page.
pub(crate) fn is_not_this_worker(answer: &Answer, place: Place) -> bool {
    let body = answer.text().trim_start().to_ascii_lowercase();
    let is_page = ["<!doctype html", "<html"]
        .iter()
        .any(|start| body.starts_with(start));
    let is_refusal = matches!(answer.status, 400..=499 | 501);
    place == Place::Local && !body.is_empty() && (is_page || is_refusal)
}
