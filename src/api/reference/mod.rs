//! The loaded releases, localities and ZIP codes.

mod currency;
pub(crate) mod fee_schedule;
pub(crate) mod localities;
pub(crate) mod releases;
pub(crate) mod vocabulary;
pub(crate) mod zips;
