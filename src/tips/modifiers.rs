//! What each modifier would do to the price of one unit of a code. The code is billed alone; an add-on with its primary.

use super::case::Case;
use super::examples::EXAMPLES;
use super::line_modifiers::names_discipline;
use super::medicare::{MOST_TRIED, Medicare};
use super::partners::likely_partners;
use super::subject::Subject;
use super::tip::{Measure, Side, step_in_words};
use super::usual::may_begin_as_screening;
use crate::pricing::{Caveat, Refusal, RefusalKind, Rule, is_always_therapy};
use crate::vocabulary::{GlobalDays, Modifier, Money, PcTc, PlaceOfService, ProviderKind, Status};

/// The minutes of anesthesia in a trial.
const ANESTHESIA_MINUTES: u32 = 60;

/// A modifier tried on a code.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The modifiers of the line.
    pub modifiers: Vec<Modifier>,
    /// Who bills it.
    pub kind: ProviderKind,
    /// The answer to the code with the modifiers.
    pub side: Side,
    /// The answer to the code without them at the same place. `None` for anesthesia, which has no price without one.
    pub plain: Option<Side>,
    /// Whether the code takes the modifier: it may be billed and has its meaning there.
    pub is_valid: bool,
    /// Whether Medicare pays it only if documentation shows the need.
    pub is_by_report: bool,
    /// Whether the modifier can change a price. The others are tried because they are often misplaced.
    pub prices: bool,
}

/// The modifiers that can change a price, each with the profession that bills it.
const PRICING: &[(&[&[u8; 2]], ProviderKind)] = &[
    (&[b"26"], ProviderKind::Physician),
    (&[b"TC"], ProviderKind::Physician),
    (&[b"22"], ProviderKind::Physician),
    (&[b"50"], ProviderKind::Physician),
    (&[b"52"], ProviderKind::Physician),
    (&[b"53"], ProviderKind::Physician),
    (&[b"54"], ProviderKind::Physician),
    (&[b"55"], ProviderKind::Physician),
    (&[b"56"], ProviderKind::Physician),
    (&[b"62"], ProviderKind::Physician),
    (&[b"66"], ProviderKind::Physician),
    (&[b"78"], ProviderKind::Physician),
    (&[b"80"], ProviderKind::Physician),
    (&[b"AS"], ProviderKind::PhysicianAssistant),
    (&[], ProviderKind::NursePractitioner),
    (&[b"FX"], ProviderKind::Physician),
    (&[b"FY"], ProviderKind::Physician),
    (&[b"CT"], ProviderKind::Physician),
    (&[b"CQ", b"GP"], ProviderKind::PhysicalTherapist),
    (&[b"CO", b"GO"], ProviderKind::OccupationalTherapist),
];

/// The modifiers that name who gave an anesthesia, each with the profession that bills it.
const ANESTHESIA: &[(&[&[u8; 2]], ProviderKind)] = &[
    (&[b"AA"], ProviderKind::Physician),
    (&[b"QK"], ProviderKind::Physician),
    (&[b"QY"], ProviderKind::Physician),
    (&[b"AD"], ProviderKind::Physician),
    (&[b"QX"], ProviderKind::Crna),
    (&[b"QX"], ProviderKind::AnesthesiologistAssistant),
    (&[b"QZ"], ProviderKind::Crna),
];

/// Modifiers that change no price and are often put on codes to which they do not belong.
const MISPLACED: &[&[u8; 2]] = &[b"24", b"25", b"57", b"59", b"73", b"74", b"PT"];

/// The caveats of a modifier that does not belong on the code.
const UNFIT: &[&str] = &["modifier_ignored", "bilateral_paid_once", "return_without_package"];

/// The caveats of a modifier that Medicare pays only if documentation shows the need.
const BY_REPORT: &[&str] = &["assistant_by_report", "co_surgeons_by_report"];

/// The caveats of what is loaded. They say nothing about a modifier.
const OF_THE_DATA: &[&str] =
    &["older_edits", "edits_not_checked", "unit_limit_not_checked", "add_on_primary_not_checked"];

/// What a modifier does that has a row of its own in CMS's file, such as 53 on a colonoscopy.
const OWN_AMOUNT: &str = "CMS publishes an amount of its own for the code with this modifier";

/// What the modifiers mean that change no price, and those of components, which have prices of their own.
const MEANINGS: &[(&[u8; 2], &str)] = &[
    (b"26", "only the interpretation is billed, the professional component"),
    (b"TC", "only equipment and staff are billed, the technical component"),
    (b"24", "the visit is in the global period of an operation and unrelated to it"),
    (b"25", "the visit was significant and separate from a procedure on the same day"),
    (b"57", "the decision for major surgery was made at this visit"),
    (b"59", "the service is distinct from another one on the same day, which an NCCI edit may ask for"),
    (
        b"78",
        "a complication took the patient back to the operating room in the global period of the first operation",
    ),
];

