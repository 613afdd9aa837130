//! Claims as Arrow columns in, Medicare's payments as Arrow columns out. `medpayiq-bulk` and the Python package `medpayiq` price
//! tables with it.
//!
//! | module | content |
//! |---|---|
//! | [`snapshots`] | the schedules of this process, each read once |
//! | [`claims`] | claims as columns and as JSON |
//! | [`group`] | the lines of a table as claims |
//! | [`pricer`] | prices claims one by one |
//! | [`table`] | prices whole tables, with several threads |
//! | [`answers`] | estimates as columns, with a claim or a line a row |

pub mod answers;
pub mod claims;
mod error;
pub mod group;
pub mod pricer;
pub mod snapshots;
pub mod table;

pub use error::ColumnError;
pub use pricer::Pricer;
