//! What claim adjustment reason codes (CARC) mean, and which of them a report can be about.

use super::code_dates::{CodeAge, CodeDates, all_reasons, all_remarks, dates_of_reason};
use super::service_month::ServiceMonth;
use crate::vocabulary::{Carc, Rarc, format_date};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use time::Date;

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
    /// What it means. Empty if we have no words for it yet.
    pub meaning: String,
    /// What usually helps. Empty if we have no words for it yet.
    pub typical_fix: String,
}

impl AdjustmentReason {
    /// Whether we have words for it.
    #[must_use]
    pub const fn has_words(&self) -> bool {
        !self.meaning.is_empty()
    }
}

/// What a remark code means, in our own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkCode {
    /// The remittance advice remark code.
    pub rarc: Rarc,
    /// `supplemental`: it explains an adjustment. `informational`: it adds a notice. `unclassified`: we do not say.
    pub kind: String,
    /// What it means. Empty if we have no words for it yet.
    pub meaning: String,
    /// What usually helps. Empty if we have no words for it yet.
    pub typical_fix: String,
}

impl RemarkCode {
    /// The values of `kind`. The database takes the first two.
    pub const KINDS: [&'static str; 3] = ["supplemental", "informational", "unclassified"];

    /// Every remark code and its days: these, which have words, and all others. In the order of their letters.
    #[must_use]
    pub fn all(worded: Vec<Self>) -> Vec<(Self, CodeDates)> {
        let without_words = |rarc| Self {
            rarc,
            kind: "unclassified".to_owned(),
            meaning: String::new(),
            typical_fix: String::new(),
        };
        let mut all: BTreeMap<Rarc, (Self, CodeDates)> =
            all_remarks().map(|(rarc, dates)| (rarc, (without_words(rarc), dates))).collect();
        for remark in worded {
            let dates = all.get(&remark.rarc).map(|(_, dates)| *dates).unwrap_or_default();
            all.insert(remark.rarc, (remark, dates));
        }
        all.into_values().collect()
    }
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
    #[error("CARC {carc} does not deny a line{}. Send the code that explains why it was not paid", in_brackets(.meaning))]
    NoDenial {
        /// The code.
        carc: Carc,
        /// What it means, if we have words for it.
        meaning: String,
    },
    /// It was stopped before the month of the service.
    #[error(
        "CARC {carc} was stopped on {}, before the month of the service. Send the code that the payer uses now",
        format_date(*.stop)
    )]
    Stopped {
        /// The code.
        carc: Carc,
        /// The day from which it is no longer in force.
        stop: Date,
    },
}

fn in_brackets(meaning: &str) -> String {
    if meaning.is_empty() { String::new() } else { format!(" ({meaning})") }
}

/// Every reason code, with a meaning if we have words for it.
#[derive(Clone, Debug, Default)]
pub struct ReasonCodes(BTreeMap<Carc, AdjustmentReason>);

impl FromIterator<(Carc, AdjustmentReason)> for ReasonCodes {
    /// Every reason code. These ones have a meaning.
    fn from_iter<I: IntoIterator<Item = (Carc, AdjustmentReason)>>(reasons: I) -> Self {
        let without_words = |is_adjustment| AdjustmentReason {
            class: if is_adjustment { ReasonClass::Adjustment } else { ReasonClass::Context },
            meaning: String::new(),
            typical_fix: String::new(),
        };
        let mut all: BTreeMap<_, _> =
            all_reasons().map(|(carc, is_adjustment)| (carc, without_words(is_adjustment))).collect();
        all.extend(reasons);
        Self(all)
    }
}

impl ReasonCodes {
    /// Every reason code, without our words.
    #[must_use]
    pub fn listed() -> Self {
        std::iter::empty().collect()
    }

    /// What is known of a code.
    #[must_use]
    pub fn get(&self, carc: Carc) -> Option<&AdjustmentReason> {
        self.0.get(&carc)
    }

    /// Every code, its meaning and its days, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Carc, &AdjustmentReason, CodeDates)> {
        self.0.iter().map(|(carc, reason)| (*carc, reason, dates_of_reason(*carc).unwrap_or_default()))
    }

    /// Whether we have words for a code.
    #[must_use]
    pub fn has_words(&self, carc: Carc) -> bool {
        self.get(carc).is_some_and(AdjustmentReason::has_words)
    }

    /// Returns the code if a report of a service of this month can be about it. Without a month its days are not checked.
    ///
    /// # Errors
    /// If it is not known, is not a denial, or was stopped before the month.
    pub fn check(&self, carc: Carc, month: Option<ServiceMonth>) -> Result<Carc, CarcError> {
        let Some(reason) = self.get(carc) else {
            return Err(CarcError::Unknown { nearest: self.nearest(carc) });
        };
        let age = month.map(|month| dates_of_reason(carc).unwrap_or_default().age_in(month));
        match (reason.class, age) {
            (ReasonClass::Adjustment, _) => {
                Err(CarcError::NoDenial { carc, meaning: reason.meaning.clone() })
            }
            (ReasonClass::Denial | ReasonClass::Context, Some(CodeAge::Older { stop })) => {
                Err(CarcError::Stopped { carc, stop })
            }
            (
                ReasonClass::Denial | ReasonClass::Context,
                Some(CodeAge::InForce | CodeAge::Newer { .. }) | None,
            ) => Ok(carc),
        }
    }

    /// The denials in force with the nearest codes: first those with the longest common beginning, then by number.
    fn nearest(&self, carc: Carc) -> Vec<String> {
        let asked = carc.as_str();
        let distance = |known: &str| {
            let alike = known.bytes().zip(asked.bytes()).take_while(|(known, asked)| known == asked);
            (Reverse(alike.count()), code_number(known).abs_diff(code_number(asked)))
        };
        let denials = self
            .iter()
            .filter(|(_, reason, dates)| reason.class != ReasonClass::Adjustment && dates.stop.is_none());
        let mut denials: Vec<_> = denials.map(|(carc, ..)| carc.to_string()).collect();
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

    fn check(carc: &str, month: &str) -> Result<Carc, String> {
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
        codes.check(carc.parse().unwrap(), month.parse().ok()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_report_is_about_a_known_reason_that_denies() {
        assert_eq!(check("97", ""), Ok("97".parse().unwrap()));
        assert_eq!(check("59", "2025-01"), Ok("59".parse().unwrap()));
        assert_eq!(check("288", "2025-01"), Ok("288".parse().unwrap()), "we have no words for it here");
        let no_denial = "CARC 45 does not deny a line (the charge is above the fee schedule). Send the code that explains why it was not paid";
        assert_eq!(check("45", ""), Err(no_denial.to_owned()));
        let no_denial = "CARC 131 does not deny a line. Send the code that explains why it was not paid";
        assert_eq!(check("131", ""), Err(no_denial.to_owned()));
        let unknown = "not a known claim adjustment reason code (CARC). The nearest are 39, 308, 307";
        assert_eq!(check("399", ""), Err(unknown.to_owned()));
    }

    #[test]
    fn a_reason_must_not_be_older_than_the_service() {
        assert!(check("15", "2018-05").is_ok() && check("15", "").is_ok() && check("307", "2024-12").is_ok());
        let stopped = "CARC 15 was stopped on 2018-05-01, before the month of the service. Send the code that the payer uses now";
        assert_eq!(check("15", "2025-01"), Err(stopped.to_owned()));
    }
}
