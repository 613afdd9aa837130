//! Visits on a day for which the law does not list them: what edits and packages do to a line is then unknown.

use crate::law::borrowed;
use crate::pricing::work::Work;

/// Notes on each line that an edit, a package or a visit's modifier can concern that the law has no list of visits.
pub(in crate::pricing) fn caveat_unknown_visits(work: &mut Work<'_>) {
    let several = work.claim.lines().len() > 1;
    for (line, _) in work.open_lines() {
        line.lookup(borrowed(&line.law.visits));
        if several || !line.billed.modifiers().is_empty() {
            line.lookup(borrowed(&line.law.services_with_visit_modifiers));
        }
    }
}
