//! CLFS: the clinical laboratory fee schedule of a quarter, comma-separated or as a workbook.

use super::error::{Fault, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Column, Row, calendar_day, delimited};
use super::unique_rows::{UniqueRow, read_unique_rows};
use crate::vocabulary::{HcpcsCode, LaboratoryRate, Modifier, Money};
use time::Date;

struct RateColumns {
    year: Column,
    hcpcs: Column,
    modifier: Column,
    effective_from: Column,
    indicator: Column,
    rate: Column,
}

/// Reads the rows of the schedule. The descriptors are left out.
pub(super) fn read_laboratory_rates(file: &str, bytes: &[u8]) -> Result<Vec<LaboratoryRate>, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (_, lowest, data) = split(file, &rows, "YEAR", |first| first == "YEAR")?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, &header)?;
    read_unique_rows(file, bytes, &header, data, "rates", |row| read_row(row, &columns))
}

impl UniqueRow for LaboratoryRate {
    type Key = (HcpcsCode, Option<Modifier>);

    fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    fn key(&self) -> Self::Key {
        (self.hcpcs, self.modifier)
    }
}

fn find_columns(file: &str, header: &Header) -> Result<RateColumns, ImportError> {
    let mut finder = header.finder();
    let columns = RateColumns {
        year: finder.column("YEAR"),
        hcpcs: finder.column("HCPCS"),
        modifier: finder.column("MOD"),
        effective_from: finder.column("EFF_DATE"),
        indicator: finder.column("INDICATOR"),
        rate: finder.column("RATE"),
    };
    finder.column("SHORTDESC");
    finder.optional("LONGDESC");
    finder.optional("EXTENDEDLONGDESC");
    finder.finish(file)?;
    Ok(columns)
}

fn read_row(row: &Row, columns: &RateColumns) -> Result<LaboratoryRate, Fault> {
    let effective_from = day(row, columns.effective_from)?;
    let year = row.cell(columns.year.index);
    if year.parse() != Ok(effective_from.year()) {
        return Err(row.fault(columns.year, format!("{year:?} is not the year of EFF_DATE")));
    }
    let modifier = match row.cell(columns.modifier.index) {
        "" => None,
        _ => Some(row.parse(columns.modifier)?),
    };
    let hcpcs = row.parse(columns.hcpcs)?;
    let rate = rate(row, columns)?;
    Ok(LaboratoryRate { hcpcs, modifier, effective_from, rate })
}

/// The rate of a row: N has a national one, and L none, because each contractor sets its own.
fn rate(row: &Row, columns: &RateColumns) -> Result<Option<Money>, Fault> {
    let rate: Money = row.parse(columns.rate)?;
    match row.cell(columns.indicator.index) {
        "N" if rate > Money::ZERO => Ok(Some(rate)),
        "L" if rate == Money::ZERO => Ok(None),
        "N" => Err(row.fault(columns.rate, format!("{rate} is not a national rate: expected more than 0"))),
        "L" => Err(row.fault(columns.rate, format!("{rate} is not expected with INDICATOR L: expected 0"))),
        other => {
            let problem = format!("{other:?} is not a known value: expected N or L");
            Err(row.fault(columns.indicator, problem))
        }
    }
}

/// A day as CMS writes it here: 20260101.
fn day(row: &Row, column: Column) -> Result<Date, Fault> {
    let text = row.cell(column.index);
    calendar_day(text)
        .ok_or_else(|| row.fault(column, format!("{text:?} is not a day: expected such as 20260101")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../tests/fixtures/cms/clfs/CLFS_2026_Q1V1.csv");

    #[test]
    fn a_row_is_a_test_with_its_modifier() {
        let rates = read_laboratory_rates("F.csv", FILE.as_bytes()).unwrap();
        let shown = |rate: &LaboratoryRate| {
            let modifier = rate.modifier.map(|modifier| modifier.to_string()).unwrap_or_default();
            let amount = rate.rate.map(|rate| rate.to_string()).unwrap_or_default();
            format!("{} {modifier} {amount}", rate.hcpcs)
        };
        let first: Vec<String> = rates.iter().take(4).map(shown).collect();
        assert_eq!(first, ["0526U  ", "36415  9.34", "80053  10.56", "80053 QW 10.56"]);
        assert_eq!(rates.len(), 17);
    }

    #[test]
    fn a_row_that_contradicts_itself_is_refused() {
        let row = "2026,85025,QW,20260101,N,7.77,-,-,-";
        let messages = [
            "2026,85025,,20260101,N,7.77,-,-,-",
            "2025,85025,QW,20260101,N,7.77,-,-,-",
            "2026,85025,QW,20260132,N,7.77,-,-,-",
            "2026,85025,QW,20260101,X,7.77,-,-,-",
            "2026,85025,QW,20260101,N,0,-,-,-",
            "2026,85025,QW,20260101,L,7.77,-,-,-",
            "2026,85025,QW,20260101,N,7.775,-,-,-",
            "2026,85025,QW,20260101,N",
        ]
        .map(|wrong| {
            let text = FILE.replace(row, wrong);
            assert_ne!(text, FILE);
            read_laboratory_rates("F.csv", text.as_bytes()).unwrap_err().to_string()
        });
        expect_test::expect![[r#"
            F.csv line 17: repeats 85025 from line 16
            F.csv line 17, YEAR: "2025" is not the year of EFF_DATE
            F.csv line 17, EFF_DATE: "20260132" is not a day: expected such as 20260101
            F.csv line 17, INDICATOR: "X" is not a known value: expected N or L
            F.csv line 17, RATE: 0.00 is not a national rate: expected more than 0
            F.csv line 17, RATE: 7.77 is not expected with INDICATOR L: expected 0
            F.csv line 17, RATE: "7.775" has more than 2 decimals.
            F.csv line 17: has 5 of 9 columns: the file may have been cut short"#]]
        .assert_eq(&messages.join("\n"));
    }
}
