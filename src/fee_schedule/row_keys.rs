//! Which rows a schedule has on a day.

use super::codes::CodeFilter;
use crate::contract::Terms;
use crate::schedule::{Release, Schedule};
use crate::vocabulary::{HcpcsCode, Modifier, RateRow};
use time::Date;

/// A code, with the modifiers for which a schedule has a row of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowKey {
    pub(super) hcpcs: HcpcsCode,
    pub(super) modifiers: [Option<Modifier>; 2],
}

impl RowKey {
    fn of(row: &impl RateRow) -> Self {
        Self { hcpcs: row.hcpcs(), modifiers: row.modifiers() }
    }
}

/// Every row of the physician fee schedule, every code of the other schedules of the day, and every fee of the contract, in
/// order. A row that several of them have is there once.
pub(super) fn row_keys(
    schedule: &Schedule,
    release: &Release,
    day: Date,
    terms: Option<&Terms>,
    wanted: &CodeFilter,
) -> Vec<RowKey> {
    let component = |code: &str| code.parse::<Modifier>().ok();
    let of_physicians = release
        .services
        .rows()
        .iter()
        .map(|row| RowKey { hcpcs: row.hcpcs, modifiers: [component(row.component.as_str()), None] });
    let tests = schedule.laboratory_rates_on(day).map(|release| release.rates.as_slice()).unwrap_or_default();
    let tests = tests.iter().filter(|rate| rate.effective_from <= day).map(RowKey::of);
    let drugs = schedule.drug_limits_on(day).map(|release| release.rates.as_slice()).unwrap_or_default();
    let items = [schedule.equipment_fees_on(day), schedule.nutrition_fees_on(day)];
    let items = items.into_iter().flatten().flat_map(|release| &release.rates);
    let fees = terms.map(|terms| terms.parts().fees.as_slice()).unwrap_or_default();
    let fees = fees.iter().map(|fee| RowKey { hcpcs: fee.hcpcs, modifiers: [fee.modifier, None] });
    let of_others = tests.chain(drugs.iter().map(RowKey::of)).chain(items.map(RowKey::of));
    let all = of_physicians.chain(of_others).chain(fees);
    let mut keys: Vec<RowKey> = all.filter(|key| wanted.has(key.hcpcs)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
