//! Where an answer's figures are from.

use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::wire::decimal::{Factor, Shown};
use crate::api::wire::each::Each;
use crate::api::wire::write_json::{WriteJson, json_object};
use crate::schedule::content::{LocalityIndices, SourceFile};
use crate::schedule::{Release, Title};
use crate::vocabulary::{ConversionFactor, Locality, Quarter};
use serde::Serialize;
use std::fmt::{self, Display};
use time::Date;
use utoipa::ToSchema;

/// What answers from the starter data say about it.
pub(crate) const EXTRACT_NOTICE: &str = "These figures are from the starter data, an extract of the release. \
     Import CMS's whole release to price every code.";

/// The release, place and files that an answer's figures are from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source<'a> {
    /// CMS's name of the release.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// The release as it is cited.
    #[schema(value_type = String, example = "CMS MPFS RVU25A")]
    label: Shown<Title<'a>>,
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
    #[schema(value_type = Option<String>)]
    notice: Option<Shown<Notice<'a>>>,
    /// The files that the release was read from.
    #[schema(value_type = Vec<File<'static>>)]
    files: Files<'a>,
}

/// A file of CMS's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct File<'a> {
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
    pub(crate) fn new(
        release: &'a Release,
        locality: Option<&'a LocalityIndices>,
        factor: ConversionFactor,
    ) -> Self {
        Self {
            release: &release.label,
            label: Shown(release.title()),
            locality: locality.map(|row| Shown(row.locality)),
            locality_name: locality.map(|row| row.name.as_str()),
            conversion_factor: Shown(factor),
            edits_release: None,
            notice: notice(release).map(Shown),
            files: files(&release.files),
        }
    }

    /// The same, telling which day was taken where the request gave none.
    pub(crate) fn on(self, date: Date, date_given: bool) -> Self {
        if date_given {
            return self;
        }
        let notice = self.notice.map_or_else(Notice::default, |Shown(notice)| notice);
        let assumed = Some((date, self.release));
        Self { notice: Some(Shown(Notice { assumed, ..notice })), ..self }
    }

    /// The same with the quarter of the NCCI edits that were applied.
    pub(crate) fn with_edits(self, quarter: Option<Quarter>) -> Self {
        Self { edits_release: quarter.map(Shown), ..self }
    }
}

impl PricedClaim<'_> {
    /// Where the estimate's figures are from.
    pub(crate) fn source(&self) -> Source<'_> {
        Source::new(self.release, self.locality, self.rates.conversion_factor)
            .on(self.claim.date_of_service, self.date_given)
            .with_edits(self.rates.edits.quarter())
    }
}

/// What to know about figures, in a sentence each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Notice<'a> {
    /// They are of the starter data.
    is_extract: bool,
    /// A release has the localities of this other one.
    lent: Option<(&'a str, &'a str)>,
    /// The day taken where the request gave none: the first of this release.
    assumed: Option<(Date, &'a str)>,
}

impl Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut apart = "";
        if self.is_extract {
            f.write_str(EXTRACT_NOTICE)?;
            apart = " ";
        }
        if let Some((release, lender)) = self.lent {
            write!(
                f,
                "{apart}{release} came without localities: those of {lender}, of the same year, are used."
            )?;
            apart = " ";
        }
        if let Some((day, release)) = self.assumed {
            write!(f, "{apart}No date was given: {day}, the first day of {release}, was taken.")?;
        }
        Ok(())
    }
}

/// What to know about a release's figures.
pub(crate) fn notice(release: &Release) -> Option<Notice<'_>> {
    let lent = release.localities_from.as_deref().map(|lender| (release.label.as_str(), lender));
    let is_extract = release.is_extract;
    (is_extract || lent.is_some()).then_some(Notice { is_extract, lent, assumed: None })
}

/// The files that something was read from.
pub(crate) type Files<'a> = Each<'a, SourceFile, File<'a>>;

pub(crate) fn files(files: &[SourceFile]) -> Files<'_> {
    Each(files, |file| File { name: &file.name, sha256: &file.sha256 })
}
