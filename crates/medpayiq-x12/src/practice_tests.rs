//! The same interchange as different software writes it: other delimiters, padded elements, wrapped lines, byte order marks and
//! marks of the file's end. Every form must be read alike.
//!
//! If a line break ends segments, nobody can see whether a line was wrapped too. Such a form may be refused, but never read
//! differently.

use super::{RemittanceReader, RemittedClaim, X12Error, read_claims};
use proptest::prelude::*;
use proptest::sample::Index;

/// How many forms are tried; `X12_FORMS` overrides it.
const FORMS: u32 = 400;

const FILES: [&str; 5] = [
    include_str!("../../../tests/fixtures/x12/clinic.835"),
    include_str!("../../../tests/fixtures/x12/payers.835"),
    include_str!("../../../tests/fixtures/x12/not-professional.835"),
    include_str!("../../../tests/fixtures/x12/clinic.837"),
    include_str!("../../../tests/fixtures/x12/two-interchanges.837"),
];

const ELEMENT_SEPARATORS: &[u8] = b"*|!^\t\x1d";
const COMPONENT_SEPARATORS: &[u8] = b":><\\+\x1f";
const REPETITION_SEPARATORS: &[u8] = b"^U{&";
const TERMINATORS: &[u8] = b"~'%\x1c\n\r";
const LINE_BREAKS: [&str; 3] = ["\n", "\r\n", "\r"];
const PAUSES: [&str; 5] = ["", "\n", "\r\n", "  \r\n", " "];
const FILE_ENDS: [&str; 5] = ["", "\x1a", "\r\n\x1a", "\0\0\0", "\x1a\0\r\n"];

/// How one form of a file differs from the fixture.
#[derive(Debug, Clone)]
struct Form {
    file: usize,
    /// One for each kind of delimiter, and one more for a second interchange.
    delimiters: [[Index; 4]; 2],
    /// The blanks around the elements and components, used in turn.
    padding: Vec<usize>,
    /// What is between segments, used in turn.
    pauses: Vec<usize>,
    wrapping: Wrapping,
    byte_order_marks: [bool; 2],
    file_end: usize,
    /// The pieces in which a remittance arrives.
    piece: usize,
}

/// Where lines are broken, and with which line break.
#[derive(Debug, Clone)]
enum Wrapping {
    None,
    /// Every line has this width.
    Lines(usize, usize),
    /// There is one line break in the interchange. More would soon hit a place where every reader must refuse it.
    Once(Index, usize),
}

fn forms() -> impl Strategy<Value = Form> {
    let delimiters = || prop::array::uniform4(any::<Index>());
    let line_break = || 0..LINE_BREAKS.len();
    let wrapping = prop_oneof![
        Just(Wrapping::None),
        (1..130_usize, line_break()).prop_map(|(width, line_break)| Wrapping::Lines(width, line_break)),
        (any::<Index>(), line_break()).prop_map(|(place, line_break)| Wrapping::Once(place, line_break)),
    ];
    let blanks = prop_oneof![3 => Just(0_usize), 1 => 1..4_usize];
    (
        0..FILES.len(),
        [delimiters(), delimiters()],
        prop_oneof![Just(vec![0]), prop::collection::vec(blanks, 1..60)],
        prop::collection::vec(0..PAUSES.len(), 1..8),
        wrapping,
        any::<[bool; 2]>(),
        0..FILE_ENDS.len(),
        1..400_usize,
    )
        .prop_map(|(file, delimiters, padding, pauses, wrapping, byte_order_marks, file_end, piece)| {
            Form { file, delimiters, padding, pauses, wrapping, byte_order_marks, file_end, piece }
        })
}

/// The components of the elements of the segments of an interchange.
type Interchange = Vec<Vec<Vec<String>>>;

/// Takes a fixture apart. Its ISA segments have their full length.
fn interchanges(mut body: &str) -> Vec<Interchange> {
    let mut interchanges = Vec::new();
    while !body.is_empty() {
        let delimiter = |position: usize| char::from(body.as_bytes()[position]);
        let (element, component, terminator) = (delimiter(3), delimiter(104), delimiter(105));
        let end = body.find(&format!("IEA{element}")).unwrap();
        let end = end + body[end..].find(terminator).unwrap_or(body.len() - end);
        let segments = body[..end].split(terminator).map(str::trim).filter(|segment| !segment.is_empty());
        let parts = |(position, segment): (usize, &str)| -> Vec<Vec<String>> {
            let elements = segment.split(element);
            // ISA16 is the component separator itself.
            let split = |text: &str| -> Vec<String> {
                if position == 0 {
                    vec![text.to_owned()]
                } else {
                    text.split(component).map(str::to_owned).collect()
                }
            };
            elements.map(split).collect()
        };
        interchanges.push(segments.enumerate().map(parts).collect());
        body = body[end..].trim_start_matches(|byte: char| byte == terminator || byte.is_ascii_whitespace());
    }
    interchanges
}

