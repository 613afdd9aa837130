//! What would resolve an edit legitimately: a modifier that is true, another line, an appeal, or nothing.

use super::edit_hit::{Edit, EditHit, EditState};
use super::modifiers as m;
use super::visits::may_be_visit;
use crate::vocabulary::{AddOnType, AdjudicationIndicator, GlobalDays, Modifier, PtpIndicator};
use std::fmt;

/// What a biller may do about an edit, and when it would be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// What to do, or that nothing can be done.
    pub advice: &'static str,
    /// The modifiers that may be used, each with the condition under which it is true.
    pub modifiers: &'static [(Modifier, &'static str)],
}

/// Two procedures that a modifier may tell apart.
const PROCEDURE_PAIR: Resolution = Resolution {
    advice: "Only where the record shows that the services were separate: a modifier on the column two line that says how. An anatomic modifier (such as RT, LT, E1 to E4, FA, F1 to F9, TA, T1 to T9) names the site of each line.",
    modifiers: SEPARATE_PROCEDURES,
};

/// A visit and another service that a modifier may tell apart.
const VISIT_PAIR: Resolution = Resolution {
    advice: "Only where the record shows a visit of its own: a modifier on the line of the visit.",
    modifiers: SEPARATE_VISITS,
};

/// Modifiers that tell two procedures apart.
const SEPARATE_PROCEDURES: &[(Modifier, &str)] = &[
    (m::SEPARATE_ENCOUNTER, "the service was given in a separate encounter of the same day"),
    (m::SEPARATE_STRUCTURE, "the service was on a separate organ, structure or lesion"),
    (m::SEPARATE_PRACTITIONER, "the service was given by another practitioner"),
    (
        m::UNUSUAL_NON_OVERLAPPING,
        "the service does not overlap the usual components of the column one service",
    ),
    (m::DISTINCT, "the services were distinct, and no X modifier or anatomic modifier says how"),
    (m::RIGHT, "the services were on different sides, and each line names its own"),
    (m::LEFT, "the services were on different sides, and each line names its own"),
];

/// Modifiers that tell a visit from a procedure.
const SEPARATE_VISITS: &[(Modifier, &str)] = &[
    (m::SEPARATE_VISIT, "the visit was significant and separately identifiable from the other service"),
    (m::DECISION_FOR_SURGERY, "the visit decided for a surgery of 90 global days on this day or the next"),
];

/// The modifier that tells a visit from a minor procedure.
const MINOR_PROCEDURE: &[(Modifier, &str)] =
    &[(m::SEPARATE_VISIT, "the visit was significant and separately identifiable from the procedure")];

/// The modifier that tells a visit from a major procedure.
const MAJOR_PROCEDURE: &[(Modifier, &str)] =
    &[(m::DECISION_FOR_SURGERY, "the visit decided for the surgery")];

/// Modifiers that tell lines of one code apart.
const SEPARATE_LINES: &[(Modifier, &str)] = &[
    (m::REPEATED, "the same practitioner repeated the service"),
    (m::REPEATED_BY_ANOTHER, "another practitioner repeated the service"),
    (m::REPEATED_TEST, "a laboratory test was repeated for a further result"),
    (m::SEPARATE_ENCOUNTER, "the further units were given in a separate encounter of the same day"),
    (m::SEPARATE_STRUCTURE, "the further units were on a separate organ, structure or lesion"),
    (m::DISTINCT, "the further units were distinct, and no other modifier says how"),
    (m::RIGHT, "the lines are of different sides, and each names its own"),
    (m::LEFT, "the lines are of different sides, and each names its own"),
];

/// The advice and, where there are any, the modifiers with their conditions.
impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.advice)?;
        for (modifier, condition) in self.modifiers {
            write!(f, "\n      {modifier}: {condition}")?;
        }
        Ok(())
    }
}

/// The edit, what became of it, and what would resolve it.
impl fmt::Display for EditHit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.edit, self.state)?;
        match self.state {
            EditState::Denied | EditState::Review(_) => write!(f, ". {}", self.edit.resolution()),
            EditState::ResolvedBy { .. } => Ok(()),
        }
    }
}

impl Edit {
    /// What would resolve the edit, where the record supports it.
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        match self {
            Self::Ptp { column_one, column_two, indicator, .. } => match indicator {
                PtpIndicator::Allowed if may_be_visit(*column_one) || may_be_visit(*column_two) => VISIT_PAIR,
                PtpIndicator::Allowed => PROCEDURE_PAIR,
                PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => Resolution {
                    advice: "Nothing: no modifier makes both services payable. Bill column one alone.",
                    modifiers: &[],
                },
            },
            Self::UnitLimit { adjudication, .. } => units(*adjudication),
            Self::AddOn { kind, .. } => Resolution { advice: primary(*kind), modifiers: &[] },
            Self::GlobalPeriod { days, .. } => package(*days),
        }
    }
}

const fn units(adjudication: AdjudicationIndicator) -> Resolution {
    match adjudication {
        AdjudicationIndicator::Line => Resolution {
            advice: "Where all units were furnished and necessary, units above the limit may stand on further lines, each within the limit, with a modifier that is true.",
            modifiers: SEPARATE_LINES,
        },
        AdjudicationIndicator::DateOfServicePolicy => Resolution {
            advice: "Nothing: the limit is absolute. If the units are wrong, correct them.",
            modifiers: &[],
        },
        AdjudicationIndicator::DateOfServiceClinical => Resolution {
            advice: "If the units are wrong, correct them. Where all were furnished and necessary, appeal the denial with the documentation: no modifier helps.",
            modifiers: &[],
        },
    }
}

const fn primary(kind: AddOnType) -> &'static str {
    match kind {
        AddOnType::Listed => {
            "Bill the add-on code on the claim of its primary service, where the same practitioner furnished one that CMS lists on that day and it is paid."
        }
        AddOnType::ContractorDefined => {
            "Bill it beside the primary service that the Medicare contractor defines for it."
        }
        AddOnType::PartlyListed => {
            "Bill it beside a primary service that CMS lists, or that the Medicare contractor accepts."
        }
    }
}

const fn package(days: GlobalDays) -> Resolution {
    Resolution {
        advice: "A visit is paid beside the procedure only where it was more than the procedure's usual care and the record shows it.",
        modifiers: match days {
            GlobalDays::Ninety => MAJOR_PROCEDURE,
            GlobalDays::Zero
            | GlobalDays::Ten
            | GlobalDays::Maternity
            | GlobalDays::NotApplicable
            | GlobalDays::ContractorDecides
            | GlobalDays::AddOn => MINOR_PROCEDURE,
        },
    }
}
