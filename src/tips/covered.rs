//! The tips of a code: the written ones, and the computed ones that no written one already covers.

use super::computed::computed_tips;
use super::subject::Subject;
use super::tip::{Tip, TipOrigin};
use super::written::WrittenTips;

/// Written tips of MedPayIQ, each with a computed tip of the same code that says the same.
const COVERED: &[(&str, &str)] = &[
    ("76376-units", "unit-limit"),
    ("76377-units", "unit-limit"),
    ("carotid-both-sides", "both-sides"),
    ("cataract-assistant", "assistant"),
    ("cataract-shared-care", "aftercare-elsewhere"),
    ("cataract-visit", "visit-same-day"),
    ("chiropractic-active-treatment", "not-paid"),
    ("colonoscopy-begun-as-screening", "screening-turned-diagnostic"),
    ("colonoscopy-incomplete", "discontinued"),
    ("colonoscopy-once", "unit-limit"),
    ("colorectal-screening-stopped", "discontinued"),
    ("critical-care-units", "unit-limit"),
    ("ear-wax-and-hearing-test", "paid-in-its-place"),
    ("echo-parts-in-hospital", "missing-26-in-hospital"),
    ("echo-second-test", "second-cardiovascular-test"),
    ("epidural-one-a-day", "unit-limit"),
    ("evaluation-modifier", "therapy-discipline"),
    ("eye-images-once", "both-sides"),
    ("eye-injection-side", "both-sides"),
    ("eye-injection-visit", "visit-same-day"),
    ("g2211-no-25-of-its-own", "add-on-without-primary"),
    ("gallbladder-assistant", "assistant"),
    ("gallbladder-assistant", "nonphysician-assistant"),
    ("incident-to", "nonphysician"),
    ("injection-hospital", "technical-part-in-hospital"),
    ("joint-injection-both-sides", "both-sides"),
    ("joint-mri-side", "both-sides"),
    ("joint-replacement-aftercare", "aftercare-elsewhere"),
    ("keratoses-units", "unit-limit"),
    ("mammogram-screening-and-diagnostic", "paid-in-its-place"),
    ("psychiatric-evaluation-medical", "social-worker"),
    ("upper-and-lower-scope", "second-procedure"),
    ("upper-scope-once", "unit-limit"),
];

/// The tips of a code: those that somebody wrote, then the computed ones. A computed tip is left out if a written one with figures
/// says the same.
#[must_use]
pub fn tips_of(subject: &Subject<'_>, written: &WrittenTips) -> Vec<Tip> {
    let hcpcs = subject.hcpcs();
    let written: Vec<Tip> = written.for_code(hcpcs).map(|tip| tip.priced(hcpcs, &subject.medicare)).collect();
    let is_covered = |computed: &Tip| written.iter().any(|written| covers(written, computed));
    let computed: Vec<Tip> = computed_tips(subject).into_iter().filter(|tip| !is_covered(tip)).collect();
    written.into_iter().chain(computed).collect()
}

fn covers(written: &Tip, computed: &Tip) -> bool {
    written.origin == TipOrigin::MedPayIq
        && written.figures.is_some()
        && COVERED.contains(&(written.id.as_ref(), computed.id.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tips::shipped_tips;

    #[test]
    fn every_covering_tip_is_shipped_with_figures() {
        let shipped = &shipped_tips().unwrap().tips;
        for (written, _) in COVERED {
            let tip = shipped.iter().find(|tip| tip.id() == *written);
            assert!(tip.is_some_and(|tip| tip.record().claim.is_some()), "{written}");
        }
        assert!(COVERED.is_sorted());
    }
}
