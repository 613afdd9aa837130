//! Joins the tables of a command's files into releases with labels and first days.

use super::Options;
use super::edit_label::{of_edits, quarter_in};
use super::error::{ImportError, Skipped};
use super::file_hints::{hints_of, is_qualifying};
use super::label::{self, Hint, is_release_name};
use super::law_file;
use super::oppscap;
use super::parsed::{ListFile, ListPeriod, Parsed, ParsedBundle, ParsedFile};
use super::placing::{ReleaseFiles, distinct, place};
use super::pprrvu::ServiceFile;
use crate::schedule::content::{FeeScheduleTables, PublishedService, ReleaseContent, ReleaseTables};
use crate::vocabulary::ConversionFactor;
use time::{Date, Month};

/// Joins the files of bundles into releases: fee schedules first, then lists. Also returns the files that were left out.
pub(super) fn assemble(
    bundles: Vec<ParsedBundle>,
    options: &Options,
) -> Result<(Vec<ReleaseContent>, Vec<Skipped>), ImportError> {
    let (mut lists, mut schedules) = (Vec::new(), Vec::new());
    for bundle in bundles {
        let (own_lists, files) = bundle.files.into_iter().partition::<Vec<_>, _>(|file| file.table.is_list());
        lists.extend(own_lists);
        schedules.push(ParsedBundle { files, ..bundle });
    }
    let (mut releases, mut skipped) = (Vec::new(), Vec::new());
    for release in place(schedules, options)? {
        let (release, left_out) = fee_schedule(release, options)?;
        releases.push(release);
        skipped.extend(left_out);
    }
    let (lists, left_out) = list_releases(lists, &options_of_lists(options, !releases.is_empty()))?;
    releases.extend(lists);
    skipped.extend(left_out);
    Ok((releases, skipped))
}

/// The options for files other than a fee schedule's. `--release RVU26C` describes only the fee schedule if the command has
/// one.
pub(super) fn options_of_lists(options: &Options, has_fee_schedule: bool) -> Options {
    let describes_schedule = options.release.as_deref().is_some_and(is_release_name);
    if has_fee_schedule && describes_schedule {
        return Options { release: None, effective: None, ..options.clone() };
    }
    options.clone()
}

/// The releases of files that are releases by themselves. Several forms of one list are compared.
fn list_releases(
    files: Vec<ParsedFile>,
    options: &Options,
) -> Result<(Vec<ReleaseContent>, Vec<Skipped>), ImportError> {
    let mut lists: Vec<(String, Date, Vec<ParsedFile>)> = Vec::new();
    for file in files {
        let ParsedFile { table, form, source, place, is_named, parsed } = file;
        let Parsed::List(list) = parsed? else { continue };
        let (label, day) = label_of_list(&source.name, &list, options)?;
        let parsed = Ok(Parsed::List(list));
        let file = ParsedFile { table, form, source, place, is_named, parsed };
        match lists.iter_mut().find(|(other, first, _)| *other == label && *first == day) {
            Some((_, _, files)) => files.push(file),
            None => lists.push((label, day, vec![file])),
        }
    }
    let (mut releases, mut skipped) = (Vec::new(), Vec::new());
    for (label, effective_from, files) in lists {
        let (files, left_out) = distinct(files)?;
        skipped.extend(left_out);
        for file in files {
            let Parsed::List(list) = file.parsed? else { continue };
            let (label, files) = (label.clone(), vec![file.source]);
            releases.push(ReleaseContent { label, effective_from, files, tables: list.tables });
        }
    }
    Ok((releases, skipped))
}

/// The label and the first day of a file that is a release by itself.
fn label_of_list(name: &str, list: &ListFile, options: &Options) -> Result<(String, Date), ImportError> {
    match list.period {
        ListPeriod::Quarter(quarter) => {
            let known = quarter.first_day().map(|day| (format!("ZIP5_{quarter}"), day));
            label_and_day(name, known, options)
        }
        ListPeriod::Year(listed) => label_and_day(name, base_units_release(name, listed)?, options),
        ListPeriod::QuarterInName(prefix) => of_edits(prefix, name, quarter_in(name), options),
        ListPeriod::QuarterInTitles(prefix, quarter) => of_edits(prefix, name, Some(quarter), options),
        ListPeriod::FirstDay(day) => law_file::label_and_day(name, day, options),
    }
}

/// Returns what the options say, else what the file says.
fn label_and_day(
    file: &str,
    known: Option<(String, Date)>,
    options: &Options,
) -> Result<(String, Date), ImportError> {
    let label = options.release.clone().or_else(|| known.as_ref().map(|(label, _)| label.clone()));
    let day = options.effective.or_else(|| known.map(|(_, day)| day));
    label.zip(day).ok_or_else(|| ImportError::UnknownRelease {
        files: file.to_owned(),
        problem: "the name does not say which year this is. Add --release ANES_BASE_2025 --effective 2025-01-01, for example.".to_owned(),
    })
}

/// `ANES_BASE_2022` from `CY_2022_Anesthesia_Base_Units_110921.xlsx`, or from the list's own header.
fn base_units_release(file: &str, listed: Option<i32>) -> Result<Option<(String, Date)>, ImportError> {
    let named = Hint::of_file_name(file).year;
    if let Some((named, listed)) = named.zip(listed).filter(|(named, listed)| named != listed) {
        return Err(ImportError::Disagreement {
            one: file.to_owned(),
            other: "its header".to_owned(),
            problem: format!("are from different years: {named} and {listed}"),
        });
    }
    Ok(named.or(listed).and_then(|year| {
        let first_day = Date::from_calendar_date(year, Month::January, 1).ok()?;
        Some((format!("ANES_BASE_{year}"), first_day))
    }))
}

