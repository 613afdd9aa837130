//! The same line again: Medicare pays it once (Pub. 100-04 ch. 1, 120).
//!
//! Tests: claim_edits.rs, left_out.rs.

use crate::pricing::refusal::Refusal;
use crate::pricing::work::Work;
use crate::vocabulary::{ClaimLine, Modifier};

/// Denies every line that equals an earlier one.
pub(in crate::pricing) fn deny_exact_duplicates(work: &mut Work<'_>) {
    let lines = work.claim.lines();
    for (position, line) in work.lines.iter_mut().enumerate().filter(|(_, line)| line.refusal.is_none()) {
        if lines.iter().take(position).any(|earlier| is_same(earlier, line.billed)) {
            line.refuse(Refusal::Duplicate);
        }
    }
}

fn is_same(one: &ClaimLine, other: &ClaimLine) -> bool {
    one.hcpcs() == other.hcpcs()
        && (one.units(), one.charge(), one.minutes()) == (other.units(), other.charge(), other.minutes())
        && (one.postoperative_days(), one.days()) == (other.postoperative_days(), other.days())
        && have_the_same(one.modifiers(), other.modifiers())
}

/// Whether two lines have the same modifiers, in any order. A line has each of its modifiers once.
fn have_the_same(ones: &[Modifier], others: &[Modifier]) -> bool {
    ones.len() == others.len() && ones.iter().all(|modifier| others.contains(modifier))
}
