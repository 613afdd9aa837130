//! The fee schedule's policy indicators, as CMS's description of the RVU file lists them.
//!
//! Each value has its published code, and a sentence of our own about what it means for payment.

use std::str::FromStr;

/// Why a text is not a value of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a known {indicator}. Write one of {expected}.")]
pub struct ParseIndicatorError {
    pub(super) indicator: &'static str,
    pub(super) value: String,
    pub(super) expected: String,
}

/// One indicator: an enum with its codes and texts.
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

            /// The value in CMS's files.
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

pub(super) use indicator;

indicator! {
    /// STATUS CODE: whether and how Medicare pays the code under the physician fee schedule.
    Status called "status code" {
        Active = "A": "Medicare pays it separately under the physician fee schedule, if it is covered.",
        Bundled = "B": "Always bundled: Medicare pays it as part of other services, even if it is billed alone.",
        ContractorPriced = "C": "The Medicare contractor prices it, usually case by case after it has seen the documentation.",
        Deleted = "D": "Deleted at the start of the year.",
        Excluded = "E": "Excluded from the physician fee schedule by regulation. If Medicare covers it, it pays by another method.",
        Discontinued = "F": "Deleted or discontinued, without a grace period.",
        ReplacedWithGrace = "G": "Not valid for Medicare, which uses another code. A grace period applied.",
        DeletedModifier = "H": "The professional or technical component of this code was deleted.",
        Invalid = "I": "Not valid for Medicare, which uses another code for this service.",
        Anesthesia = "J": "An anesthesia service, priced from base units and time instead of RVUs.",
        Measurement = "M": "A measurement code, for reporting only.",
        NonCovered = "N": "Medicare does not cover it.",
        BundledOrExcluded = "P": "Bundled if incident to a physician's service of the day; otherwise not on this fee schedule.",
        Restricted = "R": "Restricted coverage: special instructions apply. Without RVUs the Medicare contractor prices it.",
        PaidAlone = "T": "Paid only if the same provider bills no other payable service on that date.",
        StatutoryExclusion = "X": "By law not a physician's service (laboratory, ambulance and others). This fee schedule does not pay it.",
    }
}

indicator! {
    /// PC/TC IND: whether the code has a professional and a technical component.
    PcTc called "PC/TC indicator" {
        PhysicianService = "0": "A physician's service without components. Modifiers 26 and TC cannot be used.",
        DiagnosticTest = "1": "A test with a professional and a technical component. Bill 26, TC, or neither for the whole test.",
        ProfessionalOnly = "2": "A code for the professional component alone. Modifiers 26 and TC cannot be used.",
        TechnicalOnly = "3": "A code for the technical component alone. Modifiers 26 and TC cannot be used.",
        GlobalOnly = "4": "A code for the whole test. Its components have codes of their own, so 26 and TC cannot be used.",
        IncidentTo = "5": "Furnished by staff incident to a physician's service. In a hospital Medicare does not pay it to the practitioner.",
        LaboratoryInterpretation = "6": "A laboratory test. This fee schedule pays only its interpretation, with modifier 26. TC cannot be used.",
        PhysicalTherapy = "7": "A therapy service. Medicare does not pay it to an independent therapist for hospital patients.",
        SmearInterpretation = "8": "The interpretation of an abnormal smear, paid for hospital inpatients only.",
        NotApplicable = "9": "Professional and technical components do not apply.",
    }
}

indicator! {
    /// GLOB DAYS: the global period, in which a procedure's payment includes related visits.
    GlobalDays called "global surgery indicator" {
        Zero = "000": "Endoscopy or minor procedure: related visits on the same day are included.",
        Ten = "010": "Minor procedure: related visits on the day and in the next 10 days are included.",
        Ninety = "090": "Major surgery: related visits on the day before, on the day and in the next 90 days are included.",
        Maternity = "MMM": "A maternity code. The usual global period does not apply.",
        NotApplicable = "XXX": "Global periods do not apply.",
        ContractorDecides = "YYY": "The Medicare contractor decides whether a global period applies, and which.",
        AddOn = "ZZZ": "Part of another service's global period.",
    }
}

indicator! {
    /// MULT PROC: the payment rule for several services on a day.
    MultipleProcedure called "multiple procedure indicator" {
        NoReduction = "0": "No multiple procedure reduction.",
        FormerSurgery = "1": "The surgical reduction in force before 1995.",
        Surgery = "2": "Standard surgical reduction: 100 percent of the highest fee, 50 percent of the second to the fifth.",
        Endoscopy = "3": "Endoscopy family: with another member of the family, Medicare pays only the difference to the base procedure.",
        Imaging = "4": "Diagnostic imaging: later studies of a session lose 50 percent of the technical and 5 percent of the professional component.",
        Therapy = "5": "Therapy: every unit of the day but the highest loses half of its practice expense.",
        Cardiovascular = "6": "Diagnostic cardiovascular tests: the technical component of the second and later tests loses 25 percent.",
        Ophthalmology = "7": "Diagnostic ophthalmology tests: the technical component of the second and later tests loses 20 percent.",
        NotApplicable = "9": "Multiple procedure reductions do not apply.",
    }
}

