//! Reading and replacing the menu (PROTOCOL.md, section G).

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize, Serializer};

use super::button::Button;
use super::call::{Call, Done, Method};
use super::menu::Menu;

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
