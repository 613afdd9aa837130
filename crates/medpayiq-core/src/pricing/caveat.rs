//! The caveats that lower the confidence in an allowed amount.

use super::alternate_reading::AlternateReading;
use super::in_sentence::InSentence;
use super::level::Level;
use super::listed_caveat::ListedCaveat;
use crate::vocabulary::{ConversionFactor, HcpcsCode, Modifier, Money, PlaceOfService, Quarter, Zip};
use std::fmt;
use time::Date;

/// The caveats, one row each: level, machine code, alternate readings in brackets, marks and text. Three marks exist. With
/// `warning` the caller must be warned, because a rule was not applied. With `or_nothing` Medicare may pay the line nothing,
/// with `or_double` twice as much.
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

            /// Whether the caller must be warned, because a rule was not applied.
            #[must_use]
            pub const fn is_warning(&self) -> bool {
                match self { $(Self::$variant { .. } => false $(|| caveats!(@warning $mark))*,)+ }
            }

            /// Every caveat as the published vocabulary lists it.
            pub const VOCABULARY: &[ListedCaveat] = &[$(ListedCaveat {
                code: $code,
                text: $text,
                level: Level::$level,
                is_warning: false $(|| caveats!(@warning $mark))*,
            }),+];

            /// The alternate readings of the rules that the caveat leaves open.
            pub(super) const fn readings(&self) -> &'static [AlternateReading] {
                match self { $(Self::$variant { .. } => &[$($(AlternateReading::$reading),+)?],)+ }
            }

            /// The lowest and highest amount of the line that follow from the caveat's marks.
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

        /// The caveat in words for a biller.
        impl fmt::Display for Caveat {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant $({ $($field),+ })? => {
                        $($(let $field = $field.in_sentence();)+)?
                        write!(f, $text)
                    })+
                }
            }
        }
    };
    (@warning warning) => { true };
    (@or_nothing or_nothing) => { true };
    (@or_double or_double) => { true };
    (@$asked:ident $mark:ident) => { false };
}

