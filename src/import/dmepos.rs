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
    descriptor: Column,
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

/// Reads the fee schedule of equipment.
pub(super) fn read_equipment_fees(file: &str, bytes: &[u8]) -> Result<EquipmentFile, ImportError> {
    read_fees(file, bytes, |finder| Some(EquipmentColumns::find(finder)))
}

/// Reads the fee schedule of nutrition.
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
        descriptor: finder.column_where("Description", |name| ["DESCRIPTION", "DESC"].contains(&name)),
    };
    finder.finish(file)?;
    let fees = read_unique_rows(file, bytes, &header, data, "fees", |row| read_row(row, &columns))?;
    Ok(EquipmentFile { fees, quarter })
}

fn state_columns(finder: &mut Finder<'_>) -> Vec<(StateCode, Column, Column)> {
    let columns = STATES.iter().filter_map(|&(state, non_rural, rural)| {
        Some((StateCode::of(state)?, finder.column(non_rural), finder.column(rural)))
    });
    columns.collect()
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
    let hcpcs: HcpcsCode = row.parse(columns.hcpcs)?;
    let descriptor = row.text(columns.descriptor)?;
    Ok(EquipmentFee {
        hcpcs,
        modifiers: [modifier(row, columns.modifier)?, modifier(row, columns.second_modifier)?],
        jurisdiction,
        category,
        ceiling,
        floor,
        fees: FeesByState(columns.states.iter().map(state_fees).collect::<Result<_, Fault>>()?),
        descriptor: Some(descriptor).filter(|text| hcpcs.has_public_descriptor() && !text.is_empty()),
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
        expect_test::expect![[r#"
            A4217  J SU 4.47 3.80 | AL 3.80 - .. VI 3.80 -
            A4217 AU J OS 4.47 3.80 | AL 3.80 - .. VI 3.80 -
            A4321  J OS - - | AL - - .. VI - -
            A4565  L SC 10.98 9.33 | AL 10.98 - .. VI 10.98 -
            A6011  J SD 3.25 2.76 | AL 3.25 - .. VI 3.25 -
            E0143 NU D IN - - | AL 60.89 106.25 .. VI 106.25 -
            E0143 RR D IN - - | AL 6.09 14.51 .. VI 16.50 -
            E0143 UE D IN - - | AL 45.66 77.87 .. VI 79.57 -
            E0749 RR-KF L CR 405.26 344.47 | AL 347.98 - .. VI - -
            E0782 NU-KF L IN 6118.73 5200.92 | AL 6118.73 - .. VI - -
            E0782 RR-KF L IN 611.90 520.12 | AL 611.90 - .. VI - -
            E0782 UE-KF L IN 4589.04 3900.68 | AL 4589.04 - .. VI - -
            L8600  L PO 1019.30 764.47 | AL 764.47 - .. VI - -
            L8678  L PO - - | AL 13.24 27.55 .. VI 27.55 -
            Q4010  L SC 24.80 21.08 | AL 24.80 - .. VI 24.80 -
            V2632  L IL 145.73 123.87 | AL 145.73 - .. VI 145.73 -"#]]
        .assert_eq(&shown(&file));
        let file = read_nutrition_fees("F.csv", NUTRITION.as_bytes()).unwrap();
        expect_test::expect![[r#"
            B4034  D  - - | AL 3.94 6.16 .. VI 6.16 -
            B9002 MS D  - - | AL 40.98 60.75 .. VI 61.79 -
            B9002 NU D  - - | AL 819.54 1240.45 .. VI 1261.32 -
            B9002 RR D  - - | AL 81.95 121.50 .. VI 123.59 -
            B9002 UE D  - - | AL 614.66 930.34 .. VI 945.99 -"#]]
        .assert_eq(&shown(&file));
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
        expect_test::expect![[r#"
            F.csv line 8, JURIS: "K" is not a known jurisdiction. Write one of D, L, J.
            F.csv line 8, Ceiling: -10.98 is not a fee: expected 0 or more
            F.csv line 8, Ceiling: "" is not a decimal number. Write digits with at most one point, such as 1000.00.
            F.csv line 8: has 6 of 114 columns: the file may have been cut short
            F.csv line 4: no column "Mod2"; unknown column "Mod3" (column 3)
            F.csv: no row above the columns says the quarter, such as January 2026 Fee Schedule
            F.csv line 4: no column "WY (R)"; unknown column "WY" (column 105)"#]].assert_eq(&messages.join("\n"));
    }
}
