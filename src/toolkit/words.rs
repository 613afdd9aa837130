//! Claims, professions and missing prices in words, as reports and pages show them.

use crate::pricing::{LineEstimate, Outcome, RefusalKind, may_be_visit};
use crate::tips::Medicare;
use crate::vocabulary::{Claim, ClaimLine, GlobalDays, HcpcsCode, PaymentSchedule, Provider};

/// Such as `99213-25 + 20610 at 11 (office)`: in the order in which billers write a claim.
pub(super) fn claim_in_words(claim: &Claim, medicare: &Medicare<'_>) -> String {
    let mut lines: Vec<&ClaimLine> = claim.lines().iter().collect();
    lines.sort_by_key(|line| place_on_claim(line.hcpcs(), medicare));
    let lines: Vec<String> = lines.into_iter().map(line_in_words).collect();
    let place = claim.place_of_service();
    let by = if claim.provider().kind == Provider::default().kind {
        String::new()
    } else {
        format!(", by a {}", spelled_profession(claim.provider().kind.as_str()))
    };
    format!("{} at {} ({}){by}", lines.join(" + "), place.code(), place.name())
}

/// A profession in words, such as `marriage and family therapist`, from its name in requests.
#[must_use]
pub fn spelled_profession(name: &str) -> String {
    match name {
        "crna" => "nurse anesthetist (CRNA)".to_owned(),
        "marriage_family_therapist" => "marriage and family therapist".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Where billers write a code: visits first, then procedures and tests, and then the add-ons to them.
fn place_on_claim(hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> u8 {
    let row = medicare.rates.services.rows_of(hcpcs).first();
    if row.is_some_and(|row| row.global_days == GlobalDays::AddOn) {
        2
    } else {
        u8::from(!may_be_visit(medicare.rates.law, hcpcs))
    }
}

fn line_in_words(line: &ClaimLine) -> String {
    let modifiers: String = line.modifiers().iter().map(|modifier| format!("-{modifier}")).collect();
    let units = if line.units() > 1 { format!(" x {}", line.units()) } else { String::new() };
    let minutes = line.minutes().map(|minutes| format!(" for {minutes} minutes")).unwrap_or_default();
    format!("{}{modifiers}{units}{minutes}", line.hcpcs())
}

/// A schedule in words.
#[must_use]
pub const fn schedule_in_words(schedule: PaymentSchedule) -> &'static str {
    match schedule {
        PaymentSchedule::Physician => "Physician fee schedule",
        PaymentSchedule::ClinicalLaboratory => "Clinical laboratory fee schedule",
        PaymentSchedule::DrugLimits => "Payment limits of Part B drugs",
        PaymentSchedule::Equipment => "Fee schedules of equipment and nutrition",
        PaymentSchedule::Contract => "Fees of a contract",
    }
}

/// The refusals that say who pays, or with which modifier, each with its words.
const WORDS_OF_REFUSALS: [(&str, &str); 4] = [
    ("global_test_in_hospital", "Only with modifier 26"),
    ("laboratory_test", "Only with modifier 26"),
    ("equipment_contractor", "Paid by the equipment contractor"),
    ("vaccine_administration", "Paid at the vaccine rate"),
];

/// The words for a line without a price: that Medicare does not pay it, or why the amount is not known. `None` if it has one.
#[must_use]
pub fn without_price(line: &LineEstimate) -> Option<&'static str> {
    let Outcome::NotPriced(refusal) = &line.outcome else { return None };
    let of_refusal = WORDS_OF_REFUSALS.iter().find(|(code, _)| *code == refusal.code());
    if let Some((_, words)) = of_refusal {
        return Some(words);
    }
    if !line.predicted_denials.is_empty() {
        return Some("Not paid");
    }
    Some(match refusal.kind() {
        RefusalKind::ContractorPriced => "The contractor prices it",
        RefusalKind::Bundled
        | RefusalKind::DeniedByEdit
        | RefusalKind::NotCovered
        | RefusalKind::ReportOnly => "Not paid",
        RefusalKind::OtherSchedule
        | RefusalKind::UseOtherCode
        | RefusalKind::UnknownCode
        | RefusalKind::Invalid
        | RefusalKind::FigureMissing => "No published price",
    })
}
