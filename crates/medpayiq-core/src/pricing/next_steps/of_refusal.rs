//! What to do about a line that Medicare refuses.

use super::action::AppealChance::{Depends, No, Yes};
use super::action::NextAction::{Appeal, BillElsewhere, BillPatient, CorrectAndResubmit, Reopen, WriteOff};
use super::action::NextStep;
use crate::pricing::refusal::Refusal;

const UNPROCESSABLE: &str = "Pub. 100-04 ch. 1, 80.3.1";
const BUNDLED: &str = "RVU file, status code; Pub. 100-04 ch. 12, 20.3";
const EXCLUDED: &str = "Social Security Act 1862(a); 42 CFR 405.924, 411.15";
const NECESSITY: &str = "Social Security Act 1862(a)(1)(A); 42 CFR 405.924, 405.940";
const CLERICAL: &str = "42 CFR 405.980(a)(3); Pub. 100-04 ch. 34, 10.4";
const PACKAGE: &str = "Pub. 100-04 ch. 12, 40.1 to 40.4; 42 CFR 405.980(a)(3)";
const ANESTHESIA: &str = "42 CFR 414.46; Pub. 100-04 ch. 12, 50";
const HOSPITAL: &str = "Social Security Act 1862(a)(14); 42 CFR 411.15(m)";

