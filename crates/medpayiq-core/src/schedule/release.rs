//! A relative value release in memory.

use super::content::{AnesthesiaFactor, LocalityCounties, LocalityIndices, SourceFile};
use super::factors::FactorPeriod;
use crate::law::Source;
use crate::vocabulary::{ConversionFactor, DateRange, Gpci, Gpcis, HcpcsCode, Locality, ServiceTable};
use std::fmt;
use time::Date;

/// One quarterly release of the physician fee schedule: RVU25A and the like.
#[derive(Clone, Debug)]
pub struct Release {
    /// CMS's name of it.
    pub label: String,
    /// The same, as the traces of its prices cite it.
    pub source: Source,
    /// The first day it is in force.
    pub effective_from: Date,
    /// Whether it is the starter extract of the release, not the whole.
    pub is_extract: bool,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    /// Its rows.
    pub services: ServiceTable,
    /// The descriptors that were kept, sorted by code.
    pub descriptors: Vec<(HcpcsCode, String)>,
    /// Its localities with their indices, sorted; empty if no release of the year has them.
    pub localities: Vec<LocalityIndices>,
    /// The release that lent these localities, if they are of another release of the year.
    pub localities_from: Option<String>,
    /// The counties of each locality, sorted by locality.
    pub counties: Vec<LocalityCounties>,
    /// Anesthesia conversion factors, sorted by locality.
    pub anesthesia_factors: Vec<AnesthesiaFactor>,
    /// The conversion factors of the release's year.
    pub factors: Vec<FactorPeriod>,
}

impl Release {
    /// The release without its services: what it knows of places.
    #[must_use]
    pub(super) fn places(&self) -> Self {
        Self {
            label: self.label.clone(),
            source: self.source,
            effective_from: self.effective_from,
            is_extract: self.is_extract,
            files: Vec::new(),
            services: ServiceTable::default(),
            descriptors: Vec::new(),
            localities: self.localities.clone(),
            localities_from: None,
            counties: self.counties.clone(),
            anesthesia_factors: self.anesthesia_factors.clone(),
            factors: Vec::new(),
        }
    }

    /// The calendar year of the claims that the release can price.
    #[must_use]
    pub fn year(&self) -> DateRange {
        super::factors::year_of(self.effective_from)
    }

    /// The name answers give as its source.
    #[must_use]
    pub fn title(&self) -> Title<'_> {
        Title(&self.label)
    }

    /// The row of a locality, or of the locality it is another name of.
    #[must_use]
    pub fn locality(&self, locality: Locality) -> Option<&LocalityIndices> {
        let find = |wanted| {
            let position = self.localities.binary_search_by_key(&wanted, |row| row.locality).ok()?;
            self.localities.get(position)
        };
        find(locality).or_else(|| find(locality.canonical()))
    }

    /// The counties of a locality, in the file's words.
    pub fn counties_of(&self, locality: Locality) -> impl Iterator<Item = &LocalityCounties> {
        let start = self.counties.partition_point(|row| row.locality < locality);
        self.counties.iter().skip(start).take_while(move |row| row.locality == locality)
    }

    /// The anesthesia conversion factor of a locality.
    #[must_use]
    pub fn anesthesia_factor(&self, locality: Locality) -> Option<&AnesthesiaFactor> {
        let position = self.anesthesia_factors.binary_search_by_key(&locality, |row| row.locality).ok()?;
        self.anesthesia_factors.get(position)
    }

    /// The descriptor of a code, if it was kept.
    #[must_use]
    pub fn descriptor(&self, hcpcs: HcpcsCode) -> Option<&str> {
        let position = self.descriptors.binary_search_by_key(&hcpcs, |(code, _)| *code).ok()?;
        self.descriptors.get(position).map(|(_, text)| text.as_str())
    }

    /// The conversion factors in force on a day of the release's year.
    #[must_use]
    pub fn factors_on(&self, day: Date) -> Option<&FactorPeriod> {
        self.factors.iter().find(|period| period.range.contains(day))
    }

    /// The standard factor on a day; the first one of the year if the day is in another year.
    #[must_use]
    pub fn standard_factor(&self, day: Date) -> ConversionFactor {
        self.factors_on(day)
            .or_else(|| self.factors.first())
            .map_or(ConversionFactor::ZERO, |period| period.standard.factor)
    }
}

/// A release as it is cited: the physician fee schedule's publisher, name and release.
#[derive(Clone, Copy, Debug)]
pub struct Title<'a>(&'a str);

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CMS MPFS ")?;
        f.write_str(self.0)
    }
}

impl LocalityIndices {
    /// The indices to price with, the work index with or without its floor of 1.000.
    #[must_use]
    pub fn gpcis(&self, with_floor: bool) -> Gpcis {
        let floored = self.work_with_floor.or(self.work_without_floor.map(|work| work.max(Gpci::NATIONAL)));
        let plain = self.work_without_floor.or(self.work_with_floor);
        let work = if with_floor { floored } else { plain };
        Gpcis {
            work: work.unwrap_or(Gpci::NATIONAL),
            practice_expense: self.practice_expense,
            malpractice: self.malpractice,
        }
    }
}
