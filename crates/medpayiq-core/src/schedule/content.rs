//! What one import brings: the checked rows of one release, ready to be published whole.

use crate::edits::{AddOnTable, PtpTable, UnitLimitTable};
use crate::law::Amendment;
use crate::vocabulary::{
    Component, ConversionFactor, DrugLimit, EquipmentFee, Gpci, HcpcsCode, LaboratoryRate, Locality, Money,
    Rvu, ServiceRow, Status, Zip,
};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use time::Date;

/// What a release is a release of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReleaseKind {
    /// The relative values of a quarter, with GPCIs and caps.
    FeeSchedule,
    /// Anesthesia base units.
    AnesthesiaBaseUnits,
    /// ZIP code to carrier locality.
    ZipLocalities,
    /// Plain-language explanations of codes.
    Explanations,
    /// NCCI's procedure-to-procedure (PTP) edits of practitioners.
    PtpEdits,
    /// NCCI's medically unlikely edits (MUE) of practitioners.
    UnitLimits,
    /// NCCI's add-on codes.
    AddOnCodes,
    /// The rates of the clinical laboratory fee schedule.
    LaboratoryRates,
    /// The payment limits of Part B drugs.
    DrugLimits,
    /// The fee schedule of equipment, prosthetics, orthotics and supplies.
    EquipmentFees,
    /// The fee schedule of parenteral and enteral nutrition.
    NutritionFees,
    /// Dated values of the law.
    Law,
}

impl ReleaseKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::FeeSchedule,
        Self::AnesthesiaBaseUnits,
        Self::ZipLocalities,
        Self::Explanations,
        Self::PtpEdits,
        Self::UnitLimits,
        Self::AddOnCodes,
        Self::LaboratoryRates,
        Self::DrugLimits,
        Self::EquipmentFees,
        Self::NutritionFees,
        Self::Law,
    ];

    /// The kind's name in the database, in snapshots and in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FeeSchedule => "fee_schedule",
            Self::AnesthesiaBaseUnits => "anesthesia_base_units",
            Self::ZipLocalities => "zip_localities",
            Self::Explanations => "explanations",
            Self::PtpEdits => "ptp_edits",
            Self::UnitLimits => "unit_limits",
            Self::AddOnCodes => "add_on_codes",
            Self::LaboratoryRates => "laboratory_rates",
            Self::DrugLimits => "drug_limits",
            Self::EquipmentFees => "equipment_fees",
            Self::NutritionFees => "nutrition_fees",
            Self::Law => "law",
        }
    }
}

/// The kind in words, such as `fee schedule`.
impl fmt::Display for ReleaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_str().replace('_', " "))
    }
}

/// A name that is not of any kind of release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a kind of release that this program knows")]
pub struct UnknownReleaseKind(String);

impl FromStr for ReleaseKind {
    type Err = UnknownReleaseKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| UnknownReleaseKind(name.to_owned()))
    }
}

/// The checked content of one release, in CMS's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseContent {
    /// CMS's name of the release, such as `RVU25A` or `ZIP5_2025Q4`: the key under which it is replaced.
    pub label: String,
    /// The first day it is in force.
    pub effective_from: Date,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    /// The tables.
    pub tables: ReleaseTables,
}

/// The tables of a release, by what it is a release of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReleaseTables {
    /// A quarterly relative value release: RVU25A and the like.
    FeeSchedule(Box<FeeScheduleTables>),
    /// CMS's list of anesthesia base units, which the relative value file lacks.
    AnesthesiaBaseUnits(Vec<AnesthesiaBaseUnits>),
    /// ZIP code to carrier locality.
    ZipLocalities(Vec<ZipLocality>),
    /// Plain-language explanations of codes, which come with the program.
    Explanations(Vec<(HcpcsCode, String)>),
    /// NCCI's procedure-to-procedure edits of practitioners, all four files of a quarter.
    PtpEdits(EditTable<PtpTable>),
    /// NCCI's medically unlikely edits of practitioners.
    UnitLimits(EditTable<UnitLimitTable>),
    /// NCCI's add-on codes.
    AddOnCodes(EditTable<AddOnTable>),
    /// The clinical laboratory fee schedule of a quarter.
    LaboratoryRates(Vec<LaboratoryRate>),
    /// The payment limits of Part B drugs of a quarter.
    DrugLimits(Vec<DrugLimit>),
    /// The fee schedule of equipment of a quarter.
    EquipmentFees(Vec<EquipmentFee>),
    /// The fee schedule of nutrition of a quarter.
    NutritionFees(Vec<EquipmentFee>),
    /// Dated values of the law beyond those that came with the program.
    Law(Box<Amendment>),
}

impl ReleaseTables {
    /// What they are tables of.
    #[must_use]
    pub const fn kind(&self) -> ReleaseKind {
        match self {
            Self::FeeSchedule(_) => ReleaseKind::FeeSchedule,
            Self::AnesthesiaBaseUnits(_) => ReleaseKind::AnesthesiaBaseUnits,
            Self::ZipLocalities(_) => ReleaseKind::ZipLocalities,
            Self::Explanations(_) => ReleaseKind::Explanations,
            Self::PtpEdits(_) => ReleaseKind::PtpEdits,
            Self::UnitLimits(_) => ReleaseKind::UnitLimits,
            Self::AddOnCodes(_) => ReleaseKind::AddOnCodes,
            Self::LaboratoryRates(_) => ReleaseKind::LaboratoryRates,
            Self::DrugLimits(_) => ReleaseKind::DrugLimits,
            Self::EquipmentFees(_) => ReleaseKind::EquipmentFees,
            Self::NutritionFees(_) => ReleaseKind::NutritionFees,
            Self::Law(_) => ReleaseKind::Law,
        }
    }
}

