//! From texts to a claim that cannot be wrong. All faults are reported at once.

use super::fault::Fault;
use super::fault_code::FaultCode;
use super::faults::{Faults, MOST_FAULTS};
use super::hints::{hcpcs_hint, modifier_hint};
use super::locality_hint::localities_hint;
use super::lookup::Lookup;
use super::raw::{Given, RawClaim, RawLine};
use super::refused::Refused;
use super::rows::{NotABoolean, NotAWholeNumber};
use medpayiq_core::schedule::{InForce, Located, Schedule, Whereabouts};
use medpayiq_core::vocabulary::{
    Charge, Claim, ClaimLine, HcpcsCode, MAX_LINES, MAX_MODIFIERS, MAX_POSTOPERATIVE_DAYS, MAX_UNITS,
    MipsAdjustment, Modifier, Money, ParseDecimalError, PlaceOfService, Provider, QualifyingApm,
};
use std::fmt::{self, Display};

/// The longest line id. Answers repeat it.
const MAX_LINE_ID: usize = 64;

/// Why a claim under terms is not unassigned.
pub const TERMS_ARE_ACCEPTED: &str =
    "A practitioner with a contract accepts its amounts. Leave terms out, or accept assignment.";

/// A valid claim, and the release and place to price it from.
#[derive(Debug)]
pub struct Checked<'s> {
    /// The claim.
    pub claim: Claim,
    /// The release in force.
    pub in_force: InForce<'s>,
    /// Whether a ZIP code was given instead of the locality.
    pub by_zip: bool,
    /// The place.
    pub located: Located<'s>,
}

/// Checks a claim. `faults` are those that were found before, and come first.
///
/// # Errors
/// Every fault of the claim, among them those that only the loaded releases show.
pub fn check<'s>(schedule: &'s Schedule, raw: &RawClaim<'_>, faults: Faults) -> Result<Checked<'s>, Refused> {
    check_next(&mut Lookup::new(schedule), raw, faults)
}

/// Checks the next of several claims, as [`check()`] does.
///
/// # Errors
/// Those of [`check()`].
pub fn check_next<'s>(
    lookup: &mut Lookup<'s>,
    raw: &RawClaim<'_>,
    mut faults: Faults,
) -> Result<Checked<'s>, Refused> {
    let malformed = wrong_types(raw);
    if !malformed.is_empty() {
        return Err(Refused::Malformed(malformed));
    }
    let date = faults.day("/date_of_service", raw.date_of_service);
    let place = faults.place("", raw.locality, raw.zip);
    // The date decides which places exist. If it is not valid, only the syntax of the place is checked.
    let is_dated = date.is_some() || raw.date_of_service.is_none();
    let place = if is_dated { place } else { Whereabouts::Unknown };
    let place_of_service =
        faults.parse("/place_of_service", raw.place_of_service).unwrap_or(PlaceOfService::OFFICE);
    let provider = provider(&mut faults, raw);
    if !provider.accepts_assignment && raw.has_terms {
        faults.add_coded(FaultCode::Conflict, "/provider/accepts_assignment", TERMS_ARE_ACCEPTED);
    }
    let remaining = raw.deductible_remaining;
    let remaining = amount(&mut faults, "/patient/deductible_remaining", remaining, Money::ZERO);
    let used = amount(&mut faults, "/patient/therapy_used", raw.therapy_used, Money::ZERO);
    let lines = lines(&mut faults, raw);
    // Release and place are looked up even if other values are at fault, so that the caller sees all faults at once.
    let found = lookup.release_and_place(date, raw.release, place);
    if let (Whereabouts::Unknown, Ok((in_force, _)), Some(text)) = (place, &found, raw.locality) {
        faults.hint("/locality", &localities_hint(in_force.release, text));
    }
    let (in_force, located) = match (faults.end(Some(())), found) {
        (Ok(()), found) => found?,
        (Err(listed), Err(Refused::Invalid(more))) => return Err(Refused::Invalid([listed, more].concat())),
        (Err(listed), Ok(_) | Err(_)) => return Err(Refused::Invalid(listed)),
    };
    let claim = Claim::new(in_force.date, place_of_service, lines)
        .map(|claim| claim.by(provider))
        .and_then(|claim| claim.with_deductible_remaining(remaining))
        .and_then(|claim| claim.with_therapy_used(used))
        .map_err(|error| Refused::Invalid(vec![Fault::new("", error)]))?;
    let by_zip = matches!(place, Whereabouts::Zip(_));
    Ok(Checked { claim, in_force, by_zip, located })
}

