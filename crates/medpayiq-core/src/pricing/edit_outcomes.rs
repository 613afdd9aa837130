//! Which lines Medicare pays after the edits between the lines of a claim.
//!
//! The edits depend on each other. A procedure-to-procedure (PTP) edit denies column two only if column one is paid. Column
//! one may itself be denied: by another PTP edit, by its unit limit, because its primary is missing, or by status T. And a
//! line that a PTP edit denies fills no unit limit and is no primary. So no order of the rules gives the answer, and the
//! order of the lines must not decide it either.
//!
//! The answer is a fixpoint. [`PartlyKnown`] holds two sets of lines: those that are paid in any case, and those that can be paid.
//! At first nothing is sure and every payable line is possible. Each pass applies the rules to both sets: a line is surely
//! paid if no line that is possibly paid denies it, and possibly paid if no line that is surely paid denies it. Each pass
//! only adds to the first set and only takes from the second, so the passes end. If both sets are equal then, every line is
//! decided. A line that is in the second set only belongs to a ring: each line of it is denied only if the one before it is
//! paid. No text decides which line of a ring is paid, so all of them are denied with that reason, and the passes run again
//! without them.
//!
//! The rules look up once for each line what it depends on ([`Dependencies`]). Then a pass is a few operations on sets of
//! lines, and what Medicare would pay without the edits against one line is as quickly found.

use super::line_set::LineSet;

/// What the payment of each line depends on, as the rules between lines find it before any of them denies a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependencies {
    /// The lines that Medicare pays by the rules before the edits, at a price of the schedule or of the contractor.
    pub(super) payable: LineSet,
    /// The lines without a refusal before the edits.
    pub(super) open: LineSet,
    /// The column two lines, each with the column one lines that deny it. There is one for each line that an edit can deny.
    pub(super) denials: Vec<Tie>,
    /// The lines that are above a limit of the line.
    pub(super) above_limit: LineSet,
    /// The limits of a day.
    pub(super) day_limits: Vec<DayLimit>,
    /// The lines with status T, which is paid only alone.
    pub(super) paid_alone: LineSet,
    /// The other services, with which status T is not paid.
    pub(super) other_services: LineSet,
    /// The add-on lines that Medicare denies without one of the primary codes of CMS's list, each with the lines of these.
    pub(super) add_ons: Vec<Tie>,
    /// The other add-on lines: without a primary code of CMS's list they are an open question.
    pub(super) open_add_ons: Vec<Tie>,
    /// The lines of visits.
    pub(super) visits: LineSet,
    /// The visits that a package can include, each with the procedures that include it in their package.
    pub(super) packages: Vec<Tie>,
}

/// A line and the lines that decide on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tie {
    /// The set of the line alone.
    pub(super) line: LineSet,
    pub(super) to: LineSet,
}

/// The units of a code that count for its limit of a day.
///
/// The professional and the technical component of a test, if billed on two lines, count as one test.
#[derive(Clone, Debug)]
pub(super) struct DayLimit {
    pub(super) most: u32,
    /// The lines that count, each with its units.
    pub(super) counted: Vec<(usize, u32)>,
    /// The lines of the technical component.
    pub(super) technical: LineSet,
    /// The lines of the professional component.
    pub(super) professional: LineSet,
}

/// The outcome of the edits for one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EditOutcome {
    Paid,
    /// A column one line that is paid denies it.
    Denied,
    /// It is in a ring of edits: each line is denied by the line before it.
    Ring,
    /// No column one line denies it, but another rule does.
    DeniedElsewhere,
}

/// The outcomes of all lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct EditOutcomes {
    payable: LineSet,
    /// The lines that no column one line denies.
    left: LineSet,
    rings: LineSet,
    paid: LineSet,
    /// How many passes it took.
    passes: usize,
}

/// A set of lines that is only partly decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PartlyKnown {
    /// The lines that are in it in any case.
    surely: LineSet,
    /// The lines that can be in it: those and the undecided ones.
    possibly: LineSet,
}

impl EditOutcomes {
    /// The outcome for a line, which is given as a set of one.
    pub(super) fn of(&self, line: LineSet) -> EditOutcome {
        if self.paid.meets(line) {
            EditOutcome::Paid
        } else if self.rings.meets(line) {
            EditOutcome::Ring
        } else if self.left.meets(line) || !self.payable.meets(line) {
            EditOutcome::DeniedElsewhere
        } else {
            EditOutcome::Denied
        }
    }

    /// Whether the edits of a column two line with its column one lines deny it.
    fn deny(&self, tie: Tie) -> bool {
        let is_unpaid =
            |one| matches!(self.of(LineSet::of(one)), EditOutcome::Ring | EditOutcome::DeniedElsewhere);
        let in_ring =
            self.rings.meets(tie.line) && !self.paid.meets(tie.line) && tie.to.positions().any(is_unpaid);
        in_ring || tie.to.meets(self.paid)
    }
}

impl Dependencies {
    /// Decides each line under the denials of PTP edits. No edit denies the exempt lines.
    pub(super) fn settle(&self, exempt: LineSet) -> EditOutcomes {
        let payable = self.payable;
        let mut passes = 0;
        let (left, paid) = self.find_paid(payable, exempt, &mut passes);
        let rings = left.possibly - left.surely;
        // All lines of a ring are denied, so they deny no other line.
        let (left, paid) = if rings.is_empty() {
            (left, paid)
        } else {
            self.find_paid(payable - rings, exempt, &mut passes)
        };
        EditOutcomes { payable, left: left.possibly, rings, paid: paid.possibly, passes }
    }