fn fee_schedule(
    release: ReleaseFiles,
    options: &Options,
) -> Result<(ReleaseContent, Vec<Skipped>), ImportError> {
    let hints: Vec<Hint> = release.files.iter().flat_map(hints_of).collect();
    let (label, effective_from) = label::of_fee_schedule(options, &release.bundle, &hints)?;
    let (files, skipped) = distinct(release.files)?;
    let sources = files.iter().map(|file| file.source.clone()).collect();
    let tables = ReleaseTables::FeeSchedule(Box::new(joined(files, options)?));
    Ok((ReleaseContent { label, effective_from, files: sources, tables }, skipped))
}

/// Joins the tables of a release.
fn joined(files: Vec<ParsedFile>, options: &Options) -> Result<FeeScheduleTables, ImportError> {
    let mut tables =
        FeeScheduleTables { descriptors_kept: options.keep_descriptors, ..FeeScheduleTables::default() };
    let mut services = Vec::new();
    let mut gpcis = One::default();
    let mut counties = One::default();
    let mut factors = One::default();
    let mut caps = One::default();
    for file in files {
        let (name, place) = (file.source.name, file.place);
        match file.parsed? {
            Parsed::Services(file) => services.push((name, file)),
            Parsed::Gpci(file) => gpcis.put(name, place, file.localities)?,
            Parsed::Counties(file) => counties.put(name, place, file.counties)?,
            Parsed::AnesthesiaFactors(list) => factors.put(name, place, list)?,
            Parsed::OppsCaps(list) => caps.put(name, place, list)?,
            Parsed::List(_) => {}
        }
    }
    put_services(&mut tables, services)?;
    tables.localities = gpcis.rows;
    tables.counties = counties.rows;
    tables.anesthesia_factors = factors.rows;
    oppscap::check_services(&caps.file, &caps.rows, &tables.services)?;
    tables.opps_caps = caps.rows.into_iter().map(|(_, cap)| cap).collect();
    Ok(tables)
}

/// A table that a release has at most once.
struct One<T> {
    file: String,
    /// The file with its archive or folder.
    place: Option<String>,
    rows: Vec<T>,
}

impl<T> Default for One<T> {
    fn default() -> Self {
        Self { file: String::new(), place: None, rows: Vec::new() }
    }
}

impl<T> One<T> {
    fn put(&mut self, file: String, place: String, rows: Vec<T>) -> Result<(), ImportError> {
        if let Some(first) = &self.place {
            return Err(ImportError::two_of(first, &place));
        }
        *self = Self { file, place: Some(place), rows };
        Ok(())
    }
}

/// Adds the relative value file. From 2026 there are two: the general one, and the one for qualifying participants in
/// alternative payment models (APMs). They differ only in the conversion factor.
fn put_services(
    tables: &mut FeeScheduleTables,
    mut files: Vec<(String, ServiceFile)>,
) -> Result<(), ImportError> {
    let rank = |name: &str| is_qualifying(name).map_or(1, |qualifying| if qualifying { 2 } else { 0 });
    files.sort_by_key(|(name, file)| (rank(name), file.conversion_factor));
    let mut files = files.into_iter();
    let Some((name, everybody)) = files.next() else { return Ok(()) };
    if is_qualifying(&name) == Some(true) {
        return Err(ImportError::UnknownRelease {
            files: name,
            problem:
                "has only the conversion factor of qualifying APM participants. Give the nonQPP file as well."
                    .to_owned(),
        });
    }
    if let Some((other, qualifying)) = files.next() {
        check_pair(&name, &everybody, &other, &qualifying)?;
        tables.qualifying_apm_conversion_factor = Some(qualifying.conversion_factor);
    }
    if let Some((third, _)) = files.next() {
        return Err(ImportError::two_of(&name, &third));
    }
    tables.conversion_factor = Some(everybody.conversion_factor);
    tables.services = everybody.services;
    Ok(())
}

fn check_pair(
    name: &str,
    everybody: &ServiceFile,
    other: &str,
    qualifying: &ServiceFile,
) -> Result<(), ImportError> {
    let disagree = |problem: String| ImportError::Disagreement {
        one: name.to_owned(),
        other: other.to_owned(),
        problem,
    };
    if everybody.conversion_factor >= qualifying.conversion_factor {
        return Err(ImportError::two_of(name, other));
    }
    let with_factor = |service: &PublishedService, conversion_factor: ConversionFactor| PublishedService {
        conversion_factor,
        ..service.clone()
    };
    let key = |service: &PublishedService| {
        format!("{} {}", service.row.hcpcs, service.row.component.as_str()).trim_end().to_owned()
    };
    let pairs = everybody.services.iter().zip(&qualifying.services);
    for (one, two) in pairs {
        if *one != with_factor(two, one.conversion_factor) {
            let keys = if key(one) == key(two) { key(one) } else { format!("{} and {}", key(one), key(two)) };
            return Err(disagree(format!("may differ in the conversion factor only, but differ at {keys}")));
        }
    }
    let (rows, other_rows) = (everybody.services.len(), qualifying.services.len());
    if rows != other_rows {
        return Err(disagree(format!("must have the same rows, but have {rows} and {other_rows}")));
    }
    Ok(())
}
