//! Amounts of both settings.

use crate::api::wire::decimal::{Dollars, Shown};
use crate::pricing::fee_schedule_amount;
use crate::vocabulary::{ConversionFactor, Gpcis, Money, ServiceRow, Setting};
use serde::Serialize;
use utoipa::ToSchema;

/// An amount for each setting, in dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingAmounts {
    /// Outside facilities.
    non_facility: Dollars,
    /// In facilities.
    facility: Dollars,
}

/// The national amounts of a row that has published ones.
pub(crate) fn national_amounts(row: &ServiceRow, factor: ConversionFactor) -> Option<SettingAmounts> {
    let national = |setting| Some(fee_schedule_amount(row.rvus(setting), Gpcis::NATIONAL, factor));
    row.has_published_amount().then(|| amounts_of(national)).flatten()
}

pub(crate) fn amounts_of(amount: impl Fn(Setting) -> Option<Money>) -> Option<SettingAmounts> {
    Some(SettingAmounts {
        non_facility: Shown(amount(Setting::NonFacility)?),
        facility: Shown(amount(Setting::Facility)?),
    })
}
