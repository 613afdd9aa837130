//! What resolves an edit legitimately: a modifier that is true, another line, an appeal, or nothing.

use super::edit_hit::{Edit, EditHit, EditState, LimitedService, Separation};
use super::modifiers as m;
use super::one_side::OneSide;
use super::sites::Site;
use crate::vocabulary::{AddOnType, AdjudicationIndicator, Modifier, PtpIndicator};
use std::borrow::Cow;
use std::fmt;

/// What a biller may do about an edit, and when it would be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// What to do, or that nothing helps.
    pub advice: Cow<'static, str>,
    /// The modifiers that may be used, each with the condition under which it is true.
    pub modifiers: &'static [(Modifier, &'static str)],
}

const SEPARATE_SERVICE: &str = "Only if the record shows that the services were separate: put a modifier that says how on the column two line.";

const SEPARATE_VISIT: &str =
    "Only if the record shows a separate visit: put modifier 25 on the line of the visit.";

const VISIT_OVER_SERVICE: &str = "Only if the record shows that the services were separate: put modifier 25 on the line of the visit, or a modifier that says how on the column two line.";

const VISIT_BEFORE_OPERATION: &str = "Only if the record shows that the surgery was decided on in the visit: put modifier 57 on the line of the visit.";

const VISIT_AFTER_OPERATION: &str = "Only if the record shows that the visit had nothing to do with the first operation: put modifier 24 on the line of the visit.";

const SEPARATE_CRITICAL_CARE: &str =
    "Only if the record shows critical care that was separate from the other service: put modifier 25 on it.";

const CRITICAL_CARE_BEFORE_OPERATION: &str = "Only if the record shows that the critical care had nothing to do with the surgery: put modifiers 25 and FT on it. If the surgery was decided on in it, put 57 on it instead.";

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

/// The modifiers of laboratory tests that were separate.
const SEPARATE_TESTS: &[(Modifier, &str)] = &[
    (m::REPEATED_TEST, "the test was repeated for another result"),
    (m::SEPARATE_ENCOUNTER, "the test was in a separate encounter on the same day"),
    (m::SEPARATE_STRUCTURE, "the specimens were of separate organs, structures or lesions"),
    (m::SEPARATE_PRACTITIONER, "another practitioner furnished the test"),
    (m::UNUSUAL_NON_OVERLAPPING, "the test does not overlap the column one service"),
    (m::DISTINCT, "the tests were distinct, and no other modifier says how"),
];

/// The modifier of a procedure on both sides.
const BOTH_SIDES: &[(Modifier, &str)] = &[(m::BOTH_SIDES, "the procedure was done on both sides")];

/// The modifiers of a visit that was separate from another service.
const SEPARATE_VISITS: &[(Modifier, &str)] =
    &[(m::SEPARATE_VISIT, "the visit was more than the usual care around the other service")];

/// The modifier of a visit in column one, and those of the service in column two.
const VISITS_OVER_SERVICES: &[(Modifier, &str)] = &[
    (m::SEPARATE_VISIT, "the visit was more than the usual care around the other service"),
    (m::SEPARATE_ENCOUNTER, "the service was in a separate encounter on the same day"),
    (m::SEPARATE_STRUCTURE, "the service was on a separate organ, structure or lesion"),
    (m::SEPARATE_PRACTITIONER, "another practitioner furnished the service"),
    (
        m::UNUSUAL_NON_OVERLAPPING,
        "the service does not overlap the usual components of the column one service",
    ),
    (m::DISTINCT, "the services were distinct, and no X modifier says how"),
];

/// The modifier of a visit on the day of a return to the operating room.
const VISITS_AFTER_OPERATIONS: &[(Modifier, &str)] =
    &[(m::UNRELATED_VISIT, "the visit had nothing to do with the first operation")];

/// The modifiers of critical care on the day of an operation with 90 global days.
const CRITICAL_CARE_BESIDE_OPERATIONS: &[(Modifier, &str)] = &[
    (m::DECISION_FOR_SURGERY, "the surgery was decided on in the visit"),
    (m::SEPARATE_VISIT, "the critical care had nothing to do with the surgery, and its line has FT too"),
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
        f.write_str(&self.advice)?;
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
            Self::Ptp { indicator, separation, rationale, .. } => match indicator {
                PtpIndicator::Allowed => separate(*separation),
                PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => nothing(one_of_two(rationale)),
            },
            Self::UnitLimit { adjudication, service, limit, .. } => {
                fewer_units(*adjudication, *service, *limit)
            }
            Self::AddOn { kind, .. } => nothing(find_primary(*kind)),
            Self::GlobalPeriod { modifier, .. } => separate_visit(*modifier),
        }
    }
}

