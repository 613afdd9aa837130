//! Equipment, prosthetics, orthotics and supplies (DMEPOS), and parenteral and enteral nutrition: fees by state.

use super::indicators::{ParseIndicatorError, indicator};
use super::{HcpcsCode, Modifier, Money};
use std::fmt;
use std::str::FromStr;

indicator! {
    /// JURIS: which Medicare contractor takes the claims of an item.
    Jurisdiction called "jurisdiction" {
        Equipment = "D": "The equipment contractor (DME MAC) takes the claims, not the practitioner's contractor.",
        Local = "L": "The practitioner's contractor takes the claims.",
        Joint = "J": "The practitioner's contractor takes the claims if the item belongs to a service of the practitioner, else the equipment contractor.",
    }
}

/// The postal abbreviation of a state, of the District of Columbia, or of a territory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateCode([u8; 2]);

impl StateCode {
    /// The state of a text, such as `KS`. CMS's ZIP code file divides Kansas and Missouri: `EK` and `WK`, `EM` and `WM`.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "EK" | "WK" => Some(Self(*b"KS")),
            "EM" | "WM" => Some(Self(*b"MO")),
            _ => text
                .as_bytes()
                .try_into()
                .ok()
                .filter(|letters: &[u8; 2]| letters.as_slice().is_ascii())
                .map(Self),
        }
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The fees of one item in one state. CMS writes no fee as 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateFees {
    /// The state.
    pub state: StateCode,
    /// The fee outside rural areas, or everywhere if there is no rural one. Alaska, Hawaii and the territories have only a
    /// rural one of some items.
    pub non_rural: Option<Money>,
    /// The fee in rural areas, if it differs.
    pub rural: Option<Money>,
}

impl StateFees {
    /// The fee of a place.
    #[must_use]
    pub fn fee(&self, is_rural: bool) -> Option<Money> {
        if is_rural { self.rural.or(self.non_rural) } else { self.non_rural.or(self.rural) }
    }
}

/// The fees of one item in every state: `AL 0.58 -, AR 0.63 -`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeesByState(pub Vec<StateFees>);

impl FeesByState {
    /// The fees of a state; `None` if the schedule does not have the state.
    #[must_use]
    pub fn of(&self, state: StateCode) -> Option<StateFees> {
        self.0.iter().find(|fees| fees.state == state).copied()
    }
}

/// What is written for no fee.
const NO_FEE: &str = "-";

impl fmt::Display for FeesByState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        for StateFees { state, non_rural, rural } in &self.0 {
            write!(f, "{before}{state}")?;
            for fee in [non_rural, rural] {
                match fee {
                    Some(fee) => write!(f, " {fee}")?,
                    None => write!(f, " {NO_FEE}")?,
                }
            }
            before = ", ";
        }
        Ok(())
    }
}

/// Why a text is not a list of fees by state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part:?} is not a state with its two fees, such as AL 0.58 -")]
pub struct ParseFeesError {
    part: String,
}

impl FromStr for FeesByState {
    type Err = ParseFeesError;

    fn from_str(text: &str) -> Result<Self, ParseFeesError> {
        let part = |part: &str| state_fees(part).ok_or_else(|| ParseFeesError { part: part.to_owned() });
        text.split(", ").filter(|part| !part.is_empty()).map(part).collect::<Result<_, _>>().map(Self)
    }
}

fn state_fees(text: &str) -> Option<StateFees> {
    let mut words = text.split(' ');
    let (state, non_rural, rural) = (StateCode::of(words.next()?)?, words.next()?, words.next()?);
    let fee = |word: &str| if word == NO_FEE { Some(None) } else { word.parse().ok().map(Some) };
    words.next().is_none().then_some(StateFees { state, non_rural: fee(non_rural)?, rural: fee(rural)? })
}

/// A row of the fee schedule of equipment, prosthetics, orthotics and supplies (Social Security Act 1834(a), (h), (i)), or of
/// parenteral and enteral nutrition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquipmentFee {
    /// The item.
    pub hcpcs: HcpcsCode,
    /// The modifiers of the row: NU new, UE used, RR rented for a month, and others.
    pub modifiers: [Option<Modifier>; 2],
    /// Which contractor takes the claims.
    pub jurisdiction: Jurisdiction,
    /// CATG: the payment category, such as CR for capped rental; empty for nutrition.
    pub category: String,
    /// The most that a fee of a contiguous state may be.
    pub ceiling: Option<Money>,
    /// The least that it may be.
    pub floor: Option<Money>,
    /// The fees.
    pub fees: FeesByState,
    /// CMS's short descriptor of the item. Level II codes are not licensed.
    pub descriptor: Option<String>,
}

impl EquipmentFee {
    /// The category of items that are rented for up to 13 months.
    const CAPPED_RENTAL: &str = "CR";

    /// Whether the item is rented for up to 13 months and is then the patient's.
    #[must_use]
    pub fn is_capped_rental(&self) -> bool {
        self.category == Self::CAPPED_RENTAL
    }

    /// The number of modifiers of the row, if a line carries all of them.
    #[must_use]
    pub fn fits(&self, modifiers: &[Modifier]) -> Option<usize> {
        let own = self.modifiers.iter().flatten();
        own.clone().all(|modifier| modifiers.contains(modifier)).then(|| own.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_by_state_are_read_as_they_are_written() {
        for text in ["", "AL 0.58 -", "AL 0.58 -, AK - 6.16, WY 1234.50 1300.00"] {
            assert_eq!(text.parse::<FeesByState>().unwrap().to_string(), text);
        }
        for text in ["AL", "AL 0.58", "AL 0.58 - -", "ALA 0.58 -", "AL x -", "AL 0.58 -,AR 0.58 -"] {
            let error = text.parse::<FeesByState>().unwrap_err().to_string();
            assert_eq!(error, format!("{text:?} is not a state with its two fees, such as AL 0.58 -"));
        }
    }

    #[test]
    fn a_state_with_one_fee_has_it_everywhere() {
        let fees: FeesByState = "AL 1.00 -, AK - 2.00, AR 3.00 4.00, WY - -".parse().unwrap();
        let fee = |state: &str, is_rural| {
            let fees = fees.of(StateCode::of(state).unwrap()).unwrap();
            fees.fee(is_rural).map_or_else(String::new, |fee| fee.to_string())
        };
        let states = ["AL", "AK", "AR", "WY"];
        assert_eq!(states.map(|state| fee(state, false)), ["1.00", "2.00", "3.00", ""]);
        assert_eq!(states.map(|state| fee(state, true)), ["1.00", "2.00", "4.00", ""]);
        assert_eq!(fees.of(StateCode::of("EK").unwrap()), None);
    }
}
