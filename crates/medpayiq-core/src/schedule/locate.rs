//! From what a caller says of the place to a payment locality and its GPCIs.

use super::content::{LocalityIndices, ZipLocality};
use super::{Release, Schedule, ZipDirectory};
use crate::pricing::{Caveat, Geography};
use crate::vocabulary::nearest::name_nearest;
use crate::vocabulary::{Locality, Zip};
use time::Date;

/// What a caller says about the place of the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whereabouts {
    /// Nothing.
    #[default]
    Unknown,
    /// The locality itself.
    Locality(Locality),
    /// The ZIP code of the place.
    Zip(Zip),
}

impl Whereabouts {
    /// The locality and the ZIP code as a request names them. A request gives one of them, or neither.
    #[must_use]
    pub fn locality_and_zip(self) -> (Option<String>, Option<String>) {
        match self {
            Self::Unknown => (None, None),
            Self::Locality(locality) => (Some(locality.to_string()), None),
            Self::Zip(zip) => (None, Some(zip.to_string())),
        }
    }
}

/// The place in which a claim is priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<'a> {
    /// The locality, or none for national amounts.
    pub locality: Option<&'a LocalityIndices>,
    /// The localities that a ZIP code on a border may lie in, its default included; else empty.
    pub candidates: Vec<&'a LocalityIndices>,
    /// Why the place itself is less than certain.
    pub caveat: Option<Caveat>,
    /// The state, if one is known.
    pub state: Option<&'a str>,
    /// Whether the ZIP code is in a rural area by CMS's ZIP code file; `None` if no ZIP code was given.
    pub is_rural: Option<bool>,
}

impl<'a> Located<'a> {
    /// A locality that is certain.
    #[must_use]
    pub const fn at(locality: &'a LocalityIndices) -> Self {
        let state = Some(locality.state.as_str());
        Self { locality: Some(locality), candidates: Vec::new(), caveat: None, state, is_rural: None }
    }
}

/// A ZIP code in its directory.
#[derive(Clone, Copy, Debug)]
pub struct FoundZip<'a> {
    /// The directory.
    pub directory: &'a ZipDirectory,
    /// The ZIP code's row.
    pub row: &'a ZipLocality,
}

/// Why a place cannot be priced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocateError {
    /// The year's GPCIs are not loaded.
    #[error(
        "The GPCIs of {year} are not loaded, so {release} has national amounts only. Import GPCI{year}.csv \
         with --release {release} (it is in CMS's zip of each {year} release), or leave out locality and zip."
    )]
    NoIndices {
        /// The release asked of.
        release: String,
        /// Its year.
        year: i32,
    },
    /// The release has no such locality.
    #[error("{release} has no locality {asked}. {}", name_nearest(.nearest))]
    UnknownLocality {
        /// The locality asked for.
        asked: Locality,
        /// The release asked of.
        release: String,
        /// Localities that the caller may have meant, with their names.
        nearest: Vec<String>,
    },
    /// No ZIP codes are loaded.
    #[error("No ZIP codes are loaded. Import CMS's ZIP5 file, or send the locality instead.")]
    NoZips,
    /// The ZIP code is not in the file.
    #[error("ZIP code {zip} is not in {directory}{extract}. {}", name_nearest(.nearest))]
    UnknownZip {
        /// The ZIP code asked for.
        zip: Zip,
        /// The ZIP code release.
        directory: String,
        /// A remark if the directory is an extract.
        extract: &'static str,
        /// ZIP codes near it, with their localities.
        nearest: Vec<String>,
    },
}

impl LocateError {
    /// Whether it is the ZIP code, rather than the locality, that cannot be priced.
    #[must_use]
    pub const fn is_about_zip(&self) -> bool {
        match self {
            Self::NoZips | Self::UnknownZip { .. } => true,
            Self::NoIndices { .. } | Self::UnknownLocality { .. } => false,
        }
    }
}

