//! The terms of a contract, and how the rate of a line is found.

use super::fault::{MAX_FEES, MAX_RANGES, TermsFault, TermsPart};
use crate::vocabulary::{HcpcsCode, Modifier, Money, Share};

/// The percentage of Medicare's amount for codes from a first to a last one, in the order of their texts: 0 to 9, then A to Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePercent {
    /// The first code.
    pub from: HcpcsCode,
    /// The last code, which the range has too.
    pub to: HcpcsCode,
    /// The share of Medicare's amount: 1.2000 is 120 percent.
    pub percent: Share,
}

/// A fee of the contract for one unit of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedFee {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The modifier that a line must have for this fee; `None` for the whole service.
    pub modifier: Option<Modifier>,
    /// Dollars for one unit.
    pub amount: Money,
}

/// What terms are made of, before they are checked. The default changes nothing, so it makes no terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsParts {
    /// The percentage for codes that no range has.
    pub percent: Option<Share>,
    /// Percentages for ranges of codes.
    pub ranges: Vec<CodePercent>,
    /// Fees, which come before percentages.
    pub fees: Vec<FixedFee>,
    /// Whether the charge is allowed if it is lower, as under Medicare.
    pub lesser_of_charge: bool,
    /// Whether Medicare's reductions for several procedures, tests or therapy units of a day do not apply.
    pub no_mppr: bool,
    /// Whether sequestration does not apply.
    pub no_sequestration: bool,
}

impl Default for TermsParts {
    fn default() -> Self {
        Self {
            percent: None,
            ranges: Vec::new(),
            fees: Vec::new(),
            lesser_of_charge: true,
            no_mppr: false,
            no_sequestration: false,
        }
    }
}

/// What a payer and a practice have agreed on. No two percentages or fees of it are for the same code and modifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Ranges by code, and fees by code and modifier.
    parts: TermsParts,
}

/// The rate of a line under terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreedRate {
    /// A share of what Medicare would allow.
    Percent(Share),
    /// A fee in place of it.
    Fee(FixedFee),
}

impl Terms {
    /// Checks terms.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn new(mut parts: TermsParts) -> Result<Self, Vec<TermsFault>> {
        let faults = faults(&parts);
        if !faults.is_empty() {
            return Err(faults);
        }
        parts.ranges.sort_by_key(|range| range.from);
        parts.fees.sort_by_key(|fee| (fee.hcpcs, fee.modifier));
        Ok(Self { parts })
    }

    /// The rate of a code with these modifiers; `None` if the terms have none.
    #[must_use]
    pub fn rate_of(&self, hcpcs: HcpcsCode, modifiers: &[Modifier]) -> Option<AgreedRate> {
        let fee = self.fee_of(hcpcs, modifiers).map(AgreedRate::Fee);
        fee.or_else(|| self.percent_of(hcpcs).map(AgreedRate::Percent))
    }

    /// The fee of a code with these modifiers: that of the first modifier that has one, else the fee of the whole service. A
    /// component (26 or TC) and a discontinued procedure (53) are not the whole service.
    #[must_use]
    pub fn fee_of(&self, hcpcs: HcpcsCode, modifiers: &[Modifier]) -> Option<FixedFee> {
        let fees = &self.parts.fees;
        let start = fees.partition_point(|fee| fee.hcpcs < hcpcs);
        let own = fees.iter().skip(start).take_while(|fee| fee.hcpcs == hcpcs);
        let with = |modifier: Option<Modifier>| own.clone().find(|fee| fee.modifier == modifier).copied();
        let of_modifier = modifiers.iter().find_map(|modifier| with(Some(*modifier)));
        let is_part = |modifier: &Modifier| {
            [Modifier::PROFESSIONAL, Modifier::TECHNICAL, Modifier::DISCONTINUED].contains(modifier)
        };
        of_modifier.or_else(|| if modifiers.iter().any(is_part) { None } else { with(None) })
    }

    /// The share of Medicare's amount that is paid for a code. It is the whole if the terms have no percentage and no fee at
    /// all, and only leave rules out.
    #[must_use]
    pub fn percent_of(&self, hcpcs: HcpcsCode) -> Option<Share> {
        let TermsParts { percent, ranges, fees, .. } = &self.parts;
        let after = ranges.partition_point(|range| range.from <= hcpcs);
        let range = after.checked_sub(1).and_then(|position| ranges.get(position));
        let of_range = range.filter(|range| hcpcs <= range.to).map(|range| range.percent);
        let has_no_rates = ranges.is_empty() && fees.is_empty();
        of_range.or(*percent).or(has_no_rates.then_some(Share::WHOLE))
    }

    /// Whether the charge is allowed if it is lower.
    #[must_use]
    pub const fn takes_lesser_charge(&self) -> bool {
        self.parts.lesser_of_charge
    }

    /// Whether Medicare's reductions for several services of a day apply.
    #[must_use]
    pub const fn reduces_several_services(&self) -> bool {
        !self.parts.no_mppr
    }

    /// Whether sequestration is taken.
    #[must_use]
    pub const fn takes_sequestration(&self) -> bool {
        !self.parts.no_sequestration
    }

    /// What they are made of: ranges and fees by code.
    #[must_use]
    pub const fn parts(&self) -> &TermsParts {
        &self.parts
    }
}

