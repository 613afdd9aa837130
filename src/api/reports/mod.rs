//! Denial reports: contributed one by one or from a remittance, and retracted. And what Medicare owes for the lines of a
//! remittance.

pub(crate) mod appeal_letter;
pub(crate) mod appeal_letters;
pub(crate) mod appeal_request;
pub(crate) mod contributor;
pub(crate) mod denial_reports;
pub(crate) mod reason_codes;
pub(crate) mod remittance_body;
pub(crate) mod remittance_response;
pub(crate) mod remittances;
pub(crate) mod report_lists;
pub(crate) mod request;
pub(crate) mod variance;
pub(crate) mod variance_answer;
pub(crate) mod variance_response;
mod variance_table;
mod variance_workbook;
