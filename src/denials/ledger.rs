//! How the reports of one code are counted: when the figures change, and when the table closes.
//!
//! Figures change in steps. A step counts as many new reports as the threshold, so at least that many reports are between
//! two states that anybody can see. Reports that left are taken out in such a step too. If fewer reports than the
//! threshold remain, the table closes at once, and stays closed until enough new ones for a step have come.
//!
//! All reports of a step belong to one turn ([`super::Turns`]). A turn is over when a step leaves none of it waiting.

use super::terms::PublicationTerms;

/// The reports of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Reports of past turns and this one that are not held, retracted or deleted.
    pub live: u32,
    /// The live reports that the figures do not cover yet.
    pub waiting: u32,
    /// Whether the figures are public.
    pub open: bool,
    /// The current turn.
    pub turn: u32,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { live: 0, waiting: 0, open: false, turn: 1 }
    }
}

/// Whether the figures cover a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportCoverage {
    /// Not yet.
    Waiting,
    /// They do.
    Counted,
    /// Not yet, because its turn has not come.
    Queued,
}

/// What to do to the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureStep {
    /// How many of the waiting reports are counted, oldest first.
    pub arrivals: u32,
    /// Whether reports that left are taken out of the figures.
    pub departures: bool,
    /// Whether the turn is over, so that the reports of the next one enter.
    pub ends_turn: bool,
}

impl Ledger {
    /// Adds a report that arrives, or one that was held and is released.
    pub const fn enter(&mut self, coverage: ReportCoverage) {
        match coverage {
            ReportCoverage::Waiting => self.waiting = self.waiting.saturating_add(1),
            ReportCoverage::Counted => {}
            ReportCoverage::Queued => return,
        }
        self.live = self.live.saturating_add(1);
    }

    /// The coverage of an uncounted report of this turn.
    #[must_use]
    pub const fn coverage(&self, turn: u32) -> ReportCoverage {
        if turn > self.turn { ReportCoverage::Queued } else { ReportCoverage::Waiting }
    }

    /// Begins the next turn, with the reports that waited for it.
    pub const fn begin_turn(&mut self, queued: u32) {
        self.turn = self.turn.saturating_add(1);
        self.live = self.live.saturating_add(queued);
        self.waiting = self.waiting.saturating_add(queued);
    }

    /// Removes a report that is held, retracted or deleted.
    pub const fn leave(&mut self, coverage: ReportCoverage) {
        match coverage {
            ReportCoverage::Waiting => self.waiting = self.waiting.saturating_sub(1),
            ReportCoverage::Counted => {}
            ReportCoverage::Queued => return,
        }
        self.live = self.live.saturating_sub(1);
    }

    /// Counts what came and went, and returns what to do to the figures.
    ///
    /// While the figures are not public, reports that left are taken out at once.
    pub const fn settle(&mut self, terms: PublicationTerms) -> FigureStep {
        let remainder = self.waiting % terms.threshold();
        let arrivals = self.waiting - remainder;
        self.waiting = remainder;
        self.open = self.live >= terms.threshold() && (self.open || arrivals > 0);
        let ends_turn = arrivals > 0 && remainder == 0;
        FigureStep { arrivals, departures: arrivals > 0 || !self.open, ends_turn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Follows events and writes a sign after each: `.` the table is closed, `o` it is open, `!` its figures changed.
    ///
    /// `+` is an arrival, `-` the departure of a counted report, `w` the departure of a waiting one.
    fn follow(events: &str) -> String {
        let mut ledger = Ledger::default();
        let signs = events.chars().map(|event| {
            match event {
                '+' => ledger.enter(ReportCoverage::Waiting),
                '-' => ledger.leave(ReportCoverage::Counted),
                _ => ledger.leave(ReportCoverage::Waiting),
            }
            match (ledger.settle(PublicationTerms::default()).arrivals, ledger.open) {
                (0, true) => 'o',
                (0, false) => '.',
                (_, _) => '!',
            }
        });
        signs.collect()
    }

    #[test]
    fn figures_open_at_five_reports_and_change_by_five() {
        assert_eq!(follow("++++++++++++"), "....!oooo!oo");
    }

    #[test]
    fn retractions_above_the_threshold_wait_for_the_next_step() {
        assert_eq!(follow("++++++++++-+++++"), "....!oooo!ooooo!");
    }

    #[test]
    fn a_table_below_the_threshold_closes_until_five_more_reports() {
        assert_eq!(follow("+++++-+++++"), "....!.....!");
    }

    #[test]
    fn a_report_retracted_before_it_was_counted_does_not_count() {
        assert_eq!(follow("++++w+++"), "......!o");
    }

    #[test]
    fn simultaneous_reports_are_counted_in_whole_steps() {
        let mut ledger = Ledger { live: 12, waiting: 12, ..Ledger::default() };
        let step = FigureStep { arrivals: 10, departures: true, ends_turn: false };
        assert_eq!(ledger.settle(PublicationTerms::default()), step);
        assert_eq!(ledger, Ledger { live: 12, waiting: 2, open: true, turn: 1 });
    }

    #[test]
    fn a_turn_ends_when_a_step_leaves_no_report_waiting() {
        let mut ledger = Ledger { live: 10, waiting: 5, open: true, turn: 3 };
        assert!(ledger.settle(PublicationTerms::default()).ends_turn);
        ledger.begin_turn(2);
        assert_eq!(ledger, Ledger { live: 12, waiting: 2, open: true, turn: 4 });
        assert_eq!(
            (ledger.coverage(5), ledger.coverage(4), ledger.coverage(1)),
            (ReportCoverage::Queued, ReportCoverage::Waiting, ReportCoverage::Waiting)
        );
    }

    proptest! {
        #[test]
        fn live_reports_are_those_counted_and_those_waiting(events in prop::collection::vec(0..3_u8, 0..200)) {
            let (mut ledger, mut counted) = (Ledger::default(), 0_u32);
            for event in events {
                match event {
                    0 => ledger.enter(ReportCoverage::Waiting),
                    1 if counted > 0 => { ledger.leave(ReportCoverage::Counted); counted -= 1; }
                    2 if ledger.waiting > 0 => ledger.leave(ReportCoverage::Waiting),
                    _ => continue,
                }
                let step = ledger.settle(PublicationTerms::default());
                counted += step.arrivals;
                prop_assert_eq!(ledger.live, counted + ledger.waiting);
                prop_assert!(ledger.waiting < 5 && step.arrivals % 5 == 0);
                prop_assert!(!ledger.open || ledger.live >= 5);
            }
        }
    }
}
