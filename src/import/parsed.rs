//! The tables of one bundle's files, each read once; files that repeat another are left out.

use super::anesthesia_base::{self, BaseUnitFile};
use super::error::{ImportError, Skipped};
use super::gpci::{self, GpciFile};
use super::law_file::{self, LawFile};
use super::locco::{self, CountyFile};
use super::oppscap::{self, CapRows};
use super::pprrvu::{self, ServiceFile};
use super::ptp_release::Part;
use super::recognise::{Found, Kind, recognise};
use super::sources::{Bundle, SourceBytes};
use super::zip5::{self, ZipFile};
use super::{anes, aoc, mue};
use crate::edits::{AddOnPair, PublishedLimit};
use crate::schedule::content::{AnesthesiaFactor, PublishedService, ScheduleTable, SourceFile};

/// What one file holds.
#[derive(Clone, Debug)]
pub(super) enum Parsed {
    Services(ServiceFile),
    Gpci(GpciFile),
    Counties(CountyFile),
    AnesthesiaFactors(Vec<AnesthesiaFactor>),
    OppsCaps(CapRows),
    Zips(ZipFile),
    BaseUnits(BaseUnitFile),
    UnitLimits(Vec<PublishedLimit>),
    AddOnCodes(Vec<AddOnPair>),
    Law(LawFile),
}

/// A file and what it holds.
#[derive(Clone, Debug)]
pub(super) struct ParsedFile {
    pub(super) kind: Kind,
    pub(super) source: SourceFile,
    pub(super) parsed: Parsed,
}

impl Parsed {
    fn rows(&self) -> usize {
        match self {
            Self::Services(file) => file.services.len(),
            Self::Gpci(file) => file.localities.len(),
            Self::Counties(file) => file.counties.len(),
            Self::AnesthesiaFactors(factors) => factors.len(),
            Self::OppsCaps(caps) => caps.len(),
            Self::Zips(file) => file.zips.len(),
            Self::BaseUnits(file) => file.units.len(),
            Self::UnitLimits(limits) => limits.len(),
            Self::AddOnCodes(pairs) => pairs.len(),
            Self::Law(file) => file.values,
        }
    }

    /// The table of a fee schedule that it is, if any.
    fn table(&self) -> Option<ScheduleTable> {
        match self {
            Self::Services(_) => Some(ScheduleTable::Services),
            Self::Gpci(_) => Some(ScheduleTable::Localities),
            Self::Counties(_) => Some(ScheduleTable::Counties),
            Self::AnesthesiaFactors(_) => Some(ScheduleTable::AnesthesiaFactors),
            Self::OppsCaps(_) => Some(ScheduleTable::OppsCaps),
            Self::Zips(_) | Self::BaseUnits(_) | Self::UnitLimits(_) | Self::AddOnCodes(_) | Self::Law(_) => {
                None
            }
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
            (Self::Zips(one), Self::Zips(two)) => one.quarter == two.quarter && one.zips == two.zips,
            (Self::BaseUnits(one), Self::BaseUnits(two)) => one.units == two.units,
            (Self::UnitLimits(one), Self::UnitLimits(two)) => one == two,
            (Self::AddOnCodes(one), Self::AddOnCodes(two)) => one == two,
            (Self::Law(one), Self::Law(two)) => one == two,
            (_, _) => false,
        }
    }
}

/// The text form has no PRIC IND column.
fn same_services(one: &[PublishedService], two: &[PublishedService]) -> bool {
    let bare = |service: &PublishedService| PublishedService { pricing_indicator: None, ..service.clone() };
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one == two || bare(one) == bare(two))
}

