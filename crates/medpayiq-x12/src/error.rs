//! What was expected of an interchange, and where.

use std::fmt;

/// What was expected in an interchange, and in which segment. It contains fixed texts only and nothing of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub struct X12Error {
    /// The number of the segment in the input. The first ISA is segment 1.
    pub segment: u32,
    /// The element as the implementation guides name it, such as `CLM05-1`. Empty if the error is about the whole segment.
    pub element: &'static str,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for X12Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { segment, element, expected } = self;
        let comma = if element.is_empty() { "" } else { ", " };
        write!(f, "segment {segment}{comma}{element}: expected {expected}")
    }
}
