//! `medpayiq import`: CMS's files into Postgres, one release at a time, whole or not at all.

use super::compare::compare;
use super::database::{Database, with_database};
use super::error::AnyError;
use super::output::Output;
use super::release_counts::counts;
use crate::config::Config;
use crate::import::{Bars, ImportedReleases, LONGEST_LABEL, Options, Progress, read_releases};
use crate::schedule::Release;
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::store::{self, Consent, Published, Store, publish};
use crate::telemetry;
use crate::vocabulary::{format_date, parse_date};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use time::Date;

/// What to import.
#[derive(Args, Debug)]
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
}

/// Checks the form of a label, which addresses, messages and file names contain.
fn parse_label(text: &str) -> Result<String, String> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
    if begins && text.len() <= LONGEST_LABEL && text.bytes().all(is_part) {
        return Ok(text.to_owned());
    }
    Err(format!("expected up to {LONGEST_LABEL} letters, digits, `_`, `-` and `.`, such as RVU20B"))
}

pub(super) async fn run(config: Config, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let consent = if arguments.replace { Consent::Replace } else { Consent::KeepPublished };
    let Arguments { paths, release, effective, keep_descriptors, .. } = arguments;
    let options = Options { release, effective, keep_descriptors };
    let reading =
        tokio::task::spawn_blocking(move || read_releases(&paths, &options, &Bars::default())).await??;
    let mut output = Output::default();
    let work = async |database: &Database| store_all(database, &reading, consent, &mut output).await;
    let interrupted = "interrupted: the release under way was not published";
    with_database(&config, interrupted, work).await?;
    output.end().map(|()| ExitCode::SUCCESS)
}

/// Publishes each release by itself. If one is refused, the others are still imported.
async fn store_all(
    database: &Database,
    reading: &ImportedReleases,
    consent: Consent,
    output: &mut Output,
) -> Result<(), AnyError> {
    database.prepare().await?;
    let mut refusals = Vec::new();
    let mut unplaced = Vec::new();
    for release in &reading.releases {
        match store_one(&database.store, release, consent).await {
            Ok((published, remarks)) => {
                report(output, release, &published, &remarks);
                unplaced.extend(is_unplaced(release).then_some(release.label.as_str()));
            }
            Err(error) => refusals.push(telemetry::chain(&*error)),
        }
    }
    for notice in whose_localities(&database.store, &unplaced).await? {
        output.line(notice);
    }
    for skipped in &reading.skipped {
        output.line(format_args!("skipped {skipped}"));
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals.join("\n").into()) }
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

fn report(output: &mut Output, release: &ReleaseContent, published: &Published, remarks: &[String]) {
    let did = match published {
        Published::New => "imported",
        Published::Replaced => "replaced",
        Published::ReplacedStarter => "loaded",
        Published::Supplemented => "supplemented",
        Published::Unchanged => "already imported",
    };
    let (label, day) = (&release.label, format_date(release.effective_from));
    output.line(format_args!("{did} {label}, in force from {day}: {}", counts(release)));
    for file in &release.files {
        output.line(format_args!("  {} ({} rows, sha256 {})", file.name, file.rows, file.sha256));
    }
    if *published != Published::Unchanged {
        remarks.iter().for_each(|remark| output.line(format_args!("  {remark}")));
    }
}
