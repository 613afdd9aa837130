//! Makes claims of the lines of a remittance.

use super::paid_line::{ONE_UNIT, PaidLine};
use crate::vocabulary::{Charge, ClaimLine, ServiceTable, Status};
use std::num::NonZeroU32;

/// The anesthesia code with units that are no minutes.
const COUNTED_ANESTHESIA: &str = "01953";

/// A line that is priced, and the line of the claim that it makes.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// The position of the line among all lines of the remittance.
    pub(super) position: usize,
    pub(super) line: PaidLine,
    pub(super) billed: ClaimLine,
    /// Whether its units were read as minutes.
    pub(super) is_timed: bool,
}

impl Member {
    /// The line as a member of a claim.
    ///
    /// # Errors
    /// The line itself if no claim can have it.
    pub(super) fn new(
        position: usize,
        line: PaidLine,
        services: &ServiceTable,
    ) -> Result<Self, (usize, Box<PaidLine>)> {
        let is_timed = is_timed(&line, services);
        match billed(&line, is_timed) {
            Some(billed) => Ok(Self { position, line, billed, is_timed }),
            None => Err((position, Box::new(line))),
        }
    }
}

/// Whether the units of a line are minutes of anesthesia.
fn is_timed(line: &PaidLine, services: &ServiceTable) -> bool {
    line.hcpcs.is_some_and(|code| {
        let is_anesthesia = services.rows_of(code).iter().any(|row| row.status == Status::Anesthesia);
        is_anesthesia && code.as_str() != COUNTED_ANESTHESIA
    })
}

/// The line of the claim; `None` if a claim cannot have it.
fn billed(line: &PaidLine, is_timed: bool) -> Option<ClaimLine> {
    let charge = Charge::new(line.charge)?;
    let (from, to) = line.days?;
    let days = u32::try_from((to - from).whole_days() + 1).ok().and_then(NonZeroU32::new)?;
    let blank = ClaimLine::new(line.hcpcs?).with_charge(charge).with_days(days);
    let marked = blank.with_modifiers(line.modifiers.iter().copied()).ok()?;
    if is_timed {
        return marked.with_minutes(line.units.div_ceil(ONE_UNIT)).ok();
    }
    if line.units.is_multiple_of(ONE_UNIT) {
        marked.with_units(line.units / ONE_UNIT).ok()
    } else {
        marked.with_unit_thousandths(line.units).ok()
    }
}
