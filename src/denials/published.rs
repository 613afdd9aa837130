//! What may be published of a code's reports: one-way tables, with what was reported too seldom pooled.

use super::lists::{AppealOutcome, AppealStrategy, Payer};
use super::terms::Terms;
use crate::vocabulary::{Carc, GroupCode, Modifier, Rarc};
use std::cmp::Reverse;

/// What published figures are, and what they are not; wherever they are shown, this is said.
pub const NOTICE: &str =
    "A count of denials that volunteers reported, not a rate: it says nothing of how many claims are paid.";

/// Why a line was denied, with what the codes mean in our own words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// Who bears the amount.
    pub group: GroupCode,
    /// Who that is, in words.
    pub group_meaning: String,
    /// The claim adjustment reason code.
    pub carc: Carc,
    /// What it means.
    pub meaning: String,
    /// What usually mends it.
    pub typical_fix: String,
}

/// A remark code, with what it means where that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The remittance advice remark code.
    pub rarc: Rarc,
    /// What it means.
    pub meaning: Option<String>,
    /// What usually mends it.
    pub typical_fix: Option<String>,
}

/// How often each value was reported: the figures of one code as its last step left them, not to be shown to anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The reports that the figures cover.
    pub reports: u32,
    /// By group code and reason code.
    pub reasons: Vec<(Reason, u32)>,
    /// By remark code; a report can have several.
    pub remarks: Vec<(Remark, u32)>,
    /// By payer.
    pub payers: Vec<(Payer, u32)>,
    /// By modifier; a report can have several.
    pub modifiers: Vec<(Modifier, u32)>,
    /// By what was done about the denial and what came of it.
    pub appeals: Vec<((AppealStrategy, AppealOutcome), u32)>,
}

/// How often each value of one field was reported: those of the cell minimum by name, most frequent first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<T> {
    named: Vec<(T, u32)>,
    other: u32,
}

impl<T: Ord> Table<T> {
    fn new(counts: Vec<(T, u32)>, is_named: impl Fn(&T, u32) -> bool) -> Self {
        let (mut named, pooled): (Vec<_>, Vec<_>) =
            counts.into_iter().partition(|(value, reports)| is_named(value, *reports));
        named.sort_by(|(one, fewer), (other, more)| (Reverse(fewer), one).cmp(&(Reverse(more), other)));
        Self { named, other: pooled.iter().map(|(_, reports)| reports).sum() }
    }

    /// The values with their reports, most frequent first.
    #[must_use]
    pub fn named(&self) -> &[(T, u32)] {
        &self.named
    }

    /// The reports of all values that were reported too seldom to be named.
    #[must_use]
    pub const fn other(&self) -> u32 {
        self.other
    }
}

/// A strategy of appeal, with how often it worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strategy {
    /// What was done.
    pub strategy: AppealStrategy,
    /// In how many of its reports it brought a payment.
    pub worked: u32,
}

/// What may be published of a code's reports; nothing else may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The reports that the figures cover.
    reports: u32,
    /// By group code and reason code.
    reasons: Table<Reason>,
    /// By remark code.
    remarks: Table<Remark>,
    /// By payer.
    payers: Table<Payer>,
    /// By modifier.
    modifiers: Table<Modifier>,
    /// By strategy of appeal.
    appeals: Table<Strategy>,
}

