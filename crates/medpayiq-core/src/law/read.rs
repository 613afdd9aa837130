//! Reading a file of the law: TOML to checked entries, with every fault by line.

use super::entry::{Entries, Entry, Provision, Unreadable};
use super::fault::{LawFault, LawFaults, nearest};
use super::figures::Statutes;
use super::source::Source;
use crate::vocabulary::DateRange;
use std::ops::Range;
use time::{Date, Month};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// The keys of a figure.
const OF_FIGURE: [&str; 3] = ["meaning", "unit", "values"];
/// The keys of a dated value.
const OF_VALUE: [&str; 5] = ["from", "to", "value", "source", "replaces"];
/// How much of a wrong value a text shows.
const LONGEST_VALUE: usize = 60;

type Value<'i> = Spanned<DeValue<'i>>;

/// The figures of a file.
///
/// # Errors
/// If the file is not TOML, or anything in it is not as the law needs it. Every fault is named, in the order of the lines.
pub(super) fn statutes(file: &str, text: &str) -> Result<Statutes, LawFaults> {
    let mut reader = Reader { file, text, faults: Vec::new() };
    let mut statutes = Statutes::default();
    match DeTable::parse(text) {
        Ok(table) if table.get_ref().is_empty() => {
            reader.fault(0..0, None, "the file has no figures.".to_owned());
        }
        Ok(table) => {
            table.get_ref().iter().for_each(|(name, value)| reader.figure(&mut statutes, name, value));
        }
        Err(error) => {
            let problem = format!("this is not TOML: {}.", error.message());
            reader.fault(error.span().unwrap_or_default(), None, problem);
        }
    }
    reader.faults.sort_by_key(|fault| fault.line);
    if reader.faults.is_empty() { Ok(statutes) } else { Err(LawFaults(reader.faults)) }
}

/// A file on its way to figures.
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<LawFault>,
}

