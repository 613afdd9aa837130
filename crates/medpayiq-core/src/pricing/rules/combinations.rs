//! Modifiers that contradict each other, the code or the practitioner.

use super::cost_sharing::{Screening, screening_of};
use super::medicare_payment::therapy_assistants_furnish;
use crate::law::Provisions;
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::visits::{is_visit, may_be_visit, takes_visit_modifiers};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{
    BilateralSurgery, Claim, Modifier, ModifierUse, ProviderKind, ServiceRow, Share, Status,
};

/// Pairs of modifiers that contradict each other.
const CLASHES: &[(Modifier, Modifier)] = &[
    (Modifier::PROFESSIONAL, Modifier::TECHNICAL),
    (m::BOTH_SIDES, m::RIGHT),
    (m::BOTH_SIDES, m::LEFT),
    (m::STAGED, m::RETURN_TO_OPERATING_ROOM),
    (m::STAGED, m::UNRELATED_PROCEDURE),
    (m::RETURN_TO_OPERATING_ROOM, m::UNRELATED_PROCEDURE),
    (m::CO_SURGEON, m::TEAM),
    (m::CO_SURGEON, m::ASSISTANT),
    (m::CO_SURGEON, m::MINIMUM_ASSISTANT),
    (m::CO_SURGEON, m::ASSISTANT_FOR_RESIDENT),
    (m::CO_SURGEON, m::ASSISTANT_NONPHYSICIAN),
    (m::ASSISTANT, m::ASSISTANT_NONPHYSICIAN),
    (m::MINIMUM_ASSISTANT, m::ASSISTANT_NONPHYSICIAN),
    (m::ASSISTANT_FOR_RESIDENT, m::ASSISTANT_NONPHYSICIAN),
    (m::SURGERY_ONLY, m::AFTERCARE_ONLY),
    (m::ASSISTANT, m::SURGERY_ONLY),
    (m::ASSISTANT, m::AFTERCARE_ONLY),
    (m::MINIMUM_ASSISTANT, m::SURGERY_ONLY),
    (m::MINIMUM_ASSISTANT, m::AFTERCARE_ONLY),
    (m::ASSISTANT_FOR_RESIDENT, m::SURGERY_ONLY),
    (m::ASSISTANT_FOR_RESIDENT, m::AFTERCARE_ONLY),
    (m::ASSISTANT_NONPHYSICIAN, m::SURGERY_ONLY),
    (m::ASSISTANT_NONPHYSICIAN, m::AFTERCARE_ONLY),
    (m::REDUCED, Modifier::DISCONTINUED),
    (m::FILM, m::COMPUTED_RADIOGRAPHY),
    (m::SPEECH, m::OCCUPATIONAL),
    (m::SPEECH, m::PHYSICAL),
    (m::OCCUPATIONAL, m::PHYSICAL),
    (m::THERAPIST_ASSISTANT, m::OCCUPATIONAL_ASSISTANT),
];

/// Refuses lines with modifiers that contradict each other, the code or the practitioner.
pub(in crate::pricing) fn refuse_clashing_modifiers(work: &mut Work<'_>) {
    let provider = work.claim.provider().kind;
    for line in work.lines.iter_mut().filter(|line| !line.billed.modifiers().is_empty()) {
        let is_anesthesia = line.row.is_some_and(|row| row.status == Status::Anesthesia);
        let refusal = clash(line)
            .or_else(|| facility_modifier(line))
            .or_else(|| anesthesia_elsewhere(line, is_anesthesia))
            .or_else(|| wrong_practitioner(line, provider))
            .or_else(|| missing_discipline(line))
            .or_else(|| {
                line.row.and_then(|row| {
                    visit_modifier(line, row)
                        .or_else(|| one_sided(line, row))
                        .or_else(|| no_package(line, row))
                })
            });
        if let Some(refusal) = refusal {
            line.refuse(refusal);
        }
    }
}

