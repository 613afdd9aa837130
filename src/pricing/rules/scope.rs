//! Professions whose benefit is narrow: what lies outside it Medicare does not pay them (42 CFR 410.53 to 410.77).

use crate::pricing::doubt::Doubt;
use crate::pricing::refusal::PredictedDenial;
use crate::pricing::work::Work;

/// Lowers the confidence in a line that is not known to lie in the benefit of the practitioner's profession.
pub(in crate::pricing) fn doubt_services_outside_benefit(work: &mut Work<'_>) {
    let kind = work.claim.provider.kind;
    let mut scope = work.rates.dated.practice_scopes.iter().filter(|scope| scope.kind == kind).peekable();
    if scope.peek().is_none() {
        return;
    }
    let scope: Vec<_> = scope.collect();
    for (line, row) in work.open_lines() {
        if !scope.iter().any(|codes| (codes.first..=codes.last).contains(&row.hcpcs)) {
            line.doubt(Doubt::OutsideBenefit { profession: kind.as_str() });
            line.predicted.push(PredictedDenial::contractual("8", &["N95"]));
        }
    }
}
