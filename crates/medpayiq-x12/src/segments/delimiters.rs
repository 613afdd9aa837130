//! The delimiters of an interchange, as its ISA segment declares them.

use super::X12Error;
use std::borrow::Cow;

/// How many bytes of an ISA are searched for its sixteen separators, line breaks not counted. It has 106 bytes, or a few more
/// or less if its fields are not padded.
const LONGEST_ISA: usize = 200;

/// How many bytes are searched in all. An ISA may be wrapped after every byte, with two bytes of line break each time.
pub(super) const ISA_WINDOW: usize = 4 * LONGEST_ISA;

/// Text in UTF-16 begins like this, with or without a byte order mark.
const UTF_16: [&[u8]; 4] = [b"\xff\xfe", b"\xfe\xff", b"I\0S\0", b"\0I\0S"];

/// The separators of one interchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delimiters {
    /// Separates elements: the byte after `ISA`.
    pub(super) element: u8,
    /// Separates the components of an element: ISA16.
    pub(super) component: u8,
    /// Ends a segment: the byte after ISA16.
    pub(super) segment: u8,
}

pub(super) const fn is_line_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// Returns the bytes of a segment without line breaks, which have no meaning within a segment.
pub(super) fn unwrapped(segment: &[u8]) -> Cow<'_, [u8]> {
    if segment.iter().copied().any(is_line_break) {
        Cow::Owned(segment.iter().copied().filter(|byte| !is_line_break(*byte)).collect())
    } else {
        Cow::Borrowed(segment)
    }
}

impl Delimiters {
    /// Reads the delimiters from an ISA segment, which has this number in the input.
    ///
    /// Software that wraps lines at a fixed width may put a line break at any place of the ISA. A line break after ISA16
    /// is the segment terminator if the next segment follows it, which begins with a letter.
    ///
    /// # Errors
    /// If the bytes do not begin with a complete ISA, or if it uses one byte for two purposes.
    pub(super) fn from_isa(bytes: &[u8], segment: u32) -> Result<Self, X12Error> {
        let error = |expected| X12Error { segment, element: "ISA", expected };
        let window = bytes.get(..ISA_WINDOW).unwrap_or(bytes);
        let mut kept = window.iter().copied().enumerate().filter(|(_, byte)| !is_line_break(*byte));
        if !b"ISA".iter().all(|letter| kept.next().is_some_and(|(_, byte)| byte == *letter)) {
            return Err(error(if UTF_16.iter().any(|start| bytes.starts_with(start)) {
                "text in ASCII or UTF-8. This is UTF-16: save it again in UTF-8"
            } else {
                "an ISA segment, which begins an interchange"
            }));
        }
        let incomplete = error("16 elements and a segment terminator");
        let (_, element) = kept.next().ok_or(incomplete)?;
        let mut kept = kept.take(LONGEST_ISA);
        let after_component = kept.by_ref().filter(|(_, byte)| *byte == element).nth(14);
        after_component.ok_or(incomplete)?;
        let (position, component) = kept.next().ok_or(incomplete)?;
        let segment = terminator(window.get(position + 1..).unwrap_or_default()).ok_or(incomplete)?;
        if matches!(segment, b' ' | b'\t') {
            return Err(error(
                "a segment terminator right after ISA16. There is a blank, which would end every segment at its first \
                 blank: remove it",
            ));
        }
        let delimiters = Self { element, component, segment };
        delimiters.are_distinct().then_some(delimiters).ok_or(error(
            "an element separator, a component separator (ISA16) and a segment terminator that differ and are neither \
             letters, digits nor blanks",
        ))
    }

    fn are_distinct(self) -> bool {
        let Self { element, component, segment } = self;
        let differ = element != component && component != segment && segment != element;
        let is_data = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b' ';
        differ && ![element, component, segment].iter().any(is_data)
    }
}

/// Returns the segment terminator from the bytes after ISA16.
fn terminator(rest: &[u8]) -> Option<u8> {
    let first = *rest.first()?;
    if !is_line_break(first) {
        return Some(first);
    }
    let after_breaks = rest.iter().copied().find(|byte| !is_line_break(*byte));
    after_breaks.filter(|byte| !byte.is_ascii_alphanumeric() && *byte != b' ').or(Some(first))
}

#[cfg(test)]
mod tests {
    use super::super::tests::ISA;
    use super::*;

    #[test]
    fn the_isa_declares_the_delimiters() {
        let read = Delimiters::from_isa(ISA.as_bytes(), 1).unwrap();
        assert_eq!(read, Delimiters { element: b'*', component: b':', segment: b'~' });
        let other = ISA.replace('*', "|").replace(':', ">").replace('~', "\n").replace('^', "U");
        let read = Delimiters::from_isa(other.as_bytes(), 1).unwrap();
        assert_eq!(read, Delimiters { element: b'|', component: b'>', segment: b'\n' });
    }

    #[test]
    fn an_isa_may_be_wrapped_at_any_width() {
        let whole = Delimiters::from_isa(ISA.as_bytes(), 1).unwrap();
        let body = format!("{ISA}GS*HC~");
        for line_break in ["\n", "\r", "\r\n"] {
            for width in 1..=body.len() {
                let lines: Vec<_> =
                    body.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
                let wrapped = lines.join(line_break);
                assert_eq!(Delimiters::from_isa(wrapped.as_bytes(), 1).unwrap(), whole, "{width}");
            }
        }
        for line_break in ["\n", "\r"] {
            let lines = format!("{}GS*HC", ISA.replace('~', line_break));
            let read = Delimiters::from_isa(lines.as_bytes(), 1).unwrap();
            assert_eq!(read.segment, line_break.as_bytes()[0]);
        }
    }
}
