//! What several answers have in common: the release and place they are for, their source, amounts and reasons.

pub(crate) mod amounts;
pub(crate) mod disclaimer;
pub(crate) mod edi;
pub(crate) mod edit_source;
pub(crate) mod kept_answers;
pub(crate) mod listings;
pub(crate) mod missing_schedules;
pub(crate) mod next_step;
pub(crate) mod notation;
pub(crate) mod place_query;
pub(crate) mod pricing_context;
pub(crate) mod reasons;
pub(crate) mod reported_denials;
pub(crate) mod source;
pub(crate) mod tried_line;