caveats! {
    /// The law has no value of a figure that the amount depends on.
    LawValueMissing { figure: &'static str, day: Date } = Low "law_value_missing" warning or_nothing:
        "The law has no value of {figure} on {day}, so the rule that needs it was not applied. Import a file of the law with that value.";
    /// The law has no conversion factor for the day, so the factor in the release's file was used.
    FactorNotDated { day: Date } = High "law_value_missing" warning:
        "The law has no value of conversion_factor on {day}. The factor in the release's file was used.";
    /// The law has no value of a figure that the allowed amount does not depend on, but other amounts do.
    LawValueMissingBeside { figure: &'static str, day: Date } = High "law_value_missing" warning:
        "The law has no value of {figure} on {day}, so the amounts that need it are missing. Import a file of the law with that value.";
    /// An amendment of the law and the release's file have different conversion factors.
    FileFactorNotUsed { release: String, of_file: ConversionFactor, of_law: ConversionFactor, source: &'static str } =
        Medium "conversion_factors_differ":
        "{release} has the conversion factor {of_file}, but the imported law has {of_law} ({source}). The factor of the law was used.";
    /// The release's file has a conversion factor that the program's law does not have.
    LawFactorNotUsed { release: String, of_file: ConversionFactor, of_law: ConversionFactor, source: &'static str } =
        Medium "conversion_factors_differ":
        "{release} has the conversion factor {of_file}, but the law has {of_law} ({source}). The factor of the release was used, because its file may be newer.";
    /// The floor of the work index is not in force, but the loaded index has it.
    WorkIndexWithFloor { day: Date } = Low "work_index_with_floor" warning:
        "On {day} the work GPCI has no floor, but the loaded GPCI file has this locality's index with the floor of 1.000 only. The index may be lower, and the amount too high. How much is not known.";
    /// No locality was given.
    NationalAmount = Low "national_amount": "The request has no locality and no ZIP code. This is the national amount, which no locality pays.";
    /// The ZIP code spans several localities.
    PlusFourNeeded { zip: Zip } = Medium "zip_plus_four_needed":
        "ZIP code {zip} spans several localities, and its last four digits decide. No file of nine-digit ZIP codes is loaded, so the default locality was used.";
    /// The release in force on the date is not loaded; an earlier one of the year was used.
    OlderRelease { used: String, wanted: String } = Medium "older_release":
        "{wanted}, the release of this quarter, is not loaded. {used} was used instead.";
    /// The caller chose a release that was not the one in force on the date.
    ChosenRelease { used: String, in_force: String } = Medium "chosen_release":
        "The request asked for {used}. On this date {in_force} is in force.";
    /// The factor of qualifying APM participants is not from a loaded file.
    FactorNotFromFile { source: &'static str } = Medium "factor_not_from_file":
        "The conversion factor of qualifying APM participants is from the law ({source}), not from a loaded file.";
    /// It is not known whether the practitioner is a qualifying APM participant.
    QualifyingApmUnknown = Medium "qualifying_apm_unknown" [QualifyingParticipant]:
        "A qualifying APM participant has a higher conversion factor and is paid more.";
    /// The terms of a contract made the amount.
    ContractAmount = Medium "contract_amount": "The amount is what the contract owes, and not a figure of CMS. Deductible and coinsurance are Medicare's, and the plan may have its own.";
    /// A modifier on a code that only the contract prices.
    ContractModifier { modifier: Modifier } = Low "contract_modifier": "Medicare does not price this code, so it sets no share for modifier {modifier}. Medicare's usual share was taken of the fee if there is one, and the contract may owe another amount.";
    /// The terms of a contract have no rate for the code.
    NoContractRate = Low "no_contract_rate" warning: "The contract has neither a fee nor a percentage for this code. The amount is Medicare's, and the contract may owe another one or nothing.";
    /// A laboratory test for a hospital's patient.
    LaboratoryInHospital { place: PlaceOfService } = Low "laboratory_in_hospital" or_nothing: "In place of service {place} Medicare usually pays laboratory tests to the hospital, and not to a practitioner.";
    /// The certificate of the laboratory is not known here.
    LaboratoryCertificate = High "laboratory_certificate_not_checked" warning: "Medicare pays a laboratory test only if the CLIA certificate of the practice covers it. The certificate was not checked.";
    /// A drug in a facility.
    DrugInFacility { place: PlaceOfService } = Low "drug_in_facility" or_nothing: "In place of service {place} Medicare usually pays drugs to the facility, and not to a practitioner.";
    /// A payment limit with dates that CMS publishes on another page.
    LimitDatedElsewhere = Medium "limit_dated_elsewhere" warning: "CMS publishes the limits of this vaccine by season on another page. A limit that began in this quarter may not be in the loaded file.";
    /// A drug without JW and JZ.
    DiscardedDrugNotStated = High "discarded_drug_not_stated" warning: "If the drug came in a single-dose container, Medicare returns the claim without modifier JZ, or without a second line with JW for what was discarded. Which drugs do was not checked.";
    /// The state of the patient is not known.
    EquipmentByPatientsState = High "equipment_by_patients_state" warning: "Medicare pays equipment and supplies by the state of the patient's home. The state of the place of the request was used.";
    /// An item that the practitioner's contractor pays only with a service.
    JointJurisdiction = Medium "joint_jurisdiction" or_nothing: "The practitioner's contractor pays this item only if it belongs to a service of the practitioner. Else the claim goes to the equipment contractor (DME MAC).";
    /// An item in a facility.
    EquipmentInFacility { place: PlaceOfService } = Low "equipment_in_facility" or_nothing: "In place of service {place} Medicare usually pays supplies to the facility, and not to a practitioner.";
    /// A rental.
    EarlierRentalNotChecked = High "earlier_rental_not_checked" warning: "Modifier RR pays one month of rental. Medicare stops when the rentals reach the purchase price. Earlier months were not checked.";
    /// A fee that depends on the area, with a ZIP code.
    RuralByZipFile { taken: &'static str, fee: Money, not_taken: &'static str, other: Money } = Medium "rural_by_zip_file": "The ZIP code to locality file says that the ZIP code is {taken}, so the {taken} fee of {fee} for one unit was used, and not the {not_taken} fee of {other}. CMS's own list of rural ZIP codes for equipment decides, and was not read.";
    /// A fee that depends on the area, without a ZIP code.
    RuralNotKnown { rural: Money } = Medium "rural_not_known": "The non-rural fee was used. In rural areas the fee of one unit is {rural}. Send the ZIP code to apply it.";
    /// Status R with RVUs.
    RestrictedCoverage = Medium "restricted_coverage" or_nothing:
        "Status R: Medicare pays only if its special coverage instructions are met.";
    /// Global days YYY.
    ContractorGlobalPeriod = Low "contractor_global_period":
        "The Medicare contractor sets the global period of this code and may price it by report.";
    /// The row marks the non-facility setting NA.
    RareInNonFacility = Medium "rare_in_non_facility":
        "This service is rarely performed outside a facility. CMS publishes the facility practice expense for both settings, and Medicare pays that.";
    /// The row marks the facility setting NA, but the line was billed there.
    RareInFacility { place: PlaceOfService } = Low "rare_in_facility" or_nothing:
        "This service is rarely performed in a facility, and place of service {place} is one. Medicare may not pay it there.";
    /// The technical component may belong to the facility's own payment.
    TechnicalPartInFacility { place: PlaceOfService } = Low "technical_part_in_facility" or_nothing:
        "In place of service {place} the technical component may be part of the facility's own payment.";
    /// Therapy in a skilled nursing facility (42 CFR 411.15(p), consolidated billing).
    TherapyInNursingStay = Low "therapy_in_nursing_stay" or_nothing: "The skilled nursing facility bills the therapy of its patients. Medicare usually pays nobody else for it in place of service 31.";
    /// A visit that is named after another place.
    VisitOfOtherPlace { place: PlaceOfService, accepted: String } = Low "visit_of_other_place" warning or_nothing: "This visit belongs to place of service {accepted}, and not to {place}. Medicare usually denies it there.";
    /// No text settles how this place of service is priced.
    UnsettledPlace { place: PlaceOfService } = Low "unsettled_place_of_service" [AsFacility]:
        "No CMS text says how Medicare prices place of service {place}. It was priced as non-facility.";
    /// Telehealth at home before 2024.
    EarlyHomeTelehealth = Low "early_home_telehealth" [AsFacility]:
        "In 2022 and 2023 telehealth was usually billed with modifier 95 and the place of an in-person service.";
    /// Modifier 95 with an office place of service after 2023.
    TelehealthModifierInOffice = Medium "telehealth_modifier_in_office" [AsFacility]:
        "Since 2024 telehealth is billed with place of service 02 or 10. Modifier 95 in an office was priced as an in-person service.";
    /// Two status T services and no other service.
    SeveralPaidAlone = Low "several_paid_alone" or_nothing:
        "The claim has several status T services and no other service. No CMS text says which of them Medicare pays.";
    /// CMS publishes no row for the component that was billed.
    ComponentNotPublished { modifier: Modifier } = Low "component_not_published" or_nothing:
        "CMS publishes no {modifier} row for this code, although it has components. The row of the whole service was used.";
    /// A modifier that does not fit the code and has no effect.
    ModifierIgnored { modifier: Modifier, why: &'static str } = Medium "modifier_ignored" warning:
        "Modifier {modifier} has no effect here. {why}";
    /// 33 on a colorectal procedure.
    PreventiveForScreening { patient: Money } = High "preventive_for_screening" warning:
        "Modifier 33 has no effect here. If the procedure began as a colorectal screening, bill modifier PT: then the patient pays no deductible and owes {patient}.";
    /// Equipment on an unassigned claim.
    EquipmentUnassigned = High "equipment_unassigned" warning:
        "Medicare sets no limiting charge for equipment and supplies, so on an unassigned claim the patient owes all of the charge that Medicare does not pay.";
    /// MIPS on an unassigned claim.
    MipsUnassigned { paid: Money, patient: Money } = Medium "mips_unassigned" warning:
        "No CMS text says whether MIPS adjusts unassigned claims. If it does not, Medicare pays {paid} and the patient owes {patient}.";
    /// Sedation for an endoscopy of stomach or bowel.
    SedationOfEndoscopy = Medium "sedation_of_endoscopy" warning: "Whoever does an endoscopy of stomach or bowel bills G0500 for the first 15 minutes of its sedation. Medicare does not pay this code for it.";
    /// Care of a month beside advanced primary care.
    InPrimaryCare { primary_care: HcpcsCode } = Low "in_primary_care" or_nothing warning: "{primary_care} includes this service of the month. Medicare does not pay both to one practitioner.";
    /// A code of a model.
    OfInnovationModel = Low "innovation_model" or_nothing warning: "Medicare pays this code only to participants of a model of CMS's Innovation Center, and denies it to others.";
    /// 52 with a charge.
    ReducedByCharge = Low "reduced_by_charge" or_nothing:
        "The Medicare contractor prices modifier 52 by report. The charge was taken as the price of what was done, up to the full fee.";
    /// Therapy past its threshold, and who bears it is not settled.
    ThresholdGroup = Medium "threshold_group": "Contractors deny therapy above the threshold as the patient's (PR) or as the practitioner's responsibility (CO).";
    /// The effect of the modifier is not known.
    UnknownModifier { modifier: Modifier, nearest: String } = Medium "unknown_modifier" warning:
        "The effect of modifier {modifier} is not known.{nearest} The line was priced without it.";
    /// PT without the colorectal procedure.
    ScreeningElsewhere = Medium "screening_on_another_claim":
        "Modifier PT was read for a colorectal screening on another practitioner's claim, which was not checked. No deductible was taken, and the coinsurance is that of a screening that turned diagnostic.";
    /// Care before surgery alone.
    CareBeforeSurgery = Low "care_before_surgery": "No CMS text pays care before surgery separately. A Medicare contractor may pay it by report.";
    /// A ring of edits.
    EditsInRing = Low "edits_in_ring":
        "The NCCI edits of these lines deny each other in a ring. No CMS text says which of them Medicare pays.";
    /// A participating practitioner who does not accept assignment.
    ParticipatingAccepts = High "participating_accepts_assignment" warning:
        "A participating practitioner accepts assignment on every claim. The claim was priced as assigned.";
    /// A practitioner who does not accept assignment, although the profession must.
    ProfessionAccepts { profession: &'static str } = High "profession_accepts_assignment" warning:
        "Medicare pays {profession} only on assigned claims. The claim was priced as assigned.";
    /// 22: the contractor may pay more.
    IncreasedService = Medium "increased_service":
        "This is the normal fee. With documentation the Medicare contractor may pay more for modifier 22.";
    /// 50, but the code's indicator does not pay the sides separately.
    BilateralPaidOnce = Medium "bilateral_paid_once" or_nothing:
        "By the code's bilateral indicator both sides are paid as one. Some contractors reject modifier 50 on it.";
    /// RT and LT on one line.
    BothSidesOnOneLine = Medium "both_sides_on_one_line" warning:
        "One unit with RT and LT is paid as one side. To bill both sides, use modifier 50 or two lines.";
    /// Two lines for both sides, or two units of a line that names both.
    BilateralByLines = Medium "bilateral_by_lines" [FirstSideInFull, SecondSideInFull]:
        "Two lines or units for both sides are paid like modifier 50. The Medicare contractor decides how the amount is split between them.";
    /// Two units and no side named.
    BilateralByUnits = Medium "bilateral_by_units" [UnitsOfOneSide]:
        "Two units were read as both sides and are paid like modifier 50. If the line names one side (RT, LT, a finger, a toe, an eyelid), each unit is paid.";
    /// 50 with more than one unit.
    BilateralUnits = Low "bilateral_units" warning:
        "Modifier 50 bills both sides as one unit. The line was priced as one bilateral service, whatever its units.";
    /// An endoscopy on both sides within a family.
    BilateralEndoscopy = Medium "bilateral_endoscopy" [BaseOffEachSide]:
        "No CMS text says whether the base of an endoscopy family is taken off before or after the bilateral adjustment.";
    /// Each unit ranks as a procedure of its own.
    UnitsRanked = Medium "units_ranked" [UnitsTogether]:
        "Each unit of a line was ranked as a separate procedure. No CMS text says whether it is.";
    /// A shared package ranks otherwise by its part than by the whole.
    PackagePartRanked = Medium "package_part_ranked" [PartsRanked]:
        "A shared surgical package (54, 55) was ranked by its whole fee. By the part that is paid, the procedures of the day rank in another order. No CMS text says which is right.";
    /// The sixth procedure and later.
    SixthProcedure = Low "sixth_procedure" or_nothing or_double:
        "Medicare prices the sixth and later procedures of a day by report. They were priced like the second to the fifth.";
    /// Imaging reduction and OPPS cap on one line.
    ReductionAndCap = Medium "reduction_and_cap" [CapFirst]:
        "The multiple imaging reduction was taken before the outpatient cap, as contractors do. No CMS text settles the order.";
    /// One of several tests is a whole test, and the codes of its components are not all loaded.
    TestPartsNotListed = Medium "test_parts_not_listed" warning:
        "The codes of this test's technical component are not in the loaded data. The reduction for several tests of a day does not include it.";
    /// CT and a multiple imaging reduction on one line.
    ScannerCutOrder = Medium "scanner_cut_order" [ReductionBeforeScanner]:
        "The CT cut was taken before the multiple imaging reduction. No CMS text settles the order.";
    /// 55 without the days of care.
    DaysOfCareUnknown = Medium "days_of_care_unknown" or_nothing:
        "The line does not say how many days of postoperative care it bills. All days were assumed. For fewer days Medicare pays less.";
    /// Days of care on a line without 55.
    DaysOfCareIgnored = Medium "postoperative_days_ignored" warning: "Days of postoperative care have no effect here. They apply only to modifier 55.";
    /// Minutes on a code that is not anesthesia.
    MinutesIgnored = Medium "minutes_ignored" warning: "Minutes have no effect here. They apply only to anesthesia codes; this code is paid by its units.";
    /// More days of care than the global period has.
    DaysOfCareBeyondPeriod { period: u32 } = Medium "days_of_care_beyond_period" warning:
        "The line bills more days of care than the {period} days of the global period. All {period} were taken.";
    /// 78 outside an operating room.
    ReturnOutsideOperatingRoom { place: PlaceOfService } = Medium "return_outside_operating_room":
        "Modifier 78 means a return to an operating room. Place of service {place} has no operating room.";
    /// 78 on a code without a package.
    ReturnWithoutPackage = Low "return_without_package": "The code has no surgical package, so the share of the operation is not known. The full fee was assumed.";
    /// Assistant who is paid only with documentation.
    AssistantByReport = Low "assistant_by_report" or_nothing:
        "Medicare pays an assistant for this code only if documentation shows the need. This is the amount if the documentation is accepted.";
    /// Co-surgeons who are paid only with documentation.
    CoSurgeonsByReport = Low "co_surgeons_by_report" or_nothing:
        "Medicare pays co-surgeons for this code only if documentation shows the need. This is the amount if the documentation is accepted.";
    /// Co-surgeons, but their specialties are not known.
    SpecialtiesUnknown = Medium "specialties_unknown" or_nothing:
        "Medicare pays co-surgeons if their specialties differ. The claim does not say whether they do.";
    /// CQ or CO on a physician's claim.
    AssistantOfPhysician { modifier: Modifier } = Medium "assistant_of_physician" warning:
        "Modifier {modifier} is for services of a therapist's assistant, not of a physician. Its reduction was taken.";
    /// Always-therapy code without its discipline.
    DisciplineMissing = Medium "discipline_modifier_missing" warning or_nothing:
        "A therapy line needs the modifier of its discipline: GN (speech-language), GO (occupational) or GP (physical). Without it Medicare returns the line.";
    /// The same, of a service or a practitioner of one discipline.
    OwnDisciplineMissing { own: Modifier } = Medium "discipline_modifier_missing" warning or_nothing: "This therapy line needs modifier {own} for its discipline. Without it Medicare returns the line.";
    /// The therapy threshold.
    TherapyThreshold { threshold: Money } = High "therapy_threshold" warning:
        "Above {threshold} of therapy in a year the line needs modifier KX. How much the patient used before was not checked.";
    /// The therapy threshold is passed within this claim.
    TherapyThresholdOnThisClaim { threshold: Money, used: Money } = Medium "therapy_threshold_on_this_claim" warning or_nothing:
        "{used} of therapy was used before this claim, which passes the year's threshold of {threshold}. The services above it need modifier KX.";
    /// The medical review of therapy.
    TherapyReview { threshold: Money } = High "therapy_review" warning:
        "Above {threshold} of therapy in a year the Medicare contractor may review the record, with or without modifier KX.";
    /// GA.
    NoticeGiven = High "notice_given" warning:
        "Modifier GA means that the patient agreed to pay if Medicare denies the service as not necessary. If Medicare denies it, the patient pays.";
    /// A telehealth service that is not on CMS's list, as far as it is known.
    NotListedForTelehealth = Low "not_listed_for_telehealth" warning or_nothing:
        "This service is not on the loaded list of telehealth services. Medicare denies telehealth that is not on CMS's list.";
    /// Telehealth on a day without the extensions.
    TelehealthFromAnywhere { day: Date } = Low "telehealth_from_anywhere" or_nothing:
        "On {day} Medicare paid telehealth outside behavioral health only if the patient was in a medical facility in a rural area.";
    /// A service that is not in the profession's benefit, as far as it is known.
    OutsideBenefit { profession: &'static str } = Low "outside_benefit" warning or_nothing:
        "This service is not on the list of what Medicare pays {profession}. Medicare denies what is outside their benefit.";
    /// Visits after a procedure of an earlier claim.
    EarlierProcedures = High "earlier_procedures_not_checked" warning:
        "If the patient is in the global period of an earlier procedure, Medicare does not pay this visit separately. Earlier claims were not checked.";
    /// G2211 with a preventive service.
    PreventiveList = Medium "preventive_list" or_nothing:
        "With a Part B preventive service or a vaccine administration, G2211 is paid although the visit carries modifier 25. The loaded list of these services may not be complete.";
    /// G2211 with several visits, and one of them carries 25.
    ComplexityOfOneVisit { visit: HcpcsCode } = Medium "complexity_of_one_visit" or_nothing:
        "G2211 was read as part of the visit without modifier 25. As part of {visit}, which carries it, G2211 is not paid.";
    /// G2211 with a visit by telephone.
    ComplexityByAudio = Low "complexity_by_audio" or_nothing:
        "Medicare does not pay G2211 with a visit by telephone alone, which modifier 93 means.";
    /// The anesthesia list is of an earlier year.
    BaseUnitsOlder { list: String } = Medium "base_units_older":
        "The base units are from {list}, the newest list that is loaded.";
    /// AD: whether the physician was present at induction.
    PresenceAtInduction { present: Money } = Medium "presence_at_induction":
        "Three base units were paid. If the physician was present at induction, Medicare pays a fourth: {present}.";
    /// The place's anesthesia factor is not loaded.
    AnesthesiaFactorEstimated = Medium "anesthesia_factor_estimated":
        "The anesthesia factor of this place is an estimate: the national factor, weighted with the place's GPCIs as CMS weights it. CMS's ANES file has the exact factor.";
    /// An amendment of the law and CMS's ANES file have different anesthesia factors.
    AnesthesiaFileNotUsed { of_file: ConversionFactor, of_law: ConversionFactor } = Medium "conversion_factors_differ":
        "CMS's ANES file has the anesthesia factor {of_file} for this place. It is {of_law} by the imported law: the national factor, weighted with the place's GPCIs as CMS weights it. The factor of the law was used.";
    /// Units read as anesthesia minutes.
    AnesthesiaMinutesFromUnits = Medium "minutes_from_units":
        "The units were read as minutes, because the claim form has the minutes in its units.";
    /// Units of a code of base units alone.
    UnitsWithoutTime = Medium "units_without_time" warning:
        "The code has no time and is paid once a day. The other units were not priced.";
    /// Anesthesia of another session of the day.
    AnesthesiaApart { modifier: Modifier } = Medium "anesthesia_apart" or_nothing:
        "Modifier {modifier} declares another session, so its anesthesia was paid separately. Medicare pays one session once, with the time of all its lines.";
    /// Surgery and anesthesia on one claim.
    SurgeryBesideAnesthesia = Medium "surgery_beside_anesthesia" warning or_nothing:
        "The claim bills surgery too. Medicare does not pay anesthesia by the operating surgeon (modifier 47) separately.";
    /// Claim edits were not checked.
    EditsNotChecked = Medium "edits_not_checked" warning: "The NCCI edits between the lines of this claim were not checked. No edits are loaded for its date or its codes.";
    /// The primary of an add-on service was not checked.
    AddOnAlone = Low "add_on_primary_not_checked" warning or_nothing:
        "Medicare pays an add-on service only with its primary service. That was not checked: no add-on list is loaded for the date or the code.";
    /// Units above one were not checked against the medically unlikely edits.
    UnitLimitNotChecked = Medium "unit_limit_not_checked" warning: "The units were not checked against the medically unlikely edits (MUE). No edits are loaded for the date or the code.";
    /// The edits are of an older quarter than the date.
    OlderEdits { used: Quarter } = Medium "older_edits":
        "The NCCI edits of the date's quarter are not loaded. The older edits of {used} were applied.";
    /// Global days mark an add-on, but CMS's list does not have it.
    AddOnNotListed = Medium "add_on_not_listed" or_nothing:
        "The code belongs to the global period of another service, but CMS's add-on list does not have it.";
    /// A modifier on the line of column one resolves an edit.
    ModifierOnColumnOne { modifier: Modifier } = Medium "modifier_on_column_one" or_nothing:
        "Modifier {modifier} on the column one line resolves an NCCI edit. It belongs on the column two line.";
    /// A modifier that is meant for another case resolves an edit.
    ModifierOfOtherCase { modifier: Modifier, why: &'static str } = Medium "modifier_of_other_case" warning or_nothing: "Modifier {modifier} resolves an NCCI edit, but it is meant for another case. {why} The contractor may deny the line.";
    /// Both lines of an edit name one site.
    SameSite { modifier: Modifier } = Medium "same_site" warning or_nothing:
        "Both lines of an NCCI edit carry {modifier}, and nothing else shows that they were separate. A contractor may deny column two.";
    /// Column one of an edit is itself not paid.
    ColumnOneDenied { column_one: HcpcsCode } = Medium "column_one_denied" or_nothing:
        "NCCI edit: this code is not paid with {column_one}, which another rule denies. No CMS text says that the edit then has no effect.";
    /// The units reach the limit of the day.
    EarlierUnits { limit: u32 } = High "earlier_units_not_checked" warning:
        "The units use up the limit (MUE) of {limit} a day. Units of earlier claims of the day count too and were not checked.";
    /// A series of days with more units together than the limit of one day.
    UnitsDividedByDays { days: u32, limit: u32 } = Medium "units_divided_by_days":
        "The line covers {days} days. Its units were divided by them before they were compared with the limit (MUE) of {limit} a day.";
    /// The components of a test on lines of their own.
    PartsCountedOnce = Medium "parts_counted_once" or_nothing:
        "The 26 line and the TC line of the code were counted as one unit of its limit (MUE). No CMS text says whether they are.";
    /// An add-on code, and the contractor defines its primary codes.
    PrimaryByContractor = Low "primary_by_contractor" or_nothing:
        "The Medicare contractor decides with which primary codes it pays this add-on code.";
    /// 99292 without 99291.
    CriticalCareOfPartner = Low "critical_care_of_partner" or_nothing:
        "Medicare pays 99292 without 99291 only if a partner of the same group and specialty billed 99291.";
}
