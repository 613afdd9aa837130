//! CMS's published payment amounts (PFALL and PFREV): the fee schedule amounts in every locality.
//!
//! They are not part of a release. `medpayiq verify` recomputes and compares them. CMS describes the columns in
//! PF25PC.pdf.

use super::error::{Fault, FileFaults, ImportError};
use super::sources::payment_files;
use super::table::{Column, Row, decode, records};
use crate::vocabulary::{Component, HcpcsCode, Locality, Money, MultipleProcedure, PcTc, Status};
use std::path::Path;

/// A row of a payment file: one service in one locality.
///
/// PFREV4 prints every row twice, its blank modifier as one blank and as two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// Year: the calendar year the amounts are effective in.
    pub year: i32,
    /// Carrier Number and Locality.
    pub locality: Locality,
    /// HCPCS Code.
    pub hcpcs: HcpcsCode,
    /// Modifier.
    pub component: Component,
    /// Non Facility Fee Schedule Amount; never capped, although the description says so.
    pub non_facility: Money,
    /// Facility Fee Schedule Amount; never capped either.
    pub facility: Money,
    /// PCTC Indicator.
    pub pc_tc: PcTc,
    /// Status Code.
    pub status: Status,
    /// Multiple Surgery Indicator.
    pub multiple_procedure: MultipleProcedure,
    /// 50% Therapy Reduction Amount in office and other non-institutional settings; in E/M rows it may hold
    /// a model's flat visit fee.
    pub therapy_non_institutional: Money,
    /// 50% Therapy Reduction Amount in an institutional setting.
    pub therapy_institutional: Money,
    /// OPPS Indicator: `9` if no cap applies.
    pub opps_indicator: char,
    /// OPPS Non Facility Fee Amount, 0.00 if no cap applies.
    pub opps_non_facility: Money,
    /// OPPS Facility Fee Amount, 0.00 if no cap applies.
    pub opps_facility: Money,
}

/// The beginning of the trailer lines at the end of CMS's files.
const TRAILER: &str = "TRL";
/// The number of columns, the filler after the facility amount among them.
const COLUMNS: usize = 16;

const NO_AMOUNTS: &str = "holds no payment amounts: expected lines such as \"2025\",\"01112\",\"05\",...";
const NO_PAYMENT_FILE: &str =
    "not a payment file: expected one such as PFALL25.txt, with lines such as \"2025\",\"01112\",\"05\",...";

const fn column(index: usize, name: &'static str) -> Column {
    Column { index, name }
}

/// The content of a payment file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFile {
    /// The file's name.
    pub name: String,
    /// The rows.
    pub rows: Vec<PaymentRow>,
    /// Whether CMS's TRL lines are at the end. Without them the file may have been cut short.
    pub has_trailer: bool,
}

/// Reads a payment file as CMS publishes it, or each payment file of a zip.
///
/// # Errors
/// If the file cannot be read, is not a payment file, or has an invalid row.
pub fn read_payments(path: &Path) -> Result<Vec<PaymentFile>, ImportError> {
    let files = payment_files(path)?.into_iter().map(|file| {
        let rows = parse_payments(&file.name, &file.bytes)?;
        let is_trailer = |line: &str| line.trim_start_matches('"').starts_with(TRAILER);
        let has_trailer = decode(&file.bytes).lines().any(is_trailer);
        Ok(PaymentFile { name: file.name, rows, has_trailer })
    });
    files.collect()
}

/// Reads the content of a payment file.
///
/// # Errors
/// If it has no rows or has an invalid row.
pub fn parse_payments(file: &str, bytes: &[u8]) -> Result<Vec<PaymentRow>, ImportError> {
    let text = decode(bytes);
    let mut faults = FileFaults::new(file);
    let mut rows = Vec::new();
    let mut has_columns = false;
    let is_data = |row: &Row| !row.cell(0).starts_with(TRAILER) && !row.is_end();
    for row in records(&text, b',') {
        match row {
            Ok(row) if is_data(&row) => {
                has_columns |= row.check_width(COLUMNS).is_ok();
                rows.extend(faults.keep(read_row(&row)));
            }
            Ok(_trailer) => {}
            Err(fault) => faults.add(fault),
        }
    }
    if !has_columns {
        // The faults of each line do not help if this is another kind of file.
        faults = FileFaults::new(file);
    }
    if rows.is_empty() {
        faults.add(Fault::of_file(if has_columns { NO_AMOUNTS } else { NO_PAYMENT_FILE }));
    }
    faults.or(rows)
}

fn read_row(row: &Row) -> Result<PaymentRow, Fault> {
    row.check_width(COLUMNS)?;
    let money = |index, name| row.parse::<Money>(column(index, name));
    Ok(PaymentRow {
        line: row.line,
        year: row.parse(column(0, "YEAR"))?,
        locality: super::locality::read_locality(row, column(1, "CARRIER"), column(2, "LOCALITY"))?,
        hcpcs: row.parse(column(3, "HCPCS"))?,
        component: row.parse(column(4, "MOD"))?,
        non_facility: money(5, "NONFAC")?,
        facility: money(6, "FAC")?,
        pc_tc: row.parse(column(8, "PCTC"))?,
        status: row.parse(column(9, "STATUS"))?,
        multiple_procedure: row.parse(column(10, "MULT"))?,
        therapy_non_institutional: money(11, "THER1")?,
        therapy_institutional: money(12, "THER2")?,
        opps_indicator: row.character(column(13, "OPPS-IND"))?,
        opps_non_facility: money(14, "OPPS-NF")?,
        opps_facility: money(15, "OPPS-F")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use medpayiq_cms_files::cms_file;
    use proptest::prelude::*;

    const ROW: &str = r#""2025","01112","57","50688"," ","0000077.78","0000077.78"," ","0","A","2","0000000.00","0000000.00","9","0000000.00","0000000.00""#;

    #[test]
    fn a_row_is_read_and_its_trailer_is_not() {
        let text = format!("{ROW}\r\n\"TRL- ALL RIGHTS RESERVED.\"\r\n");
        let rows = parse_payments("PFREV4.txt", text.as_bytes()).unwrap();
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.line, row.year, row.locality.to_string().as_str()), (1, 2025, "01112-57"));
        assert_eq!(
            (row.component, row.facility.cents(), row.opps_indicator),
            (Component::Global, 7_778, '9')
        );
    }

    #[test]
    fn a_broken_row_is_named() {
        let error = |text: &str| parse_payments("PF.txt", text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            error(&ROW.replace("\"0000077.78\",\"00", "\"77,78\",\"00")),
            "PF.txt line 1, NONFAC: \"77,78\" is not a decimal number. Write digits with at most one point, such as 1000.00.\nPF.txt: holds no payment amounts: expected lines such as \"2025\",\"01112\",\"05\",..."
        );
        assert!(
            error(&format!("{ROW}\n\"2025\",\"01112\"\n")).starts_with("PF.txt line 2: has 2 of 16 columns")
        );
    }

    #[test]
    fn cms_revision_files_are_read_whole() {
        for (file, count) in [
            ("payments/PFREV4.txt", 1_526),
            ("payments/PFREV25C.txt", 109),
            ("2026/PFREV26B_nonQP.zip", 4_033),
        ] {
            let Some(path) = cms_file(file) else { return };
            let [read] = read_payments(&path).unwrap().try_into().unwrap();
            assert_eq!((read.rows.len(), read.has_trailer), (count, true), "{file}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse_payments("F", &bytes);
        }
    }
}
