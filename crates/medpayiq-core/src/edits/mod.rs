//! NCCI's edits as compact tables: procedure-to-procedure pairs, unit limits, add-on codes.
//!
//! A quarter's practitioner file holds some 2.5 million pairs with their history, and every server keeps them in
//! memory: a pair takes fourteen bytes there. A table knows every date; whoever asks brings the day.

mod add_ons;
mod day;
mod overlaps;
mod ptp;
mod ptp_edit;
mod ptp_rows;
mod unit_limits;

pub use add_ons::{AddOnPair, AddOnTable};
pub use day::Day;
pub use overlaps::Overlaps;
pub use ptp::PtpTable;
pub use ptp_edit::{PackedEdit, TooLarge};
pub use ptp_rows::{PtpRow, PtpRows};
pub use unit_limits::{PublishedLimit, UnitLimitTable};
