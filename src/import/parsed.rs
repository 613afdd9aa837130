//! Reads the tables of one bundle's files.

use super::anesthesia_base::{self, BaseUnitFile};
use super::asp::{self, DrugLimitFile};
use super::dmepos::{self, EquipmentFile};
use super::error::{Fault, ImportError, Skipped, fault_in};
use super::file_names::is_workbook;
use super::formats::{CmsTable, FileForm, Found};
use super::gpci::{self, GpciFile};
use super::locco::{self, CountyFile};
use super::oppscap::{self, CapRows};
use super::pprrvu::{self, ServiceFile};
use super::ptp_release::PtpPart;
use super::recognise::{is_archive, recognise};
use super::sources::{Bundle, SourceBytes};
use super::table::decode;
use super::workbook_table::find_table;
use super::zip5::{self, ZipFile};
use super::{anes, aoc, clfs, law_file, mue};
use crate::edits::{AddOnPair, AddOnTable, PublishedLimit, UnitLimitTable};
use crate::law::Amendment;
use crate::schedule::content::{
    AnesthesiaFactor, EditTable, PublishedService, ReleaseTables, ScheduleTable, SourceFile,
};
use crate::vocabulary::{EquipmentFee, LaboratoryRate, Quarter};
use time::Date;

/// What one file holds.
#[derive(Clone, Debug)]
pub(super) enum Parsed {
    Services(ServiceFile),
    Gpci(GpciFile),
    Counties(CountyFile),
    AnesthesiaFactors(Vec<AnesthesiaFactor>),
    OppsCaps(CapRows),
    List(ListFile),
}

/// A file that makes a release by itself.
#[derive(Clone, Debug)]
pub(super) struct ListFile {
    pub(super) tables: ReleaseTables,
    pub(super) rows: usize,
    pub(super) period: ListPeriod,
}

/// The place in which a list names its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListPeriod {
    /// In its rows.
    Quarter(Quarter),
    /// In its titles. The release's label begins with this text.
    QuarterInTitles(&'static str, Quarter),
    /// In its name, or in its header if that names this year.
    Year(Option<i32>),
    /// In its name. The release's label begins with this text.
    QuarterInName(&'static str),
    /// In its values, which begin on this day. Its name is the label.
    FirstDay(Date),
}

/// A file of a table.
#[derive(Debug)]
pub(super) struct ParsedFile {
    pub(super) table: CmsTable,
    pub(super) form: FileForm,
    pub(super) source: SourceFile,
    /// Its name and that of its archive or folder, for an error that names two files.
    pub(super) place: String,
    /// Whether its name says what it is, so that the name may also say its year and quarter.
    pub(super) is_named: bool,
    /// What it holds. A fault does not matter if another form of the same table is loaded.
    pub(super) parsed: Result<Parsed, ImportError>,
}

/// What was read of a bundle.
#[derive(Debug)]
pub(super) struct ParsedBundle {
    /// The archive's or folder's name.
    pub(super) name: String,
    pub(super) files: Vec<ParsedFile>,
    /// The files of PTP edits, which make a release with those of other bundles.
    pub(super) ptp_parts: Vec<PtpPart>,
    /// The files left out, and why.
    pub(super) skipped: Vec<Skipped>,
}

impl Parsed {
    fn rows(&self) -> usize {
        match self {
            Self::Services(file) => file.services.len(),
            Self::Gpci(file) => file.localities.len(),
            Self::Counties(file) => file.counties.len(),
            Self::AnesthesiaFactors(factors) => factors.len(),
            Self::OppsCaps(caps) => caps.len(),
            Self::List(list) => list.rows,
        }
    }

    /// The table of a fee schedule that it is, if any.
    const fn table(&self) -> Option<ScheduleTable> {
        match self {
            Self::Services(_) => Some(ScheduleTable::Services),
            Self::Gpci(_) => Some(ScheduleTable::Localities),
            Self::Counties(_) => Some(ScheduleTable::Counties),
            Self::AnesthesiaFactors(_) => Some(ScheduleTable::AnesthesiaFactors),
            Self::OppsCaps(_) => Some(ScheduleTable::OppsCaps),
            Self::List(_) => None,
        }
    }

    /// Whether both hold the same rows, as far as both forms have the columns.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Services(one), Self::Services(two)) => same_services(&one.services, &two.services),
            (Self::Gpci(one), Self::Gpci(two)) => one.localities == two.localities,
            (Self::Counties(one), Self::Counties(two)) => one.counties == two.counties,
            (Self::AnesthesiaFactors(one), Self::AnesthesiaFactors(two)) => one == two,
            (Self::OppsCaps(one), Self::OppsCaps(two)) => {
                one.iter().map(|(_, cap)| cap).eq(two.iter().map(|(_, cap)| cap))
            }
            (Self::List(one), Self::List(two)) => {
                same_lists(&one.tables, &two.tables) && one.period.agrees_with(two.period)
            }
            (_, _) => false,
        }
    }
}

