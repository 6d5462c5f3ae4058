//! Cloudflare Access: whom the owner's team lets in. Its gate stands before the Worker, and what it says is
//! checked here too, since a Worker may also be reached by another name.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::scans::row::Row;
use crate::scans::time::Time;

/// The header that has the JWT.
pub const HEADER: &str = "Cf-Access-Jwt-Assertion";

/// For how long keys are believed, in seconds, and how long one that is not there is not asked for again.
const KEYS_LAST: Time = 60 * 60;
const KEYS_REST: Time = 60;

/// The longest JWT that is looked at. Cloudflare's have about 1 KiB.
const MAX_JWT: usize = 16 * 1024;

/// Who vouches, and for what: `ACCESS_TEAM_DOMAIN` and `ACCESS_AUD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// `https://team.cloudflareaccess.com`
    pub issuer: String,
    audience: String,
}

/// A JWT (RFC 7519) in its three parts, of which nothing is believed yet.
pub struct Jwt {
    /// JSON.
    pub header: String,
    /// JSON.
    pub claims: String,
    /// Over [`Jwt::signed`].
    pub signature: Vec<u8>,
    /// The header and the claims as they came.
    pub signed: String,
}

impl Access {
    /// `None` where one of both is not set, or the domain is none.
    pub fn new(domain: &str, audience: &str) -> Option<Access> {
        let domain = domain.trim().trim_end_matches('/');
        let audience = audience.trim();
        // Only for tests is there a team on one's own machine.
        let is_local = domain.starts_with("http://127.0.0.1:");
        let host = domain.strip_prefix("https://").unwrap_or(domain);
        let is_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        if audience.is_empty() || host.is_empty() || !(is_local || host.chars().all(is_host)) {
            return None;
        }
        Some(Access {
            issuer: match is_local {
                true => domain.to_owned(),
                false => format!("https://{host}"),
            },
            audience: audience.to_owned(),
        })
    }

    /// Where the keys are that it signs with.
    pub fn certificates(&self) -> String {
        format!("{}/cdn-cgi/access/certs", self.issuer)
    }

    /// Whether the claims are good for this Worker, `now`. `aud` may be one text or a list: `audiences`.
    pub fn accepts(&self, claims: &impl Row, audiences: &[String], now: Time) -> bool {
        let issuer = claims.optional_text("iss").ok().flatten();
        let is_after = |field| claims.number(field).is_ok_and(|time| time > now);
        issuer.as_ref() == Some(&self.issuer)
            && audiences.contains(&self.audience)
            && is_after("exp")
            && claims.number("nbf").is_ok_and(|time| time <= now)
    }
}

impl Jwt {
    /// Takes one apart; `None` where it is none.
    pub fn read(jwt: &str) -> Option<Jwt> {
        if jwt.len() > MAX_JWT {
            return None;
        }
        let (signed, signature) = jwt.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let json = |part| String::from_utf8(decode(part)?).ok();
        Some(Jwt {
            header: json(header)?,
            claims: json(claims)?,
            signature: decode(signature)?,
            signed: signed.to_owned(),
        })
    }

    /// Which key signed it, by its header; `None` where that was not done with RS256.
    pub fn key_id(header: &impl Row) -> Option<String> {
        let algorithm = header.optional_text("alg").ok()??;
        (algorithm == "RS256").then(|| header.optional_text("kid").ok().flatten())?
    }
}

/// When the keys were fetched, or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetches {
    /// The last time that they came.
    came: Option<Time>,
    /// The last time that they were asked for because of a key that is unknown, or did not come.
    refused: Option<Time>,
}

impl Fetches {
    /// Whether keys are to be fetched `now`, where the one that is wanted `is_known`.
    pub fn are_due(&mut self, is_known: bool, now: Time) -> bool {
        let within =
            |time: Option<Time>, limit| time.is_some_and(|time| now.saturating_sub(time) < limit);
        let is_fresh = within(self.came, KEYS_LAST);
        if (is_known && is_fresh) || within(self.refused, KEYS_REST) {
            return false;
        }
        // Whoever likes can ask for a key that is unknown. Where none came yet, several of the first may
        // ask at once, since nobody can wait for what another request does.
        if is_fresh {
            if within(self.came, KEYS_REST) {
                return false;
            }
            self.refused = Some(now);
        }
        true
    }

    /// They came, or did not: then those from before stay.
    pub fn done(&mut self, came: bool, now: Time) {
        match came {
            true => self.came = Some(now),
            false => self.refused = Some(now),
        }
    }
}
