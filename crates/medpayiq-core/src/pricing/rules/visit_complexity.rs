//! G2211, the complexity of a visit that continues care, and the visit that it belongs to (CY 2024 to 2026 final rules).
//!
//! Tests: rules/visit_complexity.rs, dated.rs, figures.txt "Add-ons and visits".

use crate::law::{Lookup, borrowed};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{ClaimLine, HcpcsCode};

pub(in crate::pricing) const COMPLEXITY: HcpcsCode = HcpcsCode::known(b"G2211");
/// Bundles G2211 if every visit that it can belong to carries 25, unless the claim has a preventive service of the day (from
/// 2025).
pub(in crate::pricing) fn bundle_complexity(work: &mut Work<'_>) {
    if !work.lines.iter().any(|line| line.billed.hcpcs() == COMPLEXITY) {
        return;
    }
    let visits = visits(work);
    let has_separate = visits.as_ref().is_ok_and(|visits| visits.iter().any(|visit| visit.is_separate));
    // Only a visit that carries 25 asks for it.
    let prevention = if has_separate { prevention(work) } else { Ok(Prevention::NotOnClaim) };
    for (line, _) in work.open_lines().filter(|(line, _)| line.billed.hcpcs() == COMPLEXITY) {
        if let Some(visits) = line.lookup(borrowed(&visits)) {
            bundle(line, visits, prevention);
        }
    }
}

/// A visit of the claim with which G2211 can be billed.
struct Visit {
    hcpcs: HcpcsCode,
    /// Whether it carries 25.
    is_separate: bool,
    /// Whether it was by telephone alone.
    by_audio: bool,
}

fn visits(work: &Work<'_>) -> Lookup<Vec<Visit>> {
    let listed = borrowed(&work.rates.law.complexity_visits)?;
    let visits = work.open().filter(|(_, _, row)| listed.has(row.hcpcs)).map(|(_, line, row)| Visit {
        hcpcs: row.hcpcs,
        is_separate: line.has(m::SEPARATE_VISIT),
        by_audio: line.has(m::AUDIO_ONLY),
    });
    Ok(visits.collect())
}

/// Whether a preventive service of the day lets G2211 be billed with a visit that carries 25.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prevention {
    /// The law does not know this exception on the day.
    NoException,
    /// The claim has no such service.
    NotOnClaim,
    /// The claim has one.
    OnClaim,
}

fn prevention(work: &Work<'_>) -> Lookup<Prevention> {
    let law = work.rates.law;
    if !law.complexity_beside_prevention?.value {
        return Ok(Prevention::NoException);
    }
    let (waived, others) = (borrowed(&law.waived_services)?, borrowed(&law.preventive_services)?);
    let is_preventive = |line: &ClaimLine| waived.has(line.hcpcs()) || others.has(line.hcpcs());
    let is_on_claim = work.claim.lines().iter().any(is_preventive);
    Ok(if is_on_claim { Prevention::OnClaim } else { Prevention::NotOnClaim })
}

fn bundle(line: &mut LineWork<'_>, visits: &[Visit], prevention: Lookup<Prevention>) {
    let by_audio = visits.iter().all(|visit| visit.by_audio);
    match visits.iter().find(|visit| visit.is_separate).map(|visit| visit.hcpcs) {
        Some(separate) => {
            let one_is_not = visits.iter().any(|visit| !visit.is_separate);
            match line.lookup(prevention) {
                Some(Prevention::OnClaim) => line.add_caveat(Caveat::PreventiveList),
                Some(Prevention::NoException | Prevention::NotOnClaim) if one_is_not => {
                    line.add_caveat(Caveat::ComplexityOfOneVisit { visit: separate });
                }
                Some(prevention) => {
                    line.refuse(Refusal::ComplexityWithSeparateVisit { visit: separate });
                    let may_be_listed = prevention == Prevention::NotOnClaim;
                    line.add_caveat(may_be_listed.then_some(Caveat::PreventiveList));
                }
                None => {}
            }
        }
        None if visits.is_empty() => line.refuse(Refusal::ComplexityWithoutVisit),
        None => {}
    }
    line.add_caveat((by_audio || line.has(m::AUDIO_ONLY)).then_some(Caveat::ComplexityByAudio));
}
