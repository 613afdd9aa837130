//! The checks of a written tip: of those in `data/tips/`, of a practice's file, and of every row out of the database.

use super::case::Case;
use super::grammar::parse_case;
use super::record::{FieldFault, TipRecord};
use super::tip::{Effect, Evidence, Measure, TipOrigin};
use super::written::{ClaimPair, WrittenTip};
use crate::vocabulary::HcpcsCode;
use std::collections::BTreeMap;
use std::fmt::Display;

/// The longest name of a tip.
const MAX_ID: usize = 64;
/// The most codes of a tip: more than any field of practice has.
const MAX_CODES: usize = 200;
/// The longest text of a tip, in characters: a few sentences.
const MAX_TEXT: usize = 1_000;
/// The longest name of a document or section, in characters.
const MAX_SOURCE: usize = 200;

/// The code that claims are checked with if a tip has no valid code.
const STAND_IN: &str = "99213";

/// What a text may have in place of an amount.
const PLACEHOLDERS: [&str; 2] = ["claim", "compared_with"];

/// Checks a tip.
///
/// # Errors
/// Every value that is not valid.
pub fn check_tip(record: TipRecord, origin: TipOrigin) -> Result<WrittenTip, Vec<FieldFault>> {
    let mut faults = FieldFaults::default();
    faults.keep("id", check_id(&record.id));
    let codes = check_codes(&record.codes, &mut faults);
    let text = record.text.split_whitespace().collect::<Vec<_>>().join(" ");
    faults.keep("text", check_text(&text));
    let effect = faults.keep("effect", named(&record.effect, Effect::ALL, Effect::as_str));
    let evidence = check_evidence(&record, &mut faults);
    if record.evidence != "cms_rule" && has_percentage(&text) {
        faults.add("text", "gives a percentage, which needs evidence \"cms_rule\" with document and section");
    }
    let claims = check_claims(&record, &text, &codes, &mut faults);
    match (effect, evidence) {
        (Some(effect), Some(evidence)) if faults.0.is_empty() => {
            let codes_as_text = codes.iter().map(ToString::to_string).collect();
            let record = TipRecord { text, codes: codes_as_text, ..record };
            Ok(WrittenTip { record, origin, codes, effect, evidence, claims })
        }
        (_, _) => Err(faults.0),
    }
}

/// The faults found so far.
#[derive(Default)]
struct FieldFaults(Vec<FieldFault>);

impl FieldFaults {
    fn add(&mut self, field: &'static str, detail: impl Display) {
        self.0.push(FieldFault { field, detail: detail.to_string() });
    }

    /// The value, or `None` and its fault is kept.
    fn keep<T>(&mut self, field: &'static str, value: Result<T, impl Display>) -> Option<T> {
        value.map_err(|fault| self.add(field, fault)).ok()
    }
}

fn check_id(id: &str) -> Result<(), String> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !id.is_empty() && id.len() <= MAX_ID && id.bytes().all(is_part) {
        return Ok(());
    }
    Err(format!(
        "{id:?} is not a name for a tip. Write up to {MAX_ID} lower-case letters, digits and hyphens, such as knee-injection-drug"
    ))
}

fn check_codes(texts: &[String], faults: &mut FieldFaults) -> Vec<HcpcsCode> {
    if texts.is_empty() || texts.len() > MAX_CODES {
        faults.add("codes", format_args!("has {} codes. Write 1 to {MAX_CODES}", texts.len()));
    }
    let mut codes: Vec<HcpcsCode> = Vec::new();
    let parse = |text: &String| {
        let code = text.parse::<HcpcsCode>().map_err(|error| error.to_string())?;
        check_code(code).map(|()| code)
    };
    for code in texts.iter().filter_map(|text| faults.keep("codes", parse(text))) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// A code has five digits, four digits and a letter, or a letter and four digits.
fn check_code(code: HcpcsCode) -> Result<(), String> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let text = code.as_str();
    let numbers = [text.get(1..), text.get(..4)];
    if numbers.into_iter().flatten().any(is_number) {
        return Ok(());
    }
    Err(format!(
        "{code} is no code of HCPCS. Write five digits, four digits and a letter, or a letter and four digits"
    ))
}

fn check_text(text: &str) -> Result<(), String> {
    let length = text.chars().count();
    if length == 0 || length > MAX_TEXT {
        return Err(format!("has {length} characters. Write 1 to {MAX_TEXT}"));
    }
    if text.contains(char::is_control) {
        return Err("has a control character. Write plain text".to_owned());
    }
    Ok(())
}

/// Whether a text gives a percentage.
fn has_percentage(text: &str) -> bool {
    text.contains('%') || text.to_lowercase().contains("percent")
}

