//! Segments of a body that comes in pieces.

use super::{Cut, Segment, Segments};
use crate::X12Error;

/// Cuts the segments of a body that comes in pieces: of what came, only the beginning of one segment is held.
#[derive(Default)]
pub struct SegmentCutter {
    held: Vec<u8>,
    at: Cut,
}

impl SegmentCutter {
    /// Hands over each segment whose end has come with this piece.
    ///
    /// # Errors
    /// Where the bytes are no segments, and what `each` refuses. After an error there is nothing more to cut.
    pub fn feed(
        &mut self,
        piece: &[u8],
        each: impl FnMut(&Segment<'_>) -> Result<(), X12Error>,
    ) -> Result<(), X12Error> {
        self.held.extend_from_slice(piece);
        self.cut(false, each)
    }

    /// Hands over the segments that are left when the body has ended.
    ///
    /// # Errors
    /// As [`SegmentCutter::feed`].
    pub fn finish(mut self, each: impl FnMut(&Segment<'_>) -> Result<(), X12Error>) -> Result<(), X12Error> {
        self.cut(true, each)
    }

    fn cut(
        &mut self,
        is_whole: bool,
        mut each: impl FnMut(&Segment<'_>) -> Result<(), X12Error>,
    ) -> Result<(), X12Error> {
        let mut segments = Segments { rest: &self.held, at: self.at, is_whole };
        segments.by_ref().try_for_each(|segment| each(&segment?))?;
        let (left, at) = (segments.rest.len(), segments.at);
        self.at = at;
        self.held.drain(..self.held.len().saturating_sub(left));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ISA, ids};
    use super::*;

    #[test]
    fn a_body_is_cut_alike_however_it_comes_in_pieces() {
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
    fn a_segment_without_end_is_refused_and_takes_no_room() {
        let mut cutter = SegmentCutter::default();
        cutter.feed(ISA.as_bytes(), |_| Ok(())).unwrap();
        let refused = (0..9_000).find_map(|_| cutter.feed(b"x", |_| Ok(())).err());
        let expected = "segment 2: expected the segment terminator within 8192 bytes";
        assert_eq!(refused.unwrap().to_string(), expected);
        assert_eq!(ids(&format!("{ISA}{}~", "x".repeat(9_000))).unwrap_err().to_string(), expected);
    }
}
