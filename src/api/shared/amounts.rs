//! Amounts of both settings.

use crate::api::wire::decimal::{Dollars, Shown};
use crate::pricing::fee_schedule_amount;
use crate::vocabulary::{ConversionFactor, Gpcis, Money, ServiceRow, Setting};
use serde::Serialize;
use utoipa::ToSchema;

/// An amount for each setting, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingAmounts {
    /// The amount outside facilities, such as in an office.
    pub(crate) non_facility: Dollars,
    /// The amount in facilities, such as in a hospital.
    pub(crate) facility: Dollars,
}

/// The national amounts of a row; `None` if CMS publishes no amount for it.
pub(crate) fn national_amounts(row: &ServiceRow, factor: ConversionFactor) -> Option<SettingAmounts> {
    let national = |setting| Some(fee_schedule_amount(row.rvus(setting), Gpcis::NATIONAL, factor));
    row.has_published_amount().then(|| amounts_of(national)).flatten()
}

/// The amounts of both settings, if both have one.
pub(crate) fn amounts_of(amount: impl Fn(Setting) -> Option<Money>) -> Option<SettingAmounts> {
    Some(SettingAmounts {
        non_facility: Shown(amount(Setting::NonFacility)?),
        facility: Shown(amount(Setting::Facility)?),
    })
}
