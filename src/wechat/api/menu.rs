//! The account's menu, and what WeChat allows of it (PROTOCOL.md, section G).

use super::button::{Button, Field};

/// The most buttons, and the most sub-buttons of each.
const MAX_BUTTONS: usize = 3;
const MAX_SUB_BUTTONS: usize = 5;

/// The longest names, in bytes: a Chinese character has three.
const MAX_NAME: usize = 16;
const MAX_SUB_NAME: usize = 60;

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
        for found in button.unknown().map(str::to_owned) {
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
        let Some(fields) = Button::needed(button_type) else {
            let found = button_type.to_owned();
            return self.fault(MenuFaultKind::UnknownType { found });
        };
        for &field in fields {
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
        if let Some(url) = button.value(Field::Url)
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
