//! What safe and compatible mode do to a message: AES-256-CBC around
//! `random(16) ‖ length(4, big-endian) ‖ message ‖ app id`, padded to 32 (PROTOCOL.md, section B).
//!
//! CBC by itself proves nothing about who wrote a ciphertext. The signature does, so
//! [`super::envelope`] checks it before anything is decrypted here.

use std::fmt;
use std::ops::Range;

use aes::cipher::{
    Block, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit,
};
use aes::{Aes256Dec, Aes256Enc};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use subtle::{Choice, ConstantTimeEq, ConstantTimeGreater};

/// The random bytes at the start of the plaintext; in CBC they make equal messages look different.
pub const RANDOM_BYTES: usize = 16;

/// How many of them are random in what this side seals. The others are the mark that
/// [`AesKey::marked`] makes of them.
pub const FRESH_BYTES: usize = 8;

/// What a mark is made of besides the random bytes, so that no other use of the key gives the same.
const MARK: [u8; RANDOM_BYTES - FRESH_BYTES] = *b"answered";

/// The length of an EncodingAESKey, in characters.
pub const ENCODING_AES_KEY_LENGTH: usize = 43;

/// Keys of WeChat's own pages and sample code, which whoever reads them has.
const PUBLISHED: [&str; 3] = [
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
];

/// WeChat pads to 32 bytes, although the blocks of AES have 16.
const PADDING_BLOCK: usize = 32;

/// Where the message starts: after the random bytes and its length.
const MESSAGE_START: usize = RANDOM_BYTES + 4;

const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new());

/// 43 characters carry 258 bits, the key has 256. WeChat fills the 2 that are left at random, which
/// a strict decoder refuses (WeChat's own sample key is such a one).
const KEY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// An EncodingAESKey (消息加解密密钥), expanded for use. Never shown.
pub struct AesKey {
    encrypt: Aes256Enc,
    decrypt: Aes256Dec,
    /// The first 16 bytes of the key: WeChat uses the same one for all messages.
    iv: Block<Aes256Enc>,
    is_published_sample: bool,
}

/// A plaintext and where in it the message stands.
pub struct Opened {
    plaintext: Vec<u8>,
    message: Range<usize>,
}

/// Why a ciphertext was not opened. A stranger must not learn which it was: telling wrong padding
/// from a wrong length would give the plaintext away, byte by byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum OpenError {
    #[error("Encrypt is not base64")]
    Base64,
    #[error("Encrypt is {0} bytes long, not a multiple of {PADDING_BLOCK}")]
    Length(usize),
    #[error("the padding is wrong: WECHAT_AES_KEY is not the EncodingAESKey that sealed this")]
    Padding,
    #[error("the length field does not fit the message")]
    LengthField,
    #[error("the message is for another app id than WECHAT_APP_ID")]
    AppId,
    #[error("the message is a reply that was sealed here: somebody sent it back")]
    OwnReply,
}

impl AesKey {
    /// Decodes and expands an EncodingAESKey; `None` where it is not 43 characters of base64.
    pub fn new(encoding_aes_key: &str) -> Option<AesKey> {
        if encoding_aes_key.len() != ENCODING_AES_KEY_LENGTH {
            return None;
        }
        let decode = |key: &str| KEY_BASE64.decode(format!("{key}=")).ok();
        let key = decode(encoding_aes_key)?;
        Some(AesKey {
            encrypt: Aes256Enc::new_from_slice(&key).ok()?,
            decrypt: Aes256Dec::new_from_slice(&key).ok()?,
            iv: Block::<Aes256Enc>::try_from(key.get(..16)?).ok()?,
            // The key itself: its last character can be written in four ways.
            is_published_sample: PUBLISHED
                .into_iter()
                .any(|published| decode(published).as_ref() == Some(&key)),
        })
    }

    /// Whether anybody can read it on WeChat's own pages: then it hides and proves nothing.
    pub fn is_published_sample(&self) -> bool {
        self.is_published_sample
    }

    /// Decrypts the text of an `Encrypt` element, whichever side sealed it: who answers pushes opens
    /// them with [`super::envelope::Keys::open`], which refuses this side's own replies.
    ///
    /// # Errors
    ///
    /// Where the text was not sealed with this key for this app id.
    pub fn open(&self, encrypt: &str, app_id: &str) -> Result<Opened, OpenError> {
        let mut plaintext = BASE64.decode(encrypt).map_err(|_| OpenError::Base64)?;
        let length = plaintext.len();
        if length == 0 || !length.is_multiple_of(PADDING_BLOCK) {
            return Err(OpenError::Length(length));
        }
        let (blocks, _) = Block::<Aes256Dec>::slice_as_chunks_mut(&mut plaintext);
        cbc::Decryptor::inner_iv_init(&self.decrypt, &self.iv).decrypt_blocks(blocks);

        plaintext.truncate(length.saturating_sub(padding(&plaintext)?));
        let message = message(&plaintext, app_id)?;
        Ok(Opened { plaintext, message })
    }

