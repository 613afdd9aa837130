//! The claims of a remittance that no reversal has taken back yet.

use super::remittance::ClaimIdentity;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Claims in the order of the input, each with its value. The amounts tell it from others with the same number.
#[derive(Debug)]
pub struct StandingClaims<T, A> {
    /// `None` was taken back.
    claims: Vec<Option<T>>,
    /// The positions of the claims with a number of the payer, the latest last.
    by_number: HashMap<u64, Vec<usize>>,
    /// The positions of the claims with a number, of the payer or the provider, and with these amounts, the latest last.
    by_amounts: HashMap<(u64, A), Vec<usize>>,
    /// The numbers of all reversals, if they are known. No other claims are kept.
    reversals: Option<HashSet<u64>>,
}

impl<T, A> Default for StandingClaims<T, A> {
    fn default() -> Self {
        Self { claims: Vec::new(), by_number: HashMap::new(), by_amounts: HashMap::new(), reversals: None }
    }
}

impl<T, A: Copy + Eq + Hash> StandingClaims<T, A> {
    /// Keeps only the claims that one of these reversals can take back.
    pub fn of_reversals(reversals: impl Iterator<Item = ClaimIdentity>) -> Self {
        let numbers = reversals.flat_map(|reversal| [reversal.of_payer, reversal.of_provider]);
        Self { reversals: Some(numbers.collect()), ..Self::default() }
    }

    /// Adds the next claim.
    pub fn push(&mut self, identity: ClaimIdentity, claim: T, amounts: A) {
        let ClaimIdentity { of_payer, of_provider } = identity;
        let is_of_reversal =
            |numbers: &HashSet<u64>| numbers.contains(&of_payer) || numbers.contains(&of_provider);
        if !self.reversals.as_ref().is_none_or(is_of_reversal) {
            return;
        }
        let position = self.claims.len();
        self.by_number.entry(of_payer).or_default().push(position);
        for number in [of_payer, of_provider] {
            self.by_amounts.entry((number, amounts)).or_default().push(position);
        }
        self.claims.push(Some(claim));
    }

    /// Takes back the claim that a reversal refers to, given the reversal's amounts, negated. Of the claims with the payer's number
    /// that is the latest one with these amounts, or else the latest one. Some payers give a reversal a number of its own: then it
    /// is the latest claim with the provider's number and these amounts.
    pub fn take_back(&mut self, reversal: ClaimIdentity, amounts: A) -> Option<T> {
        let Self { claims, by_number, by_amounts, .. } = self;
        let ClaimIdentity { of_payer, of_provider } = reversal;
        latest(by_amounts.get_mut(&(of_payer, amounts)), claims)
            .or_else(|| latest(by_number.get_mut(&of_payer), claims))
            .or_else(|| latest(by_amounts.get_mut(&(of_provider, amounts)), claims))
    }

    /// Forgets all claims.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Takes the latest of the claims at some positions that is still there. A claim can be gone under another of its numbers.
fn latest<T>(positions: Option<&mut Vec<usize>>, claims: &mut [Option<T>]) -> Option<T> {
    let positions = positions?;
    while let Some(position) = positions.pop() {
        if let Some(claim) = claims.get_mut(position).and_then(Option::take) {
            return Some(claim);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reversal_takes_back_one_claim() {
        let claim = |of_payer, of_provider| ClaimIdentity { of_payer, of_provider };
        for reversals in [None, Some([(1, 10), (8, 11), (8, 12), (4, 12)])] {
            let of_reversals = |known: [_; 4]| {
                StandingClaims::of_reversals(
                    known.into_iter().map(|(payer, provider)| claim(payer, provider)),
                )
            };
            let mut standing = reversals.map_or_else(StandingClaims::default, of_reversals);
            for (position, (payer, provider, paid)) in
                [(1, 10, 50), (1, 10, 70), (2, 11, 50), (3, 11, 50), (4, 12, 50)].into_iter().enumerate()
            {
                standing.push(claim(payer, provider), position, paid);
            }
            // The amounts decide among claims with the payer's number; without them it is the latest.
            assert_eq!(standing.take_back(claim(1, 10), 50), Some(0));
            assert_eq!(standing.take_back(claim(1, 10), 99), Some(1));
            assert_eq!(standing.take_back(claim(1, 10), 50), None);
            // With another number of the payer, the provider's number counts only if the amounts agree.
            assert_eq!(standing.take_back(claim(8, 11), 49), None);
            assert_eq!(standing.take_back(claim(8, 11), 50), Some(3));
            assert_eq!(standing.take_back(claim(8, 11), 50), Some(2));
            assert_eq!(standing.take_back(claim(8, 11), 50), None);
            // A claim that was taken back under its other number is gone under both.
            assert_eq!(standing.take_back(claim(8, 12), 50), Some(4));
            assert_eq!(standing.take_back(claim(4, 12), 50), None);
        }
    }
}
