//! `medpayiq-bulk price IN... OUT`: files of claims in, files of answers out.

use super::{AnyError, scheduler_url};
use crate::options::{BulkOptions, DEFAULT_NAME};
use crate::session;
use crate::work::input;
use crate::work::output::{Job, Layout, Output, OutputFormat};
use crate::work::part::{PartSize, cut};
use crate::work::run::{Place, Runner};
use crate::work::snapshot;
use std::path::PathBuf;
use std::time::Instant;

const MIB: u64 = 1024 * 1024;

/// What to price.
#[derive(Debug, clap::Args)]
#[command(override_usage = "medpayiq-bulk price [OPTIONS] --snapshot <FILE> <IN>... <OUT>")]
pub(super) struct Arguments {
    /// The files of claims (.parquet, .csv, .ndjson) or folders of them, and at the end the folder to write. Each is a path, or a URL such
    /// as s3://bucket/claims.parquet, gs://.., az://.. or abfs://...
    #[arg(required = true, num_args = 2.., value_names = ["IN", "OUT"])]
    paths: Vec<PathBuf>,
    /// The file that `medpayiq snapshot` wrote. On a cluster it has the same path on every executor.
    #[arg(long, value_name = "FILE")]
    snapshot: PathBuf,
    /// The scheduler of a cluster, such as df://host:50050. If absent, this machine prices.
    #[arg(long, value_name = "ADDRESS")]
    scheduler: Option<String>,
    /// The format of the output.
    #[arg(long, value_enum, default_value = "parquet")]
    format: OutputFormat,
    /// What a row of the output is. CSV always has lines.
    #[arg(long, value_enum, default_value = "claims")]
    rows: Layout,
    /// How many parts are priced at a time. If absent: the processors of this machine, or 16 on a cluster.
    #[arg(long, value_name = "COUNT")]
    parts_at_a_time: Option<usize>,
    /// About how many MiB of input a part has; of Parquet, before compression.
    #[arg(long, value_name = "MIB", default_value_t = 64)]
    part_size: u64,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), AnyError> {
    let Arguments { mut paths, snapshot: snapshot_file, scheduler, format, rows, parts_at_a_time, part_size } =
        arguments;
    let folder = paths.pop().ok_or("Name the files to price, and the folder to write.")?;
    let loaded = snapshot::load(&snapshot_file).await?;
    let layout = if format == OutputFormat::Csv { Layout::Lines } else { rows };
    let inputs = input::find(&paths).await?;
    let bytes = part_size.max(1).saturating_mul(MIB);
    let parts = cut(&inputs, PartSize { text_bytes: bytes, parquet_bytes: bytes }).await?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let snapshot_sha256 = loaded.sha256.clone();
    let job = Job { version, snapshot_sha256, format, layout, inputs, parts };
    let output = Output::open(&folder, &job).await?;
    let session = session::local(BulkOptions::none().with(DEFAULT_NAME, &loaded), 1)?;
    let place = match scheduler {
        Some(address) => Place::Cluster(scheduler_url(&address)?),
        None => Place::Here,
    };
    let usual = match place {
        Place::Here => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        Place::Cluster(_) => 16,
    };
    let runner = Runner { session: &session, place, at_a_time: parts_at_a_time.unwrap_or(usual) };
    let began = Instant::now();
    let outcome = runner.run(&job, &output).await?;
    let (now, before) = (outcome.parts_now, outcome.parts_before);
    let seconds = began.elapsed().as_millis();
    println!(
        "Priced {now} parts in {}.{} s into {}; {before} were finished before. All files have {} rows.",
        seconds / 1000,
        seconds % 1000 / 100,
        folder.display(),
        outcome.rows
    );
    Ok(())
}
