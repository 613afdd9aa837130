//! What changed from one release to the next, and what looks wrong about a release on its own.
//!
//! Rows that contradict themselves are refused while a file is read. A file cut at the end of a line has no such
//! contradiction. It shows here as lost rows, and the operator decides.

use super::faults::MAX_LISTED_FAULTS;
use crate::schedule::content::{
    AnesthesiaFactor, FeeScheduleTables, LocalityIndices, OppsCap, PublishedService,
};
use crate::vocabulary::{Component, ConversionFactor, HcpcsCode, ServiceRow};
use std::collections::BTreeMap;
use std::fmt;

/// If a table loses more than this percentage of its rows, the loss is suspicious.
const SUSPICIOUS_LOSS_PERCENT: usize = 10;

/// The row counts of one table, before and now. The table has CMS's name for its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRows {
    /// CMS's name of the table.
    pub table: &'static str,
    /// Its rows in the previous release.
    pub before: usize,
    /// Its rows in the next.
    pub now: usize,
}

/// What changed among the rows of a table that both releases have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// What the rows are and did.
    pub what: &'static str,
    /// The keys of the rows.
    pub keys: Vec<String>,
}

/// The difference between two releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Rows of each table that the previous release has.
    pub tables: Vec<TableRows>,
    /// The changes within each table that both have.
    pub changes: Vec<Changes>,
    /// The conversion factor before and now, if both releases have services.
    pub factor: Option<[Option<ConversionFactor>; 2]>,
    /// The conversion factor of qualifying participants before and now, if both releases have services.
    pub qualifying_factor: Option<[Option<ConversionFactor>; 2]>,
}

fn row_counts(tables: &FeeScheduleTables) -> [(&'static str, usize); 5] {
    [
        ("PPRRVU", tables.services.len()),
        ("GPCI", tables.localities.len()),
        ("LOCCO", tables.counties.len()),
        ("ANES", tables.anesthesia_factors.len()),
        ("OPPSCAP", tables.opps_caps.len()),
    ]
}

/// Returns the row's indicators: every column that no other list of changes shows. Every column is named here, so a new
/// column does not compile until someone decides where it belongs.
fn indicators(service: &PublishedService) -> impl PartialEq + use<'_> {
    let PublishedService {
        row,
        descriptor: _,
        total_non_facility: _,
        total_facility: _,
        pricing_indicator: _,
        conversion_factor: _,
        calculation_flag: _,
    } = service;
    let ServiceRow {
        hcpcs: _,
        component: _,
        status: _,
        work: _,
        practice_expense_non_facility: _,
        practice_expense_facility: _,
        malpractice: _,
        opps: _,
        not_used_for_payment,
        non_facility_na,
        facility_na,
        pc_tc,
        global_days,
        package,
        multiple_procedure,
        bilateral,
        assistant,
        co_surgeons,
        team,
        endoscopic_base,
        supervision,
        imaging_family,
    } = row;
    let marks = (not_used_for_payment, non_facility_na, facility_na);
    let surgery = (multiple_procedure, bilateral, assistant, co_surgeons, team, endoscopic_base);
    (marks, pc_tc, global_days, package, surgery, supervision, imaging_family)
}

fn indicators_differ(one: &PublishedService, two: &PublishedService) -> bool {
    indicators(one) != indicators(two)
}

/// What changes from one release to the next.
#[must_use]
pub fn drift(previous: &FeeScheduleTables, next: &FeeScheduleTables) -> Drift {
    let counts = row_counts(previous).into_iter().zip(row_counts(next));
    let tables = counts.map(|((table, before), (_, now))| TableRows { table, before, now });
    let both = !previous.services.is_empty() && !next.services.is_empty();
    let changes = [service_changes(previous, next), other_changes(previous, next)];
    Drift {
        tables: tables.filter(|rows| rows.before > 0).collect(),
        changes: changes.into_iter().flatten().collect(),
        factor: both.then_some([previous.conversion_factor, next.conversion_factor]),
        qualifying_factor: both
            .then_some([previous.qualifying_apm_conversion_factor, next.qualifying_apm_conversion_factor]),
    }
}

/// A code with its modifier, such as `76377-26`.
fn hyphenated(hcpcs: HcpcsCode, component: Component) -> String {
    let hyphen = if component == Component::Global { "" } else { "-" };
    format!("{hcpcs}{hyphen}{}", component.as_str())
}

