//! Why a line has no fee schedule price, and the denial a remittance would show for it.

use super::caveat::Caveat;
use super::in_sentence::InSentence;
use super::level::Level;
use super::listed_refusal::ListedRefusal;
use super::one_side::OneSide;
use super::predicted_denial::PredictedDenial;
use super::refusal_kind::RefusalKind;
use crate::vocabulary::{Carc, GroupCode, HcpcsCode, Modifier, Money, PlaceOfService, Rarc, StateCode};
use std::fmt;
use time::Date;

// The laws and CMS texts that order refusals.
const PC_TC: &str = "RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20";
const PLACES: &str = "Pub. 100-04 ch. 26, 10.5";
const NEW_PROFESSIONS: &str = "Social Security Act 1861(lll)";
const SURGICAL_PACKAGE: &str = "Pub. 100-04 ch. 12, 40.1 to 40.4";
const ENDOSCOPY: &str = "RVU file, endoscopic base; Pub. 100-04 ch. 12, 40.6";
const SURGEONS: &str = "Pub. 100-04 ch. 12, 20.4.3, 40.8 and 40.9";
const ANESTHESIA: &str = "42 CFR 414.46; Pub. 100-04 ch. 12, 50";
const COMPLEXITY: &str = "CY 2024 and CY 2025 final rules";
const THERAPY_THRESHOLD: &str = "Social Security Act 1833(g)";
const CHIROPRACTIC: &str = "Pub. 100-02 ch. 15, 240.1.3; Pub. 100-04 ch. 12, 220";
const COUNSELING: &str =
    "Social Security Act 1861(hh)(2), (lll)(1) and (3); 42 CFR 410.53, 410.54 and 410.73";
const THERAPY_CODES: &str = "change requests 9933 and 10176";
const WRONG_SURGERIES: &str = "national coverage determinations 140.6 to 140.8";
const CLAIM_UNITS: &str = "Pub. 100-04 ch. 26, 10.4, item 24G";
const CLAIM_DATES: &str = "Pub. 100-04 ch. 1, 70";
const DECLARED: &str = "Pub. 100-04 ch. 1, 60; ch. 30, 40";
const PTP_EDITS: &str = "NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9";
const UNIT_LIMITS: &str = "NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V";
const ADD_ONS: &str = "NCCI add-on code edits; NCCI Policy Manual ch. 1, R";
const DUPLICATES: &str = "Pub. 100-04 ch. 1, 120";
const INDICATORS: &str = "RVU file, policy indicators; Pub. 100-04 ch. 12, 20.4 and 40";
const LAW: &str = "MedPayIQ's figures of the law (data/law)";
const LABORATORY: &str = "Social Security Act 1833(h), 1834A; Pub. 100-04 ch. 16, 20";
const DRUGS: &str = "Social Security Act 1842(o), 1847A; Pub. 100-04 ch. 17, 20";
const EQUIPMENT: &str = "Social Security Act 1834(a), (h), (i); Pub. 100-04 ch. 20";
const OTHER_SCHEDULES: &str = "Social Security Act 1834(a), 1834A, 1847A";
const STATUS_CODE: &str = "RVU file, status code";
const PREVENTION_PLACES: &str = "Pub. 100-04 ch. 18, 170 to 200";
const VACCINES: &str = "Social Security Act 1861(s)(10), 1833(a)(1)(B); 42 CFR 410.152(h)";

