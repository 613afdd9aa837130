//! Files in, files out. The input is cut into parts. Each part is a query of one partition that writes one file, so the files
//! are the same whoever prices them, and a part that is finished is never priced again.

pub mod claim_expr;
pub mod error;
pub mod input;
pub mod location;
pub mod output;
pub mod part;
pub mod plan;
pub mod run;
pub mod snapshot;

pub use error::WorkError;
pub use location::Location;