impl Refusal {
    /// What to do about the denial that the refusal predicts. `None` if it predicts none, or if the edit of the line says it.
    #[expect(clippy::too_many_lines, reason = "one row for each refusal")]
    pub(super) const fn next_step(&self) -> Option<NextStep> {
        Some(match self {
            Self::Deleted
            | Self::ReplacedBy { .. }
            | Self::DividedForMedicare { .. }
            | Self::ReplacedForMedicare
            | Self::NotListed
            | Self::ComponentDeleted
            | Self::Clash { .. }
            | Self::NoSuchComponent { .. }
            | Self::EquipmentModifierMissing { .. }
            | Self::ModifierNotAllowed { .. }
            | Self::WrongPractitioner { .. }
            | Self::ModifierMissing { .. }
            | Self::FacilityModifier { .. }
            | Self::PartOfUnit { .. }
            | Self::OtherDiscipline { .. }
            | Self::FutureDate { .. }
            | Self::PlaceNotYetAssigned { .. }
            | Self::AnesthesiaModifierMissing
            | Self::AnesthesiaTimeMissing => NextStep::new(CorrectAndResubmit, No,
                "The contractor cannot process the line as billed, so it makes no determination that could be appealed. Correct the line as its reason says, and send a new claim.", UNPROCESSABLE),
            Self::GlobalTestInHospital { .. } | Self::GlobalCodeInHospital { .. } => NextStep::new(CorrectAndResubmit, No,
                "The hospital is paid for the technical component. Send a new claim with the professional component alone.", HOSPITAL),
            Self::AlwaysBundled | Self::MeasurementOnly => NextStep::new(WriteOff, No,
                "Medicare never pays this code separately, whatever the record shows. The patient may not be billed.", BUNDLED),
            Self::IncidentToAnotherLine | Self::BundledWithPaidService | Self::EndoscopicBase { .. } => NextStep::new(WriteOff, No,
                "Medicare pays the service as part of another one of the day. If that other line was billed by mistake, have the claim reopened and correct it.", BUNDLED),
            Self::PreoperativeOnly { .. } => NextStep::new(WriteOff, No,
                "The surgeon's payment includes the care before surgery.", PACKAGE),
            Self::AnesthesiaSession { .. } | Self::AnesthesiaBySurgeon => NextStep::new(WriteOff, No,
                "The payment of another line includes this anesthesia.", ANESTHESIA),
            Self::NonCovered | Self::StatutoryExclusionDeclared => NextStep::new(BillPatient, No,
                "The law excludes the service, so no record makes it payable. The patient owes the charge, with or without a notice.", EXCLUDED),
            Self::WrongSurgery { .. } => NextStep::new(WriteOff, No,
                "Medicare does not cover wrong surgery. If PA, PB or PC was billed by mistake, for example PC for modifier 26, have the claim reopened and correct it.", "national coverage determinations 140.6 to 140.8; 42 CFR 405.980(a)(3)"),
            Self::SurgeonNotPaid { .. } => NextStep::new(WriteOff, No,
                "The code's indicator says that Medicare does not pay this role in the surgery, and an appeal does not change the indicator.", "RVU file, policy indicators; Pub. 100-04 ch. 12, 20.4.3, 40.8"),
            Self::Duplicate => NextStep::new(Reopen, Depends,
                "If the service was furnished twice, have the claim reopened and add the modifier that is true: 76, 77 or 91. A denial as a duplicate is corrected as a clerical error. Otherwise write the line off.", CLERICAL),
            Self::NecessityDenialExpected => NextStep::new(Appeal, Yes,
                "The denial is about medical necessity, and the record can prove it. Modifier GZ says that you expected the denial and gave no notice, so the patient may not be billed.", NECESSITY),
            Self::MaintenanceCare => NextStep::new(Reopen, Depends,
                "If the record shows active treatment, have the claim reopened and add modifier AT. Maintenance care is never covered.", CLERICAL),
            Self::MaintenanceCareWithNotice => NextStep::new(BillPatient, Depends,
                "The patient agreed to pay (GA). If the record shows active treatment, have the claim reopened and add modifier AT instead.", CLERICAL),
            Self::CounselingOfInpatient { .. } => NextStep::new(BillElsewhere, No,
                "The hospital's payment includes the service. Settle it with the hospital.", "Social Security Act 1861(hh)(2), (lll)(1) and (3)"),
            Self::TherapyPastThreshold { .. } => NextStep::new(Reopen, Depends,
                "If the record shows why more therapy was necessary, have the claim reopened and add modifier KX.", "Social Security Act 1833(g); 42 CFR 405.980(a)(3)"),
            Self::TherapyPastThresholdWithNotice { .. } => NextStep::new(BillPatient, Depends,
                "The patient agreed to pay (GA). If the record shows why more therapy was necessary, have the claim reopened and add modifier KX instead.", "Social Security Act 1833(g); 42 CFR 405.980(a)(3)"),
            Self::VisitInPackage { .. } => NextStep::new(Reopen, Depends,
                "If the record shows a visit that was more than the procedure's usual care, have the claim reopened and add the modifier that says so.", PACKAGE),
            Self::ComplexityWithSeparateVisit { .. } => NextStep::new(WriteOff, No,
                "G2211 is not paid with a visit that carries modifier 25, unless the claim has a preventive service. The patient may not be billed.", "CY 2024 and CY 2025 final rules"),
            Self::ComplexityWithoutVisit | Self::AddOnWithoutPrimary => NextStep::new(Reopen, Depends,
                "Medicare pays this code only with the service that it belongs to. If you furnished that service on the day, have the claim reopened and add it.", CLERICAL),
            Self::UnitsOfBothSides { .. } => NextStep::new(Reopen, Yes,
                "If both sides were treated, have the claim reopened: bill one line with modifier 50 and one unit.", CLERICAL),
            Self::UnitsOfOneFee { .. } => NextStep::new(Reopen, Yes,
                "Have the claim reopened: bill one line with one unit. Both sides are one unit.", CLERICAL),
            Self::TechnicalPartInHospital { .. } | Self::IncidentToInHospital { .. } | Self::TherapyInHospital { .. } => NextStep::new(BillElsewhere, No,
                "The hospital is paid for the service. Settle it with the hospital. If the place of service was billed wrong, have the claim reopened and correct it.", HOSPITAL),
            Self::SmearOutsideInpatient => NextStep::new(WriteOff, No,
                "Medicare pays this interpretation for hospital inpatients only. If the patient was one, have the claim reopened and correct the place of service.", "RVU file, PC/TC indicator 8; 42 CFR 405.980(a)(3)"),
            Self::ServiceOfOtherPlaces { .. } => NextStep::new(WriteOff, No,
                "Medicare pays this service in primary care only. If the place of service was billed wrong, have the claim reopened and correct it.", "Pub. 100-04 ch. 18, 170 to 200; 42 CFR 405.980(a)(3)"),
            Self::PlaceNotPriced { .. } => NextStep::new(BillElsewhere, No,
                "The facility is paid by the rates of the Indian Health Service. If the place of service was billed wrong, have the claim reopened and correct it.", "Pub. 100-04 ch. 19"),
            Self::ProfessionNotYetPaid { .. } => NextStep::new(WriteOff, No,
                "Medicare did not pay the profession on that day.", "Social Security Act 1861(lll)"),
            // The edit of the line says more.
            Self::ColumnTwo { .. } | Self::EditRing { .. } | Self::UnitsOfLine { .. } | Self::UnitsOfDay { .. } | Self::UnitsOfVisit { .. }
            // These predict no denial.
            | Self::ContractorPriced
            | Self::ContractorPricedUpTo { .. }
            | Self::ExcludedByRegulation
            | Self::NotOnThisSchedule
            | Self::RestrictedWithoutRvus
            | Self::ExcludedByStatute
            | Self::VaccineAdministration
            | Self::NotInStarterData
            | Self::NoRvus
            | Self::LaboratoryTest
            | Self::LocalLaboratoryRate
            | Self::DrugWithoutLimit
            | Self::ScheduleNotLoaded { .. }
            | Self::SupplyWithoutService
            | Self::EquipmentContractor
            | Self::CappedRental
            | Self::EquipmentStateUnknown
            | Self::EquipmentWithoutFee { .. }
            | Self::DiscontinuedByReport
            | Self::ReducedByReport { .. }
            | Self::ReturnByReport
            | Self::TeamByReport
            | Self::BaseUnitsUnknown
            | Self::LawValueMissing { .. }
            | Self::SharesUnknown { .. }
            | Self::AnesthesiaFactorUnknown { .. } => return None,
        })
    }
}
