//! The starter data's own columns, each table both ways.

use crate::schedule::content::{
    AnesthesiaBaseUnits, AnesthesiaFactor, LocalityCounties, LocalityIndices, PublishedService, ZipLocality,
};
use crate::vocabulary::{
    Component, Gpci, HcpcsCode, Locality, Money, OppsRvus, PackageSplit, Rvu, ServiceRow, Share, Zip,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::str::FromStr;

/// A compiled-in file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// Not a table of its columns.
    #[error("starter data {file}")]
    Table {
        /// The file.
        file: &'static str,
        /// What is wrong.
        #[source]
        source: csv::Error,
    },
    /// A value that the vocabulary does not know.
    #[error("starter data: {0}")]
    Value(String),
}

/// The records of a file; lines that begin with `#` tell its source.
pub(super) fn records<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<T>, StarterError> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.deserialize().map(|record| record.map_err(|source| StarterError::Table { file, source })).collect()
}

/// The rows of a file.
pub(super) fn read<R, T>(file: &'static str, text: &str) -> Result<Vec<T>, StarterError>
where
    R: DeserializeOwned,
    T: for<'a> TryFrom<&'a R, Error = StarterError>,
{
    records::<R>(file, text)?.iter().map(TryFrom::try_from).collect()
}

pub(super) fn value<T: FromStr<Err: Display>>(text: &str) -> Result<T, StarterError> {
    text.parse().map_err(|error: T::Err| StarterError::Value(error.to_string()))
}

pub(super) fn optional<T: FromStr<Err: Display>>(text: &str) -> Result<Option<T>, StarterError> {
    if text.is_empty() { Ok(None) } else { value(text).map(Some) }
}

pub(super) fn shown<T: Display>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A row of `services.csv`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct ServiceRecord {
    hcpcs: String,
    modifier: String,
    status: String,
    not_used_for_payment: bool,
    work: String,
    pe_non_facility: String,
    non_facility_na: bool,
    pe_facility: String,
    facility_na: bool,
    mp: String,
    pc_tc: String,
    global_days: String,
    preoperative: String,
    intraoperative: String,
    postoperative: String,
    multiple_procedure: String,
    bilateral: String,
    assistant: String,
    co_surgeon: String,
    team: String,
    endoscopic_base: String,
    conversion_factor: String,
    supervision: String,
    calculation_flag: char,
    imaging_family: u8,
    opps_pe_non_facility: String,
    opps_pe_facility: String,
    opps_mp: String,
    descriptor: String,
}

impl TryFrom<&ServiceRecord> for PublishedService {
    type Error = StarterError;

    fn try_from(record: &ServiceRecord) -> Result<Self, StarterError> {
        let row = ServiceRow {
            hcpcs: value(&record.hcpcs)?,
            component: value::<Component>(&record.modifier)?,
            status: value(&record.status)?,
            not_used_for_payment: record.not_used_for_payment,
            work: value(&record.work)?,
            practice_expense_non_facility: value(&record.pe_non_facility)?,
            non_facility_na: record.non_facility_na,
            practice_expense_facility: value(&record.pe_facility)?,
            facility_na: record.facility_na,
            malpractice: value(&record.mp)?,
            pc_tc: value(&record.pc_tc)?,
            global_days: value(&record.global_days)?,
            package: PackageSplit {
                preoperative: value::<Share>(&record.preoperative)?,
                intraoperative: value(&record.intraoperative)?,
                postoperative: value(&record.postoperative)?,
            },
            multiple_procedure: value(&record.multiple_procedure)?,
            bilateral: value(&record.bilateral)?,
            assistant: value(&record.assistant)?,
            co_surgeons: value(&record.co_surgeon)?,
            team: value(&record.team)?,
            endoscopic_base: optional(&record.endoscopic_base)?,
            supervision: value(&record.supervision)?,
            imaging_family: record.imaging_family,
            opps: OppsRvus {
                practice_expense_non_facility: value::<Rvu>(&record.opps_pe_non_facility)?,
                practice_expense_facility: value(&record.opps_pe_facility)?,
                malpractice: value(&record.opps_mp)?,
            },
        };
        Ok(Self {
            total_non_facility: row.rvus(crate::vocabulary::Setting::NonFacility).total(),
            total_facility: row.rvus(crate::vocabulary::Setting::Facility).total(),
            row,
            descriptor: optional::<String>(&record.descriptor)?,
            pricing_indicator: None,
            conversion_factor: value(&record.conversion_factor)?,
            calculation_flag: record.calculation_flag,
        })
    }
}

impl From<&PublishedService> for ServiceRecord {
    fn from(service: &PublishedService) -> Self {
        let row = &service.row;
        Self {
            hcpcs: row.hcpcs.to_string(),
            modifier: row.component.as_str().to_owned(),
            status: row.status.code().to_owned(),
            not_used_for_payment: row.not_used_for_payment,
            work: row.work.to_string(),
            pe_non_facility: row.practice_expense_non_facility.to_string(),
            non_facility_na: row.non_facility_na,
            pe_facility: row.practice_expense_facility.to_string(),
            facility_na: row.facility_na,
            mp: row.malpractice.to_string(),
            pc_tc: row.pc_tc.code().to_owned(),
            global_days: row.global_days.code().to_owned(),
            preoperative: row.package.preoperative.to_string(),
            intraoperative: row.package.intraoperative.to_string(),
            postoperative: row.package.postoperative.to_string(),
            multiple_procedure: row.multiple_procedure.code().to_owned(),
            bilateral: row.bilateral.code().to_owned(),
            assistant: row.assistant.code().to_owned(),
            co_surgeon: row.co_surgeons.code().to_owned(),
            team: row.team.code().to_owned(),
            endoscopic_base: shown(row.endoscopic_base),
            conversion_factor: service.conversion_factor.to_string(),
            supervision: row.supervision.code().to_owned(),
            calculation_flag: service.calculation_flag,
            imaging_family: row.imaging_family,
            opps_pe_non_facility: row.opps.practice_expense_non_facility.to_string(),
            opps_pe_facility: row.opps.practice_expense_facility.to_string(),
            opps_mp: row.opps.malpractice.to_string(),
            descriptor: shown(service.descriptor.as_ref()),
        }
    }
}

/// A row of `localities.csv`: GPCIs and anesthesia factor.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct LocalityRecord {
    locality: String,
    state: String,
    name: String,
    work_with_floor: String,
    work_without_floor: String,
    pe: String,
    mp: String,
    anesthesia_factor: String,
}

