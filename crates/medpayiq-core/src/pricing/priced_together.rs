//! Which lines of a claim can change each other's prices.

use super::line_set::LineSet;
use super::work::{LineWork, Work};
use crate::vocabulary::{MultipleProcedure, Status};

/// The services of a day that are ranked together, so that one can change the price of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ranking {
    Surgery,
    Imaging,
    Cardiovascular,
    Ophthalmology,
    Therapy,
    Anesthesia,
}

/// Whether lines are outside the practitioner's benefit. They are ranked only among themselves.
type IsOutside = bool;

impl Ranking {
    fn of(line: &LineWork<'_>) -> Option<Self> {
        let row = line.row?;
        if row.status == Status::Anesthesia {
            return Some(Self::Anesthesia);
        }
        match row.multiple_procedure {
            MultipleProcedure::FormerSurgery | MultipleProcedure::Surgery | MultipleProcedure::Endoscopy => {
                Some(Self::Surgery)
            }
            MultipleProcedure::Imaging => Some(Self::Imaging),
            MultipleProcedure::Cardiovascular => Some(Self::Cardiovascular),
            MultipleProcedure::Ophthalmology => Some(Self::Ophthalmology),
            MultipleProcedure::Therapy => Some(Self::Therapy),
            MultipleProcedure::NoReduction | MultipleProcedure::NotApplicable => None,
        }
    }
}

/// The lines of a claim that are ranked together.
pub(super) struct PricedTogether {
    rankings: Vec<((Ranking, IsOutside), LineSet)>,
}

impl PricedTogether {
    pub(super) fn of(work: &Work<'_>) -> Self {
        let mut rankings: Vec<((Ranking, IsOutside), LineSet)> = Vec::new();
        for (position, line) in work.lines.iter().enumerate() {
            let Some(ranking) = Ranking::of(line) else { continue };
            let (line, ranking) = (LineSet::of(position), (ranking, line.is_outside_benefit));
            match rankings.iter_mut().find(|(other, _)| *other == ranking) {
                Some((_, lines)) => *lines = *lines | line,
                None => rankings.push((ranking, line)),
            }
        }
        Self { rankings }
    }

    /// The lines of a claim, and all that can change their prices: those that are ranked with one of them, and those of the
    /// same code, which can be its other side or the aftercare of it.
    pub(super) fn with(&self, lines: LineSet, work: &Work<'_>) -> LineSet {
        let codes = lines.positions().filter_map(|position| work.lines.get(position));
        let same_codes = codes.map(|line| work.by_code.lines_of(line.billed.hcpcs()));
        let ranked = self.rankings.iter().map(|(_, ranked)| *ranked).filter(|ranked| ranked.meets(lines));
        same_codes.chain(ranked).fold(lines, |all, others| all | others)
    }
}
