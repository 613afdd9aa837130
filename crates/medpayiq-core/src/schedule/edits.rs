//! From a date of service to NCCI's edits of that day.

use super::Schedule;
use super::content::SourceFile;
use crate::edits::{AddOnTable, Day, PtpTable, UnitLimitTable};
use crate::vocabulary::{AddOnRule, Bundling, HcpcsCode, PtpEdit, Quarter, UnitLimit};
use std::sync::Arc;
use time::Date;

/// A quarter of one kind of edits.
#[derive(Clone, Debug)]
pub struct EditRelease<T> {
    /// Its name, such as `PTP_2024Q3`.
    pub label: String,
    /// The first day of its quarter.
    pub effective_from: Date,
    /// The codes that the starter extract covers, sorted; `None` if this is CMS's whole table.
    pub extract_of: Option<Vec<HcpcsCode>>,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    /// The edits.
    pub table: Arc<T>,
}

impl<T> EditRelease<T> {
    /// Whether it is the starter extract, which speaks for its own codes only.
    #[must_use]
    pub fn is_extract(&self) -> bool {
        self.extract_of.is_some()
    }

    /// The quarter as CMS writes it: `2024Q3`.
    #[must_use]
    pub fn quarter(&self) -> Quarter {
        Quarter::of(self.effective_from)
    }
}

/// The releases of edits that answers use, each kind by first day.
#[derive(Clone, Debug, Default)]
pub struct EditReleases {
    /// Procedure-to-procedure edits of practitioners: the newest of CMS's quarters, and starter extracts.
    pub ptp: Vec<EditRelease<PtpTable>>,
    /// Medically unlikely edits of practitioners.
    pub unit_limits: Vec<EditRelease<UnitLimitTable>>,
    /// Add-on codes.
    pub add_ons: Vec<EditRelease<AddOnTable>>,
}

impl EditReleases {
    /// The same releases, each kind by first day.
    pub(super) fn sorted(mut self) -> Self {
        self.ptp.sort_by_key(|release| release.effective_from);
        self.unit_limits.sort_by_key(|release| release.effective_from);
        self.add_ons.sort_by_key(|release| release.effective_from);
        self
    }

    /// Takes out the quarters of PTP edits that a newer one replaces. A quarter has the edits of all dates before it too, so
    /// CMS's newest is the only one that answers need.
    pub(super) fn take_older_ptp(&mut self) -> Vec<RecordedRelease> {
        let whole = self.ptp.iter().filter(|release| !release.is_extract());
        let newest = whole.map(|release| (release.effective_from, release.label.clone())).max();
        let is_older = |release: &mut EditRelease<PtpTable>| {
            let own = (release.effective_from, &release.label);
            !release.is_extract() && newest.as_ref().is_some_and(|(day, label)| own < (*day, label))
        };
        self.ptp.extract_if(.., is_older).map(RecordedRelease::from).collect()
    }
}

/// A release that no answer uses and that is only on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRelease {
    /// Its name, such as `PTP_2024Q3`.
    pub label: String,
    /// The first day of its quarter.
    pub effective_from: Date,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
}

impl<T> From<EditRelease<T>> for RecordedRelease {
    fn from(release: EditRelease<T>) -> Self {
        let EditRelease { label, effective_from, files, .. } = release;
        Self { label, effective_from, files }
    }
}

/// The edits of a day. Each kind is `None` if no loaded release covers the day: nothing is known then, which
/// is not the same as that there is no edit.
#[derive(Clone, Copy, Debug)]
pub struct EditsInForce<'a> {
    /// Procedure-to-procedure edits.
    pub ptp: Option<PtpEdits<'a>>,
    /// Unit limits.
    pub unit_limits: Option<UnitLimits<'a>>,
    /// Add-on rules.
    pub add_ons: Option<AddOns<'a>>,
}

impl EditsInForce<'_> {
    /// The quarter of the edits, as answers cite it: that of the procedure-to-procedure edits if they are loaded.
    #[must_use]
    pub fn quarter(&self) -> Option<Quarter> {
        let ptp = self.ptp.map(|edits| edits.release.quarter());
        let unit_limits = self.unit_limits.map(|limits| limits.release.quarter());
        ptp.or(unit_limits).or(self.add_ons.map(|add_ons| add_ons.release.quarter()))
    }

    /// Whether any of them is about a code, on any day.
    #[must_use]
    pub fn know(&self, code: HcpcsCode) -> bool {
        self.ptp.is_some_and(|edits| edits.release.table.knows(code))
            || self.unit_limits.is_some_and(|limits| limits.of(code).is_some())
            || self.add_ons.is_some_and(|add_ons| add_ons.of(code).is_some())
    }
}

/// One kind of edits on one day, from the release that speaks of it.
#[derive(Debug)]
pub struct Edits<'a, T> {
    release: &'a EditRelease<T>,
    day: Date,
    is_older: bool,
}

/// The PTP edits of a day.
pub type PtpEdits<'a> = Edits<'a, PtpTable>;
/// The unit limits of a day.
pub type UnitLimits<'a> = Edits<'a, UnitLimitTable>;
/// The add-on rules of a day.
pub type AddOns<'a> = Edits<'a, AddOnTable>;

