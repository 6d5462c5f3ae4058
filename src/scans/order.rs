//! Sorting, in little code: that of the standard library is made to be quick, and weighs 2 KiB of gzip for
//! each kind of thing that is sorted.

/// Sorts by heapsort, where `precedes` tells whether one comes before another. What is equal comes in any
/// order.
///
/// ```
/// use wechat_edge::scans::order::sort;
///
/// let mut numbers = [3, 1, 4, 1, 5, 9, 2, 6];
/// sort(&mut numbers, |one, other| one < other);
/// assert_eq!(numbers, [1, 1, 2, 3, 4, 5, 6, 9]);
/// ```
pub fn sort<T>(items: &mut [T], precedes: impl Fn(&T, &T) -> bool) {
    let length = items.len();
    for root in (0..length / 2).rev() {
        sink(items, root, length, &precedes);
    }
    for end in (1..length).rev() {
        items.swap(0, end);
        sink(items, 0, end, &precedes);
    }
}

/// Moves an item down until none below it, up to `end`, comes after it.
fn sink<T>(items: &mut [T], mut root: usize, end: usize, precedes: &impl Fn(&T, &T) -> bool) {
    loop {
        let left = root.saturating_mul(2).saturating_add(1);
        let mut last = root;
        for child in left..end.min(left.saturating_add(2)) {
            if let (Some(one), Some(other)) = (items.get(last), items.get(child))
                && precedes(one, other)
            {
                last = child;
            }
        }
        if last == root {
            return;
        }
        items.swap(root, last);
        root = last;
    }
}