/// Tries every modifier on a code that has published amounts. If only the reading of a test has one, each is tried
/// together with 26. On anesthesia those that name who gave it are tried, and on any other code none.
#[must_use]
pub fn trials(subject: &Subject<'_>) -> Vec<Trial> {
    if subject.row.status == Status::Anesthesia {
        // Nobody directs a service without time.
        let is_tried = |modifiers: &[&[u8; 2]]| !is_untimed(subject) || matches!(modifiers, [b"AA" | b"QZ"]);
        return ANESTHESIA
            .iter()
            .filter(|(modifiers, _)| is_tried(modifiers))
            .filter_map(|(modifiers, kind)| anesthesia(subject, modifiers, *kind))
            .collect();
    }
    let Some(part) = subject.part else { return Vec::new() };
    // Nobody assists with a test, or in an office.
    let has_second_surgeon = EXAMPLES.may_have_assistant(subject.hcpcs())
        && subject.row.pc_tc != PcTc::DiagnosticTest
        && subject.place != PlaceOfService::OFFICE;
    // Nobody hands over the care before or after a procedure of ten days.
    let is_of_ten_days = subject.row.global_days == GlobalDays::Ten;
    // There is no operating room in an office, and nothing leads from a minor procedure to one.
    let is_minor = matches!(subject.row.global_days, GlobalDays::Zero | GlobalDays::Ten);
    let is_office_procedure = is_minor && subject.place == PlaceOfService::OFFICE;
    let is_tried = |modifiers: &[&[u8; 2]]| match modifiers {
        [] => subject.may_be_by_nonphysician(),
        // Nobody assists with manipulation, extends it or shares it.
        [b"22" | b"52" | b"53" | b"62" | b"66" | b"78" | b"80" | b"AS"] if subject.is_manipulation() => false,
        [b"62" | b"66" | b"80" | b"AS"] => has_second_surgeon && !subject.line_modifiers.contains(&b"62"),
        [b"54" | b"55" | b"56"] => !is_of_ten_days,
        [b"78"] => !is_office_procedure,
        [b"50"] => EXAMPLES.takes_50(subject.hcpcs()),
        [b"PT"] => may_begin_as_screening(subject.hcpcs()),
        [modifier] => EXAMPLES.may_have_visit_modifier(subject.hcpcs(), modifier),
        _other => true,
    };
    let pricing = PRICING.iter().filter(|(modifiers, _)| is_tried(modifiers));
    let pricing = pricing.filter_map(|(modifiers, kind)| trial(subject, part, modifiers, *kind, true));
    let physician = ProviderKind::Physician;
    let misplaced = MISPLACED.iter().filter(|modifier| is_tried(&[**modifier]));
    let misplaced = misplaced.filter_map(|modifier| trial(subject, part, &[*modifier], physician, false));
    pricing.chain(misplaced).collect()
}

/// Whether the code is anesthesia that is paid by its base units alone, whatever its time, and is no add-on to one with time.
pub(super) fn is_untimed(subject: &Subject<'_>) -> bool {
    let Medicare { date, schedule, rates, .. } = subject.medicare;
    let add_ons = schedule.edits_on(date).add_ons;
    let is_add_on = add_ons.is_some_and(|add_ons| add_ons.of(subject.hcpcs()).is_some());
    let untimed = rates.law.anesthesia_without_time.as_ref();
    !is_add_on && untimed.is_ok_and(|codes| codes.has(subject.hcpcs()))
}

