//! What a stranger would try, who has overheard requests and answers but knows no secret: each must
//! be refused.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::Serializer;
use wechat_edge::wechat::signature::Token;

use super::examination::{Examination, is_echo, is_refusal};
use super::messages::text;
use super::report::{Step, Stop};
use crate::cli::account::credentials::Sealing;
use crate::cli::account::place::Place;
use crate::cli::findings::findings;
use crate::cli::http::Answer;
use crate::cli::simulator::push_request::{PushRequest, Stamp, envelope};
use crate::cli::simulator::reply_check::{Envelope, is_reply};

findings! {
    |language|
    /// What a stranger gets.
    pub(crate) enum AttackFinding {
        Ok WrongSignatureRefused { status: u16 }
            => "wrong ones get no reply (status {status})", "签名错误的请求得不到回复（状态码 {status}）";
        Fail WrongSignatureEchoed
            => "a request with a wrong signature gets its echo: anybody can pass for WeChat",
               "签名错误的请求也得到了 echostr：任何人都能冒充微信"
            => "Check the signature of each GET.", "请检查每个 GET 的签名。";
        Fail WrongSignatureAnswered
            => "a message with a wrong signature gets a reply: anybody can pass for WeChat",
               "签名错误的消息也得到了回复：任何人都能冒充微信"
            => "Check the signature of each POST, not of the GET alone.",
               "请检查每个 POST 的签名，不能只检查 GET。";
        Ok OldRequestRefused { status: u16 }
            => "a request from an hour ago is refused (status {status})",
               "一小时前的请求被拒绝（状态码 {status}）";
        Warn OldRequestAccepted
            => "a request from an hour ago is still accepted: who overhears one can send it again",
               "一小时前的请求仍被接受：截获请求的人可以再次发送它"
            => "Remove WECHAT_TIMESTAMP_TOLERANCE, so that 300 s are allowed.",
               "请去掉 WECHAT_TIMESTAMP_TOLERANCE，恢复为 300 秒。";
        Ok OtherSplitRefused { status: u16 }
            => "the signed digits, split otherwise into timestamp and nonce, are refused (status {status})",
               "把签过名的数字另行拆成 timestamp 和 nonce 的请求被拒绝（状态码 {status}）";
        Fail OtherSplitAccepted
            => "the signed digits, split otherwise into timestamp and nonce, are accepted: the signature has no separators",
               "把签过名的数字另行拆成 timestamp 和 nonce 的请求也被接受：签名里没有分隔符"
            => "Take timestamps of 10 digits only.", "请只接受 10 位数字的 timestamp。";
        Ok NoEncryption => "none: plaintext mode", "没有加密：明文模式";
        Ok PlaintextRefused { status: u16 }
            => "a message that is not sealed is refused (status {status})", "没有加密的消息被拒绝（状态码 {status}）";
        Fail PlaintextAccepted { place: Place }
            with set = place.set("WECHAT_AES_KEY", language)
            => "there is a key here, but the Worker answers messages that are not sealed",
               "这里有密钥，但 Worker 仍回复没有加密的消息"
            => "{set}; from then on it takes sealed ones only.", "{set}，之后它只接受加密的消息。";
        Fail KeyRefused { status: u16, place: Place }
            with log = place.log(language)
            => "a sealed message is refused (status {status}): the Worker has another key or app id, or none",
               "加密的消息被拒绝（状态码 {status}）：Worker 的密钥或 AppID 不一样，或者没有设置"
            => "Compare WECHAT_AES_KEY and WECHAT_APP_ID with WeChat's admin page. Which it is, {log} says.",
               "请与公众平台核对 WECHAT_AES_KEY 和 WECHAT_APP_ID。是哪一项，请看{log}。";
        Fail KeyExpected { status: u16 }
            => "a message in plaintext is refused (status {status}), though its signature is right: the Worker has a key and wants messages sealed",
               "明文消息被拒绝（状态码 {status}），虽然签名正确：Worker 设有密钥，要求消息加密"
            => "Give --aes-key and --app-id. If WeChat is set to 明文模式, choose 安全模式 there.",
               "请给出 --aes-key 和 --app-id。如果公众平台上选的是明文模式，请改为安全模式。";
        Ok ReflectionRefused { status: u16 }
            => "its own reply, sent back as a message, is refused (status {status})",
               "把它自己的回复当作消息发回去，被拒绝（状态码 {status}）";
        Ok ReflectionUntried
            => "its own reply cannot be sent back: it said nothing", "没有回复，无从把回复发回去";
        Fail ReflectionAccepted
            => "its own reply, sent back as a message, is taken for a visitor's: whoever overhears replies can make messages of them",
               "把它自己的回复当作消息发回去，被当成用户的消息：截获回复的人可以用它伪造消息"
            => "Refuse what was sealed by the Worker itself: update wechat-edge and deploy it again.",
               "请拒绝 Worker 自己加密的内容：更新 wechat-edge 并重新部署。";
        Ok PaddingHidden { status: u16 }
            => "wrong padding and a wrong app id are told apart by nobody (status {status})",
               "填充错误与 AppID 错误的应答一样（状态码 {status}）";
        Fail PaddingTold { padding: u16, other: u16 }
            => "wrong padding is answered otherwise (status {padding}) than a wrong app id ({other}): messages can be opened byte by byte",
               "填充错误的应答（状态码 {padding}）与 AppID 错误的（{other}）不同：消息可以被逐字节解出"
            => "Answer all that does not open alike, with the same status and no body.",
               "凡是无法解密的，都用同样的状态码和空的应答。";
    }
}

