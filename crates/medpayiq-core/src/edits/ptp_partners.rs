//! Which pairs of codes can have a procedure-to-procedure (PTP) edit.

use super::positions::{number, slice};
use std::ops::Range;

/// For each column one code, the groups of neighbouring codes among which it has a column two. Most pairs of a claim's codes have
/// no edit, and one bit says so. The codes of a column one are families, so few groups have any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Partners {
    /// How many words each code has.
    width: usize,
    words: Vec<u64>,
    /// The position of the first edit of each word, and at last the number of edits.
    begins: Vec<u32>,
}

impl Partners {
    /// How many codes share a bit.
    const GROUP: usize = 16;
    const BITS: usize = 64;

    pub(super) fn of(begins_of_codes: &[u32], column_two: &[u16]) -> Self {
        let width = begins_of_codes.len().div_ceil(Self::GROUP * Self::BITS);
        let size = begins_of_codes.len() * width;
        let (mut words, mut begins) = (Vec::with_capacity(size), Vec::with_capacity(size + 1));
        for ends in begins_of_codes.windows(2) {
            let own = slice(ends);
            let columns = column_two.get(own.clone()).unwrap_or_default();
            for word in 0..width {
                let first = columns.partition_point(|two| Self::place(usize::from(*two)).0 < word);
                let of_word = columns.iter().skip(first).map(|two| Self::place(usize::from(*two)));
                let bits =
                    of_word.take_while(|(other, _)| *other == word).fold(0, |bits, (_, bit)| bits | bit);
                begins.push(number(own.start + first));
                words.push(bits);
            }
        }
        begins.push(number(column_two.len()));
        Self { width, words, begins }
    }

    /// The word of a column two and its bit there.
    const fn place(two: usize) -> (usize, u64) {
        let group = two / Self::GROUP;
        (group / Self::BITS, 1 << (group % Self::BITS))
    }

    /// The positions that the edits of a pair are among; `None` if the column one has no edit with the other code or one of its
    /// neighbours.
    pub(super) fn near(&self, one: usize, two: usize) -> Option<Range<usize>> {
        let (word, bit) = Self::place(two);
        let at = one * self.width + word;
        if self.words.get(at)? & bit == 0 {
            return None;
        }
        self.begins.get(at..at + 2).map(slice)
    }
}
