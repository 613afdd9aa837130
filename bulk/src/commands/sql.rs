//! `medpayiq-bulk sql QUERY`: a query in which `medpayiq_price(claim)` prices a claim.

use super::{AnyError, scheduler_url};
use crate::options::{BulkOptions, DEFAULT_NAME};
use crate::session;
use crate::snapshots;
use crate::work::input;
use crate::work::plan::claims;
use ballista::prelude::SessionContextExt;
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::datasource::ViewTable;
use datafusion::prelude::SessionContext;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How the rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Printed {
    Table,
    Csv,
}

/// A query and its tables.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The query. A file can be named in it: select * from 'priced/part-00000.parquet'.
    query: String,
    /// A table of claims, NAME=FILE. Its column `claim` is what medpayiq_price takes.
    #[arg(long, value_name = "NAME=FILE")]
    table: Vec<String>,
    /// The snapshot to price from: FILE, or NAME=FILE if there are several; then medpayiq_price(claim, 'NAME') takes it.
    #[arg(long, value_name = "[NAME=]FILE")]
    snapshot: Vec<String>,
    /// The scheduler of a cluster, such as df://host:50050. If absent, this machine answers.
    #[arg(long, value_name = "ADDRESS")]
    scheduler: Option<String>,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Printed,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), AnyError> {
    let session = session_of(options(&arguments.snapshot)?, arguments.scheduler.as_deref()).await?;
    for table in &arguments.table {
        let (name, path) = table.split_once('=').ok_or("Write --table NAME=FILE.")?;
        register(&session, name, Path::new(path)).await?;
    }
    let batches = session.sql(&arguments.query).await?.collect().await?;
    print(&batches, arguments.format)
}

/// A session on this machine with a partition for each processor, or one on a cluster.
pub(super) async fn session_of(
    options: BulkOptions,
    scheduler: Option<&str>,
) -> Result<SessionContext, AnyError> {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let local = session::local(options, processors)?;
    let session = match scheduler {
        None => local,
        Some(address) => SessionContext::remote_with_state(&scheduler_url(address), local.state()).await?,
    };
    Ok(session.enable_url_table())
}

/// Reads the snapshots of a session.
pub(super) fn options(snapshots: &[String]) -> Result<BulkOptions, AnyError> {
    let mut options = BulkOptions::none();
    for snapshot in snapshots {
        let (name, path) = snapshot.split_once('=').unwrap_or((DEFAULT_NAME, snapshot));
        let path = PathBuf::from(path);
        let loaded = snapshots::load(&path.canonicalize().unwrap_or(path), None)?;
        options = options.with(name, &loaded);
    }
    Ok(options)
}

/// Makes a table of the claims of a file.
pub(super) async fn register(session: &SessionContext, name: &str, path: &Path) -> Result<(), AnyError> {
    let inputs = input::find(&[path.to_owned()])?;
    let [input] = inputs.as_slice() else { return Err("A table is one file.".into()) };
    let plan = claims(session, input).await?;
    session.register_table(name, Arc::new(ViewTable::new(plan, None)))?;
    Ok(())
}

fn print(batches: &[RecordBatch], format: Printed) -> Result<(), AnyError> {
    match format {
        Printed::Table => println!("{}", pretty_format_batches(batches)?),
        Printed::Csv => {
            let mut writer = WriterBuilder::new().with_header(true).build(std::io::stdout());
            batches.iter().try_for_each(|batch| writer.write(batch))?;
        }
    }
    Ok(())
}
