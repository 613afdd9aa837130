//! The class that the Python part of the package wraps.

use crate::error::{of_columns, of_snapshot};
use crate::explain::explain;
use crate::tables::{Answers, Settings, price_all};
use medpayiq_arrow::snapshots::{self, Loaded};
use medpayiq_arrow::table::Rows;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use pyo3_arrow::{PyRecordBatchReader, PySchema};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

/// A fee schedule in memory.
#[pyclass(frozen, name = "NativeSchedule", module = "medpayiq._native")]
pub(crate) struct NativeSchedule {
    loaded: Arc<Loaded>,
    /// The path that the caller gave. Another file of the same bytes may have been read.
    path: PathBuf,
}

fn rows_of(rows: &str) -> PyResult<Rows> {
    match rows {
        "claims" => Ok(Rows::Claims),
        "lines" => Ok(Rows::Lines),
        other => Err(PyValueError::new_err(format!(
            "rows={other:?} is not a valid value. Write \"claims\" or \"lines\"."
        ))),
    }
}

/// The number of threads: the one that was given, or that of the processors.
fn threads_of(threads: Option<usize>) -> PyResult<NonZero<usize>> {
    match threads {
        None => Ok(std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)),
        Some(count) => NonZero::new(count)
            .ok_or_else(|| PyValueError::new_err("threads=0 is out of range. Write 1 or more.")),
    }
}

#[pymethods]
impl NativeSchedule {
    /// Reads a snapshot, unless this process has read it already.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf, sha256: Option<String>) -> PyResult<Self> {
        let loaded = py.detach(|| match &sha256 {
            Some(sha256) => snapshots::find(sha256, &path),
            None => snapshots::load(&path, None),
        });
        Ok(Self { loaded: loaded.map_err(of_snapshot)?, path })
    }

    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    #[getter]
    fn sha256(&self) -> &str {
        &self.loaded.sha256
    }

    /// The names of the releases of the physician fee schedule.
    #[getter]
    fn releases(&self) -> Vec<String> {
        self.loaded.schedule.releases().iter().map(|release| release.label.clone()).collect()
    }

    /// Prices a table. All of it is priced when this returns, unless it `streams`.
    fn price(
        &self,
        py: Python<'_>,
        table: AnyRecordBatch,
        rows: &str,
        threads: Option<usize>,
        streams: bool,
    ) -> PyResult<PyRecordBatchReader> {
        let (loaded, reader) = (Arc::clone(&self.loaded), table.into_reader()?);
        let settings = Settings { loaded, rows: rows_of(rows)?, threads: threads_of(threads)? };
        let answers =
            py.detach(|| if streams { Answers::of(reader, settings) } else { price_all(reader, settings) });
        Ok(PyRecordBatchReader::new(Box::new(answers.map_err(|error| of_columns(&error))?)))
    }

    /// The columns of the answers.
    fn schema(&self, rows: &str) -> PyResult<PySchema> {
        let (loaded, threads) = (Arc::clone(&self.loaded), NonZero::<usize>::MIN);
        Ok(PySchema::new(Settings { loaded, rows: rows_of(rows)?, threads }.schema()))
    }

    /// Prices a claim in JSON. Returns the estimate and its steps in JSON.
    fn explain(&self, py: Python<'_>, claim: &str) -> String {
        py.detach(|| explain(&self.loaded.schedule, claim).to_string())
    }
}
