//! Estimates as columns.

mod builder;
pub mod flat;
mod lines;
pub mod schema;
mod texts;

pub use builder::AnswersBuilder;
