//! Splits bytes into segments with the delimiters that each interchange declares.

mod cutter;
mod delimiters;

pub(crate) use cutter::SegmentCutter;

use super::X12Error;
use delimiters::{Delimiters, ISA_WINDOW, is_line_break, unwrapped};
use std::borrow::Cow;

/// The longest segment. The longest that the guides allow have some hundred bytes, and an unfinished one is held in memory.
const MOST_SEGMENT_BYTES: usize = 8_192;

/// The byte order mark of UTF-8, which some editors write at the beginning of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One segment, borrowed from the input.
///
/// Blanks around elements and components are not part of them, because many senders pad them. Line breaks within a segment
/// are dropped, because many senders wrap lines at a fixed width. They have no meaning unless one is the segment terminator.
#[derive(Clone)]
pub struct Segment<'a> {
    /// Its number in the input. The first ISA is segment 1.
    pub number: u32,
    /// Copied only if line breaks had to be dropped.
    bytes: Cow<'a, [u8]>,
    delimiters: Delimiters,
}

/// Shows the number only, because the content of a segment may be a patient's.
impl std::fmt::Debug for Segment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "segment {}", self.number)
    }
}

impl Segment<'_> {
    /// Returns the identifier, such as `CLM`.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        self.element(0)
    }

    /// Returns an element by its number in the implementation guides, from 1. It is empty if the segment has no such element.
    #[must_use]
    pub fn element(&self, number: usize) -> &[u8] {
        self.padded_element(number).trim_ascii()
    }

    /// Returns a component of an element, from 1. It is empty if the element has no such component.
    #[must_use]
    pub fn component(&self, element: usize, number: usize) -> &[u8] {
        let separator = self.delimiters.component;
        let position = number.saturating_sub(1);
        let mut components = self.padded_element(element).split(|byte| *byte == separator);
        components.nth(position).unwrap_or_default().trim_ascii()
    }

    fn padded_element(&self, number: usize) -> &[u8] {
        let separator = self.delimiters.element;
        self.bytes.split(|byte| *byte == separator).nth(number).unwrap_or_default()
    }

    /// Returns whether a line break ends the segments of this interchange.
    pub(crate) const fn ends_with_line_break(&self) -> bool {
        is_line_break(self.delimiters.segment)
    }

    /// Returns an error about an element of this segment.
    #[must_use]
    pub const fn expected(&self, element: &'static str, expected: &'static str) -> X12Error {
        X12Error { segment: self.number, element, expected }
    }
}

/// How far an input has been split.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    /// The number of the last segment.
    number: u32,
    /// None before an ISA and after an IEA.
    delimiters: Option<Delimiters>,
}

/// Iterates over the segments of an input. It may contain several interchanges, each with its own delimiters.
#[derive(Clone)]
pub struct Segments<'a> {
    rest: &'a [u8],
    cursor: Cursor,
    /// Whether `rest` reaches to the end of the input.
    is_whole: bool,
}

impl<'a> Segments<'a> {
    /// Returns the segments of a complete input.
    #[must_use]
    pub fn new(input: &'a [u8]) -> Self {
        Self { rest: input, cursor: Cursor::default(), is_whole: true }
    }

    /// Skips line breaks and blanks, which are allowed after a segment. Before an ISA it skips byte order marks too, and after
    /// an IEA the marks of a file's end.
    fn skip_blanks(&mut self) {
        let Cursor { number, delimiters } = self.cursor;
        let terminator = delimiters.map(|delimiters| delimiters.segment);
        let is_outside = delimiters.is_none();
        let is_blank = |byte: &u8| {
            (byte.is_ascii_whitespace() && Some(*byte) != terminator)
                || (is_outside && number > 0 && is_end_of_file(*byte))
        };
        loop {
            let blanks = self.rest.iter().take_while(|byte| is_blank(byte)).count();
            self.rest = self.rest.get(blanks..).unwrap_or_default();
            match self.rest.strip_prefix(BYTE_ORDER_MARK) {
                Some(rest) if is_outside => self.rest = rest,
                Some(_) | None => return,
            }
        }
    }

    /// Whether the next segment ends in a piece that has not arrived yet.
    fn breaks_off(&self) -> bool {
        let ends = match self.cursor.delimiters {
            None => self.rest.len() > ISA_WINDOW,
            Some(Delimiters { segment, .. }) => {
                self.rest.len() > MOST_SEGMENT_BYTES || self.rest.contains(&segment)
            }
        };
        !self.is_whole && !ends
    }

