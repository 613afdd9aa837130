//! ASP: the payment limits of Part B drugs of a quarter, comma-separated or as a workbook. CMS renamed the file in 2026.

use super::error::{Fault, ImportError, fault_in};
use super::header::{Header, split};
use super::table::{Column, Row, delimited};
use super::unique_rows::{UniqueRow, read_unique_rows};
use crate::vocabulary::{DrugLimit, FineShare, HcpcsCode, Quarter, UnitPrice};
use time::{Date, Month};

/// What CMS writes if it has no price: then the contractor sets one.
const NO_LIMIT: &str = "N/A";
/// The percentage of the average wholesale price in the limits of vaccines and blood products.
const WHOLESALE_PERCENT: &str = "95";

/// The limits of a quarter.
#[derive(Clone, Debug)]
pub(super) struct DrugLimitFile {
    pub(super) limits: Vec<DrugLimit>,
    pub(super) quarter: Quarter,
}

struct LimitColumns {
    hcpcs: Column,
    dosage: Column,
    limit: Column,
    coinsurance: Column,
    vaccine_percent: Column,
    vaccine_limit: Column,
    blood_percent: Column,
    blood_limit: Column,
    clotting_factor: Column,
    notes: Column,
}

/// Reads the rows of the file. The descriptors are left out.
pub(super) fn read_drug_limits(file: &str, bytes: &[u8]) -> Result<DrugLimitFile, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (titles, lowest, data) = split(file, &rows, "HCPCS Code", |first| first == "HCPCSCODE")?;
    let quarter = quarter_of(titles).map_err(|fault| fault_in(file, fault))?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, &header)?;
    let limits = read_unique_rows(file, bytes, &header, data, "limits", |row| read_row(row, &columns))?;
    Ok(DrugLimitFile { limits, quarter })
}

impl UniqueRow for DrugLimit {
    type Key = HcpcsCode;

    fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    fn key(&self) -> Self::Key {
        self.hcpcs
    }
}

fn find_columns(file: &str, header: &Header) -> Result<LimitColumns, ImportError> {
    let mut finder = header.finder();
    let columns = LimitColumns {
        hcpcs: finder.column("HCPCS Code"),
        dosage: finder.column("HCPCS Code Dosage"),
        limit: finder.column("Payment Limit"),
        coinsurance: finder.column("Co-insurance Percentage"),
        vaccine_percent: finder.column("Vaccine AWP%"),
        vaccine_limit: finder.column("Vaccine Limit"),
        blood_percent: finder.column("Blood AWP%"),
        blood_limit: finder.column("Blood limit"),
        clotting_factor: finder.column("Clotting Factor"),
        notes: finder.column("Notes"),
    };
    finder.column("Short Description");
    finder.finish(file)?;
    Ok(columns)
}

/// The quarter in the titles: `Effective January 1, 2026 through March 31, 2026`.
fn quarter_of(titles: &[Row]) -> Result<Quarter, Fault> {
    let found = titles.iter().find(|row| row.cell(0).starts_with("Effective "));
    let Some(row) = found else {
        return Err(Fault::of_file(
            "no row above the columns says the days, such as Effective January 1, 2026 through March 31, 2026",
        ));
    };
    quarter_in_words(row.cell(0)).ok_or_else(|| {
        let problem = format!(
            "{:?} is not a quarter: expected such as Effective January 1, 2026 through March 31, 2026",
            row.cell(0)
        );
        Fault::at_line(row.line, problem)
    })
}

fn quarter_in_words(text: &str) -> Option<Quarter> {
    let (first, last) = text.strip_prefix("Effective ")?.split_once(" through ")?;
    let (first, last) = (day_in_words(first)?, day_in_words(last)?);
    let quarter = Quarter::of(first).of_this_century()?;
    (quarter.first_day()? == first && quarter.next()?.first_day()? == last.next_day()?).then_some(quarter)
}

/// A day as `January 1, 2026`.
fn day_in_words(text: &str) -> Option<Date> {
    let (month_and_day, year) = text.split_once(',')?;
    let (month, day) = month_and_day.trim().split_once(' ')?;
    let month: Month = month.parse().ok()?;
    Date::from_calendar_date(year.trim().parse().ok()?, month, day.trim().parse().ok()?).ok()
}