impl LocalityRecord {
    pub(super) fn new(indices: &LocalityIndices, anesthesia: Option<&AnesthesiaFactor>) -> Self {
        Self {
            locality: indices.locality.to_string(),
            state: indices.state.clone(),
            name: indices.name.clone(),
            work_with_floor: shown(indices.work_with_floor),
            work_without_floor: shown(indices.work_without_floor),
            pe: indices.practice_expense.to_string(),
            mp: indices.malpractice.to_string(),
            anesthesia_factor: shown(anesthesia.map(|row| row.factor)),
        }
    }
}

impl TryFrom<&LocalityRecord> for LocalityIndices {
    type Error = StarterError;

    fn try_from(record: &LocalityRecord) -> Result<Self, StarterError> {
        Ok(Self {
            locality: value::<Locality>(&record.locality)?,
            state: record.state.clone(),
            name: record.name.clone(),
            work_with_floor: optional::<Gpci>(&record.work_with_floor)?,
            work_without_floor: optional(&record.work_without_floor)?,
            practice_expense: value(&record.pe)?,
            malpractice: value(&record.mp)?,
        })
    }
}

impl TryFrom<&LocalityRecord> for AnesthesiaFactor {
    type Error = StarterError;

    fn try_from(record: &LocalityRecord) -> Result<Self, StarterError> {
        Ok(Self { locality: value(&record.locality)?, factor: value::<Money>(&record.anesthesia_factor)? })
    }
}

/// A row of `counties.csv`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct CountiesRecord {
    locality: String,
    state: String,
    area: String,
    counties: String,
}

impl TryFrom<&CountiesRecord> for LocalityCounties {
    type Error = StarterError;

    fn try_from(record: &CountiesRecord) -> Result<Self, StarterError> {
        Ok(Self {
            locality: value(&record.locality)?,
            state: record.state.clone(),
            area: record.area.clone(),
            counties: record.counties.clone(),
        })
    }
}

impl From<&LocalityCounties> for CountiesRecord {
    fn from(row: &LocalityCounties) -> Self {
        let (state, area, counties) = (row.state.clone(), row.area.clone(), row.counties.clone());
        Self { locality: row.locality.to_string(), state, area, counties }
    }
}

/// A row of `zips.csv`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct ZipRecord {
    zip: String,
    state: String,
    locality: String,
    rural: Option<char>,
    plus_four_needed: bool,
}

impl TryFrom<&ZipRecord> for ZipLocality {
    type Error = StarterError;

    fn try_from(record: &ZipRecord) -> Result<Self, StarterError> {
        Ok(Self {
            zip: value::<Zip>(&record.zip)?,
            state: record.state.clone(),
            locality: value(&record.locality)?,
            rural: record.rural,
            plus_four_needed: record.plus_four_needed,
        })
    }
}

impl From<&ZipLocality> for ZipRecord {
    fn from(row: &ZipLocality) -> Self {
        Self {
            zip: row.zip.to_string(),
            state: row.state.clone(),
            locality: row.locality.to_string(),
            rural: row.rural,
            plus_four_needed: row.plus_four_needed,
        }
    }
}

/// A row of `anesthesia_base_units.csv`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct BaseUnitsRecord {
    hcpcs: String,
    base_units: u8,
}

impl TryFrom<&BaseUnitsRecord> for AnesthesiaBaseUnits {
    type Error = StarterError;

    fn try_from(record: &BaseUnitsRecord) -> Result<Self, StarterError> {
        Ok(Self { hcpcs: value(&record.hcpcs)?, base_units: record.base_units })
    }
}

impl From<&AnesthesiaBaseUnits> for BaseUnitsRecord {
    fn from(row: &AnesthesiaBaseUnits) -> Self {
        Self { hcpcs: row.hcpcs.to_string(), base_units: row.base_units }
    }
}

/// A row of `explanations.csv`.
#[derive(Debug, Deserialize)]
pub(super) struct ExplanationRecord {
    hcpcs: String,
    pub(super) explanation: String,
}

impl ExplanationRecord {
    pub(super) fn code(&self) -> Result<HcpcsCode, StarterError> {
        value(&self.hcpcs)
    }
}