impl ListPeriod {
    /// Whether the rows of both are of one quarter, as far as they say.
    fn agrees_with(self, other: Self) -> bool {
        match (self, other) {
            (Self::Quarter(one), Self::Quarter(two))
            | (Self::QuarterInTitles(_, one), Self::QuarterInTitles(_, two)) => one == two,
            (_, _) => true,
        }
    }
}

/// The text form of add-on codes cuts long special instructions.
fn same_lists(one: &ReleaseTables, two: &ReleaseTables) -> bool {
    let (ReleaseTables::AddOnCodes(first), ReleaseTables::AddOnCodes(second)) = (one, two) else {
        return one == two;
    };
    let bare = |edits: &EditTable<AddOnTable>| {
        let pairs = edits.table.pairs().iter();
        AddOnTable::new(pairs.map(|pair| AddOnPair { note: None, ..pair.clone() }).collect())
    };
    bare(first) == bare(second)
}

/// The text form has no PRIC IND column.
fn same_services(one: &[PublishedService], two: &[PublishedService]) -> bool {
    let bare = |service: &PublishedService| PublishedService { pricing_indicator: None, ..service.clone() };
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one == two || bare(one) == bare(two))
}

/// Reads the files of a bundle.
///
/// # Errors
/// If a comma-separated file has a fault, or a file's content is not what its name says.
pub(super) fn parse_bundle(bundle: Bundle, keep_descriptors: bool) -> Result<ParsedBundle, ImportError> {
    let Bundle { name, files, skipped } = bundle;
    let mut read = ParsedBundle { name, files: Vec::new(), ptp_parts: Vec::new(), skipped };
    for file in files {
        match recognise(&file.name, file.named, &file.bytes)? {
            Some(Found::PtpPart(form)) => read.ptp_parts.push(PtpPart::new(form, file)?),
            Some(Found::Table(table, FileForm::Csv)) => {
                let parsed = parse_csv(table, &file.name, &file.bytes, keep_descriptors)?;
                read.keep(table, FileForm::Csv, &file, Ok(parsed));
            }
            Some(Found::Table(table, FileForm::Text)) => {
                let parsed = parse_text(table, &file.name, &file.bytes, keep_descriptors);
                read.keep(table, FileForm::Text, &file, parsed);
            }
            Some(Found::Table(_, FileForm::Workbook)) => read.workbook(&file, keep_descriptors)?,
            None if is_workbook(&file.name) && is_archive(&file.bytes) => {
                read.workbook(&file, keep_descriptors)?;
            }
            None => {
                let reason = unread_reason(&file);
                read.skipped.push(Skipped { file: file.name, reason });
            }
        }
    }
    Ok(read)
}

impl ParsedBundle {
    fn workbook(&mut self, file: &SourceBytes, keep_descriptors: bool) -> Result<(), ImportError> {
        let content = find_table(file)?;
        self.skipped.extend(content.skipped);
        if let Some((table, text)) = content.table {
            let parsed = parse_csv(table, &file.name, text.as_bytes(), keep_descriptors);
            self.keep(table, FileForm::Workbook, file, parsed);
        }
        Ok(())
    }

    fn keep(
        &mut self,
        table: CmsTable,
        form: FileForm,
        file: &SourceBytes,
        parsed: Result<Parsed, ImportError>,
    ) {
        let (rows, schedule_table) =
            parsed.as_ref().map_or((0, None), |parsed| (parsed.rows(), parsed.table()));
        let source = file.source(rows, schedule_table);
        let place = format!("{} (in {})", file.name, self.name);
        self.files.push(ParsedFile { table, form, source, place, is_named: file.named.is_some(), parsed });
    }
}

/// Why an unknown file is skipped.
fn unread_reason(file: &SourceBytes) -> String {
    /// A file of tips begins with one.
    const TIPS_HEAD: usize = 1 << 12;
    let is_tips = decode(file.bytes.get(..TIPS_HEAD).unwrap_or(&file.bytes))
        .lines()
        .any(|line| line.trim() == "[[tip]]");
    if is_tips {
        "a file of tips. Load it with `medpayiq tips import`".to_owned()
    } else {
        "not a CMS file that this program reads".to_owned()
    }
}

/// Reads cells under a header.
fn parse_csv(
    table: CmsTable,
    name: &str,
    bytes: &[u8],
    keep_descriptors: bool,
) -> Result<Parsed, ImportError> {
    match table {
        CmsTable::Services => pprrvu::read_services_csv(name, bytes, keep_descriptors).map(Parsed::Services),
        CmsTable::Gpci => gpci::read_gpci(name, bytes).map(Parsed::Gpci),
        CmsTable::Counties => locco::read_counties(name, bytes).map(Parsed::Counties),
        CmsTable::AnesthesiaFactors => {
            anes::read_anesthesia_factors(name, bytes).map(Parsed::AnesthesiaFactors)
        }
        CmsTable::OppsCaps => oppscap::read_caps_csv(name, bytes).map(Parsed::OppsCaps),
        CmsTable::Zip5 => zip5::read_zips_csv(name, bytes).map(Parsed::from),
        CmsTable::BaseUnits => anesthesia_base::read_base_units(name, bytes, b',').map(Parsed::from),
        CmsTable::UnitLimits => mue::read_unit_limits(name, bytes).map(Parsed::from),
        CmsTable::AddOnCodes => aoc::read_add_on_csv(name, bytes).map(Parsed::from),
        CmsTable::LaboratoryRates => clfs::read_laboratory_rates(name, bytes).map(Parsed::from),
        CmsTable::DrugLimits => asp::read_drug_limits(name, bytes).map(Parsed::from),
        CmsTable::EquipmentFees => dmepos::read_equipment_fees(name, bytes)
            .map(|file| Parsed::of_equipment("DMEPOS", file, ReleaseTables::EquipmentFees)),
        CmsTable::NutritionFees => dmepos::read_nutrition_fees(name, bytes)
            .map(|file| Parsed::of_equipment("DMEPEN", file, ReleaseTables::NutritionFees)),
        CmsTable::Law => Err(no_such_form(name)),
    }
}

