//! The kinds of answers for a line without a price.

/// The kind of answer for a line without a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// Payment is part of another service's payment.
    Bundled,
    /// The Medicare contractor sets the price.
    ContractorPriced,
    /// Medicare does not cover the service.
    NotCovered,
    /// Medicare pays the service by another method.
    OtherSchedule,
    /// The code is for reporting only.
    ReportOnly,
    /// Medicare uses another code for the service.
    UseOtherCode,
    /// The release does not list the code.
    UnknownCode,
    /// An edit denies the line as billed.
    DeniedByEdit,
    /// The line cannot be billed like this.
    Invalid,
    /// Medicare prices the service, but a figure for it is not loaded.
    FigureMissing,
}

impl RefusalKind {
    /// Whether Medicare pays the line, although there is no amount for it here.
    pub(super) const fn is_paid_without_amount(self) -> bool {
        matches!(self, Self::ContractorPriced | Self::FigureMissing)
    }

    /// The kind's name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::ContractorPriced => "contractor_priced",
            Self::NotCovered => "not_covered",
            Self::OtherSchedule => "other_schedule",
            Self::ReportOnly => "report_only",
            Self::UseOtherCode => "use_other_code",
            Self::UnknownCode => "unknown_code",
            Self::DeniedByEdit => "denied_by_edit",
            Self::Invalid => "invalid",
            Self::FigureMissing => "figure_missing",
        }
    }
}
