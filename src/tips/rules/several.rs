//! Several services on one day: what another one takes off the price of this one.

use super::against;
use crate::pricing::{Refusal, Rule};
use crate::tips::edit_remedy::has_edit;
use crate::tips::examples::EXAMPLES;
use crate::tips::medicare::MOST_TRIED;
use crate::tips::partners::likely_partners;
use crate::tips::tip::Measure;
use crate::tips::{Effect, Side, Subject, Tip};
use crate::vocabulary::{Component, HcpcsCode, MultipleProcedure, ServiceRow};

/// Surgery with a higher-paid one on the same day.
pub(in crate::tips) fn second_procedure(subject: &Subject<'_>) -> Option<Tip> {
    let own = subject.row.multiple_procedure;
    if !matches!(own, MultipleProcedure::Surgery | MultipleProcedure::Endoscopy) {
        return None;
    }
    let is_surgery = |row: &ServiceRow| match row.multiple_procedure {
        MultipleProcedure::Surgery => true,
        MultipleProcedure::Endoscopy => row.endoscopic_base != subject.row.endoscopic_base,
        MultipleProcedure::NoReduction
        | MultipleProcedure::FormerSurgery
        | MultipleProcedure::Imaging
        | MultipleProcedure::Therapy
        | MultipleProcedure::Cardiovascular
        | MultipleProcedure::Ophthalmology
        | MultipleProcedure::NotApplicable => false,
    };
    let reduced = reduced_line(subject, Rule::MultipleSurgery, is_surgery)?;
    let why = "Medicare ranks surgery of one day by fee and pays less for the lower ones.";
    reduction("second-procedure", why, Rule::MultipleSurgery, subject, reduced)
}

/// An endoscopy with another one of its family. Each contains the base procedure, so the lower one is paid only for what it
/// adds to the base.
pub(in crate::tips) fn endoscopy_family(subject: &Subject<'_>) -> Option<Tip> {
    let own = subject.hcpcs();
    let base = subject.row.endoscopic_base;
    let is_kin = |row: &ServiceRow| match base {
        Some(_) => row.endoscopic_base == base,
        None => row.endoscopic_base == Some(own),
    };
    let kin = candidates(subject, is_kin).into_iter().next();
    if base.is_none() {
        return bundled_base(subject, kin?);
    }
    let reduced = reduced_line(subject, Rule::EndoscopyFamily, is_kin)?;
    let why = "Medicare pays one endoscopy of a family in full, and the others only for what they add to the base procedure.";
    reduction("endoscopy-family", why, Rule::EndoscopyFamily, subject, reduced)
}

fn bundled_base(subject: &Subject<'_>, member: HcpcsCode) -> Option<Tip> {
    let base = subject.medicare.allowed(&subject.after(member))?;
    // A PTP edit has a tip of its own.
    let refusal = base.refusal().filter(|refusal| matches!(refusal, Refusal::EndoscopicBase { .. }))?;
    let text = format!("{refusal} Billed alone it is allowed {}.", subject.plain.dollars());
    let source = refusal.source();
    Some(subject.tip("endoscopy-family", Effect::Denied, source, text, against(base, subject.plain.clone())))
}

/// An imaging study with a higher-paid one in the same session.
pub(in crate::tips) fn second_imaging_study(subject: &Subject<'_>) -> Option<Tip> {
    let why = "Medicare pays less for a second imaging study in one session.";
    second_test(subject, "second-imaging-study", why, MultipleProcedure::Imaging, Rule::MultipleImaging)
}

/// A cardiovascular test with a higher-paid one on the same day.
pub(in crate::tips) fn second_cardiovascular_test(subject: &Subject<'_>) -> Option<Tip> {
    let why = "Medicare pays less for a second cardiovascular test on one day.";
    let (indicator, rule) = (MultipleProcedure::Cardiovascular, Rule::MultipleCardiovascular);
    second_test(subject, "second-cardiovascular-test", why, indicator, rule)
}

