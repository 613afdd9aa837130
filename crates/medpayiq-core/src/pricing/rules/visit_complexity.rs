//! G2211, the complexity of a visit that continues care, and the visit that it belongs to (CY 2024 to 2026 final rules).

use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::visits::{CodeRange, codes, within};
use crate::pricing::work::Work;
use crate::vocabulary::HcpcsCode;

pub(super) const COMPLEXITY: HcpcsCode = HcpcsCode::known(b"G2211");
const OFFICE_VISITS: &[CodeRange] = &[codes(b"99202", b"99205"), codes(b"99211", b"99215")];
const HOME_VISITS: &[CodeRange] = &[codes(b"99341", b"99350")];

/// Bundles G2211 if every visit that it can belong to carries 25, unless the claim has a preventive service of the day (from
/// 2025).
pub(in crate::pricing) fn bundle_complexity(work: &mut Work<'_>) {
    if !work.lines.iter().any(|line| line.billed.hcpcs() == COMPLEXITY) {
        return;
    }
    let (day, dated) = (work.claim.date_of_service(), work.rates.dated);
    let takes_complexity = |hcpcs: HcpcsCode| {
        within(OFFICE_VISITS, hcpcs) || (dated.complexity_at_home && within(HOME_VISITS, hcpcs))
    };
    let by_audio = work
        .open()
        .filter(|(_, _, row)| takes_complexity(row.hcpcs))
        .all(|(_, line, _)| line.has(m::AUDIO_ONLY));
    let visits: Vec<(HcpcsCode, bool)> = work
        .open()
        .filter(|(_, _, row)| takes_complexity(row.hcpcs))
        .map(|(_, line, row)| (row.hcpcs, line.has(m::SEPARATE_VISIT)))
        .collect();
    let cost_share = &work.rates.cost_share;
    let is_preventive = |hcpcs| {
        cost_share.is_waived(hcpcs, day)
            || dated.preventive_services.iter().any(|codes| codes.has(hcpcs, day))
    };
    let preventive = dated.complexity_beside_prevention
        && work.claim.lines().iter().any(|line| is_preventive(line.hcpcs()));
    for (line, _) in work.open_lines().filter(|(line, _)| line.billed.hcpcs() == COMPLEXITY) {
        match visits.iter().find(|(_, separate)| *separate) {
            Some(_) if preventive => line.add_caveat(Caveat::PreventiveList),
            Some((visit, _)) if visits.iter().any(|(_, separate)| !separate) => {
                line.add_caveat(Caveat::ComplexityOfOneVisit { visit: *visit });
            }
            Some((visit, _)) => {
                line.refuse(Refusal::ComplexityWithSeparateVisit { visit: *visit });
                line.add_caveat(dated.complexity_beside_prevention.then_some(Caveat::PreventiveList));
            }
            None if visits.is_empty() => line.refuse(Refusal::ComplexityWithoutVisit),
            None => {}
        }
        line.add_caveat((by_audio || line.has(m::AUDIO_ONLY)).then_some(Caveat::ComplexityByAudio));
    }
}
