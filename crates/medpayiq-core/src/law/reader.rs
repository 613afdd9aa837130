//! Reading the dated values of a figure: TOML to checked entries, with every fault by line.

use super::amend::in_words;
use super::entry::{Entries, Entry, Provision, Unreadable};
use super::fault::{LawFault, nearest};
use super::source::Source;
use crate::vocabulary::DateRange;
use std::ops::Range;
use time::{Date, Month};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of a dated value.
const OF_VALUE: [&str; 5] = ["from", "to", "value", "source", "replaces"];
/// How much of a wrong value a text shows.
const LONGEST_VALUE: usize = 60;

/// A value of TOML with its place in the text.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// A file that is being read, and what is wrong in it so far.
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    /// Where each line ends.
    line_ends: Vec<usize>,
    pub(super) faults: Vec<LawFault>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Self { file, text, line_ends, faults: Vec::new() }
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
                let also = if earlier == later {
                    "another value on this line".to_owned()
                } else {
                    format!("line {earlier}")
                };
                let problem = if P::IS_LIST {
                    let shared = in_words(&P::conflicting(&other.value, &entry.value));
                    format!("{also} has {shared} for some of the same days too. Write each once.")
                } else {
                    format!("{also} has some of these days too. Give each day one value.")
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
        let (value, source, replaces) = (written?, Source::new(&source?), replaces?);
        Some(Entry { days, value, source, replaces, line, amendment: None })
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
    pub(super) fn text_of(&mut self, value: &Value<'_>, name: &str, key: &str) -> Option<String> {
        let text = value.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            self.expect(value.span(), name, &format!("Write the {key} as a text."));
        }
        text.map(str::to_owned)
    }

    /// Notes the keys that are not known.
    pub(super) fn check_keys(&mut self, table: &DeTable<'_>, known: &[&str], name: &str) {
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
    pub(super) fn expect(&mut self, at: Range<usize>, name: &str, instead: &str) {
        let found = self.text.get(at.clone()).unwrap_or_default();
        let short: String = found.chars().take(LONGEST_VALUE).collect();
        let dots = if short.len() < found.len() { " ..." } else { "" };
        self.fault(at, Some(name), format!("{short}{dots} is not valid. {instead}"));
    }

    /// Notes a fault at a place of the text.
    pub(super) fn fault(&mut self, at: Range<usize>, figure: Option<&str>, problem: String) {
        let line = self.line(at.start);
        self.faults.push(self.fault_of_line(line, figure, problem));
    }

    fn fault_of_line(&self, line: usize, figure: Option<&str>, problem: String) -> LawFault {
        LawFault { file: self.file.to_owned(), line, figure: figure.map(str::to_owned), problem }
    }

    /// The line of a place in the text, counted from 1.
    fn line(&self, at: usize) -> usize {
        self.line_ends.partition_point(|end| *end < at) + 1
    }
}
