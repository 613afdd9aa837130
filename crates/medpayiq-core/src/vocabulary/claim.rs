//! A claim: the lines one practitioner bills for one patient on one day.

use super::{HcpcsCode, Modifier, Money, PlaceOfService, Provider};
use std::num::NonZeroU32;
use time::Date;

/// The most lines of a claim: CMS-1500 and 837P allow 50 service lines.
pub const MAX_LINES: usize = 50;
/// The most modifiers of a line: the claim form has room for four.
pub const MAX_MODIFIERS: usize = 4;
/// The most units or anesthesia minutes of a line: the claim form has room for four digits.
pub const MAX_UNITS: u32 = 9_999;
/// The most days of postoperative care of a line: the longest global period.
pub const MAX_POSTOPERATIVE_DAYS: u32 = 90;

/// Why a claim or one of its lines is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClaim {
    /// No line, or more than [`MAX_LINES`].
    #[error("A claim has 1 to {MAX_LINES} lines. This one has {count}.")]
    LineCount {
        /// How many there are.
        count: usize,
    },
    /// More than [`MAX_MODIFIERS`] different modifiers.
    #[error("A line has room for {MAX_MODIFIERS} modifiers. This one has {count}.")]
    ModifierCount {
        /// How many there are.
        count: usize,
    },
    /// Units, minutes or days outside their range.
    #[error("{given} {unit} is out of range. Write a whole number from 1 to {most}.")]
    OutOfRange {
        /// What is counted.
        unit: &'static str,
        /// The number given.
        given: u32,
        /// The greatest number.
        most: u32,
    },
    /// A negative amount of what the patient owes or has used.
    #[error("{0} is negative. Write zero or more.")]
    Negative(Money),
}

/// What a practitioner charges for a line: never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Charge(Money);

impl Charge {
    /// A charge of this amount, or `None` if it is negative.
    #[must_use]
    pub fn new(amount: Money) -> Option<Self> {
        (amount >= Money::ZERO).then_some(Self(amount))
    }

    /// The amount charged.
    #[must_use]
    pub const fn amount(self) -> Money {
        self.0
    }
}

/// Everything that one practitioner bills for one patient and day, checked and complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    date_of_service: Date,
    place_of_service: PlaceOfService,
    provider: Provider,
    deductible_remaining: Option<Money>,
    therapy_used: Option<Money>,
    lines: Vec<ClaimLine>,
}

impl Claim {
    /// The claim of a participating physician, with one to [`MAX_LINES`] lines.
    ///
    /// # Errors
    /// If there is no line, or there are too many.
    pub fn new(
        date_of_service: Date,
        place_of_service: PlaceOfService,
        lines: Vec<ClaimLine>,
    ) -> Result<Self, InvalidClaim> {
        let blank = Self {
            date_of_service,
            place_of_service,
            provider: Provider::default(),
            deductible_remaining: None,
            therapy_used: None,
            lines: Vec::new(),
        };
        blank.with_lines(lines)
    }

    /// The same claim with other lines.
    ///
    /// # Errors
    /// If there is no line, or there are too many.
    pub fn with_lines(self, lines: Vec<ClaimLine>) -> Result<Self, InvalidClaim> {
        match lines.len() {
            1..=MAX_LINES => Ok(Self { lines, ..self }),
            count => Err(InvalidClaim::LineCount { count }),
        }
    }

    /// The same claim of another practitioner.
    #[must_use]
    pub fn by(self, provider: Provider) -> Self {
        Self { provider, ..self }
    }

    /// The same claim with what the patient still owes of this year's Part B deductible; `None` if that is not known.
    ///
    /// # Errors
    /// If the amount is negative.
    pub fn with_deductible_remaining(
        self,
        remaining: impl Into<Option<Money>>,
    ) -> Result<Self, InvalidClaim> {
        Ok(Self { deductible_remaining: not_negative(remaining.into())?, ..self })
    }

    /// The same claim with the therapy allowed so far this year under the threshold of the discipline billed; `None` if that
    /// is not known.
    ///
    /// # Errors
    /// If the amount is negative.
    pub fn with_therapy_used(self, used: impl Into<Option<Money>>) -> Result<Self, InvalidClaim> {
        Ok(Self { therapy_used: not_negative(used.into())?, ..self })
    }

    /// The day of the services.
    #[must_use]
    pub const fn date_of_service(&self) -> Date {
        self.date_of_service
    }

    /// The place of the services.
    #[must_use]
    pub const fn place_of_service(&self) -> PlaceOfService {
        self.place_of_service
    }

    /// Who furnished them.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// What the patient still owes of this year's Part B deductible, if the caller knows it.
    #[must_use]
    pub const fn deductible_remaining(&self) -> Option<Money> {
        self.deductible_remaining
    }

    /// The therapy allowed so far this year, if the caller knows it.
    #[must_use]
    pub const fn therapy_used(&self) -> Option<Money> {
        self.therapy_used
    }

    /// The services: one to [`MAX_LINES`].
    #[must_use]
    pub fn lines(&self) -> &[ClaimLine] {
        &self.lines
    }
}

fn not_negative(amount: Option<Money>) -> Result<Option<Money>, InvalidClaim> {
    match amount {
        Some(amount) if amount < Money::ZERO => Err(InvalidClaim::Negative(amount)),
        Some(_) | None => Ok(amount),
    }
}

/// One service line of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    hcpcs: HcpcsCode,
    modifiers: Vec<Modifier>,
    units: u32,
    /// None if the units are whole.
    unit_thousandths: Option<u32>,
    days: NonZeroU32,
    charge: Option<Charge>,
    minutes: Option<u32>,
    postoperative_days: Option<u32>,
}

