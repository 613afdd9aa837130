//! What the targets share: a running service, and an import of files. Anything that panics ends a target, and so does an
//! answer that the service must not give.

mod importing;
mod service;

pub use importing::{import, import_as};
pub use service::{Answer, check_batch, post, read_denials};
