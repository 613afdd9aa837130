//! Rules that this estimate does not apply: every line that one of them could change says so.

use crate::pricing::doubt::Doubt;
use crate::pricing::pipeline::Work;
use crate::vocabulary::{GlobalDays, ServiceRow, Status};

/// Warns where edits between lines, unit limits or add-on rules were not checked, for none are loaded.
pub(in crate::pricing) fn warn_of_rules_left_out(work: &mut Work<'_>) {
    let several = work.claim.lines.len() > 1;
    for (line, row) in work.open_lines() {
        if several {
            line.doubt(Doubt::EditsNotChecked);
        }
        // The units of anesthesia are its minutes.
        if line.line.units > 1 && line.count > 1 && row.status != Status::Anesthesia {
            line.doubt(Doubt::UnitLimitNotChecked);
        }
        if is_add_on(row) {
            line.doubt(Doubt::AddOnAlone);
        }
    }
}

/// Whether the service is paid only beside another: ZZZ says so, and of prolonged office visits nothing but their text.
/// G2211 has a rule of its own.
fn is_add_on(row: &ServiceRow) -> bool {
    let code = row.hcpcs.as_str();
    code == "G2212" || (row.global_days == GlobalDays::AddOn && code != "G2211")
}
