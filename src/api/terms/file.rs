//! Reads a file of terms (TOML). It has the fields of the JSON form, and each fault names its line.

use super::check::check_terms;
use super::request::TermsRequest;
use crate::api::wire::error::Fault;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::json::{Rest, compare_all};
use crate::api::wire::pointer::escape_pointer;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Why a file of terms is not valid: every fault of it, by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsFileError {
    file: String,
    /// The line of each fault, from 1, and what is wrong.
    faults: Vec<(usize, String)>,
}

impl std::error::Error for TermsFileError {}

impl fmt::Display for TermsFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.faults.len() == 1 { "" } else { "s" };
        write!(f, "{}: {} fault{plural}, so none of its terms is used", self.file, self.faults.len())?;
        self.faults.iter().try_for_each(|(line, detail)| write!(f, "\n  {} line {line}, {detail}", self.file))
    }
}

/// Reads and checks a file of terms.
///
/// # Errors
/// Every fault of the file.
pub fn read_terms_file(name: &str, text: &str) -> Result<TermsRequest, TermsFileError> {
    let error = |faults| TermsFileError { file: name.to_owned(), faults };
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let fault = |error: &toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            (line_of(text, at), format!("not TOML: {}", error.message()))
        };
        return Err(error(errors.iter().map(fault).collect()));
    }
    let mut spans = BTreeMap::new();
    let value = object(document.get_ref(), "", &mut spans);
    checked(&value).map_err(|faults| {
        let mut lines: Vec<(usize, String)> = faults
            .into_iter()
            .map(|fault| (line_of(text, start_of(&fault.pointer, &spans)), describe(&fault)))
            .collect();
        lines.sort();
        error(lines)
    })
}

/// The terms of a document, if they are valid. A part that has another form than terms hides no fault of the others.
fn checked(value: &Value) -> Result<TermsRequest, Vec<Fault>> {
    let (differences, rest) = compare_all::<TermsRequest>(value.to_string().as_bytes());
    let mut faults: Vec<Fault> = differences.into_iter().map(Fault::from).collect();
    let Some(rest) = rest else { return Err(faults) };
    let of_values = faults_of_values(&rest.value).into_iter();
    // Terms that are empty because a part was left out are not called empty.
    let is_new = |fault: &Fault| fault.code != FaultCode::MissingField || faults.is_empty();
    let of_values: Vec<Fault> = of_values.filter(is_new).map(|fault| as_sent(fault, &rest)).collect();
    faults.extend(of_values);
    if faults.is_empty() { Ok(rest.value) } else { Err(faults) }
}

/// The values of terms that are not valid.
fn faults_of_values(terms: &TermsRequest) -> Vec<Fault> {
    let mut faults = Faults::default();
    let checked = check_terms(&mut faults, "", terms);
    faults.end(checked).err().unwrap_or_default()
}

/// The same fault with its place in the document.
fn as_sent(fault: Fault, rest: &Rest<TermsRequest>) -> Fault {
    Fault { pointer: rest.sent(&fault.pointer), ..fault }
}

/// A fault with the name of its part.
fn describe(fault: &Fault) -> String {
    match fault.pointer.rsplit_once('/') {
        Some((_, name)) if name.parse::<usize>().is_err() => format!("{name}: {}", fault.detail),
        Some(_) | None => fault.detail.clone(),
    }
}

/// Where the part that a pointer names begins, or the nearest part that it is in.
fn start_of(pointer: &str, spans: &BTreeMap<String, Range<usize>>) -> usize {
    let mut pointer = pointer;
    loop {
        match (spans.get(pointer), pointer.rsplit_once('/')) {
            (Some(span), _) => return span.start,
            (None, Some((parent, _))) => pointer = parent,
            (None, None) => return 0,
        }
    }
}

/// The line of a byte, from 1.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// A table as a JSON object. The spans of its parts are noted by their pointers.
fn object(table: &DeTable<'_>, at: &str, spans: &mut BTreeMap<String, Range<usize>>) -> Value {
    let mut fields = Map::new();
    for (key, value) in table {
        let name = key.get_ref();
        let pointer = format!("{at}/{}", escape_pointer(name));
        spans.insert(pointer.clone(), key.span());
        fields.insert(name.to_string(), json(value, &pointer, spans));
    }
    Value::Object(fields)
}

/// A value as JSON. Numbers become texts, as the amounts and percentages of the JSON form are.
fn json(value: &Spanned<DeValue<'_>>, at: &str, spans: &mut BTreeMap<String, Range<usize>>) -> Value {
    match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => Value::String(number.to_string()),
        DeValue::Float(number) => Value::String(number.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => {
            let mut list = Vec::with_capacity(items.len());
            for (position, item) in items.iter().enumerate() {
                let pointer = format!("{at}/{position}");
                spans.insert(pointer.clone(), item.span());
                list.push(json(item, &pointer, spans));
            }
            Value::Array(list)
        }
        DeValue::Table(table) => object(table, at, spans),
    }
}

/// Terms as a file, which [`read_terms_file`] reads. A text is written as JSON writes it, which is TOML too.
#[must_use]
pub fn terms_as_toml(terms: &TermsRequest) -> String {
    let TermsRequest { percent, ranges, fees, lesser_of_charge, no_mppr, no_sequestration } = terms;
    let mut lines: Vec<String> = Vec::new();
    lines.extend(percent.as_ref().map(|percent| text("percent", percent)));
    let rules = [
        ("lesser_of_charge", lesser_of_charge),
        ("no_mppr", no_mppr),
        ("no_sequestration", no_sequestration),
    ];
    lines.extend(rules.iter().filter_map(|(name, rule)| rule.map(|rule| format!("{name} = {rule}"))));
    for range in ranges.iter().flatten() {
        lines.extend([String::new(), "[[ranges]]".to_owned()]);
        lines.extend([text("from", &range.from), text("to", &range.to), text("percent", &range.percent)]);
    }
    for fee in fees.iter().flatten() {
        lines.extend([String::new(), "[[fees]]".to_owned(), text("hcpcs", &fee.hcpcs)]);
        lines.extend(fee.modifier.as_ref().map(|modifier| text("modifier", modifier)));
        lines.push(text("amount", &fee.amount));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn text(name: &str, value: &str) -> String {
    format!("{name} = {}", Value::String(value.to_owned()))
}
