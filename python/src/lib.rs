//! The compiled part of the Python package `medpayiq`. Tables come in and go out through Arrow's C data interface.

mod error;
mod explain;
mod schedule;
mod tables;

use pyo3::prelude::*;

// Pricing makes many short-lived lists. The allocator is that of the service.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The compiled part of `medpayiq`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::error::{ColumnsError, MedPayIQError, SnapshotError};
    #[pymodule_export]
    use crate::schedule::NativeSchedule;
}
