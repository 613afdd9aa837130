//! Segments of an input that arrives in pieces.

use super::{Cursor, Segment, Segments};
use crate::X12Error;

/// Splits an input that arrives in pieces into segments. It holds no more than the beginning of one segment.
#[derive(Default)]
pub(crate) struct SegmentCutter {
    held: Vec<u8>,
    cursor: Cursor,
}

impl SegmentCutter {
    /// Calls `each` with every segment that this piece completes.
    ///
    /// # Errors
    /// If the bytes are not segments, or if `each` fails. Do not call it again after an error.
    pub(crate) fn feed(
        &mut self,
        piece: &[u8],
        each: impl FnMut(&Segment<'_>) -> Result<(), X12Error>,
    ) -> Result<(), X12Error> {
        self.held.extend_from_slice(piece);
        self.cut(false, each)
    }

    /// Calls `each` with the segments that are left at the end of the input.
    ///
    /// # Errors
    /// As [`SegmentCutter::feed`].
    pub(crate) fn finish(
        mut self,
        each: impl FnMut(&Segment<'_>) -> Result<(), X12Error>,
    ) -> Result<(), X12Error> {
        self.cut(true, each)
    }

    fn cut(
        &mut self,
        is_whole: bool,
        mut each: impl FnMut(&Segment<'_>) -> Result<(), X12Error>,
    ) -> Result<(), X12Error> {
        let mut segments = Segments { rest: &self.held, cursor: self.cursor, is_whole };
        segments.by_ref().try_for_each(|segment| each(&segment?))?;
        let (left, cursor) = (segments.rest.len(), segments.cursor);
        self.cursor = cursor;
        self.held.drain(..self.held.len().saturating_sub(left));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ISA, ids};
    use super::*;

    #[test]
    fn pieces_of_any_length_give_the_same_segments() {
        let second = ISA.replace('*', "|").replace('~', "!");
        let body = format!("{ISA}\r\nGS*A:B~~\n\nIEA*1~\n{second}GS|A:B!\n IEA|1");
        let whole = ids(&body).unwrap();
        for length in [1, 2, 3, 7, 105, 106, 107, 300] {
            let mut cutter = SegmentCutter::default();
            let mut cut = Vec::new();
            let mut each = |segment: &Segment<'_>| {
                cut.push(String::from_utf8_lossy(segment.id()).into_owned());
                Ok(())
            };
            body.as_bytes().chunks(length).for_each(|piece| cutter.feed(piece, &mut each).unwrap());
            cutter.finish(&mut each).unwrap();
            assert_eq!(cut, whole, "{length}");
        }
    }

    #[test]
    fn a_segment_without_end_is_refused_and_not_held() {
        let mut cutter = SegmentCutter::default();
        cutter.feed(ISA.as_bytes(), |_| Ok(())).unwrap();
        let refused = (0..9_000).find_map(|_| cutter.feed(b"x", |_| Ok(())).err());
        let expected = "segment 2: expected a segment terminator within 8192 bytes";
        assert_eq!(refused.unwrap().to_string(), expected);
        assert_eq!(ids(&format!("{ISA}{}~", "x".repeat(9_000))).unwrap_err().to_string(), expected);
    }
}
