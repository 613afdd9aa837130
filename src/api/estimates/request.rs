//! What a caller sends for an estimate, and its way to a claim: every fault named at once.

use crate::api::wire::closed_lists::{PlaceName, ProviderKindName, QualifyingApmName};
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::json::{objects, optional_object};
use crate::schedule::Whereabouts;
use crate::vocabulary::{
    Charge, Claim, ClaimLine, HcpcsCode, MAX_LINES, MAX_MODIFIERS, MAX_UNITS, Modifier, Money,
    ParseDecimalError, PlaceOfService, Provider, QualifyingApm, format_date,
};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display};
use time::{Date, Duration, OffsetDateTime};
use utoipa::ToSchema;

/// The longest global period.
const MAX_POSTOPERATIVE_DAYS: u32 = 90;
/// The longest line id that is echoed.
const MAX_LINE_ID: usize = 64;

/// A claim to price: the lines one practitioner bills for one patient on one day.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "date_of_service": "2025-01-15", "place_of_service": "11", "locality": "01112-05",
    "patient": {"deductible_remaining": "0.00"},
    "lines": [{"id": "1", "hcpcs": "76377", "modifiers": ["26"], "units": 1, "charge": "300.00"}]
}))]
pub struct EstimateRequest {
    /// The day of the services, ISO 8601; absent: the first day of the newest loaded release, which the answer names.
    #[schema(example = "2025-01-15", format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_service: Option<String>,
    /// CMS's two-digit place of service code; one digit is read with the leading zero that spreadsheets drop; absent: 11,
    /// office.
    #[schema(value_type = Option<PlaceName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_of_service: Option<String>,
    /// Contractor and locality number; absent, and `zip` too: national amounts, with low confidence.
    #[schema(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The ZIP code of the place, five or nine digits; instead of `locality`.
    #[schema(example = "94110", pattern = r"^\d{5}(-?\d{4})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
    /// Who furnished the services; absent: a participating physician.
    #[serde(default, deserialize_with = "optional_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderRequest>,
    /// What is known of the patient's cost share.
    #[serde(default, deserialize_with = "optional_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientRequest>,
    /// One to 50 service lines.
    #[serde(deserialize_with = "objects")]
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Vec<LineRequest>,
    /// A release to price from instead of the one in force.
    #[schema(example = "RVU25A")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
}

/// The practitioner, as far as payment depends on them.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderRequest {
    /// Their profession; absent: physician.
    #[schema(value_type = Option<ProviderKindName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether they participate in Medicare; absent: yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participating: Option<bool>,
    /// Whether they accept assignment on this claim; absent: yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepts_assignment: Option<bool>,
    /// Whether they are a qualifying APM participant: no, yes or unknown; absent: no. It matters from 2026.
    #[schema(value_type = Option<QualifyingApmName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifying_apm: Option<String>,
    /// Their MIPS adjustment of Medicare's payment in percent, -9.00 to 9.00; absent: none.
    #[schema(example = "0.00")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mips_adjustment_percent: Option<String>,
}

/// What is known of the patient's cost share; nothing about who the patient is.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientRequest {
    /// What remains of this year's Part B deductible, in dollars, at most the whole of it; absent: both answers are given.
    #[schema(example = "0.00", pattern = r"^\d{1,8}(\.\d{1,2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deductible_remaining: Option<String>,
    /// The therapy allowed so far this year under the KX threshold of the discipline billed (physical and speech therapy
    /// together, or occupational), in dollars; absent: not known, and therapy lines say so.
    #[schema(example = "0.00", pattern = r"^\d{1,8}(\.\d{1,2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub therapy_used: Option<String>,
}

