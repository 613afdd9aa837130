//! Therapy: its discipline, its yearly threshold, and the reduction of later units. Of the services that are always therapy, every unit of
//! the day but the highest loses a part of its practice expense, in all disciplines together (Social Security Act 1848(b)(7)).
//!
//! Tests: rules/therapy.rs, dated.rs, components.rs, figures.txt "Therapy".

use crate::law::{CodeList, Figure, Lookup, Provisions, borrowed, is_listed};
use crate::pricing::amount::therapy_reduced_amount;
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::precedence::precedence;
use crate::pricing::predicted_denial::PredictedDenial;
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{HcpcsCode, Modifier, Money, MultipleProcedure, ServiceRow};

/// Reduces each later unit to the amount that CMS publishes for it.
pub(in crate::pricing) fn reduce_later_units(work: &mut Work<'_>) {
    let (setting, gpcis, factor) =
        (work.setting(), work.rates.geography.gpcis(), work.rates.conversion_factor);
    let reduces = work.reduces_several_services();
    // The unit with the highest practice expense is paid in full. If several have it, the one with the highest fee is.
    let rank = |row: &ServiceRow| row.rvus(setting).practice_expense;
    let is_ranked = |position: usize, line: &LineWork<'_>| line.ranked_as(position) == position;
    let lines = work.open().filter(|(position, line, row)| is_reduced(row) && is_ranked(*position, line));
    let full = lines
        .map(|(position, line, row)| (rank(row), line.fee_schedule, precedence(line), position))
        .max()
        .map(|(.., position)| position);
    for (position, line) in work.lines.iter_mut().enumerate() {
        let is_open = line.refusal.is_none();
        let Some(row) = line.row.filter(|row| is_open && is_reduced(row)) else {
            continue;
        };
        let later = line.count - u32::from(full == Some(line.ranked_as(position)));
        if later > 0
            && reduces
            && let Some(Figure { value: cut, source }) = line.lookup(line.law.later_therapy_cut)
        {
            let off = line.fee_schedule - therapy_reduced_amount(row.rvus(setting), gpcis, factor, cut);
            line.step(Rule::MultipleTherapy.by(source), Operation::Less(off.for_units(later)));
        }
    }
}

/// Adds a caveat to therapy without its discipline, and to therapy without KX if it is not known how much the year had before.
pub(in crate::pricing) fn caveat_discipline_and_threshold(work: &mut Work<'_>) {
    let (used, own) = (work.claim.therapy_used(), work.claim.provider().kind.discipline());
    for (line, row) in work.open_lines() {
        // Without the list the answer says that the line may be therapy.
        line.lookup(borrowed(&line.law.therapy_without_reduction));
        if is_always_therapy(line.law, row) {
            caveat_missing_discipline(line, own);
        } else if !is_therapy(line, row) {
            continue;
        }
        if used.is_none()
            && !line.has(m::THRESHOLD_EXCEPTION)
            && let Some(Figure { value: threshold, .. }) = line.lookup(line.law.therapy_threshold)
        {
            line.add_caveat(Caveat::TherapyThreshold { threshold });
        }
    }
}

/// Adds a caveat to a line of therapy without the modifier of its discipline: the practitioner's, or the only one that
/// furnishes the service.
fn caveat_missing_discipline(line: &mut LineWork<'_>, of_practitioner: Option<Modifier>) {
    if line.any_of(m::DISCIPLINES).is_some() {
        return;
    }
    let own = of_practitioner.or_else(|| only_discipline(line));
    line.add_caveat(own.map_or(Caveat::DisciplineMissing, |own| Caveat::OwnDisciplineMissing { own }));
    line.predicted.push(PredictedDenial::contractual("4", &[]));
}

/// The modifier of the only discipline that has the service in its benefit.
fn only_discipline(line: &LineWork<'_>) -> Option<Modifier> {
    let mut own = None;
    for (modifier, services) in disciplines(line.law) {
        if services.as_ref().ok()?.has(line.billed.hcpcs()) && own.replace(modifier).is_some() {
            return None;
        }
    }
    own
}

