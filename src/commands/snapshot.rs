//! `medpayiq snapshot`: everything that is loaded in one file.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::output::Output;
use super::release_counts::counts;
use crate::config::Config;
use crate::snapshot::Snapshot;
use crate::store::published_releases;
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

pub(super) async fn run(config: Config, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let work = async |database: &Database| {
        database.prepare().await?;
        Ok(Snapshot { releases: published_releases(&database.store).await? })
    };
    let snapshot = with_database(&config, INTERRUPTED, work).await?;
    let file = arguments.file.display();
    snapshot.save(&arguments.file).map_err(|error| format!("{file}: {error}"))?;
    let mut output = Output::default();
    for release in &snapshot.releases {
        let (label, day) = (&release.content.label, format_date(release.content.effective_from));
        output.line(format_args!("{label}, in force from {day}: {}", counts(&release.content)));
    }
    output.line(format_args!("Wrote {file}. Price from it with `medpayiq estimate --snapshot {file} CODE`."));
    output.end().map(|()| ExitCode::SUCCESS)
}