impl Schedule {
    /// Finds the locality of a place in a release.
    ///
    /// # Errors
    /// When the year's GPCIs are not loaded, or the locality or ZIP code does not exist.
    pub fn locate<'a>(
        &'a self,
        release: &'a Release,
        place: Whereabouts,
    ) -> Result<Located<'a>, LocateError> {
        match place {
            Whereabouts::Unknown => {
                let caveat = Some(Caveat::NationalAmount);
                Ok(Located { locality: None, candidates: Vec::new(), caveat, state: None, is_rural: None })
            }
            Whereabouts::Locality(asked) => indices(release, asked).map(Located::at),
            Whereabouts::Zip(zip) => self.locate_zip(release, zip),
        }
    }

    /// Finds a ZIP code in the loaded directory.
    ///
    /// # Errors
    /// When no ZIP codes are loaded, or this one is not among them.
    pub fn find_zip(&self, zip: Zip) -> Result<FoundZip<'_>, LocateError> {
        let directory = self.zips().ok_or(LocateError::NoZips)?;
        let row = directory.row(zip).ok_or_else(|| LocateError::UnknownZip {
            zip,
            directory: directory.label.clone(),
            extract: if directory.is_extract {
                ", which is an extract; import CMS's ZIP5 file for all"
            } else {
                ""
            },
            nearest: directory
                .nearest(zip)
                .iter()
                .map(|row| format!("{} ({})", row.zip, row.locality))
                .collect(),
        })?;
        Ok(FoundZip { directory, row })
    }

    fn locate_zip<'a>(&'a self, release: &'a Release, zip: Zip) -> Result<Located<'a>, LocateError> {
        let FoundZip { directory, row } = self.find_zip(zip)?;
        let locality = indices(release, row.locality)?;
        let (state, is_rural) = (Some(row.state.as_str()), Some(row.rural.is_some()));
        let found = Located { state, is_rural, ..Located::at(locality) };
        if !row.plus_four_needed {
            return Ok(found);
        }
        let neighbors = directory.neighboring_localities(zip);
        let candidates = neighbors.into_iter().filter_map(|neighbor| release.locality(neighbor)).collect();
        let caveat = Some(Caveat::PlusFourNeeded { zip });
        Ok(Located { candidates, caveat, ..found })
    }

    /// The indices of a place on a day: of its locality, or of the nation.
    #[must_use]
    pub fn geography(&self, locality: Option<&LocalityIndices>, day: Date) -> Geography {
        locality.map_or(Geography::National, |row| Geography::Locality(row.gpcis(self.work_floor_on(day))))
    }
}

impl Release {
    /// A sentence that says which release lent its localities, or that there are none.
    #[must_use]
    pub fn localities_notice(&self) -> Option<String> {
        let label = &self.label;
        let lent = self.localities_from.as_deref().map(|lender| {
            format!("{label} has no localities of its own. Those of {lender}, of the same year, are used.")
        });
        lent.or_else(|| self.localities.is_empty().then(|| self.no_indices().to_string()))
    }

    /// That the release has no localities.
    #[must_use]
    pub fn no_indices(&self) -> LocateError {
        LocateError::NoIndices { release: self.label.clone(), year: self.effective_from.year() }
    }
}

fn indices(release: &Release, asked: Locality) -> Result<&LocalityIndices, LocateError> {
    if release.localities.is_empty() {
        return Err(release.no_indices());
    }
    release.locality(asked).ok_or_else(|| LocateError::UnknownLocality {
        asked,
        release: release.label.clone(),
        nearest: nearest_localities(release, asked),
    })
}

/// The localities of the same contractor nearest by number, and those of the same number nearest by contractor; if
/// there are neither, the nearest of all.
fn nearest_localities(release: &Release, asked: Locality) -> Vec<String> {
    const OF_CONTRACTOR: usize = 4;
    const OF_NUMBER: usize = 2;
    let number = |digits: &str| digits.parse::<u32>().unwrap_or(0);
    let distance = |one: &str, other: &str| number(one).abs_diff(number(other));
    let (mac, asked_number) = (asked.mac().to_string(), asked.number());
    let (mut same_mac, mut others): (Vec<&LocalityIndices>, Vec<_>) =
        release.localities.iter().partition(|row| row.locality.mac() == asked.mac());
    same_mac.sort_by_key(|row| distance(row.locality.number(), asked_number));
    others.sort_by_key(|row| distance(&row.locality.mac().to_string(), &mac));
    let is_same_number = |row: &&&LocalityIndices| row.locality.number() == asked_number;
    let mut nearest: Vec<&LocalityIndices> = same_mac.into_iter().take(OF_CONTRACTOR).collect();
    nearest.extend(others.iter().filter(is_same_number).take(OF_NUMBER));
    if nearest.is_empty() {
        nearest.extend(others.iter().take(OF_CONTRACTOR + OF_NUMBER));
    }
    nearest.into_iter().map(|row| format!("{} ({})", row.locality, row.name)).collect()
}
