//! What a caller needs for each operation and each page.

use crate::keys::{Scope, Scopes};

/// What a caller needs if the operator's policy asks for keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing.
    Open,
    /// A key with these scopes. A look-up needs none of them, but a key.
    Key(Scopes),
}

const LOOK_UP: Access = Access::Key(Scopes::NONE);
const ESTIMATE: Access = Access::Key(Scopes::of(&[Scope::Estimate]));
const BATCH: Access = Access::Key(Scopes::of(&[Scope::Batch]));
const CONTRIBUTE: Access = Access::Key(Scopes::of(&[Scope::Contribute]));
const REMIT: Access = Access::Key(Scopes::of(&[Scope::Remit]));
const REMIT_AND_CONTRIBUTE: Access = Access::Key(Scopes::of(&[Scope::Remit, Scope::Contribute]));
const TERMS: Access = Access::Key(Scopes::of(&[Scope::Terms]));
const METRICS: Access = Access::Key(Scopes::of(&[Scope::Metrics]));

/// What the operation or page with this name needs. An operation that is not in the list is a look-up.
pub(crate) fn access_of_operation(name: &str) -> Access {
    match name {
        // Health checks and what explains the service. Nothing of them depends on the loaded data.
        "get_livez" | "get_readyz" | "get_version" | "get_problem_type" | "list_problem_types"
        | "get_vocabulary" | "get_fhir_metadata" | "asset" => Access::Open,
        "create_estimate"
        | "create_x12_estimates"
        | "create_appeal_letter"
        | "check_edits"
        | "predetermine_fhir_claim"
        | "call_mcp"
        | "claim_page"
        | "claim_file_page" => ESTIMATE,
        "create_estimates_batch" => BATCH,
        "create_denial_report"
        | "delete_denial_report"
        | "contribute_page"
        | "send_report_page"
        | "retract_page" => CONTRIBUTE,
        // To contribute the reports needs the other scope too: see the handlers.
        "create_remittance" | "create_variance" | "remittance_page" | "read_remittance_page" => REMIT,
        "contribute_remittance_page" => REMIT_AND_CONTRIBUTE,
        // To name stored terms in another request needs the scope too: see the handlers.
        "list_terms" | "get_terms" => TERMS,
        "get_metrics" => METRICS,
        _ => LOOK_UP,
    }
}