/// What to do if no modifier helps.
const fn nothing(advice: &'static str) -> Resolution {
    Resolution { advice: Cow::Borrowed(advice), modifiers: &[] }
}

/// What to bill of two services that no modifier allows together. Of services that exclude each other, and of codes that the
/// coding rules do not combine, column one can be the one that was not done. Any other column two is a part of column one.
fn one_of_two(rationale: &str) -> &'static str {
    let rationale = rationale.to_ascii_lowercase();
    if ["mutually exclusive", "coding instruction"].iter().any(|why| rationale.contains(why)) {
        "Nothing helps: no modifier allows both services. Coding rules allow one of the two codes only: bill the one for what was done."
    } else {
        "Nothing helps: no modifier allows both services. Bill column one alone."
    }
}

fn separate(separation: Separation) -> Resolution {
    let (advice, modifiers) = match separation {
        Separation::Service(sites) => {
            let modifiers = if sites.has(Site::Side) { SEPARATE_SIDES } else { SEPARATE_PROCEDURES };
            let Some(of_sites) = sites.modifiers() else {
                return Resolution { advice: Cow::Borrowed(SEPARATE_SERVICE), modifiers };
            };
            let advice = format!(
                "{SEPARATE_SERVICE} If they were on different sites, name the site on each line: {of_sites}."
            );
            return Resolution { advice: Cow::Owned(advice), modifiers };
        }
        Separation::Test => (SEPARATE_SERVICE, SEPARATE_TESTS),
        Separation::Visit => (SEPARATE_VISIT, SEPARATE_VISITS),
        Separation::VisitOverService => (VISIT_OVER_SERVICE, VISITS_OVER_SERVICES),
        Separation::VisitBeforeOperation => (VISIT_BEFORE_OPERATION, MAJOR_PROCEDURE),
        Separation::VisitAfterOperation => (VISIT_AFTER_OPERATION, VISITS_AFTER_OPERATIONS),
        Separation::CriticalCare => (SEPARATE_CRITICAL_CARE, SEPARATE_VISITS),
        Separation::CriticalCareBeforeOperation => {
            (CRITICAL_CARE_BEFORE_OPERATION, CRITICAL_CARE_BESIDE_OPERATIONS)
        }
    };
    Resolution { advice: Cow::Borrowed(advice), modifiers }
}

impl Separation {
    /// What a denial says about the modifiers that would allow both services.
    pub(super) fn remedy(self) -> String {
        let sites = match self {
            Self::Service(sites) => sites.modifiers(),
            Self::Test
            | Self::Visit
            | Self::VisitOverService
            | Self::VisitBeforeOperation
            | Self::VisitAfterOperation
            | Self::CriticalCare
            | Self::CriticalCareBeforeOperation => None,
        };
        let remedy = match self {
            Self::Service(_) => {
                "If the record shows that the services were separate, modifier 59, XE, XS, XP or XU on this line allows both."
            }
            Self::Test => {
                "If the record shows that the tests were separate, modifier 59, XE, XS, XP or XU on this line allows both, or 91 if the test was repeated for another result."
            }
            Self::Visit => "If the record shows a separate visit, modifier 25 on the visit allows both.",
            Self::VisitOverService => {
                "If the record shows that the services were separate, modifier 25 on the visit allows both, or 59, XE, XS, XP or XU on this line."
            }
            Self::VisitBeforeOperation => {
                "If the surgery was decided on in the visit, modifier 57 on the visit allows both."
            }
            Self::VisitAfterOperation => {
                "If the visit had nothing to do with the first operation, modifier 24 on the visit allows both."
            }
            Self::CriticalCare => {
                "If the record shows critical care that was separate from the other service, modifier 25 on it allows both."
            }
            Self::CriticalCareBeforeOperation => {
                "If the critical care had nothing to do with the surgery, modifiers 25 and FT on it allow both. If the surgery was decided on in it, 57 does."
            }
        };
        sites.map_or_else(
            || remedy.to_owned(),
            |sites| format!("{remedy} If they were on different sites, name the site on each line: {sites}."),
        )
    }
}

