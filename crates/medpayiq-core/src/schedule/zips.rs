//! ZIP code to carrier locality.

use super::content::{SourceFile, ZipLocality};
use crate::vocabulary::{Locality, Zip};
use time::Date;

/// CMS's ZIP code to carrier locality file, sorted by ZIP code.
#[derive(Clone, Debug)]
pub struct ZipDirectory {
    /// The release's name, such as `ZIP5_2025Q4`.
    pub label: String,
    /// The first day of its quarter.
    pub effective_from: Date,
    /// Whether it is the starter extract.
    pub is_extract: bool,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    rows: Vec<ZipLocality>,
}

impl ZipDirectory {
    /// Sorts the rows into a directory.
    #[must_use]
    pub fn new(
        label: String,
        effective_from: Date,
        is_extract: bool,
        files: Vec<SourceFile>,
        mut rows: Vec<ZipLocality>,
    ) -> Self {
        rows.sort_by_key(|row| row.zip);
        Self { label, effective_from, is_extract, files, rows }
    }

    /// How many ZIP codes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of a ZIP code's first five digits.
    #[must_use]
    pub fn row(&self, zip: Zip) -> Option<&ZipLocality> {
        let position = self.rows.binary_search_by(|row| row.zip.five().cmp(zip.five())).ok()?;
        self.rows.get(position)
    }

    /// The localities that a ZIP code on a border may be in: those of the ZIP codes that share its first three digits, or if
    /// that is one, also the nearest other ones of its state, by number.
    ///
    /// A ZIP code that needs its last four digits lies on a border; the file names its default locality only, and these
    /// neighbors are the places of the rest of it.
    #[must_use]
    pub fn neighboring_localities(&self, zip: Zip) -> Vec<Locality> {
        let area = zip.five().get(..3).unwrap_or_default();
        let start = self.rows.partition_point(|row| row.zip.five() < area);
        let end =
            start + self.rows.iter().skip(start).take_while(|row| row.zip.five().starts_with(area)).count();
        let mut localities: Vec<Locality> =
            self.rows.get(start..end).unwrap_or_default().iter().map(|row| row.locality).collect();
        localities.sort_unstable();
        localities.dedup();
        if let ([only], Some(own)) = (localities.as_slice(), self.row(zip)) {
            let is_other = |row: &&ZipLocality| row.state == own.state && row.locality != *only;
            let before = self.rows.get(..start).unwrap_or_default().iter().rev().find(is_other);
            let after = self.rows.get(end..).unwrap_or_default().iter().find(is_other);
            localities.extend([before, after].into_iter().flatten().map(|row| row.locality));
            localities.sort_unstable();
            localities.dedup();
        }
        localities
    }

    /// The ZIP codes nearest in number to one that the directory lacks.
    #[must_use]
    pub fn nearest(&self, zip: Zip) -> Vec<&ZipLocality> {
        let position = self.rows.partition_point(|row| row.zip.five() < zip.five());
        let before = position.checked_sub(1).and_then(|position| self.rows.get(position));
        [before, self.rows.get(position)].into_iter().flatten().collect()
    }
}
