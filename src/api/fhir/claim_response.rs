//! The answer to a FHIR claim: a ClaimResponse with the adjudication of each service.

use super::adjudication::{Adjudication, adjudication_of, totals};
use super::notes::Notes;
use super::parts::Part;
use super::systems::CLAIM_TYPE;
use super::values::Concept;
use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::shared::disclaimer::DISCLAIMER;
use crate::pricing::{LineEstimate, Outcome, RefusalKind};
use crate::vocabulary::{ClaimLine, ProviderKind};
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

/// The services of one day and place with their estimate.
pub(crate) struct PricedPart<'a> {
    pub(crate) part: &'a Part,
    pub(crate) priced: &'a PricedClaim<'a>,
}

/// A FHIR R4 ClaimResponse with the estimate of a claim. It repeats nothing about the patient.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirClaimResponse)]
pub(crate) struct ClaimResponse {
    /// Always `ClaimResponse`.
    #[schema(example = "ClaimResponse")]
    resource_type: &'static str,
    /// Always `active`.
    #[schema(example = "active")]
    status: &'static str,
    /// Always professional.
    #[serde(rename = "type")]
    kind: Concept,
    /// Always `predetermination`.
    #[serde(rename = "use")]
    #[schema(example = "predetermination")]
    purpose: &'static str,
    /// FHIR demands a patient. Here it only says that the patient is left out (`masked`).
    patient: Masked,
    /// When the answer was made.
    #[schema(example = "2026-11-29T14:00:00Z", format = DateTime)]
    created: String,
    /// Medicare Part B.
    insurer: Insurer,
    /// `complete`, or `partial` if the payment of a service is not known.
    #[schema(example = "complete")]
    outcome: &'static str,
    /// What an estimate does not decide.
    disposition: &'static str,
    /// One for each service of the claim, in its order.
    item: Vec<ItemResponse>,
    /// The totals: submitted if every service has a charge, eligible, benefit, memberliability.
    total: Vec<Adjudication>,
    /// The reasons, warnings and sources, each once. Services name them by number.
    process_note: Vec<ProcessNote>,
}

/// An element without its value.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirMasked)]
struct Masked {
    /// The extension `data-absent-reason`.
    extension: [AbsentReason; 1],
}

/// Why a value is absent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirAbsentReason)]
struct AbsentReason {
    /// The URI of the extension.
    url: &'static str,
    /// Always `masked`.
    value_code: &'static str,
}

/// The insurer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirInsurer)]
struct Insurer {
    /// Its name.
    #[schema(example = "Medicare Part B")]
    display: &'static str,
}

/// The adjudication of a service.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirItemResponse)]
struct ItemResponse {
    /// The confidence in the allowed amount.
    extension: [ConfidenceExtension; 1],
    /// The number of the service in the claim.
    #[schema(example = 1)]
    item_sequence: i64,
    /// The notes about the service. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    note_number: Vec<usize>,
    /// Its amounts, adjustments and denials.
    adjudication: Vec<Adjudication>,
}

/// The confidence in an amount.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirConfidence)]
struct ConfidenceExtension {
    /// Always `urn:medpayiq:confidence`.
    #[schema(example = "urn:medpayiq:confidence")]
    url: &'static str,
    /// `high`, `medium`, `low`, or `none` if there is no amount.
    #[schema(example = "high")]
    value_code: &'static str,
}

/// A note.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FhirProcessNote)]
struct ProcessNote {
    /// Its number.
    #[schema(example = 1)]
    number: usize,
    /// Always `display`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its text.
    text: String,
}

const MASKED: Masked = Masked {
    extension: [AbsentReason {
        url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        value_code: "masked",
    }],
};

impl ClaimResponse {
    /// The answer to a claim whose parts were priced.
    pub(crate) fn new(
        parts: &[PricedPart<'_>],
        profession: Option<ProviderKind>,
        created: OffsetDateTime,
    ) -> Self {
        let mut notes = Notes::default();
        let mut items: Vec<(usize, ItemResponse)> = Vec::new();
        for PricedPart { part, priced } in parts {
            let lines = priced.claim.lines().iter().zip(&priced.estimate.lines);
            items.extend(part.items.iter().zip(lines).map(|(item, (line, estimate))| {
                (item.position, ItemResponse::new(item.sequence, line, estimate, &mut notes))
            }));
        }
        items.sort_by_key(|(position, _)| *position);
        parts.iter().for_each(|part| notes.add_source(part.priced));
        notes.add_profession(profession);
        notes.add_deductible(&parts.iter().map(|part| part.priced).collect::<Vec<_>>());
        let lines = || parts.iter().flat_map(|part| &part.priced.estimate.lines);
        let created = created.replace_nanosecond(0).unwrap_or(created).format(&Rfc3339).unwrap_or_default();
        Self {
            resource_type: "ClaimResponse",
            status: "active",
            kind: Concept::of(CLAIM_TYPE, "professional"),
            purpose: "predetermination",
            patient: MASKED,
            created,
            insurer: Insurer { display: "Medicare Part B" },
            outcome: if lines().all(has_known_payment) { "complete" } else { "partial" },
            disposition: DISCLAIMER,
            item: items.into_iter().map(|(_, item)| item).collect(),
            total: totals(parts.iter().map(|part| &part.priced.estimate.totals)),
            process_note: notes.into_texts().zip(1..).map(ProcessNote::new).collect(),
        }
    }
}

impl ItemResponse {
    fn new(item_sequence: i64, line: &ClaimLine, estimate: &LineEstimate, notes: &mut Notes) -> Self {
        let level = estimate.confidence.level.as_str();
        Self {
            extension: [ConfidenceExtension { url: "urn:medpayiq:confidence", value_code: level }],
            item_sequence,
            note_number: notes.of_line(estimate),
            adjudication: adjudication_of(estimate, line.charge().map(|charge| charge.amount())),
        }
    }
}

impl ProcessNote {
    fn new((text, number): (String, usize)) -> Self {
        Self { number, kind: "display", text }
    }
}

/// Whether it is known what Medicare pays for a line, even if that is nothing.
fn has_known_payment(line: &LineEstimate) -> bool {
    let Outcome::NotPriced(refusal) = &line.outcome else { return true };
    match refusal.kind() {
        RefusalKind::ContractorPriced
        | RefusalKind::OtherSchedule
        | RefusalKind::UnknownCode
        | RefusalKind::FigureMissing => false,
        RefusalKind::Bundled
        | RefusalKind::NotCovered
        | RefusalKind::ReportOnly
        | RefusalKind::UseOtherCode
        | RefusalKind::DeniedByEdit
        | RefusalKind::Invalid => true,
    }
}
