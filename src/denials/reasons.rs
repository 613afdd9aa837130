//! What claim adjustment reason codes mean, and which of them a report can be about.

use crate::vocabulary::{Carc, Rarc};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many codes an error names.
const NEAREST: usize = 3;

/// What a reason code says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonClass {
    /// A: an adjustment of a line that was paid as it should be; no denial.
    Adjustment,
    /// D: a denial.
    Denial,
    /// C: either; the amount tells.
    Context,
}

impl ReasonClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Adjustment, Self::Denial, Self::Context];

    /// What it says, in a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adjustment => "adjustment",
            Self::Denial => "denial",
            Self::Context => "either: the amount tells",
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
    /// What it says of a line.
    pub class: ReasonClass,
    /// What it means.
    pub meaning: String,
    /// What usually mends it.
    pub typical_fix: String,
}

/// What a remark code means, in our own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkCode {
    /// The remittance advice remark code.
    pub rarc: Rarc,
    /// `supplemental`: it explains an adjustment; `informational`: it stands for itself.
    pub kind: String,
    /// What it means.
    pub meaning: String,
    /// What usually mends it.
    pub typical_fix: String,
}

/// Why a reason code is none that a report can be about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarcError {
    /// It is not known.
    #[error("not a claim adjustment reason code that is known here; the nearest are {}", .nearest.join(", "))]
    Unknown {
        /// Known codes that look like it.
        nearest: Vec<String>,
    },
    /// It adjusts a line that was paid as it should be.
    #[error("{carc} is no denial ({meaning}): report the reason for which the line was not paid")]
    NoDenial {
        /// The code.
        carc: Carc,
        /// What it means.
        meaning: String,
    },
}

/// The reason codes that are known.
#[derive(Clone, Debug, Default)]
pub struct ReasonCodes(BTreeMap<Carc, AdjustmentReason>);

impl FromIterator<(Carc, AdjustmentReason)> for ReasonCodes {
    fn from_iter<I: IntoIterator<Item = (Carc, AdjustmentReason)>>(reasons: I) -> Self {
        Self(reasons.into_iter().collect())
    }
}

impl ReasonCodes {
    /// What a code means, where it is known.
    #[must_use]
    pub fn get(&self, carc: Carc) -> Option<&AdjustmentReason> {
        self.0.get(&carc)
    }

    /// Every code with what it means, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Carc, &AdjustmentReason)> {
        self.0.iter().map(|(carc, reason)| (*carc, reason))
    }

    /// The code, where a report can be about it.
    ///
    /// # Errors
    /// When it is not known, or is no denial.
    pub fn check(&self, carc: Carc) -> Result<Carc, CarcError> {
        match self.get(carc) {
            None => Err(CarcError::Unknown { nearest: self.nearest(carc) }),
            Some(AdjustmentReason { class: ReasonClass::Adjustment, meaning, .. }) => {
                Err(CarcError::NoDenial { carc, meaning: meaning.clone() })
            }
            Some(AdjustmentReason { class: ReasonClass::Denial | ReasonClass::Context, .. }) => Ok(carc),
        }
    }

    /// The denials whose codes are nearest: those that begin alike, and of them those of the nearest number.
    fn nearest(&self, carc: Carc) -> Vec<String> {
        let asked = carc.as_str();
        let unlike = |known: &str| {
            let alike = known.bytes().zip(asked.bytes()).take_while(|(known, asked)| known == asked);
            (Reverse(alike.count()), number(known).abs_diff(number(asked)))
        };
        let denials = self.0.iter().filter(|(_, reason)| reason.class != ReasonClass::Adjustment);
        let mut denials: Vec<_> = denials.map(|(carc, _)| carc.to_string()).collect();
        denials.sort_by_key(|known| unlike(known));
        denials.truncate(NEAREST);
        denials
    }
}

/// The number of a code, without its letter.
fn number(code: &str) -> u32 {
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
    fn a_report_is_about_a_known_denial() {
        assert_eq!(check("97"), Ok("97".parse().unwrap()));
        assert_eq!(check("59"), Ok("59".parse().unwrap()));
        let no_denial = "45 is no denial (the charge is above the fee schedule): report the reason for which the line was not paid";
        assert_eq!(check("45"), Err(no_denial.to_owned()));
        let unknown = "not a claim adjustment reason code that is known here; the nearest are 198, 197, 97";
        assert_eq!(check("199"), Err(unknown.to_owned()));
    }
}
