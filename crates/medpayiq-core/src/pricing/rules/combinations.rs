//! Modifiers that contradict each other, the code or the practitioner.
//!
//! Tests: rules/combinations.rs, rules/surgeons.rs, rules/therapy.rs, shares.rs, audited_rules.rs.

use super::cost_sharing::{Screening, Waiver, screening_of, waiver_by_modifier};
use super::medicare_payment::therapy_assistants_furnish;
use crate::law::{CodeList, Lookup, Provisions, borrowed, is_listed};
use crate::pricing::caveat::Caveat;
use crate::pricing::fitting::{fits, has_sides, services_of};
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::visits::{is_visit, may_be_visit, takes_visit_modifiers};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{
    BilateralSurgery, Claim, Modifier, ModifierUse, PlaceOfService, ProviderKind, ServiceRow, Share, Status,
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
    (m::EXCLUDED_BY_STATUTE, m::NECESSITY_DENIAL_EXPECTED),
    (m::NOTICE_GIVEN, m::NECESSITY_DENIAL_EXPECTED),
    (m::NOTICE_GIVEN, m::VOLUNTARY_NOTICE),
    (m::NECESSITY_DENIAL_EXPECTED, m::VOLUNTARY_NOTICE),
    (m::TEACHING_PHYSICIAN, m::PRIMARY_CARE_EXCEPTION),
];

