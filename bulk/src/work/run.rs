//! Prices the parts, on this machine or on a cluster.

use super::error::WorkError;
use super::input::Input;
use super::output::{Job, Output, Receipt};
use super::part::Part;
use super::plan::physical_plan;
use crate::session;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::UInt64Type;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::{DataFusionError, Result, exec_datafusion_err};
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::SessionContext;
use futures::{StreamExt, future, stream};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a part is tried on a cluster. An executor may be lost, and with it the end of a part.
const TRIES: u32 = 3;
/// How long it waits before it tries again, and so much longer each time: a scheduler that was restarted needs some seconds.
const PAUSE: Duration = Duration::from_secs(3);

/// Where parts are priced.
#[derive(Clone, Debug)]
pub enum Place {
    /// In this process.
    Here,
    /// By the executors of a scheduler, such as `http://host:50050`.
    Cluster(String),
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many parts were finished before.
    pub parts_before: usize,
    /// How many parts were priced now.
    pub parts_now: usize,
    /// How many rows all files have.
    pub rows: u64,
}

/// What prices the parts of a job.
pub struct Runner<'a> {
    /// A session with one partition.
    pub session: &'a SessionContext,
    /// Where the parts are priced.
    pub place: Place,
    /// How many parts are priced at a time.
    pub at_a_time: usize,
}

impl Runner<'_> {
    /// Prices the parts of a job that are not finished.
    ///
    /// # Errors
    /// Of the first part that cannot be priced. What is finished stays. Parts that were begun before are brought to their end.
    pub async fn run(&self, job: &Job, output: &Output) -> Result<Outcome, WorkError> {
        output.remove_leftovers();
        let receipts = output.receipts(&job.parts).await?;
        let (done, open): (Vec<&Part>, Vec<&Part>) =
            job.parts.iter().partition(|part| receipts.contains_key(&part.number));
        let mut rows: u64 = receipts.values().map(|receipt| receipt.rows).sum();
        let bar = progress_bar(job, &done);
        let has_failed = AtomicBool::new(false);
        let mut pieces = stream::iter(&open)
            .take_while(|_| future::ready(!has_failed.load(Ordering::Relaxed)))
            .map(|part| self.price_part(job, part, output))
            .buffer_unordered(self.at_a_time.max(1));
        let mut first_error = None;
        while let Some(finished) = pieces.next().await {
            match finished {
                Ok((part, receipt)) => {
                    rows = rows.saturating_add(receipt.rows);
                    bar.inc(part.to.saturating_sub(part.from));
                    bar.set_message(format!("{rows} rows"));
                }
                Err(error) => {
                    has_failed.store(true, Ordering::Relaxed);
                    first_error.get_or_insert(error);
                }
            }
        }
        bar.finish_and_clear();
        if let Some(error) = first_error {
            return Err(error);
        }
        self.check_files(job, output).await?;
        Ok(Outcome { parts_before: done.len(), parts_now: open.len(), rows })
    }

    /// Checks that every file is the one that was finished. An executor that was held for lost may have written one again.
    async fn check_files(&self, job: &Job, output: &Output) -> Result<(), WorkError> {
        let receipts = output.receipts(&job.parts).await?;
        match job.parts.iter().find(|part| !receipts.contains_key(&part.number)) {
            None => Ok(()),
            Some(part) => {
                let file = output.file(part);
                Err(WorkError::Other(format!(
                    "{file}: the file has changed since it was finished. Give the same command again."
                )))
            }
        }
    }

    async fn price_part<'p>(
        &self,
        job: &Job,
        part: &'p Part,
        output: &Output,
    ) -> Result<(&'p Part, Receipt), WorkError> {
        let input: &Input =
            job.inputs.get(part.input).ok_or_else(|| WorkError::Other("no such input".to_owned()))?;
        let failed = |error| WorkError::Part { part: part.number, location: input.location.clone(), error };
        let file = output.file(part);
        let plan = physical_plan(self.session, input, part, (&file, job.format, job.layout)).await?;
        let batches = match &self.place {
            Place::Here => self.execute_here(plan).await,
            Place::Cluster(url) => self.execute_there(url, plan).await,
        };
        if batches.is_err() {
            // When its input fails, DataFusion's writer ends the file as if that had been all.
            output.remove_failed(part).await;
        }
        let rows = count_of(&batches.map_err(failed)?).map_err(failed)?;
        let receipt = output.finish(part, rows).await?;
        Ok((part, receipt))
    }

    async fn execute_here(&self, plan: Arc<dyn ExecutionPlan>) -> Result<Vec<RecordBatch>> {
        let task = tokio::spawn(collect(plan, self.session.task_ctx()));
        task.await.map_err(|error| DataFusionError::External(Box::new(error)))?
    }

    async fn execute_there(&self, url: &str, plan: Arc<dyn ExecutionPlan>) -> Result<Vec<RecordBatch>> {
        let mut tries = 1;
        loop {
            match session::collect_there(self.session, url, Arc::clone(&plan)).await {
                Err(error) if tries < TRIES && !is_refusal(&error) => {
                    let pause = PAUSE * tries;
                    eprintln!("A part is tried again in {} seconds: {error}", pause.as_secs());
                    tokio::time::sleep(pause).await;
                    tries += 1;
                }
                result => return result,
            }
        }
    }
}

/// Whether an executor refused a part, because it has another snapshot. Then trying again does not help.
fn is_refusal(error: &DataFusionError) -> bool {
    let words = error.to_string();
    words.contains("SHA-256") || words.contains("--snapshot")
}

/// The number of rows that a writer says it wrote.
fn count_of(batches: &[RecordBatch]) -> Result<u64> {
    let count = batches.first().and_then(|batch| batch.columns().first()?.as_primitive_opt::<UInt64Type>());
    let count = count.and_then(|count| count.iter().next().flatten());
    count.ok_or_else(|| exec_datafusion_err!("The writer of a part did not count its rows."))
}

/// A bar on a terminal. Without a terminal nothing is shown.
fn progress_bar(job: &Job, done: &[&Part]) -> ProgressBar {
    let bytes =
        |parts: &mut dyn Iterator<Item = &Part>| parts.map(|part| part.to.saturating_sub(part.from)).sum();
    let bar = ProgressBar::new(bytes(&mut job.parts.iter()));
    let style = ProgressStyle::with_template("{wide_bar} {percent}% of {total_bytes}, {msg}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_position(bytes(&mut done.iter().copied()));
    bar
}
