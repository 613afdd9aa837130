//! `medpayiq import`: CMS's files into Postgres, one release at a time, whole or not at all.

use super::compare::compare;
use super::database::{Database, with_database};
use super::error::AnyError;
use super::output::Output;
use super::release_counts::counts;
use crate::import::{Bars, ImportedReleases, LONGEST_LABEL, Options, Progress, Skipped, read_releases};
use crate::schedule::Release;
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::settings::CommonSettings;
use crate::store::{self, Consent, Published, Store, publish};
use crate::telemetry;
use crate::vocabulary::{format_date, parse_date};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use time::Date;

/// What to import.
#[derive(Args, Debug)]
#[command(after_help = READ_FILES)]
pub(super) struct Arguments {
    /// CMS's zips, folders of them, or single files; or files of the law, such as law-2027.toml.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The release's name, such as RVU20B, if the names of the files do not have it.
    #[arg(long, value_parser = parse_label)]
    release: Option<String>,
    /// The release's first day, such as 2020-04-01, if its name does not say it or it began later in its quarter.
    #[arg(long, value_parser = parse_date)]
    effective: Option<Date>,
    /// Replace a release of the same name that was imported from other files, or accept one that lost many rows.
    #[arg(long)]
    replace: bool,
    /// Keep every descriptor. You need the licenses of the AMA and the ADA for theirs.
    #[arg(long)]
    keep_descriptors: bool,
    /// Print the result in JSON: what became of each release and of each file.
    #[arg(long)]
    json: bool,
}

/// The files that are read, at the end of the command's help.
const READ_FILES: &str = "\
Files:
  PPRRVU*, GPCI*, *LOCCO*, ANES*, OPPSCAP*    a release of the physician fee schedule, such as rvu25d.zip
  ZIP5*                                       localities by ZIP code
  *anesthesia_base*                           base units of anesthesia codes
  *ccipra-*                                   a quarter of PTP edits, four files
  MCR_MUE_Practitioner*                       a quarter of unit limits (MUE)
  AOC_V*                                      add-on codes
  CLFS*                                       the clinical laboratory fee schedule
  *Payment Limit File*, *ASP Pricing*         a quarter of the payment limits of Part B drugs
  DMEPOS*, DMEPEN*                            a quarter of the fees of equipment and supplies, and of nutrition
  law*.toml                                   dated figures of the law
They can be as CMS publishes them (.csv, .xlsx, some .txt), in a zip, or in folders.

Examples:
  medpayiq import rvu25d.zip
  medpayiq import ~/cms
  medpayiq import --release RVU20B --effective 2020-04-01 old-files/";

/// Checks the form of a label, which addresses, messages and file names contain.
fn parse_label(text: &str) -> Result<String, String> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
    if begins && text.len() <= LONGEST_LABEL && text.bytes().all(is_part) {
        return Ok(text.to_owned());
    }
    Err(format!("expected up to {LONGEST_LABEL} letters, digits, `_`, `-` and `.`, such as RVU20B"))
}

pub(super) async fn run(settings: CommonSettings, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let consent = if arguments.replace { Consent::Replace } else { Consent::KeepPublished };
    let Arguments { paths, release, effective, keep_descriptors, json, .. } = arguments;
    let options = Options { release, effective, keep_descriptors };
    let reading =
        tokio::task::spawn_blocking(move || read_releases(&paths, &options, &Bars::default())).await??;
    let work = async |database: &Database| store_all(database, &reading, consent).await;
    let interrupted = "interrupted: the release under way was not published";
    let result = with_database(&settings, interrupted, work).await?;
    let mut output = Output::default();
    if json {
        output.json(&result)?;
    } else {
        print(&mut output, &result);
    }
    output.end()?;
    if result.refused.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(result.refused.join("\n").into()) }
}

/// The result of an import.
#[derive(Serialize)]
struct ImportResult<'a> {
    releases: Vec<ImportedRelease<'a>>,
    /// Which localities releases use that came without.
    notices: Vec<String>,
    skipped: Vec<SkippedFile<'a>>,
    /// Why releases were refused.
    refused: Vec<String>,
}

/// What became of a release.
#[derive(Serialize)]
struct ImportedRelease<'a> {
    release: &'a str,
    /// `imported`, `replaced`, `loaded`, `supplemented` or `already imported`.
    outcome: &'static str,
    effective_from: String,
    /// What the release has, in words.
    content: String,
    files: Vec<ImportedFile<'a>>,
    /// What changed against the loaded releases before it, in words.
    remarks: Vec<String>,
}