/// A table of edits and the codes that it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditTable<T> {
    /// The edits.
    pub table: Arc<T>,
    /// The codes that an extract covers, sorted; `None` for CMS's whole table.
    pub extract_of: Option<Vec<HcpcsCode>>,
}

impl<T> EditTable<T> {
    /// CMS's whole table.
    #[must_use]
    pub fn whole(table: T) -> Self {
        Self { table: Arc::new(table), extract_of: None }
    }
}

/// The tables of a relative value release. A release may lack any but the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeScheduleTables {
    /// PPRRVU.
    pub services: Vec<PublishedService>,
    /// The conversion factor of the file for everybody (through 2025) or for non-qualifying participants.
    pub conversion_factor: Option<ConversionFactor>,
    /// The factor of qualifying APM participants, if the release has a file for them (from 2026).
    pub qualifying_apm_conversion_factor: Option<ConversionFactor>,
    /// GPCI: Addendum E.
    pub localities: Vec<LocalityIndices>,
    /// LOCCO.
    pub counties: Vec<LocalityCounties>,
    /// ANES.
    pub anesthesia_factors: Vec<AnesthesiaFactor>,
    /// OPPSCAP.
    pub opps_caps: Vec<OppsCap>,
    /// Whether every descriptor was kept, under the operator's licence, rather than CMS's own alone.
    pub descriptors_kept: bool,
}

/// A table of a relative value release that files feed one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleTable {
    /// PPRRVU.
    Services,
    /// GPCI.
    Localities,
    /// LOCCO.
    Counties,
    /// ANES.
    AnesthesiaFactors,
    /// OPPSCAP.
    OppsCaps,
}

impl ScheduleTable {
    /// Every table.
    pub const ALL: [Self; 5] =
        [Self::Services, Self::Localities, Self::Counties, Self::AnesthesiaFactors, Self::OppsCaps];

    /// CMS's name of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Services => "PPRRVU",
            Self::Localities => "GPCI",
            Self::Counties => "LOCCO",
            Self::AnesthesiaFactors => "ANES",
            Self::OppsCaps => "OPPSCAP",
        }
    }
}

/// A name that is not of any table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a table of a fee schedule")]
pub struct UnknownTable(String);

impl FromStr for ScheduleTable {
    type Err = UnknownTable;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|table| table.name() == name);
        found.ok_or_else(|| UnknownTable(name.to_owned()))
    }
}

/// One file that a release was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The rows read from it.
    pub rows: u64,
    /// The table of a fee schedule that the file feeds; `None` for other releases, or if it is not known.
    pub table: Option<ScheduleTable>,
}

/// A PPRRVU row with the columns that never enter a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedService {
    /// The columns that enter a price.
    pub row: ServiceRow,
    /// DESCRIPTION, if it may be kept: CMS's own Level II texts, or any under the operator's licence.
    pub descriptor: Option<String>,
    /// NON-FACILITY TOTAL as printed, checked against the sum.
    pub total_non_facility: Rvu,
    /// FACILITY TOTAL as printed, checked against the sum.
    pub total_facility: Rvu,
    /// PRIC IND, in the file from 2026.
    pub pricing_indicator: Option<char>,
    /// CONV FACTOR as printed in the row.
    pub conversion_factor: ConversionFactor,
    /// CALCULATION FLAG, always `0` since July 2014.
    pub calculation_flag: char,
}

/// A row of Addendum E: a locality and its GPCIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalityIndices {
    /// The locality.
    pub locality: Locality,
    /// The postal abbreviation of its state.
    pub state: String,
    /// Its name, without the marks `*` and `**`.
    pub name: String,
    /// The work GPCI raised to the floor of 1.000, if the file has that column.
    pub work_with_floor: Option<Gpci>,
    /// The work GPCI without the floor, if the file has that column.
    pub work_without_floor: Option<Gpci>,
    /// The practice expense GPCI.
    pub practice_expense: Gpci,
    /// The malpractice GPCI.
    pub malpractice: Gpci,
}

/// A row of LOCCO: the counties a locality covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalityCounties {
    /// The locality.
    pub locality: Locality,
    /// The state's name.
    pub state: String,
    /// The fee schedule area as the file names it.
    pub area: String,
    /// The counties, as the file words them.
    pub counties: String,
}

/// A row of ANES: the anesthesia conversion factor of a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnesthesiaFactor {
    /// The locality.
    pub locality: Locality,
    /// Dollars for one anesthesia unit, as published: two decimals.
    pub factor: Money,
}

/// A row of OPPSCAP: the amount that the OPPS cap leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OppsCap {
    /// The service.
    pub hcpcs: HcpcsCode,
    /// Its part: the cap speaks of global and technical rows.
    pub component: Component,
    /// The status the file prints.
    pub status: Status,
    /// The locality as printed; see [`Locality::canonical`].
    pub locality: Locality,
    /// FACILITY PRICE.
    pub facility: Money,
    /// NON-FACILITY PRICE.
    pub non_facility: Money,
}

/// Base units of an anesthesia code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnesthesiaBaseUnits {
    /// The anesthesia code.
    pub hcpcs: HcpcsCode,
    /// Its base units.
    pub base_units: u8,
}

/// A row of ZIP5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipLocality {
    /// The five-digit ZIP code.
    pub zip: Zip,
    /// The postal abbreviation of the state.
    pub state: String,
    /// The locality of the ZIP code, or its default locality if the last four digits matter.
    pub locality: Locality,
    /// RURAL INDICATOR: `R` rural, `B` super rural, none urban; for ambulance services.
    pub rural: Option<char>,
    /// PLUS FOUR FLAG: the ZIP code is in several localities, and its last four digits decide.
    pub plus_four_needed: bool,
}
