//! Estimates as columns.

mod builder;
pub mod schema;

pub use builder::AnswersBuilder;
