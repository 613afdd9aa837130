//! Professions with a narrow benefit, or one that began late. Medicare does not pay them what is outside it (42 CFR 410.53 to
//! 410.77).

use crate::pricing::caveat::Caveat;
use crate::pricing::predicted_denial::PredictedDenial;
use crate::pricing::refusal::Refusal;
use crate::pricing::work::Work;
use crate::vocabulary::Rarc;

/// Refuses every line if Medicare did not yet pay the practitioner's profession on the day.
pub(in crate::pricing) fn refuse_professions_not_yet_paid(work: &mut Work<'_>) {
    let (kind, day) = (work.claim.provider().kind, work.claim.date_of_service());
    let start = work.rates.dated.profession_starts.iter().find(|(late, _)| *late == kind);
    if let Some((_, since)) = start.filter(|(_, since)| day < *since) {
        for line in &mut work.lines {
            line.refuse(Refusal::ProfessionNotYetPaid { profession: kind.plural(), since: *since });
        }
    }
}

/// Adds a caveat to a line that is not in the known benefit of the practitioner's profession.
pub(in crate::pricing) fn caveat_services_outside_benefit(work: &mut Work<'_>) {
    let kind = work.claim.provider().kind;
    let mut scope = work.rates.dated.practice_scopes.iter().filter(|scope| scope.kind == kind).peekable();
    if scope.peek().is_none() {
        return;
    }
    let scope: Vec<_> = scope.collect();
    for (line, row) in work.open_lines() {
        if !scope.iter().any(|codes| (codes.first..=codes.last).contains(&row.hcpcs)) {
            line.add_caveat(Caveat::OutsideBenefit { profession: kind.plural() });
            line.predicted.push(PredictedDenial::contractual("8", const { &[Rarc::known("N95")] }));
        }
    }
}
