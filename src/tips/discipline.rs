//! The discipline that every line of therapy names (Pub. 100-04 ch. 5, 20.1).

use super::case::Case;
use super::medicare::Medicare;
use crate::vocabulary::{HcpcsCode, MultipleProcedure, PlaceOfService};

const PHYSICAL: &[&[u8; 2]] = &[b"GP"];
const OCCUPATIONAL: &[&[u8; 2]] = &[b"GO"];
const SPEECH: &[&[u8; 2]] = &[b"GN"];

/// The modifier of the discipline in which examples bill a code: speech therapy if the code begins with 92, or else physical
/// therapy. An evaluation has only its own discipline. A code that is not always therapy has none.
pub(super) fn usual_discipline(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
) -> &'static [&'static [u8; 2]] {
    let mut rows = medicare.rates.services.rows_of(hcpcs).iter();
    if !rows.any(|row| row.multiple_procedure == MultipleProcedure::Therapy) {
        return &[];
    }
    let usual = if is_speech(hcpcs) { SPEECH } else { PHYSICAL };
    let is_paid = |discipline: &&'static [&'static [u8; 2]]| {
        let line = medicare.allowed(&Case::with_line(hcpcs, place).with(discipline));
        line.is_some_and(|line| line.price().is_some())
    };
    [usual, OCCUPATIONAL, SPEECH].into_iter().find(is_paid).unwrap_or(usual)
}

/// Whether the code is one of speech therapy, in which Medicare knows no assistants.
pub(super) fn is_speech(hcpcs: HcpcsCode) -> bool {
    hcpcs.as_str().starts_with("92")
}

/// Whether these modifiers name a discipline.
pub(super) fn names_discipline(modifiers: &[&[u8; 2]]) -> bool {
    [PHYSICAL, OCCUPATIONAL, SPEECH].concat().iter().any(|discipline| modifiers.contains(discipline))
}
