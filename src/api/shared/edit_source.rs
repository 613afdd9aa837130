//! The releases that an answer's NCCI edits come from, and whether any are loaded.

use super::source::{FileResponse, Files, files};
use crate::api::wire::decimal::Shown;
use crate::schedule::{EditRelease, Edits, EditsInForce};
use crate::vocabulary::{HcpcsCode, Quarter};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether edits are loaded for the date and the codes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EditState)]
pub(crate) enum EditLoadState {
    /// Edits are loaded: an edit that is not listed does not exist in them.
    Loaded,
    /// No edits are loaded: whether there are any is unknown.
    NotLoaded,
}

impl EditLoadState {
    /// Whether edits are loaded.
    pub(crate) fn is_loaded(self) -> bool {
        self == Self::Loaded
    }

    pub(crate) fn of<T>(edits: Option<&Edits<'_, T>>, codes: [Option<HcpcsCode>; 2]) -> Self {
        let covers_all = |edits: &&Edits<'_, T>| codes.into_iter().flatten().all(|code| edits.covers(code));
        if edits.filter(covers_all).is_some() { Self::Loaded } else { Self::NotLoaded }
    }
}

/// The releases that an answer's edits come from. A kind of edits is null if none of it is loaded for the date.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditSource<'a> {
    /// The quarter of the procedure-to-procedure (PTP) edits.
    #[schema(value_type = Option<String>, example = "2024Q3", required = true)]
    pub(crate) release: Option<Shown<Quarter>>,
    /// The release of the PTP edits.
    #[schema(required = true)]
    pub(crate) ptp: Option<EditReleaseSource<'a>>,
    /// The release of the medically unlikely edits (MUE), which limit units.
    #[schema(required = true)]
    pub(crate) mue: Option<EditReleaseSource<'a>>,
    /// The release of the add-on rules.
    #[schema(required = true)]
    pub(crate) add_on: Option<EditReleaseSource<'a>>,
}

/// A release of edits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditReleaseSource<'a> {
    /// The name of the release.
    #[schema(example = "PTP_2024Q3")]
    pub(crate) release: &'a str,
    /// The release, as to be cited.
    #[schema(example = "CMS NCCI 2024Q3")]
    pub(crate) label: String,
    /// Whether the release is of an earlier quarter than the date. Edits may have been added or deleted since.
    pub(crate) older_than_date: bool,
    /// Whether this is starter data, which has only the edits between its own codes.
    pub(crate) extract: bool,
    /// The files of the release.
    #[schema(value_type = Vec<FileResponse<'static>>)]
    pub(crate) files: Files<'a>,
}

impl<'a> EditSource<'a> {
    pub(crate) fn of(edits: &EditsInForce<'a>) -> Self {
        Self {
            release: edits.ptp.map(|ptp| Shown(ptp.release().quarter())),
            ptp: edits.ptp.map(|ptp| release_source(&ptp)),
            mue: edits.unit_limits.map(|limits| release_source(&limits)),
            add_on: edits.add_ons.map(|add_ons| release_source(&add_ons)),
        }
    }
}

fn release_source<'a, T>(edits: &Edits<'a, T>) -> EditReleaseSource<'a> {
    let release = edits.release();
    EditReleaseSource {
        release: &release.label,
        label: citation(release),
        older_than_date: edits.is_older(),
        extract: release.is_extract(),
        files: files(&release.files),
    }
}

fn citation<T>(release: &EditRelease<T>) -> String {
    format!("CMS NCCI {}", release.quarter())
}
