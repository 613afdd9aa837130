//! The time limits of claims, reopenings and appeals.

use crate::law::{Figure, Lookup, Missing, Provisions, Source};
use crate::vocabulary::{Money, named_values};
use std::fmt;
use time::{Date, Duration, Month};

named_values! {
    /// A time limit.
    DeadlineKind {
        /// To file the claim.
        Claim = "claim",
        /// To ask for a reopening for any reason.
        Reopening = "reopening",
        /// To ask for a redetermination, the first level of appeal.
        Redetermination = "redetermination",
        /// To ask for a reconsideration, the second level.
        Reconsideration = "reconsideration",
        /// To ask for a hearing before an administrative law judge, the third level.
        Hearing = "hearing",
        /// To ask for a review by the Medicare Appeals Council, the fourth level.
        CouncilReview = "council_review",
        /// To ask for judicial review, the fifth level.
        JudicialReview = "judicial_review",
    }
}

named_values! {
    /// The unit of a time limit.
    TimeUnit {
        /// Calendar days.
        Days = "days",
        /// Calendar months.
        Months = "months",
    }
}

named_values! {
    /// The day from which a time limit counts.
    CountedFrom {
        /// The day of the service.
        Service = "date_of_service",
        /// The date of the initial determination, which the remittance advice shows.
        Determination = "date_of_initial_determination",
        /// The day on which the notice of the decision before arrived.
        Receipt = "receipt_of_notice",
    }
}

/// A time limit with its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What for.
    pub kind: DeadlineKind,
    /// How many units.
    pub length: u16,
    /// Days or months.
    pub unit: TimeUnit,
    /// The day from which they count.
    pub counted_from: CountedFrom,
    /// The law that sets it.
    pub source: Source,
}

/// A level of appeal: its time limit, and the least amount in controversy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppealLevel {
    /// The time limit.
    pub deadline: Deadline,
    /// The least amount in controversy of a request filed in the year; `None` if the level has none.
    pub least_amount: Option<Lookup<Figure<Money>>>,
}

impl DeadlineKind {
    /// What it is for, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Claim => "The claim must reach the Medicare contractor by then.",
            Self::Reopening => {
                "Until then the contractor may reopen the claim for any reason. Later it needs good cause; a clerical error may be corrected at any time."
            }
            Self::Redetermination => {
                "The request for a redetermination must reach the Medicare contractor by then."
            }
            Self::Reconsideration => {
                "The request for a reconsideration must reach the qualified independent contractor (QIC) by then."
            }
            Self::Hearing => {
                "The request for a hearing must reach the Office of Medicare Hearings and Appeals by then."
            }
            Self::CouncilReview => {
                "The request for a review must reach the Medicare Appeals Council by then."
            }
            Self::JudicialReview => "The action must be filed in a federal district court by then.",
        }
    }

    /// The levels of appeal, in order.
    pub const LEVELS: [Self; 5] = [
        Self::Redetermination,
        Self::Reconsideration,
        Self::Hearing,
        Self::CouncilReview,
        Self::JudicialReview,
    ];
}

impl Deadline {
    /// The time limit under a law.
    ///
    /// # Errors
    /// If the law has no value of it.
    pub fn of(kind: DeadlineKind, law: &Provisions) -> Result<Self, Missing> {
        use CountedFrom::{Determination, Receipt, Service};
        use TimeUnit::{Days, Months};
        let short =
            |figure: Lookup<Figure<u8>>| figure.map(|Figure { value, source }| (u16::from(value), source));
        let long = |figure: Lookup<Figure<u16>>| figure.map(|Figure { value, source }| (value, source));
        let (figure, unit, counted_from) = match kind {
            DeadlineKind::Claim => (short(law.claim_filing_time), Months, Service),
            DeadlineKind::Reopening => (short(law.reopening_time), Months, Determination),
            DeadlineKind::Redetermination => (long(law.redetermination_time), Days, Receipt),
            DeadlineKind::Reconsideration => (long(law.reconsideration_time), Days, Receipt),
            DeadlineKind::Hearing => (short(law.hearing_time), Days, Receipt),
            DeadlineKind::CouncilReview => (short(law.council_review_time), Days, Receipt),
            DeadlineKind::JudicialReview => (short(law.judicial_review_time), Days, Receipt),
        };
        let (length, source) = figure?;
        Ok(Self { kind, length, unit, counted_from, source })
    }

    /// The last day, if the time counts from this day. Neither weekends nor holidays are taken into account.
    #[must_use]
    pub fn last_day(&self, from: Date) -> Option<Date> {
        match self.unit {
            TimeUnit::Days => from.checked_add(Duration::days(i64::from(self.length))),
            TimeUnit::Months => months_later(from, self.length),
        }
    }
}

