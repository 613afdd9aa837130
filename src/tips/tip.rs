//! What a tip is: its text, what is at stake, how it is known, and the claims that show it.

use crate::pricing::{LineEstimate, Outcome, Price, Refusal, Rule, Step};
use crate::vocabulary::{Claim, HcpcsCode, Money};
use std::borrow::Cow;
use time::Date;

/// A billing tip for one code.
#[derive(Clone, Debug)]
pub struct Tip {
    /// Its name, stable from release to release.
    pub id: Cow<'static, str>,
    /// What to heed, in our own words.
    pub text: String,
    /// What heeding it, or not, does to the money.
    pub effect: Effect,
    /// How it is known.
    pub evidence: Evidence,
    /// Who says so: CMS's document and section, the release computed from, or the project itself.
    pub source: String,
    /// The day it holds for: of a computed tip the day priced, of a written one the day it was last checked.
    pub date: Date,
    /// The claims that show the money at stake, where any do.
    pub figures: Option<Figures>,
}

impl Tip {
    /// The money at stake: what the claim of the figures comes to, less what it is compared with. Alone, a line that may
    /// be denied loses its whole amount.
    #[must_use]
    pub fn change(&self) -> Option<Money> {
        let figures = self.figures.as_ref()?;
        match (&figures.compared_with, self.effect) {
            (Some(other), _) => Some(figures.claim.amount() - other.amount()),
            (None, Effect::Denied) if figures.claim.amount() > Money::ZERO => {
                Some(Money::ZERO - figures.claim.amount())
            }
            (None, Effect::Denied | Effect::Less | Effect::More | Effect::Patient | Effect::Informs) => None,
        }
    }
}

/// The words of a closed list, with their names in answers and in the files of tips.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

words! {
    /// What a tip speaks of, as far as money goes.
    Effect {
        /// The line is not paid.
        Denied = "denied",
        /// It is paid less.
        Less = "less",
        /// It is paid more.
        More = "more",
        /// Who pays changes, or what the patient owes.
        Patient = "patient",
        /// No money of this line moves by itself.
        Informs = "informs",
    }
}

words! {
    /// Which amount of a line is compared.
    Measure {
        /// What Medicare and the patient pay together.
        Allowed = "allowed",
        /// What CMS publishes for one unit.
        FeeSchedule = "fee_schedule",
        /// What the patient owes.
        Patient = "patient",
        /// What Medicare pays.
        MedicarePaid = "medicare_paid",
        /// The most that may be charged on an unassigned claim.
        LimitingCharge = "limiting_charge",
    }
}

/// How a tip is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A rule of law or of CMS.
    CmsRule {
        /// The document.
        document: String,
        /// The part of it.
        section: String,
    },
    /// Computed from the loaded data; the figures show it.
    Computed,
    /// The project's own advice.
    Editorial,
}

impl Evidence {
    /// Its kind's name in answers.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CmsRule { .. } => "cms_rule",
            Self::Computed => "computed",
            Self::Editorial => "editorial",
        }
    }
}

/// The claims that show what is at stake.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The claim that the tip speaks of.
    pub claim: Side,
    /// What it is compared with.
    pub compared_with: Option<Side>,
}

/// A hypothetical claim, the line of it that is looked at, and what Medicare would answer.
#[derive(Clone, Debug)]
pub struct Side {
    /// The claim.
    pub claim: Claim,
    /// The line, from 0.
    pub position: usize,
    /// Which amount of the line.
    pub measure: Measure,
    /// The answer.
    pub answer: LineEstimate,
}

impl Side {
    /// The amount, nothing where the line is not priced.
    #[must_use]
    pub fn amount(&self) -> Money {
        let Some(price) = self.price() else { return Money::ZERO };
        match self.measure {
            Measure::Allowed => price.allowed,
            Measure::FeeSchedule => price.fee_schedule,
            Measure::Patient => price.patient(&price.share),
            Measure::MedicarePaid => price.share.medicare_paid,
            Measure::LimitingCharge => price.limiting_charge.unwrap_or(Money::ZERO),
        }
    }

    /// The price, where the line has one.
    #[must_use]
    pub const fn price(&self) -> Option<&Price> {
        match &self.answer.outcome {
            Outcome::Priced(price) => Some(price),
            Outcome::NotPriced(_) => None,
        }
    }

    /// Why the line has no price.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.answer.outcome {
            Outcome::Priced(_) => None,
            Outcome::NotPriced(refusal) => Some(refusal),
        }
    }

    /// What was done to the line, in words: its steps up to the patient's share, or why it has no price.
    #[must_use]
    pub fn effect(&self) -> String {
        if let Some(refusal) = self.refusal() {
            return refusal.to_string();
        }
        let is_price = |step: &&Step| !matches!(step.rule, Rule::Coinsurance | Rule::Sequestration);
        let steps = self.answer.trace.iter().filter(is_price);
        steps.map(|step| format!("{}: {step}", step.rule.code())).collect::<Vec<_>>().join("; ")
    }

    /// Of an add-on service, the primary one that the claim has before it.
    #[must_use]
    pub fn beside(&self) -> Option<HcpcsCode> {
        let primary = self.position.checked_sub(1)?;
        self.claim.lines().get(primary).map(|line| line.hcpcs())
    }

    /// The minutes of anesthesia of the line, where it has any.
    #[must_use]
    pub fn minutes(&self) -> Option<u32> {
        self.claim.lines().get(self.position)?.minutes()
    }

    /// The effect, after what the line stands beside and how long it lasted.
    #[must_use]
    pub fn told(&self) -> String {
        self.in_its_setting(self.effect())
    }

    /// Words of the line, after what it stands beside and how long it lasted.
    pub(super) fn in_its_setting(&self, words: String) -> String {
        let beside = self.beside().map(|primary| format!("beside {primary}, its primary service"));
        let minutes = self.minutes().map(|minutes| format!("for {minutes} minutes"));
        [beside, minutes, Some(words)].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// Whether a caveat of this name lowers the answer's confidence.
    #[must_use]
    pub fn caveats(&self, code: &str) -> bool {
        self.answer.confidence.reasons.iter().any(|caveat| caveat.code() == code)
    }
}
