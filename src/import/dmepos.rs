//! DMEPOS and DMEPEN: the fee schedules of equipment, prosthetics, orthotics and supplies, and of parenteral and enteral nutrition,
//! of a quarter, comma-separated or as a workbook. Each item has a non-rural and a rural fee in each state.

use super::error::{Fault, ImportError, fault_in};
use super::header::{Finder, Header, split};
use super::table::{Column, Row, delimited};
use super::unique_rows::{UniqueRow, read_unique_rows};
use crate::vocabulary::{
    EquipmentFee, FeesByState, HcpcsCode, Jurisdiction, Modifier, Money, Quarter, StateCode, StateFees,
};
use time::{Date, Month};

/// The fees of a quarter.
#[derive(Clone, Debug)]
pub(super) struct EquipmentFile {
    pub(super) fees: Vec<EquipmentFee>,
    pub(super) quarter: Quarter,
}

/// The states, with the names of their columns.
const STATES: &[(&str, &str, &str)] = &[
    ("AL", "AL (NR)", "AL (R)"),
    ("AR", "AR (NR)", "AR (R)"),
    ("AZ", "AZ (NR)", "AZ (R)"),
    ("CA", "CA (NR)", "CA (R)"),
    ("CO", "CO (NR)", "CO (R)"),
    ("CT", "CT (NR)", "CT (R)"),
    ("DC", "DC (NR)", "DC (R)"),
    ("DE", "DE (NR)", "DE (R)"),
    ("FL", "FL (NR)", "FL (R)"),
    ("GA", "GA (NR)", "GA (R)"),
    ("IA", "IA (NR)", "IA (R)"),
    ("ID", "ID (NR)", "ID (R)"),
    ("IL", "IL (NR)", "IL (R)"),
    ("IN", "IN (NR)", "IN (R)"),
    ("KS", "KS (NR)", "KS (R)"),
    ("KY", "KY (NR)", "KY (R)"),
    ("LA", "LA (NR)", "LA (R)"),
    ("MA", "MA (NR)", "MA (R)"),
    ("MD", "MD (NR)", "MD (R)"),
    ("ME", "ME (NR)", "ME (R)"),
    ("MI", "MI (NR)", "MI (R)"),
    ("MN", "MN (NR)", "MN (R)"),
    ("MO", "MO (NR)", "MO (R)"),
    ("MS", "MS (NR)", "MS (R)"),
    ("MT", "MT (NR)", "MT (R)"),
    ("NC", "NC (NR)", "NC (R)"),
    ("ND", "ND (NR)", "ND (R)"),
    ("NE", "NE (NR)", "NE (R)"),
    ("NH", "NH (NR)", "NH (R)"),
    ("NJ", "NJ (NR)", "NJ (R)"),
    ("NM", "NM (NR)", "NM (R)"),
    ("NV", "NV (NR)", "NV (R)"),
    ("NY", "NY (NR)", "NY (R)"),
    ("OH", "OH (NR)", "OH (R)"),
    ("OK", "OK (NR)", "OK (R)"),
    ("OR", "OR (NR)", "OR (R)"),
    ("PA", "PA (NR)", "PA (R)"),
    ("RI", "RI (NR)", "RI (R)"),
    ("SC", "SC (NR)", "SC (R)"),
    ("SD", "SD (NR)", "SD (R)"),
    ("TN", "TN (NR)", "TN (R)"),
    ("TX", "TX (NR)", "TX (R)"),
    ("UT", "UT (NR)", "UT (R)"),
    ("VA", "VA (NR)", "VA (R)"),
    ("VT", "VT (NR)", "VT (R)"),
    ("WA", "WA (NR)", "WA (R)"),
    ("WI", "WI (NR)", "WI (R)"),
    ("WV", "WV (NR)", "WV (R)"),
    ("WY", "WY (NR)", "WY (R)"),
    ("AK", "AK (NR)", "AK (R)"),
    ("HI", "HI (NR)", "HI (R)"),
    ("PR", "PR (NR)", "PR (R)"),
    ("VI", "VI (NR)", "VI (R)"),
];

struct FeeColumns {
    hcpcs: Column,
    modifier: Column,
    second_modifier: Column,
    /// `None` for nutrition, which the equipment contractor pays.
    of_equipment: Option<EquipmentColumns>,
    states: Vec<(StateCode, Column, Column)>,
}

struct EquipmentColumns {
    jurisdiction: Column,
    category: Column,
    ceiling: Column,
    floor: Column,
}

impl EquipmentColumns {
    fn find(finder: &mut Finder<'_>) -> Self {
        Self {
            jurisdiction: finder.column("JURIS"),
            category: finder.column("CATG"),
            ceiling: finder.column("Ceiling"),
            floor: finder.column("Floor"),
        }
    }
}

/// Reads the fee schedule of equipment. The descriptors are left out.
pub(super) fn read_equipment_fees(file: &str, bytes: &[u8]) -> Result<EquipmentFile, ImportError> {
    read_fees(file, bytes, |finder| Some(EquipmentColumns::find(finder)))
}

/// Reads the fee schedule of nutrition. The descriptors are left out.
pub(super) fn read_nutrition_fees(file: &str, bytes: &[u8]) -> Result<EquipmentFile, ImportError> {
    read_fees(file, bytes, |_| None)
}

