//! Who bills: professions that are paid a share of the fee schedule, practitioners who do not participate.

use super::{against, alone};
use crate::pricing::Rule;
use crate::tips::{Effect, Subject, Tip};
use crate::vocabulary::{ProviderKind, Status};

/// A nurse practitioner, physician assistant or clinical nurse specialist under their own number.
pub(in crate::tips) fn nonphysician(subject: &Subject<'_>) -> Option<Tip> {
    if !subject.may_be_by_nonphysician() {
        return None;
    }
    let who = "a nurse practitioner, physician assistant or clinical nurse specialist";
    share(subject, "nonphysician", who, ProviderKind::NursePractitioner)
}

/// A clinical social worker, and the professions that are paid like one.
pub(in crate::tips) fn social_worker(subject: &Subject<'_>) -> Option<Tip> {
    // These professions bill the psychiatric services.
    let is_psychotherapy = ("90785"..="90899").contains(&subject.hcpcs().as_str());
    let who = "a clinical social worker, marriage and family therapist or mental health counselor";
    is_psychotherapy
        .then(|| share(subject, "social-worker", who, ProviderKind::ClinicalSocialWorker))
        .flatten()
}

/// Nutrition therapy, which dietitians alone may bill.
pub(in crate::tips) fn dietitian(subject: &Subject<'_>) -> Option<Tip> {
    if subject.provider != ProviderKind::Dietitian || !subject.is_priced() {
        return None;
    }
    let text = format!(
        "Only a registered dietitian or nutrition professional may bill this code, under their own number: {}. Medicare pays it neither to a physician or nurse practitioner nor incident to their services.",
        subject.plain.dollars()
    );
    let source = "Social Security Act 1861(vv); 42 CFR 410.134 and 414.64";
    Some(subject.tip("dietitian-only", Effect::Denied, source, text, alone(subject.plain.clone())))
}

fn share(subject: &Subject<'_>, id: &'static str, who: &str, kind: ProviderKind) -> Option<Tip> {
    if !subject.is_priced() || subject.row.status == Status::Anesthesia {
        return None;
    }
    let own = subject.medicare.allowed(&subject.case().by(kind))?;
    own.price()?;
    // What is outside a profession's benefit is denied.
    if own.caveats("outside_benefit") || own.amount() == subject.plain.amount() {
        return None;
    }
    let text = format!(
        "If {who} bills this code under their own number, Medicare allows {} instead of {}.",
        own.dollars(),
        subject.plain.dollars()
    );
    let figures = against(own, subject.plain.clone());
    Some(subject.tip(id, Effect::Less, Rule::PractitionerShare.source(), text, figures))
}

/// A practitioner who does not participate.
pub(in crate::tips) fn nonparticipating(subject: &Subject<'_>) -> Option<Tip> {
    if !subject.is_priced() {
        return None;
    }
    let unassigned = subject.medicare.allowed(&subject.case().unassigned())?;
    let limit = unassigned.price()?.limiting_charge?;
    let text = format!(
        "A physician who does not participate is allowed {} instead of {}. On an unassigned claim they may charge the patient at most {}.",
        unassigned.dollars(),
        subject.plain.dollars(),
        limit.dollars()
    );
    let figures = against(unassigned, subject.plain.clone());
    let rule = "Social Security Act 1848(a)(3) and (g)";
    Some(subject.tip("nonparticipating", Effect::Less, rule, text, figures))
}
