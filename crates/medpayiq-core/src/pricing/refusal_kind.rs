//! The kinds of answers for a line without a price.

use crate::vocabulary::named_values;

named_values! {
    /// The kind of answer for a line without a price.
    RefusalKind {
        /// Payment is part of another service's payment.
        Bundled = "bundled",
        /// The Medicare contractor sets the price.
        ContractorPriced = "contractor_priced",
        /// Medicare does not cover the service.
        NotCovered = "not_covered",
        /// Medicare pays the service by another method.
        OtherSchedule = "other_schedule",
        /// The code is for reporting only.
        ReportOnly = "report_only",
        /// Medicare uses another code for the service.
        UseOtherCode = "use_other_code",
        /// The release does not list the code.
        UnknownCode = "unknown_code",
        /// An edit denies the line as billed.
        DeniedByEdit = "denied_by_edit",
        /// The line cannot be billed like this.
        Invalid = "invalid",
        /// Medicare prices the service, but a figure for it is not loaded.
        FigureMissing = "figure_missing",
    }
}

impl RefusalKind {
    /// Whether Medicare pays the line, although there is no amount for it here.
    pub(super) const fn is_paid_without_amount(self) -> bool {
        matches!(self, Self::ContractorPriced | Self::FigureMissing)
    }
}
