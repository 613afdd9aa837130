//! Where an answer's edits are from, and whether there are any to speak of.

use super::source::{File, Files, files};
use crate::api::wire::decimal::Shown;
use crate::schedule::{EditRelease, Edits, EditsInForce};
use crate::vocabulary::{HcpcsCode, Quarter};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether edits are loaded that can speak of a day and of the codes asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EditState {
    /// They are: what is not listed is not on file.
    Loaded,
    /// They are not: nothing is known.
    NotLoaded,
}

impl EditState {
    pub(crate) fn of<T>(edits: Option<&Edits<'_, T>>, codes: [Option<HcpcsCode>; 2]) -> Self {
        let speaks = |edits: &&Edits<'_, T>| codes.into_iter().flatten().all(|code| edits.covers(code));
        if edits.filter(speaks).is_some() { Self::Loaded } else { Self::NotLoaded }
    }
}

/// The releases that an answer's edits are from; null where none speaks of the day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditSource<'a> {
    /// The quarter of the PTP edits.
    #[schema(value_type = Option<String>, example = "2024Q3")]
    release: Option<Shown<Quarter>>,
    /// The PTP edits' release.
    ptp: Option<EditReleaseSource<'a>>,
    /// The unit limits' release.
    mue: Option<EditReleaseSource<'a>>,
    /// The add-on rules' release.
    add_on: Option<EditReleaseSource<'a>>,
}

/// A release of edits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditReleaseSource<'a> {
    /// Its name.
    #[schema(example = "PTP_2024Q3")]
    release: &'a str,
    /// The release as it is cited.
    #[schema(example = "CMS NCCI 2024Q3")]
    label: String,
    /// Whether it is of an earlier quarter than the day: an edit may have come or gone since.
    older_than_date: bool,
    /// Whether it is starter data, which holds the edits among its own codes only.
    extract: bool,
    /// The files it was read from.
    #[schema(value_type = Vec<File<'static>>)]
    files: Files<'a>,
}

impl<'a> EditSource<'a> {
    pub(crate) fn of(edits: &EditsInForce<'a>) -> Self {
        Self {
            release: edits.ptp.map(|ptp| Shown(ptp.release().quarter())),
            ptp: edits.ptp.map(|ptp| source(&ptp)),
            mue: edits.unit_limits.map(|limits| source(&limits)),
            add_on: edits.add_ons.map(|add_ons| source(&add_ons)),
        }
    }
}

fn source<'a, T>(edits: &Edits<'a, T>) -> EditReleaseSource<'a> {
    let release = edits.release();
    EditReleaseSource {
        release: &release.label,
        label: title(release),
        older_than_date: edits.is_older(),
        extract: release.is_extract(),
        files: files(&release.files),
    }
}

/// The name answers give as the source of edits.
fn title<T>(release: &EditRelease<T>) -> String {
    format!("CMS NCCI {}", release.quarter())
}
