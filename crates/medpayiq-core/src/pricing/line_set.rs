//! Sets of a claim's lines.

use crate::vocabulary::MAX_LINES;
use std::ops::{BitAnd, BitOr, Sub};

/// A set of lines of a claim, by position.
///
/// A claim has so few lines that the set is one number with a bit for each. Rules between lines ask many times whether one
/// of these lines is paid; with bits that is one instruction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineSet(u64);

const _: () = assert!(MAX_LINES <= 64);

impl LineSet {
    pub(super) const EMPTY: Self = Self(0);

    /// The set of one line.
    pub(super) fn of(position: usize) -> Self {
        Self(u32::try_from(position).map_or(0, |bit| 1_u64.unbounded_shl(bit)))
    }

    pub(super) fn has(self, position: usize) -> bool {
        self.meets(Self::of(position))
    }

    /// Whether the two sets have a line in common.
    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// How many lines it has.
    pub(super) const fn len(self) -> u32 {
        self.0.count_ones()
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The positions of its lines, in order.
    pub(super) fn positions(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let position = (left != 0).then(|| usize::try_from(left.trailing_zeros()).ok())??;
            left &= left - 1;
            Some(position)
        })
    }

    /// The lines of the set that have a property.
    pub(super) fn filter(self, has: impl Fn(usize) -> bool) -> Self {
        self.positions().filter(|position| has(*position)).collect()
    }
}

impl BitOr for LineSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for LineSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// The lines of one set that are not in the other.
impl Sub for LineSet {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl FromIterator<usize> for LineSet {
    fn from_iter<I: IntoIterator<Item = usize>>(positions: I) -> Self {
        positions.into_iter().fold(Self::EMPTY, |lines, position| lines | Self::of(position))
    }
}
