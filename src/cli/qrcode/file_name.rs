//! The name of a code's pictures: one that every file system takes, and takes for no other's.

/// The longest name, in bytes, less its ending and what tells it from others.
const MAX: usize = 200;

/// The name of a scene's pictures, without their ending. `is_free` says of a name whether no other
/// code has it, by [`folded`]; `digest` tells codes apart whose scenes would have the same.
pub(crate) fn file_name(scene: &str, digest: &str, is_free: impl Fn(&str) -> bool) -> String {
    let name = safe(scene);
    if is_free(&name) && name.len() <= MAX && !is_reserved(&name) && is_one_everywhere(&name) {
        return name;
    }
    let end = name.floor_char_boundary(MAX);
    let short = name.get(..end).unwrap_or_default();
    // Before the first dot, since Windows goes by what stands there.
    let before = if is_reserved(&name) { "_" } else { "" };
    format!("{before}{short}-{digest}")
}

/// A name as a file system sees it that does not tell upper case from lower.
pub(crate) fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// Whether a name leads nowhere else, whoever wrote it.
pub(crate) fn stays_in_folder(name: &str) -> bool {
    !name.is_empty() && name == safe(name)
}

/// Letters and digits of any script, `-`, `_`, `.` and what was made by this function; the rest as
/// `%` and the bytes' hexadecimal digits.
fn safe(scene: &str) -> String {
    let mut name = String::new();
    for (at, character) in scene.char_indices() {
        let is_safe = character.is_alphanumeric()
            || matches!(character, '-' | '_' | '%')
            // Not first: such files are hidden. Not last: Windows drops it.
            || character == '.' && at > 0 && at.saturating_add(1) < scene.len();
        if is_safe {
            name.push(character);
        } else {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                name.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    name
}

/// Whether no file system takes another name for this one, but for the case of ASCII letters. macOS
/// writes `é` as one character or as two, and each system has its own table of cases; ASCII and
/// Chinese characters are the same everywhere.
fn is_one_everywhere(name: &str) -> bool {
    name.chars().all(|character| {
        character.is_ascii()
            || matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2f7ff}')
    })
}

/// What Windows keeps for devices, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let is_numbered = |device: &str| {
        let number = stem.strip_prefix(device).map(|number| number.chars());
        number.is_some_and(|mut number| {
            let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³');
            number.next().is_some_and(is_digit) && number.next().is_none()
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || is_numbered("COM")
        || is_numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::{file_name, is_reserved, safe, stays_in_folder};

    #[test]
    fn a_scene_gives_a_name_that_stays_in_its_folder() {
        let cases = [
            ("store-12", "store-12"),
            ("门店.12", "门店.12"),
            ("order/12", "order%2F12"),
            ("../etc", "%2E.%2Fetc"),
            ("..", "%2E%2E"),
            (".", "%2E"),
            ("a\\b:c*?", "a%5Cb%3Ac%2A%3F"),
            ("😀", "%F0%9F%98%80"),
            (" a ", "%20a%20"),
            ("%2F", "%2F"),
        ];
        for (scene, name) in cases {
            assert_eq!(safe(scene), name);
            assert!(stays_in_folder(name), "what is safe stays so");
        }
    }

    #[test]
    fn the_names_of_devices_are_known() {
        for name in ["con", "NUL.txt", "Com1", "lpt9.x", "COM²"] {
            assert!(is_reserved(name), "{name}");
            let other = file_name(name, "12345678", |_| true);
            assert!(!is_reserved(&other), "{other}");
        }
        for name in ["console", "com", "com10", "store"] {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn what_some_file_system_takes_for_the_same_is_told_apart() {
        // The second é is a letter and a mark, which is no letter and so is written in hexadecimal.
        assert_eq!(file_name("cafe\u{301}", "12345678", |_| true), "cafe%CC%81");
        // As one character; the sign of kelvin.
        for scene in ["caf\u{e9}", "\u{212a}", "ﬁ", "が"] {
            let name = file_name(scene, "12345678", |_| true);
            assert!(name.ends_with("-12345678"), "{name}");
        }
        for scene in ["门店", "VIP", "vip"] {
            assert_eq!(file_name(scene, "12345678", |_| true), scene);
        }
    }
}