    /// Returns the bytes up to the next terminator. Only an IEA at the end of the input may lack one.
    fn cut(&mut self, delimiters: Delimiters) -> Result<Cow<'a, [u8]>, X12Error> {
        let error = |expected| X12Error { segment: self.cursor.number, element: "", expected };
        let reach = self.rest.get(..=MOST_SEGMENT_BYTES);
        let end = reach.unwrap_or(self.rest).iter().position(|byte| *byte == delimiters.segment);
        let Some(end) = end else {
            if reach.is_some() {
                return Err(error("a segment terminator within 8192 bytes"));
            }
            let last = unwrapped(std::mem::take(&mut self.rest));
            let ends_the_interchange = last.starts_with(b"IEA") && last.get(3) == Some(&delimiters.element);
            let missing = error("a segment terminator before the end of the input");
            return ends_the_interchange.then_some(last).ok_or(missing);
        };
        let (segment, rest) = (self.rest.get(..end), self.rest.get(end + 1..));
        self.rest = rest.unwrap_or_default();
        Ok(unwrapped(segment.unwrap_or_default()))
    }

    fn read(&mut self) -> Result<Segment<'a>, X12Error> {
        let number = self.cursor.number.saturating_add(1);
        self.cursor.number = number;
        let delimiters = match self.cursor.delimiters {
            Some(delimiters) => delimiters,
            None => Delimiters::from_isa(self.rest, number)?,
        };
        self.cursor.delimiters = Some(delimiters);
        let bytes = self.cut(delimiters)?;
        let segment = Segment { number, bytes, delimiters };
        if !is_identifier(segment.id()) {
            return Err(
                segment.expected("", "a segment identifier of two or three capital letters and digits")
            );
        }
        if segment.id() == b"IEA" {
            self.cursor.delimiters = None;
        }
        Ok(segment)
    }
}

/// Returns whether a byte marks the end of a file: Ctrl-Z or NUL, with which old systems fill the rest of a block.
const fn is_end_of_file(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\x1a')
}

/// Returns whether an element is a segment identifier, which begins with a letter.
fn is_identifier(id: &[u8]) -> bool {
    let is_capital = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (2..=3).contains(&id.len()) && id.iter().all(is_capital) && id.first().is_some_and(u8::is_ascii_uppercase)
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, X12Error>;

    /// Returns the next segment. After an error there are no more.
    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks();
        while let (Some(delimiters), Some(first)) = (self.cursor.delimiters, self.rest.first()) {
            // Empty segments have no meaning. An empty line makes one if the line break is the segment terminator.
            if *first != delimiters.segment {
                break;
            }
            self.rest = self.rest.get(1..).unwrap_or_default();
            self.skip_blanks();
        }
        if self.rest.is_empty() || self.breaks_off() {
            return None;
        }
        let read = self.read();
        if read.is_err() {
            self.rest = &[];
        }
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const ISA: &str = "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *250115*0930*^*00501*000000001*0*T*:~";

    pub(super) fn ids(body: &str) -> Result<Vec<String>, X12Error> {
        Segments::new(body.as_bytes())
            .map(|segment| segment.map(|segment| String::from_utf8_lossy(segment.id()).into_owned()))
            .collect()
    }

    #[test]
    fn line_breaks_and_blanks_between_segments_are_skipped() {
        for pause in ["", "\n", "\r\n", " \r\n\n"] {
            let body = format!("\u{20}{ISA}{pause}GS*HC~{pause}IEA*1~{pause}");
            assert_eq!(ids(&body).unwrap(), ["ISA", "GS", "IEA"], "{pause:?}");
        }
        let lines = format!("{}GS*HC\r\n\nIEA*1\n", ISA.replace('~', "\n"));
        let mut read = Segments::new(lines.as_bytes());
        assert_eq!(read.nth(1).unwrap().unwrap().element(1), b"HC");
        assert_eq!(ids(&lines).unwrap(), ["ISA", "GS", "IEA"]);
    }

    #[test]
    fn each_interchange_has_its_own_delimiters() {
        let second = ISA.replace('*', "|").replace('~', "!");
        let body = format!("{ISA}GS*A:B~IEA*1~\n{second}GS|A:B!IEA|1!");
        assert_eq!(ids(&body).unwrap(), ["ISA", "GS", "IEA", "ISA", "GS", "IEA"]);
        for segment in
            Segments::new(body.as_bytes()).map(Result::unwrap).filter(|segment| segment.id() == b"GS")
        {
            assert_eq!(segment.component(1, 2), b"B");
            assert_eq!((segment.component(1, 3), segment.element(2)), (&b""[..], &b""[..]));
        }
    }

    #[test]
    fn an_error_names_the_segment_number() {
        let error = |body: &str| ids(body).unwrap_err().to_string();
        assert_eq!(error("hello"), "segment 1, ISA: expected an ISA segment, which begins an interchange");
        assert_eq!(error("ISA*00"), "segment 1, ISA: expected 16 elements and a segment terminator");
        assert!(error(&ISA.replace(':', "*")).contains("that differ"));
        assert!(error(&ISA.replace('~', "A")).contains("neither letters, digits nor blanks"));
        assert!(error(&ISA.replace('~', " ~")).contains("There is a blank"));
        assert!(error(&format!("{ISA}GS*HC~ST*837")).starts_with("segment 3: expected a segment terminator"));
        assert!(
            error(&format!("{ISA}GS*HC~JANE DOE*1~")).starts_with("segment 3: expected a segment identifier")
        );
        assert_eq!(ids(&format!("{ISA}IEA*1*000000001\n")).unwrap(), ["ISA", "IEA"]);
    }
}