impl Published {
    /// What may be published of a tally, or `None` where it covers too few reports.
    #[must_use]
    pub fn build(tally: Tally, terms: Terms) -> Option<Self> {
        if tally.reports < terms.threshold() {
            return None;
        }
        let least = terms.cell_minimum();
        Some(Self {
            reports: tally.reports,
            reasons: Table::new(tally.reasons, |_, reports| reports >= least),
            remarks: Table::new(tally.remarks, |_, reports| reports >= least),
            payers: Table::new(tally.payers, |_, reports| reports >= least),
            modifiers: Table::new(tally.modifiers, |_, reports| reports >= least),
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
    pub const fn reasons(&self) -> &Table<Reason> {
        &self.reasons
    }

    /// By remark code.
    #[must_use]
    pub const fn remarks(&self) -> &Table<Remark> {
        &self.remarks
    }

    /// By payer.
    #[must_use]
    pub const fn payers(&self) -> &Table<Payer> {
        &self.payers
    }

    /// By modifier.
    #[must_use]
    pub const fn modifiers(&self) -> &Table<Modifier> {
        &self.modifiers
    }

    /// By strategy of appeal.
    #[must_use]
    pub const fn appeals(&self) -> &Table<Strategy> {
        &self.appeals
    }
}

/// A strategy is named where neither those it worked for nor those it did not are too few: each of them alone would tell
/// what came of somebody's appeal.
fn appeals(counts: &[((AppealStrategy, AppealOutcome), u32)], least: u32) -> Table<Strategy> {
    let sum = |strategy: AppealStrategy, worked: bool| -> u32 {
        let of_it =
            counts.iter().filter(|((tried, outcome), _)| *tried == strategy && outcome.worked() == worked);
        of_it.map(|(_, reports)| reports).sum()
    };
    let strategies = AppealStrategy::ALL.iter().map(|strategy| {
        let (worked, failed) = (sum(*strategy, true), sum(*strategy, false));
        (Strategy { strategy: *strategy, worked }, worked + failed)
    });
    let tried = strategies.filter(|(_, reports)| *reports > 0).collect();
    let enough = |reports: u32| reports == 0 || reports >= least;
    Table::new(tried, |Strategy { worked, .. }, reports| enough(*worked) && enough(reports - worked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use AppealOutcome::{Overturned, PartlyOverturned, Pending, Upheld};
    use AppealStrategy::{AddedModifier, CorrectedClaim, Documentation};

    fn payers(counts: &[(Payer, u32)], terms: Terms) -> Option<Table<Payer>> {
        let reports = counts.iter().map(|(_, reports)| reports).sum();
        let tally = Tally { reports, payers: counts.to_vec(), ..Tally::default() };
        Published::build(tally, terms).map(|published| published.payers)
    }

    #[test]
    fn fewer_reports_than_the_threshold_are_not_published() {
        assert_eq!(payers(&[(Payer::Medicare, 4)], Terms::default()), None);
        assert!(payers(&[(Payer::Medicare, 5)], Terms::default()).is_some());
        assert_eq!(payers(&[(Payer::Medicare, 9)], Terms::new(10, 2).unwrap()), None);
    }

    #[test]
    fn what_was_reported_too_seldom_is_pooled() {
        let counts = [(Payer::Medicaid, 2), (Payer::Tricare, 1), (Payer::Medicare, 4), (Payer::Other, 1)];
        let table = payers(&counts, Terms::default()).unwrap();
        assert_eq!(table.named(), [(Payer::Medicare, 4), (Payer::Medicaid, 2)]);
        assert_eq!(table.other(), 2);
        let stricter = payers(&counts, Terms::new(5, 3).unwrap()).unwrap();
        assert_eq!((stricter.named(), stricter.other()), ([(Payer::Medicare, 4)].as_slice(), 4));
    }

    #[test]
    fn an_appeal_whose_outcome_only_one_reported_is_pooled() {
        let counts = [
            ((CorrectedClaim, Overturned), 1),
            ((CorrectedClaim, PartlyOverturned), 1),
            ((CorrectedClaim, Upheld), 1),
            ((CorrectedClaim, Pending), 2),
            ((AddedModifier, Overturned), 3),
            ((AddedModifier, Upheld), 1),
            ((Documentation, Upheld), 2),
        ];
        let named = |strategy, worked| Strategy { strategy, worked };
        let table = appeals(&counts, 2);
        assert_eq!(table.named(), [(named(CorrectedClaim, 2), 5), (named(Documentation, 0), 2)]);
        assert_eq!(table.other(), 4);
    }
}
