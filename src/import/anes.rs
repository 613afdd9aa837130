//! ANES: the anesthesia conversion factor of every locality.

use super::error::{Fault, FileFaults, ImportError, fault_in};
use super::header::{Finder, Header, split};
use super::locality::Seen;
use super::table::{Column, Row, delimited};
use crate::schedule::content::AnesthesiaFactor;
use crate::vocabulary::Money;

struct FactorColumns {
    contractor: Column,
    number: Column,
    factor: Column,
}

/// Reads the comma-separated form. Its cells end in blanks.
pub(super) fn read_anesthesia_factors(
    file: &str,
    bytes: &[u8],
) -> Result<Vec<AnesthesiaFactor>, ImportError> {
    let rows = delimited(bytes, b',').map_err(|fault| fault_in(file, fault))?;
    let (_, lowest, data) = split(file, &rows, "Contractor", |first| first == "CONTRACTOR")?;
    let header = Header::of_row(lowest);
    let columns = find_columns(file, header.finder())?;
    let mut faults = FileFaults::new(file);
    let mut seen = Seen::default();
    let mut factors = Vec::new();
    for row in data.iter().filter(|row| !row.is_note()) {
        let read = row.check_width(header.width()).and_then(|()| read_row(row, &columns));
        let unique = read.and_then(|read| seen.first(row, read.locality).map(|()| read));
        factors.extend(faults.keep(unique));
    }
    if factors.is_empty() {
        faults.add(Fault::of_file("holds no localities"));
    }
    faults.or(factors)
}

/// From 2026 there are two national factors. If the file has a column for each, the column for qualifying
/// participants in alternative payment models is not used.
fn find_columns(file: &str, mut finder: Finder<'_>) -> Result<FactorColumns, ImportError> {
    let is_factor = |name: &str| name.contains("CF") || name.contains("CONVERSIONFACTOR");
    let contractor = finder.column("Contractor");
    let number = finder.column("Locality");
    finder.column("Locality Name");
    let everybody =
        finder.optional_where("non-qualifying Anes CF", |name| is_factor(name) && name.contains("NON"));
    let only = finder.optional_where("National Anes CF", is_factor);
    let factor = everybody.or(only).unwrap_or_else(|| finder.column("National Anes CF"));
    finder.finish(file)?;
    Ok(FactorColumns { contractor, number, factor })
}

fn read_row(row: &Row, columns: &FactorColumns) -> Result<AnesthesiaFactor, Fault> {
    let factor: Money = row.parse(columns.factor)?;
    if factor <= Money::ZERO {
        return Err(row
            .fault(columns.factor, format!("{factor} is not a conversion factor: expected more than 0.00")));
    }
    Ok(AnesthesiaFactor {
        locality: super::locality::read_locality(row, columns.contractor, columns.number)?,
        factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_non_qualifying_factor_is_read_if_there_are_two() {
        let text = "Contractor,Locality,Locality Name,QP CF of 20.5998,Non-QP CF of 20.4976\n10112,00,ALABAMA,19.58,19.48\n";
        assert_eq!(
            read_anesthesia_factors("ANES2026.csv", text.as_bytes()).unwrap()[0].factor.to_string(),
            "19.48"
        );
    }
}
