//! In which turn of its code a report can be counted, so that no step of the figures is mostly one contributor's.
//!
//! Whoever knows four reports of a step knows the fifth, and whoever sent them can guess at it as often as he likes. So each
//! step is of the reports of one turn, and where the operator limits contributors a turn has so many of one at most: his
//! others wait for later turns. None is lost, and one taken back makes no room for another.

/// Where the last report of a code by one contributor stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// The turn that it is in; 0 where there is none.
    pub last: u32,
    /// How many of his reports are in that turn.
    pub of_last: u32,
}

impl Turns {
    /// The turn of the contributor's next report, where the code is at this one and a turn has so many of him at most.
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
    use super::super::{Ledger, Terms};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_contributor_has_two_reports_in_each_turn() {
        let mut turns = Turns::default();
        let taken = [1, 1, 1, 1, 1, 2, 2, 7, 7, 7].map(|current| turns.take(current, Some(2)));
        assert_eq!(taken, [1, 1, 2, 2, 3, 3, 4, 7, 7, 8]);
    }

    #[test]
    fn without_a_limit_every_report_s_turn_has_come() {
        let mut turns = Turns::default();
        let taken = [1, 1, 1, 1, 1, 1, 2, 2, 7].map(|current| turns.take(current, None));
        assert_eq!(taken, [1, 1, 1, 1, 1, 1, 2, 2, 7]);
    }

    proptest! {
        #[test]
        fn no_step_has_more_than_two_reports_of_a_contributor(senders in prop::collection::vec(0..7_usize, 0..120)) {
            let (mut ledger, mut turns) = (Ledger::default(), [Turns::default(); 7]);
            let mut waiting: Vec<(usize, u32)> = Vec::new();
            for sender in senders {
                let turn = turns[sender].take(ledger.turn, Some(2));
                waiting.push((sender, turn));
                ledger.enter(ledger.place(turn));
                loop {
                    let step = ledger.settle(Terms::default());
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
