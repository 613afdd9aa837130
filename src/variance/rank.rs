//! The procedure that outranks any other of its kind: with it on the claim, a line is reduced as a later one of the day.

use crate::schedule::Release;
use crate::vocabulary::{
    ClaimLine, Component, HcpcsCode, Modifier, MultipleProcedure, ServiceRow, Setting, Status,
};

/// Returns a line with the highest fee of the release among those that reduce this service, other than itself. `None` if no
/// other procedure of the day reduces it.
pub(super) fn outranking(release: &Release, code: HcpcsCode, setting: Setting) -> Option<ClaimLine> {
    let own = release.services.rows_of(code).first()?;
    let reduces = |row: &&ServiceRow| {
        row.hcpcs != code
            && row.status == Status::Active
            && row.component == Component::Global
            && is_of_kind(own, row)
    };
    let highest =
        release.services.rows().iter().filter(reduces).max_by_key(|row| row.rvus(setting).total())?;
    let line = ClaimLine::new(highest.hcpcs);
    match own.multiple_procedure {
        MultipleProcedure::Therapy => line.with_modifiers([Modifier::known(b"GP")]).ok(),
        MultipleProcedure::NoReduction
        | MultipleProcedure::FormerSurgery
        | MultipleProcedure::Surgery
        | MultipleProcedure::Endoscopy
        | MultipleProcedure::Imaging
        | MultipleProcedure::Cardiovascular
        | MultipleProcedure::Ophthalmology
        | MultipleProcedure::NotApplicable => Some(line),
    }
}

/// Whether a service reduces another one of the day.
fn is_of_kind(own: &ServiceRow, other: &ServiceRow) -> bool {
    match own.multiple_procedure {
        MultipleProcedure::Surgery | MultipleProcedure::Endoscopy => {
            other.multiple_procedure == MultipleProcedure::Surgery
        }
        kind @ (MultipleProcedure::Imaging
        | MultipleProcedure::Therapy
        | MultipleProcedure::Cardiovascular
        | MultipleProcedure::Ophthalmology) => other.multiple_procedure == kind,
        MultipleProcedure::NoReduction
        | MultipleProcedure::FormerSurgery
        | MultipleProcedure::NotApplicable => false,
    }
}

/// Whether the service of a line reduces others of the day, and is reduced by them.
pub(super) fn is_ranked(release: &Release, code: HcpcsCode) -> bool {
    release.services.rows_of(code).first().is_some_and(|row| {
        !matches!(
            row.multiple_procedure,
            MultipleProcedure::NoReduction
                | MultipleProcedure::FormerSurgery
                | MultipleProcedure::NotApplicable
        )
    })
}
