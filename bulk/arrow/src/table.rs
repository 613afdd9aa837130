//! Prices whole tables, with several threads.

use crate::answers::flat::one_line_a_row;
use crate::claims::columns::{ClaimColumns, LINES};
use crate::error::{ColumnError, Result};
use crate::group::by_name;
use crate::pricer::Pricer;
use arrow::array::{Array, AsArray, StructArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Fields};
use medpayiq_core::schedule::Schedule;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most claims that a thread prices at once.
const CHUNK: usize = 8192;
/// The column with the name of the claim of a line.
const CLAIM: &str = "claim";

/// What a row of the answers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// A claim with a list of lines.
    Claims,
    /// A line with the fields of its claim.
    Lines,
}

/// Returns whether rows of these columns are lines that belong to named claims, so that no claim is complete before the last row.
#[must_use]
pub fn has_named_lines(columns: &Fields) -> bool {
    let has = |name: &str| columns.iter().any(|column| column.name() == name);
    has("hcpcs") && has(CLAIM) && !has(LINES)
}

/// Brings the lines of each claim together. The claims are in the order in which they begin.
///
/// # Errors
/// If the names of the claims are of a type that has no texts, or if there are too many lines.
pub fn group_lines(rows: StructArray) -> Result<StructArray> {
    let Some(names) = rows.column_by_name(CLAIM) else { return Ok(rows) };
    let names = cast(names, &DataType::Utf8)?;
    by_name(rows, names.as_string::<i32>().iter())
}

/// Prices claims with so many threads. The answers are in the order of the claims.
///
/// # Errors
/// If the columns are not those of claims.
pub fn price(
    schedule: &Schedule,
    claims: &[StructArray],
    rows: Rows,
    threads: NonZero<usize>,
) -> Result<Vec<StructArray>> {
    let chunks: Vec<StructArray> = claims.iter().flat_map(chunks).collect();
    if threads.get() == 1 || chunks.len() < 2 {
        return chunks.iter().map(|chunk| price_chunk(schedule, chunk, rows)).collect();
    }
    let next = AtomicUsize::new(0);
    let priced = Mutex::new(Vec::with_capacity(chunks.len()));
    let work = || {
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = chunks.get(position) else { return Ok(()) };
            let answers = price_chunk(schedule, chunk, rows)?;
            // A panic in another thread ends the whole call.
            priced.lock().map_err(|_| ColumnError::form("Pricing failed."))?.push((position, answers));
        }
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads.get().min(chunks.len())).map(|_| scope.spawn(work)).collect();
        let mut ended = running.into_iter().map(|thread| thread.join());
        ended.try_for_each(|end| end.unwrap_or_else(|_| Err(ColumnError::form("Pricing failed."))))
    })?;
    let mut priced = priced.into_inner().map_err(|_| ColumnError::form("Pricing failed."))?;
    priced.sort_unstable_by_key(|(position, _)| *position);
    Ok(priced.into_iter().map(|(_, answers)| answers).collect())
}

fn chunks(claims: &StructArray) -> impl Iterator<Item = StructArray> {
    let starts = (0..claims.len()).step_by(CHUNK);
    starts.map(|start| claims.slice(start, CHUNK.min(claims.len().saturating_sub(start))))
}

fn price_chunk(schedule: &Schedule, claims: &StructArray, rows: Rows) -> Result<StructArray> {
    let columns = ClaimColumns::of(claims)?;
    let mut pricer = Pricer::new(schedule, claims.len());
    (0..claims.len()).for_each(|row| pricer.price(&columns.claim(row)));
    let answers = pricer.finish()?;
    match rows {
        Rows::Claims => Ok(answers),
        Rows::Lines => one_line_a_row(&answers),
    }
}