fn read_row(row: &Row, columns: &LimitColumns) -> Result<DrugLimit, Fault> {
    let hcpcs = row.parse(columns.hcpcs)?;
    let limit = limit(row, columns.limit)?;
    check_same(row, columns.vaccine_limit, columns.limit)?;
    check_same(row, columns.blood_limit, columns.limit)?;
    row.mark(columns.blood_percent, WHOLESALE_PERCENT)?;
    row.mark(columns.clotting_factor, "1")?;
    let coinsurance = FineShare::of_percent(row.cell(columns.coinsurance.index))
        .map_err(|error| row.fault(columns.coinsurance, error.to_string()))?;
    Ok(DrugLimit {
        hcpcs,
        dosage: text(row, columns.dosage)?,
        limit,
        coinsurance,
        is_vaccine: row.mark(columns.vaccine_percent, WHOLESALE_PERCENT)?,
        note: Some(text(row, columns.notes)?).filter(|note| !note.is_empty()),
    })
}

fn limit(row: &Row, column: Column) -> Result<Option<UnitPrice>, Fault> {
    if row.cell(column.index) == NO_LIMIT {
        return Ok(None);
    }
    let limit: UnitPrice = row.parse(column)?;
    if limit == UnitPrice::ZERO {
        return Err(row.fault(column, format!("{limit} is not a limit: expected more than 0, or {NO_LIMIT}")));
    }
    Ok(Some(limit))
}

/// Refuses a limit of vaccines or blood products that is not the payment limit.
fn check_same(row: &Row, column: Column, limit: Column) -> Result<(), Fault> {
    let (own, whole) = (row.cell(column.index), row.cell(limit.index));
    if own.is_empty() || own == whole {
        return Ok(());
    }
    Err(row.fault(column, format!("{own:?} is not the payment limit of {whole}")))
}

