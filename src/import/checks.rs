//! What changed from one release to the next, and what looks wrong about a release on its own.
//!
//! Rows that contradict themselves are refused while a file is read. A file cut at the end of a line
//! contradicts nothing: it shows here, and whoever imports decides.

use super::error::MAX_LISTED_FAULTS;
use crate::schedule::content::{FeeScheduleTables, PublishedService};
use crate::vocabulary::{Component, ConversionFactor, HcpcsCode};
use std::collections::BTreeMap;
use std::fmt;

/// The share of a table's rows, in percent, whose loss is no ordinary change.
const SUSPICIOUS_LOSS_PERCENT: usize = 10;

type Key = (HcpcsCode, Component);

/// A table by CMS's name of its file, its rows before and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRows {
    /// CMS's name of the table.
    pub table: &'static str,
    /// Its rows in the previous release.
    pub before: usize,
    /// Its rows in the next.
    pub now: usize,
}

/// The difference between two releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Rows of each table.
    pub tables: [TableRows; 5],
    /// PPRRVU rows that are new.
    pub added: Vec<Key>,
    /// PPRRVU rows that are gone.
    pub dropped: Vec<Key>,
    /// PPRRVU rows with another status.
    pub status_changed: Vec<Key>,
    /// PPRRVU rows with other total RVUs.
    pub totals_changed: Vec<Key>,
    /// PPRRVU rows with another payment policy indicator.
    pub indicators_changed: Vec<Key>,
    /// The conversion factor before and now.
    pub factor: [Option<ConversionFactor>; 2],
    /// The conversion factor of qualifying participants before and now.
    pub qualifying_factor: [Option<ConversionFactor>; 2],
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

fn by_key(tables: &FeeScheduleTables) -> BTreeMap<Key, &PublishedService> {
    tables.services.iter().map(|service| ((service.row.hcpcs, service.row.component), service)).collect()
}

fn indicators_differ(one: &PublishedService, two: &PublishedService) -> bool {
    let (one, two) = (&one.row, &two.row);
    one.not_used_for_payment != two.not_used_for_payment
        || one.non_facility_na != two.non_facility_na
        || one.facility_na != two.facility_na
        || one.pc_tc != two.pc_tc
        || one.global_days != two.global_days
        || one.package != two.package
        || one.multiple_procedure != two.multiple_procedure
        || one.bilateral != two.bilateral
        || one.assistant != two.assistant
        || one.co_surgeons != two.co_surgeons
        || one.team != two.team
        || one.endoscopic_base != two.endoscopic_base
        || one.supervision != two.supervision
        || one.imaging_family != two.imaging_family
}

/// What changes from one release to the next.
#[must_use]
pub fn drift(previous: &FeeScheduleTables, next: &FeeScheduleTables) -> Drift {
    let (before, now) = (by_key(previous), by_key(next));
    let missing = |from: &BTreeMap<Key, _>, other: &BTreeMap<Key, _>| -> Vec<Key> {
        from.keys().filter(|key| !other.contains_key(key)).copied().collect()
    };
    let differing = |differ: fn(&PublishedService, &PublishedService) -> bool| -> Vec<Key> {
        let both = now.iter().filter_map(|(key, row)| Some((key, before.get(key)?, row)));
        both.filter(|(_, one, two)| differ(one, two)).map(|(key, _, _)| *key).collect()
    };
    let mut counts = row_counts(previous).into_iter();
    let tables = row_counts(next).map(|(table, now)| {
        let before = counts.next().map_or(0, |(_, before)| before);
        TableRows { table, before, now }
    });
    Drift {
        tables,
        added: missing(&now, &before),
        dropped: missing(&before, &now),
        status_changed: differing(|one, two| one.row.status != two.row.status),
        totals_changed: differing(|one, two| {
            (one.total_non_facility, one.total_facility) != (two.total_non_facility, two.total_facility)
        }),
        indicators_changed: differing(indicators_differ),
        factor: [previous.conversion_factor, next.conversion_factor],
        qualifying_factor: [previous.qualifying_apm_conversion_factor, next.qualifying_apm_conversion_factor],
    }
}

