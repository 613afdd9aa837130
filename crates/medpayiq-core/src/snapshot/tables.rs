//! The tables of a release as CSV files in a folder of the release's label.

use super::archive::{Members, MembersWriter};
use super::csv_rows::{read_rows, write_rows};
use super::manifest::ReleaseRow;
use super::parallel::in_parallel;
use super::ptp_csv::{self, read_ptp_edits, write_ptp_edits};
use super::{SnapshotError, TableError};
use crate::edits::{AddOnTable, PtpRows, PtpTable, UnitLimitTable};
use crate::law::Amendment;
use crate::schedule::columns::TableRow;
use crate::schedule::content::{EditTable, FeeScheduleTables, ReleaseContent, ReleaseKind, ReleaseTables};
use crate::vocabulary::{HcpcsCode, PtpEdit};
use std::slice;
use std::sync::Arc;

/// How many PTP edits one file holds: the files are read side by side.
const PTP_EDITS_IN_A_FILE: usize = 100_000;

/// Writes the tables of a release that have rows.
pub(super) fn write_tables(
    members: &mut MembersWriter,
    content: &ReleaseContent,
) -> Result<(), SnapshotError> {
    let mut folder = FolderWriter { members, label: &content.label };
    match &content.tables {
        ReleaseTables::FeeSchedule(tables) => {
            folder.write(&tables.services)?;
            folder.write(&tables.localities)?;
            folder.write(&tables.counties)?;
            folder.write(&tables.anesthesia_factors)?;
            folder.write(&tables.opps_caps)
        }
        ReleaseTables::AnesthesiaBaseUnits(rows) => folder.write(rows),
        ReleaseTables::ZipLocalities(rows) => folder.write(rows),
        ReleaseTables::Explanations(rows) => folder.write(rows),
        ReleaseTables::PtpEdits(edits) => {
            folder.write_extract_codes(edits)?;
            folder.write_ptp_edits(&edits.table)
        }
        ReleaseTables::UnitLimits(edits) => {
            folder.write_extract_codes(edits)?;
            folder.write(edits.table.limits())
        }
        ReleaseTables::AddOnCodes(edits) => {
            folder.write_extract_codes(edits)?;
            folder.write(edits.table.pairs())
        }
        ReleaseTables::LaboratoryRates(rows) => folder.write(rows),
        ReleaseTables::DrugLimits(rows) => folder.write(rows),
        ReleaseTables::EquipmentFees(rows) | ReleaseTables::NutritionFees(rows) => folder.write(rows),
        ReleaseTables::Law(amendment) => folder.write(slice::from_ref(&**amendment)),
    }
}

struct FolderWriter<'a> {
    members: &'a mut MembersWriter,
    label: &'a str,
}

impl FolderWriter<'_> {
    fn write<T: TableRow>(&mut self, rows: &[T]) -> Result<(), SnapshotError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.members.add(&file_name::<T>(self.label), &write_rows(rows)?)
    }

    fn write_extract_codes<T>(&mut self, edits: &EditTable<T>) -> Result<(), SnapshotError> {
        self.write(edits.extract_of.as_deref().unwrap_or_default())
    }

    fn write_ptp_edits(&mut self, table: &PtpTable) -> Result<(), SnapshotError> {
        let edits: Vec<PtpEdit<'_>> = table.iter().map(|(edit, _)| edit).collect();
        let texts = in_parallel(edits.chunks(PTP_EDITS_IN_A_FILE).collect(), |edits| {
            write_ptp_edits(edits.iter().copied())
        });
        for (number, text) in (1..).zip(texts) {
            let name = format!("{}/{}-{number:03}.csv", self.label, ptp_csv::TABLE);
            self.members.add(&name, &text?)?;
        }
        Ok(())
    }
}

/// `RVU25A/service_rows.csv`.
fn file_name<T: TableRow>(label: &str) -> String {
    format!("{label}/{}.csv", T::TABLE)
}

/// Reads the tables of a release.
pub(super) fn read_tables(members: &Members<'_>, row: &ReleaseRow) -> Result<ReleaseTables, SnapshotError> {
    let folder = FolderReader { members, row };
    Ok(match row.kind {
        ReleaseKind::FeeSchedule => ReleaseTables::FeeSchedule(Box::new(FeeScheduleTables {
            services: folder.read()?,
            conversion_factor: row.conversion_factor,
            qualifying_apm_conversion_factor: row.qualifying_apm_conversion_factor,
            localities: folder.read()?,
            counties: folder.read()?,
            anesthesia_factors: folder.read()?,
            opps_caps: folder.read()?,
            descriptors_kept: row.descriptors_kept,
        })),
        ReleaseKind::AnesthesiaBaseUnits => ReleaseTables::AnesthesiaBaseUnits(folder.read()?),
        ReleaseKind::ZipLocalities => ReleaseTables::ZipLocalities(folder.read()?),
        ReleaseKind::Explanations => ReleaseTables::Explanations(folder.read()?),
        ReleaseKind::PtpEdits => ReleaseTables::PtpEdits(folder.edit_table(folder.read_ptp_edits()?)?),
        ReleaseKind::UnitLimits => {
            ReleaseTables::UnitLimits(folder.edit_table(UnitLimitTable::new(folder.read()?))?)
        }
        ReleaseKind::AddOnCodes => {
            ReleaseTables::AddOnCodes(folder.edit_table(AddOnTable::new(folder.read()?))?)
        }
        ReleaseKind::LaboratoryRates => ReleaseTables::LaboratoryRates(folder.read()?),
        ReleaseKind::DrugLimits => ReleaseTables::DrugLimits(folder.read()?),
        ReleaseKind::EquipmentFees => ReleaseTables::EquipmentFees(folder.read()?),
        ReleaseKind::NutritionFees => ReleaseTables::NutritionFees(folder.read()?),
        ReleaseKind::Law => ReleaseTables::Law(Box::new(folder.read_law()?)),
    })
}

struct FolderReader<'a> {
    members: &'a Members<'a>,
    row: &'a ReleaseRow,
}

impl FolderReader<'_> {
    /// The rows of a table; none if the release came without the table.
    fn read<T: TableRow>(&self) -> Result<Vec<T>, SnapshotError> {
        let name = file_name::<T>(&self.row.label);
        let text = self.members.read(&name)?;
        Ok(text.map_or(Ok(Vec::new()), |text| read_rows(&name, &text))?)
    }

    fn edit_table<T>(&self, table: T) -> Result<EditTable<T>, SnapshotError> {
        let extract_of = if self.row.is_extract { Some(self.read::<HcpcsCode>()?) } else { None };
        Ok(EditTable { table: Arc::new(table), extract_of })
    }

    /// The one row of a release of the law.
    fn read_law(&self) -> Result<Amendment, SnapshotError> {
        let missing = || SnapshotError::Archive(format!("the text of {} is missing", self.row.label));
        self.read()?.into_iter().next().ok_or_else(missing)
    }

    fn read_ptp_edits(&self) -> Result<PtpTable, SnapshotError> {
        let label = &self.row.label;
        let mut names = self.members.names_in(label);
        names.retain(|name| name.contains(ptp_csv::TABLE));
        let parts = in_parallel(names, |name| {
            let text = self.members.read(&name)?.unwrap_or_default();
            Ok(read_ptp_edits(&name, &text)?)
        });
        let parts = parts.into_iter().collect::<Result<Vec<PtpRows>, SnapshotError>>()?;
        let table = PtpTable::of_rows(parts);
        Ok(table.map_err(|error| TableError::new(label, None, None, error.to_string()))?)
    }
}