/// Adds the same caveat to what a therapist furnishes of the services that are therapy only sometimes (Pub. 100-04 ch. 5, 20).
pub(in crate::pricing) fn caveat_other_services_of_therapists(work: &mut Work<'_>) {
    let Some(own) = work.claim.provider().kind.discipline() else { return };
    for (line, row) in work.open_lines() {
        if !is_always_therapy(line.law, row) && !line.is_outside_benefit {
            caveat_missing_discipline(line, Some(own));
        }
    }
}

/// Refuses therapy without KX if the year's threshold was passed before this claim (Social Security Act 1833(g)).
pub(in crate::pricing) fn refuse_past_threshold(work: &mut Work<'_>) {
    let Some(used) = work.claim.therapy_used() else { return };
    for (line, row) in work.open_lines() {
        if !is_therapy(line, row) || line.has(m::THRESHOLD_EXCEPTION) {
            continue;
        }
        let Some(Figure { value: threshold, .. }) = line.lookup(line.law.therapy_threshold) else { continue };
        if used >= threshold {
            line.refuse(if line.has(m::NOTICE_GIVEN) {
                Refusal::TherapyPastThresholdWithNotice { threshold }
            } else {
                Refusal::TherapyPastThreshold { threshold }
            });
        }
    }
}

/// Adds a caveat to therapy without KX if the year's threshold is passed within this claim.
pub(in crate::pricing) fn caveat_threshold_on_this_claim(work: &mut Work<'_>) {
    let (Ok(Figure { value: threshold, .. }), Some(used)) =
        (work.rates.law.therapy_threshold, work.claim.therapy_used())
    else {
        return;
    };
    if used + allowed(work) <= threshold {
        return;
    }
    for (line, row) in work.open_lines() {
        if is_therapy(line, row) && !line.has(m::THRESHOLD_EXCEPTION) {
            line.add_caveat(Caveat::TherapyThresholdOnThisClaim { threshold, used });
            line.predicted.push(PredictedDenial::of_patient("119"));
        }
    }
}

/// Adds a caveat if the year's therapy passes the amount above which a contractor may review it, with or without KX.
pub(in crate::pricing) fn caveat_review(work: &mut Work<'_>) {
    let Some(used) = work.claim.therapy_used() else { return };
    let with_claim = used + allowed(work);
    for (line, _) in work.open_lines().filter(|(line, row)| is_therapy(line, row)) {
        match line.law.therapy_review_threshold {
            Ok(Figure { value: threshold, .. }) if with_claim > threshold => {
                line.add_caveat(Caveat::TherapyReview { threshold });
            }
            Ok(_) => {}
            Err(missing) => line.miss_beside_amount(missing),
        }
    }
}

/// The sum of the claim's therapy.
fn allowed(work: &Work<'_>) -> Money {
    work.open().filter(|(_, line, row)| is_therapy(line, row)).map(|(_, line, _)| line.amount).sum()
}

/// Whether several units of the code reduce one another.
fn is_reduced(row: &ServiceRow) -> bool {
    row.multiple_procedure == MultipleProcedure::Therapy
}

/// Whether the code is always therapy, whoever furnishes it (Pub. 100-04 ch. 5, 20).
#[must_use]
pub fn is_always_therapy(law: &Provisions, row: &ServiceRow) -> bool {
    is_reduced(row) || is_listed(&law.therapy_without_reduction, row.hcpcs)
}

/// Whether the line names a discipline whose therapists have the code in their benefit.
fn is_of_named_discipline(line: &LineWork<'_>, hcpcs: HcpcsCode) -> bool {
    disciplines(line.law)
        .into_iter()
        .any(|(modifier, services)| line.has(modifier) && is_listed(services, hcpcs))
}

/// The modifier of each discipline, with the services in the benefit of its therapists.
const fn disciplines(law: &Provisions) -> [(Modifier, &Lookup<CodeList>); 3] {
    [
        (m::SPEECH, &law.speech_language_pathologist_services),
        (m::OCCUPATIONAL, &law.occupational_therapist_services),
        (m::PHYSICAL, &law.physical_therapist_services),
    ]
}

/// Whether the line is therapy: always, or because it names its discipline. The threshold counts both.
fn is_therapy(line: &LineWork<'_>, row: &ServiceRow) -> bool {
    is_always_therapy(line.law, row) || is_of_named_discipline(line, row.hcpcs)
}
