//! What the patient owes: the deductible, waived shares, a screening that became diagnostic.

use super::{against, alone};
use crate::pricing::Rule;
use crate::tips::tip::Measure;
use crate::tips::usual::may_begin_as_screening;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::Money;

/// The patient's share if none of the year's deductible is met.
pub(in crate::tips) fn deductible(subject: &Subject<'_>) -> Option<Tip> {
    let deductible = subject.medicare.rates.law.part_b_deductible.ok()?.value;
    let (owing, met) =
        (patient(subject, &subject.case().owing(deductible))?, patient(subject, &subject.case())?);
    owing.price()?;
    if owing.amount() == met.amount() {
        return None;
    }
    let text = format!(
        "If none of the year's Part B deductible ({}) is met, the patient owes {} for this service instead of {}. Look up the deductible before the visit.",
        deductible.dollars(),
        owing.dollars(),
        met.dollars()
    );
    Some(subject.tip("deductible", Effect::Patient, Rule::Deductible.source(), text, against(owing, met)))
}

/// A preventive service for which the patient owes nothing.
pub(in crate::tips) fn waived(subject: &Subject<'_>) -> Option<Tip> {
    let owed = patient(subject, &subject.case())?;
    let price = owed.price()?;
    if owed.amount() > Money::ZERO || price.allowed == Money::ZERO {
        return None;
    }
    let text = format!(
        "Medicare waives the deductible and the coinsurance. Of the {} allowed, collect {} from the patient.",
        price.allowed.dollars(),
        owed.dollars()
    );
    let source = "Social Security Act 1833(a)(1) and (b); 42 CFR 410.152(l) and 410.160(b)";
    Some(subject.tip("patient-share-waived", Effect::Patient, source, text, alone(owed)))
}

/// A colorectal screening during which something was treated.
pub(in crate::tips) fn screening_turned_diagnostic(subject: &Subject<'_>) -> Option<Tip> {
    if !may_begin_as_screening(subject.hcpcs()) {
        return None;
    }
    let (marked, plain) =
        (patient(subject, &subject.case().with(&[b"PT"]))?, patient(subject, &subject.case())?);
    marked.price()?;
    let is_of_another = marked.caveats("screening_on_another_claim");
    if is_of_another || marked.caveats("modifier_ignored") || marked.amount() == plain.amount() {
        return None;
    }
    let text = format!(
        "If the procedure began as a screening, add modifier PT. No deductible applies, and the patient owes {} instead of {}.",
        marked.dollars(),
        plain.dollars()
    );
    let source = "Social Security Act 1833(a)(1)(Y), (b) and (dd)";
    Some(subject.tip("screening-turned-diagnostic", Effect::Patient, source, text, against(marked, plain)))
}

fn patient(subject: &Subject<'_>, case: &Case) -> Option<Side> {
    subject.medicare.price_last_line(case, Measure::Patient)
}
