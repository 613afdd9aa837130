//! What a tip is: its text, the money at stake, how it is known, and the claims that show it.

use crate::pricing::{LineEstimate, Outcome, Price, Refusal, RefusalKind, Rule, Step};
use crate::vocabulary::{
    Claim, ClaimLine, DollarAmount, HcpcsCode, InvalidClaim, Modifier, Money, PlaceOfService, Status,
};
use std::borrow::Cow;
use time::Date;

/// A billing tip for one code.
#[derive(Clone, Debug)]
pub struct Tip {
    /// Its name, the same in every release.
    pub id: Cow<'static, str>,
    /// What to do, in our own words.
    pub text: String,
    /// What it does to the money.
    pub effect: Effect,
    /// How it is known.
    pub evidence: Evidence,
    /// The source: CMS's document and section, the release it was computed from, or its author.
    pub source: String,
    /// The day priced of a computed tip; the day on which a written tip was last checked.
    pub date: Date,
    /// Who wrote it.
    pub origin: TipOrigin,
    /// The claims that show the money at stake, if money shows it.
    pub figures: Option<TipFigures>,
}

impl Tip {
    /// The money at stake: the amount of the claim, less the amount it is compared with. If nothing is compared and the
    /// line may be denied, its whole amount is at stake. If an edit denies it, its price beside the other line is.
    #[must_use]
    pub fn change(&self) -> Option<Money> {
        let figures = self.figures.as_ref()?;
        match (&figures.compared_with, self.effect) {
            (Some(other), _) => Some(figures.claim.amount() - other.amount()),
            (None, Effect::Denied) if let Some(lost) = figures.claim.lost_to_another_service() => {
                Some(Money::ZERO - lost)
            }
            (None, Effect::Denied) if figures.claim.amount() > Money::ZERO => {
                Some(Money::ZERO - figures.claim.amount())
            }
            (None, Effect::Denied | Effect::Less | Effect::More | Effect::Patient | Effect::Informs) => None,
        }
    }
}

/// A closed list, with the names of its values in answers, tip files and the database.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value.
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
    /// What a tip does to the money.
    Effect {
        /// The line is not paid.
        Denied = "denied",
        /// It is paid less.
        Less = "less",
        /// It is paid more.
        More = "more",
        /// Who pays changes, or what the patient owes.
        Patient = "patient",
        /// The tip alone moves no money of this line.
        Informs = "informs",
    }
}

words! {
    /// Who wrote a tip.
    TipOrigin {
        /// MedPayIQ: the tips that it ships and those that it computes.
        MedPayIq = "medpayiq",
        /// The practice that runs this service.
        Local = "local",
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
    /// Advice of the tip's author.
    Editorial,
}

impl Evidence {
    /// The name of every kind in answers.
    #[must_use]
    pub fn kinds() -> [&'static str; 3] {
        let rule = Self::CmsRule { document: String::new(), section: String::new() };
        [rule, Self::Computed, Self::Editorial].map(|evidence| evidence.kind())
    }

    /// The name of its kind in answers.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CmsRule { .. } => "cms_rule",
            Self::Computed => "computed",
            Self::Editorial => "editorial",
        }
    }
}

/// The claims that show the money at stake.
#[derive(Clone, Debug)]
pub struct TipFigures {
    /// The claim that the tip is about.
    pub claim: Side,
    /// The claim that it is compared with.
    pub compared_with: Option<Side>,
}

impl TipFigures {
    /// A text about them, with the place of its amounts unless that is an office or the text names it. Anesthesia has one price
    /// everywhere.
    pub(super) fn with_place(&self, text: String, status: Option<Status>) -> String {
        let place = self.claim.claim.place_of_service();
        let other = self.compared_with.as_ref().map_or(place, |side| side.claim.place_of_service());
        let (code, name) = (place.code(), place.name());
        let is_named =
            text.contains(&format!("({code})")) || text.contains(&format!("place of service {code}"));
        let is_plain =
            place == PlaceOfService::OFFICE || place != other || status == Some(Status::Anesthesia);
        if is_plain || is_named || !text.contains('$') {
            return text;
        }
        format!("{text} Priced at place of service {code} ({name}).")
    }

    /// Whether the amounts move the other way than this effect says.
    pub(super) fn contradict(&self, effect: Effect) -> bool {
        let other = self.compared_with.as_ref().and_then(Side::known_amount);
        let Some((claim, other)) = self.claim.known_amount().zip(other) else { return false };
        match effect {
            Effect::More => claim < other,
            Effect::Less | Effect::Denied => claim > other,
            Effect::Patient | Effect::Informs => false,
        }
    }

    /// Whether every amount of them is known.
    pub(super) fn are_known(&self) -> bool {
        let is_known = |side: &Side| side.known_amount().is_some();
        is_known(&self.claim) && self.compared_with.as_ref().is_none_or(is_known)
    }
}