/// Reads a form of the table's own.
fn parse_text(
    table: CmsTable,
    name: &str,
    bytes: &[u8],
    keep_descriptors: bool,
) -> Result<Parsed, ImportError> {
    match table {
        CmsTable::Services => pprrvu::read_services_text(name, bytes, keep_descriptors).map(Parsed::Services),
        CmsTable::OppsCaps => oppscap::read_caps_text(name, bytes).map(Parsed::OppsCaps),
        CmsTable::Zip5 => zip5::read_zips_text(name, bytes).map(Parsed::from),
        CmsTable::BaseUnits => anesthesia_base::read_base_units(name, bytes, b'\t').map(Parsed::from),
        CmsTable::AddOnCodes => aoc::read_add_on_text(name, bytes).map(Parsed::from),
        CmsTable::Law => law_file::read_law(name, bytes).map(Parsed::from),
        CmsTable::Gpci
        | CmsTable::Counties
        | CmsTable::AnesthesiaFactors
        | CmsTable::UnitLimits
        | CmsTable::LaboratoryRates
        | CmsTable::DrugLimits
        | CmsTable::EquipmentFees
        | CmsTable::NutritionFees => Err(no_such_form(name)),
    }
}

/// The error for a form that CMS does not publish.
fn no_such_form(name: &str) -> ImportError {
    fault_in(name, Fault::of_file("is not a form of this table that CMS publishes"))
}

impl From<Amendment> for Parsed {
    fn from(amendment: Amendment) -> Self {
        let period = ListPeriod::FirstDay(amendment.first_day().unwrap_or(Date::MIN));
        Self::List(ListFile {
            rows: amendment.len(),
            tables: ReleaseTables::Law(Box::new(amendment)),
            period,
        })
    }
}

impl From<Vec<PublishedLimit>> for Parsed {
    fn from(limits: Vec<PublishedLimit>) -> Self {
        let (rows, period) = (limits.len(), ListPeriod::QuarterInName("MUE"));
        let tables = ReleaseTables::UnitLimits(EditTable::whole(UnitLimitTable::new(limits)));
        Self::List(ListFile { tables, rows, period })
    }
}

impl From<Vec<AddOnPair>> for Parsed {
    fn from(pairs: Vec<AddOnPair>) -> Self {
        let (rows, period) = (pairs.len(), ListPeriod::QuarterInName("AOC"));
        let tables = ReleaseTables::AddOnCodes(EditTable::whole(AddOnTable::new(pairs)));
        Self::List(ListFile { tables, rows, period })
    }
}

impl From<Vec<LaboratoryRate>> for Parsed {
    fn from(rates: Vec<LaboratoryRate>) -> Self {
        let (rows, period) = (rates.len(), ListPeriod::QuarterInName("CLFS"));
        Self::List(ListFile { tables: ReleaseTables::LaboratoryRates(rates), rows, period })
    }
}

impl Parsed {
    fn of_equipment(
        prefix: &'static str,
        file: EquipmentFile,
        tables: impl FnOnce(Vec<EquipmentFee>) -> ReleaseTables,
    ) -> Self {
        let (rows, period) = (file.fees.len(), ListPeriod::QuarterInTitles(prefix, file.quarter));
        Self::List(ListFile { tables: tables(file.fees), rows, period })
    }
}

impl From<DrugLimitFile> for Parsed {
    fn from(file: DrugLimitFile) -> Self {
        let (rows, period) = (file.limits.len(), ListPeriod::QuarterInTitles("ASP", file.quarter));
        Self::List(ListFile { tables: ReleaseTables::DrugLimits(file.limits), rows, period })
    }
}

impl From<ZipFile> for Parsed {
    fn from(file: ZipFile) -> Self {
        let (rows, period) = (file.zips.len(), ListPeriod::Quarter(file.quarter));
        Self::List(ListFile { tables: ReleaseTables::ZipLocalities(file.zips), rows, period })
    }
}

impl From<BaseUnitFile> for Parsed {
    fn from(file: BaseUnitFile) -> Self {
        let (rows, period) = (file.units.len(), ListPeriod::Year(file.year));
        Self::List(ListFile { tables: ReleaseTables::AnesthesiaBaseUnits(file.units), rows, period })
    }
}
