//! What claim adjustment reason codes (CARC) mean, and which of them a report can be about.

use crate::vocabulary::{Carc, Rarc};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many codes an error suggests.
const NEAREST: usize = 3;

/// What a reason code says about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonClass {
    /// A: an adjustment of a line that was paid correctly. It is not a denial.
    Adjustment,
    /// D: a denial.
    Denial,
    /// C: either. The amount decides.
    Context,
}

impl ReasonClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Adjustment, Self::Denial, Self::Context];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adjustment => "adjustment",
            Self::Denial => "denial",
            Self::Context => "either; the amount decides",
        }
    }

    /// `A`, `D` or `C`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Adjustment => "A",
            Self::Denial => "D",
            Self::Context => "C",
        }
    }
}

/// What a reason code means, in our own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdjustmentReason {
    /// What it says about a line.
    pub class: ReasonClass,
    /// What it means.
    pub meaning: String,
    /// What usually helps.
    pub typical_fix: String,
}

/// What a remark code means, in our own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkCode {
    /// The remittance advice remark code.
    pub rarc: Rarc,
    /// `supplemental`: it explains an adjustment. `informational`: it adds a notice.
    pub kind: String,
    /// What it means.
    pub meaning: String,
    /// What usually helps.
    pub typical_fix: String,
}

/// Why a report cannot be about a reason code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarcError {
    /// It is not known.
    #[error("not a known claim adjustment reason code (CARC). The nearest are {}", .nearest.join(", "))]
    Unknown {
        /// Known codes that look similar.
        nearest: Vec<String>,
    },
    /// It adjusts a line that was paid correctly.
    #[error("CARC {carc} does not deny a line ({meaning}). Send the code that explains why it was not paid")]
    NoDenial {
        /// The code.
        carc: Carc,
        /// What it means.
        meaning: String,
    },
}

/// The known reason codes.
#[derive(Clone, Debug, Default)]
pub struct ReasonCodes(BTreeMap<Carc, AdjustmentReason>);

impl FromIterator<(Carc, AdjustmentReason)> for ReasonCodes {
    fn from_iter<I: IntoIterator<Item = (Carc, AdjustmentReason)>>(reasons: I) -> Self {
        Self(reasons.into_iter().collect())
    }
}

impl ReasonCodes {
    /// What a code means, if it is known.
    #[must_use]
    pub fn get(&self, carc: Carc) -> Option<&AdjustmentReason> {
        self.0.get(&carc)
    }

    /// Every code and its meaning, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Carc, &AdjustmentReason)> {
        self.0.iter().map(|(carc, reason)| (*carc, reason))
    }

    /// Returns the code if a report can be about it.
    ///
    /// # Errors
    /// If it is not known, or is not a denial.
    pub fn check(&self, carc: Carc) -> Result<Carc, CarcError> {
        match self.get(carc) {
            None => Err(CarcError::Unknown { nearest: self.nearest(carc) }),
            Some(AdjustmentReason { class: ReasonClass::Adjustment, meaning, .. }) => {
                Err(CarcError::NoDenial { carc, meaning: meaning.clone() })
            }
            Some(AdjustmentReason { class: ReasonClass::Denial | ReasonClass::Context, .. }) => Ok(carc),
        }
    }

    /// The denials with the nearest codes: first those with the longest common beginning, then by number.
    fn nearest(&self, carc: Carc) -> Vec<String> {
        let asked = carc.as_str();
        let distance = |known: &str| {
            let alike = known.bytes().zip(asked.bytes()).take_while(|(known, asked)| known == asked);
            (Reverse(alike.count()), code_number(known).abs_diff(code_number(asked)))
        };
        let denials = self.0.iter().filter(|(_, reason)| reason.class != ReasonClass::Adjustment);
        let mut denials: Vec<_> = denials.map(|(carc, _)| carc.to_string()).collect();
        denials.sort_by_key(|known| distance(known));
        denials.truncate(NEAREST);
        denials
    }
}

/// The number of a code, without its letter.
fn code_number(code: &str) -> u32 {
    code.trim_start_matches(|one: char| one.is_ascii_uppercase()).parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(carc: &str) -> Result<Carc, String> {
        let reason = |class, meaning: &str| AdjustmentReason {
            class,
            meaning: meaning.to_owned(),
            typical_fix: String::new(),
        };
        let known = [
            ("45", reason(ReasonClass::Adjustment, "the charge is above the fee schedule")),
            ("97", reason(ReasonClass::Denial, "included in another service")),
            ("59", reason(ReasonClass::Context, "reduced")),
            ("197", reason(ReasonClass::Denial, "no authorization")),
            ("198", reason(ReasonClass::Denial, "authorization exceeded")),
        ];
        let codes: ReasonCodes =
            known.into_iter().map(|(carc, reason)| (carc.parse().unwrap(), reason)).collect();
        codes.check(carc.parse().unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_report_is_about_a_known_reason_that_denies() {
        assert_eq!(check("97"), Ok("97".parse().unwrap()));
        assert_eq!(check("59"), Ok("59".parse().unwrap()));
        let no_denial = "CARC 45 does not deny a line (the charge is above the fee schedule). Send the code that explains why it was not paid";
        assert_eq!(check("45"), Err(no_denial.to_owned()));
        let unknown = "not a known claim adjustment reason code (CARC). The nearest are 198, 197, 97";
        assert_eq!(check("199"), Err(unknown.to_owned()));
    }
}