/// The values that have another type than their field.
fn wrong_types(raw: &RawClaim<'_>) -> Vec<Fault> {
    let mut faults = raw.form_faults.clone();
    for (name, given) in
        [("participating", raw.participating), ("accepts_assignment", raw.accepts_assignment)]
    {
        if let Given::Text(text) = given {
            faults.push(Fault::new(format!("/{name}"), NotABoolean(text)));
        }
    }
    for (position, line) in raw.lines.iter().enumerate() {
        for (name, given) in [
            ("units", line.units),
            ("minutes", line.minutes),
            ("postoperative_days", line.postoperative_days),
        ] {
            if let Given::Text(text) = given {
                let place = match position {
                    0 if raw.is_of_rows => String::new(),
                    _ if raw.is_of_rows => format!("/rows/{position}"),
                    _ => format!("/lines/{position}"),
                };
                faults.push(Fault::new(format!("{place}/{name}"), NotAWholeNumber(text)));
            }
        }
    }
    faults.truncate(MOST_FAULTS);
    faults
}

/// Reads an amount of dollars, no less than `least`.
fn amount(faults: &mut Faults, pointer: impl Display, text: Option<&str>, least: Money) -> Option<Money> {
    let text = text?;
    let (code, detail) = match text.parse::<Money>() {
        Ok(amount) if amount >= least => return Some(amount),
        Ok(_) | Err(ParseDecimalError::OutOfRange { .. } | ParseDecimalError::TooLarge { .. }) => {
            let detail = format!("{text:?} is out of range. Write an amount from {least} to {}.", Money::MAX);
            (FaultCode::OutOfRange, detail)
        }
        Err(error @ (ParseDecimalError::NotANumber { .. } | ParseDecimalError::TooManyDecimals { .. })) => {
            (FaultCode::InvalidValue, error.to_string())
        }
    };
    faults.add_coded(code, pointer, detail);
    None
}

/// Reads a number from 1 to `most`.
fn count(faults: &mut Faults, pointer: impl Display, given: Given<'_, i64>, most: u32) -> Option<u32> {
    let Given::Typed(given) = given else { return None };
    let checked = u32::try_from(given).ok().filter(|count| (1..=most).contains(count));
    if checked.is_none() {
        let detail = format_args!("{given} is out of range. Write a whole number from 1 to {most}.");
        faults.add_coded(FaultCode::OutOfRange, pointer, detail);
    }
    checked
}

const fn flag(given: Given<'_, bool>, otherwise: bool) -> bool {
    match given {
        Given::Typed(value) => value,
        Given::Absent | Given::Text(_) => otherwise,
    }
}

fn provider(faults: &mut Faults, raw: &RawClaim<'_>) -> Provider {
    let typical = Provider::default();
    let qualifying_apm = match raw.qualifying_apm {
        None | Some("no") => QualifyingApm::No,
        Some("yes") => QualifyingApm::Yes,
        Some("unknown") => QualifyingApm::Unknown,
        Some(other) => {
            let detail = format_args!("{other:?} is not a valid value. Write no, yes or unknown.");
            faults.add("/provider/qualifying_apm", detail);
            QualifyingApm::No
        }
    };
    let pointer = "/provider/mips_adjustment_percent";
    let mips_adjustment: MipsAdjustment =
        faults.parse(pointer, raw.mips_adjustment_percent).unwrap_or_default();
    if qualifying_apm == QualifyingApm::Yes && mips_adjustment != MipsAdjustment::default() {
        let detail =
            "MIPS does not adjust payments of qualifying APM participants. Leave one of the two fields out.";
        faults.add_coded(FaultCode::Conflict, pointer, detail);
    }
    Provider {
        kind: faults.profession("/provider/kind", raw.provider_kind).unwrap_or(typical.kind),
        participating: flag(raw.participating, typical.participating),
        accepts_assignment: flag(raw.accepts_assignment, typical.accepts_assignment),
        qualifying_apm,
        mips_adjustment,
    }
}

fn lines(faults: &mut Faults, raw: &RawClaim<'_>) -> Vec<ClaimLine> {
    let count = raw.lines.len();
    if count == 0 || count > MAX_LINES {
        let detail = format_args!("The claim has {count} lines. Send 1 to {MAX_LINES}.");
        faults.add_coded(FaultCode::WrongLength, "/lines", detail);
    }
    check_ids(faults, &raw.lines);
    let lines = raw.lines.iter().enumerate().take(MAX_LINES);
    lines.filter_map(|(position, raw)| line(faults, format_args!("/lines/{position}"), raw)).collect()
}