fn trial(
    subject: &Subject<'_>,
    part: &[&[u8; 2]],
    modifiers: &[&[u8; 2]],
    kind: ProviderKind,
    prices: bool,
) -> Option<Trial> {
    let kind = if kind == ProviderKind::Physician { subject.provider } else { kind };
    let names_part = matches!(modifiers, [b"26" | b"TC"]);
    let part = if names_part { &[] } else { part };
    let is_return = modifiers.contains(&b"78") && subject.row.global_days.is_procedure();
    let place = if is_return && subject.place == PlaceOfService::OFFICE {
        PlaceOfService::HOSPITAL_OUTPATIENT
    } else {
        subject.place
    };
    let discipline =
        if names_discipline(modifiers) && !subject.is_manipulation() { &[] } else { subject.line_modifiers };
    let modifiers = [part, modifiers].concat();
    let case = subject.unmodified().with(discipline).with(&modifiers).by(kind);
    let side = subject.medicare.allowed(&case.at(place))?;
    let plain = if part.is_empty() && !is_return {
        subject.plain.clone()
    } else {
        subject.medicare.allowed(&subject.case().with(part).at(place))?
    };
    // In a hospital a test is refused with or without the modifier.
    if is_return && plain.price().is_none() {
        return None;
    }
    let known =
        |modifiers: &[&[u8; 2]]| modifiers.iter().map(|text| Modifier::known(text)).collect::<Vec<_>>();
    let is_valid = is_valid(subject, &known(&modifiers), &side);
    let is_by_report = BY_REPORT.iter().any(|caveat| side.caveats(caveat));
    let modifiers = [known(discipline), known(&modifiers)].concat();
    Some(Trial { modifiers, kind, side, plain: Some(plain), is_valid, is_by_report, prices })
}

/// A modifier tried on anesthesia. If the code is an add-on, its primary has the modifier too.
fn anesthesia(subject: &Subject<'_>, modifiers: &[&[u8; 2]], kind: ProviderKind) -> Option<Trial> {
    let alone = with_minutes_if_needed(subject, &subject.case_alone().with(modifiers).by(kind))?;
    let side = match alone.refusal() {
        Some(Refusal::AddOnWithoutPrimary) => with_primary(subject, modifiers, kind).unwrap_or(alone),
        Some(_) | None => alone,
    };
    let modifiers: Vec<Modifier> = modifiers.iter().map(|text| Modifier::known(text)).collect();
    let is_valid = is_valid(subject, &modifiers, &side);
    Some(Trial { modifiers, kind, side, plain: None, is_valid, is_by_report: false, prices: true })
}

/// An anesthesia add-on, after a primary that the same practitioner gave.
fn with_primary(subject: &Subject<'_>, modifiers: &[&[u8; 2]], kind: ProviderKind) -> Option<Side> {
    let Medicare { date, schedule, .. } = subject.medicare;
    let listed = schedule.edits_on(date).add_ons?.of(subject.hcpcs())?.primaries;
    likely_partners(&subject.medicare, subject.hcpcs(), subject.place, listed)
        .into_iter()
        .take(MOST_TRIED)
        .find_map(|primary| {
            let given =
                Case::with_line(primary, subject.place).by(kind).with(modifiers).minutes(ANESTHESIA_MINUTES);
            let side = with_minutes_if_needed(subject, &given.and(subject.hcpcs()).with(modifiers))?;
            side.price().is_some().then_some(side)
        })
}

/// The answer to a case, with minutes if Medicare pays its time.
fn with_minutes_if_needed(subject: &Subject<'_>, case: &Case) -> Option<Side> {
    let untimed = subject.medicare.allowed(case)?;
    match untimed.refusal() {
        Some(Refusal::AnesthesiaTimeMissing) => {
            subject.medicare.allowed(&case.clone().minutes(ANESTHESIA_MINUTES))
        }
        Some(_) | None => Some(untimed),
    }
}

impl Trial {
    /// What the modifier does, in words: why it has no effect or no price, or else how the price changes and what that
    /// depends on.
    #[must_use]
    pub fn effect(&self) -> String {
        match &self.plain {
            Some(plain) => self.side.in_setting(self.difference(plain)),
            None => self.side.effect_in_setting(),
        }
    }

    fn difference(&self, plain: &Side) -> String {
        let reasons = &self.side.answer.confidence.reasons;
        if self.side.refusal().is_some() {
            return self.side.effect();
        }
        if !self.is_valid && self.is_by_report {
            return NO_SURGERY.to_owned();
        }
        if let Some(unfit) =
            reasons.iter().find(|caveat| UNFIT.contains(&caveat.code())).filter(|_| !self.is_valid)
        {
            return unfit.to_string();
        }
        let before = &plain.answer.confidence.reasons;
        let is_new = |caveat: &&Caveat| {
            !OF_THE_DATA.contains(&caveat.code()) && !before.iter().any(|known| known.code() == caveat.code())
        };
        let caveats = reasons.iter().filter(is_new);
        let caveats: Vec<String> = caveats.map(ToString::to_string).collect();
        let mut steps = self.own_steps(plain);
        steps.extend(self.shares(plain));
        let (steps, caveats) = (steps.join("; "), caveats.join(" "));
        match (steps.as_str(), caveats.as_str()) {
            ("", "") => self.meaning(),
            (_, "") => steps,
            ("", _) => caveats,
            (_, _) => format!("{steps}. {caveats}"),
        }
    }

