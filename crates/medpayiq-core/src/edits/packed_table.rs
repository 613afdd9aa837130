//! A PTP table as bytes that are read in a moment, for a copy beside its rows.
//!
//! All numbers are little-endian. The bytes are: [`FORM`]; the number of codes, each code in five bytes, and where each code's
//! edits begin; the number of edits, and then a column of each field, in the order of [`PtpTable`]; the number of rationales,
//! each with its length. What follows from these is not stored but computed again.

use super::Day;
use super::ptp::{Columns, PtpTable};
use super::ptp_edit::EditTerms;
use crate::vocabulary::{HcpcsCode, PtpIndicator};
use std::io::Read;

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
        Self::read(bytes, bytes.len())
    }

    /// The table of so many bytes that [`PtpTable::to_bytes`] made. They are never in memory all at once.
    ///
    /// # Errors
    /// If they are of another version, too short or too long, or contradict themselves.
    pub fn read(bytes: impl Read, length: usize) -> Result<Self, DamagedTable> {
        let mut rest = Rest { bytes, length };
        if rest.cell::<8>()? != *FORM {
            return Err(DamagedTable("the form"));
        }
        let codes = rest.count()?;
        let codes =
            rest.column(codes, |text: &[u8; 5]| std::str::from_utf8(text).ok()?.parse::<HcpcsCode>().ok());
        let codes = codes?.filter(|codes| codes.is_sorted_by(|one, next| one < next));
        let codes = codes.ok_or(DamagedTable("the codes"))?;
        let begins =
            rest.column(codes.len() + 1, |cell| Some(u32::from_le_bytes(*cell)))?.unwrap_or_default();
        let edits = rest.count()?;
        let column_two = rest.column(edits, |cell| Some(u16::from_le_bytes(*cell)))?.unwrap_or_default();
        let terms = rest.terms(edits)?;
        let rationales = (0..rest.count()?).map(|_| rest.text()).collect::<Result<Vec<_>, _>>()?;
        let last = terms.iter().map(|terms| usize::from(terms.rationale) + 1).max().unwrap_or(0);
        if last > rationales.len() || rest.length > 0 {
            return Err(DamagedTable("the rationales"));
        }
        let columns = Columns { codes, begins, column_two, terms, rationales };
        Self::of_columns(columns).ok_or(DamagedTable("the columns"))
    }
}

/// Writes a count. `PtpTable::new` refuses tables with counts that need more bytes.
fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

/// How much of a column is read at a time, in cells.
const CELLS_AT_ONCE: usize = 16 * 1024;

/// The bytes that were not read yet, and how many they are. A count is checked against their number before memory is taken for it.
struct Rest<R> {
    bytes: R,
    length: usize,
}

impl<R: Read> Rest<R> {
    fn fill(&mut self, place: &mut [u8]) -> Result<(), DamagedTable> {
        self.length = self.length.checked_sub(place.len()).ok_or(DamagedTable("the length"))?;
        self.bytes.read_exact(place).map_err(|_| DamagedTable("the length"))
    }

    fn cell<const N: usize>(&mut self) -> Result<[u8; N], DamagedTable> {
        let mut cell = [0; N];
        self.fill(&mut cell)?;
        Ok(cell)
    }

    fn count(&mut self) -> Result<usize, DamagedTable> {
        usize::try_from(u32::from_le_bytes(self.cell()?)).map_err(|_| DamagedTable("the length"))
    }

    /// Calls a function with each cell of a column.
    fn each<const N: usize>(
        &mut self,
        count: usize,
        mut take: impl FnMut(&[u8; N]),
    ) -> Result<(), DamagedTable> {
        let length = count.checked_mul(N).filter(|length| *length <= self.length);
        let mut left = length.ok_or(DamagedTable("the length"))?;
        let mut buffer = vec![0; left.min(N * CELLS_AT_ONCE)];
        while left > 0 {
            buffer.truncate(left);
            self.fill(&mut buffer)?;
            left -= buffer.len();
            buffer.as_chunks().0.iter().for_each(&mut take);
        }
        Ok(())
    }

    /// The values of a column; `None` if a cell has none.
    fn column<const N: usize, T>(
        &mut self,
        count: usize,
        value: impl Fn(&[u8; N]) -> Option<T>,
    ) -> Result<Option<Vec<T>>, DamagedTable> {
        if count.checked_mul(N).is_none_or(|length| length > self.length) {
            return Err(DamagedTable("the length"));
        }
        let (mut values, mut is_whole) = (Vec::with_capacity(count), true);
        self.each(count, |cell| match value(cell) {
            Some(value) => values.push(value),
            None => is_whole = false,
        })?;
        Ok(is_whole.then_some(values))
    }

    /// The columns of the edits' terms, one after the other.
    fn terms(&mut self, edits: usize) -> Result<Vec<EditTerms>, DamagedTable> {
        let day = |cell: &[u8; 2]| Day::numbered(u16::from_le_bytes(*cell));
        let with_day = |cell: &[u8; 2]| {
            Some(EditTerms {
                effective: day(cell),
                deleted: Day::NEVER,
                indicator: PtpIndicator::NotApplicable,
                rationale: 0,
                before_1996: false,
            })
        };
        let mut terms = self.column(edits, with_day)?.unwrap_or_default();
        let mut place = terms.iter_mut();
        self.each(edits, |cell| place.next().into_iter().for_each(|terms| terms.deleted = day(cell)))?;
        let (mut place, mut are_known) = (terms.iter_mut(), true);
        self.each(edits, |[number]: &[u8; 1]| match (place.next(), PtpIndicator::numbered(*number)) {
            (Some(terms), Some(indicator)) => terms.indicator = indicator,
            (Some(_) | None, _) => are_known = false,
        })?;
        let mut place = terms.iter_mut();
        self.each(edits, |[number]: &[u8; 1]| {
            place.next().into_iter().for_each(|terms| terms.rationale = *number)
        })?;
        let mut place = terms.iter_mut();
        self.each(edits, |[mark]: &[u8; 1]| {
            place.next().into_iter().for_each(|terms| terms.before_1996 = *mark != 0)
        })?;
        if are_known { Ok(terms) } else { Err(DamagedTable("the indicators")) }
    }

    fn text(&mut self) -> Result<String, DamagedTable> {
        let count = self.count()?;
        let text = self.column(count, |[byte]: &[u8; 1]| Some(*byte))?.unwrap_or_default();
        String::from_utf8(text).map_err(|_| DamagedTable("the rationales"))
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