impl Reader<'_> {
    fn figure(&mut self, statutes: &mut Statutes, name: &Spanned<DeString<'_>>, value: &Value<'_>) {
        let (at, name) = (name.span(), name.get_ref().as_ref());
        let Some((_, unit)) = Statutes::FIGURES.iter().find(|(known, _)| *known == name) else {
            let known = Statutes::FIGURES.iter().map(|(known, _)| *known);
            let hint = nearest(name, known).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
            return self.fault(at, None, format!("{name} is not a figure of the law.{hint}"));
        };
        let Some(table) = value.get_ref().as_table() else {
            return self.fault(at, Some(name), "write a table with unit and values.".to_owned());
        };
        self.check_keys(table, &OF_FIGURE, name);
        if let Some(meaning) = table.get("meaning") {
            self.text_of(meaning, name, "meaning");
        }
        match table.get("unit") {
            Some(own) if own.get_ref().as_str() == Some(*unit) => {}
            Some(own) => self.expect(own.span(), name, &format!("Write unit = {unit:?}.")),
            None => {
                self.fault(at.clone(), Some(name), format!("the unit is missing. Write unit = {unit:?}."))
            }
        }
        let values = table.get("values").and_then(|values| values.get_ref().as_array());
        match values.filter(|values| !values.is_empty()) {
            Some(values) => statutes.read(name, values, self),
            None => self.fault(at, Some(name), "write one or more values.".to_owned()),
        }
    }

    /// The entries of a figure, by first day.
    pub(super) fn entries<P: Provision>(
        &mut self,
        name: &str,
        unit: &str,
        values: &[Value<'_>],
    ) -> Entries<P> {
        let read = |value: &Value<'_>| self.entry::<P>(name, unit, value);
        let mut entries: Entries<P> = values.iter().filter_map(read).collect();
        entries.sort_by_key(|entry| entry.days.from);
        for (position, entry) in entries.iter().enumerate() {
            let before = entries.iter().take(position);
            let overlaps = |other: &&Entry<P::Written>| {
                other.days.intersection(&entry.days).is_some() && P::conflicts(&other.value, &entry.value)
            };
            if let Some(other) = before.into_iter().find(overlaps) {
                let (later, earlier) = (entry.line.max(other.line), entry.line.min(other.line));
                let problem = if P::IS_LIST {
                    format!("line {earlier} lists one of these for the same days. Write it once.")
                } else {
                    format!("line {earlier} has some of these days too. Give each day one value.")
                };
                self.faults.push(self.fault_of_line(later, Some(name), problem));
            }
        }
        entries
    }

    fn entry<P: Provision>(
        &mut self,
        name: &str,
        unit: &str,
        value: &Value<'_>,
    ) -> Option<Entry<P::Written>> {
        let Some(table) = value.get_ref().as_table() else {
            self.expect(value.span(), name, "Write { from = ..., value = ..., source = ... }.");
            return None;
        };
        self.check_keys(table, &OF_VALUE, name);
        let from = self.required(table, value, name, "from").and_then(|from| self.day(from, name));
        let to = match table.get("to") {
            Some(to) if !P::HAS_END => {
                self.expect(to.span(), name, "This list has first days only. Leave `to` out.");
                None
            }
            Some(to) => self.day(to, name),
            None => Some(Date::MAX),
        };
        let written = self.required(table, value, name, "value").and_then(|value| {
            let read = P::read(value, unit);
            read.map_err(|Unreadable { at, expected }| self.expect(at, name, &format!("Write {expected}.")))
                .ok()
        });
        let source = self.required(table, value, name, "source");
        let source = source.and_then(|source| self.text_of(source, name, "source"));
        let replaces = table.get("replaces").map_or(Some(false), |replaces| {
            let read = replaces.get_ref().as_bool();
            if read.is_none() {
                self.expect(replaces.span(), name, "Write true or false, without quotes.");
            }
            read
        });
        let days = DateRange { from: from?, to: to? };
        let line = self.line(value.span().start);
        if days.to < days.from {
            self.fault(value.span(), Some(name), format!("from is after to ({days}). Exchange them."));
            return None;
        }
        Some(Entry { days, value: written?, source: Source::new(&source?), replaces: replaces?, line })
    }

    fn required<'v, 'i>(
        &mut self,
        table: &'v DeTable<'i>,
        of: &Value<'_>,
        name: &str,
        key: &str,
    ) -> Option<&'v Value<'i>> {
        let found = table.get(key);
        if found.is_none() {
            self.fault(of.span(), Some(name), format!("{key} is missing."));
        }
        found
    }

    fn day(&mut self, value: &Value<'_>, name: &str) -> Option<Date> {
        let read = || {
            let written = value.get_ref().as_datetime().filter(|written| written.time.is_none())?.date?;
            let month = Month::try_from(written.month).ok()?;
            Date::from_calendar_date(i32::from(written.year), month, written.day).ok()
        };
        let day = read();
        if day.is_none() {
            self.expect(value.span(), name, "Write a day without quotes, such as 2027-01-01.");
        }
        day
    }

    /// A text that says something.
    fn text_of(&mut self, value: &Value<'_>, name: &str, key: &str) -> Option<String> {
        let text = value.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            self.expect(value.span(), name, &format!("Write the {key} as a text."));
        }
        text.map(str::to_owned)
    }

    fn check_keys(&mut self, table: &DeTable<'_>, known: &[&str], name: &str) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let text = key.get_ref().as_ref();
            let hint = nearest(text, known.iter().copied());
            let hint = hint.map_or_else(
                || format!("Known are {}.", known.join(", ")),
                |near| format!("Did you mean {near}?"),
            );
            self.fault(key.span(), Some(name), format!("{text} is not a key. {hint}"));
        }
    }

    /// Notes a value that is not what it should be; `instead` says what to write.
    fn expect(&mut self, at: Range<usize>, name: &str, instead: &str) {
        let found = self.text.get(at.clone()).unwrap_or_default();
        let short: String = found.chars().take(LONGEST_VALUE).collect();
        let dots = if short.len() < found.len() { " ..." } else { "" };
        self.fault(at, Some(name), format!("{short}{dots} is not valid. {instead}"));
    }

    fn fault(&mut self, at: Range<usize>, figure: Option<&str>, problem: String) {
        let line = self.line(at.start);
        self.faults.push(self.fault_of_line(line, figure, problem));
    }

    fn fault_of_line(&self, line: usize, figure: Option<&str>, problem: String) -> LawFault {
        LawFault { file: self.file.to_owned(), line, figure: figure.map(str::to_owned), problem }
    }

    /// The line of a place in the text, counted from 1.
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
}
