//! The request for an estimate as JSON has it.

use crate::api::terms::request::TermsChoice;
use crate::api::wire::closed_lists::{PlaceName, ProviderKindName, QualifyingApmName};
use crate::api::wire::json::{objects, optional_object, optional_whole_number};
use crate::schedule::Whereabouts;
use crate::vocabulary::{Claim, ClaimLine, Provider, format_date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A claim to price: the lines that one practitioner bills for one patient and one day.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "date_of_service": "2025-01-15", "place_of_service": "11", "locality": "01112-05",
    "patient": {"deductible_remaining": "0.00"},
    "lines": [{"id": "1", "hcpcs": "76377", "modifiers": ["26"], "units": 1, "charge": "300.00"}]
}))]
pub struct EstimateRequest {
    /// The date of the services. If absent: the first day of the newest loaded release, which the answer names.
    #[schema(example = "2025-01-15", format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_service: Option<String>,
    /// CMS's two-digit place of service code. A single digit gets the leading zero that spreadsheets drop. If absent: 11,
    /// office.
    #[schema(value_type = Option<PlaceName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_of_service: Option<String>,
    /// The number of the Medicare contractor and its locality. If `zip` is absent too: national amounts, with low confidence.
    #[schema(example = "01112-05", pattern = r"^\d{5}-?\d{2}$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The ZIP code of the place, five or nine digits. Send `zip` or `locality`, not both.
    #[schema(example = "94110", pattern = r"^\d{5}(-?\d{4})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
    /// The practitioner. If absent: a participating physician.
    #[serde(default, deserialize_with = "optional_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderRequest>,
    /// What is known about the patient's share of the cost.
    #[serde(default, deserialize_with = "optional_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientRequest>,
    /// 1 to 50 service lines.
    #[serde(deserialize_with = "objects")]
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Vec<LineRequest>,
    /// The release to price from. If absent: the one in force on the date of service.
    #[schema(example = "RVU25A")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The contract under which the claim is priced. If absent: what Medicare itself owes. To name stored terms needs the scope
    /// `terms`. It does not go with `accepts_assignment: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsChoice>,
}

/// The practitioner, as far as payment depends on them.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderRequest {
    /// The profession. If absent: physician.
    #[schema(value_type = Option<ProviderKindName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether the practitioner participates in Medicare. If absent: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participating: Option<bool>,
    /// Whether the practitioner accepts assignment for this claim. If absent: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepts_assignment: Option<bool>,
    /// Whether the practitioner is a qualifying participant of an advanced alternative payment model (APM). If absent: no.
    /// From 2026 on they have a conversion factor of their own.
    #[schema(value_type = Option<QualifyingApmName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifying_apm: Option<String>,
    /// The practitioner's adjustment under the Merit-based Incentive Payment System (MIPS), in percent of Medicare's payment,
    /// -9.00 to 9.00. If absent: none. It does not go with `qualifying_apm: yes`.
    #[schema(example = "0.00")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mips_adjustment_percent: Option<String>,
}

/// What is known about the patient's share of the cost. It never says who the patient is.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientRequest {
    /// What is left of this year's Part B deductible, in dollars. If absent, the amounts assume that it is met, and
    /// `totals.if_deductible_unmet` has those for a patient who has met none of it.
    #[schema(example = "0.00", pattern = r"^\d{1,8}(\.\d{1,2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deductible_remaining: Option<String>,
    /// The therapy that Medicare has allowed so far this year toward the KX threshold of the billed discipline, in dollars.
    /// Physical and speech therapy share one threshold, occupational therapy has its own. If absent, therapy lines have a
    /// warning.
    #[schema(example = "0.00", pattern = r"^\d{1,8}(\.\d{1,2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub therapy_used: Option<String>,
}

/// One service line.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineRequest {
    /// Your name for the line. No other line may have it. If absent: the position of the line, from 1.
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
    /// How often the service was furnished, 1 to 9999. If absent: 1.
    #[schema(example = 1, minimum = 1, maximum = 9999)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "optional_whole_number")]
    pub units: Option<i64>,
    /// The charge for the whole line, in dollars, at least 0.01. If absent, the charge is unknown.
    #[schema(example = "300.00", pattern = r"^\d{1,8}(\.\d{1,2})?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<String>,
    /// Anesthesia minutes, 1 to 9999. Any other code ignores them, with a warning.
    #[schema(minimum = 1, maximum = 9999)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "optional_whole_number")]
    pub minutes: Option<i64>,
    /// Days of postoperative care under modifier 55, 1 to 90. If absent: the whole global period. A line without modifier 55
    /// ignores them, with a warning.
    #[schema(minimum = 1, maximum = 90)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(default, deserialize_with = "optional_whole_number")]
    pub postoperative_days: Option<i64>,
}

impl EstimateRequest {
    /// Returns the request for a claim at a place.
    pub(crate) fn about(claim: &Claim, place: Whereabouts) -> Self {
        let (locality, zip) = place.locality_and_zip();
        let Provider { kind, participating, accepts_assignment, .. } = claim.provider();
        let provider = ProviderRequest {
            kind: Some(kind.as_str().to_owned()),
            participating: Some(participating),
            accepts_assignment: Some(accepts_assignment),
            ..ProviderRequest::default()
        };
        let deductible_remaining = claim.deductible_remaining().map(|remaining| remaining.to_string());
        let therapy_used = claim.therapy_used().map(|used| used.to_string());
        let lines = claim.lines().iter().enumerate();
        Self {
            date_of_service: Some(format_date(claim.date_of_service())),
            place_of_service: Some(claim.place_of_service().code().to_owned()),
            locality,
            zip,
            provider: (claim.provider() != Provider::default()).then_some(provider),
            patient: Some(PatientRequest { deductible_remaining, therapy_used }),
            lines: lines.map(|(position, line)| LineRequest::about(position, line)).collect(),
            release: None,
            terms: None,
        }
    }
}

impl LineRequest {
    fn about(position: usize, line: &ClaimLine) -> Self {
        let modifiers: Vec<String> = line.modifiers().iter().map(ToString::to_string).collect();
        Self {
            id: Some((position + 1).to_string()),
            hcpcs: line.hcpcs().to_string(),
            modifiers: (!modifiers.is_empty()).then_some(modifiers),
            units: Some(i64::from(line.units())),
            charge: line.charge().map(|charge| charge.amount().to_string()),
            minutes: line.minutes().map(i64::from),
            postoperative_days: line.postoperative_days().map(i64::from),
        }
    }
}
