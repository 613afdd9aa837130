//! From texts to a claim that cannot be wrong. The checks, their order and their words are those of
//! `POST /v1/estimates/batch`; tests compare the two.

use super::faults::{Fault, Faults, Problem};
use super::raw::{Given, RawClaim, RawLine};
use crate::hints::{hcpcs_hint, modifier_hint};
use crate::locality_hint::localities_hint;
use medpayiq_core::schedule::{InForce, LocateError, Located, NotInForce, Schedule, Whereabouts};
use medpayiq_core::vocabulary::{
    Charge, Claim, ClaimLine, HcpcsCode, MAX_LINES, MAX_MODIFIERS, MAX_POSTOPERATIVE_DAYS, MAX_UNITS,
    MipsAdjustment, Modifier, Money, ParseDecimalError, PlaceOfService, Provider, QualifyingApm,
};
use std::fmt::Display;
use time::Date;

/// The longest line id. Answers repeat it.
const MAX_LINE_ID: usize = 64;

/// A valid claim, and the release and place to price it from.
#[derive(Debug)]
pub struct Checked<'s> {
    /// The claim.
    pub claim: Claim,
    /// The release in force.
    pub in_force: InForce<'s>,
    /// The place.
    pub located: Located<'s>,
}

/// Checks a claim.
///
/// # Errors
/// Every fault of the claim, among them those that only the loaded releases show.
pub fn check<'s>(schedule: &'s Schedule, raw: &RawClaim<'_>) -> Result<Checked<'s>, Problem> {
    let malformed = wrong_types(raw);
    if !malformed.is_empty() {
        return Err(Problem::malformed(malformed));
    }
    let mut faults = Faults::default();
    let date = faults.day("/date_of_service", raw.date_of_service);
    let place = faults.place(raw.locality, raw.zip);
    // The date decides which places exist. If it is not valid, only the syntax of the place is checked.
    let is_dated = date.is_some() || raw.date_of_service.is_none();
    let place = if is_dated { place } else { Whereabouts::Unknown };
    let place_of_service =
        faults.parse("/place_of_service", raw.place_of_service).unwrap_or(PlaceOfService::OFFICE);
    let provider = provider(&mut faults, raw);
    let remaining =
        amount(&mut faults, || "/patient/deductible_remaining", raw.deductible_remaining, Money::ZERO);
    let used = amount(&mut faults, || "/patient/therapy_used", raw.therapy_used, Money::ZERO);
    let lines = lines(&mut faults, raw);
    let found = release_and_place(schedule, date, raw.release, place);
    if let (Whereabouts::Unknown, Ok((in_force, _)), Some(text)) = (place, &found, raw.locality) {
        faults.hint("/locality", &localities_hint(in_force.release, text));
    }
    let (in_force, located) = match (faults.end(), found) {
        (listed, found) if listed.is_empty() => found?,
        (listed, Err(other)) if other.status == 422 => {
            return Err(Problem::invalid([listed, other.faults].concat()));
        }
        (listed, _) => return Err(Problem::invalid(listed)),
    };
    let claim = Claim::new(in_force.date, place_of_service, lines)
        .map(|claim| claim.by(provider))
        .and_then(|claim| claim.with_deductible_remaining(remaining))
        .and_then(|claim| claim.with_therapy_used(used))
        .map_err(|error| Problem::invalid(vec![Fault::new("invalid_value", "", error)]))?;
    Ok(Checked { claim, in_force, located })
}

/// The values that have another type than their field.
fn wrong_types(raw: &RawClaim<'_>) -> Vec<Fault> {
    let mut faults = raw.form_faults.clone();
    let boolean = |faults: &mut Vec<Fault>, name: &str, given: Given<'_, bool>| {
        if let Given::Text(text) = given {
            let detail = format_args!("{text:.60?} is not a valid value. Write true or false.");
            faults.push(Fault::new("invalid_value", format_args!("/{name}"), detail));
        }
    };
    boolean(&mut faults, "participating", raw.participating);
    boolean(&mut faults, "accepts_assignment", raw.accepts_assignment);
    for (position, line) in raw.lines.iter().enumerate() {
        let numbers = [
            ("units", line.units),
            ("minutes", line.minutes),
            ("postoperative_days", line.postoperative_days),
        ];
        for (name, given) in numbers {
            if let Given::Text(text) = given {
                let row = if position == 0 { String::new() } else { format!("/rows/{position}") };
                let detail =
                    format_args!("{text:.60?} is not a whole number. Write it in digits, such as 2.");
                faults.push(Fault::new("invalid_value", format_args!("{row}/{name}"), detail));
            }
        }
    }
    faults
}

fn release_and_place<'s>(
    schedule: &'s Schedule,
    date: Option<Date>,
    release: Option<&str>,
    place: Whereabouts,
) -> Result<(InForce<'s>, Located<'s>), Problem> {
    let in_force = schedule.in_force(date, release).map_err(|error| release_problem(&error))?;
    let zip_given = matches!(place, Whereabouts::Zip(_));
    let located = schedule.locate(in_force.release, place);
    Ok((in_force, located.map_err(|error| place_problem(&error, zip_given))?))
}

