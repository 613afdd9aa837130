//! The answer to a remittance: the reports it makes, and what makes none.

use crate::api::shared::reasons::ReasonResponse;
use crate::api::wire::closed_lists::{BilledBucketName, GroupName, PayerName, PlaceName};
use crate::api::wire::decimal::Shown;
use crate::denials::{
    Remitted, RemittedDenial, RemittedPlace, RemittedPlaces, Report, RetractionToken, ServiceMonth, Skip,
};
use crate::vocabulary::{Carc, HcpcsCode, Modifier, Rarc};
use serde::Serialize;
use std::iter;
use utoipa::ToSchema;

/// The reports that a remittance makes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemittanceResponse {
    /// Whether the reports were contributed. If not, nothing was kept.
    #[schema(example = false)]
    pub(crate) contributed: bool,
    /// The number of claims, including reversals.
    #[schema(example = 2)]
    pub(crate) claims: usize,
    /// The number of service lines.
    #[schema(example = 3)]
    pub(crate) lines: usize,
    /// The number of denied lines, without those of reversed claims.
    #[schema(example = 1)]
    pub(crate) denied_lines: usize,
    /// The reversed claims.
    pub(crate) reversals: ReversalsResponse,
    /// The reports of the denied lines, in order.
    pub(crate) reports: Vec<RemittedReport>,
    /// What makes no report, and why.
    pub(crate) skipped: Vec<SkippedResponse>,
    /// The claims and lines with adjustments that do not explain the difference between charge and payment. They make reports like
    /// any other.
    pub(crate) unbalanced: PlacesResponse,
    /// The number of remark codes that were left out because `GET /v1/reason-codes` does not list them, or because they were
    /// stopped before the month of the service.
    #[schema(example = 0)]
    pub(crate) unknown_remarks: usize,
    /// The number of modifiers of denied lines that were left out because CPT and HCPCS do not have them, or because they are not
    /// two letters or digits.
    #[schema(example = 0)]
    pub(crate) unknown_modifiers: usize,
}

/// The reversals of a remittance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReversalsResponse {
    /// The number of claims that are reversals (CLP02 is 22).
    #[schema(example = 0)]
    pub(crate) claims: usize,
    /// How many of them reverse an earlier claim of this body. The others reverse a claim of an earlier remittance.
    #[schema(example = 0)]
    pub(crate) matched: usize,
    /// The number of denied lines that make no report because their claim was reversed.
    #[schema(example = 0)]
    pub(crate) denied_lines: usize,
}

/// The report of a denied line, and the position of the line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemittedReport {
    #[serde(flatten)]
    pub(crate) place: PlaceResponse,
    /// The report.
    pub(crate) report: ReportResponse,
    /// What is worth a look: codes that began after the month of the service. Absent if there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) notes: Vec<ReasonResponse>,
    /// The token that retracts the report, if it was contributed. It is shown only once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9a-f]{40}$")]
    pub(crate) retraction_token: Option<String>,
}

/// The position of a claim or a line in a remittance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceResponse {
    /// The claim's position in the body, from 1.
    #[schema(example = 1)]
    pub(crate) claim: usize,
    /// The line's position in the claim, from 1; null for the whole claim.
    #[schema(example = 2, required = true)]
    pub(crate) line: Option<usize>,
    /// The number of its segment: SVC, or CLP for the whole claim. The first ISA is segment 1.
    #[schema(example = 16)]
    pub(crate) segment: u32,
}

/// Claims and lines of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlacesResponse {
    /// The number of them.
    #[schema(example = 1)]
    pub(crate) count: usize,
    /// The positions of the first twenty.
    pub(crate) places: Vec<PlaceResponse>,
}

/// Claims and lines that make no report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkippedResponse {
    /// The reason, as a machine code.
    #[schema(example = "dental")]
    pub(crate) code: &'static str,
    /// The reason in words.
    #[schema(example = "SVC01 has a dental code (AD)")]
    pub(crate) text: String,
    #[serde(flatten)]
    pub(crate) places: PlacesResponse,
}

