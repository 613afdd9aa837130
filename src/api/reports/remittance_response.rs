//! The answer to a remittance: its reports, and what makes none.

use crate::api::wire::closed_lists::{BilledBucketName, GroupName, PayerName, PlaceName};
use crate::api::wire::decimal::Shown;
use crate::denials::{
    Remitted, RemittedDenial, RemittedPlace, RemittedPlaces, Report, RetractionToken, ServiceMonth, Skip,
};
use crate::vocabulary::{Carc, HcpcsCode, Modifier, Rarc};
use serde::Serialize;
use std::iter;
use utoipa::ToSchema;

/// What a remittance comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemittanceResponse {
    /// Whether the reports were contributed; if not, nothing was kept.
    #[schema(example = false)]
    contributed: bool,
    /// How many claims it has, reversals among them.
    #[schema(example = 2)]
    claims: usize,
    /// How many service lines they have.
    #[schema(example = 3)]
    lines: usize,
    /// How many lines were denied, those that were reversed apart.
    #[schema(example = 1)]
    denied_lines: usize,
    /// What was taken back.
    reversals: ReversalsResponse,
    /// The reports of the denied lines, in their order.
    reports: Vec<RemittedReport>,
    /// What makes no report, and why.
    skipped: Vec<SkippedResponse>,
    /// Claims and lines whose adjustments are not what is missing between charge and payment. Their reports are made as
    /// any other's.
    unbalanced: PlacesResponse,
    /// How many remarks were passed over, because they are in no list of `GET /v1/reason-codes`.
    #[schema(example = 0)]
    unknown_remarks: usize,
    /// How many modifiers of denied lines were passed over, because CPT and HCPCS have none such.
    #[schema(example = 0)]
    unknown_modifiers: usize,
}

/// What was taken back.
#[derive(Debug, Serialize, ToSchema)]
struct ReversalsResponse {
    /// How many claims are reversals (CLP02 22).
    #[schema(example = 0)]
    claims: usize,
    /// How many of them take back an earlier claim of this body; the others, one of an earlier remittance.
    #[schema(example = 0)]
    matched: usize,
    /// How many denied lines make no report because their claim was taken back.
    #[schema(example = 0)]
    denied_lines: usize,
}

/// The report of a denied line, and where the line stands.
#[derive(Debug, Serialize, ToSchema)]
struct RemittedReport {
    #[serde(flatten)]
    place: PlaceResponse,
    /// What is contributed.
    report: ReportResponse,
    /// What the report is taken back with, where it was contributed: shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9a-f]{40}$")]
    retraction_token: Option<String>,
}

/// A place in a remittance, by position.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceResponse {
    /// The claim's position in the body, from 1.
    #[schema(example = 1)]
    claim: usize,
    /// The line's position in the claim, from 1; null for the claim as a whole.
    #[schema(example = 2)]
    line: Option<usize>,
    /// Its segment, the first ISA being segment 1: SVC, or CLP for a claim as a whole.
    #[schema(example = 16)]
    segment: u32,
}

/// Places of one kind.
#[derive(Debug, Serialize, ToSchema)]
struct PlacesResponse {
    /// How many there are.
    #[schema(example = 1)]
    count: usize,
    /// The first twenty.
    places: Vec<PlaceResponse>,
}

/// What makes no report.
#[derive(Debug, Serialize, ToSchema)]
struct SkippedResponse {
    /// Why, as a machine code.
    #[schema(example = "dental")]
    code: &'static str,
    /// Why, in words.
    #[schema(example = "SVC01 has a dental code (AD)")]
    text: String,
    #[serde(flatten)]
    places: PlacesResponse,
}

/// A report as `POST /v1/denial-reports` takes it.
#[derive(Debug, Serialize, ToSchema)]
struct ReportResponse {
    /// The code.
    #[schema(value_type = String, example = "71260")]
    hcpcs: Shown<HcpcsCode>,
    /// The modifiers.
    #[schema(value_type = Vec<String>)]
    modifiers: Vec<Shown<Modifier>>,
    /// The place of service, where the claim tells one: CLP08.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlaceName>)]
    place_of_service: Option<&'static str>,
    /// The kind of payer, by the claim filing indicator: CLP06.
    #[schema(value_type = PayerName)]
    payer: &'static str,
    /// Who bears it.
    #[schema(value_type = GroupName)]
    group: &'static str,
    /// Why: of several reasons the one that denied the largest amount.
    #[schema(value_type = String, example = "97")]
    carc: Shown<Carc>,
    /// The remarks on the line and the claim, but for those that stand on any claim.
    #[schema(value_type = Vec<String>, example = json!(["N20"]))]
    rarc: Vec<Shown<Rarc>>,
    /// The month of the service.
    #[schema(value_type = String, example = "2025-01")]
    service_month: Shown<ServiceMonth>,
    /// The range of the charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BilledBucketName>)]
    billed_bucket: Option<&'static str>,
}

impl RemittanceResponse {
    /// The answer, with a token for each report where they were contributed.
    pub(crate) fn of(remitted: &Remitted, tokens: Option<&[RetractionToken]>) -> Self {
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
                .map(|(skip, places)| SkippedResponse::of(*skip, places))
                .collect(),
            unbalanced: (&remitted.unbalanced).into(),
            unknown_remarks: remitted.unknown_remarks,
            unknown_modifiers: remitted.unknown_modifiers,
        }
    }
}

impl SkippedResponse {
    fn of(skip: Skip, places: &RemittedPlaces) -> Self {
        Self { code: skip.code(), text: skip.to_string(), places: places.into() }
    }
}

impl From<(&RemittedDenial, Option<&RetractionToken>)> for RemittedReport {
    fn from((denial, token): (&RemittedDenial, Option<&RetractionToken>)) -> Self {
        let retraction_token = token.map(RetractionToken::to_string);
        Self { place: denial.place.into(), report: (&denial.report).into(), retraction_token }
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
