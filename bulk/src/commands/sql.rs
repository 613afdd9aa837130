//! `medpayiq-bulk sql QUERY`: a query in which `medpayiq_price(claim)` prices a claim.

use super::{AnyError, scheduler_url};
use crate::options::{BulkOptions, DEFAULT_NAME};
use crate::session;
use crate::work::input;
use crate::work::plan::claims;
use crate::work::snapshot;
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::common::tree_node::TreeNode as _;
use datafusion::datasource::ViewTable;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use std::io::Write as _;
use std::path::Path;
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
    let session = session_of(options(&arguments.snapshot).await?)?;
    for table in &arguments.table {
        let (name, path) = table.split_once('=').ok_or("Write --table NAME=FILE.")?;
        register(&session, name, Path::new(path)).await?;
    }
    let batches = answer(&session, &arguments.query, arguments.scheduler.as_deref()).await?;
    print(&batches, arguments.format)
}

/// A session with a partition for each processor of this machine.
pub(super) fn session_of(options: BulkOptions) -> Result<SessionContext, AnyError> {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(session::local(options, processors)?.enable_url_table())
}

/// Answers a query on this machine, or on a cluster.
pub(super) async fn answer(
    session: &SessionContext,
    query: &str,
    scheduler: Option<&str>,
) -> Result<Vec<RecordBatch>, AnyError> {
    let rows = session.sql(query).await?;
    let Some(address) = scheduler else { return Ok(rows.collect().await?) };
    let plan = rows.create_physical_plan().await?;
    Ok(session::collect_there(session, &scheduler_url(address)?, plan).await?)
}

/// Reads the snapshots of a session.
pub(super) async fn options(snapshots: &[String]) -> Result<BulkOptions, AnyError> {
    let mut options = BulkOptions::none();
    for snapshot in snapshots {
        let (name, path) = snapshot.split_once('=').unwrap_or((DEFAULT_NAME, snapshot));
        let loaded = snapshot::load(Path::new(path)).await?;
        options = options.with(name, &loaded);
    }
    Ok(options)
}

/// Makes a table of the claims of a file.
pub(super) async fn register(session: &SessionContext, name: &str, path: &Path) -> Result<(), AnyError> {
    let inputs = input::find(&[path.to_owned()]).await?;
    let [input] = inputs.as_slice() else { return Err("A table is one file.".into()) };
    let plan = claims(session, input).await?;
    // The lines of a claim are in the order of the file, which several readers at a time would not keep.
    if plan.exists(|node| Ok(matches!(node, LogicalPlan::Aggregate(_))))? {
        session.state_ref().write().config_mut().options_mut().execution.target_partitions = 1;
    }
    session.register_table(name, Arc::new(ViewTable::new(plan, None)))?;
    Ok(())
}

fn print(batches: &[RecordBatch], format: Printed) -> Result<(), AnyError> {
    match format {
        Printed::Table => writeln!(std::io::stdout(), "{}", pretty_format_batches(batches)?)?,
        Printed::Csv => {
            let mut writer = WriterBuilder::new().with_header(true).build(std::io::stdout());
            batches.iter().try_for_each(|batch| writer.write(batch))?;
        }
    }
    Ok(())
}
