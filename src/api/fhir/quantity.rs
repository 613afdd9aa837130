//! The quantity of a service: units, or minutes of anesthesia.

use super::claim::Quantity;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::vocabulary::MAX_UNITS;
use serde_json::Number;

/// What a quantity counts. Both are absent if there is none, or if it is at fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) units: Option<i64>,
    pub(crate) minutes: Option<i64>,
}

/// What a unit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    Units,
    Minutes,
}

impl Counts {
    /// What a unit of UCUM or X12 counts, or one in words; `None` if it is another unit, such as one of weight. An annotation of UCUM,
    /// such as `{visit}`, is a count.
    fn of(unit: &str) -> Option<Self> {
        let unit = unit.trim().to_ascii_lowercase();
        let is_annotation = unit.starts_with('{') && unit.ends_with('}');
        match unit.as_str() {
            "min" | "mins" | "minute" | "minutes" | "mj" => Some(Self::Minutes),
            "" | "1" | "un" | "unit" | "units" | "u" | "each" | "ea" => Some(Self::Units),
            _ => is_annotation.then_some(Self::Units),
        }
    }
}

/// Reads a quantity, and adds what is at fault.
pub(crate) fn check_quantity(quantity: Option<&Quantity>, at: &str, faults: &mut Faults) -> Count {
    let Some(quantity) = quantity else { return Count::default() };
    if quantity.comparator.is_some() {
        let detail =
            "A quantity with a comparator is no number of units. Send the number, without comparator.";
        faults.add_coded(FaultCode::UnknownField, format_args!("{at}.comparator"), detail);
    }
    let count = whole_number(quantity, &format!("{at}.value"), faults);
    let (unit, element) = match (&quantity.code, &quantity.unit) {
        (Some(code), _) => (code.as_str(), "code"),
        (None, Some(unit)) => (unit.as_str(), "unit"),
        (None, None) => ("", "unit"),
    };
    match Counts::of(unit) {
        Some(Counts::Units) => Count { units: count, minutes: None },
        Some(Counts::Minutes) => Count { units: None, minutes: count },
        None => {
            let detail = "The unit counts neither units nor minutes. Send the units that Medicare bills, with UN, or the minutes of \
                          anesthesia, with min.";
            faults.add(format_args!("{at}.{element}"), detail);
            Count::default()
        }
    }
}

/// The whole number of a quantity.
fn whole_number(quantity: &Quantity, at: &str, faults: &mut Faults) -> Option<i64> {
    let Some(value) = &quantity.value else {
        faults.add_coded(FaultCode::MissingField, at, "The quantity has no value.");
        return None;
    };
    // Rust prints a whole number without its decimals.
    let of_decimal = |number: &Number| number.as_f64().and_then(|number| number.to_string().parse().ok());
    let number = value.as_i64().or_else(|| of_decimal(value));
    if number.is_none() {
        faults.add(at, format_args!("The quantity is not a whole number. Write one from 1 to {MAX_UNITS}."));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_counts_units_or_minutes_in_every_spelling() {
        for unit in ["UN", "un", "1", "{visit}", "unit", "Units", "each", "EA", " "] {
            assert_eq!(Counts::of(unit), Some(Counts::Units), "{unit}");
        }
        for unit in ["min", "MJ", "mj", "Minutes", "minute"] {
            assert_eq!(Counts::of(unit), Some(Counts::Minutes), "{unit}");
        }
        for unit in ["mg", "mL", "h", "F2", "{visit", "10"] {
            assert_eq!(Counts::of(unit), None, "{unit}");
        }
    }
}