impl Drift {
    /// The tables that lost more than a tenth of their rows, which only a truncated file explains. A table
    /// that the next release lacks altogether is not among them.
    #[must_use]
    pub fn suspicious_losses(&self) -> Vec<TableRows> {
        let lost = |rows: &TableRows| rows.before.saturating_sub(rows.now);
        let is_suspicious =
            |rows: &TableRows| rows.now > 0 && lost(rows) * 100 > rows.before * SUSPICIOUS_LOSS_PERCENT;
        self.tables.into_iter().filter(is_suspicious).collect()
    }
}

impl fmt::Display for TableRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} rows, before {}", self.table, self.now, self.before)
    }
}

fn write_keys(f: &mut fmt::Formatter<'_>, what: &str, keys: &[Key]) -> fmt::Result {
    write!(f, "\n{what}: {}", keys.len())?;
    for (index, (hcpcs, component)) in keys.iter().take(MAX_LISTED_FAULTS).enumerate() {
        let separator = if index == 0 { " (" } else { ", " };
        let modifier = if *component == Component::Global { "" } else { "-" };
        write!(f, "{separator}{hcpcs}{modifier}{}", component.as_str())?;
    }
    match keys.len() {
        0 => Ok(()),
        many if many > MAX_LISTED_FAULTS => f.write_str(", ...)"),
        _ => f.write_str(")"),
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
        write_keys(f, "PPRRVU rows added", &self.added)?;
        write_keys(f, "PPRRVU rows dropped", &self.dropped)?;
        write_keys(f, "rows with another status", &self.status_changed)?;
        write_keys(f, "rows with other total RVUs", &self.totals_changed)?;
        write_keys(f, "rows with another indicator", &self.indicators_changed)?;
        write_factors(f, "conversion factor", &self.factor)?;
        if self.qualifying_factor.iter().any(Option::is_some) {
            write_factors(f, "qualifying APM conversion factor", &self.qualifying_factor)?;
        }
        Ok(())
    }
}

/// What is unlike a whole release of CMS's, in words: nothing to refuse, for an extract is as good, but to
/// be told where there is no previous release to compare with.
#[must_use]
pub fn unlike_a_whole_release(tables: &FeeScheduleTables) -> Vec<String> {
    let usual = [15_000..=30_000, 100..=120, 100..=125, 100..=120, 10_000..=30_000];
    let counts = row_counts(tables).into_iter().zip(usual);
    counts
        .filter(|((_, rows), usual)| !usual.contains(rows))
        .map(|((table, rows), usual)| {
            format!("{table} holds {rows} rows; CMS's holds {} to {}", usual.start(), usual.end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::real_files::fee_schedule_of;

    #[test]
    fn the_changes_of_a_year_are_told() {
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
            rows with another status: 45 (61715, A9155, G0564, G0565, G9037, G9038, J0171, J0173, J1094, J1300, J1810, J1890, J1940, J2150, J2310, J2311, J2503, J3370, J3371, J3372, ...)
            rows with other total RVUs: 3 (0446T, 0448T, 61715)
            rows with another indicator: 59 (0417T-TC, 0418T-TC, 0926T, 0926T-TC, 0927T, 0927T-TC, 0930T, 0930T-TC, 0931T, 0931T-TC, 0932T, 0932T-TC, 0944T, 0944T-TC, 0946T, 0946T-TC, 0947T, 0947T-TC, 50688, 61715, ...)
            conversion factor: 32.3465, before 32.3465"#]].assert_eq(&drift.to_string());
        assert!(drift.suspicious_losses().is_empty());
        assert!(unlike_a_whole_release(&october).is_empty());
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
        assert_eq!(unlike_a_whole_release(&cut), ["GPCI holds 0 rows; CMS's holds 100 to 120"]);
    }
}
