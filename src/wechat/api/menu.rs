//! The account's menu (PROTOCOL.md, section G): its buttons, and what WeChat allows of them.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize, Serializer};

use super::call::{Call, Done, Method};

/// The most buttons, and the most sub-buttons of each.
const MAX_BUTTONS: usize = 3;
const MAX_SUB_BUTTONS: usize = 5;

/// The longest names, in bytes: a Chinese character has three.
const MAX_NAME: usize = 16;
const MAX_SUB_NAME: usize = 60;

/// A button as it is written down, right or wrong; only a [`Menu`] can be sent.
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

/// A menu that WeChat takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu(Vec<Button>);

/// What is wrong with a menu, and with which button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuFault {
    /// The button, by the names on the way to it; empty for the menu as a whole.
    pub button: Vec<String>,
    /// What is wrong with it.
    pub kind: MenuFaultKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuFaultKind {
    /// There are none, or too many of them.
    ButtonCount {
        /// How many there are.
        count: usize,
        /// How many WeChat allows.
        max: usize,
    },
    /// Nothing stands on it.
    NoName,
    /// Too much stands on it.
    NameTooLong {
        /// Its bytes.
        bytes: usize,
        /// How many WeChat allows.
        max: usize,
    },
    /// Neither a type nor sub-buttons, or both.
    TypeOrSubButtons {
        /// Whether it has both.
        both: bool,
    },
    /// A sub-button has sub-buttons of its own.
    TooDeep,
    /// A type that WeChat does not have.
    UnknownType {
        /// What is written there.
        found: String,
    },
    /// A value is missing that its type needs.
    Missing(Field),
    /// A value is there that its type does not have.
    Surplus(Field),
    /// A value has more bytes than WeChat allows.
    TooLong {
        /// Which one.
        field: Field,
        /// Its bytes.
        bytes: usize,
        /// How many WeChat allows.
        max: usize,
    },
    /// An address of another kind than a page's.
    NotHttp,
    /// A name that no value of a button has.
    UnknownField {
        /// The name.
        found: String,
    },
}

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
    fn max(self) -> Option<usize> {
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
}

impl Menu {
    /// Checks all buttons; the error has all that is wrong.
    pub fn new(buttons: Vec<Button>) -> Result<Menu, Vec<MenuFault>> {
        let mut checker = Checker::default();
        checker.level(&buttons);
        match checker.faults.is_empty() {
            true => Ok(Menu(buttons)),
            false => Err(checker.faults),
        }
    }

    /// The buttons in a row.
    pub fn buttons(&self) -> &[Button] {
        &self.0
    }

    /// The buttons that do something: those without sub-buttons, and the sub-buttons.
    pub fn acting(&self) -> impl Iterator<Item = &Button> {
        self.0.iter().flat_map(|button| match &*button.sub_button {
            [] => std::slice::from_ref(button),
            sub_buttons => sub_buttons,
        })
    }
}

#[derive(Default)]
struct Checker<'b> {
    path: Vec<&'b str>,
    faults: Vec<MenuFault>,
}

impl<'b> Checker<'b> {
    fn fault(&mut self, kind: MenuFaultKind) {
        let button = self.path.iter().map(|&name| name.to_owned()).collect();
        self.faults.push(MenuFault { button, kind });
    }

    fn level(&mut self, buttons: &'b [Button]) {
        let (max, max_name) = match self.path.is_empty() {
            true => (MAX_BUTTONS, MAX_NAME),
            false => (MAX_SUB_BUTTONS, MAX_SUB_NAME),
        };
        let count = buttons.len();
        if !(1..=max).contains(&count) {
            self.fault(MenuFaultKind::ButtonCount { count, max });
        }
        for button in buttons {
            self.path.push(&button.name);
            match button.name.len() {
                0 => self.fault(MenuFaultKind::NoName),
                bytes if bytes > max_name => self.fault(MenuFaultKind::NameTooLong {
                    bytes,
                    max: max_name,
                }),
                _ => {}
            }
            self.button(button);
            self.path.pop();
        }
    }

    fn button(&mut self, button: &'b Button) {
        for found in button.other.0.keys().cloned() {
            self.fault(MenuFaultKind::UnknownField { found });
        }
        match (&button.button_type, button.sub_button.is_empty()) {
            (Some(button_type), true) => self.action(button_type, button),
            (None, false) if self.path.len() > 1 => self.fault(MenuFaultKind::TooDeep),
            (None, false) => {
                self.surplus(button, &[]);
                self.level(&button.sub_button);
            }
            (button_type, _) => {
                let both = button_type.is_some();
                self.fault(MenuFaultKind::TypeOrSubButtons { both });
            }
        }
    }