/// What changes among the services, if both releases have any.
fn service_changes(previous: &FeeScheduleTables, next: &FeeScheduleTables) -> Vec<Changes> {
    let name = |service: &PublishedService| hyphenated(service.row.hcpcs, service.row.component);
    let Some(pairs) = Pairs::of(&previous.services, &next.services, name) else { return Vec::new() };
    let totals = |service: &PublishedService| (service.total_non_facility, service.total_facility);
    vec![
        Changes { what: "PPRRVU rows added", keys: pairs.added() },
        Changes { what: "PPRRVU rows dropped", keys: pairs.dropped() },
        pairs.differing("rows with a different status", |one, two| one.row.status != two.row.status),
        pairs.differing("rows with different total RVUs", |one, two| totals(one) != totals(two)),
        pairs.differing("rows with a different indicator", indicators_differ),
    ]
}

/// What changes in each other table that both releases have.
fn other_changes(previous: &FeeScheduleTables, next: &FeeScheduleTables) -> Vec<Changes> {
    let localities = Pairs::of(&previous.localities, &next.localities, |row| row.locality.to_string())
        .map(|pairs| pairs.differing("localities with different GPCIs", indices_differ));
    let counties =
        Pairs::of(&previous.counties, &next.counties, |row| format!("{} {}", row.locality, row.area)).map(
            |pairs| {
                let Changes { what, keys } =
                    pairs.differing("LOCCO rows that are new or differ", PartialEq::ne);
                Changes { what, keys: [pairs.added(), keys].concat() }
            },
        );
    let factor = |row: &AnesthesiaFactor| row.locality.to_string();
    let factors = Pairs::of(&previous.anesthesia_factors, &next.anesthesia_factors, factor)
        .map(|pairs| pairs.differing("localities with a different anesthesia factor", PartialEq::ne));
    let cap = |row: &OppsCap| format!("{} in {}", hyphenated(row.hcpcs, row.component), row.locality);
    let caps = Pairs::of(&previous.opps_caps, &next.opps_caps, cap)
        .map(|pairs| pairs.differing("OPPSCAP rows with different amounts", PartialEq::ne));
    [localities, counties, factors, caps].into_iter().flatten().collect()
}

fn indices_differ(one: &LocalityIndices, two: &LocalityIndices) -> bool {
    let indices = |row: &LocalityIndices| {
        (row.work_with_floor, row.work_without_floor, row.practice_expense, row.malpractice)
    };
    indices(one) != indices(two)
}

/// The rows of a table in two releases, by key.
struct Pairs<'a, T> {
    before: BTreeMap<String, &'a T>,
    now: BTreeMap<String, &'a T>,
}

impl<'a, T> Pairs<'a, T> {
    /// Returns the rows of both releases, or `None` if one has no rows.
    fn of(before: &'a [T], now: &'a [T], key: impl Fn(&T) -> String) -> Option<Self> {
        let by_key =
            |rows: &'a [T]| -> BTreeMap<String, &'a T> { rows.iter().map(|row| (key(row), row)).collect() };
        (!before.is_empty() && !now.is_empty()).then(|| Self { before: by_key(before), now: by_key(now) })
    }

    fn added(&self) -> Vec<String> {
        self.now.keys().filter(|key| !self.before.contains_key(*key)).cloned().collect()
    }

    fn dropped(&self) -> Vec<String> {
        self.before.keys().filter(|key| !self.now.contains_key(*key)).cloned().collect()
    }

    fn differing(&self, what: &'static str, differ: impl Fn(&T, &T) -> bool) -> Changes {
        let both = self.now.iter().filter_map(|(key, now)| Some((key, self.before.get(key)?, now)));
        let differing = both.filter(|(_, before, now)| differ(before, now));
        Changes { what, keys: differing.map(|(key, _, _)| key.clone()).collect() }
    }
}

impl Drift {
    /// The tables that lost more than a tenth of their rows, which suggests a truncated file. A table
    /// that the next release does not have at all is not included.
    #[must_use]
    pub fn suspicious_losses(&self) -> Vec<TableRows> {
        let lost = |rows: &TableRows| rows.before.saturating_sub(rows.now);
        let is_suspicious =
            |rows: &&TableRows| rows.now > 0 && lost(rows) * 100 > rows.before * SUSPICIOUS_LOSS_PERCENT;
        self.tables.iter().filter(is_suspicious).copied().collect()
    }
}

impl fmt::Display for TableRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} rows, before {}", self.table, self.now, self.before)
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<&str> = self.keys.iter().take(MAX_LISTED_FAULTS).map(String::as_str).collect();
        write!(f, "{}: {}", self.what, self.keys.len())?;
        match self.keys.len() {
            0 => Ok(()),
            many if many > MAX_LISTED_FAULTS => write!(f, " ({}, ...)", shown.join(", ")),
            _ => write!(f, " ({})", shown.join(", ")),
        }
    }
}

