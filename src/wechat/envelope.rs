//! The XML around an encrypted message, both ways, and the signature over it
//! (PROTOCOL.md, section B).

use super::encryption::{AesKey, FRESH_BYTES, OpenError, Opened};
use super::signature::Token;
use super::xml::{Document, Strictness, XmlError};
use super::xml_writer::XmlWriter;

/// Why an envelope was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum EnvelopeError {
    #[error(transparent)]
    Xml(#[from] XmlError),
    #[error(
        "the body is not encrypted, but WECHAT_AES_KEY is set: choose 安全模式 in the admin page, \
         or remove the key"
    )]
    Plaintext,
    #[error("the envelope has more than one Encrypt element")]
    TwoEncrypts,
    #[error("msg_signature does not fit: WECHAT_TOKEN is not the Token of the admin page")]
    Signature,
    #[error("the message does not open: {0}")]
    Open(#[from] OpenError),
}

/// The credentials that envelopes are opened with: what is current, then what was before.
#[derive(Debug)]
pub struct Keys {
    /// The app id (`wx…`) of the account.
    pub app_id: String,
    /// At least the current one.
    pub aes_keys: Vec<AesKey>,
}

/// The query's part in the signature over an envelope.
#[derive(Clone, Copy, Debug)]
pub struct SignedQuery<'q> {
    /// `timestamp`
    pub timestamp: &'q str,
    /// `nonce`
    pub nonce: &'q str,
    /// `msg_signature`
    pub msg_signature: &'q str,
}

/// Credentials that opened an envelope, to seal the answer with.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'c> {
    token: &'c Token,
    aes_key: &'c AesKey,
    app_id: &'c str,
}

impl Keys {
    /// Checks the signature of a body, then decrypts its `Encrypt`. Nothing else in the body is
    /// looked at: in compatible mode it has the message in the clear, too, which no signature
    /// covers. What [`Seal::seal`] made is never opened, though it fits and decrypts.
    ///
    /// # Errors
    ///
    /// Where the body is no envelope, or not one that WeChat sealed for this account.
    pub fn open<'c>(
        &'c self,
        tokens: &'c [Token],
        signed: SignedQuery<'_>,
        body: &[u8],
    ) -> Result<(Opened, Seal<'c>), EnvelopeError> {
        let document = Document::parse(body, Strictness::Envelope)?;
        let mut encrypts = document.fields().values("Encrypt");
        let encrypt = encrypts.next().ok_or(EnvelopeError::Plaintext)?;
        if encrypts.next().is_some() {
            return Err(EnvelopeError::TwoEncrypts);
        }
        let token = tokens
            .iter()
            .find(|token| {
                token
                    .sign_encrypted(signed.timestamp, signed.nonce, encrypt)
                    .matches(signed.msg_signature)
            })
            .ok_or(EnvelopeError::Signature)?;
        let app_id = &self.app_id;
        let mut first_error = None;
        for aes_key in &self.aes_keys {
            match aes_key.open(encrypt, app_id) {
                Ok(opened) if aes_key.has_marked(&opened) => {
                    return Err(OpenError::OwnReply.into());
                }
                Ok(opened) => {
                    let seal = Seal {
                        token,
                        aes_key,
                        app_id,
                    };
                    return Ok((opened, seal));
                }
                // What the current key said is what helps the owner.
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or(OpenError::Padding).into())
    }
}

impl Seal<'_> {
    /// Whether these are the credentials, the first of both, and not those that are accepted beside them.
    pub fn is_first(&self, tokens: &[Token], keys: &Keys) -> bool {
        let is_token = tokens
            .first()
            .is_some_and(|it| std::ptr::eq(it, self.token));
        let is_key = |it: &AesKey| std::ptr::eq(it, self.aes_key);
        is_token && keys.aes_keys.first().is_some_and(is_key)
    }

    /// Seals a reply: the envelope's XML. `timestamp` is the envelope's own, in seconds; `nonce` is
    /// the request's; `fresh` are random bytes that were used for nothing else.
    pub fn seal(
        &self,
        reply: &str,
        timestamp: u64,
        nonce: &str,
        fresh: [u8; FRESH_BYTES],
    ) -> String {
        let random = self.aes_key.marked(fresh);
        let encrypt = self.aes_key.seal(reply, self.app_id, random);
        let timestamp = timestamp.to_string();
        let signature = self.token.sign_encrypted(&timestamp, nonce, &encrypt);
        // The elements' names and the signature take about 200 bytes.
        let capacity = encrypt
            .len()
            .saturating_add(nonce.len())
            .saturating_add(256);
        let mut xml = XmlWriter::with_capacity(capacity);
        xml.open("xml");
        xml.text("Encrypt", &encrypt);
        xml.text("MsgSignature", signature.as_str());
        xml.verbatim("TimeStamp", &timestamp);
        xml.text("Nonce", nonce);
        xml.close("xml");
        xml.finish()
    }
}
