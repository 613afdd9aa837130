//! The modifier that every line of a code has: the discipline of therapy (Pub. 100-04 ch. 5, 20.1), and AT of chiropractic
//! manipulation, without which it is maintenance (Pub. 100-02 ch. 15, 240.1.3).

use super::case::Case;
use super::medicare::Medicare;
use super::tip::Side;
use crate::pricing::Refusal;
use crate::vocabulary::{Claim, HcpcsCode, Modifier, MultipleProcedure, PlaceOfService, ProviderKind};

const PHYSICAL: &[&[u8; 2]] = &[b"GP"];
const OCCUPATIONAL: &[&[u8; 2]] = &[b"GO"];
const SPEECH: &[&[u8; 2]] = &[b"GN"];
const ACTIVE_TREATMENT: &[&[u8; 2]] = &[b"AT"];

/// The disciplines, each with its modifier, and the profession that has it.
const DISCIPLINES: [(&[&[u8; 2]], &str, ProviderKind); 3] = [
    (PHYSICAL, "physical therapy", ProviderKind::PhysicalTherapist),
    (OCCUPATIONAL, "occupational therapy", ProviderKind::OccupationalTherapist),
    (SPEECH, "speech therapy", ProviderKind::SpeechLanguagePathologist),
];

/// The modifier with which examples bill a code. In therapy it is the discipline: speech therapy if the code begins with 92, or else that
/// of the practice or physical therapy. An evaluation has only its own discipline. Manipulation has AT, and any other code has none.
pub(super) fn usual_modifiers(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
) -> &'static [&'static [u8; 2]] {
    if is_manipulation(hcpcs, medicare) {
        return ACTIVE_TREATMENT;
    }
    let mut rows = medicare.rates.services.rows_of(hcpcs).iter();
    if !rows.any(|row| row.multiple_procedure == MultipleProcedure::Therapy) {
        return &[];
    }
    let of_practice = medicare.discipline.filter(|discipline| is_in_benefit(hcpcs, discipline, medicare));
    let usual = if is_speech(hcpcs) { SPEECH } else { of_practice.unwrap_or(PHYSICAL) };
    let is_paid = |discipline: &&'static [&'static [u8; 2]]| is_paid_with(hcpcs, place, medicare, discipline);
    [usual, PHYSICAL, OCCUPATIONAL, SPEECH].into_iter().find(is_paid).unwrap_or(usual)
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

/// Whether the benefit of the therapists of a discipline has the code. A hospital bills the services of its therapists, so the claim is of an
/// office.
fn is_in_benefit(hcpcs: HcpcsCode, discipline: &[&[u8; 2]], medicare: &Medicare<'_>) -> bool {
    let therapists = DISCIPLINES.iter().filter(|(modifiers, ..)| *modifiers == discipline);
    therapists.map(|(_, _, kind)| *kind).any(|kind| {
        let case = Case::with_line(hcpcs, PlaceOfService::OFFICE).with(discipline).by(kind);
        medicare.allowed(&case).is_some_and(|line| !line.caveats("outside_benefit"))
    })
}

/// The disciplines that a therapy code takes, if their benefit has it, each with its modifier and name.
pub(super) fn accepted_disciplines(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
) -> Vec<(Modifier, &'static str)> {
    let accepted = DISCIPLINES.iter().filter(|(modifiers, ..)| {
        is_paid_with(hcpcs, place, medicare, modifiers) && is_in_benefit(hcpcs, modifiers, medicare)
    });
    accepted
        .flat_map(|(modifiers, name, _)| modifiers.iter().map(|text| (Modifier::known(text), *name)))
        .collect()
}

/// The discipline of a practice with these codes: the one of those that have one alone, if they agree.
pub(crate) fn discipline_of(
    codes: &[HcpcsCode],
    medicare: &Medicare<'_>,
) -> Option<&'static [&'static [u8; 2]]> {
    let is_therapy = |code: &HcpcsCode| {
        let mut rows = medicare.rates.services.rows_of(*code).iter();
        rows.any(|row| row.multiple_procedure == MultipleProcedure::Therapy)
    };
    let only = |code: &HcpcsCode| match accepted_disciplines(*code, PlaceOfService::OFFICE, medicare)
        .as_slice()
    {
        [(_, only)] => DISCIPLINES.iter().find(|(_, name, _)| name == only).map(|(modifiers, ..)| *modifiers),
        [..] => None,
    };
    let mut named = codes.iter().filter(|code| is_therapy(code)).filter_map(only);
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

/// The claim with the usual discipline on its line, if the line lacks one.
pub(crate) fn with_discipline(side: &Side, medicare: &Medicare<'_>) -> Option<Claim> {
    if !side.caveats("discipline_modifier_missing") {
        return None;
    }
    let line = side.claim.lines().get(side.position)?;
    let usual = usual_modifiers(line.hcpcs(), side.claim.place_of_service(), medicare);
    side.claim_with(usual)
}

/// Whether the code is one of speech therapy, in which Medicare knows no assistants.
pub(super) fn is_speech(hcpcs: HcpcsCode) -> bool {
    hcpcs.as_str().starts_with("92")
}

/// Whether these modifiers name a discipline.
pub(super) fn names_discipline(modifiers: &[&[u8; 2]]) -> bool {
    [PHYSICAL, OCCUPATIONAL, SPEECH].concat().iter().any(|discipline| modifiers.contains(discipline))
}
