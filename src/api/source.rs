//! Where an answer's figures are from.

use super::decimal::{Factor, Shown};
use super::estimates::PricedClaim;
use super::write_json::{WriteJson, json_object};
use crate::schedule::Release;
use crate::schedule::content::{LocalityIndices, SourceFile};
use crate::vocabulary::{ConversionFactor, Locality, Quarter, format_date};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// What answers from the starter data say about it.
pub(super) const EXTRACT_NOTICE: &str = "These figures are from the starter data, an extract of the release. \
     Import CMS's whole release to price every code.";

/// The release, place and files that an answer's figures are from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Source<'a> {
    /// CMS's name of the release.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// The release as it is cited.
    #[schema(example = "CMS MPFS RVU25A")]
    label: String,
    /// The locality priced, or null for national amounts.
    #[schema(value_type = Option<String>, example = "01112-05")]
    locality: Option<Shown<Locality>>,
    /// The locality's name.
    #[schema(example = "SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO CNTY)")]
    locality_name: Option<&'a str>,
    /// Dollars for one adjusted RVU on the date.
    conversion_factor: Factor,
    /// The quarter of the NCCI edits that were applied, or null where none are loaded.
    #[schema(value_type = Option<String>, example = "2024Q3")]
    edits_release: Option<Shown<Quarter>>,
    /// What to know about the figures: that they are an extract, which release lends the localities, or which day was
    /// taken where the request gave none.
    notice: Option<String>,
    /// The files that the release was read from.
    files: Vec<File<'a>>,
}

/// A file of CMS's.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct File<'a> {
    /// Its name.
    #[schema(example = "PPRRVU25_JAN.csv")]
    name: &'a str,
    /// SHA-256 of its bytes.
    sha256: &'a str,
}

json_object!(Source<'_> {
    release, label, locality, locality_name, conversion_factor, edits_release, notice, files,
});
json_object!(File<'_> { name, sha256 });

impl<'a> Source<'a> {
    pub(super) fn new(
        release: &'a Release,
        locality: Option<&'a LocalityIndices>,
        factor: ConversionFactor,
    ) -> Self {
        Self {
            release: &release.label,
            label: release.title(),
            locality: locality.map(|row| Shown(row.locality)),
            locality_name: locality.map(|row| row.name.as_str()),
            conversion_factor: Shown(factor),
            edits_release: None,
            notice: notice(release),
            files: files(&release.files),
        }
    }

    /// The same, telling which day was taken where the request gave none.
    pub(super) fn on(self, date: Date, date_given: bool) -> Self {
        let day = format_date(date);
        let text = || format!("No date was given: {day}, the first day of {}, was taken.", self.release);
        let assumed = (!date_given).then(text);
        Self { notice: joined(self.notice, assumed), ..self }
    }

    /// The same with the quarter of the NCCI edits that were applied.
    pub(super) fn with_edits(self, quarter: Option<Quarter>) -> Self {
        Self { edits_release: quarter.map(Shown), ..self }
    }
}

impl PricedClaim<'_> {
    /// Where the estimate's figures are from.
    pub(super) fn source(&self) -> Source<'_> {
        Source::new(self.release, self.locality, self.rates.conversion_factor)
            .on(self.claim.date_of_service, self.date_given)
            .with_edits(self.rates.edits.quarter())
    }
}

/// What to know about a release's figures.
pub(super) fn notice(release: &Release) -> Option<String> {
    let lent = release.localities_from.as_ref().map(|lender| {
        format!("{} came without localities: those of {lender}, of the same year, are used.", release.label)
    });
    let extract = release.is_extract.then(|| EXTRACT_NOTICE.to_owned());
    joined(extract, lent)
}

fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    [first, second].into_iter().flatten().reduce(|first, second| format!("{first} {second}"))
}

pub(super) fn files(files: &[SourceFile]) -> Vec<File<'_>> {
    files.iter().map(|file| File { name: &file.name, sha256: &file.sha256 }).collect()
}
