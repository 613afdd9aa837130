//! Prices whole files of claims: the rules of `medpayiq-core` as functions of Apache DataFusion, on one machine or on a
//! Ballista cluster.
//!
//! | module | content |
//! |---|---|
//! | [`snapshots`] | the schedules of this process, each read once |
//! | [`options`] | the settings of a session that travel to every executor |
//! | [`claims`] | claims as columns, as JSON and as CSV rows, and their checks |
//! | [`answers`] | estimates as columns |
//! | [`functions`] | `medpayiq_price` and `medpayiq_claim` for SQL |
//! | [`work`] | files in, files out: parts, receipts, progress |
//! | [`session`] | a session on this machine, and what a cluster's programs register |
//! | [`commands`] | the command line |

pub mod answers;
pub mod claims;
pub mod commands;
pub mod functions;
pub mod options;
pub mod session;
pub mod snapshots;
pub mod work;

// The service's own hints are compiled in, so that a fault has the same words here and there. They use these names.
use medpayiq_core::{schedule, vocabulary};

#[path = "../../src/api/wire/hints.rs"]
#[cfg_attr(not(test), expect(dead_code, reason = "the service uses more of them"))]
mod hints;
#[path = "../../src/api/shared/locality_hint.rs"]
#[expect(dead_code, reason = "the service uses more of them")]
mod locality_hint;
