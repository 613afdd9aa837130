//! Bytes to segments, with the delimiters that each interchange declares for itself.

mod cutter;

pub use cutter::SegmentCutter;

use super::X12Error;

/// How far an ISA is looked through for its sixteen separators: it is 106 bytes long, and a little more or less
/// where its fields were not padded.
const LONGEST_ISA: usize = 200;

/// The longest segment: the guides' longest have some hundred bytes, and what waits for its end is held in memory.
const MOST_SEGMENT_BYTES: usize = 8_192;

/// The separators of one interchange, as the places of its ISA segment declare them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiters {
    /// Between elements: the byte after `ISA`.
    pub element: u8,
    /// Between the components of an element: ISA16.
    pub component: u8,
    /// Between repetitions of an element: ISA11, which older versions use for something else.
    pub repetition: Option<u8>,
    /// After each segment: the byte after ISA16.
    pub segment: u8,
}

impl Delimiters {
    /// Reads the ISA that `bytes` begin with, the segment of this number.
    ///
    /// # Errors
    /// When the bytes begin with no whole ISA, or it declares one byte for two purposes.
    pub fn of_isa(bytes: &[u8], segment: u32) -> Result<Self, X12Error> {
        let refused = |element, expected| X12Error { segment, element, expected };
        if !bytes.starts_with(b"ISA") {
            return Err(refused("ISA", "the ISA segment, with which an interchange begins"));
        }
        let cut = refused("ISA", "16 elements and the segment terminator");
        let declared = *bytes.get(3).ok_or(cut)?;
        let separators = bytes.iter().take(LONGEST_ISA).enumerate();
        let mut separators = separators.filter(|(_, byte)| **byte == declared).map(|(place, _)| place);
        let before_repetition = separators.nth(10).ok_or(cut)?;
        let before_component = separators.nth(4).ok_or(cut)?;
        let byte_after = |place: usize| bytes.get(place + 1).copied().ok_or(cut);
        let terminator = bytes.get(before_component + 2).copied().ok_or(cut)?;
        let repetition = Some(byte_after(before_repetition)?).filter(|byte| !byte.is_ascii_alphanumeric());
        let delimiters = Self {
            element: declared,
            component: byte_after(before_component)?,
            repetition,
            segment: terminator,
        };
        delimiters.are_distinct().then_some(delimiters).ok_or(refused(
            "ISA",
            "an element separator, a component separator (ISA16) and a segment terminator that differ and are neither \
             letters nor digits",
        ))
    }

    fn are_distinct(self) -> bool {
        let Self { element, component, segment, .. } = self;
        let all = [element, component, segment];
        let differ = element != component && component != segment && segment != element;
        differ && !all.iter().any(u8::is_ascii_alphanumeric)
    }
}

/// One segment, borrowed from the body.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    /// Its number in the body, the first ISA being 1.
    pub number: u32,
    bytes: &'a [u8],
    delimiters: Delimiters,
}

/// The number and identifier only: what a segment says may be a patient's.
impl std::fmt::Debug for Segment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "segment {}", self.number)
    }
}

impl<'a> Segment<'a> {
    /// The identifier, such as `CLM`.
    #[must_use]
    pub fn id(&self) -> &'a [u8] {
        self.element(0)
    }

    /// An element by its number in the implementation guides, from 1; empty where it is absent.
    #[must_use]
    pub fn element(&self, number: usize) -> &'a [u8] {
        let separator = self.delimiters.element;
        self.bytes.split(|byte| *byte == separator).nth(number).unwrap_or_default()
    }

    /// A component of an element, from 1; empty where it is absent.
    #[must_use]
    pub fn component(&self, element: usize, number: usize) -> &'a [u8] {
        let separator = self.delimiters.component;
        let place = number.saturating_sub(1);
        self.element(element).split(|byte| *byte == separator).nth(place).unwrap_or_default()
    }

    /// Words for what was expected in this segment.
    #[must_use]
    pub const fn expected(&self, element: &'static str, expected: &'static str) -> X12Error {
        X12Error { segment: self.number, element, expected }
    }
}

/// Where the cutting of a body stands.
#[derive(Clone, Copy, Debug, Default)]
struct Cut {
    /// The number of the last segment.
    number: u32,
    /// None before an ISA and after an IEA.
    delimiters: Option<Delimiters>,
}

/// The segments of a body, which may hold several interchanges, each with its own delimiters.
#[derive(Clone)]
pub struct Segments<'a> {
    rest: &'a [u8],
    at: Cut,
    /// Whether the body ends where `rest` does.
    is_whole: bool,
}

