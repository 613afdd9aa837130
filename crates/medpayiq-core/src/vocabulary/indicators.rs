//! The fee schedule's policy indicators, as CMS's description of the RVU file lists them.
//!
//! Each has its published code and a sentence of our own that says what it means for payment.

use std::str::FromStr;

/// Why a text is not a value of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a known {indicator}: expected one of {expected}")]
pub struct ParseIndicatorError {
    indicator: &'static str,
    value: String,
    expected: String,
}

/// One indicator: an enum, its codes, its words, and the door in.
macro_rules! indicator {
    ($(#[$doc:meta])* $name:ident called $called:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal: $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $text] $(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of CMS's description.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value as CMS's file writes it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What the value means for payment, in a sentence.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl FromStr for $name {
            type Err = ParseIndicatorError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text.trim() {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(ParseIndicatorError {
                        indicator: $called,
                        value: text.to_owned(),
                        expected: [$($code),+].join(", "),
                    }),
                }
            }
        }
    };
}

indicator! {
    /// STATUS CODE: whether and how Medicare pays the code under the physician fee schedule.
    Status called "status code" {
        Active = "A": "Paid separately under the physician fee schedule when covered.",
        Bundled = "B": "Always bundled: its payment is part of other services, even when billed alone.",
        ContractorPriced = "C": "Priced by the Medicare contractor, usually case by case after a look at the documentation.",
        Deleted = "D": "Deleted at the start of the year.",
        Excluded = "E": "Excluded from the physician fee schedule by regulation; paid under another method when covered.",
        Discontinued = "F": "Deleted or discontinued, without a period of grace.",
        ReplacedWithGrace = "G": "Not valid for Medicare, which uses another code; a period of grace applied.",
        DeletedModifier = "H": "The professional or technical part of this code was deleted.",
        Invalid = "I": "Not valid for Medicare, which uses another code for this service.",
        Anesthesia = "J": "An anesthesia service: priced from base units and time, not from RVUs.",
        Measurement = "M": "A measurement code, for reporting only.",
        NonCovered = "N": "Not covered by Medicare.",
        BundledOrExcluded = "P": "Bundled when incident to a physician's service of the day; otherwise not on this fee schedule.",
        Restricted = "R": "Restricted coverage: special instructions apply; contractor priced where no RVUs are shown.",
        PaidAlone = "T": "Paid only when the same provider bills no other payable service on that date.",
        StatutoryExclusion = "X": "Not a physician service by law (laboratory, ambulance and others); no payment under this schedule.",
    }
}

indicator! {
    /// PC/TC IND: how the code relates to professional and technical components.
    PcTc called "PC/TC indicator" {
        PhysicianService = "0": "A physician's service that is not split; modifiers 26 and TC cannot be used.",
        DiagnosticTest = "1": "A test with a professional and a technical component; 26, TC or neither (the global service).",
        ProfessionalOnly = "2": "A stand-alone code for the professional component; modifiers 26 and TC cannot be used.",
        TechnicalOnly = "3": "A stand-alone code for the technical component; modifiers 26 and TC cannot be used.",
        GlobalOnly = "4": "A stand-alone code for the whole test, whose two parts have codes of their own; no 26, no TC.",
        IncidentTo = "5": "Furnished by staff incident to a physician's service; not payable to the practitioner in a hospital.",
        LaboratoryInterpretation = "6": "A laboratory test whose interpretation alone is paid here, with modifier 26; TC cannot be used.",
        PhysicalTherapy = "7": "A therapy service, not payable to an independent therapist for hospital patients.",
        SmearInterpretation = "8": "The interpretation of an abnormal smear, paid for hospital inpatients only.",
        NotApplicable = "9": "The concept of professional and technical components does not apply.",
    }
}

indicator! {
    /// GLOB DAYS: the days whose related visits a procedure's payment includes.
    GlobalDays called "global surgery indicator" {
        Zero = "000": "Endoscopic or minor procedure: related visits of the same day are included.",
        Ten = "010": "Minor procedure: related visits of the day and of the next 10 days are included.",
        Ninety = "090": "Major surgery: related visits of the day before, the day and the next 90 days are included.",
        Maternity = "MMM": "A maternity code; the usual global period does not apply.",
        NotApplicable = "XXX": "The global concept does not apply.",
        ContractorDecides = "YYY": "The Medicare contractor decides whether a global period applies, and which.",
        AddOn = "ZZZ": "Belongs to another service and lies within that service's global period.",
    }
}

indicator! {
    /// MULT PROC: the payment rule when the service is one of several on a day.
    MultipleProcedure called "multiple procedure indicator" {
        NoReduction = "0": "No multiple procedure reduction.",
        FormerSurgery = "1": "The surgical reduction in force before 1995.",
        Surgery = "2": "Standard surgical reduction: 100 percent of the highest, 50 percent of the second to the fifth.",
        Endoscopy = "3": "Endoscopy family: beside a sibling, only the difference to the family's base procedure is paid.",
        Imaging = "4": "Diagnostic imaging: later studies of a session lose 50 percent of the technical and 5 of the professional part.",
        Therapy = "5": "Therapy: every unit of the day but the highest loses half of its practice expense.",
        Cardiovascular = "6": "Diagnostic cardiovascular: the technical part of the second and later tests loses 25 percent.",
        Ophthalmology = "7": "Diagnostic ophthalmology: the technical part of the second and later tests loses 20 percent.",
        NotApplicable = "9": "The concept does not apply.",
    }
}