/// Reports every fault of the line ids. Answers name lines by them, so no two lines may have the same id. A line without an id
/// has its position as its id.
fn check_ids(faults: &mut Faults, lines: &[RawLine<'_>]) {
    for (position, line) in lines.iter().enumerate().take(MAX_LINES) {
        let Some(id) = line.id else { continue };
        let is_position = |(other, line): (usize, &RawLine<'_>)| {
            line.id.is_none() && id.parse() == Ok(other + 1) && !id.starts_with(['0', '+'])
        };
        let earlier = lines.iter().take(position).position(|earlier| earlier.id == Some(id));
        let (code, detail) = if id.trim().is_empty() {
            (FaultCode::WrongLength, "The id is empty. Give the line a name, or leave id out.".to_owned())
        } else if id.len() > MAX_LINE_ID {
            (FaultCode::WrongLength, format!("The id is longer than {MAX_LINE_ID} bytes."))
        } else if let Some(earlier) = earlier {
            let detail = format!("{id:?} is already the id of line {}. Give each line its own.", earlier + 1);
            (FaultCode::RepeatedValue, detail)
        } else if lines.iter().enumerate().any(is_position) {
            let detail = format!(
                "{id:?} is already the id of line {id}, which has no id and so has its position. Give each line its own."
            );
            (FaultCode::RepeatedValue, detail)
        } else {
            continue;
        };
        faults.add_coded(code, format_args!("/lines/{position}/id"), detail);
    }
}

fn line(faults: &mut Faults, at: fmt::Arguments<'_>, raw: &RawLine<'_>) -> Option<ClaimLine> {
    let hcpcs: Option<HcpcsCode> =
        faults.keep_or_hint(format_args!("{at}/hcpcs"), raw.hcpcs.parse(), || hcpcs_hint(raw.hcpcs));
    let modifiers = modifiers(faults, at, &raw.modifiers);
    let cent = Money::from_cents(1);
    let charge = amount(faults, format_args!("{at}/charge"), raw.charge, cent);
    let units = count(faults, format_args!("{at}/units"), raw.units, MAX_UNITS);
    let minutes = count(faults, format_args!("{at}/minutes"), raw.minutes, MAX_UNITS);
    let (days, most) = (raw.postoperative_days, MAX_POSTOPERATIVE_DAYS);
    let days = count(faults, format_args!("{at}/postoperative_days"), days, most);
    let line = ClaimLine::new(hcpcs?).with_charge(charge.and_then(Charge::new));
    let line = line
        .with_modifiers(modifiers)
        .and_then(|line| line.with_units(units.unwrap_or(1)))
        .and_then(|line| line.with_minutes(minutes))
        .and_then(|line| line.with_postoperative_days(days));
    // A value that is not valid has its fault already.
    line.ok()
}

fn modifiers(faults: &mut Faults, at: fmt::Arguments<'_>, texts: &[&str]) -> Vec<Modifier> {
    // The form of a claim has four boxes, and some programs send the empty ones too.
    let filled = || texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let count = filled().count();
    if count > MAX_MODIFIERS {
        let detail = format_args!("The line has {count} modifiers. It may have at most {MAX_MODIFIERS}.");
        faults.add_coded(FaultCode::WrongLength, format_args!("{at}/modifiers"), detail);
        return Vec::new();
    }
    let mut modifiers: Vec<Modifier> = Vec::with_capacity(count);
    for (position, text) in filled() {
        let pointer = format_args!("{at}/modifiers/{position}");
        let modifier = faults.keep_or_hint(pointer, text.parse(), || modifier_hint(text));
        modifiers.extend(modifier.filter(|modifier| !modifiers.contains(modifier)));
    }
    modifiers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(is_of_rows: bool) -> Vec<String> {
        let line = RawLine { units: Given::Text("a"), ..RawLine::default() };
        let lines = vec![line.clone(), line];
        let raw = RawClaim { lines, is_of_rows, ..RawClaim::default() };
        wrong_types(&raw).iter().map(|fault| fault.pointer.to_string()).collect()
    }

    #[test]
    fn a_value_of_another_type_is_named_in_its_line_or_its_row() {
        assert_eq!(pointers(false), ["/lines/0/units", "/lines/1/units"]);
        assert_eq!(pointers(true), ["/units", "/rows/1/units"]);
    }
}