impl<'a> Segments<'a> {
    /// The segments of a body.
    #[must_use]
    pub fn new(body: &'a [u8]) -> Self {
        Self { rest: body, at: Cut::default(), is_whole: true }
    }

    /// Passes over line breaks and blanks, which are allowed after a segment.
    fn skip_blanks(&mut self) {
        let terminator = self.at.delimiters.map(|delimiters| delimiters.segment);
        let is_blank = |byte: &u8| byte.is_ascii_whitespace() && Some(*byte) != terminator;
        let blanks = self.rest.iter().take_while(|byte| is_blank(byte)).count();
        self.rest = self.rest.get(blanks..).unwrap_or_default();
    }

    /// Whether the end of the next segment is still to come.
    fn breaks_off(&self) -> bool {
        let ends = match self.at.delimiters {
            None => self.rest.len() > LONGEST_ISA + 1,
            Some(Delimiters { segment, .. }) => {
                self.rest.len() > MOST_SEGMENT_BYTES || self.rest.contains(&segment)
            }
        };
        !self.is_whole && !ends
    }

    /// The bytes up to the next terminator; at the end of the body only an IEA may go without.
    fn cut(&mut self, delimiters: Delimiters) -> Result<&'a [u8], X12Error> {
        let refused = |expected| X12Error { segment: self.at.number, element: "", expected };
        let reach = self.rest.get(..=MOST_SEGMENT_BYTES);
        let end = reach.unwrap_or(self.rest).iter().position(|byte| *byte == delimiters.segment);
        let Some(end) = end else {
            if reach.is_some() {
                return Err(refused("the segment terminator within 8192 bytes"));
            }
            let last = std::mem::take(&mut self.rest);
            let ends_the_interchange = last.starts_with(b"IEA") && last.get(3) == Some(&delimiters.element);
            let missing = refused("the segment terminator; the body ends");
            return if ends_the_interchange { Ok(last.trim_ascii_end()) } else { Err(missing) };
        };
        let (segment, rest) = (self.rest.get(..end), self.rest.get(end + 1..));
        self.rest = rest.unwrap_or_default();
        Ok(segment.unwrap_or_default())
    }

    fn read(&mut self) -> Result<Segment<'a>, X12Error> {
        let number = self.at.number.saturating_add(1);
        self.at.number = number;
        let delimiters = match self.at.delimiters {
            Some(delimiters) => delimiters,
            None => Delimiters::of_isa(self.rest, number)?,
        };
        self.at.delimiters = Some(delimiters);
        let bytes = self.cut(delimiters)?;
        let segment = Segment { number, bytes, delimiters };
        let id = segment.id();
        if !(2..=3).contains(&id.len()) || !id.iter().all(u8::is_ascii_alphanumeric) {
            return Err(segment.expected("", "a segment identifier of two or three letters and digits"));
        }
        if id == b"IEA" {
            self.at.delimiters = None;
        }
        Ok(segment)
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, X12Error>;

    /// The next segment; after an error, nothing.
    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks();
        while let (Some(delimiters), Some(first)) = (self.at.delimiters, self.rest.first()) {
            // Empty segments, such as a line break after a line break that ends a segment, mean nothing.
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
    fn delimiters_are_those_of_the_isa() {
        let read = Delimiters::of_isa(ISA.as_bytes(), 1).unwrap();
        assert_eq!(
            read,
            Delimiters { element: b'*', component: b':', repetition: Some(b'^'), segment: b'~' }
        );
        let other = ISA.replace('*', "|").replace(':', ">").replace('~', "\n").replace('^', "U");
        let read = Delimiters::of_isa(other.as_bytes(), 1).unwrap();
        assert_eq!(read, Delimiters { element: b'|', component: b'>', repetition: None, segment: b'\n' });
    }

    #[test]
    fn line_breaks_and_blanks_between_segments_mean_nothing() {
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
    fn what_is_no_segment_is_named_by_its_number() {
        let error = |body: &str| ids(body).unwrap_err().to_string();
        assert_eq!(
            error("hello"),
            "segment 1, ISA: expected the ISA segment, with which an interchange begins"
        );
        assert_eq!(error("ISA*00"), "segment 1, ISA: expected 16 elements and the segment terminator");
        assert!(error(&ISA.replace(':', "*")).contains("that differ"));
        assert!(error(&ISA.replace('~', "A")).contains("neither letters nor digits"));
        assert!(
            error(&format!("{ISA}GS*HC~ST*837")).starts_with("segment 3: expected the segment terminator")
        );
        assert!(error(&format!("{ISA}GS*HC~JANE DOE*1~")).starts_with("segment 3: expected a segment"));
        assert_eq!(ids(&format!("{ISA}IEA*1*000000001\n")).unwrap(), ["ISA", "IEA"]);
    }
}