impl Examination<'_, '_> {
    /// Whoever does not know the token must get nothing, nor who overheard a request.
    pub(crate) fn strangers(&mut self) -> Result<(), Stop> {
        let stamp = Stamp::now();
        let wrong = Token::new("NobodysToken").map_err(|_| Stop)?;
        let answer = self.verify(&wrong, &stamp, Step::Signature)?;
        if is_echo(&answer, &stamp) {
            self.signature(&AttackFinding::WrongSignatureEchoed);
        }
        let request = PushRequest::with_token(&text(&stamp), &self.credentials, &wrong, &stamp);
        let answer = self.send(&request, Step::Signature)?;
        self.signature(&match (is_reply(&answer), answer.status) {
            (true, _) => AttackFinding::WrongSignatureAnswered,
            (false, status) => AttackFinding::WrongSignatureRefused { status },
        });
        self.stale()?;
        self.other_split()
    }

    fn signature(&mut self, finding: &AttackFinding) {
        self.report.add(Step::Signature, finding);
    }

    fn stale(&mut self) -> Result<(), Stop> {
        let now = Stamp::now();
        let old = Stamp {
            timestamp: now.timestamp.saturating_sub(3600),
            ..now
        };
        let token = self.credentials.token.clone();
        let answer = self.verify(&token, &old, Step::Signature)?;
        self.signature(&match (is_echo(&answer, &old), answer.status) {
            (true, _) => AttackFinding::OldRequestAccepted,
            (false, status) => AttackFinding::OldRequestRefused { status },
        });
        Ok(())
    }

    /// The parts are signed without separators (`PROTOCOL.md`, section A), so a digit of the nonce
    /// can pass for the last of the timestamp.
    fn other_split(&mut self) -> Result<(), Stop> {
        let token = self.credentials.token.clone();
        // The parts are sorted: where the timestamp comes right before the nonce both ways, the
        // signature is the same. With a random nonce that is so every few times.
        let split = (0..1000).find_map(|_| {
            let stamp = Stamp::now();
            let (digit, nonce) = stamp.nonce.split_at_checked(1)?;
            let other = Stamp {
                timestamp: format!("{}{digit}", stamp.timestamp).parse().ok()?,
                nonce: nonce.to_owned(),
                ..stamp.clone()
            };
            let sign = |stamp: &Stamp| token.sign(&stamp.timestamp.to_string(), &stamp.nonce);
            sign(&stamp).matches(sign(&other).as_str()).then_some(other)
        });
        let Some(other) = split else { return Ok(()) };
        let answer = self.verify(&token, &other, Step::Signature)?;
        self.signature(&match (is_echo(&answer, &other), answer.status) {
            (true, _) => AttackFinding::OtherSplitAccepted,
            (false, status) => AttackFinding::OtherSplitRefused { status },
        });
        Ok(())
    }

