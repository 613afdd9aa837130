//! Modifiers by which the practitioner declares a service not covered or not necessary.

use super::modifiers as m;
use crate::pricing::pipeline::Work;
use crate::pricing::refusal::Refusal;

/// Denies lines with GY and GZ as they ask to be (Pub. 100-04 ch. 1, 60; ch. 30, 40).
pub(in crate::pricing) fn heed_coverage_modifiers(work: &mut Work<'_>) {
    for (line, _) in work.open_lines() {
        if line.has(m::EXCLUDED_BY_STATUTE) {
            line.refuse(Refusal::StatutoryExclusionDeclared);
        } else if line.has(m::NECESSITY_DENIAL_EXPECTED) {
            line.refuse(Refusal::NecessityDenialExpected);
        }
    }
}