/// A report as `POST /v1/denial-reports` takes it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportResponse {
    /// The denied code.
    #[schema(value_type = String, example = "71260")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// The modifiers of the line.
    #[schema(value_type = Vec<String>)]
    pub(crate) modifiers: Vec<Shown<Modifier>>,
    /// The place of service (CLP08), if the claim has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlaceName>)]
    pub(crate) place_of_service: Option<&'static str>,
    /// The kind of payer, from the claim filing indicator (CLP06).
    #[schema(value_type = PayerName)]
    pub(crate) payer: &'static str,
    /// The claim adjustment group code: who bears the amount.
    #[schema(value_type = GroupName)]
    pub(crate) group: &'static str,
    /// The claim adjustment reason code (CARC). If there are several, it is the one that denied the largest
    /// amount. A reason that only reduces a payment gives way to one that denies, whatever its amount.
    #[schema(value_type = String, example = "97")]
    pub(crate) carc: Shown<Carc>,
    /// The remittance advice remark codes (RARC) of the line and the claim, without those that any claim can have.
    #[schema(value_type = Vec<String>, example = json!(["N20"]))]
    pub(crate) rarc: Vec<Shown<Rarc>>,
    /// The month of the service.
    #[schema(value_type = String, example = "2025-01")]
    pub(crate) service_month: Shown<ServiceMonth>,
    /// The range of the charge, in dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BilledBucketName>)]
    pub(crate) billed_bucket: Option<&'static str>,
}

impl RemittanceResponse {
    /// The answer, with a token for each report if they were contributed.
    pub(crate) fn new(remitted: &Remitted, tokens: Option<&[RetractionToken]>) -> Self {
        let all = tokens.unwrap_or_default().iter().map(Some).chain(iter::repeat(None));
        Self {
            contributed: tokens.is_some(),
            claims: remitted.claims,
            lines: remitted.lines,
            denied_lines: remitted.denied_lines,
            reversals: ReversalsResponse {
                claims: remitted.reversals,
                matched: remitted.reversals_matched,
                denied_lines: remitted.denied_lines_reversed,
            },
            reports: remitted.denials.iter().zip(all).map(RemittedReport::from).collect(),
            skipped: remitted
                .skipped
                .iter()
                .map(|(skip, places)| SkippedResponse::new(*skip, places))
                .collect(),
            unbalanced: (&remitted.unbalanced).into(),
            unknown_remarks: remitted.unknown_remarks,
            unknown_modifiers: remitted.unknown_modifiers,
        }
    }
}

impl SkippedResponse {
    fn new(skip: Skip, places: &RemittedPlaces) -> Self {
        Self { code: skip.code(), text: skip.to_string(), places: places.into() }
    }
}

impl From<(&RemittedDenial, Option<&RetractionToken>)> for RemittedReport {
    fn from((denial, token): (&RemittedDenial, Option<&RetractionToken>)) -> Self {
        let retraction_token = token.map(RetractionToken::to_string);
        let notes = denial.report.notes().into_iter().map(ReasonResponse::from).collect();
        Self { place: denial.place.into(), report: (&denial.report).into(), notes, retraction_token }
    }
}

impl From<RemittedPlace> for PlaceResponse {
    fn from(RemittedPlace { claim, line, segment }: RemittedPlace) -> Self {
        Self { claim, line, segment }
    }
}

impl From<&RemittedPlaces> for PlacesResponse {
    fn from(places: &RemittedPlaces) -> Self {
        Self { count: places.count, places: places.first.iter().copied().map(PlaceResponse::from).collect() }
    }
}

impl From<&Report> for ReportResponse {
    fn from(report: &Report) -> Self {
        Self {
            hcpcs: Shown(report.hcpcs),
            modifiers: report.modifiers.iter().copied().map(Shown).collect(),
            place_of_service: report.place_of_service.map(|place| place.code()),
            payer: report.payer.as_str(),
            group: report.group.as_str(),
            carc: Shown(report.carc),
            rarc: report.rarcs.iter().copied().map(Shown).collect(),
            service_month: Shown(report.service_month),
            billed_bucket: report.billed.map(|billed| billed.as_str()),
        }
    }
}
