//! The charge for a service.

use super::claim::{Amount, Item};
use super::expression::of_item;
use super::quantity::Count;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::vocabulary::Money;
use serde_json::Number;

/// The charge for a service, if the claim has one, and the element that it is from.
pub(super) fn charge(
    item: &Item,
    Count { units, minutes }: Count,
    position: usize,
    faults: &mut Faults,
) -> (Option<String>, &'static str) {
    let at = |element: &str| of_item(position, element);
    let count = units.or(minutes).unwrap_or(1);
    match (&item.net, &item.unit_price) {
        (Some(net), price) => {
            // The price of a service in minutes can be that of a minute, of fifteen, or of the whole.
            let is_apart = |price: &Amount| contradicts(net, price, count, item.factor.as_ref());
            if minutes.is_none() && price.as_ref().is_some_and(is_apart) {
                let detail = "The charge for the whole service is not unitPrice times quantity times factor. Correct it, or leave \
                              unitPrice and factor out.";
                faults.add_coded(FaultCode::Conflict, at("net"), detail);
            }
            (money(net, &at("net"), faults), "net")
        }
        (None, Some(price)) => {
            if item.factor.as_ref().is_some_and(|factor| factor.as_f64() != Some(1.0)) {
                let detail = "A charge with a factor is not computed here. Send the charge for the whole service in net.";
                faults.add_coded(FaultCode::MissingField, at("net"), detail);
            }
            (money(price, &at("unitPrice"), faults).map(|each| times(&each, count)), "unitPrice")
        }
        (None, None) => (None, "net"),
    }
}

/// An amount of US dollars as a decimal text.
fn money(amount: &Amount, at: &str, faults: &mut Faults) -> Option<String> {
    if amount.currency.as_deref().is_some_and(|currency| currency != "USD") {
        faults.add(format_args!("{at}.currency"), "Medicare pays US dollars. Write USD.");
    }
    if amount.value.is_none() {
        faults.add_coded(FaultCode::MissingField, format_args!("{at}.value"), "The amount has no value.");
    }
    amount.value.as_ref().map(Number::to_string)
}

/// A price times a number of units. A text that is not an amount stays as it is, and is refused later.
fn times(each: &str, units: i64) -> String {
    let amount = each.parse::<Money>().ok().zip(u32::try_from(units).ok());
    amount.map_or_else(|| each.to_owned(), |(each, units)| each.for_units(units).to_string())
}

/// Whether a charge is more than a cent away from the product of its parts. Numbers that are not plain decimals are not compared:
/// they are refused elsewhere.
fn contradicts(net: &Amount, price: &Amount, count: i64, factor: Option<&Number>) -> bool {
    let product = || {
        let one = Decimal { digits: 1, scale: 0 };
        let price = Decimal::of(price.value.as_ref()?)?;
        let factor = factor.map_or(Some(one), Decimal::of)?;
        price.times(Decimal { digits: i128::from(count), scale: 0 })?.times(factor)
    };
    let net = net.value.as_ref().and_then(Decimal::of);
    let is_apart = net.zip(product()).and_then(|(net, product)| net.is_over_a_cent_from(product));
    is_apart.unwrap_or(false)
}

/// An exact decimal number: `digits` divided by ten to the power of `scale`.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    /// The longest number that is read. The product of three of them has room.
    const LONGEST: usize = 11;

    fn of(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let digits = format!("{whole}{decimals}");
        let is_short = digits.len() <= Self::LONGEST;
        let digits = Some(digits).filter(|_| is_short)?.parse().ok()?;
        Some(Self { digits, scale: u32::try_from(decimals.len()).ok()? })
    }

    fn times(self, other: Self) -> Option<Self> {
        let digits = self.digits.checked_mul(other.digits)?;
        Some(Self { digits, scale: self.scale.checked_add(other.scale)? })
    }

    fn is_over_a_cent_from(self, other: Self) -> Option<bool> {
        const CENT: u32 = 2;
        let scale = self.scale.max(other.scale).max(CENT);
        let power = |exponent: u32| 10_i128.checked_pow(exponent);
        let raised = |one: Self| one.digits.checked_mul(power(scale.checked_sub(one.scale)?)?);
        let apart = raised(self)?.checked_sub(raised(other)?)?;
        Some(apart.unsigned_abs() > power(scale.checked_sub(CENT)?)?.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_charge_is_the_product_of_its_parts_to_the_cent() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        let amount = |text: &str| {
            serde_json::from_value::<Amount>(json!({"value": number(text), "currency": "USD"})).unwrap()
        };
        for (net, price, count, factor, expected) in [
            ("1050.0", "1400.0", 1, Some("0.75"), false),
            ("1400.0", "1400.0", 1, Some("0.75"), true),
            ("300", "75.00", 4, None, false),
            ("300.01", "75.00", 4, None, false),
            ("300.02", "75.00", 4, None, true),
            ("33.33", "9.9999", 3, Some("1.111"), false),
            ("75", "75", 2, None, true),
            ("1e400", "75", 2, None, false),
        ] {
            let Ok(net) = serde_json::from_str::<Number>(net) else { continue };
            let net = Amount { value: Some(net), currency: None };
            let factor = factor.map(number);
            assert_eq!(
                contradicts(&net, &amount(price), count, factor.as_ref()),
                expected,
                "{net:?} {price}"
            );
        }
    }
}
