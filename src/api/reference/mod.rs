//! The loaded releases, localities and ZIP codes.

pub(crate) mod localities;
pub(crate) mod releases;
pub(crate) mod zips;
