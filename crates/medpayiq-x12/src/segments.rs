//! Splits bytes into segments with the delimiters that each interchange declares.

mod cutter;

pub(crate) use cutter::SegmentCutter;

use super::X12Error;

/// How many bytes are searched for the sixteen separators of an ISA. It has 106 bytes, or a few more or less if its
/// fields are not padded.
const LONGEST_ISA: usize = 200;

/// The longest segment. The longest that the guides allow have some hundred bytes, and an unfinished one is held in memory.
const MOST_SEGMENT_BYTES: usize = 8_192;

/// The separators of one interchange, as its ISA segment declares them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Delimiters {
    /// Separates elements: the byte after `ISA`.
    element: u8,
    /// Separates the components of an element: ISA16.
    component: u8,
    /// Ends a segment: the byte after ISA16.
    segment: u8,
}

impl Delimiters {
    /// Reads the delimiters from an ISA segment, which has this number in the input.
    ///
    /// # Errors
    /// If the bytes do not begin with a complete ISA, or if it uses one byte for two purposes.
    fn from_isa(bytes: &[u8], segment: u32) -> Result<Self, X12Error> {
        let error = |expected| X12Error { segment, element: "ISA", expected };
        if !bytes.starts_with(b"ISA") {
            return Err(error("an ISA segment, which begins an interchange"));
        }
        let incomplete = error("16 elements and a segment terminator");
        let element = *bytes.get(3).ok_or(incomplete)?;
        let mut separators = bytes.iter().take(LONGEST_ISA).enumerate().filter(|(_, byte)| **byte == element);
        let (before_component, _) = separators.nth(15).ok_or(incomplete)?;
        let byte_at = |position: usize| bytes.get(position).copied().ok_or(incomplete);
        let (component, segment) = (byte_at(before_component + 1)?, byte_at(before_component + 2)?);
        let delimiters = Self { element, component, segment };
        delimiters.are_distinct().then_some(delimiters).ok_or(error(
            "an element separator, a component separator (ISA16) and a segment terminator that differ and are neither \
             letters nor digits",
        ))
    }

    fn are_distinct(self) -> bool {
        let Self { element, component, segment } = self;
        let differ = element != component && component != segment && segment != element;
        differ && ![element, component, segment].iter().any(u8::is_ascii_alphanumeric)
    }
}

/// One segment, borrowed from the input.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    /// Its number in the input. The first ISA is segment 1.
    pub number: u32,
    bytes: &'a [u8],
    delimiters: Delimiters,
}

/// Shows the number only, because the content of a segment may be a patient's.
impl std::fmt::Debug for Segment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "segment {}", self.number)
    }
}

impl<'a> Segment<'a> {
    /// Returns the identifier, such as `CLM`.
    #[must_use]
    pub fn id(&self) -> &'a [u8] {
        self.element(0)
    }

    /// Returns an element by its number in the implementation guides, from 1. It is empty if the segment has no such element.
    #[must_use]
    pub fn element(&self, number: usize) -> &'a [u8] {
        let separator = self.delimiters.element;
        self.bytes.split(|byte| *byte == separator).nth(number).unwrap_or_default()
    }

    /// Returns a component of an element, from 1. It is empty if the element has no such component.
    #[must_use]
    pub fn component(&self, element: usize, number: usize) -> &'a [u8] {
        let separator = self.delimiters.component;
        let position = number.saturating_sub(1);
        self.element(element).split(|byte| *byte == separator).nth(position).unwrap_or_default()
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

    /// Skips line breaks and blanks, which are allowed after a segment.
    fn skip_blanks(&mut self) {
        let terminator = self.cursor.delimiters.map(|delimiters| delimiters.segment);
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() && Some(*byte) != terminator;
        let blanks = self.rest.iter().take_while(|byte| is_blank(byte)).count();
        self.rest = self.rest.get(blanks..).unwrap_or_default();
    }

    /// Whether the next segment ends in a piece that has not arrived yet.
    fn breaks_off(&self) -> bool {
        let ends = match self.cursor.delimiters {
            None => self.rest.len() > LONGEST_ISA + 1,
            Some(Delimiters { segment, .. }) => {
                self.rest.len() > MOST_SEGMENT_BYTES || self.rest.contains(&segment)
            }
        };
        !self.is_whole && !ends
    }

    /// Returns the bytes up to the next terminator. Only an IEA at the end of the input may lack one.
    fn cut(&mut self, delimiters: Delimiters) -> Result<&'a [u8], X12Error> {
        let error = |expected| X12Error { segment: self.cursor.number, element: "", expected };
        let reach = self.rest.get(..=MOST_SEGMENT_BYTES);
        let end = reach.unwrap_or(self.rest).iter().position(|byte| *byte == delimiters.segment);
        let Some(end) = end else {
            if reach.is_some() {
                return Err(error("a segment terminator within 8192 bytes"));
            }
            let last = std::mem::take(&mut self.rest);
            let ends_the_interchange = last.starts_with(b"IEA") && last.get(3) == Some(&delimiters.element);
            let missing = error("a segment terminator before the end of the input");
            return if ends_the_interchange { Ok(last.trim_ascii_end()) } else { Err(missing) };
        };
        let (segment, rest) = (self.rest.get(..end), self.rest.get(end + 1..));
        self.rest = rest.unwrap_or_default();
        Ok(segment.unwrap_or_default())
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
        let id = segment.id();
        if !(2..=3).contains(&id.len()) || !id.iter().all(u8::is_ascii_alphanumeric) {
            return Err(segment.expected("", "a segment identifier of two or three letters and digits"));
        }
        if id == b"IEA" {
            self.cursor.delimiters = None;
        }
        Ok(segment)
    }
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
    fn the_isa_declares_the_delimiters() {
        let read = Delimiters::from_isa(ISA.as_bytes(), 1).unwrap();
        assert_eq!(read, Delimiters { element: b'*', component: b':', segment: b'~' });
        let other = ISA.replace('*', "|").replace(':', ">").replace('~', "\n").replace('^', "U");
        let read = Delimiters::from_isa(other.as_bytes(), 1).unwrap();
        assert_eq!(read, Delimiters { element: b'|', component: b'>', segment: b'\n' });
    }

    #[test]
    fn line_breaks_and_blanks_between_segments_are_skipped() {
        for pause in ["", "\n", "\r\n", " \r\n\n"] {
            let body = format!("\u{20}{ISA}{pause}GS*HC~{pause}IEA*1~{pause}");
            assert_eq!(ids(&body).unwrap(), ["ISA", "GS", "IEA"], "{pause:?}");
        }
        let lines = format!("{}GS*HC\r\n\nIEA*1\n", ISA.replace('~', "\n"));
        let mut read = Segments::new(lines.as_bytes());
        assert_eq!(read.nth(1).unwrap().unwrap().element(1).trim_ascii_end(), b"HC");
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
        assert!(error(&ISA.replace('~', "A")).contains("neither letters nor digits"));
        assert!(error(&format!("{ISA}GS*HC~ST*837")).starts_with("segment 3: expected a segment terminator"));
        assert!(
            error(&format!("{ISA}GS*HC~JANE DOE*1~")).starts_with("segment 3: expected a segment identifier")
        );
        assert_eq!(ids(&format!("{ISA}IEA*1*000000001\n")).unwrap(), ["ISA", "IEA"]);
    }
}
