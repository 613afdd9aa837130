//! A file of tips (TOML), read with every fault of it at once.

use super::check::check_tip;
use super::fields::TipTable;
use super::record::TipRecord;
use super::tip::TipOrigin;
use super::written::WrittenTip;
use crate::vocabulary::parse_date;
use std::fmt;
use std::ops::Range;
use time::Date;
use time::macros::date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The date of tips while the faults of a file without a date are collected.
const UNDATED: Date = date!(2000 - 01 - 01);

/// Why a file of tips is not valid: every fault of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TipFileError {
    file: String,
    faults: Vec<LineFault>,
}

/// A fault in a line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub detail: String,
}

impl TipFileError {
    /// The faults, by line.
    #[must_use]
    pub fn faults(&self) -> &[LineFault] {
        &self.faults
    }
}

impl std::error::Error for TipFileError {}

impl fmt::Display for TipFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.faults.len() == 1 { "" } else { "s" };
        write!(f, "{}: {} fault{plural}, so none of its tips is used", self.file, self.faults.len())?;
        let mut faults = self.faults.iter();
        faults.try_for_each(|LineFault { line, detail }| write!(f, "\n  {} line {line}, {detail}", self.file))
    }
}

/// Parses and checks a file of tips. `is_taken` answers whether a name may not be used.
///
/// # Errors
/// Every fault of the file, by line.
pub(super) fn parse_tip_file(
    name: &str,
    text: &str,
    origin: TipOrigin,
    is_taken: impl Fn(&str) -> bool,
) -> Result<Vec<WrittenTip>, TipFileError> {
    let mut file = TipFile { text, origin, faults: Vec::new() };
    let tips = file.parse(is_taken);
    let mut faults = file.faults;
    faults.sort();
    if faults.is_empty() { Ok(tips) } else { Err(TipFileError { file: name.to_owned(), faults }) }
}

/// A file while it is read.
struct TipFile<'a> {
    text: &'a str,
    origin: TipOrigin,
    faults: Vec<LineFault>,
}

impl TipFile<'_> {
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    fn add(&mut self, span: &Range<usize>, detail: impl Into<String>) {
        self.faults.push(LineFault { line: self.line(span), detail: detail.into() });
    }

    fn parse(&mut self, is_taken: impl Fn(&str) -> bool) -> Vec<WrittenTip> {
        let (document, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            self.add(&error.span().unwrap_or_default(), format!("not TOML: {}", error.message()));
        }
        if !errors.is_empty() {
            return Vec::new();
        }
        let document = document.into_inner();
        self.check_top_level(&document);
        let reviewed = self.reviewed(&document).unwrap_or(UNDATED);
        let mut ids: Vec<String> = Vec::new();
        let mut tips = Vec::new();
        for table in self.tip_tables(&document) {
            tips.extend(self.tip(table, reviewed));
            let id = table.get_ref().get("id").and_then(|id| Some((id.span(), id.get_ref().as_str()?)));
            let Some((span, id)) = id else { continue };
            if ids.iter().any(|known| known == id) {
                self.add(&span, format!("id: {id:?} is the name of another tip of this file"));
            } else if is_taken(id) {
                self.add(
                    &span,
                    format!("id: {id:?} is the name of one of MedPayIQ's tips. Write another name"),
                );
            }
            ids.push(id.to_owned());
        }
        tips
    }

    fn check_top_level(&mut self, document: &DeTable<'_>) {
        let is_unknown = |key: &str| !["reviewed", "tip"].contains(&key);
        for key in document.keys().filter(|key| is_unknown(key.get_ref())) {
            let detail =
                format!("{}: unknown field. A file has `reviewed` and [[tip]] tables", key.get_ref());
            self.add(&key.span(), detail);
        }
    }

    /// The day on which the tips were last checked, in quotes or as a date of TOML.
    fn reviewed(&mut self, document: &DeTable<'_>) -> Option<Date> {
        let expected = "write the day on which the tips were last checked, such as reviewed = \"2026-11-24\"";
        let Some(value) = document.get("reviewed") else {
            self.add(&(0..0), format!("reviewed is missing: {expected}"));
            return None;
        };
        let quoted = value.get_ref().as_str().map(str::to_owned);
        let text = quoted.or_else(|| value.get_ref().as_datetime().map(ToString::to_string));
        let Some(text) = text else {
            self.add(&value.span(), format!("reviewed: {expected}"));
            return None;
        };
        parse_date(&text).map_err(|error| self.add(&value.span(), format!("reviewed: {error}"))).ok()
    }

    fn tip_tables<'d>(&mut self, document: &'d DeTable<'d>) -> &'d [Spanned<DeValue<'d>>] {
        let expected = "write each tip as a [[tip]] table";
        match document.get("tip").map(|tips| (tips.span(), tips.get_ref())) {
            Some((_, DeValue::Array(tips))) if !tips.is_empty() => tips,
            Some((span, _)) => {
                self.add(&span, format!("tip: {expected}"));
                &[]
            }
            None => {
                self.add(&(0..0), format!("there is no tip: {expected}"));
                &[]
            }
        }
    }

    /// A tip, if it has no fault.
    fn tip(&mut self, table: &Spanned<DeValue<'_>>, reviewed: Date) -> Option<WrittenTip> {
        let DeValue::Table(fields) = table.get_ref() else {
            self.add(&table.span(), "tip: write each tip as a [[tip]] table");
            return None;
        };
        let mut fields = TipTable::new(table.span(), fields);
        let record = TipRecord {
            id: fields.text("id"),
            codes: fields.texts("codes"),
            text: fields.text("text"),
            effect: fields.text("effect"),
            evidence: fields.text("evidence"),
            document: fields.optional_text("document"),
            section: fields.optional_text("section"),
            claim: fields.optional_text("claim"),
            compared_with: fields.optional_text("compared_with"),
            line: fields.optional_number("line"),
            measure: fields.optional_text("measure"),
            reviewed,
        };
        let (tip, faults) = match check_tip(record, self.origin) {
            Ok(tip) => (Some(tip), Vec::new()),
            Err(faults) => (None, faults),
        };
        for (span, detail) in fields.finish(faults) {
            self.add(&span, detail);
        }
        tip
    }
}
