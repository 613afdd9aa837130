//! Billing tips: what to watch when a code is billed, what a mistake costs, and how we know.
//!
//! There are two kinds. [`computed_tips`] makes tips for any code of a release, from its indicators and amounts. Each rule
//! in `rules` goes with one pricing rule: it prices a small hypothetical claim with [`crate::pricing::estimate`] and
//! describes the result. A [`WrittenTip`] is a text about chosen codes. MedPayIQ ships its own in `data/tips/`, and a
//! practice can add local ones; the database holds both. Its figures are estimates of hypothetical claims too. What examples
//! bill together, and where, is in `data/examples/`.
//!
//! No tip gives a percentage without the document that sets it.

mod accepted;
mod case;
mod check;
mod computed;
mod covered;
mod discipline;
mod edit_remedy;
mod examples;
mod fields;
mod file;
mod grammar;
mod limit_advice;
mod line_modifiers;
mod loaded_check;
mod medicare;
mod modifiers;
mod other_ways;
mod partners;
mod record;
mod rules;
mod shipped;
mod subject;
mod tip;
mod usual;
mod written;

pub use accepted::{AcceptedModifier, accepted_modifiers};
pub use case::Case;
pub use check::check_tip;
pub use computed::computed_tips;
pub use covered::tips_of;
pub use discipline::Discipline;
pub(crate) use edit_remedy::{EditRemedy, is_exclusive, remedy_of, resolved_by};
pub use file::{LineFault, TipFileError};
pub(crate) use limit_advice::{limit_advice, tip_explains_limit};
pub(crate) use line_modifiers::{discipline_of, needed_modifiers, with_code_in_place, with_discipline};
pub use loaded_check::faults_of_figures;
pub use medicare::Medicare;
pub use modifiers::{Trial, trials};
pub(crate) use other_ways::{OtherWay, other_way, other_way_on};
pub use partners::{PartnerRank, partner_rank};
pub use record::{FieldFault, TipRecord};
pub use shipped::{ShippedTips, parse_local_tips, shipped_tips};
pub use subject::Subject;
pub use tip::{Effect, Evidence, Measure, Side, Tip, TipFigures, TipOrigin};
pub(crate) use usual::{is_planned_operation, is_read_by_side};
pub use written::{WrittenTip, WrittenTips};
