//! The biller's pages: HTML made from the same values as the JSON answers.
//!
//! A page works without JavaScript. Its forms send their fields in the address, so that a page can be kept and sent on. The
//! pages set no cookies and load nothing from elsewhere.

mod accepted_chips;
mod asked_services;
mod assets;
mod charts;
mod claim;
mod claim_file;
mod code;
mod code_cures;
mod code_form;
mod code_prices;
mod contribute;
mod cures;
mod filters;
mod form_faults;
mod home;
mod lines_before;
pub(in crate::api) mod list;
mod missing_modifiers;
mod options;
mod other_codes;
mod other_rates;
mod pair_claims;
mod params;
mod partners;
mod place_names;
mod problem_page;
mod remittance;
mod render;
mod state_fees;
mod toolkit;
mod unknown_params;
mod upload;

use actix_web::web::ServiceConfig;

pub(super) use form_faults::{is_page_or_problem, wants_page};
pub(super) use problem_page::problem_page;

/// Registers the pages.
pub(super) fn pages(config: &mut ServiceConfig) {
    config
        .service(home::home_page)
        .service(code::code_page)
        .service(claim::claim_page)
        .service(claim_file::claim_file_page)
        .service(remittance::remittance_page)
        .service(remittance::read_remittance_page)
        .service(remittance::contribute_remittance_page)
        .service(contribute::contribute_page)
        .service(contribute::send_report_page)
        .service(contribute::retract_page)
        .service(toolkit::toolkit_page)
        .service(assets::asset);
}