/// Reads the files of a bundle. Those left out are added to `skipped`, parts of PTP edits to `parts`.
pub(super) fn read_bundle(
    bundle: Bundle,
    keep_descriptors: bool,
    skipped: &mut Vec<Skipped>,
    parts: &mut Vec<Part>,
) -> Result<Vec<ParsedFile>, ImportError> {
    let mut known = Vec::new();
    for file in bundle.files {
        match recognise(&file.name, &file.bytes)? {
            Some(Found::Table(kind)) => known.push((kind, file)),
            Some(Found::PtpPart(form)) => parts.push(Part::new(form, file)?),
            None => skip(skipped, &file.name, "not a file that this import knows".to_owned()),
        }
    }
    let (second, first): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|(kind, _)| kind.preferred_form().is_some());
    let mut read: Vec<ParsedFile> = Vec::new();
    for (kind, file) in first {
        let parsed = parse(kind, &file, keep_descriptors)?;
        match read.iter().find(|other| other.parsed.agrees_with(&parsed)) {
            Some(other) => skip(skipped, &file.name, format!("repeats {}", other.source.name)),
            None => {
                read.push(ParsedFile { kind, source: file.source(parsed.rows(), parsed.table()), parsed })
            }
        }
    }
    for (kind, file) in second {
        let parsed = parse(kind, &file, keep_descriptors);
        let twins: Vec<&ParsedFile> =
            read.iter().filter(|other| Some(other.kind) == kind.preferred_form()).collect();
        if twins.is_empty() {
            let parsed = parsed?;
            read.push(ParsedFile { kind, source: file.source(parsed.rows(), parsed.table()), parsed });
        } else {
            skip(skipped, &file.name, beside(&twins, parsed));
        }
    }
    Ok(read)
}

fn skip(skipped: &mut Vec<Skipped>, file: &str, reason: String) {
    skipped.push(Skipped { file: file.to_owned(), reason });
}

/// How a text form relates to the files of the preferred form that were read.
fn beside(twins: &[&ParsedFile], parsed: Result<Parsed, ImportError>) -> String {
    let names: Vec<&str> = twins.iter().map(|twin| twin.source.name.as_str()).collect();
    let names = names.join(" and ");
    match parsed {
        Ok(parsed) => match twins.iter().find(|twin| twin.parsed.agrees_with(&parsed)) {
            Some(twin) => format!("repeats {}", twin.source.name),
            None => format!("does NOT agree with {names}, which was loaded"),
        },
        Err(error) => format!("cannot be compared with {names}, which was loaded ({error})"),
    }
}

fn parse(kind: Kind, file: &SourceBytes, keep_descriptors: bool) -> Result<Parsed, ImportError> {
    let (name, bytes) = (file.name.as_str(), file.bytes.as_slice());
    match kind {
        Kind::ServicesCsv => pprrvu::read_csv(name, bytes, keep_descriptors).map(Parsed::Services),
        Kind::ServicesText => pprrvu::read_text(name, bytes, keep_descriptors).map(Parsed::Services),
        Kind::Gpci => gpci::read(name, bytes).map(Parsed::Gpci),
        Kind::Counties => locco::read(name, bytes).map(Parsed::Counties),
        Kind::AnesthesiaFactors => anes::read(name, bytes).map(Parsed::AnesthesiaFactors),
        Kind::OppsCapsCsv => oppscap::read_csv(name, bytes).map(Parsed::OppsCaps),
        Kind::OppsCapsText => oppscap::read_text(name, bytes).map(Parsed::OppsCaps),
        Kind::Zip5 => zip5::read(name, bytes).map(Parsed::Zips),
        Kind::BaseUnitsText => anesthesia_base::read_text(name, bytes).map(Parsed::BaseUnits),
        Kind::BaseUnitsWorkbook => anesthesia_base::read_workbook(name, bytes).map(Parsed::BaseUnits),
        Kind::UnitLimits => mue::read(name, bytes).map(Parsed::UnitLimits),
        Kind::AddOnCodes => aoc::read(name, bytes).map(Parsed::AddOnCodes),
        Kind::Law => law_file::read(name, bytes).map(Parsed::Law),
    }
}
