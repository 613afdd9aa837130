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
    let text = without_thousands(text);
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

/// The same text without the commas of amounts such as `$1,300.00`. Other commas separate words.
fn without_thousands(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let ends_word = |last: char| last.is_whitespace() || ['$', ';', '+'].contains(&last);
        let number = if plain.chars().next_back().is_none_or(ends_word) { number_at_start(rest) } else { "" };
        if has_thousands(number) {
            plain.push_str(&number.replace(',', ""));
            rest = rest.get(number.len()..).unwrap_or_default();
        } else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    plain
}

/// The number that a text begins with, with its commas and its point; empty if there is none.
fn number_at_start(text: &str) -> &str {
    let end = text.find(|one: char| !one.is_ascii_digit() && ![',', '.'].contains(&one));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default().trim_end_matches([',', '.'])
}

/// Whether commas separate the thousands of a number, as in `1,300` and `1,300.00`.
fn has_thousands(number: &str) -> bool {
    let (whole, cents) = number.split_once('.').map_or((number, None), |(whole, cents)| (whole, Some(cents)));
    let mut groups = whole.split(',');
    let is_begin = groups.next().is_some_and(|first| is_number(first) && first.len() <= 3);
    let mut others = groups.peekable();
    is_begin
        && others.peek().is_some()
        && others.all(|group| is_number(group) && group.len() == 3)
        && cents.is_none_or(|cents| is_number(cents) && cents.len() == 2)
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
    if is_amount(word) {
        return false;
    }
    let (service, _) = without_units(word);
    let code = service.split(['-', '.']).next().unwrap_or_default();
    code.parse::<HcpcsCode>().is_ok() && code.bytes().filter(u8::is_ascii_digit).count() >= DIGITS
}

/// Whether a word has a point and two digits after it, as an amount has. It could also be a code with a modifier, such as 99213.25.
fn is_amount(word: &str) -> bool {
    word.split_once('.')
        .is_some_and(|(whole, cents)| is_number(whole) && is_number(cents) && cents.len() == 2)
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
            once(&mut line.units, whole_number(text, &lower)?, text, "numbers of units")?;
            waits_for_units = false;
        } else if let Some(units) = word.strip_prefix(UNIT_SIGNS).filter(|rest| is_number(rest)) {
            once(&mut line.units, whole_number(text, units)?, text, "numbers of units")?;
        } else if word.strip_prefix(UNIT_SIGNS).is_some_and(str::is_empty) {
            waits_for_units = true;
        } else if let Some(units) =
            word.strip_prefix(UNIT_SIGNS).filter(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
        {
            return Err(not_units(units, text));
        } else if let Some(minutes) = lower.strip_suffix("min").filter(|rest| is_number(rest)) {
            once(&mut line.minutes, whole_number(text, minutes)?, text, "numbers of minutes")?;
        } else if let Some((code, modifier)) = code_or_amount(word) {
            return Err(format!(
                "{word:?} in {text:?} can be a code with a modifier or a charge. Write {code}-{modifier} on a line of its own, or \
                 ${word}."
            ));
        } else if word.starts_with('$') || word.contains('.') {
            once(&mut line.charge, plain_amount(word), text, "charges")?;
        } else if word.trim_start_matches('-').len() == 2 {
            modifiers.extend(split_modifiers(word));
        } else {
            return Err(format!(
                "{word:?} in {text:?} is not a modifier, units or a charge. Write it like 99213-25 x1 $150.00."
            ));
        }
    }
    if waits_for_units {
        return Err(not_units("", text));
    }
    line.modifiers = Some(modifiers).filter(|list| !list.is_empty());
    Ok(line)
}

fn not_units(units: &str, line: &str) -> String {
    format!("{units:?} in {line:?} is not a whole number of units. Write it like x2.")
}

/// Sets a value that a line has once.
fn once<T>(value: &mut Option<T>, new: T, line: &str, name: &str) -> Result<(), String> {
    if value.replace(new).is_some() {
        return Err(format!("{line:?} has two {name}. Write one, and other services on lines of their own."));
    }
    Ok(())
}

/// The code and the modifier of a word such as `20610.59` that can also be an amount. No modifier is 00.
fn code_or_amount(word: &str) -> Option<(&str, &str)> {
    let (code, modifier) = word.split_once('.').filter(|_| is_amount(word))?;
    (code.parse::<HcpcsCode>().is_ok() && modifier != "00").then_some((code, modifier))
}

/// The modifiers of a text such as `26-RT` or `26, RT`.
pub(crate) fn split_modifiers(text: &str) -> Vec<String> {
    let parts = text.split(|one: char| !one.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_uppercase).collect()
}

/// An amount as people write it, without a dollar sign and the commas of thousands. Another comma stays, so that the amount is refused.
pub(crate) fn plain_amount(text: &str) -> String {
    let plain = text.replace(['$', ' '], "");
    if has_thousands(&plain) { plain.replace(',', "") } else { plain }
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
    fn the_commas_of_an_amount_separate_no_words() {
        assert_eq!(read("29881-RT $1,300.00"), "29881-RT $1300.00");
        assert_eq!(read("29881 $1,300, 20610 50,000.00"), "29881 $1300 | 20610 $50000.00");
        assert_eq!(read("20610,$1,300.00 x2"), "20610 x2 $1300.00");
        assert_eq!(read("29881 12500.00"), "29881 $12500.00");
        assert_eq!(read("99213.25 90.50"), "99213-25 $90.50");
        for (text, plain) in
            [("$1,300.00", "1300.00"), ("1,300,000", "1300000"), ("300,00", "300,00"), ("1,30", "1,30")]
        {
            assert_eq!(plain_amount(text), plain, "{text}");
        }
    }

    #[test]
    fn what_a_line_has_twice_or_could_mean_two_things_is_named() {
        let twice = |line: &str, name: &str| {
            format!("/lines/0: {line:?} has two {name}. Write one, and other services on lines of their own.")
        };
        assert_eq!(read("29881 $100 $200"), twice("29881 $100 $200", "charges"));
        assert_eq!(read("29881x2 x3"), twice("29881x2 x3", "numbers of units"));
        assert_eq!(read("00142 95min 20min"), twice("00142 95min 20min", "numbers of minutes"));
        assert_eq!(
            read("29881 20610.59"),
            "/lines/0: \"20610.59\" in \"29881 20610.59\" can be a code with a modifier or a charge. Write 20610-59 on a line of its own, or $20610.59."
        );
    }

    #[test]
    fn what_is_not_in_the_notation_is_named() {
        assert_eq!(
            read("99213\n20610 twice"),
            "/lines/1: \"twice\" in \"20610 twice\" is not a modifier, units or a charge. Write it like 99213-25 x1 $150.00."
        );
        let units = |units: &str, line: &str| {
            format!("/lines/0: {units:?} in {line:?} is not a whole number of units. Write it like x2.")
        };
        assert_eq!(read("99213 x"), units("", "99213 x"));
        assert_eq!(read("99213 x1.5"), units("1.5", "99213 x1.5"));
        assert_eq!(
            read("99213- x2"),
            "/lines/0: \"99213-\" has a hyphen and no modifier. Write 99213, or 99213-25."
        );
    }
}
