//! The field's own words as types that cannot be wrong: codes, decimals, places, indicators, adjustments, claims.
//!
//! Every room shares this vocabulary and it names no room. A value is made through [`std::str::FromStr`]
//! (or a checked constructor) and nowhere else, so whatever holds one needs no further check.

mod adjustments;
mod claim;
mod codes;
mod dates;
mod decimals;
mod edits;
mod indicators;
mod place_of_service;
mod places;
mod provider;
mod service_row;

pub use adjustments::{Carc, GroupCode, ParseAdjustmentError, Rarc};
pub use claim::{
    Charge, Claim, ClaimLine, InvalidClaim, MAX_LINES, MAX_MODIFIERS, MAX_POSTOPERATIVE_DAYS, MAX_UNITS,
};
pub use codes::{Component, HcpcsCode, Modifier, ParseCodeError};
pub use dates::{DateRange, ParseDateError, ParseQuarterError, Quarter, format_date, parse_date};
pub(crate) use decimals::divide_rounding_half_up;
pub use decimals::{ConversionFactor, Figures, Gpci, Money, ParseDecimalError, Rvu, Share};
pub use edits::{AddOnRule, PtpEdit, UnitLimit};
pub use indicators::{
    AddOnType, AdjudicationIndicator, AssistantSurgery, BilateralSurgery, CoSurgeons, GlobalDays,
    MultipleProcedure, ParseIndicatorError, PcTc, PtpIndicator, Status, Supervision, TeamSurgery,
};
pub use place_of_service::{PlaceOfService, Setting};
pub use places::{Locality, Mac, ParsePlaceError, Zip};
pub use provider::{
    MipsAdjustment, ParseMipsError, Provider, ProviderKind, QualifyingApm, UnknownProviderKind,
};
pub use service_row::{Gpcis, OppsRvus, PackageSplit, RvuSet, ServiceRow, ServiceTable};
