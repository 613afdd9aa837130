//! The rules, one file each; the pipeline's list has their order.

pub(super) mod add_ons;
pub(super) mod anesthesia;
pub(super) mod base;
pub(super) mod bilateral;
pub(super) mod by_report;
mod bypass;
pub(super) mod charge;
pub(super) mod combinations;
pub(super) mod component;
pub(super) mod cost_sharing;
pub(super) mod coverage;
pub(super) mod diagnostics;
pub(super) mod duplicates;
pub(super) mod global_package;
pub(super) mod left_out;
pub(super) mod modifiers;
pub(super) mod not_available;
pub(super) mod opps_cap;
pub(super) mod paid_alone;
pub(super) mod participation;
pub(super) mod pc_tc;
pub(super) mod place;
pub(super) mod practitioner;
pub(super) mod ptp;
pub(super) mod shortage_area;
pub(super) mod split_care;
pub(super) mod status;
pub(super) mod surgeons;
pub(super) mod surgery;
pub(super) mod technical_cuts;
pub(super) mod telehealth;
pub(super) mod therapy;
pub(super) mod unit_limits;
pub(super) mod visit_complexity;
mod visits;

pub(super) use visits::may_be_visit;
