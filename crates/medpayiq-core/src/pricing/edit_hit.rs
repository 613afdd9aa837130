//! The edits that concern a line, their effect on it, and the denial they bring.

use super::modifiers as m;
use super::one_side::OneSide;
use super::refusal::Refusal;
use super::sites::Sites;
use super::visits::{is_visit, may_be_visit};
use crate::law::{Provisions, is_listed};
use crate::vocabulary::{
    AddOnType, AdjudicationIndicator, BilateralSurgery, GlobalDays, HcpcsCode, Modifier, PtpIndicator,
    ServiceRow, named_values,
};
use std::fmt;
use std::sync::Arc;
use time::Date;

/// An edit that concerns a line, and its effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditHit {
    /// The edit.
    pub edit: Edit,
    /// Its effect.
    pub state: EditState,
}

/// How the record can show that the two services of an edit were separate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separation {
    /// Two procedures, with the sites of the body that both can be furnished on.
    Service(Sites),
    /// A laboratory test in column two.
    Test,
    /// A visit, or a service that takes a visit's modifiers, in column two.
    Visit,
    /// The same in column one, and another service in column two.
    VisitOverService,
    /// A visit and an operation with 90 global days.
    VisitBeforeOperation,
    /// A visit and a return to the operating room.
    VisitAfterOperation,
    /// Critical care and another service.
    CriticalCare,
    /// Critical care and an operation with 90 global days.
    CriticalCareBeforeOperation,
}

/// An edit of a claim, with the figures that decide it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A procedure-to-procedure (PTP) edit, on the line of its column two code.
    Ptp {
        /// The code that is paid.
        column_one: HcpcsCode,
        /// The code that is denied.
        column_two: HcpcsCode,
        /// Whether a modifier allows both services.
        indicator: PtpIndicator,
        /// The first day the edit is in force.
        effective: Date,
        /// The last one, if it was deleted.
        deleted: Option<Date>,
        /// Why NCCI has the edit, in the words of its file. The edits of a claim share it.
        rationale: Arc<str>,
        /// Whether the edits of the lines deny each other in a ring. No text says which of them is paid.
        is_ring: bool,
        /// How the record can show that the services were separate.
        separation: Separation,
    },
    /// A medically unlikely edit (MUE), on a line above its limit.
    UnitLimit {
        /// The units that count: those of the line, or of all lines of the code.
        units: u32,
        /// The most that Medicare pays.
        limit: u32,
        /// How claims are checked against it.
        adjudication: AdjudicationIndicator,
        /// What kind of service it is of.
        service: LimitedService,
        /// Why the limit is what it is, in the words of CMS's file.
        rationale: Arc<str>,
    },
    /// An add-on code without a paid primary code.
    AddOn {
        /// Who lists the primary codes.
        kind: AddOnType,
        /// The primary codes that CMS lists.
        primaries: Vec<HcpcsCode>,
    },
    /// A visit within the package of a procedure of the day.
    GlobalPeriod {
        /// The procedure.
        procedure: HcpcsCode,
        /// Its package.
        days: GlobalDays,
        /// The modifier for a visit that was not part of it.
        modifier: Modifier,
    },
}

/// What kind of service a unit limit is of, as far as that decides how its units are billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedService {
    /// Both sides on one line, with modifier 50, count as one unit.
    OneUnit,
    /// The fee of one unit covers both sides.
    OneFee(OneSide),
    /// A visit. Medicare pays one a day.
    Visit,
    /// Any other service.
    Other,
}

impl LimitedService {
    /// What the law's lists and the bilateral indicator of a row say; without a row nothing is known.
    #[must_use]
    pub fn of(row: Option<&ServiceRow>, law: &Provisions) -> Self {
        let Some(row) = row else { return Self::Other };
        let is_critical = is_listed(&law.critical_care, row.hcpcs);
        if is_visit(law, row.hcpcs) && !is_critical {
            return Self::Visit;
        }
        if may_be_visit(law, row.hcpcs) {
            return Self::Other;
        }
        match row.bilateral {
            BilateralSurgery::OneHundredFifty | BilateralSurgery::EachSideFull => Self::OneUnit,
            BilateralSurgery::AlreadyBilateral => Self::OneFee(OneSide::of(law, row.hcpcs)),
            BilateralSurgery::NoAdjustment | BilateralSurgery::NotApplicable => Self::Other,
        }
    }
}

named_values! {
    /// The kind of an edit.
    EditKind {
        /// A procedure-to-procedure edit.
        Ptp = "ptp",
        /// A medically unlikely edit.
        UnitLimit = "mue",
        /// An add-on code without a paid primary code.
        AddOn = "add_on",
        /// A visit within the package of a procedure.
        GlobalPeriod = "global_period",
    }
}

