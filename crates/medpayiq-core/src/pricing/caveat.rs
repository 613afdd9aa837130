//! Confidence: how sure an estimate is of its allowed amount, and every reason for less than certainty.

use super::alternate_reading::AlternateReading;
use crate::vocabulary::{HcpcsCode, Modifier, Money, PlaceOfService, Quarter, Zip};
use std::fmt;
use time::Date;

/// How sure the estimate is of a line's allowed amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// There is no amount.
    None,
    /// A rule applies that this estimate cannot settle.
    Low,
    /// The amount stands unless a named uncertainty turns out otherwise.
    Medium,
    /// CMS's own figures and documented rules only.
    High,
}

impl Level {
    /// `high`, `medium`, `low` or `none`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// The caveats: each with its level, machine code, other readings in brackets, marks and words. `warning` marks those that
/// say a rule was left out, `or_nothing` those under which the line may be paid nothing, `or_double` those under which it
/// may be paid twice as much.
macro_rules! caveats {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($field:ident: $type:ty),+ })? =
            $level:ident $code:literal $([$($reading:ident),+])? $($mark:ident)*: $text:literal;
    )+) => {
        /// A reason to be less than certain of an amount.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Caveat {
            $(
                $(#[$doc])*
                $variant $({ $(#[doc = concat!("The ", stringify!($field), " in question.")] $field: $type),+ })?,
            )+
        }

        impl Caveat {
            /// The highest level that an estimate with this caveat can have.
            #[must_use]
            pub const fn level(&self) -> Level {
                match self { $(Self::$variant { .. } => Level::$level,)+ }
            }

            /// The reason's machine code.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }

            /// Whether the caveat says that a rule was left out, which the caller must be warned of.
            #[must_use]
            pub const fn is_warning(&self) -> bool {
                match self { $(Self::$variant { .. } => false $(|| caveats!(@warning $mark))*,)+ }
            }

            /// The readings of the rules that the caveat leaves open beside the one followed.
            pub(super) const fn readings(&self) -> &'static [AlternateReading] {
                match self { $(Self::$variant { .. } => &[$($(AlternateReading::$reading),+)?],)+ }
            }

            /// Between what amounts the line lies, as far as the caveat says so of whatever amount.
            pub(super) fn bounds(&self, adjusted: Money) -> (Money, Money) {
                let (or_nothing, or_double) = match self {
                    $(Self::$variant { .. } => (
                        false $(|| caveats!(@or_nothing $mark))*,
                        false $(|| caveats!(@or_double $mark))*,
                    ),)+
                };
                let low = if or_nothing { Money::ZERO } else { adjusted };
                let high = if or_double { adjusted.for_units(2) } else { adjusted };
                (low, high)
            }
        }

        /// The reason in one line.
        impl fmt::Display for Caveat {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant $({ $($field),+ })? => write!(f, $text),)+ }
            }
        }
    };
    (@warning warning) => { true };
    (@or_nothing or_nothing) => { true };
    (@or_double or_double) => { true };
    (@$asked:ident $mark:ident) => { false };
}