impl Form {
    /// Writes the file in this form. Returns whether a line break ends the segments of an interchange.
    fn write(&self) -> (Vec<u8>, bool) {
        let (mut body, mut breaks_end_segments) = (Vec::new(), false);
        let mut padding = self.padding.iter().cycle().map(|blanks| " ".repeat(*blanks));
        let mut pauses = self.pauses.iter().cycle().map(|pause| PAUSES[*pause]);
        for (number, mut interchange) in interchanges(FILES[self.file]).into_iter().enumerate() {
            if self.byte_order_marks[number] {
                body.extend(b"\xef\xbb\xbf");
            }
            let data: Vec<u8> =
                interchange.iter().flatten().flatten().flat_map(|text| text.bytes()).collect();
            let [element, component, repetition, terminator] = self.delimiters[number];
            let element = unused(ELEMENT_SEPARATORS, element, &data);
            let component = unused(COMPONENT_SEPARATORS, component, &data);
            let repetition = unused(REPETITION_SEPARATORS, repetition, &[element, component]);
            let terminator = unused(TERMINATORS, terminator, &data);
            interchange[0][11] = vec![char::from(repetition).to_string()];
            interchange[0][16] = vec![char::from(component).to_string()];
            breaks_end_segments |= matches!(terminator, b'\r' | b'\n');
            let mut text = String::new();
            for (position, segment) in interchange.iter().enumerate() {
                let mut pad = || if position == 0 { String::new() } else { padding.next().unwrap() };
                let components = |parts: &Vec<String>| {
                    let padded = parts.iter().map(|part| format!("{}{part}{}", pad(), pad()));
                    padded.collect::<Vec<_>>().join(&char::from(component).to_string())
                };
                let elements: Vec<_> = segment.iter().map(components).collect();
                text += &elements.join(&char::from(element).to_string());
                text.push(char::from(terminator));
                text += pauses.next().unwrap();
            }
            body.extend(self.wrapped(text.as_bytes()));
        }
        body.extend(FILE_ENDS[self.file_end].bytes());
        (body, breaks_end_segments)
    }

    fn wrapped(&self, text: &[u8]) -> Vec<u8> {
        let join = |lines: Vec<&[u8]>, line_break: usize| lines.join(LINE_BREAKS[line_break].as_bytes());
        match self.wrapping {
            Wrapping::None => text.to_vec(),
            Wrapping::Lines(width, line_break) => join(text.chunks(width).collect(), line_break),
            Wrapping::Once(place, line_break) => {
                let (before, after) = text.split_at(place.index(text.len()));
                join(vec![before, after], line_break)
            }
        }
    }
}

/// Chooses one of the delimiters that the data do not have.
fn unused(delimiters: &[u8], choice: Index, data: &[u8]) -> u8 {
    let free: Vec<u8> = delimiters.iter().copied().filter(|delimiter| !data.contains(delimiter)).collect();
    *choice.get(&free)
}

/// Returns everything that is read of a body, with the claims of a remittance that are about the same claim.
fn answer(file: usize, body: &[u8], piece: usize) -> Result<String, Vec<X12Error>> {
    if FILES[file].contains("ST*837") || FILES[file].contains("ST|837") {
        return read_claims(body).map(|claims| format!("{claims:#?}")).map_err(|error| vec![error]);
    }
    let (mut reader, mut claims) = (RemittanceReader::default(), Vec::<RemittedClaim>::new());
    for piece in body.chunks(piece) {
        reader.feed(piece, |claim| claims.push(claim))?;
    }
    reader.finish(|claim| claims.push(claim))?;
    let same = |claim: &RemittedClaim| claims.iter().position(|other| other.identity == claim.identity);
    Ok(format!("{:?} {claims:#?}", claims.iter().map(same).collect::<Vec<_>>()))
}

fn number_of_forms() -> u32 {
    std::env::var("X12_FORMS").ok().map_or(FORMS, |text| text.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(number_of_forms()))]

    #[test]
    fn every_form_of_a_file_is_read_alike(form in forms()) {
        let (body, breaks_end_segments) = form.write();
        let expected = answer(form.file, FILES[form.file].as_bytes(), 4_096).unwrap();
        match answer(form.file, &body, form.piece) {
            Ok(read) => {
                let differs = read.lines().zip(expected.lines()).find(|(read, expected)| read != expected);
                prop_assert!(read == expected, "{differs:?} in {}", String::from_utf8_lossy(&body));
            }
            Err(faults) => {
                let may_be_refused = breaks_end_segments && !matches!(form.wrapping, Wrapping::None);
                prop_assert!(may_be_refused, "{faults:?} in {}", String::from_utf8_lossy(&body));
            }
        }
    }
}
