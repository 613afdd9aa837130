//! The points that no CMS text settles, each as the reading that the pipeline does not follow.

/// A reading of a rule that differs from the one the pipeline follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AlternateReading {
    /// All units of a line rank as one procedure.
    UnitsTogether,
    /// The base of an endoscopy family is taken off each side.
    BaseOffEachSide,
    /// The outpatient cap comes before the multiple imaging reduction.
    CapFirst,
    /// The multiple imaging reduction comes before the scanner cut.
    ReductionBeforeScanner,
    /// A shared package ranks by the part that is paid.
    PartsRanked,
    /// If two lines bill the two sides, the first line is paid in full.
    FirstSideInFull,
    /// If two lines bill the two sides, the second line is paid in full.
    SecondSideInFull,
    /// Two units are both on one side.
    UnitsOfOneSide,
    /// The practitioner is a qualifying APM participant.
    QualifyingParticipant,
    /// The place counts as a facility.
    AsFacility,
}