/// The refusals, one row each: its kind and machine code; in brackets the denial that it predicts (group, CARC, RARCs); how
/// certain the answer is, with `because` the caveat that says why it is not; the law or CMS text that orders it; its words.
///
/// `keeps` names the caveat of a line that concerns the refusal itself and so is shown with it. `by_billing` marks refusals
/// of a payable service that come from how the line is billed: such a line still denies others as column one of an edit.
macro_rules! refusals {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($field:ident: $type:ty),+ })? = $kind:ident $code:literal
        $([$group:ident $carc:literal $($rarc:literal)*])?,
        $certainty:ident $(because $reason:ident)? $(keeps $kept:ident)? $(($mark:ident))?,
        $source:ident: $text:literal;
    )+) => {
        /// Why a line has no fee schedule price.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Refusal {
            $(
                $(#[$doc])*
                $variant $({ $(#[doc = concat!("The ", stringify!($field), " in question.")] $field: $type),+ })?,
            )+
        }

        impl Refusal {
            /// What kind of answer it is.
            #[must_use]
            pub const fn kind(&self) -> RefusalKind {
                match self { $(Self::$variant { .. } => RefusalKind::$kind,)+ }
            }

            /// The reason's machine code.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }

            /// The denial that billing the line like this would bring, if one is known.
            #[must_use]
            pub const fn predicted_denial(&self) -> Option<PredictedDenial> {
                match self { $(Self::$variant { .. } => refusals!(@denial $($group $carc $($rarc)*)?),)+ }
            }

            /// How sure the answer is: a certain denial is as sure as a price, and an open question has no level.
            #[must_use]
            pub const fn certainty(&self) -> Level {
                match self { $(Self::$variant { .. } => Level::$certainty,)+ }
            }

            /// The law or CMS text that orders it.
            #[must_use]
            pub const fn source(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $source,)+ }
            }

            /// Every refusal as the published vocabulary lists it.
            pub const VOCABULARY: &[ListedRefusal] = &[$(ListedRefusal {
                code: $code,
                text: $text,
                kind: RefusalKind::$kind,
                source: $source,
            }),+];

            /// Why the refusal itself is less than sure, if it is.
            pub(super) const fn caveat(&self) -> Option<Caveat> {
                match self { $(Self::$variant { .. } => refusals!(@caveat $($reason)?),)+ }
            }

            /// Whether a caveat of the line concerns the refusal, and not an amount.
            pub(super) const fn keeps(&self, caveat: &Caveat) -> bool {
                match self { $(Self::$variant { .. } => false $(|| matches!(caveat, Caveat::$kept { .. }))?,)+ }
            }

            /// Whether a payable service is refused because of how the line is billed: declared not covered or not
            /// necessary, a role in surgery that is not paid, therapy past its threshold.
            pub(super) const fn is_by_billing(&self) -> bool {
                match self { $(Self::$variant { .. } => false $(|| refusals!(@$mark))?,)+ }
            }

            /// Every predicted denial of the table.
            #[cfg(test)]
            const DENIALS: &[Option<PredictedDenial>] = &[$(refusals!(@denial $($group $carc $($rarc)*)?)),+];
        }

        /// The reason in words for a biller: what it means and, if something can be done, what.
        impl fmt::Display for Refusal {
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
    (@denial) => { None };
    (@denial $group:ident $carc:literal $($rarc:literal)*) => {
        Some(PredictedDenial {
            group: GroupCode::$group,
            carc: Carc::known($carc),
            rarc: const { &[$(Rarc::known($rarc)),*] },
        })
    };
    (@caveat) => { None };
    (@caveat $reason:ident) => { Some(Caveat::$reason) };
    (@by_billing) => { true };
}

refusals! {
    /// Status B.
    AlwaysBundled = Bundled "always_bundled" [Contractual "97" "M15"], High, STATUS_CODE:
        "Status B: Medicare always pays this code as part of other services, even if it is billed alone.";
    /// Status C.
    ContractorPriced = ContractorPriced "contractor_priced", None, STATUS_CODE:
        "Status C: the Medicare contractor prices this service, usually after it has seen the documentation.";
    /// Status C on imaging with a hospital outpatient amount.
    ContractorPricedUpTo { most: Money } = ContractorPriced "contractor_priced", None, STATUS_CODE:
        "Status C: the Medicare contractor prices this service, usually after it has seen the documentation. It pays at most {most}, the hospital outpatient amount.";
    /// Status D or F.
    Deleted = UnknownCode "deleted_code" [Contractual "181" "N56"], None, STATUS_CODE:
        "The release marks this code as deleted.";
    /// Status E.
    ExcludedByRegulation = OtherSchedule "excluded_by_regulation", High, STATUS_CODE:
        "Status E: by regulation this service is not on the physician fee schedule. If Medicare covers it, it pays by another method.";
    /// Status G or I.
    ReplacedBy { codes: String } = UseOtherCode "replaced_for_medicare" [Contractual "16" "N56"], High, STATUS_CODE: "Medicare does not take this code. It takes {codes}.";
    /// Status I, for a service that Medicare takes in parts.
    DividedForMedicare { codes: String } = UseOtherCode "replaced_for_medicare" [Contractual "16" "N56"], High, STATUS_CODE: "Medicare does not take one code for the whole service. It takes the codes of its parts: {codes}.";
    /// Status I, and no code is known that Medicare takes instead.
    ReplacedForMedicare = UseOtherCode "replaced_for_medicare" [Contractual "16" "N56"], High, STATUS_CODE: "Status I: this code is not valid for Medicare. The loaded law names no code that Medicare takes instead.";
    /// Status H.
    ComponentDeleted = Invalid "component_deleted" [Contractual "4"], None, STATUS_CODE: "Status H: this component of the code was deleted.";
    /// Status M.
    MeasurementOnly = ReportOnly "measurement_only" [Contractual "246" "N620"], High, STATUS_CODE:
        "Status M: the code reports a measurement and is never paid.";
    /// Status N.
    NonCovered = NotCovered "non_covered" [PatientResponsibility "96" "N425"], High, STATUS_CODE:
        "Status N: Medicare does not cover this service. The patient may be billed.";
    /// Status P with a physician's service.
    IncidentToAnotherLine = Bundled "incident_to_another_line" [Contractual "97"], High, STATUS_CODE:
        "Status P: this service is part of the payment of a physician's service of the same day on this claim.";
    /// Status P alone.
    NotOnThisSchedule = OtherSchedule "not_on_this_schedule", None, STATUS_CODE:
        "Status P: the physician fee schedule does not pay this service. If it is not incident to a physician's service of the day, Medicare pays it by another method.";
    /// Status R without RVUs.
    RestrictedWithoutRvus = ContractorPriced "restricted_without_rvus", None, STATUS_CODE:
        "Status R without RVUs: coverage is restricted, and the Medicare contractor sets the price.";
    /// Status T with another payable service.
    BundledWithPaidService = Bundled "bundled_with_paid_service" [Contractual "97"], High, STATUS_CODE:
        "Status T: Medicare pays this service only if the same provider bills no other payable service on that date.";
    /// Status X.
    ExcludedByStatute = OtherSchedule "excluded_by_statute", High, STATUS_CODE: "Status X: by law this is not a physician's service. Medicare pays it under another schedule, if at all.";
    /// Status X, and CMS sets its own rates.
    VaccineAdministration = OtherSchedule "vaccine_administration", High, VACCINES: "Medicare pays the giving of this vaccine at CMS's own rate of the locality, not from the physician fee schedule, and without deductible and coinsurance. The rates are on CMS's page about vaccine pricing. Bill the vaccine itself on another line.";
    /// Not in the release.
    NotListed = UnknownCode "not_listed" [Contractual "181" "N56"], None, STATUS_CODE:
        "The release does not list this code. It may be unknown, deleted, or paid under another schedule.";
    /// Not among the starter codes, which are an extract of the release.
    NotInStarterData = UnknownCode "not_in_starter_data", None, STATUS_CODE:
        "This code is not in the starter data, an extract of the release. Import the whole release to price it.";
    /// The release prints no RVUs for an otherwise payable row.
    NoRvus = ContractorPriced "no_rvus", None, STATUS_CODE:
        "The release prints no RVUs for this row, so the Medicare contractor sets the price.";
    /// Two modifiers that contradict each other.
    Clash { first: Modifier, second: Modifier } = Invalid "modifiers_clash" [Contractual "4" "N519"], None, INDICATORS:
        "Modifiers {first} and {second} contradict each other. Bill the line with the one that is true.";
    /// 26 or TC on a code without such a component.
    NoSuchComponent { modifier: Modifier, indicator: &'static str } = Invalid "no_such_component" [Contractual "4"], None, PC_TC:
        "Modifier {modifier} cannot be used with this code. {indicator}";
    /// A laboratory test without the modifier of its interpretation.
    LaboratoryTest = OtherSchedule "laboratory_test", None, PC_TC: "The physician fee schedule pays only the interpretation of this laboratory test, with modifier 26. The test itself is on the laboratory schedule.";
    /// A laboratory test without a national rate.
    LocalLaboratoryRate = ContractorPriced "local_laboratory_rate", None, LABORATORY: "The clinical laboratory fee schedule has no national rate for this test. The Medicare contractor sets the price.";
    /// A drug that the payment limits do not price.
    DrugWithoutLimit = ContractorPriced "drug_without_limit", None, DRUGS: "CMS publishes no payment limit of this drug for the quarter. The Medicare contractor sets the price, usually from an invoice.";
    /// Another schedule lists the code, but its release of the day is not loaded.
    ScheduleNotLoaded { wanted: String, loaded: String } = FigureMissing "schedule_not_loaded", None, OTHER_SCHEDULES: "{wanted} is not loaded, and no amount of another release is valid on this day. {loaded} lists this code but was not used. Import {wanted}.";
    /// Status P, and the equipment contractor pays what is not incident to a service.
    SupplyWithoutService = OtherSchedule "equipment_contractor", None, EQUIPMENT: "Status P: the practitioner's contractor pays this item only as part of a service of the same day, and never separately. Otherwise the equipment contractor (DME MAC) pays it. Bill it there, with the enrollment of a supplier.";
    /// An item of another contractor.
    EquipmentContractor = OtherSchedule "equipment_contractor", None, EQUIPMENT: "The equipment contractor (DME MAC) pays this item. The practitioner's contractor does not. Bill it there, with the enrollment of a supplier.";
    /// An item that is rented for up to 13 months.
    CappedRental = OtherSchedule "capped_rental", None, EQUIPMENT: "Medicare rents this item for up to 13 months, with fees that fall after the third month. The months of rental are not known here, so there is no amount.";
    /// Without a place.
    EquipmentStateUnknown = FigureMissing "equipment_state_unknown", None, EQUIPMENT: "Medicare pays this item by state. Give a ZIP code or a locality.";
    /// No fee in the state.
    EquipmentWithoutFee { state: StateCode } = ContractorPriced "equipment_without_fee", None, EQUIPMENT: "The fee schedule has no fee of this item in {state}. The Medicare contractor sets the price.";
    /// No row for the modifiers of the line.
    EquipmentModifierMissing { modifiers: String } = Invalid "equipment_modifier_missing" [Contractual "4"], High, EQUIPMENT: "The fee schedule lists this item only with a modifier: {modifiers}. NU is new, UE used, RR rented.";
    /// 53 on a code without figures for a discontinued procedure.
    DiscontinuedByReport = ContractorPriced "discontinued_by_report", None, INDICATORS: "CMS publishes figures for modifier 53 on four colonoscopy codes only. For any other code the Medicare contractor decides by report.";
    /// 52: the contractor decides.
    ReducedByReport { most: Money } = ContractorPriced "reduced_by_report", None, INDICATORS:
        "The Medicare contractor prices modifier 52 by report. It pays between $0.00 and {most}, depending on the documentation.";
    /// 78, but CMS does not publish the shares of the package.
    ReturnByReport = ContractorPriced "return_by_report", None, SURGICAL_PACKAGE:
        "CMS publishes no shares of this code's package, so the Medicare contractor prices a return to the operating room.";
    /// 66: the contractor decides.
    TeamByReport = ContractorPriced "team_by_report", None, SURGEONS:
        "Team surgery (modifier 66) has no formula. The Medicare contractor prices each surgeon by report.";
    /// 56 has no payment of its own.
    PreoperativeOnly { part: Money } = Bundled "preoperative_care_only" [Contractual "97"], Low because CareBeforeSurgery (by_billing), SURGICAL_PACKAGE:
        "Medicare pays care before surgery as part of the surgeon's modifier 54, not separately. Its share of the package would be {part}.";
    /// A modifier that the code's indicator rules out.
    ModifierNotAllowed { modifier: Modifier, indicator: &'static str } = Invalid "modifier_not_allowed" [Contractual "4"], None, INDICATORS:
        "Modifier {modifier} cannot be used with this code. {indicator}";
    /// A modifier that this practitioner cannot use.
    WrongPractitioner { modifier: Modifier, who: &'static str } = Invalid "wrong_practitioner" [Contractual "4"], None, INDICATORS:
        "Only {who} use modifier {modifier}.";
    /// A modifier that needs another one.
    ModifierMissing { modifier: Modifier, needed: Modifier } = Invalid "modifier_missing" [Contractual "4"], None, INDICATORS:
        "Modifier {modifier} needs modifier {needed} on the same line.";
    /// A modifier of facilities.
    FacilityModifier { modifier: Modifier } = Invalid "facility_modifier" [Contractual "4"], None, INDICATORS:
        "Modifier {modifier} is for hospitals and surgical centers. A practitioner reports a discontinued procedure with 53.";
    /// A second surgeon or an assistant that the code's indicator does not allow.
    SurgeonNotPaid { modifier: Modifier, indicator: &'static str } = DeniedByEdit "surgeon_not_paid" [Contractual "54"], High (by_billing), SURGEONS:
        "Medicare does not pay modifier {modifier} for this code. {indicator}";
    /// A part of a unit.
    PartOfUnit { units: String } = Invalid "units_not_whole" [Contractual "16" "M53"], None, CLAIM_UNITS:
        "The line bills {units} units. Medicare prices whole units of this code. Bill a whole number.";
    /// The same line again.
    Duplicate = DeniedByEdit "exact_duplicate" [Other "18"], High, DUPLICATES:
        "An earlier line bills the same service. If it was repeated, bill it with the modifier that is true: 76, 77 or 91.";
    /// Column two of a procedure-to-procedure edit.
    ColumnTwo { column_one: HcpcsCode, remedy: String } = DeniedByEdit "ptp_column_two" [Contractual "236"], High keeps OlderEdits, PTP_EDITS:
        "NCCI edit: this code is not paid with {column_one}. {remedy}";
    /// Column two of an edit, and another edit denies its column one, and so on in a ring.
    EditRing { column_one: HcpcsCode } = DeniedByEdit "ptp_ring" [Contractual "236"], Low because EditsInRing keeps OlderEdits, PTP_EDITS:
        "NCCI edit: this code is not paid with {column_one}, which other edits of the claim deny in turn. No CMS text says which line of such a ring Medicare pays.";
    /// A line above its unit limit.
    UnitsOfLine { units: u32, limit: u32 } = DeniedByEdit "units_above_limit_of_line" [Contractual "151" "N362"], High keeps OlderEdits, UNIT_LIMITS: "The line has {units} units, and its unit limit (MUE) is {limit}. Medicare denies the whole line.";
    /// The lines of a code above the unit limit of a day.
    UnitsOfDay { units: u32, limit: u32, indicator: &'static str } = DeniedByEdit "units_above_limit_of_day" [Contractual "151" "N362"], High keeps OlderEdits, UNIT_LIMITS:
        "The claim has {units} units of this code, and its unit limit (MUE) is {limit} a day. Medicare denies every line of the code. {indicator}";
    /// Several visits of a kind that Medicare pays once a day.
    UnitsOfVisit { units: u32 } = DeniedByEdit "units_above_limit_of_day" [Contractual "151" "N362"], High keeps OlderEdits, UNIT_LIMITS:
        "The claim has {units} visits of this code, and its unit limit (MUE) is one a day. Medicare denies every line of the code.";
    /// An add-on code without its primary.
    AddOnWithoutPrimary = DeniedByEdit "add_on_without_primary" [Contractual "B15" "N122"], High keeps OlderEdits, ADD_ONS: "Medicare pays an add-on code only with a primary code that CMS lists for it. The claim has no such code that is paid.";
    /// GY.
    StatutoryExclusionDeclared = NotCovered "declared_not_covered" [PatientResponsibility "96" "N425"], High (by_billing), DECLARED:
        "Modifier GY declares that the law excludes the service. Medicare does not pay it, and the patient may be billed.";
    /// GZ.
    NecessityDenialExpected = DeniedByEdit "declared_not_necessary" [Contractual "50"], High (by_billing), DECLARED:
        "Modifier GZ declares that a denial as not necessary is expected and that the patient got no notice. Medicare denies the line at once.";
    /// PA, PB or PC.
    WrongSurgery { modifier: Modifier } = NotCovered "wrong_surgery" [Contractual "50" "N386"], High (by_billing), WRONG_SURGERIES:
        "Modifier {modifier} declares surgery on the wrong site (PA), on the wrong patient (PB), or the wrong surgery (PC). Medicare does not cover it. For the professional component of a test use modifier 26.";
    /// Chiropractic manipulation without AT.
    MaintenanceCare = NotCovered "maintenance_care" [Contractual "50"], High (by_billing), CHIROPRACTIC:
        "Without modifier AT, for active treatment, manipulation is maintenance, which Medicare does not cover.";
    /// Chiropractic manipulation without AT, and the patient was notified.
    MaintenanceCareWithNotice = NotCovered "maintenance_care" [PatientResponsibility "50"], High (by_billing), CHIROPRACTIC:
        "Without modifier AT, for active treatment, manipulation is maintenance, which Medicare does not cover. Modifier GA says that the patient agreed to pay.";
    /// A social worker, family therapist or counselor treats the inpatient of a hospital.
    CounselingOfInpatient { profession: &'static str } = NotCovered "counseling_of_inpatient" [Contractual "8" "N95"], High, COUNSELING:
        "Medicare does not pay {profession} for the inpatients of a hospital. Their work is part of the hospital's own payment.";
    /// A therapy evaluation with another discipline's modifier.
    OtherDiscipline { modifier: Modifier, own: Modifier } = Invalid "other_discipline" [Contractual "4"], None, THERAPY_CODES:
        "Modifier {modifier} is of another discipline than this evaluation. Bill it with {own}.";
    /// Therapy past the year's threshold without KX.
    TherapyPastThreshold { threshold: Money } = DeniedByEdit "therapy_past_threshold" [PatientResponsibility "119"], Medium because ThresholdGroup (by_billing), THERAPY_THRESHOLD:
        "Above {threshold} of therapy in a year Medicare pays only with modifier KX, which says that the record shows why more is necessary.";
    /// Therapy past the year's threshold without KX, and the patient was notified.
    TherapyPastThresholdWithNotice { threshold: Money } = DeniedByEdit "therapy_past_threshold" [PatientResponsibility "119"], High (by_billing), THERAPY_THRESHOLD:
        "Above {threshold} of therapy in a year Medicare pays only with modifier KX. Modifier GA says that the patient agreed to pay.";
    /// A date of service in the future.
    FutureDate { day: Date } = Invalid "day_to_come" [Contractual "16" "M53"], None, CLAIM_DATES:
        "The date of service {day} is in the future. Medicare takes claims only for services already furnished. To price a planned service, leave the date out or give today's date.";
    /// More units of a code with two sides than its limit.
    UnitsOfBothSides { units: u32, limit: u32 } = DeniedByEdit "units_above_limit_of_day" [Contractual "151" "N362"], High keeps OlderEdits, UNIT_LIMITS: "The claim has {units} units of this code, and its unit limit (MUE) is {limit} a day. Medicare denies every line of the code. Both sides count as one unit if one line bills them with modifier 50.";
    /// More units than the limit of a code with one fee for both sides.
    UnitsOfOneFee { units: u32, limit: u32, one_side: OneSide } = DeniedByEdit "units_above_limit_of_day" [Contractual "151" "N362"], High keeps OlderEdits, UNIT_LIMITS: "The claim has {units} units of this code, and its unit limit (MUE) is {limit} a day. Medicare denies every line of the code. {one_side}";
    /// A visit within the package of a procedure of the day.
    VisitInPackage { procedure: HcpcsCode, exception: &'static str } = Bundled "visit_in_package" [Contractual "97" "M144"], High keeps LawValueMissing, SURGICAL_PACKAGE: "The visit is part of the package of {procedure} on this day. {exception}";
    /// G2211 with a visit that carries 25.
    ComplexityWithSeparateVisit { visit: HcpcsCode } = Bundled "complexity_with_separate_visit" [Contractual "97"], High keeps PreventiveList, COMPLEXITY:
        "G2211 is not paid with visit {visit}, which carries modifier 25. From 2025 it is, if the claim has a Part B preventive service too.";
    /// G2211 without a visit that is paid.
    ComplexityWithoutVisit = DeniedByEdit "complexity_without_visit" [Contractual "B15" "N674"], High, COMPLEXITY:
        "Medicare pays G2211 only with an office visit that is itself paid, or from 2026 a home visit.";
    /// The base of an endoscopy family with another member.
    EndoscopicBase { other: HcpcsCode } = Bundled "endoscopic_base" [Contractual "97"], High, ENDOSCOPY:
        "The base procedure of an endoscopy family is part of the payment of {other}.";
    /// The whole test, billed for a hospital's patient.
    GlobalTestInHospital { place: PlaceOfService, professional: Money } = Invalid "global_test_in_hospital" [Contractual "109" "M96"], None, PC_TC:
        "In place of service {place} Medicare pays the technical component to the hospital. Bill the professional component with modifier 26, which is allowed {professional} before the rules of the claim.";
    /// The code of a whole test, if its components have codes of their own.
    GlobalCodeInHospital { place: PlaceOfService } = Invalid "global_code_in_hospital" [Contractual "109" "M96"], None, PC_TC:
        "In place of service {place} Medicare pays the technical component to the hospital. Bill the code of the professional component alone.";
    /// The technical component, billed for a hospital's patient.
    TechnicalPartInHospital { place: PlaceOfService } = Bundled "technical_part_in_hospital" [Contractual "109" "M96"], High, PC_TC:
        "In place of service {place} the technical component is in the hospital's own payment. Medicare does not pay it to a practitioner.";
    /// A service of the practitioner's staff, billed for a hospital's patient.
    IncidentToInHospital { place: PlaceOfService } = Bundled "incident_to_in_hospital" [Contractual "97" "M97"], High, PC_TC:
        "In place of service {place} services of staff are in the hospital's own payment. Medicare does not pay them to a practitioner.";
    /// Therapy by an independent therapist for a hospital's patient.
    TherapyInHospital { place: PlaceOfService } = Bundled "therapy_in_hospital" [Contractual "97" "M97"], High, PC_TC:
        "In place of service {place} Medicare does not pay therapy to an independent therapist. The hospital bills it.";
    /// The interpretation of a smear for other patients than hospital inpatients.
    SmearOutsideInpatient = Bundled "smear_outside_inpatient" [Contractual "58" "M77"], High, PC_TC: "Medicare pays the interpretation of a smear for hospital inpatients only (place of service 21).";
    /// A service that Medicare denies at the place.
    ServiceOfOtherPlaces { place: PlaceOfService, accepted: String } = DeniedByEdit "service_of_other_places" [Contractual "58" "N428"], High, PREVENTION_PLACES: "Medicare pays this service at place of service {accepted} only. At {place} it is denied.";
    /// The physician fee schedule does not price the place.
    PlaceNotPriced { place: PlaceOfService } = OtherSchedule "place_not_priced" [Contractual "58" "M77"], None, PLACES:
        "Medicare pays place of service {place} by the rates of the Indian Health Service. Billed under the physician fee schedule the line is denied.";
    /// The place of service code did not exist yet.
    PlaceNotYetAssigned { place: PlaceOfService, since: Date } = Invalid "place_not_yet_assigned" [Contractual "5" "M77"], None, PLACES:
        "Place of service {place} did not exist before {since}.";
    /// Medicare did not pay the profession yet.
    ProfessionNotYetPaid { profession: &'static str, since: Date } = Invalid "profession_not_yet_paid" [Contractual "B7"], None, NEW_PROFESSIONS:
        "Medicare pays {profession} only for services from {since}.";
    /// Anesthesia without a modifier for who gave it.
    AnesthesiaModifierMissing = Invalid "anesthesia_modifier_missing" [Contractual "4"], None, ANESTHESIA:
        "An anesthesia line needs one of AA, QK, QX, QY, QZ and AD, which say who gave it.";
    /// Anesthesia without time.
    AnesthesiaTimeMissing = Invalid "anesthesia_time_missing" [Contractual "16" "N203"], None, ANESTHESIA:
        "An anesthesia line needs its minutes.";
    /// Base units are not in CMS's list.
    BaseUnitsUnknown = FigureMissing "base_units_unknown", None, ANESTHESIA:
        "The loaded list of anesthesia base units does not have this code, so it cannot be priced.";
    /// The law has no value of a figure without which there is no amount.
    LawValueMissing { figure: &'static str, day: Date } = FigureMissing "law_value_missing", None, LAW:
        "The law has no value of {figure} on {day}, so the line has no amount. Import a file of the law with that value.";
    /// The law has no value of a figure without which nobody knows who pays what of the allowed amount.
    SharesUnknown { figure: &'static str, day: Date, allowed: Money } = FigureMissing "law_value_missing", None, LAW:
        "Medicare allows {allowed}. The law has no value of {figure} on {day}, so it is not known who pays what of it. Import a file of the law with that value.";
    /// No anesthesia factor for the place.
    AnesthesiaFactorUnknown { figure: &'static str, day: Date } = FigureMissing "anesthesia_factor_unknown", None, ANESTHESIA:
        "No anesthesia conversion factor is loaded for this place and date. Import the release's ANES file. There is no estimate, because the law has no value of {figure} on {day}.";
    /// Another anesthesia code of the session is paid.
    AnesthesiaSession { other: HcpcsCode } = Bundled "anesthesia_session" [Contractual "97"], High, ANESTHESIA:
        "Medicare pays one anesthesia code for a session, with the time of all its lines: {other}, which has the most base units.";
    /// Anesthesia by the surgeon.
    AnesthesiaBySurgeon = DeniedByEdit "anesthesia_by_surgeon" [Contractual "194"], High, ANESTHESIA:
        "Anesthesia by the operating surgeon (modifier 47) is part of the surgery's payment.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_predicted_denial_has_valid_codes() {
        for denial in Refusal::DENIALS.iter().flatten() {
            assert_eq!(denial.carc.as_str().parse(), Ok(denial.carc));
            for remark in denial.rarc {
                assert_eq!(remark.as_str().parse(), Ok(*remark));
            }
        }
    }
}
