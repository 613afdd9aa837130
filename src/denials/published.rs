//! What may be published about the reports of a code: one table for each field, in which rare values are pooled.

use super::lists::{AppealOutcome, AppealStrategy, Payer};
use super::terms::PublicationTerms;
use crate::vocabulary::{Carc, GroupCode, Modifier, Rarc};
use std::cmp::Reverse;

/// What published figures are and what they are not. It is shown wherever they are.
pub const NOTICE: &str = "These are counts of denials that volunteers reported, not rates. They do not show how many claims are paid.";

/// Why a line was denied, with the meaning of the codes in our own words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DenialReason {
    /// Who is responsible for the amount.
    pub group: GroupCode,
    /// The same in words.
    pub group_meaning: String,
    /// The claim adjustment reason code.
    pub carc: Carc,
    /// What it means.
    pub meaning: String,
    /// What usually helps.
    pub typical_fix: String,
}

/// A remark code, with its meaning if that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DenialRemark {
    /// The remittance advice remark code.
    pub rarc: Rarc,
    /// What it means.
    pub meaning: Option<String>,
    /// What usually helps.
    pub typical_fix: Option<String>,
}

/// How often each value was reported: the figures of one code after its last step. They must not be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenialTally {
    /// The reports that the figures cover.
    pub reports: u32,
    /// By group code and reason code.
    pub reasons: Vec<(DenialReason, u32)>,
    /// By remark code. A report can have several.
    pub remarks: Vec<(DenialRemark, u32)>,
    /// By payer.
    pub payers: Vec<(Payer, u32)>,
    /// By modifier. A report can have several.
    pub modifiers: Vec<(Modifier, u32)>,
    /// By what was done about the denial and its result.
    pub appeals: Vec<((AppealStrategy, AppealOutcome), u32)>,
}

/// How often each value of a field was reported, most frequent first. Values below the cell minimum are not named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountTable<T> {
    named: Vec<(T, u32)>,
    other: u32,
}

impl<T: Ord> CountTable<T> {
    fn new(counts: Vec<(T, u32)>, is_named: impl Fn(&T, u32) -> bool) -> Self {
        let (mut named, pooled): (Vec<_>, Vec<_>) =
            counts.into_iter().partition(|(value, reports)| is_named(value, *reports));
        named.sort_by(|(one, fewer), (other, more)| (Reverse(fewer), one).cmp(&(Reverse(more), other)));
        Self { named, other: pooled.iter().map(|(_, reports)| reports).sum() }
    }

    /// The named values with their reports, most frequent first.
    #[must_use]
    pub fn named(&self) -> &[(T, u32)] {
        &self.named
    }

    /// The reports of all values that are not named.
    #[must_use]
    pub const fn other(&self) -> u32 {
        self.other
    }
}

/// What was done about denials, and how often it worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StrategyResult {
    /// What was done.
    pub strategy: AppealStrategy,
    /// The number of its reports with a payment.
    pub worked: u32,
}

/// What may be published about the reports of a code. Nothing else may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedDenials {
    /// The reports that the figures cover.
    reports: u32,
    /// By group code and reason code.
    reasons: CountTable<DenialReason>,
    /// By remark code.
    remarks: CountTable<DenialRemark>,
    /// By payer.
    payers: CountTable<Payer>,
    /// By modifier.
    modifiers: CountTable<Modifier>,
    /// By strategy of appeal.
    appeals: CountTable<StrategyResult>,
}

impl PublishedDenials {
    /// What may be published about a tally; `None` if it covers too few reports.
    #[must_use]
    pub fn build(tally: DenialTally, terms: PublicationTerms) -> Option<Self> {
        if tally.reports < terms.threshold() {
            return None;
        }
        let least = terms.cell_minimum();
        Some(Self {
            reports: tally.reports,
            reasons: CountTable::new(tally.reasons, |_, reports| reports >= least),
            remarks: CountTable::new(tally.remarks, |_, reports| reports >= least),
            payers: CountTable::new(tally.payers, |_, reports| reports >= least),
            modifiers: CountTable::new(tally.modifiers, |_, reports| reports >= least),
            appeals: appeals(&tally.appeals, least),
        })
    }

