//! Numbers as a line of bars: ▁▂▃▅█.

/// From nothing to the most.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// At most `width` bars, each the sum of as many numbers as it takes. The lowest bar is nothing.
pub(super) fn sparkline(series: &[i64], width: usize) -> String {
    let each = series.len().div_ceil(width.max(1)).max(1);
    let sum = |numbers: &[i64]| numbers.iter().fold(0_i64, |sum, n| sum.saturating_add(*n));
    let sums: Vec<i64> = series.chunks(each).map(sum).collect();
    let most = sums.iter().copied().max().unwrap_or_default().max(1);
    // In i128 nothing overflows that an answer can hold.
    let most = i128::from(most);
    let bar = |sum: i64| {
        let height = i128::from(sum)
            .saturating_mul(7)
            .saturating_add(most.saturating_sub(1));
        let height = usize::try_from(height.checked_div(most).unwrap_or_default());
        BARS.get(height.unwrap_or_default()).copied().unwrap_or('█')
    };
    sums.into_iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn each_number_is_a_bar_and_only_nothing_is_the_lowest() {
        let cases: [(&[i64], usize, &str); 9] = [
            (&[], 7, ""),
            (&[0, 0], 7, "▁▁"),
            (&[0, 1, 700], 7, "▁▂█"),
            (&[0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"),
            (&[3, 3], 7, "██"),
            // As many days in a bar as it takes.
            (&[1, 1, 0, 0, 2, 0, 4], 4, "▅▁▅█"),
            (&[1, 2, 3], 0, "█"),
            (&[i64::MAX, i64::MAX, -5, i64::MIN], 4, "██▁▁"),
            (&[-1, -2], 4, "▁▁"),
        ];
        for (series, width, expected) in cases {
            assert_eq!(sparkline(series, width), expected, "{series:?}");
        }
    }
}
