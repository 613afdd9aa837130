//! A checked request, and how one is made from JSON. All faults are reported at once.

use super::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
use crate::api::shared::locality_hint::localities_hint;
use crate::api::shared::pricing_context::release_and_place;
use crate::api::terms::reach::{TermsInReach, UsedTerms};
use crate::api::wire::error::Error;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::hints::{hcpcs_hint, modifier_hint};
use crate::schedule::{InForce, Located, Schedule, Whereabouts};
use crate::vocabulary::{
    Charge, Claim, ClaimLine, HcpcsCode, MAX_LINES, MAX_MODIFIERS, MAX_POSTOPERATIVE_DAYS, MAX_UNITS,
    MipsAdjustment, Modifier, Money, ParseDecimalError, PlaceOfService, Provider, QualifyingApm,
};
use std::fmt::{self, Display};

/// The longest line id. Answers repeat it.
const MAX_LINE_ID: usize = 64;

/// Why a claim under terms is not unassigned.
pub(super) const TERMS_ARE_ACCEPTED: &str =
    "A practitioner with a contract accepts its amounts. Leave terms out, or accept assignment.";

/// A valid claim, and the release and place to price it from. JSON, CSV, X12 and the command line all become one.
#[derive(Debug)]
pub(crate) struct CheckedRequest<'a> {
    pub(crate) claim: Claim,
    /// The id of each line.
    pub(crate) line_ids: Vec<String>,
    pub(crate) in_force: InForce<'a>,
    /// Whether a ZIP code was given instead of the locality.
    pub(crate) by_zip: bool,
    pub(crate) located: Located<'a>,
    /// The contract under which it is priced.
    pub(crate) terms: Option<UsedTerms>,
}

impl<'a> CheckedRequest<'a> {
    /// Checks a request, which may name these stored terms.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault of the request, among them those that only the loaded releases show;
    /// [`Error::Unavailable`] if no fee schedule is loaded; and 401 or 403 if it may not name stored terms.
    pub(crate) fn check(
        schedule: &'a Schedule,
        terms: &TermsInReach,
        request: EstimateRequest,
    ) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let terms = terms.choose(request.terms.as_ref(), &mut faults)?;
        let date = faults.day("/date_of_service", request.date_of_service.as_deref());
        let place = faults.place("", request.locality.as_deref(), request.zip.as_deref());
        // The date decides which places exist. If it is not valid, only the syntax of the place is checked.
        let is_dated = date.is_some() || request.date_of_service.is_none();
        let place = if is_dated { place } else { Whereabouts::Unknown };
        let place_of_service = faults
            .parse("/place_of_service", request.place_of_service.as_deref())
            .unwrap_or(PlaceOfService::OFFICE);
        let provider = provider(&mut faults, &request.provider.unwrap_or_default());
        if !provider.accepts_assignment && (terms.is_some() || request.terms.is_some()) {
            faults.add_coded(FaultCode::Conflict, "/provider/accepts_assignment", TERMS_ARE_ACCEPTED);
        }
        let PatientRequest { deductible_remaining, therapy_used } = request.patient.unwrap_or_default();
        let (remaining, used) = (deductible_remaining.as_deref(), therapy_used.as_deref());
        let deductible_remaining =
            amount(&mut faults, "/patient/deductible_remaining", remaining, Money::ZERO);
        let therapy_used = amount(&mut faults, "/patient/therapy_used", used, Money::ZERO);
        let (line_ids, lines) = lines(&mut faults, request.lines);
        // Release and place are looked up even if other values are at fault, so that the caller sees all faults at once.
        let found = release_and_place(schedule, date, request.release.as_deref(), place, "");
        if let (Whereabouts::Unknown, Ok((in_force, _)), Some(text)) =
            (place, &found, request.locality.as_deref())
        {
            faults.hint("/locality", &localities_hint(in_force.release, text));
        }
        let (in_force, located) = match (faults.end(Some(())), found) {
            (Ok(()), found) => found?,
            (Err(error), Ok(_)) => return Err(error),
            (Err(error), Err(other)) => return Err(error.and(other)),
        };
        let claim = Claim::new(in_force.date, place_of_service, lines)
            .map(|claim| claim.by(provider))
            .and_then(|claim| claim.with_deductible_remaining(deductible_remaining))
            .and_then(|claim| claim.with_therapy_used(therapy_used))
            .map_err(|error| Error::invalid("", error))?;
        let by_zip = matches!(place, Whereabouts::Zip(_));
        Ok(Self { claim, line_ids, in_force, by_zip, located, terms })
    }
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
fn count(faults: &mut Faults, pointer: impl Display, count: Option<i64>, most: u32) -> Option<u32> {
    let given = count?;
    let checked = u32::try_from(given).ok().filter(|count| (1..=most).contains(count));
    if checked.is_none() {
        let detail = format_args!("{given} is out of range. Write a whole number from 1 to {most}.");
        faults.add_coded(FaultCode::OutOfRange, pointer, detail);
    }
    checked
}