/// A file of a release.
#[derive(Serialize)]
struct ImportedFile<'a> {
    file: &'a str,
    rows: u64,
    sha256: String,
}

/// A file that was not loaded.
#[derive(Serialize)]
struct SkippedFile<'a> {
    file: &'a str,
    reason: &'a str,
}

/// Publishes each release by itself. If one is refused, the others are still imported.
async fn store_all<'a>(
    database: &Database,
    reading: &'a ImportedReleases,
    consent: Consent,
) -> Result<ImportResult<'a>, AnyError> {
    database.prepare().await?;
    let (mut releases, mut refused, mut unplaced) = (Vec::new(), Vec::new(), Vec::new());
    for release in &reading.releases {
        match store_one(&database.store, release, consent).await {
            Ok((published, remarks)) => {
                releases.push(imported(release, &published, remarks));
                unplaced.extend(is_unplaced(release).then_some(release.label.as_str()));
            }
            Err(error) => refused.push(telemetry::chain(&*error)),
        }
    }
    let notices = whose_localities(&database.store, &unplaced).await?;
    let skipped = reading.skipped.iter();
    let skipped = skipped.map(|Skipped { file, reason }| SkippedFile { file, reason }).collect();
    Ok(ImportResult { releases, notices, skipped, refused })
}

/// Whether a whole fee schedule came without localities.
fn is_unplaced(release: &ReleaseContent) -> bool {
    match &release.tables {
        ReleaseTables::FeeSchedule(tables) => !tables.services.is_empty() && tables.localities.is_empty(),
        ReleaseTables::AnesthesiaBaseUnits(_)
        | ReleaseTables::ZipLocalities(_)
        | ReleaseTables::Explanations(_)
        | ReleaseTables::PtpEdits(_)
        | ReleaseTables::UnitLimits(_)
        | ReleaseTables::AddOnCodes(_)
        | ReleaseTables::LaboratoryRates(_)
        | ReleaseTables::DrugLimits(_)
        | ReleaseTables::EquipmentFees(_)
        | ReleaseTables::NutritionFees(_)
        | ReleaseTables::Law(_) => false,
    }
}

/// Which localities releases have that came without, or that they have none, in words.
async fn whose_localities(store: &Store, unplaced: &[&str]) -> Result<Vec<String>, AnyError> {
    if unplaced.is_empty() {
        return Ok(Vec::new());
    }
    let schedule = store::schedule(store).await?;
    let releases = unplaced.iter().filter_map(|label| schedule.release(label));
    Ok(releases.filter_map(Release::localities_notice).collect())
}

/// Publishes a release. Returns what became of it, and remarks.
async fn store_one(
    store: &Store,
    release: &ReleaseContent,
    consent: Consent,
) -> Result<(Published, Vec<String>), AnyError> {
    let remarks = compare(store, release, consent).await?;
    let bars = Bars::default();
    bars.waiting(&format!("{}: publishing", release.label));
    let published = publish(store, release, consent).await;
    bars.file_finished();
    Ok((published?, remarks))
}

/// What became of a release that was published.
fn imported<'a>(
    release: &'a ReleaseContent,
    published: &Published,
    remarks: Vec<String>,
) -> ImportedRelease<'a> {
    let files = release.files.iter();
    ImportedRelease {
        release: &release.label,
        outcome: match published {
            Published::New => "imported",
            Published::Replaced => "replaced",
            Published::ReplacedStarter => "loaded",
            Published::Supplemented => "supplemented",
            Published::Unchanged => "already imported",
        },
        effective_from: format_date(release.effective_from),
        content: counts(release),
        files: files
            .map(|file| ImportedFile { file: &file.name, rows: file.rows, sha256: file.sha256.to_string() })
            .collect(),
        remarks: if *published == Published::Unchanged { Vec::new() } else { remarks },
    }
}

/// Prints the result for people.
fn print(output: &mut Output, result: &ImportResult<'_>) {
    for ImportedRelease { release, outcome, effective_from, content, files, remarks } in &result.releases {
        output.line(format_args!("{outcome} {release}, in force from {effective_from}: {content}"));
        for ImportedFile { file, rows, sha256 } in files {
            output.line(format_args!("  {file} ({rows} rows, sha256 {sha256})"));
        }
        remarks.iter().for_each(|remark| output.line(format_args!("  {remark}")));
    }
    result.notices.iter().for_each(|notice| output.line(notice));
    for SkippedFile { file, reason } in &result.skipped {
        output.line(format_args!("skipped {file}: {reason}"));
    }
}
