//! ZIP code to carrier locality.

use super::content::{SourceFile, ZipLocality};
use crate::vocabulary::{Locality, Zip};
use time::Date;

/// The localities of these rows, each once.
fn distinct<'a>(rows: impl Iterator<Item = &'a ZipLocality>) -> Vec<Locality> {
    let mut localities: Vec<Locality> = rows.map(|row| row.locality).collect();
    localities.sort_unstable();
    localities.dedup();
    localities
}

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

    /// The localities that a ZIP code on a border may lie in: those of the ZIP codes that share its first three digits, or where
    /// that is one, its first two, or else of its state.
    ///
    /// A ZIP code that needs its last four digits lies on a border; the file names its default locality only, and these
    /// neighbors are where the rest of it can lie.
    #[must_use]
    pub fn neighboring_localities(&self, zip: Zip) -> Vec<Locality> {
        let state = self.row(zip).map(|row| row.state.as_str());
        let of_area = |digits: usize| {
            let area = zip.five().get(..digits).unwrap_or_default();
            let start = self.rows.partition_point(|row| row.zip.five() < area);
            distinct(self.rows.iter().skip(start).take_while(|row| row.zip.five().starts_with(area)))
        };
        let of_state = || distinct(self.rows.iter().filter(|row| Some(row.state.as_str()) == state));
        let near = [of_area(3), of_area(2)].into_iter().find(|localities| localities.len() > 1);
        near.unwrap_or_else(of_state)
    }

    /// The ZIP codes nearest in number to one that the directory lacks.
    #[must_use]
    pub fn nearest(&self, zip: Zip) -> Vec<&ZipLocality> {
        let position = self.rows.partition_point(|row| row.zip.five() < zip.five());
        let before = position.checked_sub(1).and_then(|position| self.rows.get(position));
        [before, self.rows.get(position)].into_iter().flatten().collect()
    }
}