fn write_factors(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    factors: &[Option<ConversionFactor>; 2],
) -> fmt::Result {
    let [before, now] = factors.map(|factor| factor.map_or_else(|| "none".to_owned(), |one| one.to_string()));
    write!(f, "\n{what}: {now}, before {before}")
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rows) in self.tables.iter().enumerate() {
            write!(f, "{}{rows}", if index == 0 { "" } else { "\n" })?;
        }
        self.changes.iter().try_for_each(|changes| write!(f, "\n{changes}"))?;
        if let Some(factors) = &self.factor {
            write_factors(f, "conversion factor", factors)?;
        }
        if let Some(factors) = self.qualifying_factor.as_ref().filter(|both| both.iter().any(Option::is_some))
        {
            write_factors(f, "qualifying APM conversion factor", factors)?;
        }
        Ok(())
    }
}

/// Returns remarks on tables with an unusual number of rows for a complete CMS release. An extract is allowed, so the
/// import continues. Only tables that the previous release does not have are checked.
#[must_use]
pub fn unlike_a_whole_release(previous: &FeeScheduleTables, next: &FeeScheduleTables) -> Vec<String> {
    let usual = [15_000..=30_000, 100..=120, 100..=125, 100..=120, 10_000..=30_000];
    let counts = row_counts(previous).into_iter().zip(row_counts(next)).zip(usual);
    let is_first = |before: usize, now: usize| before == 0 && (now > 0 || !next.services.is_empty());
    counts
        .filter(|(((_, before), (_, now)), usual)| is_first(*before, *now) && !usual.contains(now))
        .map(|((_, (table, rows)), usual)| {
            format!("{table} has {rows} rows; CMS's complete file has {} to {}", usual.start(), usual.end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::real_files_tests::fee_schedule_of;

    #[test]
    fn the_changes_of_a_year_are_listed() {
        let (Some(january), Some(october)) =
            (fee_schedule_of("fee-schedule/rvu25a.zip"), fee_schedule_of("fee-schedule/rvu25d.zip"))
        else {
            return;
        };
        let drift = drift(&january, &october);
        expect_test::expect![[r#"
            PPRRVU: 19090 rows, before 18865
            GPCI: 109 rows, before 109
            LOCCO: 109 rows, before 109
            ANES: 109 rows, before 109
            OPPSCAP: 16100 rows, before 16100
            PPRRVU rows added: 226 (0948T, 0949T, 0950T, 0951T, 0952T, 0953T, 0954T, 0955T, 0956T, 0957T, 0958T, 0959T, 0960T, 0961T, 0961T-26, 0961T-TC, 0962T, 0962T-26, 0962T-TC, 0963T, ...)
            PPRRVU rows dropped: 1 (M1389)
            rows with a different status: 45 (61715, A9155, G0564, G0565, G9037, G9038, J0171, J0173, J1094, J1300, J1810, J1890, J1940, J2150, J2310, J2311, J2503, J3370, J3371, J3372, ...)
            rows with different total RVUs: 3 (0446T, 0448T, 61715)
            rows with a different indicator: 59 (0417T-TC, 0418T-TC, 0926T, 0926T-TC, 0927T, 0927T-TC, 0930T, 0930T-TC, 0931T, 0931T-TC, 0932T, 0932T-TC, 0944T, 0944T-TC, 0946T, 0946T-TC, 0947T, 0947T-TC, 50688, 61715, ...)
            localities with different GPCIs: 0
            LOCCO rows that are new or differ: 0
            localities with a different anesthesia factor: 0
            OPPSCAP rows with different amounts: 0
            conversion factor: 32.3465, before 32.3465"#]].assert_eq(&drift.to_string());
        assert!(drift.suspicious_losses().is_empty());
        assert!(unlike_a_whole_release(&FeeScheduleTables::default(), &october).is_empty());
    }

    #[test]
    fn a_release_cut_short_is_suspicious() {
        let Some(whole) = fee_schedule_of("fee-schedule/rvu25a.zip") else { return };
        let mut cut = whole.clone();
        cut.services.truncate(16_979);
        cut.localities.clear();
        assert!(drift(&whole, &cut).suspicious_losses().is_empty());
        cut.services.truncate(16_978);
        let losses = drift(&whole, &cut).suspicious_losses();
        assert_eq!(losses[0].to_string(), "PPRRVU: 16978 rows, before 18865");
        assert_eq!(
            unlike_a_whole_release(&FeeScheduleTables::default(), &cut),
            ["GPCI has 0 rows; CMS's complete file has 100 to 120"]
        );
    }
}
