//! Checks terms, and names everything that is wrong with them at once.

use super::request::{FeeRequest, RangeRequest, TermsRequest};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::hints::{hcpcs_hint, modifier_hint};
use crate::contract::{
    CodePercent, FixedFee, MAX_FEES, MAX_RANGES, Terms, TermsFault, TermsPart, TermsParts,
};
use crate::vocabulary::{HcpcsCode, Modifier, Money, ParseDecimalError, Share};
use std::fmt::Display;
use std::str::FromStr;

/// Checks terms at a pointer of a request. Adds what is wrong to the faults, and then returns `None`.
pub(crate) fn check_terms(faults: &mut Faults, at: &str, request: &TermsRequest) -> Option<Terms> {
    let mut reader = Reader { faults, at, is_faulty: false };
    let percent = request.percent.as_deref();
    let percent = percent.and_then(|text| reader.percent(format_args!("{at}/percent"), text));
    let ranges = reader.all(request.ranges.as_deref(), MAX_RANGES, TermsFault::TooManyRanges, Reader::range);
    let fees = reader.all(request.fees.as_deref(), MAX_FEES, TermsFault::TooManyFees, Reader::fee);
    let usual = TermsParts::default();
    let parts = TermsParts {
        percent,
        ranges: ranges.iter().map(|(_, range)| *range).collect(),
        fees: fees.iter().map(|(_, fee)| *fee).collect(),
        lesser_of_charge: request.lesser_of_charge.unwrap_or(usual.lesser_of_charge),
        no_mppr: request.no_mppr.unwrap_or(usual.no_mppr),
        no_sequestration: request.no_sequestration.unwrap_or(usual.no_sequestration),
    };
    match Terms::new(parts) {
        Ok(terms) => (!reader.is_faulty).then_some(terms),
        Err(found) => {
            // Terms that are empty because nothing in them could be read are not called empty.
            let is_new = |fault: &&TermsFault| **fault != TermsFault::Empty || !reader.is_faulty;
            for fault in found.iter().filter(is_new) {
                // Values that could not be read are left out, so the positions are those of the others.
                let sent = |positions: Option<usize>, own| positions.unwrap_or(own);
                let pointer = match fault.part() {
                    TermsPart::Whole => at.to_owned(),
                    TermsPart::Percent => format!("{at}/percent"),
                    TermsPart::Ranges => format!("{at}/ranges"),
                    TermsPart::Range(own) => {
                        format!("{at}/ranges/{}", sent(ranges.get(own).map(|(sent, _)| *sent), own))
                    }
                    TermsPart::Fees => format!("{at}/fees"),
                    TermsPart::Fee(own) => {
                        format!("{at}/fees/{}", sent(fees.get(own).map(|(sent, _)| *sent), own))
                    }
                };
                reader.faults.add_coded(code_of(fault), pointer, fault);
            }
            None
        }
    }
}

const fn code_of(fault: &TermsFault) -> FaultCode {
    match fault {
        TermsFault::Empty => FaultCode::MissingField,
        TermsFault::NoPercent(_) | TermsFault::NegativeFee { .. } => FaultCode::OutOfRange,
        TermsFault::TooManyRanges(_) | TermsFault::TooManyFees(_) => FaultCode::WrongLength,
        TermsFault::Reversed { .. } | TermsFault::Overlapping { .. } => FaultCode::Conflict,
        TermsFault::RepeatedFee { .. } => FaultCode::RepeatedValue,
    }
}

/// Reads the values of terms.
struct Reader<'f> {
    faults: &'f mut Faults,
    at: &'f str,
    /// Whether a value could not be read.
    is_faulty: bool,
}

impl Reader<'_> {
    /// Reads the items of a list, each with its position in it. An item that cannot be read is left out.
    fn all<T, V>(
        &mut self,
        items: Option<&[T]>,
        most: usize,
        too_many: fn(usize) -> TermsFault,
        read: fn(&mut Self, usize, &T) -> Option<V>,
    ) -> Vec<(usize, V)> {
        let items = items.unwrap_or_default();
        if items.len() > most {
            let fault = too_many(items.len());
            let list = if matches!(fault.part(), TermsPart::Ranges) { "ranges" } else { "fees" };
            self.is_faulty = true;
            self.faults.add_coded(code_of(&fault), format_args!("{}/{list}", self.at), fault);
            return Vec::new();
        }
        let read = items
            .iter()
            .enumerate()
            .filter_map(|(position, item)| Some((position, read(self, position, item)?)));
        read.collect()
    }

    fn range(&mut self, position: usize, range: &RangeRequest) -> Option<CodePercent> {
        let at = format!("{}/ranges/{position}", self.at);
        let from = self.code(format_args!("{at}/from"), &range.from);
        let to = self.code(format_args!("{at}/to"), &range.to);
        let percent = self.percent(format_args!("{at}/percent"), &range.percent);
        let (from, to) = (from?, to?);
        if percent.is_none() && from > to {
            // A range without a percentage is left out of the later checks.
            let fault = TermsFault::Reversed { at: position, from, to };
            self.faults.add_coded(code_of(&fault), &at, fault);
        }
        Some(CodePercent { from, to, percent: percent? })
    }

    fn fee(&mut self, position: usize, fee: &FeeRequest) -> Option<FixedFee> {
        let at = format!("{}/fees/{position}", self.at);
        let hcpcs = self.code(format_args!("{at}/hcpcs"), &fee.hcpcs);
        let text = fee.modifier.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let modifier = match text {
            None => Some(None),
            Some(text) => {
                let pointer = format_args!("{at}/modifier");
                self.keep::<Modifier>(pointer, text, || modifier_hint(text)).map(Some)
            }
        };
        let amount = self.amount(format_args!("{at}/amount"), &fee.amount);
        Some(FixedFee { hcpcs: hcpcs?, modifier: modifier?, amount: amount? })
    }

    fn code(&mut self, pointer: impl Display, text: &str) -> Option<HcpcsCode> {
        self.keep(pointer, text, || hcpcs_hint(text))
    }

    fn keep<T: FromStr<Err: Display>>(
        &mut self,
        pointer: impl Display,
        text: &str,
        hint: impl FnOnce() -> String,
    ) -> Option<T> {
        let value = self.faults.keep_or_hint(pointer, text.parse(), hint);
        self.is_faulty |= value.is_none();
        value
    }

    fn percent(&mut self, pointer: impl Display, text: &str) -> Option<Share> {
        self.decimal(pointer, Share::of_percent(text))
    }

    fn amount(&mut self, pointer: impl Display, text: &str) -> Option<Money> {
        let amount = text.parse::<Money>().and_then(|amount| {
            let out_of_range = || ParseDecimalError::OutOfRange {
                value: text.to_owned(),
                low: Money::ZERO.to_string(),
                high: Money::MAX.to_string(),
            };
            if amount >= Money::ZERO { Ok(amount) } else { Err(out_of_range()) }
        });
        self.decimal(pointer, amount)
    }

    fn decimal<T>(&mut self, pointer: impl Display, value: Result<T, ParseDecimalError>) -> Option<T> {
        let error = match value {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let code = match &error {
            ParseDecimalError::OutOfRange { .. } | ParseDecimalError::TooLarge { .. } => {
                FaultCode::OutOfRange
            }
            ParseDecimalError::NotANumber { .. } | ParseDecimalError::TooManyDecimals { .. } => {
                FaultCode::InvalidValue
            }
        };
        self.is_faulty = true;
        self.faults.add_coded(code, pointer, error);
        None
    }
}
