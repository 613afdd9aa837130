//! Reads the tables of one bundle's files. Files that repeat another are left out.

use super::anesthesia_base::{self, BaseUnitFile};
use super::error::{ImportError, Skipped};
use super::formats::{FileFormat, Found};
use super::gpci::{self, GpciFile};
use super::locco::{self, CountyFile};
use super::oppscap::{self, CapRows};
use super::pprrvu::{self, ServiceFile};
use super::ptp_release::PtpPart;
use super::recognise::recognise;
use super::sources::{Bundle, SourceBytes};
use super::zip5::{self, ZipFile};
use super::{anes, aoc, law_file, mue};
use crate::edits::{AddOnPair, AddOnTable, PublishedLimit, UnitLimitTable};
use crate::law::Amendment;
use crate::schedule::content::{
    AnesthesiaFactor, EditTable, PublishedService, ReleaseTables, ScheduleTable, SourceFile,
};
use crate::vocabulary::Quarter;
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
    /// In its name, or in its header if that names this year.
    Year(Option<i32>),
    /// In its name. The release's label begins with this text.
    QuarterInName(&'static str),
    /// In its values, which begin on this day. Its name is the label.
    FirstDay(Date),
}

/// A file and what it holds.
#[derive(Clone, Debug)]
pub(super) struct ParsedFile {
    format: FileFormat,
    pub(super) source: SourceFile,
    /// Whether its name says what it is, so that the name may also say its year and quarter.
    pub(super) is_named: bool,
    pub(super) parsed: Parsed,
}

/// What was read of a bundle.
#[derive(Default)]
pub(super) struct ParsedBundle {
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
    fn agrees_with(&self, other: &Self) -> bool {
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
            (Self::Quarter(one), Self::Quarter(two)) => one == two,
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
pub(super) fn parse_bundle(bundle: Bundle, keep_descriptors: bool) -> Result<ParsedBundle, ImportError> {
    let mut read = ParsedBundle { skipped: bundle.skipped, ..ParsedBundle::default() };
    let (mut preferred, mut others) = (Vec::new(), Vec::new());
    for file in bundle.files {
        match recognise(&file.name, file.named, &file.bytes)? {
            Some(Found::Table(format)) if format.preferred_form().is_none() => preferred.push((format, file)),
            Some(Found::Table(format)) => others.push((format, file)),
            Some(Found::PtpPart(form)) => read.ptp_parts.push(PtpPart::new(form, file)?),
            None => read.skip(&file.name, "not a CMS file that this program reads".to_owned()),
        }
    }
    for (format, file) in preferred {
        let parsed = parse(format, &file, keep_descriptors)?;
        match read.files.iter().find(|other| other.parsed.agrees_with(&parsed)) {
            Some(other) => read.skip(&file.name, format!("repeats {}", other.source.name.clone())),
            None => read.keep(format, &file, parsed),
        }
    }
    for (format, file) in others {
        let parsed = parse(format, &file, keep_descriptors);
        match read.compare_with_preferred(&file.name, format, &parsed) {
            Some(reason) => read.skip(&file.name, reason),
            None => read.keep(format, &file, parsed?),
        }
    }
    Ok(read)
}

impl ParsedBundle {
    fn skip(&mut self, file: &str, reason: String) {
        self.skipped.push(Skipped { file: file.to_owned(), reason });
    }

    fn keep(&mut self, format: FileFormat, file: &SourceBytes, parsed: Parsed) {
        let source = file.source(parsed.rows(), parsed.table());
        self.files.push(ParsedFile { format, source, is_named: file.named.is_some(), parsed });
    }

    /// How a file relates to those of the preferred form, in words; `None` if there are none. The forms of a list have the
    /// same name but for its ending, because files of other quarters may be next to them.
    fn compare_with_preferred(
        &self,
        name: &str,
        format: FileFormat,
        parsed: &Result<Parsed, ImportError>,
    ) -> Option<String> {
        let is_preferred = |other: &&ParsedFile| {
            Some(other.format) == format.preferred_form()
                && (other.parsed.table().is_some() || same_stem(&other.source.name, name))
        };
        let twins: Vec<&ParsedFile> = self.files.iter().filter(is_preferred).collect();
        if twins.is_empty() {
            return None;
        }
        let names: Vec<&str> = twins.iter().map(|twin| twin.source.name.as_str()).collect();
        let names = names.join(" and ");
        Some(match parsed {
            Ok(parsed) => match twins.iter().find(|twin| twin.parsed.agrees_with(parsed)) {
                Some(twin) => format!("repeats {}", twin.source.name),
                None => format!("does NOT agree with {names}, which was loaded"),
            },
            Err(error) => format!("cannot be compared with {names}, which was loaded ({error})"),
        })
    }
}

/// Whether two file names differ only in their ending, or in case.
fn same_stem(one: &str, other: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase();
    stem(one) == stem(other)
}

fn parse(format: FileFormat, file: &SourceBytes, keep_descriptors: bool) -> Result<Parsed, ImportError> {
    let (name, bytes) = (file.name.as_str(), file.bytes.as_slice());
    match format {
        FileFormat::ServicesCsv => {
            pprrvu::read_services_csv(name, bytes, keep_descriptors).map(Parsed::Services)
        }
        FileFormat::ServicesText => {
            pprrvu::read_services_text(name, bytes, keep_descriptors).map(Parsed::Services)
        }
        FileFormat::Gpci => gpci::read_gpci(name, bytes).map(Parsed::Gpci),
        FileFormat::Counties => locco::read_counties(name, bytes).map(Parsed::Counties),
        FileFormat::AnesthesiaFactors => {
            anes::read_anesthesia_factors(name, bytes).map(Parsed::AnesthesiaFactors)
        }
        FileFormat::OppsCapsCsv => oppscap::read_caps_csv(name, bytes).map(Parsed::OppsCaps),
        FileFormat::OppsCapsText => oppscap::read_caps_text(name, bytes).map(Parsed::OppsCaps),
        FileFormat::Zip5 => zip5::read_zips(name, bytes).map(Parsed::from),
        FileFormat::BaseUnitsText => anesthesia_base::read_base_units_text(name, bytes).map(Parsed::from),
        FileFormat::BaseUnitsWorkbook => {
            anesthesia_base::read_base_units_workbook(name, bytes).map(Parsed::from)
        }
        FileFormat::UnitLimitsCsv => mue::read_unit_limits_csv(name, bytes).map(Parsed::from),
        FileFormat::UnitLimitsWorkbook => mue::read_unit_limits_workbook(name, bytes).map(Parsed::from),
        FileFormat::AddOnText => aoc::read_add_on_text(name, bytes).map(Parsed::from),
        FileFormat::AddOnWorkbook => aoc::read_add_on_workbook(name, bytes).map(Parsed::from),
        FileFormat::Law => law_file::read_law(name, bytes).map(Parsed::from),
    }
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