caveats! {
    /// No locality was given.
    NationalAmount = Low "national_amount":
        "no locality or ZIP code was given: the national amount, which no locality pays, is shown";
    /// The ZIP code lies in several localities.
    PlusFourNeeded { zip: Zip } = Medium "zip_plus_four_needed":
        "ZIP code {zip} lies in several localities and its last four digits decide, for which no file is loaded: its default locality was used";
    /// The release in force on the date is not loaded; an earlier one of the year was used.
    OlderRelease { used: String, wanted: String } = Medium "older_release":
        "{wanted} is the release of this date's quarter; {used} was used because {wanted} is not loaded";
    /// The caller chose a release that was not the one in force on the date.
    ChosenRelease { used: String, in_force: String } = Medium "chosen_release":
        "{used} was asked for, while {in_force} is the loaded release in force on this date";
    /// The factor of qualifying APM participants is not from a loaded file.
    FactorNotFromFile = Medium "factor_not_from_file":
        "the conversion factor of qualifying APM participants is from the final rule, not from a loaded file";
    /// Whether the practitioner is a qualifying APM participant is not known.
    QualifyingApmUnknown = Medium "qualifying_apm_unknown" [QualifyingParticipant]:
        "a qualifying APM participant has a higher conversion factor: up to 0.50 percent more";
    /// Status R with RVUs.
    RestrictedCoverage = Medium "restricted_coverage" or_nothing:
        "status R: paid only where Medicare's special coverage instructions are met";
    /// Global days YYY.
    ContractorGlobalPeriod = Low "contractor_global_period":
        "the Medicare contractor decides on this code's global period and may price it by report";
    /// The row marks the non-facility setting NA.
    RareInNonFacility = Medium "rare_in_non_facility":
        "rarely performed outside a facility: CMS prints the facility practice expense, which Medicare pays";
    /// The row marks the facility setting NA, yet the line was billed there.
    RareInFacility { place: PlaceOfService } = Low "rare_in_facility" or_nothing:
        "rarely performed in a facility, yet billed with place of service {place}: payment is not sure";
    /// The technical part may belong to the facility's own payment.
    TechnicalPartInFacility { place: PlaceOfService } = Low "technical_part_in_facility" or_nothing:
        "in place of service {place} the technical part may belong to the facility's own payment";
    /// How this place of service is priced is not settled.
    UnsettledPlace { place: PlaceOfService } = Low "unsettled_place_of_service" [AsFacility]:
        "Medicare's price for place of service {place} is not settled: priced as non-facility";
    /// Telehealth at home before 2024.
    EarlyHomeTelehealth = Low "early_home_telehealth" [AsFacility]:
        "in 2022 and 2023 telehealth was usually billed with the in-person place of service and modifier 95";
    /// Modifier 95 with an office place of service after 2023.
    TelehealthModifierInOffice = Medium "telehealth_modifier_in_office" [AsFacility]:
        "since 2024 telehealth is told by place of service 02 or 10; 95 in an office is priced as in person";
    /// Two status T services and nothing else.
    SeveralPaidAlone = Low "several_paid_alone" or_nothing:
        "several status T services and no other: the rule does not say which is paid";
    /// CMS publishes no row for the part of the code that was billed.
    ComponentNotPublished { modifier: Modifier } = Low "component_not_published" or_nothing:
        "CMS publishes no {modifier} row for this code, though it has parts: the row of the whole was used";
    /// A modifier that does not fit the code; it was left aside.
    ModifierIgnored { modifier: Modifier, why: &'static str } = Medium "modifier_ignored" warning:
        "modifier {modifier} was left aside: {why}";
    /// The modifier is not one this estimate knows.
    UnknownModifier { modifier: Modifier } = Medium "unknown_modifier" warning:
        "modifier {modifier} is not known here: no effect on the price was assumed";
    /// PT without the colorectal procedure.
    ScreeningElsewhere = Medium "screening_on_another_claim":
        "PT was heeded for a colorectal screening on another practitioner's claim, which is not seen here: no deductible, and the coinsurance of a screening that turned diagnostic";
    /// Care before surgery alone.
    CareBeforeSurgery = Low "care_before_surgery":
        "no text of CMS pays care before surgery apart, and a Medicare contractor may by report";
    /// A ring of edits.
    EditsInRing = Low "edits_in_ring":
        "the edits of the claim's lines deny each other in a ring: no text says which of them are paid";
    /// A participating practitioner who does not accept assignment.
    ParticipatingAccepts = High "participating_accepts_assignment" warning:
        "a participating practitioner accepts assignment on every claim: the claim was priced as assigned";
    /// A practitioner of a profession that accepts assignment, and does not.
    ProfessionAccepts { profession: &'static str } = High "profession_accepts_assignment" warning:
        "Medicare pays this profession ({profession}) on assigned claims only: the claim was priced as assigned";
    /// 22: the contractor may pay more.
    IncreasedService = Medium "increased_service":
        "with documents the Medicare contractor may pay more for modifier 22; without them it pays the normal fee, as shown";
    /// 50 on a code whose indicator does not pay both sides apart.
    BilateralPaidOnce = Medium "bilateral_paid_once" or_nothing:
        "both sides are paid as one by the code's bilateral indicator; some contractors reject the line instead";
    /// RT and LT on one line.
    BothSidesOnOneLine = Medium "both_sides_on_one_line" warning:
        "RT and LT on one line of one unit are paid as one side: both sides are billed with modifier 50, or on two lines";
    /// Both sides told by two lines, or by two units of a line that names both.
    BilateralByLines = Medium "bilateral_by_lines" [FirstSideInFull, SecondSideInFull]:
        "both sides told by two lines or units are paid like modifier 50; how the amount is split between lines is the contractor's choice";
    /// Both sides told by two units alone.
    BilateralByUnits = Medium "bilateral_by_units" [UnitsOfOneSide]:
        "two units were read as both sides, which are paid like modifier 50; a line that names one side (RT, LT, a finger, a toe, an eyelid) is paid for each unit";
    /// 50 with more than one unit.
    BilateralUnits = Low "bilateral_units" warning:
        "modifier 50 stands for both sides of one unit: the line was priced as one bilateral service, whatever its units";
    /// An endoscopy on both sides within a family.
    BilateralEndoscopy = Medium "bilateral_endoscopy" [BaseOffEachSide]:
        "no text says whether the base of an endoscopy family is taken off before or after the bilateral factor";
    /// Each unit ranks as a procedure of its own.
    UnitsRanked = Medium "units_ranked" [UnitsTogether]:
        "each unit of a line was ranked as a procedure of its own, which no text settles";
    /// A part of a package ranks otherwise than the whole.
    PackagePartRanked = Medium "package_part_ranked" [PartsRanked]:
        "a package that is shared (54, 55) was ranked by its whole fee, which no text settles: by the part that is paid the day's procedures rank otherwise";
    /// The sixth procedure and later.
    SixthProcedure = Low "sixth_procedure" or_nothing or_double:
        "the sixth and later procedures of a day are paid by report: 50 percent was assumed";
    /// Imaging reduction and OPPS cap on one line.
    ReductionAndCap = Medium "reduction_and_cap" [CapFirst]:
        "the multiple imaging reduction was taken before the outpatient cap, as contractors do; no text of CMS settles the order";
    /// A whole test beside others, whose parts' codes are not all loaded.
    TestPartsNotListed = Medium "test_parts_not_listed" warning:
        "the codes of the test's technical part are not among the loaded data: it was left out of the reduction of the day's tests";
    /// CT beside a multiple imaging reduction.
    ScannerCutOrder = Medium "scanner_cut_order" [ReductionBeforeScanner]:
        "the CT cut was taken before the multiple imaging reduction, which no text settles";
    /// 55 without the days of care.
    DaysOfCareUnknown = Medium "days_of_care_unknown" or_nothing:
        "without the days of postoperative care all of them were assumed: send postoperative_days";
    /// Days of care on a line without 55.
    DaysOfCareIgnored = Medium "postoperative_days_ignored" warning:
        "days of postoperative care are read beside modifier 55 alone, which the line does not carry";
    /// Minutes on a code that is not anesthesia.
    MinutesIgnored = Medium "minutes_ignored" warning:
        "minutes are read on anesthesia codes alone: this code is paid by its units";
    /// More days of care than the global period has.
    DaysOfCareBeyondPeriod { period: u32 } = Medium "days_of_care_beyond_period" warning:
        "the global period has {period} days: more days of care were taken for all of them";
    /// 78 outside an operating room.
    ReturnOutsideOperatingRoom { place: PlaceOfService } = Medium "return_outside_operating_room":
        "modifier 78 means a return to an operating room, which place of service {place} has not";
    /// 78 on a code without a package.
    ReturnWithoutPackage = Low "return_without_package":
        "the code has no surgical package to take the operation's part of: the full fee was assumed";
    /// Assistant who is paid only with documentation.
    AssistantByReport = Low "assistant_by_report" or_nothing:
        "an assistant is paid for this code only when documentation shows the need: 16 percent if accepted, else nothing";
    /// Co-surgeons who are paid only with documentation.
    CoSurgeonsByReport = Low "co_surgeons_by_report" or_nothing:
        "co-surgeons are paid for this code only when documentation shows the need: 62.5 percent if accepted, else nothing";
    /// Co-surgeons whose specialties are not known.
    SpecialtiesUnknown = Medium "specialties_unknown" or_nothing:
        "co-surgeons are paid when their specialties differ, which the claim does not tell";
    /// CQ or CO on a physician's claim.
    AssistantOfPhysician { modifier: Modifier } = Medium "assistant_of_physician" warning:
        "modifier {modifier} is for what a therapist's assistant furnished, and not for a physician's services: its reduction was taken";
    /// Always-therapy code without its discipline.
    DisciplineMissing = Medium "discipline_modifier_missing" warning or_nothing:
        "a therapy service needs GN, GO or GP for its discipline; without it the line is returned";
    /// The therapy threshold.
    TherapyThreshold { threshold: Money } = High "therapy_threshold" warning:
        "past {threshold} of therapy in the year the line needs modifier KX; what was used so far is not known here";
    /// The therapy threshold lies within this claim.
    TherapyThresholdOnThisClaim { threshold: Money, used: Money } = Medium "therapy_threshold_on_this_claim" warning or_nothing:
        "with {used} used before, this claim passes the year's {threshold} of therapy: the services past it need modifier KX";
    /// The medical review of therapy.
    TherapyReview { threshold: Money } = High "therapy_review" warning:
        "past {threshold} of therapy in the year the Medicare contractor may review the record, modifier KX or not";
    /// GA.
    NoticeGiven = High "notice_given" warning:
        "modifier GA tells that a denial as not necessary is expected and the patient agreed to owe it: if Medicare denies, the patient pays";
    /// A telehealth service that is not known to be on CMS's list.
    NotListedForTelehealth = Low "not_listed_for_telehealth" warning or_nothing:
        "the service is not on the list of telehealth services known here: Medicare denies telehealth that is not on CMS's list";
    /// Telehealth on a day without the extensions.
    TelehealthFromAnywhere { day: Date } = Low "telehealth_from_anywhere" or_nothing:
        "on {day} Medicare paid telehealth outside behavioral health only where the patient was in a medical facility of a rural area";
    /// A service that is not known to lie in the profession's benefit.
    OutsideBenefit { profession: &'static str } = Low "outside_benefit" warning or_nothing:
        "the service is not known to lie in the Medicare benefit of {profession}: Medicare denies what does not";
    /// Visits after a procedure of an earlier claim.
    EarlierProcedures = High "earlier_procedures_not_checked" warning:
        "a procedure of an earlier claim whose package includes this visit would bundle it; earlier claims are not known here";
    /// G2211 beside a preventive service.
    PreventiveList = Medium "preventive_list" or_nothing:
        "a Part B preventive service or the administration of a vaccine lets G2211 stand beside modifier 25; the list known here may not be the whole of CMS's";
    /// G2211 beside several visits of which one carries 25.
    ComplexityOfOneVisit { visit: HcpcsCode } = Medium "complexity_of_one_visit" or_nothing:
        "G2211 was read as part of the visit without modifier 25; as part of {visit}, which carries it, G2211 is not paid";
    /// G2211 beside a visit by telephone.
    ComplexityByAudio = Low "complexity_by_audio" or_nothing:
        "G2211 is not for visits by telephone alone, and modifier 93 tells of one";
    /// The anesthesia list is of an earlier year.
    BaseUnitsOlder { list: String } = Medium "base_units_older":
        "base units are from {list}, the newest list loaded";
    /// AD: whether the physician was present at induction.
    PresenceAtInduction { present: Money } = Medium "presence_at_induction":
        "three units were paid; if the physician was present at induction a fourth is: {present}";
    /// The factor of qualifying participants is published for the nation only.
    AnesthesiaFactorOfOthers = Medium "anesthesia_factor_of_others":
        "the local anesthesia factor loaded is that of practitioners who are not qualifying APM participants";
    /// Units taken as anesthesia minutes.
    AnesthesiaMinutesFromUnits = Medium "minutes_from_units":
        "the units were read as minutes, as the claim form has them";
    /// Units of a code of base units alone.
    UnitsWithoutTime = Medium "units_without_time" warning:
        "the code has no time and is paid once a day: further units were not priced";
    /// Anesthesia of another session of the day.
    AnesthesiaApart { modifier: Modifier } = Medium "anesthesia_apart" or_nothing:
        "modifier {modifier} tells of another session: its anesthesia was paid apart, while one session is paid once, with the time of all";
    /// Surgery and anesthesia on one claim.
    SurgeryBesideAnesthesia = Medium "surgery_beside_anesthesia" warning or_nothing:
        "the claim bills surgery too: anesthesia by the operating surgeon (modifier 47) is not paid apart";
    /// Claim edits were not checked.
    EditsNotChecked = Medium "edits_not_checked" warning:
        "the NCCI edits between the lines of this claim were not checked: none are loaded for its date or its codes";
    /// An add-on service, whose primary service was not looked for.
    AddOnAlone = Low "add_on_primary_not_checked" warning or_nothing:
        "an add-on service is paid only beside its primary service; no add-on list is loaded for the date or the code, so that was not checked";
    /// Units above one were not held against the medically unlikely edits.
    UnitLimitNotChecked = Medium "unit_limit_not_checked" warning:
        "the units were not held against the medically unlikely edits: none are loaded for the date or the code";
    /// The edits are of an older quarter than the date.
    OlderEdits { used: Quarter } = Medium "older_edits":
        "the NCCI edits of {used} were applied, an older quarter than the date's, which is not loaded";
    /// Global days say that the code is an add-on, and CMS's list does not.
    AddOnNotListed = Medium "add_on_not_listed" or_nothing:
        "the code lies within another service's global period, yet CMS's add-on list does not hold it";
    /// A modifier that resolves an edit stands on the line of column one.
    ModifierOnColumnOne { modifier: Modifier } = Medium "modifier_on_column_one" or_nothing:
        "modifier {modifier} resolves an NCCI edit from the column one line, and belongs on the column two line";
    /// Both lines of an edit name one site.
    SameSite { modifier: Modifier } = Medium "same_site" warning or_nothing:
        "both lines of an NCCI edit carry {modifier} and nothing else that tells them apart: a contractor may deny column two";
    /// Column one of an edit is itself not paid.
    ColumnOneDenied { column_one: HcpcsCode } = Medium "column_one_denied" or_nothing:
        "an NCCI edit pairs the code with {column_one}, which another rule denies: no text settles that the edit then does not act";
    /// The units reach the limit of the day.
    EarlierUnits { limit: u32 } = High "earlier_units_not_checked" warning:
        "the units use up the limit (MUE) of {limit} a day; units of earlier claims of the day count too and are not known here";
    /// The parts of a test on lines of their own.
    PartsCountedOnce = Medium "parts_counted_once" or_nothing:
        "the 26 and the TC line of the code were counted as one unit of its limit (MUE), which no text settles";
    /// An add-on code whose primaries the contractor defines.
    PrimaryByContractor = Low "primary_by_contractor" or_nothing:
        "the Medicare contractor decides beside which primary codes this add-on code is paid";
    /// 99292 without 99291.
    CriticalCareOfPartner = Low "critical_care_of_partner" or_nothing:
        "99292 is paid without 99291 only where a partner of the same group and specialty billed that";
}

/// A level and the reasons for it: the lowest reason wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confidence {
    /// The level.
    pub level: Level,
    /// Every reason for less than certainty; at the level `high` there is none.
    pub reasons: Vec<Caveat>,
}

impl Confidence {
    /// The confidence in an amount with these caveats.
    #[must_use]
    pub fn of(caveats: Vec<Caveat>) -> Self {
        let reasons: Vec<Caveat> =
            caveats.into_iter().filter(|caveat| caveat.level() < Level::High).collect();
        let level = reasons.iter().map(Caveat::level).min().unwrap_or(Level::High);
        Self { level, reasons }
    }
}
