//! The modifiers that every line of a code has: the discipline of therapy (Pub. 100-04 ch. 5, 20.1), AT of chiropractic
//! manipulation, without which it is maintenance (Pub. 100-02 ch. 15, 240.1.3), and Q0 of what is covered only in a study.

use super::case::Case;
use super::discipline::Discipline;
use super::examples::EXAMPLES;
use super::medicare::Medicare;
use super::tip::{Measure, Side};
use crate::pricing::{Refusal, is_always_therapy};
use crate::vocabulary::{Claim, HcpcsCode, Modifier, PlaceOfService};

const ACTIVE_TREATMENT: &[&[u8; 2]] = &[b"AT"];
const IN_A_STUDY: &[&[u8; 2]] = &[b"Q0"];
const IN_A_STUDY_BY_TWO: &[&[u8; 2]] = &[b"62", b"Q0"];

/// The modifiers with which examples bill a code. In therapy it is the discipline: speech therapy if the code begins with 92, or else that
/// of the practice or physical therapy. An evaluation has only its own discipline. Manipulation has AT, a service of a study Q0, and any
/// other code none.
pub(super) fn usual_modifiers(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
) -> &'static [&'static [u8; 2]] {
    if EXAMPLES.in_a_study_by_two.contain(hcpcs) {
        return IN_A_STUDY_BY_TWO;
    }
    if EXAMPLES.in_a_study.contain(hcpcs) {
        return IN_A_STUDY;
    }
    if is_manipulation(hcpcs, medicare) {
        return ACTIVE_TREATMENT;
    }
    if !is_therapy(hcpcs, medicare) {
        return &[];
    }
    let of_practice = medicare.discipline.filter(|discipline| has_in_benefit(*discipline, hcpcs, medicare));
    let usual =
        if is_speech(hcpcs) { Discipline::Speech } else { of_practice.unwrap_or(Discipline::Physical) };
    let is_paid = |discipline: &Discipline| is_paid_with(hcpcs, place, medicare, discipline.modifiers());
    std::iter::once(usual).chain(Discipline::ALL).find(is_paid).unwrap_or(usual).modifiers()
}

/// The modifiers that a line of the code needs to be paid at a place: of therapy, of manipulation, and 26 if Medicare pays only the
/// reading of a test there.
pub(crate) fn needed_modifiers(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
) -> Vec<Modifier> {
    let usual = usual_modifiers(hcpcs, place, medicare);
    let reading = [usual, &[b"26"]].concat();
    let is_taken = |modifiers: &[&[u8; 2]]| {
        let line = medicare.allowed(&Case::with_line(hcpcs, place).with(modifiers));
        line.is_some_and(|line| line.is_paid_with_primary())
    };
    let needs_reading = !is_taken(usual) && is_taken(&reading);
    let needed = if needs_reading { reading.as_slice() } else { usual };
    needed.iter().map(|text| Modifier::known(text)).collect()
}

/// Whether the code is a service of therapy.
fn is_therapy(hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> bool {
    let mut rows = medicare.rates.services.rows_of(hcpcs).iter();
    rows.any(|row| is_always_therapy(medicare.rates.law, row))
}

/// Whether the code is chiropractic manipulation, which needs AT.
fn is_manipulation(hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> bool {
    /// How the codes of manipulation begin.
    const MANIPULATION: &str = "9894";
    let alone = || medicare.allowed(&Case::with_line(hcpcs, PlaceOfService::OFFICE));
    let needs_it = |side: Side| matches!(side.refusal(), Some(Refusal::MaintenanceCare));
    hcpcs.as_str().starts_with(MANIPULATION) && alone().is_some_and(needs_it)
}

fn is_paid_with(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
    modifiers: &[&[u8; 2]],
) -> bool {
    let line = medicare.allowed(&Case::with_line(hcpcs, place).with(modifiers));
    line.is_some_and(|line| line.price().is_some())
}

/// Whether the benefit of the therapists of a discipline has the code. A hospital bills the services of its therapists, so the claim is of
/// an office.
fn has_in_benefit(discipline: Discipline, hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> bool {
    let case = Case::with_line(hcpcs, PlaceOfService::OFFICE)
        .with(discipline.modifiers())
        .by(discipline.profession());
    medicare.allowed(&case).is_some_and(|line| !line.caveats("outside_benefit"))
}

/// The disciplines that a therapy code takes, if their benefit has it. An add-on takes those of the service before it.
pub(super) fn accepted_disciplines(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
) -> Vec<Discipline> {
    let billed = EXAMPLES.services_before(hcpcs).last().copied().unwrap_or(hcpcs);
    let is_accepted = |discipline: &Discipline| {
        is_paid_with(billed, place, medicare, discipline.modifiers())
            && has_in_benefit(*discipline, billed, medicare)
    };
    Discipline::ALL.into_iter().filter(is_accepted).collect()
}

/// The discipline of a practice with these codes: the one of those that have one alone, if they agree.
pub(crate) fn discipline_of(codes: &[HcpcsCode], medicare: &Medicare<'_>) -> Option<Discipline> {
    let only = |code: &HcpcsCode| match *accepted_disciplines(*code, PlaceOfService::OFFICE, medicare) {
        [only] => Some(only),
        [..] => None,
    };
    let mut named = codes.iter().filter(|code| is_therapy(**code, medicare)).filter_map(only);
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

/// The claim with the usual discipline on its line, if the line lacks one.
pub(crate) fn with_discipline(side: &Side, medicare: &Medicare<'_>) -> Option<Claim> {
    if !side.caveats("discipline_modifier_missing") {
        return None;
    }
    let line = side.claim.lines().get(side.position)?;
    side.claim_with(usual_modifiers(line.hcpcs(), side.claim.place_of_service(), medicare))
}

/// Whether the code is one of speech therapy, in which Medicare knows no assistants.
pub(super) fn is_speech(hcpcs: HcpcsCode) -> bool {
    hcpcs.as_str().starts_with("92")
}

/// Whether these modifiers name a discipline.
pub(super) fn names_discipline(modifiers: &[&[u8; 2]]) -> bool {
    let is_named = |discipline: Discipline| discipline.modifiers().iter().any(|own| modifiers.contains(own));
    Discipline::ALL.into_iter().any(is_named)
}

/// The line of a denied claim with another code in its place, such as the add-on for a second infusion; `None` if Medicare does not price it.
pub(crate) fn with_code_in_place(denied: &Side, hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> Option<Side> {
    let modifiers = needed_modifiers(hcpcs, denied.claim.place_of_service(), medicare);
    let claim = denied.claim_with_code(hcpcs, &modifiers)?;
    let side = medicare.price_line_of(claim, denied.position, Measure::Allowed)?;
    side.price().is_some().then_some(side)
}