fn read_fees(
    file: &str,
    bytes: &[u8],
    find: impl Fn(&mut Finder<'_>) -> Option<EquipmentColumns>,
) -> Result<EquipmentFile, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (titles, lowest, data) = split(file, &rows, "HCPCS", |first| first == "HCPCS")?;
    let quarter = titles.iter().find_map(|row| quarter_in_title(row.cell(0))).ok_or_else(|| {
        let problem = "no row above the columns says the quarter, such as January 2026 Fee Schedule";
        fault_in(file, Fault::of_file(problem))
    })?;
    let header = Header::of_row(lowest);
    let mut finder = header.finder();
    let columns = FeeColumns {
        hcpcs: finder.column("HCPCS"),
        modifier: finder.column("Mod"),
        second_modifier: finder.column("Mod2"),
        of_equipment: find(&mut finder),
        states: state_columns(&mut finder),
    };
    finder.column_where("Description", |name| ["DESCRIPTION", "DESC"].contains(&name));
    finder.finish(file)?;
    let fees = read_unique_rows(file, bytes, &header, data, "fees", |row| read_row(row, &columns))?;
    Ok(EquipmentFile { fees, quarter })
}

fn state_columns(finder: &mut Finder<'_>) -> Vec<(StateCode, Column, Column)> {
    let columns = |(state, non_rural, rural): &(&'static str, &'static str, &'static str)| {
        Some((StateCode::of(state)?, finder.column(non_rural), finder.column(rural)))
    };
    STATES.iter().filter_map(columns).collect()
}

/// The quarter of a title: `January 2026 Fee Schedule`.
fn quarter_in_title(text: &str) -> Option<Quarter> {
    let (month, year) = text.strip_suffix(" Fee Schedule")?.split_once(' ')?;
    let month: Month = month.parse().ok()?;
    Quarter::of(Date::from_calendar_date(year.parse().ok()?, month, 1).ok()?).of_this_century()
}

impl UniqueRow for EquipmentFee {
    type Key = (HcpcsCode, [Option<Modifier>; 2]);

    fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    fn key(&self) -> Self::Key {
        (self.hcpcs, self.modifiers)
    }
}

fn read_row(row: &Row, columns: &FeeColumns) -> Result<EquipmentFee, Fault> {
    let (jurisdiction, category, ceiling, floor) = match &columns.of_equipment {
        Some(own) => (
            row.parse(own.jurisdiction)?,
            row.text(own.category)?,
            fee(row, own.ceiling)?,
            fee(row, own.floor)?,
        ),
        None => (Jurisdiction::Equipment, String::new(), None, None),
    };
    let state_fees = |(state, non_rural, rural): &(StateCode, Column, Column)| {
        Ok(StateFees { state: *state, non_rural: fee(row, *non_rural)?, rural: fee(row, *rural)? })
    };
    Ok(EquipmentFee {
        hcpcs: row.parse(columns.hcpcs)?,
        modifiers: [modifier(row, columns.modifier)?, modifier(row, columns.second_modifier)?],
        jurisdiction,
        category,
        ceiling,
        floor,
        fees: FeesByState(columns.states.iter().map(state_fees).collect::<Result<_, Fault>>()?),
    })
}

fn modifier(row: &Row, column: Column) -> Result<Option<Modifier>, Fault> {
    if row.cell(column.index).is_empty() { Ok(None) } else { row.parse(column).map(Some) }
}

/// A fee; CMS writes none as 0.
fn fee(row: &Row, column: Column) -> Result<Option<Money>, Fault> {
    let fee: Money = row.parse(column)?;
    if fee < Money::ZERO {
        return Err(row.fault(column, format!("{fee} is not a fee: expected 0 or more")));
    }
    Ok(Some(fee).filter(|fee| *fee > Money::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../tests/fixtures/cms/dmepos/DMEPOS26_JAN.csv");
    const NUTRITION: &str = include_str!("../../tests/fixtures/cms/dmepos/DMEPEN26_JAN.csv");

    fn shown(file: &EquipmentFile) -> String {
        let row = |fee: &EquipmentFee| {
            let modifiers: Vec<&str> = fee.modifiers.iter().flatten().map(Modifier::as_str).collect();
            let limits = [fee.ceiling, fee.floor]
                .map(|limit| limit.map_or_else(|| "-".to_owned(), |limit| limit.to_string()));
            let fees = fee.fees.to_string();
            let fees: Vec<&str> = fees.split(", ").collect();
            let (first, last) = (fees[0], fees[fees.len() - 1]);
            format!(
                "{} {} {} {} {} | {first} .. {last}",
                fee.hcpcs,
                modifiers.join("-"),
                fee.jurisdiction.code(),
                fee.category,
                limits.join(" ")
            )
        };
        file.fees.iter().map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_row_is_an_item_with_its_fees_by_state() {
        let file = read_equipment_fees("F.csv", FILE.as_bytes()).unwrap();
        assert_eq!(file.quarter.to_string(), "2026Q1");
        assert!(file.fees.iter().all(|fee| fee.fees.0.len() == 53));
        expect_test::expect![[r#""#]].assert_eq(&shown(&file));
        let file = read_nutrition_fees("F.csv", NUTRITION.as_bytes()).unwrap();
        expect_test::expect![[r#""#]].assert_eq(&shown(&file));
    }

    #[test]
    fn what_is_not_valid_is_refused() {
        let messages = [
            ("A4565,,,L,SC,", "A4565,,,K,SC,"),
            ("A4565,,,L,SC,10.98", "A4565,,,L,SC,-10.98"),
            ("A4565,,,L,SC,10.98", "A4565,,,L,SC,"),
            ("A4565,", "A4566,,,L,SC,1\nA4565,"),
            ("Mod2,JURIS", "Mod3,JURIS"),
            ("January 2026 Fee", "Smarch 2026 Fee"),
            ("WY (R)", "WY"),
        ]
        .map(|(right, wrong)| {
            let text = FILE.replace(right, wrong);
            assert_ne!(text, FILE);
            read_equipment_fees("F.csv", text.as_bytes()).unwrap_err().to_string()
        });
        expect_test::expect![[r#""#]].assert_eq(&messages.join("\n"));
    }
}
