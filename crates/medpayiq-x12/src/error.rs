//! Why a body is not the interchange it should be.

use std::fmt;

/// What was expected, and where. It holds fixed texts only: nothing of the body can be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub struct X12Error {
    /// The segment's number in the body, its first ISA being 1.
    pub segment: u32,
    /// The element as the implementation guides call it, such as `CLM05-1`; empty where it is the segment itself.
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
