//! A button of the menu: what it may have, and what each type needs (PROTOCOL.md, section G).

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// A button as it is written down, right or wrong; only a [`Menu`](super::menu::Menu) can be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Button {
    /// What stands on it.
    pub name: String,
    /// What a tap does; none where it opens sub-buttons.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub button_type: Option<String>,
    /// The EventKey of the tap's event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The page that it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A permanent medium that the visitor is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_id: Option<String>,
    /// The mini program that it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appid: Option<String>,
    /// The mini program's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagepath: Option<String>,
    /// A published article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_id: Option<String>,
    /// What it opens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sub_button: Vec<Button>,
    /// Whatever else is written there.
    #[serde(flatten, skip_serializing)]
    pub other: Other,
}

/// The names of values that a button does not have.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Other(BTreeMap<String, IgnoredAny>);

/// What stands beside a button says nothing of it.
impl PartialEq for Other {
    fn eq(&self, _: &Other) -> bool {
        true
    }
}

impl Eq for Other {}

/// A value that a type of button needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `key`
    Key,
    /// `url`
    Url,
    /// `media_id`
    MediaId,
    /// `appid`
    Appid,
    /// `pagepath`
    Pagepath,
    /// `article_id`
    ArticleId,
}

use Field::{Appid, ArticleId, Key, MediaId, Pagepath, Url};

const FIELDS: [Field; 6] = [Key, Url, MediaId, Appid, Pagepath, ArticleId];

/// The types of buttons, and the values that each needs. None has others.
const TYPES: [(&str, &[Field]); 13] = [
    ("click", &[Key]),
    ("view", &[Url]),
    ("scancode_push", &[Key]),
    ("scancode_waitmsg", &[Key]),
    ("pic_sysphoto", &[Key]),
    ("pic_photo_or_album", &[Key]),
    ("pic_weixin", &[Key]),
    ("location_select", &[Key]),
    ("media_id", &[MediaId]),
    ("article_id", &[ArticleId]),
    ("article_view_limited", &[ArticleId]),
    ("view_limited", &[MediaId]),
    ("miniprogram", &[Url, Appid, Pagepath]),
];

impl Field {
    /// As WeChat writes it.
    pub fn name(self) -> &'static str {
        match self {
            Key => "key",
            Url => "url",
            MediaId => "media_id",
            Appid => "appid",
            Pagepath => "pagepath",
            ArticleId => "article_id",
        }
    }

    /// The most bytes, where WeChat says so.
    pub(super) fn max(self) -> Option<usize> {
        match self {
            Key => Some(128),
            Url => Some(1024),
            MediaId | Appid | Pagepath | ArticleId => None,
        }
    }
}

impl Button {
    /// A value; an empty one counts as none.
    pub fn value(&self, field: Field) -> Option<&str> {
        let value = match field {
            Key => &self.key,
            Url => &self.url,
            MediaId => &self.media_id,
            Appid => &self.appid,
            Pagepath => &self.pagepath,
            ArticleId => &self.article_id,
        };
        value.as_deref().filter(|value| !value.is_empty())
    }

    /// Its values, in the order of WeChat's page.
    pub fn values(&self) -> impl Iterator<Item = (Field, &str)> {
        FIELDS
            .into_iter()
            .filter_map(|field| Some((field, self.value(field)?)))
    }

    /// The names of values that buttons do not have.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &str> {
        self.other.0.keys().map(String::as_str)
    }

    /// The values that a type needs; `None` for a type that the API does not have.
    pub(super) fn needed(button_type: &str) -> Option<&'static [Field]> {
        let known = TYPES.iter().find(|(name, _)| *name == button_type);
        known.map(|(_, fields)| *fields)
    }
}