fn clash(line: &LineWork<'_>) -> Option<Refusal> {
    let clashing = CLASHES.iter().find(|(first, second)| line.has(*first) && line.has(*second));
    let mut several = m::ANESTHESIA.iter().copied().filter(|modifier| line.has(*modifier));
    let pair = clashing.copied().or_else(|| Some((several.next()?, several.next()?)));
    pair.map(|(first, second)| Refusal::Clash { first, second })
}

fn facility_modifier(line: &LineWork<'_>) -> Option<Refusal> {
    let modifier = line.any_of(&[m::STOPPED_BEFORE_ANESTHESIA, m::STOPPED_AFTER_ANESTHESIA])?;
    Some(Refusal::FacilityModifier { modifier })
}

fn wrong_practitioner(line: &LineWork<'_>, provider: ProviderKind) -> Option<Refusal> {
    const PHYSICIANS_ASSIST: &[Modifier] = &[m::ASSISTANT, m::MINIMUM_ASSISTANT, m::ASSISTANT_FOR_RESIDENT];
    let is_physician = provider == ProviderKind::Physician;
    if line.has(m::ASSISTANT_NONPHYSICIAN) && !provider.assists_as_nonphysician() {
        let who = "physician assistants, nurse practitioners and clinical nurse specialists";
        return Some(Refusal::WrongPractitioner { modifier: m::ASSISTANT_NONPHYSICIAN, who });
    }
    const ANESTHETISTS: &[Modifier] = &[m::DIRECTED, m::UNDIRECTED];
    const BY_PHYSICIANS: &[Modifier] =
        &[m::CO_SURGEON, m::PERSONALLY, m::DIRECTING_SEVERAL, m::DIRECTING_ONE, m::SUPERVISING_MANY];
    let is_anesthetist = matches!(provider, ProviderKind::Crna | ProviderKind::AnesthesiologistAssistant);
    if let Some(modifier) = line.any_of(ANESTHETISTS).filter(|_| !is_anesthetist) {
        return Some(Refusal::WrongPractitioner {
            modifier,
            who: "nurse anesthetists and anesthesiologist assistants",
        });
    }
    let modifier = line.any_of(PHYSICIANS_ASSIST).or_else(|| line.any_of(BY_PHYSICIANS));
    let modifier = modifier.filter(|_| !is_physician)?;
    Some(Refusal::WrongPractitioner { modifier, who: "physicians" })
}

fn missing_discipline(line: &LineWork<'_>) -> Option<Refusal> {
    [(m::THERAPIST_ASSISTANT, m::PHYSICAL), (m::OCCUPATIONAL_ASSISTANT, m::OCCUPATIONAL)]
        .into_iter()
        .find(|(modifier, needed)| line.has(*modifier) && !line.has(*needed))
        .map(|(modifier, needed)| Refusal::ModifierMissing { modifier, needed })
}

fn anesthesia_elsewhere(line: &LineWork<'_>, is_anesthesia: bool) -> Option<Refusal> {
    let modifier = line.any_of(m::ANESTHESIA).filter(|_| !is_anesthesia && line.row.is_some())?;
    Some(Refusal::ModifierNotAllowed { modifier, indicator: "It is for anesthesia services." })
}

/// A visit is neither reduced nor discontinued.
fn visit_modifier(line: &LineWork<'_>, row: &ServiceRow) -> Option<Refusal> {
    let modifier =
        line.any_of(&[m::REDUCED, Modifier::DISCONTINUED]).filter(|_| is_visit(line.law, row.hcpcs))?;
    Some(Refusal::ModifierNotAllowed {
        modifier,
        indicator: "Bill the visit with the code of what was done.",
    })
}

fn one_sided(line: &LineWork<'_>, row: &ServiceRow) -> Option<Refusal> {
    (line.has(m::BOTH_SIDES) && row.bilateral == BilateralSurgery::NotApplicable)
        .then(|| Refusal::ModifierNotAllowed { modifier: m::BOTH_SIDES, indicator: row.bilateral.text() })
}

