//! The terms of the field as types with only valid values: codes, decimals, places, indicators, adjustments, claims.
//!
//! Every module uses this vocabulary, and it uses no other. A value is made only by [`std::str::FromStr`] or a constructor
//! that checks it. So code that holds a value never has to check it again.

mod adjustments;
mod claim;
mod code_index;
mod codes;
mod dates;
mod decimal_text;
mod decimals;
mod edits;
mod equipment;
mod indicators;
pub(crate) mod modifiers;
mod money;
mod named_values;
pub(crate) mod nearest;
mod part_b_rates;
mod place_of_service;
mod places;
mod provider;
mod service_row;

#[cfg(test)]
mod claim_tests;

pub use adjustments::{Carc, GroupCode, ParseAdjustmentError, Rarc};
pub use claim::{
    Charge, Claim, ClaimLine, InvalidClaim, MAX_LINES, MAX_MODIFIERS, MAX_POSTOPERATIVE_DAYS, MAX_UNITS,
    units_in_digits,
};
pub(crate) use code_index::CodeIndex;
pub use codes::{Component, HcpcsCode, Modifier, ParseCodeError};
pub use dates::{DateRange, ParseDateError, ParseQuarterError, Quarter, format_date, parse_date};
pub use decimal_text::{DecimalText, DollarAmount};
pub use decimals::{ConversionFactor, FineShare, Gpci, Money, ParseDecimalError, Rvu, Share, UnitPrice};
pub use edits::{AddOnRule, Bundling, PtpEdit, UnitLimit};
pub use equipment::{EquipmentFee, FeesByState, Jurisdiction, ParseFeesError, StateCode, StateFees};
pub use indicators::{
    AddOnType, AdjudicationIndicator, AssistantSurgery, BilateralSurgery, CoSurgeons, GlobalDays,
    MultipleProcedure, ParseIndicatorError, PcTc, PtpIndicator, Status, Supervision, TeamSurgery,
};
pub use modifiers::ModifierUse;
pub(crate) use money::divide_rounding_half_up;
pub(crate) use named_values::named_values;
pub use part_b_rates::{DrugLimit, LaboratoryRate, PaymentSchedule, RateRow};
pub use place_of_service::{PlaceOfService, Setting};
pub use places::{Locality, Mac, ParsePlaceError, Zip};
pub use provider::{
    MipsAdjustment, ParseMipsError, Provider, ProviderKind, QualifyingApm, UnknownProviderKind,
};
pub use service_row::{Gpcis, OppsRvus, PackageSplit, RvuSet, ServiceRow, ServiceTable};
