//! Estimates as columns.

mod builder;
pub mod flat;
pub mod schema;

pub use builder::AnswersBuilder;
