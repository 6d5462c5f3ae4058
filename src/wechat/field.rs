//! One value of a message: read by its type, from the element of its name.
//!
//! [`FieldInfo`] says where it stands. The methods of the views in `table.rs` read by it, and so do
//! the placeholders of the rules: a spelling that one knows, the other knows.

use super::xml::Fields;

/// A value that one element holds.
pub trait FromElement<'d>: Sized {
    /// Reads it, `None` where the element does not hold such a value.
    fn from_element(value: &'d str, children: Fields<'d>) -> Option<Self>;
}

/// How often an element is there: `&str` and `Option` are its first one, `Vec` is each of them.
pub trait Field<'d> {
    /// Whether that is one value, and not a list.
    const IS_ONE: bool;

    /// Reads the elements of this name among the children of `parent`.
    fn read(parent: Fields<'d>, name: &str) -> Self;
}

/// A field of a message: its name, and the elements that hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// The name of the method that reads it, and of the placeholder in a rule.
    pub name: &'static str,
    /// The element as a path, names with `/` between; in all spellings that WeChat uses.
    pub paths: &'static [&'static str],
    /// Whether it is one value, and not a list.
    pub is_one: bool,
}

impl FieldInfo {
    /// A field that is one value, in one spelling.
    pub const fn one(name: &'static str, paths: &'static [&'static str]) -> FieldInfo {
        FieldInfo {
            name,
            paths,
            is_one: true,
        }
    }

    /// Its value in a message.
    pub fn read<'d, T: Field<'d>>(&self, fields: Fields<'d>) -> T {
        read(fields, self.paths)
    }
}

/// The value at the first of these paths that is there.
pub fn read<'d, T: Field<'d>>(fields: Fields<'d>, paths: &[&str]) -> T {
    let mut places = paths.iter().map(|path| walk(fields, path));
    let there = places.find(|(parent, name)| parent.elements(name).next().is_some());
    let (parent, name) = there.unwrap_or((fields, ""));
    T::read(parent, name)
}

fn walk<'d, 'p>(fields: Fields<'d>, path: &'p str) -> (Fields<'d>, &'p str) {
    match path.rsplit_once('/') {
        None => (fields, path),
        Some((groups, name)) => (groups.split('/').fold(fields, Fields::group), name),
    }
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

    fn read(parent: Fields<'d>, name: &str) -> Self {
        Option::read(parent, name).unwrap_or_default()
    }
}

/// The first element counts.
impl<'d, T: FromElement<'d>> Field<'d> for Option<T> {
    const IS_ONE: bool = true;

    fn read(parent: Fields<'d>, name: &str) -> Self {
        let (value, children) = parent.elements(name).next()?;
        T::from_element(value, children)
    }
}

/// All elements of the name, in their order.
impl<'d, T: FromElement<'d>> Field<'d> for Vec<T> {
    const IS_ONE: bool = false;

    fn read(parent: Fields<'d>, name: &str) -> Self {
        parent
            .elements(name)
            .filter_map(|(value, children)| T::from_element(value, children))
            .collect()
    }
}