impl CountedFrom {
    /// The day, in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Service => "the day of the service",
            Self::Determination => "the date of the initial determination",
            Self::Receipt => "the day on which the notice arrives",
        }
    }
}

impl fmt::Display for Deadline {
    /// Writes it in words, such as `within 12 months of the day of the service`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "within {} {} of {}", self.length, self.unit.as_str(), self.counted_from.text())
    }
}

impl AppealLevel {
    /// The levels of appeal under a law. The amounts are those of requests filed under it.
    ///
    /// # Errors
    /// If the law has no value of a time limit.
    pub fn all(law: &Provisions) -> Result<Vec<Self>, Missing> {
        let level = |kind| {
            let least_amount = match kind {
                DeadlineKind::Hearing => Some(law.hearing_amount),
                DeadlineKind::JudicialReview => Some(law.judicial_review_amount),
                DeadlineKind::Claim
                | DeadlineKind::Reopening
                | DeadlineKind::Redetermination
                | DeadlineKind::Reconsideration
                | DeadlineKind::CouncilReview => None,
            };
            Ok(Self { deadline: Deadline::of(kind, law)?, least_amount })
        };
        DeadlineKind::LEVELS.into_iter().map(level).collect()
    }
}

/// The day so many months later, or the last day of that month. A claim for a service of 29 February is due on 28 February
/// (Pub. 100-04 ch. 1, 70.1).
fn months_later(from: Date, months: u16) -> Option<Date> {
    let counted = u16::from(u8::from(from.month())) - 1 + months;
    let year = from.year().checked_add(i32::from(counted / 12))?;
    let month = Month::try_from(u8::try_from(counted % 12 + 1).ok()?).ok()?;
    Date::from_calendar_date(year, month, from.day().min(month.length(year))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;
    use time::macros::date;

    fn last_day(kind: DeadlineKind, from: Date) -> Date {
        let law = Law::shipped().unwrap();
        Deadline::of(kind, law.on(from)).unwrap().last_day(from).unwrap()
    }

    #[test]
    fn time_limits_end_on_their_days() {
        assert_eq!(last_day(DeadlineKind::Claim, date!(2025 - 01 - 15)), date!(2026 - 01 - 15));
        assert_eq!(last_day(DeadlineKind::Claim, date!(2024 - 02 - 29)), date!(2025 - 02 - 28));
        assert_eq!(last_day(DeadlineKind::Claim, date!(2025 - 12 - 31)), date!(2026 - 12 - 31));
        assert_eq!(last_day(DeadlineKind::Reopening, date!(2025 - 07 - 31)), date!(2026 - 07 - 31));
        assert_eq!(last_day(DeadlineKind::Redetermination, date!(2025 - 01 - 01)), date!(2025 - 05 - 01));
        assert_eq!(last_day(DeadlineKind::Reconsideration, date!(2025 - 01 - 01)), date!(2025 - 06 - 30));
        assert_eq!(last_day(DeadlineKind::Hearing, date!(2025 - 12 - 31)), date!(2026 - 03 - 01));
        assert_eq!(months_later(date!(2025 - 11 - 30), 3), Some(date!(2026 - 02 - 28)));
    }

    #[test]
    fn a_time_limit_says_from_when_it_counts() {
        let law = Law::shipped().unwrap();
        let said = |kind| Deadline::of(kind, law.on(date!(2026 - 05 - 01))).unwrap().to_string();
        assert_eq!(said(DeadlineKind::Claim), "within 12 months of the day of the service");
        assert_eq!(
            said(DeadlineKind::Redetermination),
            "within 120 days of the day on which the notice arrives"
        );
    }

    #[test]
    fn the_levels_of_appeal_are_five_and_two_have_a_least_amount() {
        let law = Law::shipped().unwrap();
        let levels = AppealLevel::all(law.on(date!(2026 - 05 - 01))).unwrap();
        let shown = levels.iter().map(|level| {
            let amount = level.least_amount.map(|amount| amount.unwrap().value.dollars().to_string());
            format!(
                "{} {} {}",
                level.deadline.kind.as_str(),
                level.deadline.length,
                amount.unwrap_or_default()
            )
        });
        let expected = [
            "redetermination 120 ",
            "reconsideration 180 ",
            "hearing 60 $200.00",
            "council_review 60 ",
            "judicial_review 60 $1,960.00",
        ];
        assert_eq!(shown.collect::<Vec<_>>(), expected);
        assert!(AppealLevel::all(Law::empty().on(date!(2026 - 05 - 01))).is_err());
    }
}
