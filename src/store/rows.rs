//! How each table's rows go into Postgres and come out: columns, types and conversions side by side.

use super::StoreError;
use crate::schedule::content::{
    AnesthesiaBaseUnits, AnesthesiaFactor, LocalityCounties, LocalityIndices, OppsCap, PublishedService,
    ZipLocality,
};
use crate::vocabulary::{
    ConversionFactor, Gpci, HcpcsCode, Locality, Money, OppsRvus, PackageSplit, Rvu, ServiceRow, Share, Zip,
};
use std::fmt::Display;
use std::str::FromStr;
use tokio_postgres::binary_copy::BinaryCopyOutRow;
use tokio_postgres::types::{FromSql, ToSql, Type};

/// A table of a release: one row type, its columns, and both directions.
pub(super) trait TableRow: Sized + Send + Sync {
    /// The table.
    const TABLE: &'static str;
    /// Its columns after `release_id`, with their types, in the order of [`Self::values`] and [`Self::read`].
    const COLUMNS: &'static [(&'static str, Type)];

    /// The row's values, in the order of the columns.
    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>>;

    /// A row from the values of its columns.
    fn read(values: &mut Values<'_>) -> Result<Self, StoreError>;

    /// The columns' names, parted by commas.
    fn column_names() -> String {
        Self::COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// The columns' types.
    fn types() -> Vec<Type> {
        Self::COLUMNS.iter().map(|(_, kind)| kind.clone()).collect()
    }
}

/// Takes a row's values one after another, in the order of the columns.
pub(super) struct Values<'a> {
    table: &'static str,
    columns: std::iter::Enumerate<std::slice::Iter<'static, (&'static str, Type)>>,
    row: &'a BinaryCopyOutRow,
}

impl<'a> Values<'a> {
    pub(super) fn of<T: TableRow>(row: &'a BinaryCopyOutRow) -> Self {
        Self { table: T::TABLE, columns: T::COLUMNS.iter().enumerate(), row }
    }

    pub(super) fn wrong(&self, column: &'static str, detail: impl Display) -> StoreError {
        StoreError::Value { table: self.table, column, detail: detail.to_string() }
    }

    /// The next column as Postgres has it.
    pub(super) fn take<T: FromSql<'a>>(&mut self) -> Result<T, StoreError> {
        self.take_named().map(|(_, value)| value)
    }

    pub(super) fn take_named<T: FromSql<'a>>(&mut self) -> Result<(&'static str, T), StoreError> {
        let Some((index, (column, _))) = self.columns.next() else {
            return Err(self.wrong("", "there are more values than columns"));
        };
        let value = self.row.try_get(index).map_err(|error| self.wrong(column, error))?;
        Ok((column, value))
    }

    /// The next column, a text that the vocabulary reads.
    pub(super) fn parse<T: FromStr<Err: Display>>(&mut self) -> Result<T, StoreError> {
        let (column, text) = self.take_named::<&str>()?;
        text.parse().map_err(|error| self.wrong(column, error))
    }

    /// The next column, a scaled decimal.
    pub(super) fn scaled<I: FromSql<'a> + Display + Copy, T>(
        &mut self,
        make: fn(I) -> Option<T>,
    ) -> Result<T, StoreError> {
        let (column, scaled) = self.take_named::<I>()?;
        make(scaled).ok_or_else(|| self.wrong(column, format!("{scaled} is out of range")))
    }

    /// The next two columns, contractor and locality number.
    fn locality(&mut self) -> Result<Locality, StoreError> {
        let mac: &str = self.take()?;
        let (column, number) = self.take_named::<&str>()?;
        Locality::from_parts(mac, number).map_err(|error| self.wrong(column, error))
    }
}

/// Boxes values for one row.
macro_rules! values {
    ($($value:expr),+ $(,)?) => { vec![$(boxed($value)),+] };
}
pub(super) use values;

pub(super) fn boxed(value: impl ToSql + Sync + Send + 'static) -> Box<dyn ToSql + Sync + Send> {
    Box::new(value)
}

fn mac_of(locality: Locality) -> String {
    locality.mac().to_string()
}

