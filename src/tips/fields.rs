//! The fields of a `[[tip]]` table, with the place of each.

use super::record::FieldFault;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What a tip may have: each field, and what to write for it.
const FIELDS: &[(&str, &str)] = &[
    ("id", "a name for the tip, such as \"knee-injection-drug\""),
    ("codes", "a list of HCPCS codes, such as [\"20610\", \"20611\"]"),
    ("text", "what to do, in a few sentences"),
    ("effect", "\"denied\", \"less\", \"more\", \"patient\" or \"informs\""),
    ("evidence", "\"cms_rule\", \"computed\" or \"editorial\""),
    ("document", "the CMS document of a rule, such as \"42 CFR\""),
    ("section", "the part of that document, such as \"410.32(a), orders of diagnostic tests\""),
    ("claim", "a claim in one line, such as \"20610+code-25 @22\""),
    ("compared_with", "a claim in one line, such as \"20610+code @22\""),
    ("line", "the number of a claim line, from 1"),
    ("measure", "an amount, such as \"allowed\" or \"patient\""),
];

/// A `[[tip]]` table while it is read.
pub(super) struct TipTable<'t> {
    /// Where its header is.
    header: Range<usize>,
    fields: &'t DeTable<'t>,
    /// The fields that are missing or of another type, and where.
    faults: Vec<(&'static str, Range<usize>, String)>,
}

impl<'t> TipTable<'t> {
    pub(super) const fn new(header: Range<usize>, fields: &'t DeTable<'t>) -> Self {
        Self { header, fields, faults: Vec::new() }
    }

    /// A text that must be there; empty if it is not.
    pub(super) fn text(&mut self, field: &'static str) -> String {
        self.require(field);
        self.optional_text(field).unwrap_or_default()
    }

    pub(super) fn optional_text(&mut self, field: &'static str) -> Option<String> {
        self.value(field, trimmed)
    }

    /// A list of texts that must be there; empty if it is not.
    pub(super) fn texts(&mut self, field: &'static str) -> Vec<String> {
        self.require(field);
        let all =
            |value: &DeValue<'_>| value.as_array()?.iter().map(|text| trimmed(text.get_ref())).collect();
        self.value(field, all).unwrap_or_default()
    }

    pub(super) fn optional_number(&mut self, field: &'static str) -> Option<u32> {
        self.value(field, |value| value.as_integer()?.to_string().parse().ok())
    }

    fn require(&mut self, field: &'static str) {
        if !self.fields.contains_key(field) {
            self.add(field, self.header.clone(), "is missing: write");
        }
    }

    /// The value of a field if it has one of the right type.
    fn value<T>(&mut self, field: &'static str, read: impl Fn(&DeValue<'t>) -> Option<T>) -> Option<T> {
        let given = self.fields.get(field)?;
        let value = read(given.get_ref());
        if value.is_none() {
            self.add(field, given.span(), "write");
        }
        value
    }

    fn add(&mut self, field: &'static str, span: Range<usize>, what: &str) {
        let expected = FIELDS.iter().find(|(name, _)| *name == field).map_or("", |(_, expected)| expected);
        self.faults.push((field, span, format!("{field}: {what} {expected}")));
    }

    /// Every fault of the table and where it is, with those that the tip's check found. A field that is missing or of
    /// another type has no further fault.
    pub(super) fn finish(self, checked: Vec<FieldFault>) -> Vec<(Range<usize>, String)> {
        let is_unknown = |key: &str| !FIELDS.iter().any(|(name, _)| *name == key);
        let names = || FIELDS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let unknown = self
            .fields
            .keys()
            .filter(|key| is_unknown(key.get_ref()))
            .map(|key| (key.span(), format!("{}: unknown field. A tip has {}", key.get_ref(), names())));
        let is_new = |fault: &FieldFault| !self.faults.iter().any(|(field, _, _)| *field == fault.field);
        let checked = checked.into_iter().filter(is_new).map(|FieldFault { field, detail }| {
            let span = self.fields.get(field).map_or_else(|| self.header.clone(), toml::Spanned::span);
            (span, format!("{field}: {detail}"))
        });
        let unread = self.faults.iter().map(|(_, span, detail)| (span.clone(), detail.clone()));
        unknown.chain(checked).chain(unread).collect()
    }
}

fn trimmed(value: &DeValue<'_>) -> Option<String> {
    value.as_str().map(|text| text.trim().to_owned())
}
