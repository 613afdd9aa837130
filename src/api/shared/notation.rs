//! Claim lines in the notation that billers use: `99213-25 x1 $150.00`, with `95min` for anesthesia.

use crate::api::estimates::request::LineRequest;
use crate::api::wire::error::Fault;
use crate::vocabulary::HcpcsCode;

/// The lines of a text. A line of the claim is a line of the text, or a part of it between semicolons or plus signs. Another code
/// within such a part begins another line, so that `99213, 20610` is two.
///
/// # Errors
/// Every part that is not in the notation.
pub(crate) fn parse_lines(text: &str) -> Result<Vec<LineRequest>, Vec<Fault>> {
    let parts = text.split(['\n', ';', '+']).map(str::trim).filter(|part| !part.is_empty());
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (position, part) in parts.flat_map(parts_by_code).enumerate() {
        match parse_line(part) {
            Ok(line) => lines.push(line),
            Err(detail) => faults.push(Fault::new(format!("/lines/{position}"), detail)),
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

/// The parts of a text that begin with a code.
fn parts_by_code(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, word) in words_with_position(text).skip(1) {
        if begins_with_code(word) {
            parts.extend(text.get(from..at));
            from = at;
        }
    }
    parts.extend(text.get(from..));
    parts.into_iter().map(|part| part.trim_matches(SPACES)).filter(|part| !part.is_empty()).collect()
}

/// What separates the words of a line.
const SPACES: [char; 3] = [' ', '\t', ','];

/// The words of a line, each with the position of its first byte.
fn words_with_position(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let words = text.split_inclusive(SPACES).map(move |word| {
        let position = at;
        at += word.len();
        (position, word.trim_end_matches(SPACES))
    });
    words.filter(|(_, word)| !word.is_empty())
}

/// Whether a word is a code, with modifiers or without. A code has at least four digits, so that no other word looks like one.
fn begins_with_code(word: &str) -> bool {
    const DIGITS: usize = 4;
    let (service, _) = without_units(word);
    let code = service.split(['-', '.']).next().unwrap_or_default();
    code.parse::<HcpcsCode>().is_ok() && code.bytes().filter(u8::is_ascii_digit).count() >= DIGITS
}

/// A code with its modifiers, and the units that follow it without a space, as in `20610-RTx2`.
fn without_units(word: &str) -> (&str, Option<&str>) {
    const SHORTEST: usize = "99213".len();
    let Some((service, units)) = word.rsplit_once(UNIT_SIGNS) else { return (word, None) };
    let is_service =
        service.len() >= SHORTEST && service.ends_with(|last: char| last.is_ascii_alphanumeric());
    if is_service && is_number(units) { (service, Some(units)) } else { (word, None) }
}

/// What is before a number of units.
const UNIT_SIGNS: [char; 4] = ['x', 'X', '*', '×'];

fn parse_line(text: &str) -> Result<LineRequest, String> {
    let mut words = text.split(SPACES).filter(|word| !word.is_empty());
    let (first, units) = without_units(words.next().unwrap_or_default());
    let (hcpcs, modifiers) = first.split_once(['-', '.']).unwrap_or((first, ""));
    if modifiers.is_empty() && first.ends_with('-') {
        return Err(format!("{first:?} has a hyphen and no modifier. Write {hcpcs}, or {hcpcs}-25."));
    }
    let mut modifiers = split_modifiers(modifiers);
    let units = units.map(|units| whole_number(text, units)).transpose()?;
    let mut line = LineRequest { hcpcs: hcpcs.to_owned(), units, ..LineRequest::default() };
    let mut waits_for_units = false;
    for word in words {
        let lower = word.to_lowercase();
        if waits_for_units {
            line.units = Some(whole_number(text, &lower)?);
            waits_for_units = false;
        } else if let Some(units) = word.strip_prefix(UNIT_SIGNS).filter(|rest| is_number(rest)) {
            line.units = Some(whole_number(text, units)?);
        } else if word.strip_prefix(UNIT_SIGNS).is_some_and(str::is_empty) {
            waits_for_units = true;
        } else if let Some(minutes) = lower.strip_suffix("min").filter(|rest| is_number(rest)) {
            line.minutes = Some(whole_number(text, minutes)?);
        } else if word.starts_with('$') || word.contains('.') {
            line.charge = Some(plain_amount(word));
        } else if word.trim_start_matches('-').len() == 2 {
            modifiers.extend(split_modifiers(word));
        } else {
            return Err(format!(
                "{word:?} in {text:?} is not a modifier, units or a charge. Write it like 99213-25 x1 $150.00."
            ));
        }
    }
    line.modifiers = Some(modifiers).filter(|list| !list.is_empty());
    Ok(line)
}

/// The modifiers of a text such as `26-RT` or `26, RT`.
pub(crate) fn split_modifiers(text: &str) -> Vec<String> {
    let parts = text.split(|one: char| !one.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_uppercase).collect()
}

/// An amount as people write it, without dollar signs and separators.
pub(crate) fn plain_amount(text: &str) -> String {
    text.replace(['$', ',', ' '], "")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn whole_number(line: &str, text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("{text:?} in {line:?} is not a whole number. Write units like x2."))
}

/// A line in the notation.
pub(crate) fn write_line(line: &LineRequest) -> String {
    let modifiers = line.modifiers.iter().flatten().map(|modifier| format!("-{modifier}"));
    let units = line.units.filter(|units| *units != 1).map(|units| format!(" x{units}"));
    let charge = line.charge.as_ref().map(|charge| format!(" ${charge}"));
    let minutes = line.minutes.map(|minutes| format!(" {minutes}min"));
    let rest = [units, charge, minutes].into_iter().flatten();
    std::iter::once(line.hcpcs.clone()).chain(modifiers).chain(rest).collect()
}

/// Lines in the notation, each on its own line of the text.
pub(crate) fn write_lines(lines: &[LineRequest]) -> String {
    lines.iter().map(write_line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text as they are written back, or the faults.
    fn read(text: &str) -> String {
        match parse_lines(text) {
            Ok(lines) => write_lines(&lines).replace('\n', " | "),
            Err(faults) => {
                faults.iter().map(|fault| format!("{}: {}", fault.pointer, fault.detail)).collect()
            }
        }
    }

    #[test]
    fn lines_are_read_as_billers_write_them() {
        assert_eq!(read("99213-25 x1\n20610"), "99213-25 | 20610");
        assert_eq!(read("99213-25; 20610-RT x 2 $150"), "99213-25 | 20610-RT x2 $150");
        assert_eq!(read("00142-AA-P3 95min + 76377 26 $1300.00"), "00142-AA-P3 95min | 76377-26 $1300.00");
        assert_eq!(read("97110 GP *3, 200.00"), "97110-GP x3 $200.00");
        assert_eq!(read("20610x2, 99213-25*3 + 97110-GPX4"), "20610 x2 | 99213-25 x3 | 97110-GP x4");
        assert_eq!(read("99213, 20610"), "99213 | 20610");
        assert_eq!(
            read("99213-25,20610 RT x2, $90.50; G0439 76377-26"),
            "99213-25 | 20610-RT x2 $90.50 | G0439 | 76377-26"
        );
    }

    #[test]
    fn what_is_not_in_the_notation_is_named() {
        assert_eq!(
            read("99213\n20610 twice"),
            "/lines/1: \"twice\" in \"20610 twice\" is not a modifier, units or a charge. Write it like 99213-25 x1 $150.00."
        );
        assert_eq!(
            read("99213- x2"),
            "/lines/0: \"99213-\" has a hyphen and no modifier. Write 99213, or 99213-25."
        );
    }
}
