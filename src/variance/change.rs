//! The single changes that can explain a payment.

use crate::vocabulary::Money;
use std::fmt;

/// A single change of how a line is priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Another payment locality.
    Locality,
    /// The other setting: facility or non-facility.
    Setting,
    /// The practitioner participates in Medicare, or does not.
    Participation,
    /// Another profession.
    Practitioner,
    /// Another rank among the procedures or tests of the day.
    Rank,
    /// Modifier 50 counted or not.
    Bilateral,
    /// Sequestration not taken.
    Sequestration,
    /// Another release of the fee schedule.
    Release,
    /// A whole percentage of Medicare's amount, as a contract sets it.
    ContractPercent,
    /// Another number of units.
    Units,
    /// A modifier left out or added.
    Modifier,
    /// An edit not applied.
    Edit,
    /// The lesser of charge and fee not taken.
    Charge,
    /// No single change explains the payment.
    Unknown,
}

impl Change {
    /// Every change.
    pub const ALL: &[Self] = &[
        Self::Locality,
        Self::Setting,
        Self::Participation,
        Self::Practitioner,
        Self::Rank,
        Self::Bilateral,
        Self::Sequestration,
        Self::Release,
        Self::ContractPercent,
        Self::Units,
        Self::Modifier,
        Self::Edit,
        Self::Charge,
        Self::Unknown,
    ];

    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Locality => "locality",
            Self::Setting => "setting",
            Self::Participation => "participation",
            Self::Practitioner => "practitioner",
            Self::Rank => "rank",
            Self::Bilateral => "bilateral",
            Self::Sequestration => "sequestration",
            Self::Release => "release",
            Self::ContractPercent => "contract_percent",
            Self::Units => "units",
            Self::Modifier => "modifier",
            Self::Edit => "edit",
            Self::Charge => "charge",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A single change under which the line is paid as it was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What changes.
    pub change: Change,
    /// To what, in the terms of an estimate: a locality, a setting, a profession, `without 50`. Empty for an unknown change.
    pub to: String,
    /// The allowed amount under the change; `None` for an unknown one.
    pub allowed: Option<Money>,
}

impl Explanation {
    /// That no single change explains the payment.
    pub(super) const fn unknown() -> Self {
        Self { change: Change::Unknown, to: String::new(), allowed: None }
    }
}
