//! Several services of a day: what another one takes off this one.

use super::against;
use crate::pricing::Rule;
use crate::tips::medicare::MOST_TRIED;
use crate::tips::tip::Measure;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::{Component, HcpcsCode, MultipleProcedure, ServiceRow};

/// Surgery beside a higher one.
pub(in crate::tips) fn second_procedure(subject: &Subject<'_>) -> Option<Tip> {
    let own = subject.row.multiple_procedure;
    if !matches!(own, MultipleProcedure::Surgery | MultipleProcedure::Endoscopy) {
        return None;
    }
    let beside =
        beside(subject, Rule::MultipleSurgery, |row| row.multiple_procedure == MultipleProcedure::Surgery)?;
    later("second-procedure", "Surgery of one day is ranked by fee", Rule::MultipleSurgery, subject, beside)
}

/// An endoscopy beside another of its family: its base code is part of it, and only the difference to the base is paid.
pub(in crate::tips) fn endoscopy_family(subject: &Subject<'_>) -> Option<Tip> {
    let own = subject.hcpcs();
    let base = subject.row.endoscopic_base;
    let is_kin = |row: &ServiceRow| match base {
        Some(_) => row.endoscopic_base == base,
        None => row.endoscopic_base == Some(own),
    };
    let kin = candidates(subject, is_kin).next();
    if base.is_none() {
        return bundled_base(subject, kin?);
    }
    let beside = beside(subject, Rule::EndoscopyFamily, is_kin)?;
    later(
        "endoscopy-family",
        "Endoscopies of one family are paid once in full and then only above their base procedure",
        Rule::EndoscopyFamily,
        subject,
        beside,
    )
}

fn bundled_base(subject: &Subject<'_>, member: HcpcsCode) -> Option<Tip> {
    let case = Case::of(member, subject.place).and(subject.hcpcs());
    let beside = subject.medicare.allowed(&case)?;
    let refusal = beside.refusal()?;
    let text = format!("{refusal} Alone it is allowed {}.", subject.plain.amount());
    let source = refusal.source();
    Some(subject.tip(
        "endoscopy-family",
        Effect::Denied,
        source,
        text,
        against(beside, subject.plain.clone()),
    ))
}

/// An imaging study beside a higher one of the session.
pub(in crate::tips) fn second_imaging_study(subject: &Subject<'_>) -> Option<Tip> {
    let told = "A later imaging study of the session is paid less";
    second_test(subject, "second-imaging-study", told, MultipleProcedure::Imaging, Rule::MultipleImaging)
}

/// A cardiovascular test beside a higher one of the day.
pub(in crate::tips) fn second_cardiovascular_test(subject: &Subject<'_>) -> Option<Tip> {
    let told = "A later cardiovascular test of the day is paid less";
    let (indicator, rule) = (MultipleProcedure::Cardiovascular, Rule::MultipleCardiovascular);
    second_test(subject, "second-cardiovascular-test", told, indicator, rule)
}

/// An ophthalmology test beside a higher one of the day.
pub(in crate::tips) fn second_ophthalmology_test(subject: &Subject<'_>) -> Option<Tip> {
    let told = "A later eye test of the day is paid less";
    let (indicator, rule) = (MultipleProcedure::Ophthalmology, Rule::MultipleOphthalmology);
    second_test(subject, "second-ophthalmology-test", told, indicator, rule)
}

fn second_test(
    subject: &Subject<'_>,
    id: &'static str,
    told: &str,
    indicator: MultipleProcedure,
    rule: Rule,
) -> Option<Tip> {
    if subject.row.multiple_procedure != indicator {
        return None;
    }
    let beside = beside(subject, rule, |row| row.multiple_procedure == indicator)?;
    later(id, told, rule, subject, beside)
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
        "Of all therapy of a day, whatever the discipline, only the unit with the highest practice expense is paid in full. One unit is allowed {}, two are allowed {}: plan by what the second adds, {}.",
        one.amount(),
        two.amount(),
        two.amount() - one.amount()
    );
    let source = Rule::MultipleTherapy.source();
    Some(subject.tip("second-therapy-unit", Effect::More, source, text, against(two, one)))
}

/// What another code of the day leaves of this one.
struct Beside {
    other: HcpcsCode,
    side: Side,
}

/// The nearest other code, by its number, beside which a rule takes something off this one.
fn beside(subject: &Subject<'_>, rule: Rule, fits: impl Fn(&ServiceRow) -> bool) -> Option<Beside> {
    if !subject.is_priced() {
        return None;
    }
    let reduced = |other: HcpcsCode| {
        let case = Case::of(other, subject.place).and(subject.hcpcs());
        let (case, side) = told_apart(subject, case)?;
        let other_is_paid = subject.medicare.answer(&case, 0, Measure::Allowed)?.price().is_some();
        let applies = side.price().is_some() && side.answer.trace.iter().any(|step| step.rule == rule);
        (other_is_paid && applies).then_some(Beside { other, side })
    };
    candidates(subject, fits).take(MOST_TRIED).find_map(reduced)
}

/// The claim and its last line's answer; where an edit denies it that a modifier may resolve, with 59.
fn told_apart(subject: &Subject<'_>, case: Case) -> Option<(Case, Side)> {
    let side = subject.medicare.allowed(&case)?;
    if side.refusal().is_some_and(|refusal| refusal.code() == "ptp_column_two") {
        let case = case.with(&[b"59"]);
        let side = subject.medicare.allowed(&case)?;
        return Some((case, side));
    }
    Some((case, side))
}

/// The other paid codes that fit, those with higher numbers first.
fn candidates<'a>(
    subject: &Subject<'a>,
    fits: impl Fn(&ServiceRow) -> bool,
) -> impl Iterator<Item = HcpcsCode> + 'a {
    let own = subject.hcpcs();
    let rows = subject.medicare.rates.services.rows();
    let is_candidate = |row: &&ServiceRow| {
        row.hcpcs != own && row.component == Component::Global && row.has_published_amount() && fits(row)
    };
    let (after, before): (Vec<HcpcsCode>, Vec<HcpcsCode>) =
        rows.iter().filter(is_candidate).map(|row| row.hcpcs).partition(|other| *other > own);
    after.into_iter().chain(before.into_iter().rev())
}

fn later(id: &'static str, told: &str, rule: Rule, subject: &Subject<'_>, beside: Beside) -> Option<Tip> {
    let Beside { other, side } = beside;
    let step = side.answer.trace.iter().find(|step| step.rule == rule)?;
    let is_marked = side.claim.lines().last().is_some_and(|line| !line.modifiers().is_empty());
    let marked = if is_marked { ", with 59 for a separate site or lesion where that is true," } else { "" };
    let text = format!(
        "{told}: beside {other}{marked} this code is allowed {} instead of {} ({step}).",
        side.amount(),
        subject.plain.amount()
    );
    let figures = against(side, subject.plain.clone());
    Some(subject.tip(id, Effect::Less, rule.source(), text, figures))
}