indicator! {
    /// BILAT SURG: what both sides together are paid.
    BilateralSurgery called "bilateral indicator" {
        NoAdjustment = "0": "No 150 percent: both sides together are paid as one.",
        OneHundredFifty = "1": "Both sides together are paid 150 percent of one.",
        AlreadyBilateral = "2": "The RVUs already hold both sides; no further adjustment.",
        EachSideFull = "3": "Each side is paid in full, 200 percent together.",
        NotApplicable = "9": "The concept does not apply.",
    }
}

indicator! {
    /// ASST SURG: whether an assistant at surgery is paid.
    AssistantSurgery called "assistant at surgery indicator" {
        WithDocumentation = "0": "An assistant is paid only when documentation shows the need.",
        NotPaid = "1": "By law no assistant is paid.",
        Paid = "2": "An assistant may be paid.",
        NotApplicable = "9": "The concept does not apply.",
    }
}

indicator! {
    /// CO-SURG: whether two surgeons of different specialties are paid.
    CoSurgeons called "co-surgeon indicator" {
        NotPermitted = "0": "Co-surgeons are not permitted.",
        WithDocumentation = "1": "Co-surgeons could be paid with documentation of the need.",
        Permitted = "2": "Co-surgeons of two specialties are permitted, without documentation.",
        NotApplicable = "9": "The concept does not apply.",
    }
}

indicator! {
    /// TEAM SURG: whether a team of surgeons is paid.
    TeamSurgery called "team surgery indicator" {
        NotPermitted = "0": "Team surgery is not permitted.",
        WithDocumentation = "1": "A team could be paid by report, with documentation of the need.",
        ByReport = "2": "A team is permitted and paid by report.",
        NotApplicable = "9": "The concept does not apply.",
    }
}

indicator! {
    /// PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES: used after payment, in review.
    Supervision called "supervision indicator" {
        General = "01": "General supervision by a physician.",
        Direct = "02": "Direct supervision by a physician.",
        Personal = "03": "Personal supervision by a physician.",
        PsychologistOrGeneral = "04": "Not required for a qualified psychologist; otherwise general supervision.",
        AudiologistOrGeneral = "05": "Not required for a qualified audiologist; otherwise general supervision.",
        PhysicianOrCertifiedTherapist = "06": "A physician, or a physical therapist certified in clinical electrophysiology.",
        NotApplicable = "09": "The concept does not apply.",
        CertifiedTechnicianOrGeneral = "21": "A certified technician under general supervision; otherwise direct supervision.",
        OnlineTechnician = "22": "A technician with real-time on-line contact to a physician.",
        CertifiedTherapistOrPersonal = "66": "A physician, or a certified physical therapist allowed to perform it.",
        CertifiedTherapistMaySupervise = "6A": "As 66; the certified therapist may also supervise another therapist.",
        TechnicianOrDirect = "77": "A certified therapist, another therapist under direct, or a technician under general supervision.",
        TherapistMaySupervise = "7A": "As 77; the certified therapist may also supervise another therapist.",
    }
}

impl Status {
    /// Whether the RVUs of such a row are ever used for payment: status A, R and T.
    #[must_use]
    pub const fn pays_from_rvus(self) -> bool {
        matches!(self, Self::Active | Self::Restricted | Self::PaidAlone)
    }
}

impl GlobalDays {
    /// Whether the row is a procedure with a surgical package: 000, 010 or 090 days.
    #[must_use]
    pub const fn is_procedure(self) -> bool {
        matches!(self, Self::Zero | Self::Ten | Self::Ninety)
    }
}

indicator! {
    /// CORRESPONDENCE LANGUAGE INDICATOR of a procedure-to-procedure edit: whether a modifier may tell that both services are due.
    PtpIndicator called "PTP modifier indicator" {
        NotAllowed = "0": "No modifier makes both services payable: column two is denied.",
        Allowed = "1": "Both services are payable when a modifier truly tells that they were separate.",
        NotApplicable = "9": "The edit does not apply: it was deleted as of its first day.",
    }
}

indicator! {
    /// MUE ADJUDICATION INDICATOR: how claims are held to a limit of units.
    AdjudicationIndicator called "MUE adjudication indicator" {
        Line = "1": "Each claim line is held to the limit by itself; units above it may stand on further lines with a modifier that is true.",
        DateOfServicePolicy = "2": "All lines of the day count together, and policy or anatomy makes more impossible: no modifier and no appeal helps.",
        DateOfServiceClinical = "3": "All lines of the day count together; more units are paid only on documentation, usually on appeal.",
    }
}

indicator! {
    /// ADD-ON CODE TYPE: who says beside which codes an add-on code is paid.
    AddOnType called "add-on code type" {
        Listed = "1": "Paid only beside one of the primary codes that CMS lists.",
        ContractorDefined = "2": "Paid only beside a primary code, which the Medicare contractor defines.",
        PartlyListed = "3": "Paid only beside a primary code: CMS lists some, and the Medicare contractor may add others.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_read_back_from_its_code() {
        for value in Status::ALL {
            assert_eq!(value.code().parse(), Ok(*value));
        }
        for value in Supervision::ALL {
            assert_eq!(value.code().parse(), Ok(*value));
        }
    }

    #[test]
    fn an_unknown_value_is_answered_with_the_known_ones() {
        assert_eq!(
            "5".parse::<BilateralSurgery>().unwrap_err().to_string(),
            r#""5" is not a known bilateral indicator: expected one of 0, 1, 2, 3, 9"#
        );
    }
}
