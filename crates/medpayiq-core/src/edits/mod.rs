//! The edits of the National Correct Coding Initiative (NCCI) as compact tables: procedure-to-procedure (PTP) edits, unit
//! limits (MUE) and add-on codes.
//!
//! A quarter's practitioner file has about 2.5 million PTP edits, deleted ones included, and every server keeps them in
//! memory. So an edit takes fourteen bytes. The tables have the edits of all dates, and callers ask for a day.

mod add_ons;
mod day;
mod overlaps;
mod packed_table;
mod positions;
mod ptp;
mod ptp_edit;
mod ptp_partners;
mod ptp_rows;
mod ptp_sets;
#[cfg(test)]
mod ptp_tests;
mod unit_limits;

pub use add_ons::{AddOnPair, AddOnTable};
pub use day::Day;
pub use overlaps::Overlaps;
pub use packed_table::DamagedTable;
pub use ptp::PtpTable;
pub use ptp_edit::{PackedEdit, TooLarge};
pub use ptp_rows::{PtpRow, PtpRows};
pub use ptp_sets::PtpSet;
pub use unit_limits::{PublishedLimit, UnitLimitTable};
