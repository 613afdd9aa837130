//! The columns of every table, each spelled once.
//!
//! A list names the columns with their types. Below it each field of the row is bound to a column. The same form is the
//! pattern that reads a row and the expression that builds one. So the compiler refuses a field without a column, and a
//! column without a field.

use super::columns::{CellReader, CellWriter, Column, ColumnValue, TableRow};
use super::content::{
    AnesthesiaBaseUnits, AnesthesiaFactor, LocalityCounties, LocalityIndices, OppsCap, PublishedService,
    ZipLocality,
};
use crate::edits::{AddOnPair, PublishedLimit};
use crate::law::Amendment;
use crate::vocabulary::{
    AddOnType, AdjudicationIndicator, AssistantSurgery, BilateralSurgery, CoSurgeons, Component,
    ConversionFactor, DrugLimit, EquipmentFee, FeesByState, FineShare, GlobalDays, Gpci, HcpcsCode,
    Jurisdiction, LaboratoryRate, Locality, Modifier, Money, MultipleProcedure, OppsRvus, PackageSplit, PcTc,
    Rvu, ServiceRow, Share, Status, Supervision, TeamSurgery, UnitPrice, Zip,
};
use time::Date;

/// Makes a [`TableRow`] of a row's type: `"table" of Row { column: Type, ... } form`.
macro_rules! table_row {
    ($table:literal of $row:ty { $($column:ident: $kind:ty,)+ } $($form:tt)+) => {
        impl TableRow for $row {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [Column] =
                &[$(Column { name: stringify!($column), kind: <$kind as ColumnValue>::KIND }),+];

            fn write_cells<W: CellWriter>(&self, writer: &mut W) -> Result<(), W::Error> {
                let $($form)+ = self;
                $(writer.write_cell::<$kind>($column)?;)+
                Ok(())
            }

            fn read_cells<R: CellReader>(reader: &mut R) -> Result<Self, R::Error> {
                $(let $column = reader.read_cell::<$kind>()?;)+
                Ok($($form)+)
            }
        }
    };
}

#[cfg(feature = "snapshot")]
pub(crate) use table_row;