impl TableRow for PublishedService {
    const TABLE: &'static str = "service_rows";
    const COLUMNS: &'static [(&'static str, Type)] = &[
        ("hcpcs", Type::TEXT),
        ("modifier", Type::TEXT),
        ("descriptor", Type::TEXT),
        ("status", Type::TEXT),
        ("not_used_for_payment", Type::BOOL),
        ("work_rvu_hundredths", Type::INT4),
        ("non_facility_pe_rvu_hundredths", Type::INT4),
        ("non_facility_na", Type::BOOL),
        ("facility_pe_rvu_hundredths", Type::INT4),
        ("facility_na", Type::BOOL),
        ("mp_rvu_hundredths", Type::INT4),
        ("non_facility_total_rvu_hundredths", Type::INT4),
        ("facility_total_rvu_hundredths", Type::INT4),
        ("pc_tc", Type::TEXT),
        ("global_days", Type::TEXT),
        ("preoperative_ten_thousandths", Type::INT4),
        ("intraoperative_ten_thousandths", Type::INT4),
        ("postoperative_ten_thousandths", Type::INT4),
        ("multiple_procedure", Type::TEXT),
        ("bilateral", Type::TEXT),
        ("assistant", Type::TEXT),
        ("co_surgeons", Type::TEXT),
        ("team", Type::TEXT),
        ("pricing_indicator", Type::TEXT),
        ("endoscopic_base", Type::TEXT),
        ("conversion_factor_ten_thousandths", Type::INT4),
        ("supervision", Type::TEXT),
        ("calculation_flag", Type::TEXT),
        ("imaging_family", Type::INT2),
        ("opps_non_facility_pe_rvu_hundredths", Type::INT4),
        ("opps_facility_pe_rvu_hundredths", Type::INT4),
        ("opps_mp_rvu_hundredths", Type::INT4),
    ];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        let row = &self.row;
        values![
            row.hcpcs.to_string(),
            row.component.as_str(),
            self.descriptor.clone(),
            row.status.code(),
            row.not_used_for_payment,
            row.work.hundredths(),
            row.practice_expense_non_facility.hundredths(),
            row.non_facility_na,
            row.practice_expense_facility.hundredths(),
            row.facility_na,
            row.malpractice.hundredths(),
            self.total_non_facility.hundredths(),
            self.total_facility.hundredths(),
            row.pc_tc.code(),
            row.global_days.code(),
            row.package.preoperative.ten_thousandths(),
            row.package.intraoperative.ten_thousandths(),
            row.package.postoperative.ten_thousandths(),
            row.multiple_procedure.code(),
            row.bilateral.code(),
            row.assistant.code(),
            row.co_surgeons.code(),
            row.team.code(),
            self.pricing_indicator.map(String::from),
            row.endoscopic_base.map(|code| code.to_string()),
            self.conversion_factor.ten_thousandths(),
            row.supervision.code(),
            self.calculation_flag.to_string(),
            i16::from(row.imaging_family),
            row.opps.practice_expense_non_facility.hundredths(),
            row.opps.practice_expense_facility.hundredths(),
            row.opps.malpractice.hundredths(),
        ]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        let (hcpcs, component) = (values.parse()?, values.parse()?);
        let descriptor = values.take::<Option<String>>()?;
        let (status, not_used_for_payment) = (values.parse()?, values.take()?);
        let work = values.scaled(Rvu::from_scaled)?;
        let (practice_expense_non_facility, non_facility_na) =
            (values.scaled(Rvu::from_scaled)?, values.take()?);
        let (practice_expense_facility, facility_na) = (values.scaled(Rvu::from_scaled)?, values.take()?);
        let malpractice = values.scaled(Rvu::from_scaled)?;
        let (total_non_facility, total_facility) =
            (values.scaled(Rvu::from_scaled)?, values.scaled(Rvu::from_scaled)?);
        let (pc_tc, global_days) = (values.parse()?, values.parse()?);
        let package = package(values)?;
        let (multiple_procedure, bilateral) = (values.parse()?, values.parse()?);
        let (assistant, co_surgeons, team) = (values.parse()?, values.parse()?, values.parse()?);
        let pricing_indicator = values.take::<Option<&str>>()?.and_then(|text| text.chars().next());
        let endoscopic_base = optional_code(values)?;
        let conversion_factor = values.scaled(ConversionFactor::from_scaled)?;
        let supervision = values.parse()?;
        let calculation_flag = values.take::<&str>()?.chars().next().unwrap_or('0');
        let imaging_family = values.scaled(|family: i16| u8::try_from(family).ok())?;
        let opps = opps(values)?;
        let row = ServiceRow {
            hcpcs,
            component,
            status,
            not_used_for_payment,
            work,
            practice_expense_non_facility,
            non_facility_na,
            practice_expense_facility,
            facility_na,
            malpractice,
            pc_tc,
            global_days,
            package,
            multiple_procedure,
            bilateral,
            assistant,
            co_surgeons,
            team,
            endoscopic_base,
            supervision,
            imaging_family,
            opps,
        };
        Ok(Self {
            row,
            descriptor,
            total_non_facility,
            total_facility,
            pricing_indicator,
            conversion_factor,
            calculation_flag,
        })
    }
}

fn package(values: &mut Values<'_>) -> Result<PackageSplit, StoreError> {
    Ok(PackageSplit {
        preoperative: values.scaled(Share::from_scaled)?,
        intraoperative: values.scaled(Share::from_scaled)?,
        postoperative: values.scaled(Share::from_scaled)?,
    })
}

fn opps(values: &mut Values<'_>) -> Result<OppsRvus, StoreError> {
    Ok(OppsRvus {
        practice_expense_non_facility: values.scaled(Rvu::from_scaled)?,
        practice_expense_facility: values.scaled(Rvu::from_scaled)?,
        malpractice: values.scaled(Rvu::from_scaled)?,
    })
}

pub(super) fn optional_code(values: &mut Values<'_>) -> Result<Option<HcpcsCode>, StoreError> {
    let (column, text) = values.take_named::<Option<&str>>()?;
    text.map(|text| text.parse().map_err(|error| values.wrong(column, error))).transpose()
}