    fn action(&mut self, button_type: &str, button: &'b Button) {
        let Some((_, fields)) = TYPES.iter().find(|(name, _)| *name == button_type) else {
            let found = button_type.to_owned();
            return self.fault(MenuFaultKind::UnknownType { found });
        };
        for &field in *fields {
            if button.value(field).is_none() {
                self.fault(MenuFaultKind::Missing(field));
            }
        }
        self.surplus(button, fields);
        for (field, value) in button.values() {
            let bytes = value.len();
            if let Some(max) = field.max().filter(|&max| bytes > max) {
                self.fault(MenuFaultKind::TooLong { field, bytes, max });
            }
        }
        if let Some(url) = button.value(Url)
            && !["http://", "https://"]
                .iter()
                .any(|scheme| url.starts_with(scheme))
        {
            self.fault(MenuFaultKind::NotHttp);
        }
    }

    fn surplus(&mut self, button: &'b Button, fields: &[Field]) {
        for (field, _) in button.values() {
            if !fields.contains(&field) {
                self.fault(MenuFaultKind::Surplus(field));
            }
        }
    }
}

/// Replaces the menu.
pub struct CreateMenu<'a>(pub &'a Menu);

impl Serialize for CreateMenu<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        BTreeMap::from([("button", self.0.buttons())]).serialize(serializer)
    }
}

impl Call for CreateMenu<'_> {
    const PATH: &'static str = "/cgi-bin/menu/create";
    type Answer = Done;
}

/// Asks for the menu that was made by the API, word for word; 46003 where none was.
#[derive(Serialize)]
pub struct GetMenu {}

/// The answer.
#[derive(Clone, Debug, Deserialize)]
pub struct MenuAnswer {
    /// For everybody.
    pub menu: Buttons,
    /// For some visitors only (个性化菜单).
    #[serde(default)]
    pub conditionalmenu: Vec<IgnoredAny>,
}

/// A row of buttons.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Buttons {
    /// From left to right.
    #[serde(default)]
    pub button: Vec<Button>,
}

impl Call for GetMenu {
    const PATH: &'static str = "/cgi-bin/menu/get";
    const METHOD: Method = Method::Get;
    type Answer = MenuAnswer;
}

/// The code of [`GetMenu`] where the API made no menu: the admin page may have made one.
pub const NO_MENU: i64 = 46003;

/// Asks for the menu that visitors see, also one of the admin page's making.
#[derive(Serialize)]
pub struct GetSelfMenu {}

/// The answer. Its buttons are put down in another way than those of [`GetMenu`], and some have types
/// that only the admin page makes.
#[derive(Clone, Debug, Deserialize)]
pub struct SelfMenuAnswer {
    /// 0 where the menu is switched off.
    #[serde(default)]
    pub is_menu_open: u8,
    #[serde(default)]
    selfmenu_info: SelfMenu,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct SelfMenu {
    button: Vec<SelfButton>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct SelfButton {
    name: String,
    r#type: Option<String>,
    key: Option<String>,
    url: Option<String>,
    value: Option<String>,
    appid: Option<String>,
    pagepath: Option<String>,
    sub_button: SelfSubButtons,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct SelfSubButtons {
    list: Vec<SelfButton>,
}

impl Call for GetSelfMenu {
    const PATH: &'static str = "/cgi-bin/get_current_selfmenu_info";
    const METHOD: Method = Method::Get;
    type Answer = SelfMenuAnswer;
}

impl SelfMenuAnswer {
    /// The buttons as they would be written for the API, as far as it has such.
    pub fn buttons(self) -> Vec<Button> {
        let buttons = self.selfmenu_info.button.into_iter();
        buttons.map(SelfButton::into_button).collect()
    }
}

impl SelfButton {
    fn into_button(self) -> Button {
        // A medium's id stands in `value`; what the admin page calls `img` and `voice` is one, too.
        let is_medium = matches!(
            self.r#type.as_deref(),
            Some("media_id" | "view_limited" | "img" | "voice")
        );
        let sub_buttons = self.sub_button.list.into_iter();
        Button {
            button_type: match self.r#type.as_deref() {
                Some("img" | "voice") => Some("media_id".to_owned()),
                _ => self.r#type,
            },
            name: self.name,
            key: self.key,
            url: self.url,
            media_id: self.value.filter(|_| is_medium),
            appid: self.appid,
            pagepath: self.pagepath,
            sub_button: sub_buttons.map(SelfButton::into_button).collect(),
            ..Button::default()
        }
    }
}