/// One service line.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineRequest {
    /// The caller's name for the line, which no other line has; absent: its position, from 1.
    #[schema(example = "1", max_length = 64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The HCPCS or CPT code.
    #[schema(example = "76377", pattern = r"^[0-9A-Za-z]{5}$")]
    pub hcpcs: String,
    /// Up to four modifiers.
    #[schema(example = json!(["26"]), max_items = 4)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifiers: Option<Vec<String>>,
    /// How often, 1 to 9999; absent: 1.
    #[schema(example = 1, minimum = 1, maximum = 9999)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<i64>,
    /// The charge for the whole line, in dollars, at least a cent; absent: not known.
    #[schema(example = "300.00", pattern = r"^\d{1,8}(\.\d{1,2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<String>,
    /// Anesthesia minutes, 1 to 9999; on any other code they are not read, which a warning tells.
    #[schema(minimum = 1, maximum = 9999)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    /// Days of postoperative care, for modifier 55, 1 to 90; absent: all of the global period. Without 55 they are not read,
    /// which a warning tells.
    #[schema(minimum = 1, maximum = 90)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postoperative_days: Option<i64>,
}

/// A request that has been looked at, short of what depends on the loaded releases.
#[derive(Debug)]
pub(crate) struct CheckedRequest {
    /// The date, where there is one that can be read.
    pub(crate) day: Option<Date>,
    /// The place, where there is one that can be read and a day to look it up for.
    pub(crate) place: Whereabouts,
    /// The release asked for, by name.
    pub(crate) release: Option<String>,
    /// The claim, its date still to be settled, with each line's name; or every fault of the request.
    pub(crate) claim: Result<(Claim, Vec<String>), Error>,
}

/// Whether what remains of the deductible can remain of the whole of the year's, where that is known.
///
/// # Errors
/// [`Error::Invalid`] where more is said to remain.
pub(crate) fn hold_to_deductible(claim: &Claim, whole: Option<Money>) -> Result<(), Error> {
    let mut faults = Faults::default();
    let both = claim.deductible_remaining.zip(whole);
    if let Some((remaining, whole)) = both.filter(|(remaining, whole)| remaining > whole) {
        let year = claim.date_of_service.year();
        let detail = format_args!("{remaining} is more than all of the Part B deductible of {year}, {whole}");
        faults.add("/patient/deductible_remaining", detail);
    }
    faults.end(Some(()))
}

/// The latest day that has come anywhere on earth: fourteen hours ahead of universal time.
fn latest_day() -> Date {
    (OffsetDateTime::now_utc() + Duration::hours(14)).date()
}

/// An amount of dollars that is at least so much.
fn amount(faults: &mut Faults, pointer: impl Display, text: Option<&str>, least: Money) -> Option<Money> {
    let text = text?;
    let detail = match text.parse::<Money>() {
        Ok(amount) if amount >= least => return Some(amount),
        Ok(_) | Err(ParseDecimalError::OutOfRange { .. } | ParseDecimalError::TooLarge { .. }) => {
            format!("{text:?} is out of range: expected {least} to {}", Money::MAX)
        }
        Err(error @ (ParseDecimalError::NotANumber { .. } | ParseDecimalError::TooManyDecimals { .. })) => {
            error.to_string()
        }
    };
    faults.add(pointer, detail);
    None
}

fn count(faults: &mut Faults, pointer: impl Display, count: Option<i64>, most: u32) -> Option<u32> {
    let given = count?;
    let checked = u32::try_from(given).ok().filter(|count| (1..=most).contains(count));
    if checked.is_none() {
        faults.add(pointer, format_args!("{given} is out of range: expected 1 to {most}"));
    }
    checked
}