impl ClaimLine {
    /// One unit of a service.
    #[must_use]
    pub const fn new(hcpcs: HcpcsCode) -> Self {
        Self {
            hcpcs,
            modifiers: Vec::new(),
            units: 1,
            unit_thousandths: None,
            days: NonZeroU32::MIN,
            charge: None,
            minutes: None,
            postoperative_days: None,
        }
    }

    /// The same line with these modifiers, each kept once in the order billed.
    ///
    /// # Errors
    /// If there are more than [`MAX_MODIFIERS`] different ones.
    pub fn with_modifiers(self, modifiers: impl IntoIterator<Item = Modifier>) -> Result<Self, InvalidClaim> {
        let given = modifiers.into_iter();
        let mut modifiers: Vec<Modifier> = Vec::with_capacity(given.size_hint().0);
        for modifier in given {
            if !modifiers.contains(&modifier) {
                modifiers.push(modifier);
            }
        }
        match modifiers.len() {
            0..=MAX_MODIFIERS => Ok(Self { modifiers, ..self }),
            count => Err(InvalidClaim::ModifierCount { count }),
        }
    }

    /// The same line, furnished so many times.
    ///
    /// # Errors
    /// Outside 1 to [`MAX_UNITS`].
    pub fn with_units(self, units: u32) -> Result<Self, InvalidClaim> {
        Ok(Self { units: in_range(units, "units", MAX_UNITS)?, unit_thousandths: None, ..self })
    }

    /// The same line, furnished so many thousandths of a time. Claims give the miles of an ambulance in tenths.
    ///
    /// # Errors
    /// Outside 1 to [`MAX_UNITS`] units, after rounding up.
    pub fn with_unit_thousandths(self, thousandths: u32) -> Result<Self, InvalidClaim> {
        let line = self.with_units(thousandths.div_ceil(1_000))?;
        let part = (!thousandths.is_multiple_of(1_000)).then_some(thousandths);
        Ok(Self { unit_thousandths: part, ..line })
    }

    /// The same line as a series of daily services over so many days. The first is the day of the claim.
    #[must_use]
    pub fn with_days(self, days: NonZeroU32) -> Self {
        Self { days, ..self }
    }

    /// The same line with the charge for all its units; `None` if the caller does not say.
    #[must_use]
    pub fn with_charge(self, charge: impl Into<Option<Charge>>) -> Self {
        Self { charge: charge.into(), ..self }
    }

    /// The same line with its anesthesia minutes; `None` for other services.
    ///
    /// # Errors
    /// Outside 1 to [`MAX_UNITS`].
    pub fn with_minutes(self, minutes: impl Into<Option<u32>>) -> Result<Self, InvalidClaim> {
        let minutes = minutes.into().map(|minutes| in_range(minutes, "minutes", MAX_UNITS));
        Ok(Self { minutes: minutes.transpose()?, ..self })
    }

    /// The same line with its days of postoperative care, for modifier 55; `None` if the caller does not say.
    ///
    /// # Errors
    /// Outside 1 to [`MAX_POSTOPERATIVE_DAYS`].
    pub fn with_postoperative_days(self, days: impl Into<Option<u32>>) -> Result<Self, InvalidClaim> {
        let days = days.into().map(|days| in_range(days, "days", MAX_POSTOPERATIVE_DAYS));
        Ok(Self { postoperative_days: days.transpose()?, ..self })
    }

    /// The service.
    #[must_use]
    pub const fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    /// Up to [`MAX_MODIFIERS`] modifiers, each once, in the order billed.
    #[must_use]
    pub fn modifiers(&self) -> &[Modifier] {
        &self.modifiers
    }

    /// How often it was furnished: 1 to [`MAX_UNITS`]. A part of a unit is rounded up.
    #[must_use]
    pub const fn units(&self) -> u32 {
        self.units
    }

    /// How often it was furnished, in thousandths, if it bills a part of a unit.
    #[must_use]
    pub const fn unit_thousandths(&self) -> Option<u32> {
        self.unit_thousandths
    }

    /// How many days the line covers: 1, or more for a series of daily services.
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.days.get()
    }

    /// The units of one day: the units divided by the days, rounded to the nearest whole number
    /// (NCCI Policy Manual ch. 1, V).
    #[must_use]
    pub const fn units_of_day(&self) -> u32 {
        let days = self.days.get();
        self.units.saturating_mul(2).saturating_add(days) / days.saturating_mul(2)
    }

    /// What the practitioner charges for the whole line, if the caller says so.
    #[must_use]
    pub const fn charge(&self) -> Option<Charge> {
        self.charge
    }

    /// Anesthesia minutes.
    #[must_use]
    pub const fn minutes(&self) -> Option<u32> {
        self.minutes
    }

    /// Days of postoperative care, for modifier 55.
    #[must_use]
    pub const fn postoperative_days(&self) -> Option<u32> {
        self.postoperative_days
    }

    /// Whether the line carries the modifier.
    #[must_use]
    pub fn has(&self, modifier: Modifier) -> bool {
        self.modifiers.contains(&modifier)
    }
}

fn in_range(given: u32, unit: &'static str, most: u32) -> Result<u32, InvalidClaim> {
    if (1..=most).contains(&given) { Ok(given) } else { Err(InvalidClaim::OutOfRange { unit, given, most }) }
}

/// A number of units, in thousandths, as digits without needless decimals: `1`, `60.5`.
#[must_use]
pub fn units_in_digits(thousandths: u32) -> String {
    let (whole, part) = (thousandths / 1_000, thousandths % 1_000);
    format!("{whole}.{part:03}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
