//! The table form in which all kinds of messages and events are written down: each is a view, a
//! struct around [`Fields`](super::xml::Fields) with a method for each field.
//!
//! A method reads when it is asked: a kind that nobody asks for costs nothing at run time, and
//! nothing in the wasm.

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
            /// Its fields, as the rules read them.
            pub const FIELDS: &'static [$crate::wechat::field::FieldInfo] = &[$(
                $crate::wechat::field::FieldInfo {
                    name: stringify!($field),
                    paths: &[$path $(, $other)?],
                    is_one: <$type as $crate::wechat::field::Field<'d>>::IS_ONE,
                }
            ),*];

            $(
                $(#[$field_doc])*
                pub fn $field(self) -> $type {
                    $crate::wechat::field::read(self.0, &[$path $(, $other)?])
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

        $crate::wechat::table::views! { $( $(#[$doc])* $View $fields )* }

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