impl EstimateRequest {
    /// The request that asks for a claim at a place.
    pub(crate) fn about(claim: &Claim, place: Whereabouts) -> Self {
        let (locality, zip) = place.locality_and_zip();
        let Provider { kind, participating, accepts_assignment, .. } = claim.provider;
        let provider = ProviderRequest {
            kind: Some(kind.as_str().to_owned()),
            participating: Some(participating),
            accepts_assignment: Some(accepts_assignment),
            ..ProviderRequest::default()
        };
        let deductible_remaining = claim.deductible_remaining.map(|remaining| remaining.to_string());
        let therapy_used = claim.therapy_used.map(|used| used.to_string());
        let lines = claim.lines.iter().enumerate();
        Self {
            date_of_service: Some(format_date(claim.date_of_service)),
            place_of_service: Some(claim.place_of_service.code().to_owned()),
            locality,
            zip,
            provider: (claim.provider != Provider::default()).then_some(provider),
            patient: Some(PatientRequest { deductible_remaining, therapy_used }),
            lines: lines.map(|(position, line)| LineRequest::about(position, line)).collect(),
            release: None,
        }
    }
}

impl LineRequest {
    fn about(position: usize, line: &ClaimLine) -> Self {
        let modifiers: Vec<String> = line.modifiers.iter().map(ToString::to_string).collect();
        Self {
            id: Some((position + 1).to_string()),
            hcpcs: line.hcpcs.to_string(),
            modifiers: (!modifiers.is_empty()).then_some(modifiers),
            units: Some(i64::from(line.units)),
            charge: line.charge.map(|charge| charge.amount().to_string()),
            minutes: line.minutes.map(i64::from),
            postoperative_days: line.postoperative_days.map(i64::from),
        }
    }
}

impl From<EstimateRequest> for CheckedRequest {
    /// Checks all that can be checked without the loaded releases.
    fn from(request: EstimateRequest) -> Self {
        let mut faults = Faults::default();
        let day = faults.day("/date_of_service", request.date_of_service.as_deref());
        let place = faults.place("", request.locality.as_deref(), request.zip.as_deref());
        // Which places there are depends on the day: where it cannot be read, only a place's form is looked at.
        let is_dated = day.is_some() || request.date_of_service.is_none();
        let place = if is_dated { place } else { Whereabouts::Unknown };
        let office = PlaceOfService::OFFICE;
        let place_of_service =
            faults.parse("/place_of_service", request.place_of_service.as_deref()).unwrap_or(office);
        let provider = provider(&mut faults, &request.provider.unwrap_or_default());
        let PatientRequest { deductible_remaining, therapy_used } = request.patient.unwrap_or_default();
        let (remaining, used) = (deductible_remaining.as_deref(), therapy_used.as_deref());
        let deductible_remaining =
            amount(&mut faults, "/patient/deductible_remaining", remaining, Money::ZERO);
        let therapy_used = amount(&mut faults, "/patient/therapy_used", used, Money::ZERO);
        let (ids, lines) = lines(&mut faults, request.lines);
        let claim = Claim {
            date_of_service: day.unwrap_or(Date::MIN),
            place_of_service,
            provider,
            deductible_remaining,
            therapy_used,
            // A request without a day is of a release's first, come or not.
            latest_day: day.map(|_| latest_day()),
            lines,
        };
        Self { day, place, release: request.release, claim: faults.end(Some((claim, ids))) }
    }
}

fn provider(faults: &mut Faults, request: &ProviderRequest) -> Provider {
    let typical = Provider::default();
    let qualifying_apm = match request.qualifying_apm.as_deref() {
        None | Some("no") => QualifyingApm::No,
        Some("yes") => QualifyingApm::Yes,
        Some("unknown") => QualifyingApm::Unknown,
        Some(other) => {
            faults.add("/provider/qualifying_apm", format_args!("{other:?} is not one of no, yes, unknown"));
            QualifyingApm::No
        }
    };
    Provider {
        kind: faults.parse("/provider/kind", request.kind.as_deref()).unwrap_or(typical.kind),
        participating: request.participating.unwrap_or(typical.participating),
        accepts_assignment: request.accepts_assignment.unwrap_or(typical.accepts_assignment),
        qualifying_apm,
        mips_adjustment: faults
            .parse("/provider/mips_adjustment_percent", request.mips_adjustment_percent.as_deref())
            .unwrap_or_default(),
    }
}

