//! The procedure that outranks any other of its kind: with it on the claim, a line is reduced as a later one of the day.

use crate::schedule::Release;
use crate::vocabulary::{
    ClaimLine, Component, HcpcsCode, Modifier, MultipleProcedure, Rvu, ServiceRow, Setting, Status,
};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The two highest procedures of a kind, the highest first.
type Highest = [Option<HcpcsCode>; 2];

/// The highest procedures of each release, kind and setting. A release has some twenty thousand rows, so each is looked for
/// once.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranks<'a>(RefCell<BTreeMap<(&'a str, MultipleProcedure, Setting), Highest>>);

impl<'a> Ranks<'a> {
    /// Returns a line with the highest fee of the release among those that reduce this service, other than itself. `None` if
    /// no other procedure of the day reduces it.
    pub(super) fn outranking(
        &self,
        release: &'a Release,
        code: HcpcsCode,
        setting: Setting,
    ) -> Option<ClaimLine> {
        let own = release.services.rows_of(code).first()?.multiple_procedure;
        let kind = reducing_kind(own)?;
        let mut known = self.0.borrow_mut();
        let found = known
            .entry((release.label.as_str(), kind, setting))
            .or_insert_with(|| highest(release, kind, setting));
        let line = ClaimLine::new(found.iter().flatten().copied().find(|other| *other != code)?);
        if own == MultipleProcedure::Therapy {
            line.with_modifiers([Modifier::known(b"GP")]).ok()
        } else {
            Some(line)
        }
    }
}

/// The two procedures of a kind with the highest fees in a setting.
fn highest(release: &Release, kind: MultipleProcedure, setting: Setting) -> Highest {
    let is_of_kind = |row: &&ServiceRow| {
        row.status == Status::Active && row.component == Component::Global && row.multiple_procedure == kind
    };
    let mut found: [Option<(Rvu, HcpcsCode)>; 2] = [None; 2];
    for row in release.services.rows().iter().filter(is_of_kind) {
        let total = row.rvus(setting).total();
        let [first, second] = found;
        if first.is_none_or(|(most, _)| total >= most) {
            found = [Some((total, row.hcpcs)), first];
        } else if second.is_none_or(|(most, _)| total >= most) {
            found = [first, Some((total, row.hcpcs))];
        }
    }
    found.map(|procedure| procedure.map(|(_, code)| code))
}

/// The kind of procedures that reduces those of another kind on one day.
const fn reducing_kind(own: MultipleProcedure) -> Option<MultipleProcedure> {
    match own {
        MultipleProcedure::Surgery | MultipleProcedure::Endoscopy => Some(MultipleProcedure::Surgery),
        MultipleProcedure::Imaging
        | MultipleProcedure::Therapy
        | MultipleProcedure::Cardiovascular
        | MultipleProcedure::Ophthalmology => Some(own),
        MultipleProcedure::NoReduction
        | MultipleProcedure::FormerSurgery
        | MultipleProcedure::NotApplicable => None,
    }
}

/// Whether the service of a line reduces others of the day, and is reduced by them.
pub(super) fn is_ranked(release: &Release, code: HcpcsCode) -> bool {
    let rows = release.services.rows_of(code);
    rows.first().is_some_and(|row| reducing_kind(row.multiple_procedure).is_some())
}
