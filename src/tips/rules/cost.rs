//! What the patient owes: deductible, waived shares, a screening that turned diagnostic.

use super::{against, alone};
use crate::pricing::Rule;
use crate::tips::tip::Measure;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::Money;

/// The patient's share while the year's deductible is still owed.
pub(in crate::tips) fn deductible(subject: &Subject<'_>) -> Option<Tip> {
    let deductible = subject.medicare.rates.law.part_b_deductible.ok()?.value;
    let (owing, met) =
        (patient(subject, &subject.case().owing(deductible))?, patient(subject, &subject.case())?);
    owing.price()?;
    if owing.amount() == met.amount() {
        return None;
    }
    let text = format!(
        "While nothing of the year's Part B deductible of {deductible} is met, the patient owes {} of this service instead of {}. Look up what is met before the visit.",
        owing.amount(),
        met.amount()
    );
    Some(subject.tip("deductible", Effect::Patient, Rule::Deductible.source(), text, against(owing, met)))
}

/// A preventive service that costs the patient nothing.
pub(in crate::tips) fn waived(subject: &Subject<'_>) -> Option<Tip> {
    let owed = patient(subject, &subject.case())?;
    let price = owed.price()?;
    if owed.amount() > Money::ZERO || price.allowed == Money::ZERO {
        return None;
    }
    let text = format!(
        "Medicare waives the patient's whole share, deductible and coinsurance: collect {} of the {} allowed.",
        owed.amount(),
        price.allowed
    );
    let source = "Social Security Act 1833(a)(1) and (b); 42 CFR 410.152(l) and 410.160(b)";
    Some(subject.tip("patient-share-waived", Effect::Patient, source, text, alone(owed)))
}

/// A colorectal screening in whose course something was treated.
pub(in crate::tips) fn screening_turned_diagnostic(subject: &Subject<'_>) -> Option<Tip> {
    let (marked, plain) =
        (patient(subject, &subject.case().with(&[b"PT"]))?, patient(subject, &subject.case())?);
    marked.price()?;
    let is_of_another = marked.caveats("screening_on_another_claim");
    if is_of_another || marked.caveats("modifier_ignored") || marked.amount() == plain.amount() {
        return None;
    }
    let text = format!(
        "Begun as a screening, it takes PT: no deductible, and the patient owes {} instead of {}.",
        marked.amount(),
        plain.amount()
    );
    let source = "Social Security Act 1833(a)(1)(Y), (b) and (dd)";
    Some(subject.tip("screening-turned-diagnostic", Effect::Patient, source, text, against(marked, plain)))
}

fn patient(subject: &Subject<'_>, case: &Case) -> Option<Side> {
    subject.medicare.told(case, Measure::Patient)
}
