//! What a page says in place of a price.

use crate::pricing::{LineEstimate, Outcome, RefusalKind};

/// The words for a line without a price: that Medicare does not pay it, or why the amount is not known. `None` if it has one.
pub(super) fn without_price(line: &LineEstimate) -> Option<&'static str> {
    let Outcome::NotPriced(refusal) = &line.outcome else { return None };
    if !line.predicted_denials.is_empty() {
        return Some("Not paid");
    }
    Some(match refusal.kind() {
        RefusalKind::ContractorPriced => "The contractor prices it",
        RefusalKind::Bundled
        | RefusalKind::DeniedByEdit
        | RefusalKind::NotCovered
        | RefusalKind::ReportOnly => "Not paid",
        RefusalKind::OtherSchedule
        | RefusalKind::UseOtherCode
        | RefusalKind::UnknownCode
        | RefusalKind::Invalid
        | RefusalKind::FigureMissing => "No published price",
    })
}
