//! `medpayiq import`: CMS's files into Postgres, one release at a time, whole or not at all.

use super::AnyError;
use super::compare::compare;
use super::database::Database;
use crate::config::Config;
use crate::import::{Bars, Options, Progress, Reading, read};
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::store::{Consent, Published, publish};
use crate::vocabulary::{format_date, parse_date};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use time::Date;

/// What to import.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// CMS's zips, folders of them, or single files.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The release's name where the files do not tell it, such as RVU20B.
    #[arg(long)]
    release: Option<String>,
    /// The release's first day where its name does not tell it, such as 2020-04-01.
    #[arg(long, value_parser = parse_date)]
    effective: Option<Date>,
    /// Replace a release of the same name that was imported from other files, or accept one that lost many rows.
    #[arg(long)]
    replace: bool,
    /// Keep every descriptor: you hold the AMA's and ADA's licences for theirs.
    #[arg(long)]
    keep_descriptors: bool,
}

pub(super) async fn run(config: Config, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let consent = if arguments.replace { Consent::Replace } else { Consent::KeepPublished };
    let Arguments { paths, release, effective, keep_descriptors, .. } = arguments;
    let options = Options { release, effective, keep_descriptors };
    let reading = tokio::task::spawn_blocking(move || read(&paths, &options, &Bars::default())).await??;
    let database = Database::open(&config).await?;
    let outcome = tokio::select! {
        outcome = store_all(&database, &reading, consent) => outcome,
        _ = tokio::signal::ctrl_c() => Err("interrupted: the release under way was not published".into()),
    };
    database.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn store_all(database: &Database, reading: &Reading, consent: Consent) -> Result<(), AnyError> {
    database.prepare().await?;
    for release in &reading.releases {
        let remarks = compare(&database.store, release, consent).await?;
        let bars = Bars::default();
        bars.waiting(&format!("{}: publishing", release.label));
        let published = publish(&database.store, release, consent).await;
        bars.file_finished();
        let published = published?;
        report(release, &published);
        if published != Published::Unchanged {
            remarks.iter().for_each(|remark| println!("  {remark}"));
        }
    }
    for skipped in &reading.skipped {
        println!("skipped {skipped}");
    }
    Ok(())
}

fn report(release: &ReleaseContent, published: &Published) {
    let did = match published {
        Published::New => "imported",
        Published::Replaced => "replaced",
        Published::Supplemented => "supplemented",
        Published::Unchanged => "already imported",
    };
    println!(
        "{did} {}, in force from {}: {}",
        release.label,
        format_date(release.effective_from),
        counts(release)
    );
    for file in &release.files {
        println!("  {} ({} rows, sha256 {})", file.name, file.rows, file.sha256);
    }
}

fn counts(release: &ReleaseContent) -> String {
    match &release.tables {
        ReleaseTables::FeeSchedule(tables) => {
            let counts = [
                (tables.services.len(), "service rows"),
                (tables.localities.len(), "localities"),
                (tables.counties.len(), "county rows"),
                (tables.anesthesia_factors.len(), "anesthesia factors"),
                (tables.opps_caps.len(), "OPPS caps"),
            ];
            let brought =
                counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
            let factor = tables.conversion_factor.map(|factor| format!("conversion factor {factor}"));
            brought.chain(factor).collect::<Vec<_>>().join(", ")
        }
        ReleaseTables::AnesthesiaBaseUnits(rows) => format!("{} anesthesia codes", rows.len()),
        ReleaseTables::ZipLocalities(rows) => format!("{} ZIP codes", rows.len()),
        ReleaseTables::Explanations(rows) => format!("{} explanations", rows.len()),
        ReleaseTables::PtpEdits(edits) => format!("{} PTP edits", edits.table.len()),
        ReleaseTables::UnitLimits(edits) => format!("{} unit limits", edits.table.limits().len()),
        ReleaseTables::AddOnCodes(edits) => format!("{} add-on rules", edits.table.pairs().len()),
    }
}
