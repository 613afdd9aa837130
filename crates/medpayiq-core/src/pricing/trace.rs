//! The trace of a line: what each rule did to its amount, in order.

use super::amount::{anesthesia_amount, fee_schedule_amount};
use super::in_sentence::write_price;
use crate::law::Source;
use crate::vocabulary::{ConversionFactor, FineShare, Gpcis, Money, RvuSet, Setting, Share, UnitPrice};
use std::fmt;

/// The rules of the manual: each with its name in answers and the law or CMS text that orders it. `reduces` names the
/// reduction of a rule that a remittance shows under a claim adjustment reason code (CARC) of its own.
macro_rules! rules {
    ($($(#[doc = $doc:literal])* $variant:ident = $code:literal, $source:literal $(, reduces $reduction:ident)?;)+) => {
        /// A rule of the manual that a step applies.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule { $($(#[doc = $doc])* $variant,)+ }

        impl Rule {
            /// The rule's name in answers.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The law or CMS text that orders it.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $(Self::$variant => $source,)+ }
            }

            /// Every rule, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// What it does, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)+ }
            }

            /// The reduction that it takes, if a remittance shows it under a reason code of its own.
            pub(super) const fn reduction(self) -> Option<Reduction> {
                match self { $(Self::$variant => rules!(@reduction $($reduction)?),)+ }
            }
        }
    };
    (@reduction) => { None };
    (@reduction $reduction:ident) => { Some(Reduction::$reduction) };
}

/// A reduction that a remittance shows under a reason code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reduction {
    /// For several procedures or tests of a day.
    SeveralServices,
    /// For images on film, by computed radiography or on an old scanner.
    TechnicalCut,
}

rules! {
    /// RVUs, GPCIs and conversion factor make the fee schedule amount.
    GeographicAdjustment = "geographic_adjustment", "42 CFR 414.20; Pub. 100-04 ch. 12, 20";
    /// Base and time units, times the anesthesia factor.
    AnesthesiaUnits = "anesthesia_units", "42 CFR 414.46; Pub. 100-04 ch. 12, 50";
    /// The share of an anesthesia fee for each practitioner under medical direction.
    MedicalDirection = "medical_direction", "Social Security Act 1848(a)(4); 42 CFR 414.46(d)";
    /// FX, FY and CT: cuts for film, computed radiography and old scanners.
    TechnicalCut = "technical_cut", "Social Security Act 1848(b)(9), 1834(p)", reduces TechnicalCut;
    /// More than one unit, or both sides paid in full.
    Units = "units", "Pub. 100-04 ch. 12";
    /// Several imaging studies of a session.
    MultipleImaging = "multiple_imaging", "Social Security Act 1848(b)(4), (c)(2)(B); RVU file, multiple procedure 4", reduces SeveralServices;
    /// Several diagnostic cardiovascular tests of a day.
    MultipleCardiovascular = "multiple_cardiovascular", "CY 2013 final rule; RVU file, multiple procedure 6", reduces SeveralServices;
    /// Several diagnostic ophthalmology tests of a day.
    MultipleOphthalmology = "multiple_ophthalmology", "CY 2013 final rule; RVU file, multiple procedure 7", reduces SeveralServices;
    /// The OPPS cap on imaging.
    OppsCap = "opps_cap", "Social Security Act 1848(b)(4); Deficit Reduction Act 5102(b)";
    /// Every therapy unit of a day but the highest.
    MultipleTherapy = "multiple_therapy", "Social Security Act 1848(b)(7); RVU file, multiple procedure 5", reduces SeveralServices;
    /// 54 and 55: a surgical package shared between practitioners.
    SplitCare = "split_care", "Pub. 100-04 ch. 12, 40.4";
    /// 78: a return to the operating room.
    ReturnToOperatingRoom = "return_to_operating_room", "Pub. 100-04 ch. 12, 40.4";
    /// Both sides.
    Bilateral = "bilateral", "Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery";
    /// An endoscopy with another member of its family.
    EndoscopyFamily = "endoscopy_family", "Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 3", reduces SeveralServices;
    /// Several surgical procedures of a day.
    MultipleSurgery = "multiple_surgery", "Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 2", reduces SeveralServices;
    /// Two surgeons.
    CoSurgeons = "co_surgeons", "Pub. 100-04 ch. 12, 40.8";
    /// An assistant at surgery.
    AssistantAtSurgery = "assistant_at_surgery", "Social Security Act 1848(i)(2); Pub. 100-04 ch. 12, 20.4.3";
    /// The profession's share of the fee schedule.
    PractitionerShare = "practitioner_share", "Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62";
    /// 95 percent for nonparticipating suppliers.
    Nonparticipating = "nonparticipating", "Social Security Act 1848(a)(3)";
    /// The lesser of the charge and the fee.
    LesserOfCharge = "lesser_of_charge", "Social Security Act 1848(a)(1)";
    /// The national rate of a clinical laboratory test.
    LaboratoryRate = "laboratory_rate", "Social Security Act 1833(h), 1834A; Pub. 100-04 ch. 16, 20";
    /// The payment limit of a drug.
    DrugPaymentLimit = "drug_payment_limit", "Social Security Act 1842(o), 1847A; 42 CFR 414.904; Pub. 100-04 ch. 17, 20";
    /// The lesser of the charge and the rate of another schedule.
    LesserOfChargeAndRate = "lesser_of_charge_and_rate", "Social Security Act 1833(a)(1)(D)";
    /// The fee of an item of equipment in the state.
    EquipmentFee = "equipment_fee", "Social Security Act 1834(a), (h), (i); 42 CFR 414.200 to 414.232; Pub. 100-04 ch. 20, 20 and 30";
    /// The lesser of the charge and the fee of an item of equipment.
    LesserOfChargeAndFee = "lesser_of_charge_and_fee", "Social Security Act 1834(a)(1)(B), (h)(1)(A)";
    /// The lesser of the charge and the payment limit of a drug.
    LesserOfChargeAndLimit = "lesser_of_charge_and_limit", "Social Security Act 1842(o)(1)";
    /// The terms of a contract: a percentage of the amount so far, or a fee in place of it.
    Contract = "contract", "The terms of the contract";
    /// The lesser of the charge and the contract's amount.
    LesserOfChargeAndContract = "lesser_of_charge_and_contract", "The terms of the contract";
    /// The Part B deductible.
    Deductible = "deductible", "Social Security Act 1833(b); 42 CFR 410.160";
    /// The patient's coinsurance.
    Coinsurance = "coinsurance", "Social Security Act 1833(a)(1), (dd)";
    /// CQ and CO: therapy by an assistant.
    TherapyAssistant = "therapy_assistant", "Social Security Act 1834(v)";
    /// The practitioner's MIPS adjustment.
    MipsAdjustment = "mips_adjustment", "Social Security Act 1848(q)(6)";
    /// Sequestration of Medicare's payment.
    Sequestration = "sequestration", "Balanced Budget and Emergency Deficit Control Act 251A(6)";
}