/// Everything that is wrong with the parts of terms.
fn faults(parts: &TermsParts) -> Vec<TermsFault> {
    let TermsParts { percent, ranges, fees, .. } = parts;
    let mut faults = Vec::new();
    if *parts == TermsParts::default() {
        faults.push(TermsFault::Empty);
    }
    faults.extend((*percent == Some(Share::ZERO)).then_some(TermsFault::NoPercent(TermsPart::Percent)));
    if ranges.len() > MAX_RANGES {
        faults.push(TermsFault::TooManyRanges(ranges.len()));
    } else {
        faults.extend(faults_of_ranges(ranges));
    }
    if fees.len() > MAX_FEES {
        faults.push(TermsFault::TooManyFees(fees.len()));
    } else {
        faults.extend(faults_of_fees(fees));
    }
    faults
}

fn faults_of_ranges(ranges: &[CodePercent]) -> Vec<TermsFault> {
    let mut faults = Vec::new();
    let mut ordered: Vec<(usize, &CodePercent)> = Vec::with_capacity(ranges.len());
    for (at, range) in ranges.iter().enumerate() {
        let CodePercent { from, to, percent } = *range;
        if percent == Share::ZERO {
            faults.push(TermsFault::NoPercent(TermsPart::Range(at)));
        }
        if from > to {
            faults.push(TermsFault::Reversed { at, from, to });
        } else {
            ordered.push((at, range));
        }
    }
    ordered.sort_by_key(|(at, range)| (range.from, *at));
    // The range that reaches furthest so far.
    let mut furthest: Option<(usize, &CodePercent)> = None;
    for (at, range) in ordered {
        if let Some((before, longest)) = furthest.filter(|(_, longest)| range.from <= longest.to) {
            let (at, other) = if at > before { (at, longest) } else { (before, range) };
            faults.push(TermsFault::Overlapping { at, code: range.from, other: (other.from, other.to) });
            if longest.to >= range.to {
                continue;
            }
        }
        furthest = Some((at, range));
    }
    faults
}

fn faults_of_fees(fees: &[FixedFee]) -> Vec<TermsFault> {
    let negative = fees.iter().enumerate().filter(|(_, fee)| fee.amount < Money::ZERO);
    let mut faults: Vec<TermsFault> =
        negative.map(|(at, fee)| TermsFault::NegativeFee { at, amount: fee.amount }).collect();
    let mut ordered: Vec<(usize, &FixedFee)> = fees.iter().enumerate().collect();
    ordered.sort_by_key(|(at, fee)| (fee.hcpcs, fee.modifier, *at));
    for pair in ordered.windows(2) {
        let [(_, one), (at, fee)] = pair else { continue };
        let FixedFee { hcpcs, modifier, .. } = **fee;
        if (one.hcpcs, one.modifier) == (hcpcs, modifier) {
            faults.push(TermsFault::RepeatedFee { at: *at, hcpcs, modifier });
        }
    }
    faults
}
