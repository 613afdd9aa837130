//! A PTP table as bytes that are read in a moment, for a copy beside its rows.
//!
//! All numbers are little-endian. The bytes are: [`FORM`]; the number of codes, each code in five bytes, and where each code's
//! edits begin; the number of edits, and then a column of each field, in the order of [`PtpTable`]; the number of rationales,
//! each with its length. What follows from these is not stored but computed again.

use super::Day;
use super::ptp::{Columns, PtpTable};
use super::ptp_edit::EditTerms;
use crate::vocabulary::{HcpcsCode, PtpIndicator};

/// The first bytes. The last of them is the version.
const FORM: &[u8; 8] = b"MPIQPTP\x01";

/// Bytes that are no packed table, or one of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The packed edits are damaged, or this version does not read them ({0}).")]
pub struct DamagedTable(&'static str);

impl PtpTable {
    /// The table as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { codes, begins, column_two, terms, rationales, .. } = self;
        let mut bytes = Vec::with_capacity(64 + 9 * codes.len() + 9 * terms.len());
        bytes.extend_from_slice(FORM);
        put_count(&mut bytes, codes.len());
        codes.iter().for_each(|code| bytes.extend_from_slice(code.as_str().as_bytes()));
        begins.iter().for_each(|begin| bytes.extend_from_slice(&begin.to_le_bytes()));
        put_count(&mut bytes, terms.len());
        column_two.iter().for_each(|code| bytes.extend_from_slice(&code.to_le_bytes()));
        for day in [|terms: &EditTerms| terms.effective, |terms: &EditTerms| terms.deleted] {
            terms.iter().for_each(|terms| bytes.extend_from_slice(&day(terms).number().to_le_bytes()));
        }
        bytes.extend(terms.iter().map(|terms| terms.indicator.number()));
        bytes.extend(terms.iter().map(|terms| terms.rationale));
        bytes.extend(terms.iter().map(|terms| u8::from(terms.before_1996)));
        put_count(&mut bytes, rationales.len());
        for rationale in rationales {
            put_count(&mut bytes, rationale.len());
            bytes.extend_from_slice(rationale.as_bytes());
        }
        bytes
    }

    /// The table of bytes that [`PtpTable::to_bytes`] made.
    ///
    /// # Errors
    /// If they are of another version, too short or too long, or contradict themselves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DamagedTable> {
        let mut rest = Rest(bytes);
        if rest.take(FORM.len())? != FORM {
            return Err(DamagedTable("the form"));
        }
        let codes = rest.count()?;
        let code = |text: &[u8; 5]| std::str::from_utf8(text).ok()?.parse::<HcpcsCode>().ok();
        let codes: Option<Vec<_>> = rest.cells::<5>(codes)?.iter().map(code).collect();
        let codes = codes.filter(|codes| codes.is_sorted_by(|one, next| one < next));
        let codes = codes.ok_or(DamagedTable("the codes"))?;
        let begins: Vec<u32> =
            rest.cells(codes.len() + 1)?.iter().map(|cell| u32::from_le_bytes(*cell)).collect();
        let edits = rest.count()?;
        let column_two: Vec<u16> = rest.cells(edits)?.iter().map(|cell| u16::from_le_bytes(*cell)).collect();
        let [effective, deleted] = [rest.cells(edits)?, rest.cells(edits)?];
        let [indicators, rationale_numbers, before_1996] =
            [rest.take(edits)?, rest.take(edits)?, rest.take(edits)?];
        let days = effective.iter().zip(deleted);
        let small = indicators.iter().zip(rationale_numbers).zip(before_1996);
        let terms: Option<Vec<EditTerms>> = days.zip(small).map(terms_of).collect();
        let terms = terms.ok_or(DamagedTable("the indicators"))?;
        let rationales = (0..rest.count()?).map(|_| rest.text()).collect::<Result<Vec<_>, _>>()?;
        let last = rationale_numbers.iter().max().map_or(0, |number| usize::from(*number) + 1);
        if last > rationales.len() || !rest.0.is_empty() {
            return Err(DamagedTable("the rationales"));
        }
        let columns = Columns { codes, begins, column_two, terms, rationales };
        Self::of_columns(columns).ok_or(DamagedTable("the columns"))
    }
}