impl Rule {
    /// Whether it takes the charge if that is lower.
    const fn compares_charge(self) -> bool {
        matches!(
            self,
            Self::LesserOfCharge
                | Self::LesserOfChargeAndRate
                | Self::LesserOfChargeAndLimit
                | Self::LesserOfChargeAndFee
                | Self::LesserOfChargeAndContract
        )
    }
}

/// What a step did to the amount before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The amount was made from relative value units (RVU), geographic practice cost indices (GPCI) and conversion factor.
    Price {
        /// The RVUs of the setting.
        rvus: RvuSet,
        /// Which practice expense was taken.
        setting: Setting,
        /// The indices of the locality, or of the nation.
        gpcis: Gpcis,
        /// Dollars for one adjusted RVU.
        factor: ConversionFactor,
    },
    /// The amount was made from anesthesia units and the anesthesia factor.
    Anesthesia {
        /// Base units.
        base_units: u8,
        /// Time units, in tenths: minutes over 15.
        time_tenths: u32,
        /// Dollars for one unit.
        factor: ConversionFactor,
    },
    /// The amount is the rate of one unit in another schedule.
    Rate(Money),
    /// The amount is the price of some units of a drug. It was rounded to the cent once.
    UnitPrices {
        /// The price of one billing unit.
        price: UnitPrice,
        /// The billing units.
        units: u32,
    },
    /// The amount was limited to this one.
    Limit(Money),
    /// The amount was multiplied by a number of units.
    Units(u32),
    /// This share of the amount was kept.
    Part(Share),
    /// This much was taken off.
    Less(Money),
    /// This share of the amount was taken off, which came to this much.
    LessPart(FineShare, Money),
    /// These amounts were taken off the technical and the professional component.
    LessComponents {
        /// Off the technical component.
        technical: Money,
        /// Off the professional component.
        professional: Money,
    },
    /// This share was kept, for some of the days of care.
    PartOfDays {
        /// The share for all days.
        share: Share,
        /// Days of care.
        days: u32,
        /// Days of the global period.
        of: u32,
    },
    /// This much was added; a negative amount was taken off.
    Plus(Money),
}

impl Operation {
    /// The amount after the operation on `before`.
    #[must_use]
    pub fn apply(self, before: Money) -> Money {
        match self {
            Self::Price { rvus, gpcis, factor, .. } => fee_schedule_amount(rvus, gpcis, factor),
            Self::Anesthesia { base_units, time_tenths, factor } => {
                anesthesia_amount(base_units, time_tenths, factor)
            }
            Self::Rate(rate) => rate,
            Self::UnitPrices { price, units } => price.for_units(units),
            Self::Limit(limit) => before.min(limit),
            Self::Units(units) => before.for_units(units),
            Self::Part(share) => before.times(share),
            Self::Less(amount) | Self::LessPart(_, amount) => before - amount,
            Self::LessComponents { technical, professional } => before - technical - professional,
            Self::PartOfDays { share, days, of } => before.times_days(share, days, of),
            Self::Plus(amount) => before + amount,
        }
    }
}

/// Who orders a step: a rule, and the sources of the figures that the rule takes from the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    rule: Rule,
    figures: [Option<Source>; 2],
}

