//! The numbers of codes and the positions of edits, as tables of millions keep them. The conversions cannot fail, because no table is
//! made with more codes or edits.

use std::ops::Range;

/// The positions between two ends.
pub(super) fn slice(ends: &[u32]) -> Range<usize> {
    match ends {
        [begin, end] => wide(*begin)..wide(*end),
        [..] => 0..0,
    }
}

/// The position of an edit in four bytes.
pub(super) fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// The number of a code in two bytes.
pub(super) fn short(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

/// A position as an index.
pub(super) fn wide(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