/// A text of one line. CMS's file has a blank of Latin-1 and a line break in cells.
fn text(row: &Row, column: Column) -> Result<String, Fault> {
    let text = row.cell(column.index).replace('\u{a0}', " ");
    let text = text.lines().map(str::trim).collect::<Vec<_>>().join("; ");
    if text.is_ascii() {
        Ok(text)
    } else {
        Err(row.fault(column, format!("{text:?} has characters other than ASCII")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = include_bytes!(
        "../../tests/fixtures/cms/asp/January 2026 Medicare Part B Payment Limit File 121725.csv"
    );

    fn file() -> String {
        FILE.iter().map(|byte| char::from(*byte)).collect()
    }

    #[test]
    fn a_row_is_a_drug_with_its_limit_and_coinsurance() {
        let file = read_drug_limits("F.csv", FILE).unwrap();
        assert_eq!((file.quarter.to_string().as_str(), file.limits.len()), ("2026Q1", 13));
        let shown = |limit: &DrugLimit| {
            let price = limit.limit.map_or_else(|| "-".to_owned(), |price| price.to_string());
            let vaccine = if limit.is_vaccine { " vaccine" } else { "" };
            let note = limit.note.as_deref().map_or_else(String::new, |note| format!(" {note}"));
            format!(
                "{} {} {price} {}%{vaccine}{note}",
                limit.hcpcs,
                limit.dosage,
                limit.coinsurance.percent().as_str()
            )
        };
        let rows: Vec<String> = file.limits.iter().map(shown).collect();
        expect_test::expect![[r#"
            90662 0.5 ML 98.160 0.000% vaccine see the Seasonal Influenza Vaccines Pricing webpage for current payment limits and effective dates
            90677 0.5 ML 312.902 0.000% vaccine
            A9606 1 microCurie - 20.000% microCurie 100% AWP = $202.82; microCurie 100% WAC = $169.02
            J0178 1 MG 763.901 20.000%
            J0739 1 mg 7.147 0.000% HIV PrEP drug
            J0897 1 MG 29.457 17.585% Inflation-adjusted coinsurance
            J1885 15 MG 0.333 20.000%
            J2371 20 MCG 0.002 20.000%
            J3301 10 MG 0.741 20.000%
            J7190 1 IU 1.113 20.000%
            J9325 1 million PFU 73.939 18.879% Inflation-adjusted coinsurance
            P9047 50 ML 53.077 20.000%
            Q9967 1 ML 0.149 20.000%"#]].assert_eq(&rows.join("\n"));
    }

    #[test]
    fn a_row_that_contradicts_itself_is_refused() {
        let row = "90677,-,0.5 ML,312.902,0.000,95,312.902,,,,,";
        let messages = [
            "90677,-,0.5 ML,312.902,0.000,95,312.900,,,,,",
            "90677,-,0.5 ML,312.902,0.000,106,312.902,,,,,",
            "90677,-,0.5 ML,312.9021,0.000,95,,,,,,",
            "90677,-,0.5 ML,0,0.000,95,,,,,,",
            "90677,-,0.5 ML,n/a,0.000,95,,,,,,",
            "90677,-,0.5 ML,312.902,N/A,95,312.902,,,,,",
            "90677,-,0.5 ML,312.902,120,95,312.902,,,,,",
            "90677,-,0.5 ML,312.902,0.000,95,312.902,,,2,,",
            "90662,-,0.5 ML,312.902,0.000,95,312.902,,,,,",
            "90677,-,0.5 ML,312.902",
        ]
        .map(|wrong| {
            let text = file().replace(row, wrong);
            assert_ne!(text, file());
            read_drug_limits("F.csv", text.as_bytes()).unwrap_err().to_string()
        });
        expect_test::expect![[r#"
            F.csv line 9, Vaccine Limit: "312.900" is not the payment limit of 312.902
            F.csv line 9, Vaccine AWP%: "106" is not a known value: expected blank or "95"
            F.csv line 9, Payment Limit: "312.9021" has more than 3 decimals.
            F.csv line 9, Payment Limit: 0.000 is not a limit: expected more than 0, or N/A
            F.csv line 9, Payment Limit: "n/a" is not a decimal number. Write digits with at most one point, such as 1000.00.
            F.csv line 9, Co-insurance Percentage: "N/A" is not a decimal number. Write digits with at most one point, such as 1000.00.
            F.csv line 9, Co-insurance Percentage: "120" is out of range. Write a number from 0 to 100.
            F.csv line 9, Clotting Factor: "2" is not a known value: expected blank or "1"
            F.csv line 9: repeats 90662 from line 8
            F.csv line 9: has 4 of 11 columns: the file may have been cut short"#]].assert_eq(&messages.join("\n"));
    }

    #[test]
    fn the_titles_say_the_quarter() {
        let days = "January 1, 2026 through March 31, 2026";
        let messages = [
            "January 1, 2026 through June 30, 2026",
            "February 1, 2026 through April 30, 2026",
            "Smarch 1, 2026 through March 31, 2026",
            "January 2026",
        ]
        .map(|wrong| {
            let text = file().replace(days, wrong);
            read_drug_limits("F.csv", text.as_bytes()).unwrap_err().to_string()
        });
        expect_test::expect![[r#"
            F.csv line 3: "Effective January 1, 2026 through June 30, 2026" is not a quarter: expected such as Effective January 1, 2026 through March 31, 2026
            F.csv line 3: "Effective February 1, 2026 through April 30, 2026" is not a quarter: expected such as Effective January 1, 2026 through March 31, 2026
            F.csv line 3: "Effective Smarch 1, 2026 through March 31, 2026" is not a quarter: expected such as Effective January 1, 2026 through March 31, 2026
            F.csv line 3: "Effective January 2026" is not a quarter: expected such as Effective January 1, 2026 through March 31, 2026"#]].assert_eq(&messages.join("\n"));
        let text = file().replace("Effective", "From");
        let error = read_drug_limits("F.csv", text.as_bytes()).unwrap_err().to_string();
        expect_test::expect!["F.csv: no row above the columns says the days, such as Effective January 1, 2026 through March 31, 2026"].assert_eq(&error);
    }
}
