//! The lists that reports are checked against: reasons and remarks, which the database has, and services.

use crate::api::state::State;
use crate::api::wire::error::Error;
use crate::denials::{ClosedLists, ServiceCodes};
use crate::store::code_lists;
use std::sync::Arc;

/// The current lists.
///
/// # Errors
/// 503 if the reasons and remarks were not read yet and the database does not answer.
pub(crate) async fn report_lists(state: &State) -> Result<ClosedLists, Error> {
    let lists = code_lists(state.store()).await?;
    let (reasons, remarks) = (Arc::clone(&lists.reasons), Arc::clone(&lists.worded_remarks));
    let schedule = arc_swap::Guard::into_inner(state.current_schedule());
    let services = ServiceCodes::new(schedule.is_extract(), move |hcpcs| schedule.lists(hcpcs));
    Ok(ClosedLists { reasons, remarks, services })
}