impl TableRow for LocalityIndices {
    const TABLE: &'static str = "localities";
    const COLUMNS: &'static [(&'static str, Type)] = &[
        ("mac", Type::TEXT),
        ("locality", Type::TEXT),
        ("state", Type::TEXT),
        ("name", Type::TEXT),
        ("work_gpci_with_floor_thousandths", Type::INT4),
        ("work_gpci_without_floor_thousandths", Type::INT4),
        ("pe_gpci_thousandths", Type::INT4),
        ("mp_gpci_thousandths", Type::INT4),
    ];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![
            mac_of(self.locality),
            self.locality.number().to_owned(),
            self.state.clone(),
            self.name.clone(),
            self.work_with_floor.map(Gpci::thousandths),
            self.work_without_floor.map(Gpci::thousandths),
            self.practice_expense.thousandths(),
            self.malpractice.thousandths(),
        ]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            locality: values.locality()?,
            state: values.take()?,
            name: values.take()?,
            work_with_floor: values.take::<Option<i32>>()?.and_then(Gpci::from_scaled),
            work_without_floor: values.take::<Option<i32>>()?.and_then(Gpci::from_scaled),
            practice_expense: values.scaled(Gpci::from_scaled)?,
            malpractice: values.scaled(Gpci::from_scaled)?,
        })
    }
}

impl TableRow for LocalityCounties {
    const TABLE: &'static str = "locality_counties";
    const COLUMNS: &'static [(&'static str, Type)] = &[
        ("mac", Type::TEXT),
        ("locality", Type::TEXT),
        ("state", Type::TEXT),
        ("fee_schedule_area", Type::TEXT),
        ("counties", Type::TEXT),
    ];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![
            mac_of(self.locality),
            self.locality.number().to_owned(),
            self.state.clone(),
            self.area.clone(),
            self.counties.clone(),
        ]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            locality: values.locality()?,
            state: values.take()?,
            area: values.take()?,
            counties: values.take()?,
        })
    }
}

impl TableRow for AnesthesiaFactor {
    const TABLE: &'static str = "anesthesia_factors";
    const COLUMNS: &'static [(&'static str, Type)] =
        &[("mac", Type::TEXT), ("locality", Type::TEXT), ("anesthesia_factor_cents", Type::INT8)];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![mac_of(self.locality), self.locality.number().to_owned(), self.factor.cents()]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self { locality: values.locality()?, factor: values.scaled(Money::from_scaled)? })
    }
}

impl TableRow for OppsCap {
    const TABLE: &'static str = "opps_caps";
    const COLUMNS: &'static [(&'static str, Type)] = &[
        ("hcpcs", Type::TEXT),
        ("modifier", Type::TEXT),
        ("status", Type::TEXT),
        ("mac", Type::TEXT),
        ("locality", Type::TEXT),
        ("facility_cents", Type::INT8),
        ("non_facility_cents", Type::INT8),
    ];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![
            self.hcpcs.to_string(),
            self.component.as_str(),
            self.status.code(),
            mac_of(self.locality),
            self.locality.number().to_owned(),
            self.facility.cents(),
            self.non_facility.cents(),
        ]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            hcpcs: values.parse()?,
            component: values.parse()?,
            status: values.parse()?,
            locality: values.locality()?,
            facility: values.scaled(Money::from_scaled)?,
            non_facility: values.scaled(Money::from_scaled)?,
        })
    }
}

impl TableRow for AnesthesiaBaseUnits {
    const TABLE: &'static str = "anesthesia_base_units";
    const COLUMNS: &'static [(&'static str, Type)] = &[("hcpcs", Type::TEXT), ("base_units", Type::INT2)];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![self.hcpcs.to_string(), i16::from(self.base_units)]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self { hcpcs: values.parse()?, base_units: values.scaled(|units: i16| u8::try_from(units).ok())? })
    }
}

impl TableRow for ZipLocality {
    const TABLE: &'static str = "zip_localities";
    const COLUMNS: &'static [(&'static str, Type)] = &[
        ("zip", Type::TEXT),
        ("state", Type::TEXT),
        ("mac", Type::TEXT),
        ("locality", Type::TEXT),
        ("rural", Type::TEXT),
        ("plus_four_needed", Type::BOOL),
    ];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![
            self.zip.five().to_owned(),
            self.state.clone(),
            mac_of(self.locality),
            self.locality.number().to_owned(),
            self.rural.map(String::from),
            self.plus_four_needed,
        ]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            zip: values.parse::<Zip>()?,
            state: values.take()?,
            locality: values.locality()?,
            rural: values.take::<Option<&str>>()?.and_then(|text| text.chars().next()),
            plus_four_needed: values.take()?,
        })
    }
}

/// An explanation of a code in plain language.
impl TableRow for (HcpcsCode, String) {
    const TABLE: &'static str = "explanations";
    const COLUMNS: &'static [(&'static str, Type)] = &[("hcpcs", Type::TEXT), ("explanation", Type::TEXT)];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![self.0.to_string(), self.1.clone()]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok((values.parse()?, values.take()?))
    }
}