/// A table with columns that have names in code as well, for readers that treat some of them in their own way.
macro_rules! named_columns {
    ($(#[$doc:meta])* $columns:ident: $table:literal of $row:ty {
        $($name:ident => $column:ident: $kind:ty,)+
    } $($form:tt)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $columns { $(#[doc = concat!("`", stringify!($column), "`")] $name,)+ }

        impl $columns {
            /// Every column, in the order of the table's.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }

        table_row! { $table of $row { $($column: $kind,)+ } $($form)+ }
    };
}

named_columns! {
    /// A column of the relative value file.
    ServiceColumn: "service_rows" of PublishedService {
        Hcpcs => hcpcs: HcpcsCode,
        Modifier => modifier: Component,
        Descriptor => descriptor: Option<String>,
        Status => status: Status,
        NotUsedForPayment => not_used_for_payment: bool,
        Work => work_rvu: Rvu,
        NonFacilityPe => non_facility_pe_rvu: Rvu,
        NonFacilityNa => non_facility_na: bool,
        FacilityPe => facility_pe_rvu: Rvu,
        FacilityNa => facility_na: bool,
        Malpractice => mp_rvu: Rvu,
        NonFacilityTotal => non_facility_total_rvu: Rvu,
        FacilityTotal => facility_total_rvu: Rvu,
        PcTc => pc_tc: PcTc,
        GlobalDays => global_days: GlobalDays,
        Preoperative => preoperative: Share,
        Intraoperative => intraoperative: Share,
        Postoperative => postoperative: Share,
        MultipleProcedure => multiple_procedure: MultipleProcedure,
        Bilateral => bilateral: BilateralSurgery,
        Assistant => assistant: AssistantSurgery,
        CoSurgeons => co_surgeons: CoSurgeons,
        Team => team: TeamSurgery,
        PricingIndicator => pricing_indicator: Option<char>,
        EndoscopicBase => endoscopic_base: Option<HcpcsCode>,
        ConversionFactor => conversion_factor: ConversionFactor,
        Supervision => supervision: Supervision,
        CalculationFlag => calculation_flag: char,
        ImagingFamily => imaging_family: u8,
        OppsNonFacilityPe => opps_non_facility_pe_rvu: Rvu,
        OppsFacilityPe => opps_facility_pe_rvu: Rvu,
        OppsMalpractice => opps_mp_rvu: Rvu,
    }
    PublishedService {
        row: ServiceRow {
            hcpcs,
            component: modifier,
            status,
            not_used_for_payment,
            work: work_rvu,
            practice_expense_non_facility: non_facility_pe_rvu,
            non_facility_na,
            practice_expense_facility: facility_pe_rvu,
            facility_na,
            malpractice: mp_rvu,
            pc_tc,
            global_days,
            package: PackageSplit { preoperative, intraoperative, postoperative },
            multiple_procedure,
            bilateral,
            assistant,
            co_surgeons,
            team,
            endoscopic_base,
            supervision,
            imaging_family,
            opps: OppsRvus {
                practice_expense_non_facility: opps_non_facility_pe_rvu,
                practice_expense_facility: opps_facility_pe_rvu,
                malpractice: opps_mp_rvu,
            },
        },
        descriptor,
        total_non_facility: non_facility_total_rvu,
        total_facility: facility_total_rvu,
        pricing_indicator,
        conversion_factor,
        calculation_flag,
    }
}

table_row! {
    "localities" of LocalityIndices {
        locality: Locality,
        state: String,
        name: String,
        work_gpci_with_floor: Option<Gpci>,
        work_gpci_without_floor: Option<Gpci>,
        pe_gpci: Gpci,
        mp_gpci: Gpci,
    }
    LocalityIndices {
        locality,
        state,
        name,
        work_with_floor: work_gpci_with_floor,
        work_without_floor: work_gpci_without_floor,
        practice_expense: pe_gpci,
        malpractice: mp_gpci,
    }
}

table_row! {
    "locality_counties" of LocalityCounties {
        locality: Locality,
        state: String,
        fee_schedule_area: String,
        counties: String,
    }
    LocalityCounties { locality, state, area: fee_schedule_area, counties }
}

table_row! {
    "anesthesia_factors" of AnesthesiaFactor {
        locality: Locality,
        anesthesia_factor: Money,
    }
    AnesthesiaFactor { locality, factor: anesthesia_factor }
}

table_row! {
    "opps_caps" of OppsCap {
        hcpcs: HcpcsCode,
        modifier: Component,
        status: Status,
        locality: Locality,
        facility: Money,
        non_facility: Money,
    }
    OppsCap { hcpcs, component: modifier, status, locality, facility, non_facility }
}

table_row! {
    "anesthesia_base_units" of AnesthesiaBaseUnits {
        hcpcs: HcpcsCode,
        base_units: u8,
    }
    AnesthesiaBaseUnits { hcpcs, base_units }
}

table_row! {
    "zip_localities" of ZipLocality {
        zip: Zip,
        state: String,
        locality: Locality,
        rural: Option<char>,
        plus_four_needed: bool,
    }
    ZipLocality { zip, state, locality, rural, plus_four_needed }
}

table_row! {
    "explanations" of (HcpcsCode, String) {
        hcpcs: HcpcsCode,
        explanation: String,
    }
    (hcpcs, explanation)
}

table_row! {
    "unit_limits" of PublishedLimit {
        hcpcs: HcpcsCode,
        limit_units: u32,
        adjudication: AdjudicationIndicator,
        rationale: String,
    }
    PublishedLimit { hcpcs, units: limit_units, adjudication, rationale }
}

table_row! {
    "add_on_codes" of AddOnPair {
        add_on_hcpcs: HcpcsCode,
        add_on_type: AddOnType,
        primary_hcpcs: Option<HcpcsCode>,
        add_on_deleted_on: Option<Date>,
        primary_deleted_on: Option<Date>,
        effective_from: Date,
        deleted_on: Option<Date>,
        note: Option<String>,
    }
    AddOnPair {
        add_on: add_on_hcpcs,
        kind: add_on_type,
        primary: primary_hcpcs,
        add_on_deleted: add_on_deleted_on,
        primary_deleted: primary_deleted_on,
        effective: effective_from,
        deleted: deleted_on,
        note,
    }
}

table_row! {
    "laboratory_rates" of LaboratoryRate {
        hcpcs: HcpcsCode,
        modifier: Option<Modifier>,
        effective_from: Date,
        rate: Option<Money>,
    }
    LaboratoryRate { hcpcs, modifier, effective_from, rate }
}

table_row! {
    "drug_limits" of DrugLimit {
        hcpcs: HcpcsCode,
        dosage: String,
        limit: Option<UnitPrice>,
        coinsurance: FineShare,
        vaccine: bool,
        note: Option<String>,
    }
    DrugLimit { hcpcs, dosage, limit, coinsurance, is_vaccine: vaccine, note }
}

table_row! {
    "equipment_fees" of EquipmentFee {
        hcpcs: HcpcsCode,
        modifier: Option<Modifier>,
        second_modifier: Option<Modifier>,
        jurisdiction: Jurisdiction,
        category: String,
        ceiling: Option<Money>,
        floor: Option<Money>,
        fees: FeesByState,
        descriptor: Option<String>,
    }
    EquipmentFee {
        hcpcs,
        modifiers: [modifier, second_modifier],
        jurisdiction,
        category,
        ceiling,
        floor,
        fees,
        descriptor,
    }
}

// The codes that an extract of edits covers.
table_row! {
    "extract_codes" of HcpcsCode { hcpcs: HcpcsCode, }
    hcpcs
}

table_row! {
    "law_texts" of Amendment {
        text: Amendment,
    }
    text
}
