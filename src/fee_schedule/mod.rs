//! The whole fee schedule of a place, to load into another system.
//!
//! Every row is one code with the modifiers that have a price of their own. Each amount is the estimate of a claim with that
//! one line, so it equals what `POST /v1/estimates` answers. Rows are priced and written piece by piece: no more than a piece
//! of the file is in memory.

mod cells;
mod codes;
mod export;
mod layout;
mod priced_row;
mod row_keys;
mod sheet;
mod workbook;

pub use cells::Cell;
pub use codes::{CodeFilter, CodeFilterError, MOST_RANGES};
pub use export::{ExportError, Exported, FeeScheduleExport, FileForm};
pub use layout::Layout;