indicator! {
    /// BILAT SURG: how both sides are paid.
    BilateralSurgery called "bilateral indicator" {
        NoAdjustment = "0": "Both sides together are paid as one side, not 150 percent.",
        OneHundredFifty = "1": "Both sides together are paid 150 percent of one.",
        AlreadyBilateral = "2": "The RVUs already include both sides. No adjustment is made.",
        EachSideFull = "3": "Each side is paid in full, 200 percent together.",
        NotApplicable = "9": "Bilateral billing does not apply.",
    }
}

impl BilateralSurgery {
    /// Whether one line with modifier 50 is paid more than one side.
    #[must_use]
    pub const fn pays_each_side(self) -> bool {
        match self {
            Self::OneHundredFifty | Self::EachSideFull => true,
            Self::NoAdjustment | Self::AlreadyBilateral | Self::NotApplicable => false,
        }
    }
}

indicator! {
    /// ASST SURG: whether Medicare pays an assistant at surgery.
    AssistantSurgery called "assistant at surgery indicator" {
        WithDocumentation = "0": "Medicare pays an assistant only if documentation shows the need.",
        NotPaid = "1": "By law Medicare pays no assistant.",
        Paid = "2": "Medicare may pay an assistant.",
        NotApplicable = "9": "Assistants at surgery do not apply.",
    }
}

indicator! {
    /// CO-SURG: whether Medicare pays two surgeons of different specialties.
    CoSurgeons called "co-surgeon indicator" {
        NotPermitted = "0": "Co-surgeons are not permitted.",
        WithDocumentation = "1": "Medicare may pay co-surgeons if documentation shows the need.",
        Permitted = "2": "Co-surgeons of two specialties are permitted, without documentation.",
        NotApplicable = "9": "Co-surgeons do not apply.",
    }
}

indicator! {
    /// TEAM SURG: whether Medicare pays a team of surgeons.
    TeamSurgery called "team surgery indicator" {
        NotPermitted = "0": "A surgical team is not permitted.",
        WithDocumentation = "1": "Medicare may pay a team by report, if documentation shows the need.",
        ByReport = "2": "A team is permitted and paid by report.",
        NotApplicable = "9": "Surgical teams do not apply.",
    }
}

indicator! {
    /// PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES: used in review, after payment.
    Supervision called "supervision indicator" {
        General = "01": "General supervision by a physician.",
        Direct = "02": "Direct supervision by a physician.",
        Personal = "03": "Personal supervision by a physician.",
        PsychologistOrGeneral = "04": "Not required for a qualified psychologist; otherwise general supervision.",
        AudiologistOrGeneral = "05": "Not required for a qualified audiologist; otherwise general supervision.",
        PhysicianOrCertifiedTherapist = "06": "A physician, or a physical therapist certified in clinical electrophysiology.",
        NotApplicable = "09": "Supervision does not apply.",
        CertifiedTechnicianOrGeneral = "21": "A certified technician under general supervision; otherwise direct supervision.",
        OnlineTechnician = "22": "A technician with real-time online contact to a physician.",
        CertifiedTherapistOrPersonal = "66": "A physician, or a certified physical therapist who may perform it.",
        CertifiedTherapistMaySupervise = "6A": "Like 66. The certified therapist may also supervise another therapist.",
        TechnicianOrDirect = "77": "A certified therapist, another therapist under direct supervision, or a technician under general supervision.",
        TherapistMaySupervise = "7A": "Like 77. The certified therapist may also supervise another therapist.",
    }
}

impl Status {
    /// Whether Medicare pays from the RVUs of such a row: status A, R and T.
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
    /// CORRESPONDENCE LANGUAGE INDICATOR of a procedure-to-procedure (PTP) edit: whether a modifier allows both services.
    PtpIndicator called "PTP modifier indicator" {
        NotAllowed = "0": "No modifier allows both services: column two is denied.",
        Allowed = "1": "If the services were separate and the record shows it, a modifier allows both.",
        NotApplicable = "9": "The edit does not apply: it was deleted on its first day.",
    }
}

indicator! {
    /// MUE ADJUDICATION INDICATOR (MAI): how claims are checked against a unit limit.
    AdjudicationIndicator called "MUE adjudication indicator" {
        Line = "1": "Each claim line is checked by itself. Units above the limit may be billed on other lines with a modifier that is true.",
        DateOfServicePolicy = "2": "All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps.",
        DateOfServiceClinical = "3": "All lines of the day count together. More units are paid only with documentation, usually on appeal.",
    }
}

indicator! {
    /// ADD-ON CODE TYPE: who lists the primary codes of an add-on code.
    AddOnType called "add-on code type" {
        Listed = "1": "Paid only with one of the primary codes that CMS lists.",
        ContractorDefined = "2": "Paid only with a primary code, which the Medicare contractor defines.",
        PartlyListed = "3": "Paid only with a primary code. CMS lists some, and the Medicare contractor may add others.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_parses_from_its_code() {
        for value in Status::ALL {
            assert_eq!(value.code().parse(), Ok(*value));
        }
        for value in Supervision::ALL {
            assert_eq!(value.code().parse(), Ok(*value));
        }
    }

    #[test]
    fn an_unknown_value_is_refused_with_the_known_ones() {
        assert_eq!(
            "5".parse::<BilateralSurgery>().unwrap_err().to_string(),
            r#""5" is not a known bilateral indicator. Write one of 0, 1, 2, 3, 9."#
        );
    }
}