    /// The difference to the code without the modifier: in the allowed amount, or in what Medicare pays if only that
    /// changes.
    #[must_use]
    pub fn change(&self) -> Option<Money> {
        let measure = if self.changes_shares() { Measure::MedicarePaid } else { Measure::Allowed };
        let of = |side: &Side| side.price().map(|_| Side { measure, ..side.clone() }.amount());
        self.plain.as_ref().and_then(of).zip(of(&self.side)).map(|(plain, with)| with - plain)
    }

    /// Whether a valid modifier changes what is paid: the amount, Medicare's share of it, or whether it is paid at all.
    #[must_use]
    pub fn changes_payment(&self) -> bool {
        self.is_valid && !self.is_by_contractor() && self.change() != Some(Money::ZERO)
    }

    /// Whether the Medicare contractor decides the amount of a line with the modifier by its documentation.
    #[must_use]
    pub fn is_by_contractor(&self) -> bool {
        let is_priced = |refusal: &Refusal| refusal.kind() == RefusalKind::ContractorPriced;
        // Nobody assists in an office, unless a contractor is convinced.
        let is_office = self.side.claim.place_of_service() == PlaceOfService::OFFICE;
        let is_review = self.side.caveats("increased_service") || (self.is_by_report && is_office);
        self.is_valid && (is_review || self.side.refusal().is_some_and(is_priced))
    }

    /// Whether the modifier changes what Medicare pays of the allowed amount, and not the amount.
    fn changes_shares(&self) -> bool {
        let price = |side: &Side| side.price().map(|price| (price.allowed, price.share.medicare_paid));
        let prices = self.plain.as_ref().and_then(price).zip(price(&self.side));
        prices.is_some_and(|(plain, with)| plain.0 == with.0 && plain.1 != with.1)
    }

    fn shares(&self, plain: &Side) -> Option<String> {
        let paid = |side: &Side| side.price().map(|price| price.share.medicare_paid);
        let (plain, with) = paid(plain).zip(paid(&self.side)).filter(|_| self.changes_shares())?;
        let (with, plain) = (with.dollars(), plain.dollars());
        Some(format!("Medicare pays {with} instead of {plain}; the allowed amount does not change"))
    }

    /// The steps up to the patient's share that the code without the modifier does not have.
    fn own_steps(&self, plain: &Side) -> Vec<String> {
        // A component has a fee of its own. Its formula says less than its name.
        let is_price =
            |rule| !matches!(rule, Rule::GeographicAdjustment | Rule::Coinsurance | Rule::Sequestration);
        let plain: Vec<String> = plain.answer.trace.iter().map(ToString::to_string).collect();
        let steps = self.side.answer.trace.iter().filter(|step| is_price(step.rule));
        let own = steps.filter(|step| !plain.contains(&step.to_string()));
        own.map(step_in_words).collect()
    }

    fn meaning(&self) -> String {
        let known = MEANINGS.iter().find(|(text, _)| self.modifiers.contains(&Modifier::known(text)));
        match known {
            None if self.change().is_some_and(|change| change != Money::ZERO) => OWN_AMOUNT.to_owned(),
            None => "the price does not change".to_owned(),
            Some((b"26" | b"TC", meaning)) => (*meaning).to_owned(),
            Some((_, meaning)) => format!("the price does not change; the modifier says that {meaning}"),
        }
    }
}

/// Why Medicare does not pay an assistant whom the indicator allows by report.
const NO_SURGERY: &str = "Medicare pays an assistant at surgery only for operations, which have a global period of 000, 010 or 090 days";

/// A modifier is valid if it may be billed and belongs on the code. A profession without a modifier is listed only if it
/// changes the price.
fn is_valid(subject: &Subject<'_>, modifiers: &[Modifier], side: &Side) -> bool {
    let is_unfit = UNFIT.iter().any(|caveat| side.caveats(caveat))
        || !subject.row.global_days.is_procedure() && BY_REPORT.iter().any(|caveat| side.caveats(caveat));
    let by_assistant = side.answer.trace.iter().any(|step| step.rule == Rule::TherapyAssistant);
    // Medicare knows no assistants in speech therapy.
    let is_therapy =
        is_always_therapy(subject.medicare.rates.law, subject.row) && !side.caveats("outside_benefit");
    match side.refusal() {
        None if is_unfit || (by_assistant && !is_therapy) => false,
        None => !modifiers.is_empty() || side.amount() != subject.plain.amount() || !subject.is_priced(),
        Some(refusal) => !matches!(refusal.kind(), RefusalKind::Invalid | RefusalKind::DeniedByEdit),
    }
}