/// A code without a surgical package has no shares to split.
fn no_package(line: &LineWork<'_>, row: &ServiceRow) -> Option<Refusal> {
    let modifier = line.any_of(&[m::SURGERY_ONLY, m::AFTERCARE_ONLY])?;
    let has_no_shares = row.package.intraoperative == Share::ZERO;
    has_no_shares.then(|| Refusal::ModifierNotAllowed { modifier, indicator: row.global_days.text() })
}

/// Whether the effect of the modifier on the price is known: a rule reads it, or it has none.
fn is_known(modifier: Modifier) -> bool {
    match modifier.known_use() {
        Some(ModifierUse::Rule | ModifierUse::Information) => true,
        Some(ModifierUse::Other) | None => false,
    }
}

/// Notes the modifiers that have no effect, because they do not fit the code.
pub(in crate::pricing) fn note_modifiers_without_effect(work: &mut Work<'_>) {
    let claim = work.claim;
    let by_physician = claim.provider().kind == ProviderKind::Physician;
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        let screening = screening(claim, line);
        if screening == Screening::Elsewhere {
            line.add_caveat(Caveat::ScreeningElsewhere);
        }
        for modifier in line.billed.modifiers() {
            if let Some(why) = why_without_effect(*modifier, row, line.law, screening) {
                line.add_caveat(Caveat::ModifierIgnored { modifier: *modifier, why });
            } else if !is_known(*modifier) {
                line.add_caveat(Caveat::UnknownModifier { modifier: *modifier });
            }
        }
        let by_assistant = line.any_of(&[m::THERAPIST_ASSISTANT, m::OCCUPATIONAL_ASSISTANT]);
        if let Some(modifier) = by_assistant.filter(|_| by_physician && therapy_assistants_furnish(row)) {
            line.add_caveat(Caveat::AssistantOfPhysician { modifier });
        }
        let has_sides =
            matches!(row.bilateral, BilateralSurgery::OneHundredFifty | BilateralSurgery::EachSideFull);
        if has_sides && line.has(m::RIGHT) && line.has(m::LEFT) && line.billed.units() == 1 {
            line.add_caveat(Caveat::BothSidesOnOneLine);
        }
        if line.has(m::INCREASED) && row.global_days.is_procedure() {
            line.add_caveat(Caveat::IncreasedService);
        }
    }
}

/// Which colorectal screening a line with modifier PT belongs to. A line whose list the law does not have gets a caveat.
fn screening(claim: &Claim, line: &mut LineWork<'_>) -> Screening {
    let found = screening_of(claim, line.billed, line.law);
    line.lookup(found).unwrap_or(Screening::Unknown)
}

fn why_without_effect(
    modifier: Modifier,
    row: &ServiceRow,
    law: &Provisions,
    screening: Screening,
) -> Option<&'static str> {
    match modifier {
        m::SCREENING_TURNED_DIAGNOSTIC if screening == Screening::None => {
            Some("No colorectal procedure of the claim carries it.")
        }
        m::THERAPIST_ASSISTANT | m::OCCUPATIONAL_ASSISTANT if !therapy_assistants_furnish(row) => {
            Some("It applies to therapy services.")
        }
        m::UNRELATED_VISIT | m::SEPARATE_VISIT | m::DECISION_FOR_SURGERY
            if takes_visit_modifiers(law, row.hcpcs) == Ok(false) =>
        {
            Some("It applies to visits.")
        }
        _ if m::DISTINCT_SERVICES.contains(&modifier) && may_be_visit(law, row.hcpcs) => {
            Some("For a visit that was separate use modifier 25.")
        }
        m::TELEHEALTH_OF_HOSPITAL => {
            Some("It is for critical access hospitals that bill for their practitioners.")
        }
        m::STORED_TELEHEALTH => Some("It is for demonstrations in Alaska and Hawaii."),
        m::INCREASED if !row.global_days.is_procedure() => {
            Some("It applies to procedures with a 0, 10 or 90 day global period.")
        }
        _ => None,
    }
}
