//! Reading a file of the law: each of its figures, with every fault by line.

use super::fault::{LawFaults, nearest};
use super::figures::Statutes;
use super::reader::{Reader, Value};
use toml::Spanned;
use toml::de::{DeString, DeTable};

/// The keys of a figure.
const OF_FIGURE: [&str; 3] = ["meaning", "unit", "values"];

/// The longest file of the law: some 5,000 values.
const MAX_FILE_BYTES: usize = 1 << 20;

/// The figures of a file.
///
/// # Errors
/// If the file is not TOML, or anything in it is not as the law needs it. Every fault is named, in the order of the lines.
pub(super) fn statutes(file: &str, text: &str) -> Result<Statutes, LawFaults> {
    let mut reader = Reader::new(file, text);
    let mut statutes = Statutes::default();
    if text.len() > MAX_FILE_BYTES {
        let problem = format!("the file has {} bytes. The limit is {MAX_FILE_BYTES}.", text.len());
        reader.fault(0..0, None, problem);
        return Err(LawFaults(reader.faults));
    }
    match DeTable::parse(text) {
        Ok(table) if table.get_ref().is_empty() => {
            reader.fault(0..0, None, "the file has no figures.".to_owned());
        }
        Ok(table) => {
            let figures = table.get_ref().iter();
            figures.for_each(|(name, value)| read_figure(&mut reader, &mut statutes, name, value));
        }
        Err(error) => {
            let problem = format!("this is not TOML: {}.", error.message());
            reader.fault(error.span().unwrap_or_default(), None, problem);
        }
    }
    reader.faults.sort_by_key(|fault| fault.line);
    if reader.faults.is_empty() { Ok(statutes) } else { Err(LawFaults(reader.faults)) }
}

/// Whether a text looks like a file of the law: some line of it begins a figure of the law.
#[must_use]
pub fn is_law(text: &str) -> bool {
    let is_figure = |line: &str| {
        let name = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        name.is_some_and(|name| Statutes::FIGURES.iter().any(|(known, _)| *known == name))
    };
    text.lines().any(is_figure)
}

/// Reads one figure into the others.
fn read_figure(
    reader: &mut Reader<'_>,
    statutes: &mut Statutes,
    name: &Spanned<DeString<'_>>,
    value: &Value<'_>,
) {
    let (at, name) = (name.span(), name.get_ref().as_ref());
    let Some((_, unit)) = Statutes::FIGURES.iter().find(|(known, _)| *known == name) else {
        let known = Statutes::FIGURES.iter().map(|(known, _)| *known);
        let hint = nearest(name, known).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
        return reader.fault(at, None, format!("{name} is not a figure of the law.{hint}"));
    };
    let Some(table) = value.get_ref().as_table() else {
        return reader.fault(at, Some(name), "write a table with unit and values.".to_owned());
    };
    reader.check_keys(table, &OF_FIGURE, name);
    if let Some(meaning) = table.get("meaning") {
        reader.text_of(meaning, name, "meaning");
    }
    match table.get("unit") {
        Some(own) if own.get_ref().as_str() == Some(*unit) => {}
        Some(own) => reader.expect(own.span(), name, &format!("Write unit = {unit:?}.")),
        None => reader.fault(at.clone(), Some(name), format!("the unit is missing. Write unit = {unit:?}.")),
    }
    let values = table.get("values").and_then(|values| values.get_ref().as_array());
    match values.filter(|values| !values.is_empty()) {
        Some(values) => statutes.read(name, values, reader),
        None => reader.fault(at, Some(name), "write one or more values.".to_owned()),
    }
}