    /// The random bytes that a reply is sealed with: fresh ones, then a mark that only who has the
    /// key can make of them.
    ///
    /// Both directions have one key, one layout and one kind of signature, so a sealed reply would
    /// pass for a push: as a message that its visitor never typed. WeChat's random bytes carry this
    /// mark once in 2⁶⁴ pushes, whatever they are.
    pub fn marked(&self, fresh: [u8; FRESH_BYTES]) -> [u8; RANDOM_BYTES] {
        let mut bytes = [0; RANDOM_BYTES];
        let (start, end) = bytes.split_at_mut(FRESH_BYTES);
        start.copy_from_slice(&fresh);
        end.copy_from_slice(&self.mark(fresh));
        bytes
    }

    /// Whether a plaintext was sealed with [`Self::marked`] bytes of this key.
    pub fn has_marked(&self, opened: &Opened) -> bool {
        let Some((fresh, rest)) = opened.plaintext.split_first_chunk() else {
            return false;
        };
        let Some((mark, _)) = rest.split_first_chunk::<{ MARK.len() }>() else {
            return false;
        };
        mark.ct_eq(&self.mark(*fresh)).into()
    }

    /// Half a block: AES makes of the random bytes what nobody can guess without the key.
    fn mark(&self, fresh: [u8; FRESH_BYTES]) -> [u8; MARK.len()] {
        let mut block = Block::<Aes256Enc>::default();
        let (start, end) = block.split_at_mut(FRESH_BYTES);
        start.copy_from_slice(&fresh);
        end.copy_from_slice(&MARK);
        self.encrypt.encrypt_block(&mut block);
        let mut mark = [0; MARK.len()];
        mark.copy_from_slice(block.split_at(MARK.len()).0);
        mark
    }

    /// Encrypts a message for an app id: the text of an `Encrypt` element. `random` must be fresh;
    /// in a reply it is [`Self::marked`], too.
    pub fn seal(&self, message: &str, app_id: &str, random: [u8; RANDOM_BYTES]) -> String {
        let length = MESSAGE_START
            .saturating_add(message.len())
            .saturating_add(app_id.len());
        let padding = PADDING_BLOCK.saturating_sub(length % PADDING_BLOCK);
        let mut plaintext = Vec::with_capacity(length.saturating_add(padding));
        plaintext.extend_from_slice(&random);
        let message_length = u32::try_from(message.len()).expect("far shorter than 4 GiB");
        plaintext.extend_from_slice(&message_length.to_be_bytes());
        plaintext.extend_from_slice(message.as_bytes());
        plaintext.extend_from_slice(app_id.as_bytes());
        let padding_byte = u8::try_from(padding).expect("32 at most");
        plaintext.resize(length.saturating_add(padding), padding_byte);

        let (blocks, _) = Block::<Aes256Enc>::slice_as_chunks_mut(&mut plaintext);
        cbc::Encryptor::inner_iv_init(&self.encrypt, &self.iv).encrypt_blocks(blocks);
        BASE64.encode(&plaintext)
    }
}

impl fmt::Debug for AesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AesKey(…)")
    }
}

impl Opened {
    /// The message that was sealed.
    pub fn message(&self) -> &[u8] {
        self.plaintext
            .get(self.message.clone())
            .expect("the range was found in this plaintext")
    }
}

/// How many bytes of padding end the plaintext: 1 to 32, each of them saying so. All of the last 32
/// are looked at, whatever they are, so that the time taken says nothing of them.
fn padding(plaintext: &[u8]) -> Result<usize, OpenError> {
    let last = plaintext.last().copied().ok_or(OpenError::Padding)?;
    let block = u8::try_from(PADDING_BLOCK).expect("32");
    let mut valid = !last.ct_eq(&0) & !last.ct_gt(&block);
    for (position, byte) in (1..=block).zip(plaintext.iter().rev()) {
        let is_padding: Choice = !position.ct_gt(&last);
        valid &= !is_padding | byte.ct_eq(&last);
    }
    if bool::from(valid) {
        Ok(usize::from(last))
    } else {
        Err(OpenError::Padding)
    }
}

/// Where the message stands in an unpadded plaintext.
fn message(plaintext: &[u8], app_id: &str) -> Result<Range<usize>, OpenError> {
    let length = plaintext
        .get(RANDOM_BYTES..)
        .and_then(<[u8]>::first_chunk)
        .and_then(|length| usize::try_from(u32::from_be_bytes(*length)).ok())
        .ok_or(OpenError::LengthField)?;
    let end = MESSAGE_START
        .checked_add(length)
        .ok_or(OpenError::LengthField)?;
    let trailer = plaintext.get(end..).ok_or(OpenError::LengthField)?;
    if trailer.ct_eq(app_id.as_bytes()).into() {
        Ok(MESSAGE_START..end)
    } else {
        Err(OpenError::AppId)
    }
}