fn fewer_units(adjudication: AdjudicationIndicator, service: LimitedService, limit: u32) -> Resolution {
    match (adjudication, service) {
        _ if limit == 0 => nothing(
            "Nothing helps: the limit is 0, so Medicare's contractor pays this code to no practitioner. If the code is wrong, correct it.",
        ),
        (_, LimitedService::Visit) if limit == 1 => nothing(
            "Bill one visit at the level that the whole day reached. Medicare pays one a day to a practitioner and to everybody of the same specialty in the group.",
        ),
        (AdjudicationIndicator::Line, _) => Resolution {
            advice: Cow::Borrowed(
                "If all units were furnished and necessary, bill the units above the limit on other lines, each within the limit, with a modifier that is true.",
            ),
            modifiers: SEPARATE_LINES,
        },
        (_, LimitedService::OneFee(one_side)) => {
            Resolution { advice: Cow::Owned(units_of_one_fee(adjudication, one_side, limit)), modifiers: &[] }
        }
        (_, LimitedService::OneUnit) => Resolution {
            advice: Cow::Borrowed(both_sides_as_one(adjudication, limit)),
            modifiers: BOTH_SIDES,
        },
        (AdjudicationIndicator::DateOfServicePolicy, LimitedService::Visit | LimitedService::Other) => {
            nothing("Nothing helps: the limit is absolute. If the units are wrong, correct them.")
        }
        (AdjudicationIndicator::DateOfServiceClinical, LimitedService::Visit | LimitedService::Other) => {
            nothing(
                "If the units are wrong, correct them. If all were furnished and necessary, appeal the denial with the documentation. No modifier helps.",
            )
        }
    }
}

/// What to do with too many units of a service with one fee for both sides.
fn units_of_one_fee(adjudication: AdjudicationIndicator, one_side: OneSide, limit: u32) -> String {
    let units = match (limit, adjudication) {
        (0 | 1, _) => return format!("Bill one line with one unit. {one_side}"),
        (_, AdjudicationIndicator::DateOfServiceClinical) => {
            "If all units were furnished and necessary, appeal the denial with the documentation."
        }
        (_, AdjudicationIndicator::Line | AdjudicationIndicator::DateOfServicePolicy) => {
            "Above that the limit is absolute."
        }
    };
    format!("If the units count sides, correct them. {one_side} {units}")
}

/// What to do with too many units of a service of two sides. With a limit of several units, not all of them are two sides of
/// one site.
const fn both_sides_as_one(adjudication: AdjudicationIndicator, limit: u32) -> &'static str {
    match (adjudication, limit) {
        (AdjudicationIndicator::DateOfServiceClinical, 2..) => {
            "If some of the units are two sides of one site, such as both knees, bill these on one line with modifier 50 and one unit: they count as one. If the units are still above the limit and all were necessary, appeal the denial with the documentation. If the units are wrong, correct them."
        }
        (_, 2..) => {
            "If some of the units are two sides of one site, such as both knees, bill these on one line with modifier 50 and one unit: they count as one. Above that the limit is absolute. If the units are wrong, correct them."
        }
        (AdjudicationIndicator::DateOfServiceClinical, _) => {
            "If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. If more was furnished and necessary, appeal the denial with the documentation. If the units are wrong, correct them."
        }
        (_, _) => {
            "If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. If the units are wrong, correct them."
        }
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

/// What keeps a visit out of a package, by the modifier that does.
const fn separate_visit(modifier: Modifier) -> Resolution {
    let (advice, modifiers) = match modifier {
        m::CRITICAL_CARE_APART => (
            "Medicare pays critical care on the day of the surgery only if it had nothing to do with it, or if the surgery was decided on in it, and the record shows it.",
            CRITICAL_CARE,
        ),
        m::DECISION_FOR_SURGERY => (
            "Medicare pays a visit on the day of the surgery or the day before only if the surgery was decided on in it and the record shows it.",
            MAJOR_PROCEDURE,
        ),
        m::UNRELATED_VISIT => (
            "Medicare pays a visit on the day of a return to the operating room only if it had nothing to do with the first operation and the record shows it.",
            VISITS_AFTER_OPERATIONS,
        ),
        _minor => (
            "Medicare pays a visit with the procedure only if it was more than the procedure's usual care and the record shows it.",
            MINOR_PROCEDURE,
        ),
    };
    Resolution { advice: Cow::Borrowed(advice), modifiers }
}