fn provider(faults: &mut Faults, request: &ProviderRequest) -> Provider {
    let typical = Provider::default();
    let qualifying_apm = match request.qualifying_apm.as_deref() {
        None | Some("no") => QualifyingApm::No,
        Some("yes") => QualifyingApm::Yes,
        Some("unknown") => QualifyingApm::Unknown,
        Some(other) => {
            let detail = format_args!("{other:?} is not a valid value. Write no, yes or unknown.");
            faults.add("/provider/qualifying_apm", detail);
            QualifyingApm::No
        }
    };
    let mips_adjustment: MipsAdjustment = faults
        .parse("/provider/mips_adjustment_percent", request.mips_adjustment_percent.as_deref())
        .unwrap_or_default();
    if qualifying_apm == QualifyingApm::Yes && mips_adjustment != MipsAdjustment::default() {
        let detail =
            "MIPS does not adjust payments of qualifying APM participants. Leave one of the two fields out.";
        faults.add_coded(FaultCode::Conflict, "/provider/mips_adjustment_percent", detail);
    }
    Provider {
        kind: faults.profession("/provider/kind", request.kind.as_deref()).unwrap_or(typical.kind),
        participating: request.participating.unwrap_or(typical.participating),
        accepts_assignment: request.accepts_assignment.unwrap_or(typical.accepts_assignment),
        qualifying_apm,
        mips_adjustment,
    }
}

fn lines(faults: &mut Faults, requests: Vec<LineRequest>) -> (Vec<String>, Vec<ClaimLine>) {
    let count = requests.len();
    if count == 0 || count > MAX_LINES {
        let detail = format_args!("The claim has {count} lines. Send 1 to {MAX_LINES}.");
        faults.add_coded(FaultCode::WrongLength, "/lines", detail);
    }
    check_ids(faults, &requests);
    let (mut ids, mut lines) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for (position, request) in requests.into_iter().enumerate().take(MAX_LINES) {
        lines.extend(line(faults, format_args!("/lines/{position}"), &request));
        ids.push(request.id.unwrap_or_else(|| (position + 1).to_string()));
    }
    (ids, lines)
}

/// Reports every fault of the line ids. Answers name lines by them, so no two lines may have the same id. A line without an id
/// has its position as its id.
fn check_ids(faults: &mut Faults, requests: &[LineRequest]) {
    for (position, request) in requests.iter().enumerate().take(MAX_LINES) {
        let Some(id) = request.id.as_deref() else { continue };
        let is_same = |earlier: &LineRequest| earlier.id.as_deref() == Some(id);
        let is_position = |(other, request): (usize, &LineRequest)| {
            request.id.is_none() && id.parse() == Ok(other + 1) && !id.starts_with(['0', '+'])
        };
        let (code, detail) = if id.trim().is_empty() {
            let detail = "The id is empty. Give the line a name, or leave id out.".to_owned();
            (FaultCode::WrongLength, detail)
        } else if id.len() > MAX_LINE_ID {
            (FaultCode::WrongLength, format!("The id is longer than {MAX_LINE_ID} bytes."))
        } else if let Some(earlier) = requests.iter().take(position).position(is_same) {
            let detail = format!("{id:?} is already the id of line {}. Give each line its own.", earlier + 1);
            (FaultCode::RepeatedValue, detail)
        } else if requests.iter().enumerate().any(is_position) {
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

fn line(faults: &mut Faults, at: fmt::Arguments<'_>, request: &LineRequest) -> Option<ClaimLine> {
    let hcpcs: Option<HcpcsCode> =
        faults.keep_or_hint(format_args!("{at}/hcpcs"), request.hcpcs.parse(), || hcpcs_hint(&request.hcpcs));
    let modifiers = modifiers(faults, at, request.modifiers.as_deref().unwrap_or_default());
    let cent = Money::from_cents(1);
    let charge = amount(faults, format_args!("{at}/charge"), request.charge.as_deref(), cent);
    let units = count(faults, format_args!("{at}/units"), request.units.or(Some(1)), MAX_UNITS);
    let minutes = count(faults, format_args!("{at}/minutes"), request.minutes, MAX_UNITS);
    let (days, most) = (request.postoperative_days, MAX_POSTOPERATIVE_DAYS);
    let postoperative_days = count(faults, format_args!("{at}/postoperative_days"), days, most);
    let line = ClaimLine::new(hcpcs?).with_charge(charge.and_then(Charge::new));
    let line = line
        .with_modifiers(modifiers)
        .and_then(|line| line.with_units(units.unwrap_or(1)))
        .and_then(|line| line.with_minutes(minutes))
        .and_then(|line| line.with_postoperative_days(postoperative_days));
    // A value that is not valid has its fault already.
    line.ok()
}

fn modifiers(faults: &mut Faults, at: fmt::Arguments<'_>, texts: &[String]) -> Vec<Modifier> {
    // The form of a claim has four boxes, and some programs send the empty ones too.
    let filled = || texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    // Their number comes first, so that nobody makes the service read and refuse thousands.
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
