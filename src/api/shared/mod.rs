//! What several answers have in common: the place and release they are for, their source, amounts and reasons.

pub(crate) mod amounts;
pub(crate) mod edi;
pub(crate) mod edit_source;
pub(crate) mod reasons;
pub(crate) mod site;
pub(crate) mod source;
