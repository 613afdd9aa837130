//! Every figure and list of the law, each once: its name in the files, its kind and its unit.

use super::amend::amend;
use super::code_places::CodePlaces;
use super::entry::{Amended, Entries, Provision, change_on};
use super::fault::LawFault;
use super::figure::{Figure, Lookup, Missing};
use super::figure_table::figures;
use super::lists::{CodeList, CodeMap, ToCome};
use super::reader::Reader;
use crate::vocabulary::{ConversionFactor, DateRange, Money, PlaceOfService, ProviderKind, Share};
use std::collections::BTreeSet;
use time::Date;
use toml::Spanned;
use toml::de::DeValue;

figures! {
    // Dollars for one unit of a service.
    /// Dollars for one adjusted RVU; from 2026 of all but qualifying APM participants.
    conversion_factor: Figure<ConversionFactor> = "dollars per RVU";
    /// Whether qualifying APM participants have conversion factors of their own.
    qualifying_apm_factor_differs: Figure<bool> = "true or false";
    /// Dollars for one adjusted RVU of a qualifying APM participant.
    qualifying_apm_conversion_factor: Figure<ConversionFactor> = "dollars per RVU";
    /// National dollars for one anesthesia unit.
    anesthesia_conversion_factor: Figure<ConversionFactor> = "dollars per anesthesia unit";
    /// National dollars for one anesthesia unit of a qualifying APM participant.
    qualifying_apm_anesthesia_conversion_factor: Figure<ConversionFactor> = "dollars per anesthesia unit";
    /// Weight of the work GPCI in a locality's anesthesia factor.
    anesthesia_work_share: Figure<Share> = "percent";
    /// Weight of the practice expense GPCI in it.
    anesthesia_practice_expense_share: Figure<Share> = "percent";
    /// Weight of the malpractice GPCI in it.
    anesthesia_malpractice_share: Figure<Share> = "percent";
    /// Whether no locality's work GPCI is under 1.000.
    work_gpci_floor: Figure<bool> = "true or false";

    // Who pays what of an allowed amount.
    /// The Part B deductible of the year.
    part_b_deductible: Figure<Money> = "dollars";
    /// The patient's part of the allowed amount after the deductible.
    coinsurance: Figure<Share> = "percent";
    /// The patient's part of a clinical laboratory test.
    laboratory_coinsurance: Figure<Share> = "percent";
    /// The part that sequestration takes from Medicare's payment.
    sequestration: Figure<Share> = "percent";
    /// The patient's part of a colorectal screening that became diagnostic (PT).
    screening_turned_diagnostic_coinsurance: Figure<Share> = "percent";
    /// What a nonparticipating practitioner is paid of the fee schedule amount.
    nonparticipating_share: Figure<Share> = "percent";
    /// The most that may be charged on an unassigned claim, as a part of the nonparticipating amount.
    limiting_charge: Figure<Share> = "percent of the nonparticipating amount";
    /// What is added, outside the claim, to a physician's payment in a health professional shortage area.
    shortage_area_bonus: Figure<Share> = "percent";

    // Preventive services.
    /// Services without deductible and coinsurance.
    waived_services: CodeList = "codes";
    /// Services without deductible, but with coinsurance.
    services_without_deductible: CodeList = "codes";
    /// Preventive services and vaccine administration, besides the waived services.
    preventive_services: CodeList = "codes";
    /// The giving of vaccines that CMS pays at rates of its own.
    vaccine_administration: CodeList = "codes";
    /// The procedures on which PT says that a screening became diagnostic.
    colorectal_procedures: CodeList = "codes";
    /// The services on which PT is valid.
    services_with_screening_modifier: CodeList = "codes";
    /// What other practitioners furnish with a colorectal procedure: its anesthesia.
    services_with_colorectal_procedures: CodeList = "codes";
    /// Screening colonoscopies.
    screening_colonoscopies: CodeList = "codes";
    /// Moderate sedation that is waived with a screening colonoscopy and modifier 33.
    sedation_with_screening_colonoscopy: CodeList = "codes";
    /// Services that are waived with an annual wellness visit and modifier 33.
    services_waived_with_wellness_visit: CodeList = "codes";
    /// The annual wellness visits.
    wellness_visits: CodeList = "codes";

    // Diagnostic tests.
    /// What FX takes off the technical part.
    film_cut: Figure<Share> = "percent";
    /// What FY takes off the technical part.
    computed_radiography_cut: Figure<Share> = "percent";
    /// What CT takes off the technical part.
    scanner_cut: Figure<Share> = "percent";
    /// The services on which FX and FY act.
    radiography_services: CodeList = "codes";
    /// The services on which CT acts.
    scanner_services: CodeList = "codes";
    /// What is taken off the technical part of the second and later imaging studies of a session.
    imaging_technical_cut: Figure<Share> = "percent";
    /// What is taken off the professional part of the second and later imaging studies of a session.
    imaging_professional_cut: Figure<Share> = "percent";
    /// What is taken off the technical part of the second and later cardiovascular tests of a day.
    cardiovascular_technical_cut: Figure<Share> = "percent";
    /// What is taken off the technical part of the second and later ophthalmology tests of a day.
    ophthalmology_technical_cut: Figure<Share> = "percent";
    /// Whole tests with their technical parts.
    whole_tests: CodeMap = "tests and their technical parts";

    // Therapy.
    /// Past how much therapy in a year a claim needs KX.
    therapy_threshold: Figure<Money> = "dollars";
    /// Past how much therapy in a year a contractor may review claims.
    therapy_review_threshold: Figure<Money> = "dollars";
    /// What is taken off the practice expense of every therapy unit of a day but the highest.
    later_therapy_cut: Figure<Share> = "percent";
    /// What is paid of Medicare's payment if a therapy assistant furnished the service (CQ, CO).
    therapy_assistant_share: Figure<Share> = "percent";
    /// Evaluations by physical therapists.
    physical_therapy_evaluations: CodeList = "codes";
    /// Evaluations by occupational therapists.
    occupational_therapy_evaluations: CodeList = "codes";
    /// Evaluations by speech-language pathologists.
    speech_language_evaluations: CodeList = "codes";

    // Surgery.
    /// What is paid of the second and later procedures of a day.
    later_procedure_share: Figure<Share> = "percent";
    /// How many procedures of a day are paid by formula.
    procedures_by_formula: Figure<u8> = "procedures";
    /// What both sides together are paid, as a part of one side.
    both_sides_share: Figure<Share> = "percent of one side";
    /// What an assistant at surgery is paid of the surgical fee.
    assistant_at_surgery_share: Figure<Share> = "percent";
    /// What each of two surgeons is paid of the surgical fee.
    co_surgeon_share: Figure<Share> = "percent";
    /// Services without a right and a left side, by this project's reading.
    services_without_sides: CodeList = "codes";
    /// Services with one fee for both sides, each with what is billed for one side.
    one_side_codes: CodeMap = "codes with those of one side";
    /// Services of both sides without a code for one.
    services_of_both_sides: CodeList = "codes";

    // Anesthesia.
    /// How many minutes make one time unit.
    anesthesia_time_unit: Figure<u8> = "minutes";
    /// What who directs and who is directed are each paid of the fee (QK, QY, QX).
    medical_direction_share: Figure<Share> = "percent";
    /// How many base units are paid to a physician who supervises more than four procedures (AD).
    supervision_units: Figure<u8> = "units";
    /// How many further units are paid if that physician was present at induction.
    induction_units: Figure<u8> = "units";
    /// Codes that are paid besides the one code of a session.
    anesthesia_add_ons: CodeList = "codes";
    /// Codes that are paid by base units alone.
    anesthesia_without_time: CodeList = "codes";
    /// Codes that are paid their base units for each unit billed.
    anesthesia_by_units: CodeList = "codes";

    // Visits.
    /// Visits, which surgical packages include.
    visits: CodeList = "codes";
    /// Services besides visits that 24, 25 and 57 fit.
    services_with_visit_modifiers: CodeList = "codes";
    /// Critical care.
    critical_care: CodeList = "codes";
    /// The visits of residents that a teaching physician may bill without being present (GE).
    primary_care_exception_visits: CodeList = "codes";
    /// The visits with which G2211 is paid.
    complexity_visits: CodeList = "codes";
    /// Whether G2211 is paid with a visit that carries 25 if a preventive service is furnished on its day.
    complexity_beside_prevention: Figure<bool> = "true or false";

    // NCCI's edits.
    /// Whether 59 and the X modifiers resolve an edit from the column one line too.
    modifiers_on_either_column: Figure<bool> = "true or false";
    /// Services that can be furnished on an eyelid.
    eyelid_services: CodeList = "codes";
    /// Services that can be furnished on a finger.
    finger_services: CodeList = "codes";
    /// Services that can be furnished on a toe.
    toe_services: CodeList = "codes";
    /// Services that can be furnished on a coronary artery.
    coronary_services: CodeList = "codes";
    /// Laboratory tests.
    laboratory_tests: CodeList = "codes";
    /// Mammography, on which GG and GH say that a screening became diagnostic.
    mammography: CodeList = "codes";
    /// Moderate sedation by who does the procedure, for its first minutes.
    moderate_sedation: CodeList = "codes";
    /// Endoscopies that have their sedation billed to Medicare with G0500.
    endoscopies_with_own_sedation: CodeList = "codes";
    /// Advanced primary care of a month.
    advanced_primary_care: CodeList = "codes";
    /// Services of the month that advanced primary care by the same practitioner includes.
    services_in_primary_care: CodeList = "codes";
    /// Services that Medicare pays only to participants of an Innovation Center model.
    innovation_model_services: CodeList = "codes";
    /// Foot care, on which Q7, Q8 and Q9 say why it is covered.
    foot_care: CodeList = "codes";
    /// Drugs and biologicals that Part B may pay.
    drugs: CodeList = "codes";
    /// Whether a line of a drug from a single-dose container says how much was discarded, by JW or JZ.
    discarded_drugs_stated: Figure<bool> = "true or false";
    /// Codes that Medicare does not take, each with those that it takes instead.
    replaced_codes: CodeMap = "codes with their replacements";
    /// Codes of services that Medicare takes in parts, each with the codes of the parts.
    divided_codes: CodeMap = "codes with their parts";
    // Telehealth, places and professions.
    /// Whether place of service 02 or 10 says that a service was telehealth, and decides its setting.
    telehealth_by_place: Figure<bool> = "true or false";
    /// Whether telehealth is paid wherever the patient is.
    telehealth_anywhere: Figure<bool> = "true or false";
    /// CMS's list of telehealth services.
    telehealth_services: CodeList = "codes";
    /// Services that Medicare denies outside the places that each names.
    services_of_some_places: CodePlaces = "codes with their places";
    /// Visits that are named after their places, each with these.
    visits_of_some_places: CodePlaces = "codes with their places";
    /// Places of service that are not assigned yet, with their first day.
    places_of_service_since: ToCome<PlaceOfService> = "places of service";
    /// Professions that Medicare does not pay yet, with their first day.
    professions_since: ToCome<ProviderKind> = "professions";
    /// Services that are paid in full whoever furnishes them.
    services_paid_in_full: CodeList = "codes";
    /// Chiropractic manipulation, which is covered with AT only.
    chiropractic_manipulation: CodeList = "codes";
    /// What a nurse practitioner is paid of the fee schedule amount.
    nurse_practitioner_share: Figure<Share> = "percent";
    /// What a physician assistant is paid of the fee schedule amount.
    physician_assistant_share: Figure<Share> = "percent";
    /// What a clinical nurse specialist is paid of the fee schedule amount.
    clinical_nurse_specialist_share: Figure<Share> = "percent";
    /// What a certified nurse-midwife is paid of the fee schedule amount.
    certified_nurse_midwife_share: Figure<Share> = "percent";
    /// What a clinical social worker is paid of a psychologist's amount.
    clinical_social_worker_share: Figure<Share> = "percent";
    /// What a marriage and family therapist is paid of a psychologist's amount.
    marriage_family_therapist_share: Figure<Share> = "percent";
    /// What a mental health counselor is paid of a psychologist's amount.
    mental_health_counselor_share: Figure<Share> = "percent";
    /// What a dietitian is paid of the fee schedule amount.
    dietitian_share: Figure<Share> = "percent";
    /// Services of clinical social workers.
    clinical_social_worker_services: CodeList = "codes";
    /// Services of marriage and family therapists.
    marriage_family_therapist_services: CodeList = "codes";
    /// Services of mental health counselors.
    mental_health_counselor_services: CodeList = "codes";
    /// Services of clinical psychologists.
    clinical_psychologist_services: CodeList = "codes";
    /// Medical nutrition therapy, which dietitians alone may bill.
    nutrition_therapy: CodeList = "codes";
    /// Antigens prepared for a patient, which physicians alone may bill.
    antigens: CodeList = "codes";
    /// Services of dietitians.
    dietitian_services: CodeList = "codes";
    /// Services of anesthesiologist assistants.
    anesthesiologist_assistant_services: CodeList = "codes";
    /// Services of audiologists.
    audiologist_services: CodeList = "codes";
    /// The services in the benefit of nurse anesthetists.
    nurse_anesthetist_services: CodeList = "codes";
    /// Services of speech-language pathologists.
    speech_language_pathologist_services: CodeList = "codes";
    /// Services that are always therapy although several of them do not reduce one another.
    therapy_without_reduction: CodeList = "codes";
    /// Services of physical therapists.
    physical_therapist_services: CodeList = "codes";
    /// Services of occupational therapists.
    occupational_therapist_services: CodeList = "codes";
    /// How long after a service its claim may be filed.
    claim_filing_time: Figure<u8> = "months";
    /// How long after an initial determination it may be reopened for any reason.
    reopening_time: Figure<u8> = "months";
    /// How long after its date a notice counts as received.
    notice_delivery_time: Figure<u8> = "days";
    /// How long after a notice a redetermination may be asked for.
    redetermination_time: Figure<u16> = "days";
    /// How long after a notice a reconsideration may be asked for.
    reconsideration_time: Figure<u16> = "days";
    /// How long after a notice a hearing may be asked for.
    hearing_time: Figure<u8> = "days";
    /// How long after a notice a review by the Medicare Appeals Council may be asked for.
    council_review_time: Figure<u8> = "days";
    /// How long after a notice judicial review may be asked for.
    judicial_review_time: Figure<u8> = "days";
    /// The least amount in controversy of a hearing.
    hearing_amount: Figure<Money> = "dollars";
    /// The least amount in controversy of judicial review.
    judicial_review_amount: Figure<Money> = "dollars";
}
