//! Figures side by side where the terminal is wide enough, else one below the other.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use wechat_edge::language::{Language, tr};

use super::sparkline::sparkline;
use crate::cli::output::{one_line, shown};

/// Between two columns.
const GAP: usize = 2;
/// A scene is cut to so many columns, where others need the room.
const MIN_NAME: usize = 12;
/// And a line of bars to so many.
const MIN_BARS: usize = 7;
/// Where there is any number of columns.
const MAX_BARS: usize = 60;

/// The figures of a code, or a sum.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) figures: [String; 6],
    /// The scans of each day; empty where there are none to show.
    pub(super) series: Vec<i64>,
    pub(super) last: String,
}

/// What stands above the figures, in the order of `Figures::list`.
fn headings(language: Language) -> [String; 6] {
    [
        tr!(language, "scans", "扫码次数"),
        tr!(language, "people", "扫码人数"),
        tr!(language, "new", "新增关注"),
        tr!(language, "existing", "老粉扫码"),
        tr!(language, "lost", "取关"),
        tr!(language, "net", "净增"),
    ]
}

/// The codes, a line that is empty, and the sums.
pub(super) fn table(codes: &[Row], sums: &[Row], columns: usize, language: Language) -> String {
    let heading = Row {
        name: tr!(language, "scene", "场景"),
        figures: headings(language),
        series: Vec::new(),
        last: tr!(language, "last scan", "最近扫码"),
    };
    let all = || [&heading].into_iter().chain(codes).chain(sums);
    let widest = |width: fn(&Row) -> usize| all().map(width).max().unwrap_or_default();
    let mut figures = [0; 6];
    for row in all() {
        for (width, text) in figures.iter_mut().zip(&row.figures) {
            *width = text.width().max(*width);
        }
    }
    let whole = Layout {
        name: widest(|row| row.name.width()),
        figures,
        bars: Some(widest(|row| row.series.len())),
        last: Some(widest(|row| row.last.width())),
    };
    let without_last = Layout {
        last: None,
        ..whole
    };
    let without_bars = Layout {
        bars: None,
        ..without_last
    };
    let mut layouts = [whole, without_last, without_bars].into_iter();
    let layout = layouts.find_map(|layout| layout.fit(columns));
    let Some(layout) = layout else {
        let rows = codes.iter().chain(sums);
        let blocks = rows.map(|row| block(row, &heading.figures, columns));
        return blocks.collect::<Vec<_>>().join("\n");
    };
    let trend = tr!(language, "trend", "走势");
    let lines = [layout.line(&heading, Some(&trend))]
        .into_iter()
        .chain(codes.iter().map(|row| layout.line(row, None)))
        .chain([String::new()])
        .chain(sums.iter().map(|row| layout.line(row, None)));
    lines.collect::<Vec<_>>().join("\n")
}

/// How wide each column is, of those that are there.
#[derive(Clone, Copy)]
struct Layout {
    name: usize,
    figures: [usize; 6],
    bars: Option<usize>,
    last: Option<usize>,
}

impl Layout {
    /// The same in so many columns, with shorter names and bars if need be; `None` where that is not
    /// enough.
    fn fit(self, columns: usize) -> Option<Layout> {
        let widths = self.figures.into_iter().chain(self.last);
        let taken = widths.map(|width| width.saturating_add(GAP)).sum();
        let room = columns.checked_sub(taken)?;
        let for_bars = self.bars.map_or(0, |_| MIN_BARS.saturating_add(GAP));
        let name = self.name.min(room.checked_sub(for_bars)?);
        let for_bars = room.saturating_sub(name).saturating_sub(GAP).min(MAX_BARS);
        (name >= self.name.min(MIN_NAME)).then(|| Layout {
            name,
            bars: self.bars.map(|bars| bars.min(for_bars)),
            ..self
        })
    }

    fn line(&self, row: &Row, heading_of_bars: Option<&str>) -> String {
        let mut line = left(&row.name, self.name);
        for (text, width) in row.figures.iter().zip(self.figures) {
            let blanks = GAP.saturating_add(width).saturating_sub(text.width());
            line.push_str(&" ".repeat(blanks));
            line.push_str(text);
        }
        let gap = " ".repeat(GAP);
        if let Some(width) = self.bars {
            let bars = sparkline(&row.series, width);
            let width = width.max(MIN_BARS);
            line = line + &gap + &left(heading_of_bars.unwrap_or(&bars), width);
        }
        if self.last.is_some() {
            line = line + &gap + &row.last;
        }
        line.trim_end().to_owned()
    }
}

/// A row below its name, in as many lines as it takes.
fn block(row: &Row, headings: &[String; 6], columns: usize) -> String {
    let mut block = cut(&row.name, columns);
    let pairs = headings.iter().zip(&row.figures);
    let pairs = pairs.map(|(heading, figure)| format!("{heading} {figure}"));
    let bars = sparkline(&row.series, columns.saturating_sub(GAP).min(MAX_BARS));
    // Wider than any terminal, so that the first begins a line.
    let mut used = usize::MAX;
    for text in pairs
        .chain([bars, row.last.clone()])
        .filter(|text| !text.is_empty())
    {
        used = used.saturating_add(GAP).saturating_add(text.width());
        if used > columns {
            block.push('\n');
            used = GAP.saturating_add(text.width());
        }
        block = block + &" ".repeat(GAP) + &text;
    }
    block
}

/// A text in so many columns.
fn left(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let blanks = width.saturating_sub(text.width());
    text + &" ".repeat(blanks)
}

/// As much of a text as so many columns hold.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let mut part = String::new();
    for character in text.chars() {
        match room.checked_sub(character.width().unwrap_or_default()) {
            Some(rest) => room = rest,
            None => break,
        }
        part.push(character);
    }
    part + "…"
}

/// A text of others' as a cell.
pub(super) fn cell(text: &str) -> String {
    shown(&one_line(text)).replace('\t', "␉")
}
