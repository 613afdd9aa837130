//! The exceptions of the package. What is wrong with a claim is an answer, and never an exception.

// The names of Python's exceptions end in Error, and their documentation is their last argument.
use medpayiq_arrow::ColumnError;
use medpayiq_arrow::snapshots::SnapshotFault;
use medpayiq_core::snapshot::SnapshotError as CoreSnapshotError;
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use std::path::Path;

create_exception!(medpayiq, MedPayIQError, PyException, "The base of the package's exceptions.");
create_exception!(
    medpayiq,
    SnapshotError,
    MedPayIQError,
    "The file is not a snapshot, or not the one that was asked for."
);
create_exception!(medpayiq, ColumnsError, MedPayIQError, "The columns of a table are not those of claims.");

/// Why a snapshot cannot be used. A file that cannot be read raises the exception of Python, such as `FileNotFoundError`.
pub(crate) fn of_snapshot(fault: SnapshotFault) -> PyErr {
    match fault {
        SnapshotFault::Unreadable { error: CoreSnapshotError::Unreadable(error), path } => {
            of_file(error, &path)
        }
        other @ (SnapshotFault::Unreadable { .. }
        | SnapshotFault::Law(_)
        | SnapshotFault::OtherFile { .. }
        | SnapshotFault::NotServed { .. }
        | SnapshotFault::Elsewhere(_)
        | SnapshotFault::NotNamed(_)) => SnapshotError::new_err(other.to_string()),
    }
}

fn of_file(error: std::io::Error, path: &Path) -> PyErr {
    let kind = error.kind();
    let text = format!("{}: {error}", path.display());
    std::io::Error::new(kind, text).into()
}

/// Why columns cannot be read.
pub(crate) fn of_columns(error: &ColumnError) -> PyErr {
    ColumnsError::new_err(error.to_string())
}