impl Rule {
    /// The rule with a figure of the law.
    pub(super) const fn by(self, figure: Source) -> Authority {
        Authority { rule: self, figures: [Some(figure), None] }
    }
}

impl Authority {
    /// The same with a second figure.
    pub(super) const fn and(self, second: Source) -> Self {
        let [first, _] = self.figures;
        match first {
            Some(_) => Self { figures: [first, Some(second)], ..self },
            None => Self { figures: [Some(second), None], ..self },
        }
    }

    /// The step that it orders.
    pub(super) const fn step(self, operation: Operation, amount: Money) -> Step {
        let Self { rule, figures } = self;
        Step { rule, figures, operation, amount }
    }

    /// The rule.
    pub(super) const fn rule(self) -> Rule {
        self.rule
    }

    /// Writes the law or CMS text of the rule, then the source of each figure that the rule's text does not name.
    ///
    /// # Errors
    /// Only those of what is written to.
    pub fn write(self, f: &mut impl fmt::Write) -> fmt::Result {
        let of_rule = self.rule.source();
        f.write_str(of_rule)?;
        let mut before = "";
        for source in self.figures.into_iter().flatten().map(Source::as_str) {
            if !of_rule.contains(source) && source != before {
                f.write_str("; ")?;
                f.write_str(source)?;
            }
            before = source;
        }
        Ok(())
    }
}

/// A rule that needs no figure of the law.
impl From<Rule> for Authority {
    fn from(rule: Rule) -> Self {
        Self { rule, figures: [None; 2] }
    }
}

/// The laws and CMS texts that order the step.
impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

/// One step of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule applied.
    pub rule: Rule,
    /// The sources of the figures that it took from the law.
    pub figures: [Option<Source>; 2],
    /// What it did.
    pub operation: Operation,
    /// The amount after it.
    pub amount: Money,
}

/// What the step did, in words and figures.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Step {
    /// The laws and CMS texts that order the step.
    #[must_use]
    pub const fn authority(&self) -> Authority {
        Authority { rule: self.rule, figures: self.figures }
    }

    /// Writes what the step did, in words and figures.
    ///
    /// Nearly every line has the first of these steps and one that takes a share off. Those are written piece by piece,
    /// which takes half the time of a format.
    ///
    /// # Errors
    /// Only those of the writer.
    pub fn write(&self, f: &mut impl fmt::Write) -> fmt::Result {
        match self.operation {
            Operation::Price { rvus, setting, gpcis, factor } => write_price(f, rvus, setting, gpcis, factor),
            Operation::Anesthesia { base_units, time_tenths, factor } => {
                let (whole, tenth) = (time_tenths / 10, time_tenths % 10);
                let unit = if base_units == 1 { "unit" } else { "units" };
                write!(f, "({base_units} base {unit} + {whole}.{tenth} time units) x {factor}")
            }
            Operation::Rate(fee) if self.rule == Rule::Contract => {
                write!(f, "the contract's fee of one unit is {}", fee.dollars())
            }
            Operation::Rate(rate) => write!(f, "the rate of one unit is {}", rate.dollars()),
            Operation::UnitPrices { price, units: 1 } => write!(f, "the limit of one unit is ${price}"),
            Operation::UnitPrices { price, units } => write!(f, "{units} units x ${price}"),
            Operation::Limit(limit) if !self.rule.compares_charge() => {
                write!(f, "capped at {}", limit.dollars())
            }
            Operation::Limit(charge) if self.amount < charge => {
                write!(f, "the fee is lower than the charge of {}", charge.dollars())
            }
            Operation::Limit(charge) => {
                write!(f, "the charge of {} is not higher than the fee", charge.dollars())
            }
            Operation::Units(units) => write!(f, "times {units} units"),
            Operation::Part(share) => {
                share.write_in_percent(f)?;
                f.write_str(" of the amount")
            }
            Operation::Less(amount) if self.rule == Rule::TechnicalCut => {
                write!(f, "less {} of the technical component", amount.dollars())
            }
            Operation::Less(amount) => write!(f, "less {}", amount.dollars()),
            Operation::LessPart(share, amount) => {
                f.write_str("less ")?;
                amount.dollars().write(f)?;
                f.write_str(", ")?;
                share.write_in_percent(f)?;
                f.write_str(" of the amount")
            }
            Operation::LessComponents { technical, professional: Money::ZERO } => {
                write!(f, "less {} of the technical component", technical.dollars())
            }
            Operation::LessComponents { technical: Money::ZERO, professional } => {
                write!(f, "less {} of the professional component", professional.dollars())
            }
            Operation::LessComponents { technical, professional } => {
                let (technical, professional) = (technical.dollars(), professional.dollars());
                write!(
                    f,
                    "less {technical} of the technical and {professional} of the professional component"
                )
            }
            Operation::PartOfDays { share, days, of } => {
                share.write_in_percent(f)?;
                write!(f, " of the amount, for {days} of {of} days of care")
            }
            Operation::Plus(amount) if amount < Money::ZERO => {
                write!(f, "less {}", (Money::ZERO - amount).dollars())
            }
            Operation::Plus(amount) => write!(f, "plus {}", amount.dollars()),
        }
    }
}
