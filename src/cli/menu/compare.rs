//! What a menu has, a line for each button, and how that of another differs.

use wechat_edge::wechat::api::button::Button;

/// A line of two menus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Same(String),
    Removed(String),
    Added(String),
}

impl Line {
    /// As patches show it.
    pub(crate) fn text(&self) -> String {
        match self {
            Line::Same(line) => format!("  {line}"),
            Line::Removed(line) => format!("- {line}"),
            Line::Added(line) => format!("+ {line}"),
        }
    }
}

/// The lines of both in their order, the least of them that changed.
pub(crate) fn compare(before: &[Button], after: &[Button]) -> Vec<Line> {
    let (before, after) = (lines(before), lines(after));
    let mut compared = Vec::new();
    let (mut old, mut new) = (&before[..], &after[..]);
    while let (Some((gone, olds)), Some((come, news))) = (old.split_first(), new.split_first()) {
        if gone == come {
            compared.push(Line::Same(gone.clone()));
            (old, new) = (olds, news);
        } else if common(olds, new) >= common(old, news) {
            compared.push(Line::Removed(gone.clone()));
            old = olds;
        } else {
            compared.push(Line::Added(come.clone()));
            new = news;
        }
    }
    compared.extend(old.iter().cloned().map(Line::Removed));
    compared.extend(new.iter().cloned().map(Line::Added));
    compared
}

/// How many lines two menus can have in common, in their order.
fn common(old: &[String], new: &[String]) -> usize {
    // For each end of `new`, against those of `old` that were looked at.
    let mut row = vec![0_usize; new.len().saturating_add(1)];
    for line in old {
        let mut diagonal = 0;
        let mut left = 0;
        for (other, cell) in new.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            *cell = match line == other {
                true => usize::saturating_add(diagonal, 1),
                false => above.max(left),
            };
            (diagonal, left) = (above, *cell);
        }
    }
    row.last().copied().unwrap_or(0)
}

fn lines(buttons: &[Button]) -> Vec<String> {
    let mut lines = Vec::new();
    for button in buttons {
        lines.push(line(button));
        let sub_buttons = button.sub_button.iter().map(line);
        lines.extend(sub_buttons.map(|line| format!("  {line}")));
    }
    lines
}

fn line(button: &Button) -> String {
    let mut line = button.name.clone();
    if let Some(button_type) = &button.button_type {
        line.push_str("  ");
        line.push_str(button_type);
    }
    for (_, value) in button.values() {
        line.push_str("  ");
        line.push_str(value);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{Line, compare};
    use wechat_edge::wechat::api::button::Button;

    fn menu(names: &str) -> Vec<Button> {
        let button = |name: char| Button {
            name: name.to_string(),
            ..Button::default()
        };
        names.chars().map(button).collect()
    }

    #[test]
    fn only_what_changed_is_shown_as_changed() {
        for (before, after, shown) in [
            ("abc", "abc", "  a|  b|  c"),
            ("abc", "ac", "  a|- b|  c"),
            ("ac", "abc", "  a|+ b|  c"),
            ("abc", "axc", "  a|- b|+ x|  c"),
            ("", "a", "+ a"),
            ("abcd", "bcda", "- a|  b|  c|  d|+ a"),
        ] {
            let lines: Vec<String> = compare(&menu(before), &menu(after))
                .iter()
                .map(Line::text)
                .collect();
            assert_eq!(lines.join("|"), shown);
        }
    }
}
