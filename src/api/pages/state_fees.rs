//! The fees of equipment and nutrition in the state of the page's place.

use crate::api::codes::other_schedules::ScheduleRateResponse;
use crate::api::wire::decimal::Dollars;

/// The fee of an item in a state.
pub(super) struct StateFee {
    /// The modifiers with which the fee applies, and what the first of them means.
    pub(super) modifiers: String,
    /// The fee at the place of the page.
    pub(super) fee: Amount,
    /// The fee of the other areas of the state, if it differs.
    pub(super) elsewhere: Option<Amount>,
    /// Whether the place of the page is in a rural area.
    pub(super) is_rural: bool,
}

/// An amount, and where the API has it.
pub(super) struct Amount {
    pub(super) amount: Dollars,
    pub(super) at: String,
}

/// The fees of a code in a state, in the order of its rates.
pub(super) fn state_fees(
    rates: &[ScheduleRateResponse<'_>],
    state: Option<&str>,
    is_rural: Option<bool>,
) -> Vec<StateFee> {
    let Some(state) = state else { return Vec::new() };
    let fee = |(number, rate): (usize, &ScheduleRateResponse<'_>)| {
        let fees = &rate.equipment.as_ref()?.fees;
        let position = fees.iter().position(|fee| fee.state == state)?;
        let found = fees.get(position)?;
        let at = |name: &str| format!("fees{number}/{position}/{name}");
        let amount = |fee: Option<Dollars>, name: &str| fee.map(|amount| Amount { amount, at: at(name) });
        let everywhere = [amount(found.non_rural, "non_rural"), amount(found.rural, "rural")];
        let is_rural = is_rural == Some(true);
        let [first, second] = everywhere;
        let (first, second) = if is_rural { (second, first) } else { (first, second) };
        let (fee, elsewhere) = match (first, second) {
            (Some(fee), elsewhere) => (fee, elsewhere),
            (None, other) => (other?, None),
        };
        Some(StateFee { modifiers: modifiers_of(rate), fee, elsewhere, is_rural })
    };
    rates.iter().enumerate().filter_map(fee).collect()
}

/// The modifiers of a rate in words, such as `RR (one month of rental)`; empty if it has none.
fn modifiers_of(rate: &ScheduleRateResponse<'_>) -> String {
    let modifiers = [rate.modifier, rate.second_modifier].into_iter().flatten().map(|modifier| modifier.0);
    let names: Vec<String> = modifiers.clone().map(|modifier| modifier.to_string()).collect();
    let meanings = [("NU", "new"), ("UE", "used"), ("RR", "one month of rental")];
    let meaning = meanings.iter().find(|(name, _)| names.first().is_some_and(|first| first == name));
    let meaning = meaning.map(|(_, meaning)| format!(" ({meaning})")).unwrap_or_default();
    names.join("-") + &meaning
}
