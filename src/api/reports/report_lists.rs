//! The lists that reports are checked against: reasons and remarks from the database, services from memory.

use crate::api::state::State;
use crate::api::wire::error::Error;
use crate::denials::{ClosedLists, ServiceCodes};
use crate::store::{reason_codes, remark_codes};

/// The current lists.
///
/// # Errors
/// 503 if the database does not answer.
pub(crate) async fn report_lists(state: &State) -> Result<ClosedLists, Error> {
    let reasons = reason_codes(state.store()).await?;
    let remarks = remark_codes(state.store()).await?.into_iter().map(|remark| remark.rarc).collect();
    let schedule = arc_swap::Guard::into_inner(state.current_schedule());
    let services = ServiceCodes::new(schedule.is_extract(), move |hcpcs| schedule.lists(hcpcs));
    Ok(ClosedLists { reasons, remarks, services })
}