fn lines(faults: &mut Faults, requests: Vec<LineRequest>) -> (Vec<String>, Vec<ClaimLine>) {
    if requests.is_empty() || requests.len() > MAX_LINES {
        faults.add("/lines", format_args!("{} lines: expected 1 to {MAX_LINES}", requests.len()));
    }
    check_ids(faults, &requests);
    let (mut ids, mut lines) = (Vec::with_capacity(requests.len()), Vec::with_capacity(requests.len()));
    for (position, request) in requests.into_iter().enumerate().take(MAX_LINES) {
        lines.extend(line(faults, format_args!("/lines/{position}"), &request));
        ids.push(request.id.unwrap_or_else(|| (position + 1).to_string()));
    }
    (ids, lines)
}

/// Every fault of the lines' names, by which their answers are told apart: no two lines may have one, and none the position
/// by which another is named.
fn check_ids(faults: &mut Faults, requests: &[LineRequest]) {
    for (position, request) in requests.iter().enumerate().take(MAX_LINES) {
        let Some(id) = request.id.as_deref() else { continue };
        let is_same = |earlier: &LineRequest| earlier.id.as_deref() == Some(id);
        let is_position = |(other, request): (usize, &LineRequest)| {
            request.id.is_none() && id.parse() == Ok(other + 1) && !id.starts_with(['0', '+'])
        };
        let detail = if id.trim().is_empty() {
            "empty: name the line, or leave its id out".to_owned()
        } else if id.len() > MAX_LINE_ID {
            format!("longer than {MAX_LINE_ID} bytes")
        } else if let Some(earlier) = requests.iter().take(position).position(is_same) {
            format!("{id:?} is the id of line {} too: each line has its own", earlier + 1)
        } else if requests.iter().enumerate().any(is_position) {
            format!("{id:?} is the id of line {id} too, which has none of its own and so has its position")
        } else {
            continue;
        };
        faults.add(format_args!("/lines/{position}/id"), detail);
    }
}

fn line(faults: &mut Faults, at: fmt::Arguments<'_>, request: &LineRequest) -> Option<ClaimLine> {
    let hcpcs: Option<HcpcsCode> = faults.keep(format_args!("{at}/hcpcs"), request.hcpcs.parse());
    let modifiers = modifiers(faults, at, request.modifiers.as_deref().unwrap_or_default());
    let cent = Money::from_cents(1);
    let charge = amount(faults, format_args!("{at}/charge"), request.charge.as_deref(), cent);
    let units = count(faults, format_args!("{at}/units"), request.units.or(Some(1)), MAX_UNITS);
    let minutes = count(faults, format_args!("{at}/minutes"), request.minutes, MAX_UNITS);
    let (days, most) = (request.postoperative_days, MAX_POSTOPERATIVE_DAYS);
    let postoperative_days = count(faults, format_args!("{at}/postoperative_days"), days, most);
    let charge = charge.and_then(Charge::new);
    Some(ClaimLine { hcpcs: hcpcs?, modifiers, units: units?, charge, minutes, postoperative_days })
}

fn modifiers(faults: &mut Faults, at: fmt::Arguments<'_>, texts: &[String]) -> Vec<Modifier> {
    let mut modifiers: Vec<Modifier> = Vec::with_capacity(texts.len());
    for (position, text) in texts.iter().enumerate() {
        let modifier = faults.keep(format_args!("{at}/modifiers/{position}"), text.parse());
        modifiers.extend(modifier.filter(|modifier| !modifiers.contains(modifier)));
    }
    if modifiers.len() > MAX_MODIFIERS {
        let count = modifiers.len();
        faults.add(
            format_args!("{at}/modifiers"),
            format_args!("{count} modifiers: a line has room for {MAX_MODIFIERS}"),
        );
    }
    modifiers
}
