//! The release and files that an answer's figures come from.

use crate::api::terms::reach::UsedTerms;
use crate::api::wire::decimal::{FactorText, Shown};
use crate::api::wire::each::Each;
use crate::api::wire::write_json::{WriteJson, json_object, write_displayed, write_list};
use crate::schedule::content::{LocalityIndices, SourceFile};
use crate::schedule::{AlsoUsed, Release, Schedule, Title};
use crate::vocabulary::{ConversionFactor, Locality, Quarter};
use serde::{Serialize, Serializer};
use std::fmt::{self, Display};
use time::Date;
use utoipa::ToSchema;

/// The notice of answers from the starter data.
pub(crate) const EXTRACT_NOTICE: &str = "These figures come from the starter data, an extract of the release. \
     Import the whole CMS release to price every code.";

/// The notice of answers under the terms of a contract.
const CONTRACT_NOTICE: &str = "The terms of a contract made these amounts. They are not what Medicare owes.";

/// The release, place and files that an answer's figures come from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Source)]
pub(crate) struct SourceResponse<'a> {
    /// CMS's name of the release.
    #[schema(example = "RVU25A")]
    pub(crate) release: &'a str,
    /// The release, as to be cited.
    #[schema(value_type = String, example = "CMS MPFS RVU25A")]
    pub(crate) label: Shown<Title<'a>>,
    /// The locality of the amounts; null for national amounts.
    #[schema(value_type = Option<String>, example = "01112-05", required = true)]
    pub(crate) locality: Option<Shown<Locality>>,
    /// The name of the locality.
    #[schema(example = "SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO CNTY)", required = true)]
    pub(crate) locality_name: Option<&'a str>,
    /// Dollars for one adjusted RVU on the date.
    pub(crate) conversion_factor: FactorText,
    /// The quarter of the NCCI edits that were applied; null if none are loaded.
    #[schema(value_type = Option<String>, example = "2024Q3", required = true)]
    pub(crate) edits_release: Option<Shown<Quarter>>,
    /// What to know about the figures: that a contract made them, that they are an extract, that the localities come from another release, or which day
    /// was used because the request gave none.
    #[schema(value_type = Option<String>, required = true)]
    pub(crate) notice: Option<Shown<Notice<'a>>>,
    /// The files of the release, then those of other releases behind the figures: the one that lent its localities, the ZIP
    /// codes, the anesthesia base units, and every imported file of the law that has a value in force. The files of the NCCI
    /// edits are those of their releases in `GET /v1/releases`.
    #[schema(value_type = Vec<FileResponse<'static>>)]
    pub(crate) files: SourceFiles<'a>,
    /// The contract whose amounts these are. Absent if they are Medicare's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) terms: Option<TermsSource>,
}

/// The contract whose amounts an answer has.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TermsSource {
    /// The name of the stored terms; null if the request had the terms itself.
    #[schema(example = "clinic", required = true)]
    pub(crate) name: Option<String>,
    /// The SHA-256 digest of the file that they were imported from, in hexadecimal. Absent if the request had the terms itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
}

impl From<&UsedTerms> for TermsSource {
    fn from(used: &UsedTerms) -> Self {
        let named = used.named.as_deref();
        Self { name: named.map(|named| named.name.clone()), sha256: named.map(|named| named.sha256.clone()) }
    }
}

/// The files of a release and of others.
#[derive(Debug)]
pub(crate) struct SourceFiles<'a> {
    own: &'a [SourceFile],
    others: Vec<&'a SourceFile>,
}

impl<'a> SourceFiles<'a> {
    fn items(&self) -> impl Iterator<Item = FileResponse<'a>> + use<'a, '_> {
        self.own.iter().chain(self.others.iter().copied()).map(FileResponse::of)
    }
}

impl Serialize for SourceFiles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.items())
    }
}

impl WriteJson for SourceFiles<'_> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_list(self.items(), out);
    }
}