/// Refuses lines with modifiers that contradict each other, the code or the practitioner.
pub(in crate::pricing) fn refuse_clashing_modifiers(work: &mut Work<'_>) {
    let (provider, place) = (work.claim.provider().kind, work.claim.place_of_service());
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
                        .or_else(|| split_visit(line, row, place))
                        .or_else(|| primary_care_exception(line, row))
                        .or_else(|| other_discipline(line, row))
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
    if line.billed.modifiers().len() < 2 {
        return None;
    }
    let clashing = CLASHES.iter().find(|(first, second)| line.has(*first) && line.has(*second));
    let several = |group: &&[Modifier]| {
        let mut carried = group.iter().copied().filter(|modifier| line.has(*modifier));
        carried.next().zip(carried.next())
    };
    let pair = clashing.copied().or_else(|| m::EXCLUSIVE.iter().find_map(several));
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
    const BY_PHYSICIANS: &[Modifier] =
        &[m::CO_SURGEON, m::PERSONALLY, m::DIRECTING_SEVERAL, m::DIRECTING_ONE, m::SUPERVISING_MANY];
    let is_nurse = provider == ProviderKind::Crna;
    let is_anesthetist = is_nurse || provider == ProviderKind::AnesthesiologistAssistant;
    if line.has(m::DIRECTED) && !is_anesthetist {
        let who = "nurse anesthetists and anesthesiologist assistants";
        return Some(Refusal::WrongPractitioner { modifier: m::DIRECTED, who });
    }
    // An anesthesiologist assistant works under an anesthesiologist's direction (42 CFR 410.69(b)).
    if line.has(m::UNDIRECTED) && !is_nurse {
        return Some(Refusal::WrongPractitioner { modifier: m::UNDIRECTED, who: "nurse anesthetists" });
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

/// The places of a hospital or a skilled nursing facility, where practitioners can share a visit.
const SHARED_VISIT_PLACES: &[&str] = &["19", "21", "22", "23", "31", "51", "61"];

/// A split or shared visit takes place in a hospital or a skilled nursing facility: where no service can be furnished incident
/// to a practitioner's own (42 CFR 415.140(a), 410.26(b)(1)).
fn split_visit(line: &mut LineWork<'_>, row: &ServiceRow, place: PlaceOfService) -> Option<Refusal> {
    if !line.has(m::SPLIT_VISIT) {
        return None;
    }
    let is_visit = line.lookup(borrowed(&line.law.visits))?.has(row.hcpcs);
    let is_allowed = is_visit && SHARED_VISIT_PLACES.contains(&place.code());
    let indicator = "It is for visits in a hospital or a skilled nursing facility that a physician shares with another practitioner.";
    (!is_allowed).then_some(Refusal::ModifierNotAllowed { modifier: m::SPLIT_VISIT, indicator })
}

/// The primary care exception covers few visits (42 CFR 415.174(a)(3)).
fn primary_care_exception(line: &mut LineWork<'_>, row: &ServiceRow) -> Option<Refusal> {
    if !line.has(m::PRIMARY_CARE_EXCEPTION) {
        return None;
    }
    let visits = line.lookup(borrowed(&line.law.primary_care_exception_visits))?;
    let indicator = "The primary care exception covers visits of levels 1 to 3, and wellness visits.";
    (!visits.has(row.hcpcs))
        .then_some(Refusal::ModifierNotAllowed { modifier: m::PRIMARY_CARE_EXCEPTION, indicator })
}

/// A therapist evaluates in their own discipline, and no assistant evaluates (change requests 9933 and 10176).
fn other_discipline(line: &mut LineWork<'_>, row: &ServiceRow) -> Option<Refusal> {
    const ASSISTANTS: &[Modifier] = &[m::THERAPIST_ASSISTANT, m::OCCUPATIONAL_ASSISTANT];
    let discipline = line.any_of(m::DISCIPLINES);
    let assistant = line.any_of(ASSISTANTS);
    discipline.or(assistant)?;
    let law = line.law;
    for (own, evaluations) in [
        (m::PHYSICAL, &law.physical_therapy_evaluations),
        (m::OCCUPATIONAL, &law.occupational_therapy_evaluations),
        (m::SPEECH, &law.speech_language_evaluations),
    ] {
        if !line.lookup(borrowed(evaluations))?.has(row.hcpcs) {
            continue;
        }
        if let Some(modifier) = discipline.filter(|modifier| *modifier != own) {
            return Some(Refusal::OtherDiscipline { modifier, own });
        }
        let indicator = "A therapy assistant may not evaluate.";
        return assistant.map(|modifier| Refusal::ModifierNotAllowed { modifier, indicator });
    }
    None
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
    let kind = claim.provider().kind;
    let by_physician = kind == ProviderKind::Physician;
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        let effects = Effects::of(claim, line);
        if effects.screening == Screening::Elsewhere {
            line.add_caveat(Caveat::ScreeningElsewhere);
        }
        for modifier in line.billed.modifiers() {
            let other_discipline = of_other_discipline(*modifier, kind);
            if let Some(why) = other_discipline.or_else(|| why_without_effect(*modifier, row, line, effects))
            {
                line.add_caveat(Caveat::ModifierIgnored { modifier: *modifier, why });
            } else if !is_known(*modifier) {
                line.add_caveat(Caveat::UnknownModifier {
                    modifier: *modifier,
                    nearest: modifier.if_missing(),
                });
            }
        }
        let by_assistant = line.any_of(&[m::THERAPIST_ASSISTANT, m::OCCUPATIONAL_ASSISTANT]);
        if let Some(modifier) = by_assistant.filter(|_| by_physician && therapy_assistants_furnish(row)) {
            line.add_caveat(Caveat::AssistantOfPhysician { modifier });
        }
        let has_sides = row.bilateral.pays_each_side();
        if has_sides && line.has(m::RIGHT) && line.has(m::LEFT) && line.billed.units() == 1 {
            line.add_caveat(Caveat::BothSidesOnOneLine);
        }
        if line.has(m::INCREASED) && row.global_days.is_procedure() {
            line.add_caveat(Caveat::IncreasedService);
        }
    }
}

/// What the line's modifiers do as far as it depends on lists of the law. If the law does not have a list for it, the line
/// gets a caveat.
#[derive(Clone, Copy)]
struct Effects {
    /// The colorectal screening that a line with PT belongs to.
    screening: Screening,
    /// What 33 waives.
    waiver: Waiver,
}

impl Effects {
    fn of(claim: &Claim, line: &mut LineWork<'_>) -> Self {
        let screening = screening_of(claim, line.billed, line.law);
        let waiver = waiver_by_modifier(claim, line.billed, line.law);
        Self {
            screening: line.lookup(screening).unwrap_or(Screening::Unknown),
            waiver: line.lookup(waiver).unwrap_or(Waiver::NotAsked),
        }
    }
}

fn why_without_effect(
    modifier: Modifier,
    row: &ServiceRow,
    line: &LineWork<'_>,
    effects: Effects,
) -> Option<&'static str> {
    let law = line.law;
    let is_in = |list: &Lookup<CodeList>| list.as_ref().map_or(true, |list| list.has(row.hcpcs));
    match modifier {
        m::SCREENING_TURNED_DIAGNOSTIC => why_no_screening(effects.screening),
        m::PREVENTIVE => why_no_waiver(effects.waiver, row, law),
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
        m::RIGHT | m::LEFT if !has_sides(row.hcpcs, Some(row), law) => {
            Some("The service has no right and left side.")
        }
        _ if m::is_anatomic(modifier) && !fits(modifier, row.hcpcs, Some(row), law) => {
            Some("The service is not furnished on that site.")
        }
        m::VOLUNTARY_NOTICE if !line.has(m::EXCLUDED_BY_STATUTE) => {
            Some("It belongs with GY on a service that the law excludes.")
        }
        m::MONITORED_CARE if line.has(m::MONITORED_CARE_DEEP) => Some("Modifier G8 takes its place."),
        m::DRUG_DISCARDED | m::DRUG_NOT_DISCARDED | m::DRUG_DISCOUNTED | m::DRUG_DISCOUNTED_OTHER
            if !is_in(&law.drugs) =>
        {
            Some("It applies to drugs.")
        }
        m::ACTIVE_TREATMENT
            if law.chiropractic_manipulation.as_ref().is_ok_and(|list| !list.has(row.hcpcs)) =>
        {
            Some("It applies to chiropractic manipulation.")
        }
        m::CRITICAL_CARE_APART if law.critical_care.as_ref().is_ok_and(|list| !list.has(row.hcpcs)) => {
            Some("It applies to critical care.")
        }
        _ => of_other_services(modifier, row, law),
    }
}

