//! What resolves an edit legitimately: a modifier that is true, another line, an appeal, or nothing.

use super::edit_hit::{Edit, EditHit, EditState, Separation};
use super::modifiers as m;
use crate::vocabulary::{AddOnType, AdjudicationIndicator, GlobalDays, Modifier, PtpIndicator};
use std::fmt;

/// What a biller may do about an edit, and when it would be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// What to do, or that nothing helps.
    pub advice: &'static str,
    /// The modifiers that may be used, each with the condition under which it is true.
    pub modifiers: &'static [(Modifier, &'static str)],
}

/// Two procedures that may have been separate.
const PROCEDURE_PAIR: Resolution = Resolution {
    advice: "Only if the record shows that the services were separate: put a modifier that says how on the column two line.",
    modifiers: SEPARATE_PROCEDURES,
};

/// Two procedures that may have been on different sides.
const SIDED_PAIR: Resolution = Resolution {
    advice: "Only if the record shows that the services were separate: put a modifier that says how on the column two line. An anatomic modifier (such as RT, LT, E1 to E4, FA, F1 to F9, TA, T1 to T9) names the site of each line.",
    modifiers: SEPARATE_SIDES,
};

const SEPARATE_VISIT: &str =
    "Only if the record shows a separate visit: put a modifier on the line of the visit.";

/// A visit and another service that may have been separate.
const VISIT_PAIR: Resolution = Resolution { advice: SEPARATE_VISIT, modifiers: SEPARATE_VISITS };

/// A visit that may have been separate from an operation with 90 global days.
const OPERATION_PAIR: Resolution = Resolution { advice: SEPARATE_VISIT, modifiers: VISITS_BEFORE_OPERATIONS };

/// Critical care that may have been separate from another service.
const CRITICAL_CARE_PAIR: Resolution = Resolution {
    advice: "Only if the record shows critical care apart from the other service: put modifier 25 on it, and FT too if it had nothing to do with an operation.",
    modifiers: SEPARATE_VISITS,
};

/// The modifiers of procedures that were separate, maybe by their sides.
const SEPARATE_SIDES: &[(Modifier, &str)] = &[
    (m::SEPARATE_ENCOUNTER, "the service was in a separate encounter on the same day"),
    (m::SEPARATE_STRUCTURE, "the service was on a separate organ, structure or lesion"),
    (m::SEPARATE_PRACTITIONER, "another practitioner furnished the service"),
    (
        m::UNUSUAL_NON_OVERLAPPING,
        "the service does not overlap the usual components of the column one service",
    ),
    (m::DISTINCT, "the services were distinct, and no X modifier or anatomic modifier says how"),
    (m::RIGHT, "the services were on different sides, and each line names its own"),
    (m::LEFT, "the services were on different sides, and each line names its own"),
];

/// The same without the two of a side.
const SEPARATE_PROCEDURES: &[(Modifier, &str)] = match SEPARATE_SIDES.split_last_chunk::<2>() {
    Some((others, _)) => others,
    None => &[],
};

/// The modifier of a procedure on both sides.
const BOTH_SIDES: &[(Modifier, &str)] = &[(m::BOTH_SIDES, "the procedure was done on both sides")];

/// The modifiers of a visit that was separate from another service.
const SEPARATE_VISITS: &[(Modifier, &str)] =
    &[(m::SEPARATE_VISIT, "the visit was more than the usual care around the other service")];

/// The modifiers of a visit that was separate from an operation with 90 global days.
const VISITS_BEFORE_OPERATIONS: &[(Modifier, &str)] = &[
    (m::DECISION_FOR_SURGERY, "the surgery was decided on in the visit"),
    (m::SEPARATE_VISIT, "the visit had nothing to do with the surgery"),
];

/// The modifier of a visit that was separate from a minor procedure.
const MINOR_PROCEDURE: &[(Modifier, &str)] =
    &[(m::SEPARATE_VISIT, "the visit was more than the usual care around the procedure")];

/// The modifier of a visit that was separate from a major procedure.
const MAJOR_PROCEDURE: &[(Modifier, &str)] =
    &[(m::DECISION_FOR_SURGERY, "the surgery was decided on in the visit")];