named_values! {
    /// The effect of an edit on a line, without its details.
    EditEffect {
        /// It denies the line.
        Denied = "denied",
        /// A modifier allows both services.
        ResolvedByModifier = "resolved_by_modifier",
        /// A review of the claim may deny the line.
        Review = "review",
    }
}

/// The effect of an edit on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditState {
    /// It denies the line.
    Denied,
    /// A modifier allows both services.
    ResolvedBy {
        /// The modifier.
        modifier: Modifier,
        /// The position of the line that carries it.
        line: usize,
    },
    /// It does not deny the line here, but a review of the claim may, for this reason.
    Review(&'static str),
}

impl EditState {
    /// The effect without its details.
    #[must_use]
    pub const fn effect(self) -> EditEffect {
        match self {
            Self::Denied => EditEffect::Denied,
            Self::ResolvedBy { .. } => EditEffect::ResolvedByModifier,
            Self::Review(_) => EditEffect::Review,
        }
    }
}

/// `PTP edit 45385 over 45380 (indicator 1)`.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ptp { column_one, column_two, indicator, .. } => {
                write!(f, "PTP edit {column_one} over {column_two} (indicator {})", indicator.code())
            }
            Self::UnitLimit { units, limit, adjudication, .. } => {
                write!(f, "MUE of {limit} with {units} units (MAI {})", adjudication.code())
            }
            Self::AddOn { kind, .. } => write!(f, "add-on code of type {}", kind.code()),
            Self::GlobalPeriod { procedure, days, .. } => {
                write!(f, "package of {procedure} ({} days)", days.code())
            }
        }
    }
}

impl fmt::Display for EditState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied => f.write_str("denies the line"),
            Self::ResolvedBy { modifier, line } => {
                write!(f, "is resolved by modifier {modifier} of line {}", line + 1)
            }
            Self::Review(why) => write!(f, "may deny the line: {why}"),
        }
    }
}

impl Edit {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> EditKind {
        match self {
            Self::Ptp { .. } => EditKind::Ptp,
            Self::UnitLimit { .. } => EditKind::UnitLimit,
            Self::AddOn { .. } => EditKind::AddOn,
            Self::GlobalPeriod { .. } => EditKind::GlobalPeriod,
        }
    }

    /// The refusal that the edit brings if it denies.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Ptp { column_one, is_ring: true, .. } => Refusal::EditRing { column_one: *column_one },
            Self::Ptp { column_one, indicator, separation, .. } => {
                let remedy = match indicator {
                    PtpIndicator::Allowed => separation.remedy(),
                    PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => indicator.text().to_owned(),
                };
                Refusal::ColumnTwo { column_one: *column_one, remedy }
            }
            Self::UnitLimit { units, limit, adjudication, service, .. } => {
                above_limit(*units, *limit, *adjudication, *service)
            }
            Self::AddOn { .. } => Refusal::AddOnWithoutPrimary,
            Self::GlobalPeriod { procedure, modifier, .. } => {
                Refusal::VisitInPackage { procedure: *procedure, exception: exception(*modifier) }
            }
        }
    }
}

/// Which visit of the day is not part of a package, by the modifier that says so.
fn exception(modifier: Modifier) -> &'static str {
    match modifier {
        m::DECISION_FOR_SURGERY => "If the surgery was decided on in it, modifier 57 says so.",
        m::CRITICAL_CARE_APART => {
            "If it was critical care that had nothing to do with the surgery, modifier FT says so."
        }
        m::UNRELATED_VISIT => {
            "On the day of a return to the operating room the first operation still includes visits. If this one had nothing to do with it, modifier 24 says so."
        }
        _minor => "If it was significant and separate, modifier 25 says so.",
    }
}

/// The refusal of units above a limit.
const fn above_limit(
    units: u32,
    limit: u32,
    adjudication: AdjudicationIndicator,
    service: LimitedService,
) -> Refusal {
    match (adjudication, service) {
        (_, LimitedService::Visit) if limit == 1 => Refusal::UnitsOfVisit { units },
        (AdjudicationIndicator::Line, _) => Refusal::UnitsOfLine { units, limit },
        (_, LimitedService::OneUnit) => Refusal::UnitsOfBothSides { units, limit },
        (_, LimitedService::OneFee(one_side)) => Refusal::UnitsOfOneFee { units, limit, one_side },
        (_, LimitedService::Visit | LimitedService::Other) => {
            Refusal::UnitsOfDay { units, limit, indicator: adjudication.text() }
        }
    }
}
