//! The files behind the figures of a release, besides its own.

use super::content::SourceFile;
use super::{Release, Schedule};
use crate::vocabulary::PaymentSchedule;
use time::Date;

/// What an answer used besides the release, its localities and the law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlsoUsed<'a> {
    /// The directory of ZIP codes.
    pub zips: bool,
    /// CMS's list of anesthesia base units.
    pub base_units: bool,
    /// The schedules that price its lines.
    pub schedules: &'a [PaymentSchedule],
}

impl Schedule {
    /// The files behind the figures of a release on a day, besides its own: those of the release that lent its localities, of
    /// the ZIP codes, of the base units, and of every imported law that has a value in force.
    #[must_use]
    pub fn other_files(&self, release: &Release, day: Date, used: AlsoUsed<'_>) -> Vec<&SourceFile> {
        let lender = release.localities_from.as_deref().and_then(|label| self.release(label));
        let lent = lender.iter().flat_map(|lender| &lender.files);
        let zips = self.zips().filter(|_| used.zips).into_iter().flat_map(|zips| &zips.files);
        let base_units = self.base_units_on(day).filter(|_| used.base_units);
        let base_units = base_units.into_iter().flat_map(|list| &list.files);
        let schedules = used.schedules.iter().flat_map(|schedule| self.files_of(*schedule, day));
        let amendments = self.law().amendments_on(day);
        let laws = self.laws().iter().filter(|law| amendments.contains(law.label.as_str()));
        lent.chain(zips).chain(base_units).chain(schedules).chain(laws.flat_map(|law| &law.files)).collect()
    }
}
