//! `medpayiq snapshot`: everything that is loaded in one file.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::output::Output;
use super::release_counts::counts;
use crate::settings::CommonSettings;
use crate::snapshot::Snapshot;
use crate::store::{PublishedReleases, published_releases};
use crate::vocabulary::format_date;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// The file to write.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The file to write, such as schedule.mpiq. An older snapshot of this name is replaced, any other file is kept.
    file: PathBuf,
}

pub(super) async fn run(settings: CommonSettings, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let work = async |database: &Database| {
        database.prepare().await?;
        Ok(published_releases(&database.store).await?)
    };
    let PublishedReleases { releases, older_ptp } = with_database(&settings, INTERRUPTED, work).await?;
    let snapshot = Snapshot { releases };
    let file = arguments.file.display();
    snapshot.save(&arguments.file).map_err(|error| format!("{file}: {error}"))?;
    let mut output = Output::default();
    for release in &snapshot.releases {
        let (label, day) = (&release.content.label, format_date(release.content.effective_from));
        output.line(format_args!("{label}, in force from {day}: {}", counts(&release.content)));
    }
    for release in &older_ptp {
        output.line(format_args!("left out {}: a newer quarter has its edits and their days", release.label));
    }
    output.line(format_args!("Wrote {file}. Price from it with `medpayiq estimate --snapshot {file} CODE`."));
    output.end().map(|()| ExitCode::SUCCESS)
}