impl<T> Clone for Edits<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Edits<'_, T> {}

impl<'a, T> Edits<'a, T> {
    /// The release that speaks.
    #[must_use]
    pub fn release(&self) -> &'a EditRelease<T> {
        self.release
    }

    /// Whether the release is of an earlier quarter than the day. Then edits may have changed since.
    #[must_use]
    pub fn is_older(&self) -> bool {
        self.is_older
    }

    /// Whether the release has the edits of a code. The starter extract has only those among its own codes. It says nothing
    /// about another code, or a pair with one.
    #[must_use]
    pub fn covers(&self, code: HcpcsCode) -> bool {
        self.release.extract_of.as_ref().is_none_or(|codes| codes.binary_search(&code).is_ok())
    }
}

impl<'a> PtpEdits<'a> {
    /// The edits of a pair of codes in force on the day, in either order of columns.
    pub fn between(&self, one: HcpcsCode, other: HcpcsCode) -> impl Iterator<Item = PtpEdit<'a>> + use<'a> {
        let day = self.day;
        self.release.table.between(one, other).filter(move |edit| edit.is_in_force_on(day))
    }

    /// The edits among codes in force on the day; the codes are sorted.
    #[must_use]
    pub fn among(&self, codes: &[HcpcsCode]) -> Vec<PtpEdit<'a>> {
        self.release.table.among_on(codes, Day::nearest(self.day))
    }

    /// The edits that a code is in on the day, as column one or two, by column one and two.
    pub fn of(&self, code: HcpcsCode) -> impl Iterator<Item = PtpEdit<'a>> + use<'a> {
        self.release.table.of_on(code, Day::nearest(self.day))
    }

    /// How many edits a code is in on the day, as column one or two.
    #[must_use]
    pub fn count_of(&self, code: HcpcsCode) -> usize {
        self.release.table.count_on(code, Day::nearest(self.day))
    }

    /// How many codes bundle a code on the day.
    #[must_use]
    pub fn bundling(&self, code: HcpcsCode) -> Bundling {
        self.release.table.bundling_on(code, Day::nearest(self.day))
    }

    /// Whether a code bundles another one on the day.
    #[must_use]
    pub fn bundles(&self, column_one: HcpcsCode, column_two: HcpcsCode) -> bool {
        self.release.table.bundles_on(column_one, column_two, Day::nearest(self.day))
    }
}

impl<'a> UnitLimits<'a> {
    /// The most units of a code; `None` if CMS publishes no limit.
    #[must_use]
    pub fn of(&self, code: HcpcsCode) -> Option<UnitLimit<'a>> {
        self.release.table.of(code)
    }
}

impl AddOns<'_> {
    /// The rule of an add-on code; `None` if the code is no add-on.
    #[must_use]
    pub fn of(&self, code: HcpcsCode) -> Option<AddOnRule> {
        self.release.table.of(code, self.day)
    }
}

impl Schedule {
    /// NCCI's edits of a day.
    ///
    /// Of unit limits and add-on codes the day's quarter applies. If it is not loaded, the next later quarter applies if the
    /// dates of its rows cover the day, or else the newest earlier one, which is marked as older. Of PTP edits only the newest
    /// quarter is loaded, and the same rule applies to it. CMS's whole tables come before the starter extract.
    #[must_use]
    pub fn edits_on(&self, day: Date) -> EditsInForce<'_> {
        let edits = &self.edits;
        EditsInForce {
            ptp: in_force(&edits.ptp, day, PtpTable::covers_from),
            unit_limits: in_force(&edits.unit_limits, day, |_| None),
            add_ons: in_force(&edits.add_ons, day, AddOnTable::covers_from),
        }
    }

    /// The releases of edits that answers use, each kind by first day.
    #[must_use]
    pub fn edit_releases(&self) -> &EditReleases {
        &self.edits
    }

    /// The quarters of PTP edits that a newer one replaces, by first day.
    #[must_use]
    pub fn older_ptp(&self) -> &[RecordedRelease] {
        &self.older_ptp
    }
}

/// The release that applies to a day: one of CMS's whole tables if there is one, or else an extract.
fn in_force<T>(
    releases: &[EditRelease<T>],
    day: Date,
    knows_from: fn(&T) -> Option<Date>,
) -> Option<Edits<'_, T>> {
    let whole = |release: &&EditRelease<T>| !release.is_extract();
    let among = |is_it: &dyn Fn(&&EditRelease<T>) -> bool| {
        let before = releases.iter().rev().filter(is_it).find(|release| release.effective_from <= day);
        let knows = |release: &&EditRelease<T>| knows_from(&release.table).is_some_and(|first| first <= day);
        let after =
            || releases.iter().filter(is_it).filter(|release| release.effective_from > day).find(knows);
        let exact = before.filter(|release| release.quarter() == Quarter::of(day));
        let found = exact.or_else(after).or(before)?;
        let is_older = found.effective_from <= day && exact.is_none();
        Some(Edits { release: found, day, is_older })
    };
    among(&whole).or_else(|| among(&|release| !whole(release)))
}