    /// The reports that the figures cover.
    #[must_use]
    pub const fn reports(&self) -> u32 {
        self.reports
    }

    /// By group code and reason code.
    #[must_use]
    pub const fn reasons(&self) -> &CountTable<DenialReason> {
        &self.reasons
    }

    /// By remark code.
    #[must_use]
    pub const fn remarks(&self) -> &CountTable<DenialRemark> {
        &self.remarks
    }

    /// By payer.
    #[must_use]
    pub const fn payers(&self) -> &CountTable<Payer> {
        &self.payers
    }

    /// By modifier.
    #[must_use]
    pub const fn modifiers(&self) -> &CountTable<Modifier> {
        &self.modifiers
    }

    /// By strategy of appeal.
    #[must_use]
    pub const fn appeals(&self) -> &CountTable<StrategyResult> {
        &self.appeals
    }
}

/// Names a strategy only if both its successes and its failures are enough reports, or none. Otherwise the figure would
/// reveal the result of somebody's appeal.
fn appeals(counts: &[((AppealStrategy, AppealOutcome), u32)], least: u32) -> CountTable<StrategyResult> {
    let sum = |strategy: AppealStrategy, worked: bool| -> u32 {
        let of_it =
            counts.iter().filter(|((tried, outcome), _)| *tried == strategy && outcome.worked() == worked);
        of_it.map(|(_, reports)| reports).sum()
    };
    let strategies = AppealStrategy::ALL.iter().map(|strategy| {
        let (worked, failed) = (sum(*strategy, true), sum(*strategy, false));
        (StrategyResult { strategy: *strategy, worked }, worked + failed)
    });
    let tried = strategies.filter(|(_, reports)| *reports > 0).collect();
    let enough = |reports: u32| reports == 0 || reports >= least;
    CountTable::new(tried, |StrategyResult { worked, .. }, reports| {
        enough(*worked) && enough(reports - worked)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use AppealOutcome::{Overturned, PartlyOverturned, Pending, Upheld};
    use AppealStrategy::{AddedModifier, CorrectedClaim, Documentation};

    fn payers(counts: &[(Payer, u32)], terms: PublicationTerms) -> Option<CountTable<Payer>> {
        let reports = counts.iter().map(|(_, reports)| reports).sum();
        let tally = DenialTally { reports, payers: counts.to_vec(), ..DenialTally::default() };
        PublishedDenials::build(tally, terms).map(|published| published.payers)
    }

    #[test]
    fn figures_below_the_threshold_are_not_published() {
        assert_eq!(payers(&[(Payer::Medicare, 4)], PublicationTerms::default()), None);
        assert!(payers(&[(Payer::Medicare, 5)], PublicationTerms::default()).is_some());
        assert_eq!(payers(&[(Payer::Medicare, 9)], PublicationTerms::new(10, 2).unwrap()), None);
    }

    #[test]
    fn values_below_the_cell_minimum_are_pooled() {
        let counts = [(Payer::Medicaid, 2), (Payer::Tricare, 1), (Payer::Medicare, 4), (Payer::Other, 1)];
        let table = payers(&counts, PublicationTerms::default()).unwrap();
        assert_eq!(table.named(), [(Payer::Medicare, 4), (Payer::Medicaid, 2)]);
        assert_eq!(table.other(), 2);
        let stricter = payers(&counts, PublicationTerms::new(5, 3).unwrap()).unwrap();
        assert_eq!((stricter.named(), stricter.other()), ([(Payer::Medicare, 4)].as_slice(), 4));
    }

    #[test]
    fn a_strategy_with_a_single_success_or_failure_is_pooled() {
        let counts = [
            ((CorrectedClaim, Overturned), 1),
            ((CorrectedClaim, PartlyOverturned), 1),
            ((CorrectedClaim, Upheld), 1),
            ((CorrectedClaim, Pending), 2),
            ((AddedModifier, Overturned), 3),
            ((AddedModifier, Upheld), 1),
            ((Documentation, Upheld), 2),
        ];
        let named = |strategy, worked| StrategyResult { strategy, worked };
        let table = appeals(&counts, 2);
        assert_eq!(table.named(), [(named(CorrectedClaim, 2), 5), (named(Documentation, 0), 2)]);
        assert_eq!(table.other(), 4);
    }
}