    /// How many ties the passes to some outcomes looked at.
    pub(super) fn effort_of(&self, outcomes: &EditOutcomes) -> usize {
        let counted: usize = self.day_limits.iter().map(|limit| limit.counted.len()).sum();
        outcomes.passes * (self.denials.len() + counted + self.add_ons.len() + self.packages.len())
    }

    /// The lines that are paid if no edit denies the exempt one, from the outcomes without its edits.
    pub(super) fn paid_by(&self, outcomes: &EditOutcomes, exempt: LineSet) -> LineSet {
        let denied = union(self.denials.iter().filter(|tie| outcomes.deny(**tie)));
        let left = self.payable - (denied - exempt);
        self.paid_of(PartlyKnown { surely: left, possibly: left }, exempt).surely
    }

    /// The lines that no column one line denies, and the lines that are paid in the end.
    fn find_paid(&self, payable: LineSet, exempt: LineSet, passes: &mut usize) -> (PartlyKnown, PartlyKnown) {
        let all = PartlyKnown { surely: payable, possibly: payable };
        let mut paid = PartlyKnown { surely: LineSet::EMPTY, possibly: payable };
        loop {
            *passes += 1;
            let left = all.without(paid, |lines, paid| tied(&self.denials, lines - exempt, paid));
            let next = self.paid_of(left, exempt);
            if next == paid {
                return (left, paid);
            }
            paid = next;
        }
    }

    /// The lines that are paid of those that no column one line denies.
    fn paid_of(&self, left: PartlyKnown, exempt: LineSet) -> PartlyKnown {
        let next = left.without(left, |lines, paid| self.above_limits(lines - exempt, paid));
        let next = next.without(next, |lines, paid| {
            if paid.meets(self.other_services) { lines & self.paid_alone } else { LineSet::EMPTY }
        });
        let next = next.each(|lines| self.with_primaries(lines, exempt));
        let next = next.without(next, |lines, paid| tied(&self.packages, lines - exempt, paid));
        next.each(|lines| self.with_primaries(lines, exempt))
    }

    /// The lines that are above a unit limit, counted with the other paid lines of their code.
    fn above_limits(&self, lines: LineSet, paid: LineSet) -> LineSet {
        let of_day = self.day_limits.iter().map(|limit| limit.above(lines, paid));
        of_day.fold(lines & self.above_limit, |above, of_day| above | of_day)
    }

    /// The lines that are no add-ons, and the add-ons with a primary in the set.
    fn with_primaries(&self, mut lines: LineSet, exempt: LineSet) -> LineSet {
        loop {
            let is_alone = |tie: &&Tie| lines.meets(tie.line) && !tie.to.meets(lines);
            let alone = union(self.add_ons.iter().filter(is_alone));
            // A line without its primary can be the primary of another, so repeat until nothing changes.
            if (alone - exempt).is_empty() {
                return lines;
            }
            lines = lines - (alone - exempt);
        }
    }
}

/// The lines that are tied to a paid line. Each counts as paid itself.
fn tied(ties: &[Tie], lines: LineSet, paid: LineSet) -> LineSet {
    union(ties.iter().filter(|tie| lines.meets(tie.line) && tie.to.meets(paid | tie.line)))
}

/// The lines of ties.
pub(super) fn union<'a>(ties: impl Iterator<Item = &'a Tie>) -> LineSet {
    ties.fold(LineSet::EMPTY, |all, tie| all | tie.line)
}

impl PartlyKnown {
    /// The lines that a rule does not deny. `denied` is given lines and those that are paid, and must deny the more lines, the
    /// more are paid.
    fn without(self, others: Self, denied: impl Fn(LineSet, LineSet) -> LineSet) -> Self {
        Self {
            surely: self.surely - denied(self.surely, others.possibly),
            possibly: self.possibly - denied(self.possibly, others.surely),
        }
    }

    fn each(self, left: impl Fn(LineSet) -> LineSet) -> Self {
        Self { surely: left(self.surely), possibly: left(self.possibly) }
    }
}

impl DayLimit {
    /// The lines that are above the limit together with the paid ones. Each counts as paid itself.
    fn above(&self, lines: LineSet, paid: LineSet) -> LineSet {
        let of_paid = |but: LineSet| self.units(paid - but);
        let (no_technical, no_professional) = (of_paid(self.technical), of_paid(self.professional));
        let is_above = |(position, units): &&(usize, u32)| {
            let own = if paid.has(*position) { 0 } else { *units };
            let with_own = |units: u32, but: LineSet| units + if but.has(*position) { 0 } else { own };
            let total =
                with_own(no_technical, self.technical).max(with_own(no_professional, self.professional));
            lines.has(*position) && total > self.most
        };
        self.counted.iter().filter(is_above).map(|(position, _)| *position).collect()
    }

    /// The units that count of some lines.
    pub(super) fn total(&self, lines: LineSet) -> u32 {
        self.units(lines - self.technical).max(self.units(lines - self.professional))
    }

    fn units(&self, lines: LineSet) -> u32 {
        self.counted.iter().filter(|(position, _)| lines.has(*position)).map(|(_, units)| units).sum()
    }
}
