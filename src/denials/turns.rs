//! Turns, which keep one contributor from sending most reports of a step.
//!
//! A person who knows four of the five reports in a step knows the fifth. If they sent the four, they can try again and
//! again. So each step counts reports of one turn only. If the operator limits contributors, a turn has at most so many
//! reports of one contributor, and their other reports wait for later turns. No report is lost, and a retracted report
//! makes no room for another.

/// The turn of the last report that one contributor sent about a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// The turn; 0 if they sent none.
    pub last: u32,
    /// How many of their reports are in that turn.
    pub of_last: u32,
}

impl Turns {
    /// Assigns the turn of the contributor's next report. `current` is the turn of the code, `most` the limit for a turn.
    pub const fn take(&mut self, current: u32, most: Option<u32>) -> u32 {
        if self.last < current {
            *self = Self { last: current, of_last: 0 };
        }
        if let Some(most) = most
            && self.of_last >= most
        {
            *self = Self { last: self.last.saturating_add(1), of_last: 0 };
        }
        self.of_last = self.of_last.saturating_add(1);
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Ledger, PublicationTerms};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_contributor_gets_two_reports_in_each_turn() {
        let mut turns = Turns::default();
        let taken = [1, 1, 1, 1, 1, 2, 2, 7, 7, 7].map(|current| turns.take(current, Some(2)));
        assert_eq!(taken, [1, 1, 2, 2, 3, 3, 4, 7, 7, 8]);
    }

    #[test]
    fn without_a_limit_every_report_joins_the_current_turn() {
        let mut turns = Turns::default();
        let taken = [1, 1, 1, 1, 1, 1, 2, 2, 7].map(|current| turns.take(current, None));
        assert_eq!(taken, [1, 1, 1, 1, 1, 1, 2, 2, 7]);
    }

    proptest! {
        #[test]
        fn no_step_has_three_reports_of_one_contributor(senders in prop::collection::vec(0..7_usize, 0..120)) {
            let (mut ledger, mut turns) = (Ledger::default(), [Turns::default(); 7]);
            let mut waiting: Vec<(usize, u32)> = Vec::new();
            for sender in senders {
                let turn = turns[sender].take(ledger.turn, Some(2));
                waiting.push((sender, turn));
                ledger.enter(ledger.coverage(turn));
                loop {
                    let step = ledger.settle(PublicationTerms::default());
                    let mut counted = [0; 7];
                    for _ in 0..step.arrivals {
                        let first = waiting.iter().position(|(_, turn)| *turn <= ledger.turn).unwrap();
                        let (of, turn) = waiting.remove(first);
                        prop_assert_eq!(turn, ledger.turn);
                        counted[of] += 1;
                    }
                    prop_assert!(counted.iter().all(|reports| *reports <= 2), "{:?}", counted);
                    if !step.ends_turn {
                        break;
                    }
                    let next = ledger.turn + 1;
                    ledger.begin_turn(u32::try_from(waiting.iter().filter(|(_, turn)| *turn == next).count()).unwrap());
                }
            }
        }
    }
}