/// A hypothetical claim, one line of it, and what Medicare would answer.
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
    /// The amount; zero if the line is not priced.
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

    /// The amount; zero if Medicare pays nothing for the line, and `None` if it pays an amount that is not known here or if the
    /// line has no such amount.
    #[must_use]
    pub fn known_amount(&self) -> Option<Money> {
        match (&self.answer.outcome, self.measure) {
            (Outcome::Priced(price), Measure::LimitingCharge) => price.limiting_charge,
            (Outcome::Priced(_), _) => Some(self.amount()),
            (Outcome::NotPriced(refusal), _) => match refusal.kind() {
                RefusalKind::UnknownCode
                | RefusalKind::OtherSchedule
                | RefusalKind::ContractorPriced
                | RefusalKind::FigureMissing => None,
                RefusalKind::Bundled
                | RefusalKind::NotCovered
                | RefusalKind::ReportOnly
                | RefusalKind::UseOtherCode
                | RefusalKind::DeniedByEdit
                | RefusalKind::Invalid => Some(Money::ZERO),
            },
        }
    }

    /// The amount as sentences write it.
    pub(super) fn dollars(&self) -> DollarAmount {
        self.amount().dollars()
    }

    /// The price, if the line has one.
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

    /// Whether Medicare pays the line, or would with the primary service of its add-on code.
    pub(super) fn is_paid_with_primary(&self) -> bool {
        self.price().is_some() || matches!(self.refusal(), Some(Refusal::AddOnWithoutPrimary))
    }

    /// How the line is priced, up to the patient's share, or why it has no price.
    #[must_use]
    pub fn effect(&self) -> String {
        if let Some(refusal) = self.refusal() {
            return refusal.to_string();
        }
        let is_price = |step: &&Step| !matches!(step.rule, Rule::Coinsurance | Rule::Sequestration);
        let steps = self.answer.trace.iter().filter(is_price);
        steps.map(step_in_words).collect::<Vec<_>>().join("; ")
    }

    /// The claim with these modifiers on the line too.
    pub(super) fn claim_with(&self, modifiers: &[&[u8; 2]]) -> Option<Claim> {
        self.claim_with_line(|line| {
            let added = modifiers.iter().map(|text| Modifier::known(text));
            line.clone().with_modifiers(line.modifiers().iter().copied().chain(added))
        })
    }

    /// The claim with another code, and its modifiers, on the line.
    pub(crate) fn claim_with_code(&self, hcpcs: HcpcsCode, modifiers: &[Modifier]) -> Option<Claim> {
        self.claim_with_line(|_| ClaimLine::new(hcpcs).with_modifiers(modifiers.iter().copied()))
    }

    fn claim_with_line(
        &self,
        other: impl Fn(&ClaimLine) -> Result<ClaimLine, InvalidClaim>,
    ) -> Option<Claim> {
        let lines = self.claim.lines().iter().enumerate();
        let lines = lines.map(|(at, line)| if at == self.position { other(line) } else { Ok(line.clone()) });
        self.claim.clone().with_lines(lines.collect::<Result<_, _>>().ok()?).ok()
    }

    /// What the line loses if another service of the claim denies it: its price beside that service. It loses nothing if Medicare does not
    /// price it beside that service anyway, such as the look of an endoscopy beside a biopsy through the same scope.
    pub(crate) fn lost_to_another_service(&self) -> Option<Money> {
        let is_denied =
            matches!(self.refusal(), Some(Refusal::ColumnTwo { .. } | Refusal::VisitInPackage { .. }));
        is_denied.then(|| self.answer.at_stake.unwrap_or(Money::ZERO))
    }

    /// The primary service before this line, if the line is an add-on.
    #[must_use]
    pub fn primary(&self) -> Option<HcpcsCode> {
        let primary = self.position.checked_sub(1)?;
        self.claim.lines().get(primary).map(|line| line.hcpcs())
    }

    /// The minutes of anesthesia of the line, if it has any.
    #[must_use]
    pub fn minutes(&self) -> Option<u32> {
        self.claim.lines().get(self.position)?.minutes()
    }

    /// The effect, after the primary service and the minutes of the line.
    #[must_use]
    pub fn effect_in_setting(&self) -> String {
        self.in_setting(self.effect())
    }

    /// Words about the line, after its primary service and its minutes.
    pub(super) fn in_setting(&self, words: String) -> String {
        let primary = self.primary().map(|primary| format!("with {primary}, its primary service"));
        let minutes = self.minutes().map(|minutes| format!("for {minutes} minutes"));
        [primary, minutes, Some(words)].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// Whether a caveat with this code lowers the confidence in the answer.
    #[must_use]
    pub fn caveats(&self, code: &str) -> bool {
        self.answer.confidence.reasons.iter().any(|caveat| caveat.code() == code)
    }
}

/// A step of a trace after the name of its rule, such as `practitioner share: 85 percent of the amount`.
pub(super) fn step_in_words(step: &Step) -> String {
    format!("{}: {step}", step.rule.code().replace('_', " "))
}