fn release_problem(error: &NotInForce) -> Problem {
    match error {
        NotInForce::NothingLoaded => Problem::unavailable(error),
        NotInForce::NotCovered { .. }
        | NotInForce::UnknownRelease { .. }
        | NotInForce::NoFeeSchedule { .. }
        | NotInForce::OtherYear { .. } => {
            let pointer = if error.is_about_release() { "/release" } else { "/date_of_service" };
            Problem::invalid(vec![Fault::new("not_loaded", pointer, error)])
        }
    }
}

fn place_problem(error: &LocateError, zip_given: bool) -> Problem {
    let pointer = if error.is_about_zip() || zip_given { "/zip" } else { "/locality" };
    Problem::invalid(vec![Fault::new("not_loaded", pointer, error)])
}

/// Reads an amount of dollars, no less than `least`.
fn amount<P: Display>(
    faults: &mut Faults,
    pointer: impl FnOnce() -> P,
    text: Option<&str>,
    least: Money,
) -> Option<Money> {
    let text = text?;
    let (code, detail) = match text.parse::<Money>() {
        Ok(amount) if amount >= least => return Some(amount),
        Ok(_) | Err(ParseDecimalError::OutOfRange { .. } | ParseDecimalError::TooLarge { .. }) => {
            let detail = format!("{text:?} is out of range. Write an amount from {least} to {}.", Money::MAX);
            ("out_of_range", detail)
        }
        Err(error @ (ParseDecimalError::NotANumber { .. } | ParseDecimalError::TooManyDecimals { .. })) => {
            ("invalid_value", error.to_string())
        }
    };
    faults.add_coded(code, pointer(), detail);
    None
}

/// Reads a number from 1 to `most`.
fn count(faults: &mut Faults, at: usize, name: &str, given: Given<'_, i64>, most: u32) -> Option<u32> {
    let Given::Typed(given) = given else { return None };
    let checked = u32::try_from(given).ok().filter(|count| (1..=most).contains(count));
    if checked.is_none() {
        let detail = format_args!("{given} is out of range. Write a whole number from 1 to {most}.");
        faults.add_coded("out_of_range", format_args!("/lines/{at}/{name}"), detail);
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
        faults.add_coded("conflict", pointer, detail);
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
        faults.add_coded("wrong_length", "/lines", detail);
    }
    check_ids(faults, &raw.lines);
    let lines = raw.lines.iter().enumerate().take(MAX_LINES);
    lines.filter_map(|(position, raw)| line(faults, position, raw)).collect()
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
            ("wrong_length", "The id is empty. Give the line a name, or leave id out.".to_owned())
        } else if id.len() > MAX_LINE_ID {
            ("wrong_length", format!("The id is longer than {MAX_LINE_ID} bytes."))
        } else if let Some(earlier) = earlier {
            let detail = format!("{id:?} is already the id of line {}. Give each line its own.", earlier + 1);
            ("repeated_value", detail)
        } else if lines.iter().enumerate().any(is_position) {
            let detail = format!(
                "{id:?} is already the id of line {id}, which has no id and so has its position. Give each line its own."
            );
            ("repeated_value", detail)
        } else {
            continue;
        };
        faults.add_coded(code, format_args!("/lines/{position}/id"), detail);
    }
}

fn line(faults: &mut Faults, at: usize, raw: &RawLine<'_>) -> Option<ClaimLine> {
    let hcpcs: Option<HcpcsCode> =
        faults.keep_or_hint(format_args!("/lines/{at}/hcpcs"), raw.hcpcs.parse(), || hcpcs_hint(raw.hcpcs));
    let modifiers = modifiers(faults, at, &raw.modifiers);
    let cent = Money::from_cents(1);
    let charge = amount(faults, || format!("/lines/{at}/charge"), raw.charge, cent);
    let units = count(faults, at, "units", raw.units, MAX_UNITS);
    let minutes = count(faults, at, "minutes", raw.minutes, MAX_UNITS);
    let days = count(faults, at, "postoperative_days", raw.postoperative_days, MAX_POSTOPERATIVE_DAYS);
    let line = ClaimLine::new(hcpcs?).with_charge(charge.and_then(Charge::new));
    let line = line
        .with_modifiers(modifiers)
        .and_then(|line| line.with_units(units.unwrap_or(1)))
        .and_then(|line| line.with_minutes(minutes))
        .and_then(|line| line.with_postoperative_days(days));
    // A value that is not valid has its fault already.
    line.ok()
}

fn modifiers(faults: &mut Faults, at: usize, texts: &[&str]) -> Vec<Modifier> {
    // The form of a claim has four boxes, and some programs send the empty ones too.
    let filled = || texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let count = filled().count();
    if count > MAX_MODIFIERS {
        let detail = format_args!("The line has {count} modifiers. It may have at most {MAX_MODIFIERS}.");
        faults.add_coded("wrong_length", format_args!("/lines/{at}/modifiers"), detail);
        return Vec::new();
    }
    let mut modifiers: Vec<Modifier> = Vec::with_capacity(count);
    for (position, text) in filled() {
        let pointer = format_args!("/lines/{at}/modifiers/{position}");
        let modifier = faults.keep_or_hint(pointer, text.parse(), || modifier_hint(text));
        modifiers.extend(modifier.filter(|modifier| !modifiers.contains(modifier)));
    }
    modifiers
}