/// A file from CMS, or of the law.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = File)]
pub(crate) struct FileResponse<'a> {
    /// The name of the file.
    #[schema(example = "PPRRVU25_JAN.csv")]
    pub(crate) name: &'a str,
    /// The SHA-256 digest of the file, in hexadecimal.
    sha256: &'a str,
}

impl<'a> FileResponse<'a> {
    fn of(file: &'a SourceFile) -> Self {
        Self { name: &file.name, sha256: &file.sha256 }
    }
}

json_object!(SourceResponse<'_> {
    release, label, locality, locality_name, conversion_factor, edits_release, notice, files,
    terms or absent,
});
json_object!(TermsSource { name, sha256 or absent });
json_object!(FileResponse<'_> { name, sha256 });

impl<'a> SourceResponse<'a> {
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
            notice: release_notice(release).map(Shown),
            files: SourceFiles { own: &release.files, others: Vec::new() },
            terms: None,
        }
    }

    /// The same source with the files behind the figures of a day that are not of its release.
    pub(crate) fn with_other_files(
        mut self,
        schedule: &'a Schedule,
        release: &Release,
        date: Date,
        used: AlsoUsed<'_>,
    ) -> Self {
        self.files.others = schedule.other_files(release, date, used);
        self
    }

    /// The same source. If the request gave no date, its notice says which day was used instead.
    pub(crate) fn noting_date(self, date: Date, date_given: bool) -> Self {
        if date_given {
            return self;
        }
        let notice = self.notice.map_or_else(Notice::default, |Shown(notice)| notice);
        let assumed = Some((date, self.release));
        Self { notice: Some(Shown(Notice { assumed, ..notice })), ..self }
    }

    /// The same source of amounts that a contract changed.
    pub(crate) fn under(self, terms: Option<&UsedTerms>) -> Self {
        let Some(used) = terms else { return self };
        let notice = self.notice.map_or_else(Notice::default, |Shown(notice)| notice);
        let notice = Some(Shown(Notice { is_of_contract: true, ..notice }));
        Self { terms: Some(used.into()), notice, ..self }
    }

    /// The same source with the quarter of the NCCI edits that were applied.
    pub(crate) fn with_edits(self, quarter: Option<Quarter>) -> Self {
        Self { edits_release: quarter.map(Shown), ..self }
    }
}

/// What to know about the figures of an answer: one sentence for each point.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Notice<'a> {
    /// The amounts are those of a contract.
    is_of_contract: bool,
    /// The figures come from the starter data.
    is_extract: bool,
    /// A release, and the other release that its localities come from.
    lent: Option<(&'a str, &'a str)>,
    /// The day that was used because the request gave none, and the release it is the first day of.
    assumed: Option<(Date, &'a str)>,
}

impl WriteJson for Shown<Notice<'_>> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_displayed(self, out);
    }
}

impl Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if self.is_of_contract {
            f.write_str(CONTRACT_NOTICE)?;
            separator = " ";
        }
        if self.is_extract {
            write!(f, "{separator}{EXTRACT_NOTICE}")?;
            separator = " ";
        }
        if let Some((release, lender)) = self.lent {
            write!(
                f,
                "{separator}{release} has no localities of its own, so those of {lender}, of the same year, are used."
            )?;
            separator = " ";
        }
        if let Some((day, release)) = self.assumed {
            write!(f, "{separator}No date was given, so {day}, the first day of {release}, was used.")?;
        }
        Ok(())
    }
}

/// What to know about the figures of a release, if anything.
pub(crate) fn release_notice(release: &Release) -> Option<Notice<'_>> {
    let lent = release.localities_from.as_deref().map(|lender| (release.label.as_str(), lender));
    let is_extract = release.is_extract;
    (is_extract || lent.is_some()).then_some(Notice { is_extract, lent, ..Notice::default() })
}

/// The files of a release.
pub(crate) type Files<'a> = Each<'a, SourceFile, FileResponse<'a>>;

pub(crate) fn files(files: &[SourceFile]) -> Files<'_> {
    Each(files, FileResponse::of)
}
