//! Modifiers that a line lacks: without one Medicare denies the line, or returns it although it has a price.

use crate::pricing::{LineEstimate, Outcome};

/// A modifier that a line may lack.
pub(super) struct MissingModifier {
    /// The code of the refusal or the caveat of a line without it.
    because: &'static str,
    pub(super) modifier: &'static str,
    /// What must be true.
    pub(super) condition: &'static str,
}

const fn missing(because: &'static str, modifier: &'static str, condition: &'static str) -> MissingModifier {
    MissingModifier { because, modifier, condition }
}

/// Every such modifier. Several of one line are in the order in which pages offer them.
const MISSING: &[MissingModifier] = &[
    missing(
        "maintenance_care",
        "AT",
        "it is active treatment that is expected to improve the patient, not maintenance",
    ),
    missing(
        "global_test_in_hospital",
        "26",
        "you bill only the practitioner's own part, such as reading the test",
    ),
    missing("laboratory_test", "26", "you interpret the test"),
    missing(DISCIPLINE, "GP", "it is part of a plan of physical therapy"),
    missing(DISCIPLINE, "GO", "it is part of a plan of occupational therapy"),
    missing(DISCIPLINE, "GN", "it is part of a plan of speech-language pathology"),
    missing("modifier_missing", "GP", "it is part of a plan of physical therapy"),
    missing("modifier_missing", "GO", "it is part of a plan of occupational therapy"),
    missing("therapy_past_threshold", "KX", "the record shows why more therapy is necessary"),
    missing("therapy_threshold_on_this_claim", "KX", "the record shows why more therapy is necessary"),
    missing("exact_duplicate", "76", "the same practitioner repeated the service"),
    missing("exact_duplicate", "77", "another practitioner repeated the service"),
    missing("exact_duplicate", "91", "the laboratory test was repeated for a new result"),
    missing("anesthesia_modifier_missing", "AA", "an anesthesiologist gave it personally"),
    missing("anesthesia_modifier_missing", "QZ", "a nurse anesthetist gave it without direction"),
    missing("anesthesia_modifier_missing", "QX", "an anesthesiologist directed you"),
    missing("anesthesia_modifier_missing", "QY", "you directed one nurse anesthetist"),
    missing("anesthesia_modifier_missing", "QK", "you directed two to four cases at once"),
    missing("anesthesia_modifier_missing", "AD", "you supervised more than four cases at once"),
    missing("equipment_modifier_missing", "NU", "the item is new"),
    missing("equipment_modifier_missing", "UE", "the item is used"),
    missing("equipment_modifier_missing", "RR", "the item is rented"),
    missing(
        "discarded_drug_not_stated",
        "JZ",
        "the drug came in a single-dose container and nothing of it was discarded",
    ),
];

/// The code of a therapy line without its discipline.
const DISCIPLINE: &str = "discipline_modifier_missing";

impl MissingModifier {
    /// Whether a line does not lack it any more, and has a price.
    pub(super) fn is_not_on(&self, line: &LineEstimate) -> bool {
        let is_left = line.warnings.iter().any(|caveat| caveat.code() == self.because);
        !is_left && line.outcome.price().is_some()
    }
}

/// The modifiers that a line may lack; one of them is enough.
pub(super) fn missing_of(line: &LineEstimate) -> Vec<&'static MissingModifier> {
    let is_of_line = |missing: &&MissingModifier| match &line.outcome {
        Outcome::NotPriced(refusal) => refusal.code() == missing.because,
        Outcome::Priced(_) => line.warnings.iter().any(|caveat| caveat.code() == missing.because),
    };
    MISSING.iter().filter(is_of_line).collect()
}

/// What a priced line lacks.
pub(super) struct Lack {
    /// What Medicare does without it.
    pub(super) text: String,
    /// Whether Medicare never pays the line without it.
    pub(super) is_certain: bool,
}

/// What a priced line lacks, if a modifier is missing on it.
pub(super) fn lack_of(line: &LineEstimate) -> Option<Lack> {
    line.outcome.price()?;
    let because = missing_of(line).first()?.because;
    let caveat = line.warnings.iter().find(|caveat| caveat.code() == because)?;
    Some(Lack { text: caveat.to_string(), is_certain: because == DISCIPLINE })
}
