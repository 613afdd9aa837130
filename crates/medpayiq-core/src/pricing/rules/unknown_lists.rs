//! Lists that the law does not have on a day: what edits, packages and modifiers do to a line is then unknown.
//!
//! Tests: law_missing.rs.

use crate::law::borrowed;
use crate::pricing::fitting::{list_of, services_of};
use crate::pricing::work::Work;

/// Notes on each line that an edit, a package or a modifier can concern that the law has no list of visits, or no list of the
/// services that the line's modifier fits.
pub(in crate::pricing) fn caveat_unknown_lists(work: &mut Work<'_>) {
    let several = work.claim.lines().len() > 1;
    for (line, _) in work.open_lines() {
        line.lookup(borrowed(&line.law.visits));
        if several || !line.billed.modifiers().is_empty() {
            line.lookup(borrowed(&line.law.services_with_visit_modifiers));
        }
        let law = line.law;
        for modifier in line.billed.modifiers() {
            let services = services_of(*modifier, law).map(|(services, _)| services);
            for list in [list_of(*modifier, law), services].into_iter().flatten() {
                line.lookup(borrowed(list));
            }
        }
    }
}