/// The modifiers of critical care on the day of a major procedure.
const CRITICAL_CARE: &[(Modifier, &str)] = &[
    (m::CRITICAL_CARE_APART, "the critical care had nothing to do with the surgery"),
    (m::DECISION_FOR_SURGERY, "the surgery was decided on in the visit"),
];

/// The modifiers of several lines of one code.
const SEPARATE_LINES: &[(Modifier, &str)] = &[
    (m::REPEATED, "the same practitioner repeated the service"),
    (m::REPEATED_BY_ANOTHER, "another practitioner repeated the service"),
    (m::REPEATED_TEST, "a laboratory test was repeated for another result"),
    (m::SEPARATE_ENCOUNTER, "the other units were in a separate encounter on the same day"),
    (m::SEPARATE_STRUCTURE, "the other units were on a separate organ, structure or lesion"),
    (m::DISTINCT, "the other units were distinct, and no other modifier says how"),
    (m::RIGHT, "the lines are for different sides, and each names its own"),
    (m::LEFT, "the lines are for different sides, and each names its own"),
];

/// The advice, then each modifier with its condition.
impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.advice)?;
        for (modifier, condition) in self.modifiers {
            write!(f, "\n      {modifier}: {condition}")?;
        }
        Ok(())
    }
}

/// The edit, its effect on the line, and what would resolve it.
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
    /// What would resolve the edit, if the record supports it.
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        match self {
            Self::Ptp { indicator, separation, .. } => match indicator {
                PtpIndicator::Allowed => separate(*separation),
                PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => Resolution {
                    advice: "Nothing helps: no modifier allows both services. Bill column one alone.",
                    modifiers: &[],
                },
            },
            Self::UnitLimit { adjudication, has_sides, .. } => fewer_units(*adjudication, *has_sides),
            Self::AddOn { kind, .. } => Resolution { advice: find_primary(*kind), modifiers: &[] },
            Self::GlobalPeriod { days, modifier, .. } => separate_visit(*days, *modifier),
        }
    }
}

const fn separate(separation: Separation) -> Resolution {
    match separation {
        Separation::Service => PROCEDURE_PAIR,
        Separation::Side => SIDED_PAIR,
        Separation::Visit => VISIT_PAIR,
        Separation::VisitBeforeOperation => OPERATION_PAIR,
        Separation::CriticalCare => CRITICAL_CARE_PAIR,
    }
}

const fn fewer_units(adjudication: AdjudicationIndicator, has_sides: bool) -> Resolution {
    match adjudication {
        AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical
            if has_sides =>
        {
            Resolution {
                advice: "If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. If the units are wrong, correct them.",
                modifiers: BOTH_SIDES,
            }
        }
        AdjudicationIndicator::Line => Resolution {
            advice: "If all units were furnished and necessary, bill the units above the limit on other lines, each within the limit, with a modifier that is true.",
            modifiers: SEPARATE_LINES,
        },
        AdjudicationIndicator::DateOfServicePolicy => Resolution {
            advice: "Nothing helps: the limit is absolute. If the units are wrong, correct them.",
            modifiers: &[],
        },
        AdjudicationIndicator::DateOfServiceClinical => Resolution {
            advice: "If the units are wrong, correct them. If all were furnished and necessary, appeal the denial with the documentation. No modifier helps.",
            modifiers: &[],
        },
    }
}

const fn find_primary(kind: AddOnType) -> &'static str {
    match kind {
        AddOnType::Listed => {
            "If the same practitioner furnished a primary service that CMS lists on that day, bill both on one claim. Medicare must pay the primary service."
        }
        AddOnType::ContractorDefined => {
            "Bill it with the primary service that the Medicare contractor defines for it."
        }
        AddOnType::PartlyListed => {
            "Bill it with a primary service that CMS lists, or that the Medicare contractor accepts."
        }
    }
}

fn separate_visit(days: GlobalDays, modifier: Modifier) -> Resolution {
    Resolution {
        advice: "Medicare pays a visit with the procedure only if it was more than the procedure's usual care and the record shows it.",
        modifiers: match days {
            _ if modifier == m::CRITICAL_CARE_APART => CRITICAL_CARE,
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
