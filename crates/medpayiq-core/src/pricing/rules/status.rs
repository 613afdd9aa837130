//! The status code: whether the physician fee schedule pays the row at all (column STATUS CODE of the relative value file,
//! PPRRVU).
//!
//! Tests: statuses.rs, every_code.rs.

use crate::law::{CodeMap, Lookup, Provisions};
use crate::pricing::caveat::Caveat;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::Work;
use crate::vocabulary::{GlobalDays, HcpcsCode, Status, units_in_digits};

/// Refuses a part of a unit of a code that the physician fee schedule prices. Only other schedules pay parts, such as the
/// miles of an ambulance.
pub(in crate::pricing) fn refuse_parts_of_units(work: &mut Work<'_>) {
    for line in work.priced_lines() {
        if let Some(thousandths) = line.billed.unit_thousandths() {
            line.refuse(Refusal::PartOfUnit { units: units_in_digits(thousandths) });
        }
    }
}

/// Refuses every line with a status that Medicare does not pay from RVUs.
///
/// P and T depend on the other lines: [`super::paid_alone`] decides on them.
pub(in crate::pricing) fn gate_by_status(work: &mut Work<'_>) {
    let inputs = work.fee_inputs();
    for (line, row) in work.open_lines() {
        match row.status {
            Status::Active | Status::PaidAlone if row.has_published_amount() => {}
            Status::Active | Status::PaidAlone => line.refuse(Refusal::NoRvus),
            Status::Restricted if row.has_published_amount() => line.add_caveat(Caveat::RestrictedCoverage),
            Status::Restricted => line.refuse(Refusal::RestrictedWithoutRvus),
            Status::Bundled => line.refuse(Refusal::AlwaysBundled),
            Status::ContractorPriced => {
                let most = inputs.opps_cap(line.rows, row);
                line.refuse(
                    most.map_or(Refusal::ContractorPriced, |most| Refusal::ContractorPricedUpTo { most }),
                );
            }
            Status::Deleted | Status::Discontinued => line.refuse(Refusal::Deleted),
            Status::Excluded => line.refuse(Refusal::ExcludedByRegulation),
            Status::ReplacedWithGrace | Status::Invalid => line.refuse(replaced(line.law, row.hcpcs)),
            Status::DeletedModifier => line.refuse(Refusal::ComponentDeleted),
            Status::Measurement => line.refuse(Refusal::MeasurementOnly),
            Status::NonCovered => line.refuse(Refusal::NonCovered),
            Status::Anesthesia | Status::BundledOrExcluded => {}
            Status::StatutoryExclusion => line.refuse(excluded(line.law, row.hcpcs)),
        }
        if row.global_days == GlobalDays::ContractorDecides {
            line.add_caveat(Caveat::ContractorGlobalPeriod);
        }
    }
}

/// The refusal of a service that is by law no physician's service. CMS has its own rates for the giving of some vaccines.
fn excluded(law: &Provisions, hcpcs: HcpcsCode) -> Refusal {
    match &law.vaccine_administration {
        Ok(codes) if codes.has(hcpcs) => Refusal::VaccineAdministration,
        Ok(_) | Err(_) => Refusal::ExcludedByStatute,
    }
}

/// The refusal of a code that Medicare does not take, with the codes that it takes instead, if the law lists them.
fn replaced(law: &Provisions, hcpcs: HcpcsCode) -> Refusal {
    let listed = |list: &'_ Lookup<CodeMap>, word: &str| {
        list.as_ref().ok().and_then(|codes| codes.of(hcpcs)).map(|codes| in_words(codes, word))
    };
    if let Some(codes) = listed(&law.replaced_codes, "or") {
        Refusal::ReplacedBy { codes }
    } else if let Some(codes) = listed(&law.divided_codes, "and") {
        Refusal::DividedForMedicare { codes }
    } else {
        Refusal::ReplacedForMedicare
    }
}

/// Codes in a sentence, with a word before the last one.
fn in_words(codes: &[HcpcsCode], word: &str) -> String {
    let codes: Vec<&str> = codes.iter().map(HcpcsCode::as_str).collect();
    match codes.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} {word} {last}", others.join(", ")),
        Some(_) | None => codes.concat(),
    }
}
