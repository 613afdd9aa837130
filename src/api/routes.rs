//! The operations of the service, listed once. The list both serves and documents them.

use super::codes::{self, denials, edits, history, page, tips};
use super::estimates::{self, batch, edits_check, x12_estimates};
use super::fhir;
use super::health;
use super::mcp;
use super::metrics;
use super::problem_types;
use super::reference::{fee_schedule, localities, releases, vocabulary, zips};
use super::reports::{appeal_letters, denial_reports, reason_codes, remittances, variance};
use super::terms::stored;
use super::toolkit;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every operation.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(estimates::create_estimate)
        .service(x12_estimates::create_x12_estimates)
        .service(batch::create_estimates_batch)
        .service(edits_check::check_edits)
        .service(fhir::predetermine_fhir_claim)
        .service(fhir::get_fhir_metadata)
        .service(mcp::call_mcp)
        .service(codes::list_codes)
        .service(history::get_code_history)
        .service(edits::get_code_edits)
        .service(denials::get_code_denials)
        .service(page::get_code)
        .service(denial_reports::create_denial_report)
        .service(denial_reports::delete_denial_report)
        .service(reason_codes::list_reason_codes)
        .service(variance::create_variance)
        .service(remittances::create_remittance)
        .service(appeal_letters::create_appeal_letter)
        .service(tips::list_code_tips)
        .service(toolkit::get_toolkit)
        .service(toolkit::get_toolkit_workbook)
        .service(toolkit::get_toolkit_page)
        .service(releases::list_releases)
        .service(localities::list_localities)
        .service(localities::get_locality)
        .service(zips::get_zip)
        .service(stored::list_terms)
        .service(stored::get_terms)
        .service(fee_schedule::get_fee_schedule)
        .service(fee_schedule::get_fee_schedule_workbook)
        .service(vocabulary::get_vocabulary)
        .service(problem_types::list_problem_types)
        .service(problem_types::get_problem_type)
        .service(health::get_livez)
        .service(health::get_readyz)
        .service(health::get_version)
        .service(metrics::get_metrics);
}
