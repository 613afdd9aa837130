//! How the reports of one code are counted: when the figures move, and when the table closes.
//!
//! Figures move by as many arrivals as the threshold at a time, so between two states that anybody can see there lie at least
//! so many reports. What leaves does so in such a step too; only that fewer than the threshold remain closes the table at
//! once, and then it stays closed until as many have arrived again as it takes to move the figures.
//!
//! All arrivals of a step are of one turn ([`super::Turns`]), and a turn is over when a step leaves none of it waiting.

use super::terms::Terms;

/// The reports of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Reports that stand and whose turn has come: neither held, retracted nor deleted.
    pub live: u32,
    /// Those of them that the figures do not cover yet.
    pub waiting: u32,
    /// Whether the figures can be seen.
    pub open: bool,
    /// The turn that the code is at.
    pub turn: u32,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { live: 0, waiting: 0, open: false, turn: 1 }
    }
}

/// Whether the figures cover a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Not yet.
    Waiting,
    /// They do.
    Counted,
    /// Not yet, and its turn has not come.
    Queued,
}

/// What is to be done to the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// So many of the waiting reports, the first ones, are counted.
    pub arrivals: u32,
    /// Whether what has left is taken out of the figures.
    pub departures: bool,
    /// Whether the turn is over, and the next one's reports are to enter.
    pub ends_turn: bool,
}

impl Ledger {
    /// A report arrives, or one that was held is released.
    pub const fn enter(&mut self, place: Place) {
        match place {
            Place::Waiting => self.waiting = self.waiting.saturating_add(1),
            Place::Counted => {}
            Place::Queued => return,
        }
        self.live = self.live.saturating_add(1);
    }

    /// Where a report stands that the figures do not cover.
    #[must_use]
    pub const fn place(&self, turn: u32) -> Place {
        if turn > self.turn { Place::Queued } else { Place::Waiting }
    }

    /// The next turn begins, for which so many reports waited.
    pub const fn begin_turn(&mut self, queued: u32) {
        self.turn = self.turn.saturating_add(1);
        self.live = self.live.saturating_add(queued);
        self.waiting = self.waiting.saturating_add(queued);
    }

    /// A report is held, retracted or deleted.
    pub const fn leave(&mut self, place: Place) {
        match place {
            Place::Waiting => self.waiting = self.waiting.saturating_sub(1),
            Place::Counted => {}
            Place::Queued => return,
        }
        self.live = self.live.saturating_sub(1);
    }

    /// Settles what came and went, and says what that does to the figures.
    ///
    /// Where nobody sees the figures, what has left is taken out of them at once.
    pub const fn settle(&mut self, terms: Terms) -> Step {
        let left_over = self.waiting % terms.threshold();
        let arrivals = self.waiting - left_over;
        self.waiting = left_over;
        self.open = self.live >= terms.threshold() && (self.open || arrivals > 0);
        let ends_turn = arrivals > 0 && left_over == 0;
        Step { arrivals, departures: arrivals > 0 || !self.open, ends_turn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Follows events, and tells after each: `.` the table is closed, `o` it is open, `!` its figures have moved.
    ///
    /// `+` is an arrival, `-` the departure of a counted report, `w` that of a waiting one.
    fn follow(events: &str) -> String {
        let mut ledger = Ledger::default();
        let told = events.chars().map(|event| {
            match event {
                '+' => ledger.enter(Place::Waiting),
                '-' => ledger.leave(Place::Counted),
                _ => ledger.leave(Place::Waiting),
            }
            match (ledger.settle(Terms::default()).arrivals, ledger.open) {
                (0, true) => 'o',
                (0, false) => '.',
                (_, _) => '!',
            }
        });
        told.collect()
    }

    #[test]
    fn figures_open_at_five_and_move_by_five() {
        assert_eq!(follow("++++++++++++"), "....!oooo!oo");
    }

    #[test]
    fn what_leaves_while_enough_remain_changes_nothing_until_the_next_step() {
        assert_eq!(follow("++++++++++-+++++"), "....!oooo!ooooo!");
    }

    #[test]
    fn the_table_closes_at_once_and_opens_again_with_five_more() {
        assert_eq!(follow("+++++-+++++"), "....!.....!");
    }

    #[test]
    fn a_report_that_left_before_it_was_counted_has_not_come() {
        assert_eq!(follow("++++w+++"), "......!o");
    }

    #[test]
    fn reports_that_come_at_once_are_counted_in_whole_steps() {
        let mut ledger = Ledger { live: 12, waiting: 12, ..Ledger::default() };
        let step = Step { arrivals: 10, departures: true, ends_turn: false };
        assert_eq!(ledger.settle(Terms::default()), step);
        assert_eq!(ledger, Ledger { live: 12, waiting: 2, open: true, turn: 1 });
    }

    #[test]
    fn a_turn_is_over_when_a_step_leaves_none_of_it() {
        let mut ledger = Ledger { live: 10, waiting: 5, open: true, turn: 3 };
        assert!(ledger.settle(Terms::default()).ends_turn);
        ledger.begin_turn(2);
        assert_eq!(ledger, Ledger { live: 12, waiting: 2, open: true, turn: 4 });
        assert_eq!(
            (ledger.place(5), ledger.place(4), ledger.place(1)),
            (Place::Queued, Place::Waiting, Place::Waiting)
        );
    }

    proptest! {
        #[test]
        fn the_books_balance(events in prop::collection::vec(0..3_u8, 0..200)) {
            let (mut ledger, mut counted) = (Ledger::default(), 0_u32);
            for event in events {
                match event {
                    0 => ledger.enter(Place::Waiting),
                    1 if counted > 0 => { ledger.leave(Place::Counted); counted -= 1; }
                    2 if ledger.waiting > 0 => ledger.leave(Place::Waiting),
                    _ => continue,
                }
                let step = ledger.settle(Terms::default());
                counted += step.arrivals;
                prop_assert_eq!(ledger.live, counted + ledger.waiting);
                prop_assert!(ledger.waiting < 5 && step.arrivals % 5 == 0);
                prop_assert!(!ledger.open || ledger.live >= 5);
            }
        }
    }
}
