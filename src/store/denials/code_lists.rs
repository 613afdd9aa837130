//! The reason and remark codes of the database in memory.

use crate::denials::{ReasonCodes, RemarkCode};
use crate::vocabulary::Rarc;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// The reason and remark codes of the database. Only a migration changes them, so a program reads them once.
#[derive(Debug)]
pub struct CodeLists {
    /// Every reason code, with its class, and with the meaning of those that have one.
    pub reasons: Arc<ReasonCodes>,
    /// The remark codes that have a meaning, in order.
    pub remarks: Vec<RemarkCode>,
    /// The codes of these remarks.
    pub worded_remarks: Arc<BTreeSet<Rarc>>,
}

/// The lists, if a program has read them.
pub(in crate::store) type KnownCodeLists = Arc<OnceLock<Arc<CodeLists>>>;