fn check_evidence(record: &TipRecord, faults: &mut FieldFaults) -> Option<Evidence> {
    for (field, value) in [("document", &record.document), ("section", &record.section)] {
        let length = value.as_ref().map(|value| value.chars().count());
        if let Some(length) = length.filter(|length| !(1..=MAX_SOURCE).contains(length)) {
            faults.add(field, format_args!("has {length} characters. Write 1 to {MAX_SOURCE}"));
        }
    }
    let (document, section) = (record.document.as_deref(), record.section.as_deref());
    match (record.evidence.as_str(), document, section) {
        ("cms_rule", Some(document), Some(section)) => {
            Some(Evidence::CmsRule { document: document.to_owned(), section: section.to_owned() })
        }
        ("cms_rule", _, _) => {
            faults.add("evidence", "is \"cms_rule\", which needs both document and section");
            None
        }
        ("computed", None, None) => Some(Evidence::Computed),
        ("editorial", None, None) => Some(Evidence::Editorial),
        ("computed" | "editorial", _, _) => {
            faults.add("evidence", "names a document or section, so it must be \"cms_rule\"");
            None
        }
        (other, _, _) => {
            faults.add("evidence", format_args!("{other:?}: write cms_rule, computed or editorial"));
            None
        }
    }
}

/// The claims of each code, or none if the tip has no figures.
fn check_claims(
    record: &TipRecord,
    text: &str,
    codes: &[HcpcsCode],
    faults: &mut FieldFaults,
) -> BTreeMap<HcpcsCode, ClaimPair> {
    check_placeholders(record, text, faults);
    if record.claim.is_none() {
        for (field, is_given) in [
            ("compared_with", record.compared_with.is_some()),
            ("line", record.line.is_some()),
            ("measure", record.measure.is_some()),
        ] {
            if is_given {
                faults.add(field, "needs a claim: add one, such as claim = \"code-26\"");
            }
        }
        if record.evidence == "computed" {
            faults.add("evidence", "is \"computed\", which needs the claim that it is computed from");
        }
        return BTreeMap::new();
    }
    let measure = match &record.measure {
        Some(name) => faults.keep("measure", named(name, Measure::ALL, Measure::as_str)),
        None => Some(Measure::Allowed),
    };
    // What is wrong with a claim is wrong for every code, so one of them shows it.
    let one_code = codes.first().copied().or_else(|| STAND_IN.parse().ok());
    let first = one_code.and_then(|hcpcs| claim_pair(record, hcpcs, faults));
    if let Some(first) = &first {
        check_line(record, first, faults);
    }
    let (Some(_), Some(measure)) = (first, measure) else { return BTreeMap::new() };
    let each = codes.iter().filter_map(|hcpcs| {
        let pair = claim_pair(record, *hcpcs, &mut FieldFaults::default())?;
        Some((*hcpcs, ClaimPair { measure, ..pair }))
    });
    each.collect()
}

fn check_placeholders(record: &TipRecord, text: &str, faults: &mut FieldFaults) {
    for (position, rest) in text.split('{').enumerate() {
        let name = rest.split_once('}').map(|(name, _)| name);
        let is_given = match name {
            Some("claim") => record.claim.is_some(),
            Some("compared_with") => record.compared_with.is_some(),
            Some(_) | None => false,
        };
        match name {
            // What comes before the first brace.
            _ if position == 0 => {}
            Some(name) if PLACEHOLDERS.contains(&name) && is_given => {}
            Some(name) if PLACEHOLDERS.contains(&name) => {
                faults.add("text", format_args!("has {{{name}}}, but the tip has no {name}"));
            }
            Some(_) | None => faults.add("text", "has a { that begins neither {claim} nor {compared_with}"),
        }
    }
}

fn claim_pair(record: &TipRecord, hcpcs: HcpcsCode, faults: &mut FieldFaults) -> Option<ClaimPair> {
    let claim = faults.keep("claim", checked_case(record.claim.as_deref()?, hcpcs));
    let compared_with = match record.compared_with.as_deref() {
        Some(text) => Some(faults.keep("compared_with", checked_case(text, hcpcs))?),
        None => None,
    };
    let position = usize::try_from(record.line.unwrap_or(1)).unwrap_or(usize::MAX).checked_sub(1);
    let position = faults.keep("line", position.ok_or("is 0. Lines count from 1"))?;
    Some(ClaimPair { claim: claim?, compared_with, position, measure: Measure::Allowed })
}

fn checked_case(text: &str, hcpcs: HcpcsCode) -> Result<Case, String> {
    let case = parse_case(text, hcpcs)?;
    // The tip's own code has its own fault.
    case.codes().filter(|code| *code != hcpcs).try_for_each(check_code)?;
    Ok(case)
}

fn check_line(record: &TipRecord, pair: &ClaimPair, faults: &mut FieldFaults) {
    let cases = pair.compared_with.iter().chain([&pair.claim]);
    let lines = cases.map(Case::line_count).min().unwrap_or_default();
    if pair.position >= lines {
        let line = record.line.unwrap_or(1);
        faults.add("line", format_args!("is {line}, but a claim has only {lines}"));
    }
}

/// The value of a closed list with this name.
fn named<T: Copy>(name: &str, all: &[T], name_of: impl Fn(T) -> &'static str) -> Result<T, String> {
    let found = all.iter().copied().find(|one| name_of(*one) == name);
    let names = || all.iter().map(|one| name_of(*one)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| format!("{name:?}: write one of {}", names()))
}