/// Why a modifier of a discipline has no effect on the line of a therapist of another one.
fn of_other_discipline(modifier: Modifier, kind: ProviderKind) -> Option<&'static str> {
    let own = kind.discipline()?;
    (m::DISCIPLINES.contains(&modifier) && modifier != own)
        .then_some("It is for a plan of care of another discipline than the practitioner's.")
}

/// Why a modifier of one kind of services has no effect on another kind.
fn of_other_services(modifier: Modifier, row: &ServiceRow, law: &Provisions) -> Option<&'static str> {
    let is_anesthesia = row.status == Status::Anesthesia;
    let (belongs, why) = match &modifier.bytes() {
        b"23" | b"G8" | b"G9" | b"P1" | b"P2" | b"P3" | b"P4" | b"P5" | b"P6" | b"QS" => {
            (is_anesthesia, "It applies to anesthesia.")
        }
        b"SG" => (false, "It is for the facility fee of an ambulatory surgical center."),
        b"GN" | b"GO" | b"GP" => (!is_visit(law, row.hcpcs), "It applies to therapy services."),
        _ => {
            let (services, why) = services_of(modifier, law)?;
            (services.as_ref().map_or(true, |list| list.has(row.hcpcs)), why)
        }
    };
    (!belongs).then_some(why)
}

fn why_no_screening(screening: Screening) -> Option<&'static str> {
    match screening {
        Screening::None => Some("No colorectal procedure of the claim carries it."),
        Screening::Misplaced => {
            Some("It is valid on surgery, moderate sedation and the anesthesia of a colonoscopy only.")
        }
        Screening::OnClaim | Screening::Elsewhere | Screening::Unknown => None,
    }
}

/// Services whose cost sharing the law waives anyway take 33 without harm, and a colorectal procedure gets a warning of its own.
fn why_no_waiver(waiver: Waiver, row: &ServiceRow, law: &Provisions) -> Option<&'static str> {
    let is_in = |list| is_listed(list, row.hcpcs);
    match waiver {
        Waiver::NotAsked | Waiver::Granted(_) => None,
        Waiver::NeedsWellnessVisit => Some("It counts on a claim with an annual wellness visit only."),
        Waiver::NeedsScreening => Some("It counts on a claim with a screening colonoscopy only."),
        Waiver::NoEffect
            if is_in(&law.waived_services)
                || is_in(&law.colorectal_procedures)
                || is_in(&law.services_with_colorectal_procedures) =>
        {
            None
        }
        Waiver::NoEffect => Some("Medicare waives nothing of this service for it."),
    }
}
