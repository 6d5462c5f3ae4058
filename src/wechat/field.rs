//! Typed views of a message's fields, and the table form in which all kinds are written down.
//!
//! A view is a struct around [`Fields`] with a method for each element. It reads when it is asked:
//! a kind that nobody asks for costs nothing at run time, and nothing in the wasm.

use super::xml::Fields;

/// A value that one element holds.
pub trait FromElement<'d>: Sized {
    /// Reads it, `None` where the element does not hold such a value.
    fn from_element(value: &'d str, children: Fields<'d>) -> Option<Self>;
}

/// What a method of a view gives: a value, perhaps a value, or all values.
pub trait Field<'d> {
    /// Whether that is one value, and not a list.
    const IS_ONE: bool;

    /// Reads the elements at `path`, names with `/` between.
    fn read(fields: Fields<'d>, path: &str) -> Self;
}

/// What a view says about one of its methods.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// The method's name.
    pub name: &'static str,
    /// The element that it reads, as a path.
    pub path: &'static str,
    /// Whether it gives one value, and not a list.
    pub is_one: bool,
}

impl<'d> FromElement<'d> for &'d str {
    fn from_element(value: &'d str, _: Fields<'d>) -> Option<Self> {
        Some(value)
    }
}

/// WeChat writes `0` and `1`, and `true` and `false`, which its pages spell `True` too.
impl<'d> FromElement<'d> for bool {
    fn from_element(value: &'d str, _: Fields<'d>) -> Option<Self> {
        match value.trim() {
            "1" => Some(true),
            "0" => Some(false),
            word if word.eq_ignore_ascii_case("true") => Some(true),
            word if word.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl<'d> FromElement<'d> for $integer {
            fn from_element(value: &'d str, _: Fields<'d>) -> Option<Self> {
                value.trim().parse().ok()
            }
        }
    )*};
}

integers!(u64 i64);

/// Rust reads `NaN` and `inf` as numbers; a place or a distance is neither.
impl<'d> FromElement<'d> for f64 {
    fn from_element(value: &'d str, _: Fields<'d>) -> Option<Self> {
        value
            .trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }
}

/// A string is empty where the element is absent: WeChat writes an empty element and none at all
/// for the same thing.
impl<'d> Field<'d> for &'d str {
    const IS_ONE: bool = true;

    fn read(fields: Fields<'d>, path: &str) -> Self {
        Option::read(fields, path).unwrap_or_default()
    }
}

/// The first element counts.
impl<'d, T: FromElement<'d>> Field<'d> for Option<T> {
    const IS_ONE: bool = true;

    fn read(fields: Fields<'d>, path: &str) -> Self {
        let (parent, name) = walk(fields, path);
        let (value, children) = parent.elements(name).next()?;
        T::from_element(value, children)
    }
}

/// All elements of the name, in their order.
impl<'d, T: FromElement<'d>> Field<'d> for Vec<T> {
    const IS_ONE: bool = false;

    fn read(fields: Fields<'d>, path: &str) -> Self {
        let (parent, name) = walk(fields, path);
        parent
            .elements(name)
            .filter_map(|(value, children)| T::from_element(value, children))
            .collect()
    }
}

fn walk<'d, 'p>(fields: Fields<'d>, path: &'p str) -> (Fields<'d>, &'p str) {
    match path.rsplit_once('/') {
        None => (fields, path),
        Some((groups, name)) => (groups.split('/').fold(fields, Fields::group), name),
    }
}

/// Writes views: for each a doc comment, a name, and its fields as `name: type = "Element"`. The
/// element may be a path (`"ScanCodeInfo/ScanType"`), and a second spelling may follow after `|`.
macro_rules! views {
    ($(
        $(#[$doc:meta])*
        $View:ident {
            $( $(#[$field_doc:meta])* $field:ident : $type:ty = $path:literal $(| $other:literal)? ),*
            $(,)?
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $View<'d>($crate::wechat::xml::Fields<'d>);

        impl<'d> $View<'d> {
            /// Its methods, as data.
            pub const FIELDS: &'static [$crate::wechat::field::FieldInfo] = &[$(
                $crate::wechat::field::FieldInfo {
                    name: stringify!($field),
                    path: $path,
                    is_one: <$type as $crate::wechat::field::Field<'d>>::IS_ONE,
                }
            ),*];

            $(
                $(#[$field_doc])*
                pub fn $field(self) -> $type {
                    let path = $path;
                    $( let path = if self.0.get(path).is_none() { $other } else { path }; )?
                    $crate::wechat::field::Field::read(self.0, path)
                }
            )*

            /// All elements, those without a method of their own too.
            pub fn fields(self) -> $crate::wechat::xml::Fields<'d> {
                self.0
            }
        }

        /// Shows what the methods give.
        impl std::fmt::Debug for $View<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($View))
                    $( .field(stringify!($field), &self.$field()) )*
                    .finish()
            }
        }

        impl<'d> $crate::wechat::field::FromElement<'d> for $View<'d> {
            fn from_element(_: &'d str, children: $crate::wechat::xml::Fields<'d>) -> Option<Self> {
                Some($View(children))
            }
        }
    )*};
}

/// Writes the table of one discriminator (`MsgType` or `Event`): an enum with a variant and a view
/// for each entry, the list of all names, and the look-up by name in any letter case.
macro_rules! message_types {
    (
        $(#[$enum_doc:meta])*
        pub enum $MessageType:ident;
        $(
            $(#[$doc:meta])*
            $first:literal $(| $name:literal)* => $View:ident $fields:tt
        )*
    ) => {
        $(#[$enum_doc])*
        #[derive(Clone, Copy)]
        #[non_exhaustive]
        pub enum $MessageType<'d> {
            $( $(#[$doc])* $View($View<'d>), )*
            /// Anything else, with all its fields.
            Unknown(Unknown<'d>),
        }

        impl<'d> $MessageType<'d> {
            /// All names in the table, as WeChat spells them.
            pub const NAMES: &'static [&'static str] = &[$( $first $(, $name)* ),*];

            /// The fields of each entry, under its names.
            pub const FIELDS: &'static [(
                &'static [&'static str],
                &'static [$crate::wechat::field::FieldInfo],
            )] = &[$( (&[$first $(, $name)*], $View::FIELDS) ),*];

            /// The entry of this name; letter case does not matter.
            pub fn read(name: &str, fields: $crate::wechat::xml::Fields<'d>) -> $MessageType<'d> {
                $(
                    if [$first $(, $name)*].iter().any(|known| known.eq_ignore_ascii_case(name)) {
                        return $MessageType::$View($View(fields));
                    }
                )*
                $MessageType::Unknown(Unknown(fields))
            }
        }

        /// Shows the view alone: its name is the variant's.
        impl std::fmt::Debug for $MessageType<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $( $MessageType::$View(view) => view.fmt(f), )*
                    $MessageType::Unknown(unknown) => unknown.fmt(f),
                }
            }
        }

        $crate::wechat::field::views! { $( $(#[$doc])* $View $fields )* }

        /// Something that the table does not know.
        #[derive(Clone, Copy, Debug)]
        pub struct Unknown<'d>($crate::wechat::xml::Fields<'d>);

        impl<'d> Unknown<'d> {
            /// All elements.
            pub fn fields(self) -> $crate::wechat::xml::Fields<'d> {
                self.0
            }
        }
    };
}

pub(crate) use {message_types, views};