    /// With a key nothing passes unsealed, and what is sealed opens. Gives back the answer to a
    /// text.
    pub(crate) fn encryption(&mut self) -> Result<Answer, Stop> {
        let stamp = Stamp::now();
        let push = text(&stamp);
        let (place, is_sealed) = (self.place, self.credentials.sealing.is_some());
        if is_sealed {
            let plain = PushRequest::plain(&push, &self.credentials.token, &stamp);
            let answer = self.send(&plain, Step::Encryption)?;
            self.sealing(&match answer.status {
                200 => AttackFinding::PlaintextAccepted { place },
                status => AttackFinding::PlaintextRefused { status },
            });
        }
        let request = PushRequest::new(&push, &self.credentials, &stamp);
        let answer = self.send(&request, Step::Encryption)?;
        let status = answer.status;
        match (is_refusal(&answer), is_sealed) {
            (true, true) => {
                let finding = AttackFinding::KeyRefused { status, place };
                return self.report.stop(Step::Encryption, &finding);
            }
            (true, false) => {
                let finding = AttackFinding::KeyExpected { status };
                return self.report.stop(Step::Encryption, &finding);
            }
            (false, true) => {}
            (false, false) => self.sealing(&AttackFinding::NoEncryption),
        }
        Ok(answer)
    }

    fn sealing(&mut self, finding: &AttackFinding) {
        self.report.add(Step::Encryption, finding);
    }

    /// A sealed reply is signed and sealed with the same secrets as a push: only who opens it can
    /// tell them apart.
    pub(crate) fn reflection(&mut self, reply: &Answer) -> Result<(), Stop> {
        if self.credentials.sealing.is_none() {
            return Ok(());
        }
        let reflected = Envelope::read(&reply.body).and_then(|envelope| reflect(&envelope));
        let finding = match reflected {
            None => AttackFinding::ReflectionUntried,
            Some(request) => match self.send(&request, Step::Encryption)?.status {
                200 => AttackFinding::ReflectionAccepted,
                status => AttackFinding::ReflectionRefused { status },
            },
        };
        self.sealing(&finding);
        Ok(())
    }

    /// Who can tell wrong padding from another fault opens a message byte by byte, by asking.
    pub(crate) fn padding(&mut self) -> Result<(), Stop> {
        let stamp = Stamp::now();
        let push = text(&stamp);
        let Some(Sealing { aes_key, app_id }) = &self.credentials.sealing else {
            return Ok(());
        };
        let sealed = aes_key.seal(&push.xml, app_id, stamp.random);
        let other = aes_key.seal(&push.xml, "wx0000000000000000", stamp.random);
        let token = &self.credentials.token;
        let signed = |encrypt: String| PushRequest {
            query: PushRequest::sealed_query(&push, token, &encrypt, &stamp),
            body: envelope(&push.account, &encrypt),
        };
        let Some(spoilt) = spoil_padding(&sealed) else {
            return Ok(());
        };
        let (spoilt, other) = (signed(spoilt), signed(other));
        let spoilt = self.send(&spoilt, Step::Encryption)?;
        let other = self.send(&other, Step::Encryption)?;
        let is_alike = spoilt.status == other.status && spoilt.body == other.body;
        let (padding, other) = (spoilt.status, other.status);
        self.sealing(&match is_alike {
            true => AttackFinding::PaddingHidden { status: padding },
            false => AttackFinding::PaddingTold { padding, other },
        });
        Ok(())
    }
}

/// A reply as a push: its own time, nonce and signature in the query.
fn reflect(reply: &Envelope<'_>) -> Option<PushRequest> {
    let [timestamp, nonce, msg_signature] = reply.signed().ok()?;
    let query = Serializer::new(String::new())
        .append_pair("timestamp", timestamp)
        .append_pair("nonce", nonce)
        .append_pair("openid", super::messages::VISITOR)
        .append_pair("encrypt_type", "aes")
        .append_pair("msg_signature", msg_signature)
        .finish();
    let body = envelope(super::messages::ACCOUNT, reply.get("Encrypt").ok()?);
    Some(PushRequest { query, body })
}

/// In CBC a bit of a block turns the same bit of the next plaintext block: the last byte, which says
/// how long the padding is, becomes 128 or more.
fn spoil_padding(encrypt: &str) -> Option<String> {
    let mut bytes = BASE64_STANDARD.decode(encrypt).ok()?;
    let at = bytes.len().checked_sub(17)?;
    *bytes.get_mut(at)? ^= 0x80;
    Some(BASE64_STANDARD.encode(bytes))
}