/// An ophthalmology test with a higher-paid one on the same day.
pub(in crate::tips) fn second_ophthalmology_test(subject: &Subject<'_>) -> Option<Tip> {
    let why = "Medicare pays less for a second eye test on one day.";
    let (indicator, rule) = (MultipleProcedure::Ophthalmology, Rule::MultipleOphthalmology);
    second_test(subject, "second-ophthalmology-test", why, indicator, rule)
}

fn second_test(
    subject: &Subject<'_>,
    id: &'static str,
    why: &str,
    indicator: MultipleProcedure,
    rule: Rule,
) -> Option<Tip> {
    if subject.row.multiple_procedure != indicator {
        return None;
    }
    let reduced = reduced_line(subject, rule, |row| row.multiple_procedure == indicator)?;
    reduction(id, why, rule, subject, reduced)
}

/// A second unit of therapy.
pub(in crate::tips) fn second_therapy_unit(subject: &Subject<'_>) -> Option<Tip> {
    if subject.row.multiple_procedure != MultipleProcedure::Therapy || !subject.is_priced() {
        return None;
    }
    let two = subject.medicare.allowed(&subject.case().times(2))?;
    two.price()?;
    let one = subject.plain.clone();
    let text = format!(
        "Of all therapy units on one day, in every discipline, Medicare pays only the one with the highest practice expense in full. One unit is allowed {}, two are allowed {}. The second adds {}.",
        one.dollars(),
        two.dollars(),
        (two.amount() - one.amount()).dollars()
    );
    let source = Rule::MultipleTherapy.source();
    Some(subject.tip("second-therapy-unit", Effect::More, source, text, against(two, one)))
}

/// The line of this code after another code of the day has reduced it.
struct ReducedLine {
    other: HcpcsCode,
    side: Side,
}

/// The line of this code with the likeliest other code that makes a rule reduce it. No edit pairs the two: what an edit bundles is no
/// example of a reduction.
fn reduced_line(
    subject: &Subject<'_>,
    rule: Rule,
    fits: impl Fn(&ServiceRow) -> bool,
) -> Option<ReducedLine> {
    if !subject.is_priced() {
        return None;
    }
    let reduced = |other: HcpcsCode| {
        let case = subject.after(other);
        let side = subject.medicare.allowed(&case)?;
        let other_is_paid = subject.medicare.price_line(&case, 0, Measure::Allowed)?.price().is_some();
        let applies = side.price().is_some() && side.answer.trace.iter().any(|step| step.rule == rule);
        (other_is_paid && applies).then_some(ReducedLine { other, side })
    };
    let others = candidates(subject, fits).into_iter().take(MOST_TRIED);
    others.filter(|other| !has_edit(&subject.medicare, subject.hcpcs(), *other)).find_map(reduced)
}

/// The other paid codes that fit and are billed together with the code, the likeliest partners first.
fn candidates(subject: &Subject<'_>, fits: impl Fn(&ServiceRow) -> bool) -> Vec<HcpcsCode> {
    let own = subject.hcpcs();
    let rows_of = |code: HcpcsCode| subject.medicare.rates.services.rows_of(code).iter();
    let fitting = EXAMPLES
        .partners(own)
        .iter()
        .copied()
        .filter(|partner| rows_of(*partner).any(|row| row.component == Component::Global && fits(row)));
    likely_partners(&subject.medicare, own, subject.place, fitting)
}

fn reduction(
    id: &'static str,
    why: &str,
    rule: Rule,
    subject: &Subject<'_>,
    reduced: ReducedLine,
) -> Option<Tip> {
    let ReducedLine { other, side } = reduced;
    let step = side.answer.trace.iter().find(|step| step.rule == rule)?;
    let text = format!(
        "{why} With {other}, this code is allowed {} instead of {} ({step}).",
        side.dollars(),
        subject.plain.dollars()
    );
    let figures = against(side, subject.plain.clone());
    Some(subject.tip(id, Effect::Less, rule.source(), text, figures))
}