/// The cells of one edit, in the order of the columns.
type Cells<'a> = ((&'a [u8; 2], &'a [u8; 2]), ((&'a u8, &'a u8), &'a u8));

fn terms_of(((effective, deleted), ((indicator, rationale), before_1996)): Cells<'_>) -> Option<EditTerms> {
    let day = |cell: &[u8; 2]| Day::numbered(u16::from_le_bytes(*cell));
    Some(EditTerms {
        effective: day(effective),
        deleted: day(deleted),
        indicator: PtpIndicator::numbered(*indicator)?,
        rationale: *rationale,
        before_1996: *before_1996 != 0,
    })
}

/// Writes a count. `PtpTable::new` refuses tables whose counts need more bytes.
fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

/// The bytes that were not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], DamagedTable> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(DamagedTable("the length"))?;
        self.0 = rest;
        Ok(taken)
    }

    /// A column of cells of `N` bytes.
    fn cells<const N: usize>(&mut self, count: usize) -> Result<&'a [[u8; N]], DamagedTable> {
        let length = count.checked_mul(N).ok_or(DamagedTable("the length"))?;
        Ok(self.take(length)?.as_chunks().0)
    }

    fn count(&mut self) -> Result<usize, DamagedTable> {
        let [cell] = self.cells(1)? else { return Err(DamagedTable("the length")) };
        usize::try_from(u32::from_le_bytes(*cell)).map_err(|_| DamagedTable("the length"))
    }

    fn text(&mut self) -> Result<String, DamagedTable> {
        let length = self.count()?;
        let text = self.take(length)?;
        std::str::from_utf8(text).map(str::to_owned).map_err(|_| DamagedTable("the rationales"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::{PtpRow, PtpRows};
    use time::macros::date;

    fn table() -> PtpTable {
        let mut rows = PtpRows::default();
        let row = |one: &str, two: &str, rationale| PtpRow {
            columns: [one.parse().unwrap(), two.parse().unwrap()],
            effective: Day::of(date!(2024 - 07 - 01)).unwrap(),
            deleted: Day::of(date!(2025 - 06 - 30)).filter(|_| one == "11042"),
            indicator: if one == "11042" { PtpIndicator::NotApplicable } else { PtpIndicator::Allowed },
            before_1996: two == "99213",
            rationale,
        };
        rows.push(row("11042", "99213", "first")).unwrap();
        rows.push(row("20610", "99213", "other")).unwrap();
        rows.push(row("20610", "20605", "first")).unwrap();
        PtpTable::of_rows([rows]).unwrap()
    }

    #[test]
    fn a_table_comes_back_from_its_bytes() {
        for table in [table(), PtpTable::of_rows([]).unwrap()] {
            let back = PtpTable::from_bytes(&table.to_bytes()).unwrap();
            assert!(back.iter().eq(table.iter()));
            assert_eq!(back.rationales(), table.rationales());
        }
        assert_eq!(PtpTable::from_bytes(&table().to_bytes()).unwrap(), table());
    }

    #[test]
    fn damaged_bytes_are_refused_or_are_another_table_and_never_stop_the_program() {
        let bytes = table().to_bytes();
        for length in 0..bytes.len() {
            assert!(PtpTable::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        assert!(PtpTable::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                if let Ok(table) = PtpTable::from_bytes(&damaged) {
                    assert_eq!(table.iter().count(), table.len());
                    // An edit of a code with itself is found as both columns.
                    assert!(table.of("99213".parse().unwrap()).count() <= 2 * table.len());
                }
            }
        }
    }
}
