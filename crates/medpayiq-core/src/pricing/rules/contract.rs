//! The terms of a contract in place of Medicare's own amounts. No text of CMS orders these rules; they are the usual reading of
//! "a percentage of Medicare", and `docs/contract-terms.md` explains them.
//!
//! - A percentage is of what Medicare would allow: after its reductions, for the practitioner's profession and participation,
//!   before the lower charge. `no_mppr` leaves out the reductions for several procedures, tests or therapy units of a day.
//! - A fee is the price of one unit. It replaces that amount: no reduction for other services of the day, no share of a
//!   profession and no participation change it. What the line says about the service itself does: its units, both sides, parts
//!   of a package, the role in surgery and in anesthesia, at Medicare's shares. A fee that names the modifier has that already.
//! - The charge comes last, and counts if the terms say so.
//! - The practitioner accepts the contract's amount. So there is no limiting charge and no balance to bill.
//! - A fee also prices a code that Medicare does not price: one that it does not cover, leaves to its contractors or does not
//!   list. Medicare has no indicators for such a code. So 50, 62, assistants (80, 81, 82, AS) and medical direction (QK, QX, QY)
//!   take Medicare's usual shares of the fee, and other modifiers change nothing. A caveat names those that should.
//! - The contract has no say in what is denied: Medicare's edits and the modifiers that declare a denial are applied first.
//!
//! Tests: contract_terms/claims.rs.

use super::bilateral::{self, SideSplit};
use crate::contract::{AgreedRate, FixedFee};
use crate::law::{Figure, Lookup, Provisions};
use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::other_schedules::ScheduleRate;
use crate::pricing::refusal::Refusal;
use crate::pricing::refusal_kind::RefusalKind;
use crate::pricing::trace::{Authority, Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{Modifier, Money, Share};

/// Finds the lines that Medicare does not price, but the contract has a fee for. Such a line has no row of Medicare's from here
/// on, so none of its prices changes the line. What is bundled or denied by an edit stays so.
pub(in crate::pricing) fn choose_contract_fees(work: &mut Work<'_>) {
    let Some(terms) = work.terms() else { return };
    for line in work.lines.iter_mut().filter(|line| line.refusal.as_ref().is_some_and(is_not_priced)) {
        let Some(fee) = terms.fee_of(line.billed.hcpcs(), line.billed.modifiers()) else { continue };
        line.row = None;
        line.refusal = None;
        // The caveats so far are about Medicare's schedules.
        line.caveats.clear();
        line.rate = Some(ScheduleRate::Contract(fee.amount));
    }
}

/// Whether Medicare refuses a code because it has no price for it, wherever and with whatever it is billed.
fn is_not_priced(refusal: &Refusal) -> bool {
    match refusal.kind() {
        RefusalKind::ContractorPriced
        | RefusalKind::NotCovered
        | RefusalKind::UseOtherCode
        | RefusalKind::UnknownCode => true,
        RefusalKind::OtherSchedule => !matches!(refusal, Refusal::PlaceNotPriced { .. }),
        RefusalKind::Bundled | RefusalKind::ReportOnly | RefusalKind::DeniedByEdit | RefusalKind::Invalid => {
            false
        }
        RefusalKind::FigureMissing => matches!(refusal, Refusal::ScheduleNotLoaded { .. }),
    }
}

/// Puts the contract's amount in the place of Medicare's.
pub(in crate::pricing) fn apply_terms(work: &mut Work<'_>) {
    let Some(terms) = work.terms() else { return };
    let split = SideSplit::of(work);
    for line in work.priced_lines() {
        line.limiting_charge = None;
        if let Some(ScheduleRate::Contract(_)) = line.rate {
            // The fee is its price already.
            line.add_caveat(Caveat::ContractAmount);
            let fee = terms.fee_of(line.billed.hcpcs(), line.billed.modifiers());
            take_usual_shares(line, fee.and_then(|fee| fee.modifier));
            continue;
        }
        match terms.rate_of(line.billed.hcpcs(), line.billed.modifiers()) {
            Some(AgreedRate::Percent(share)) => pay_percent(line, share),
            Some(AgreedRate::Fee(fee)) => pay_fee(line, fee, split),
            None => line.add_caveat(Caveat::NoContractRate),
        }
    }
}

/// Bills both sides of a code that only the contract prices as one unit, as Medicare does for modifier 50.
pub(super) fn count_both_sides_once(line: &mut LineWork<'_>) {
    if line.has(m::BOTH_SIDES) && line.count > 1 {
        line.count = 1;
        line.add_caveat(Caveat::BilateralUnits);
    }
}

/// The modifiers that take a usual share, in the order in which it is taken.
const SHARED: &[Modifier] = &[
    m::DIRECTING_SEVERAL,
    m::DIRECTING_ONE,
    m::DIRECTED,
    m::BOTH_SIDES,
    m::CO_SURGEON,
    m::ASSISTANT,
    m::MINIMUM_ASSISTANT,
    m::ASSISTANT_FOR_RESIDENT,
    m::ASSISTANT_NONPHYSICIAN,
];

/// The modifiers under which Medicare pays less of most codes, by a share that depends on the code or on the documentation.
const WITHOUT_USUAL_SHARE: &[Modifier] = &[
    m::REDUCED,
    m::SURGERY_ONLY,
    m::AFTERCARE_ONLY,
    m::PREOPERATIVE_ONLY,
    m::TEAM,
    m::RETURN_TO_OPERATING_ROOM,
    m::SUPERVISING_MANY,
];

/// Medicare's usual share for a modifier, whatever the code.
fn usual_share(modifier: Modifier, law: &Provisions) -> Option<Lookup<Figure<Share>>> {
    match modifier {
        m::BOTH_SIDES => Some(law.both_sides_share),
        m::CO_SURGEON => Some(law.co_surgeon_share),
        m::DIRECTING_SEVERAL | m::DIRECTING_ONE | m::DIRECTED => Some(law.medical_direction_share),
        _ if m::ASSISTANTS.contains(&modifier) => Some(law.assistant_at_surgery_share),
        _ => None,
    }
}

/// Takes the usual shares of a line's modifiers of a fee for a code that Medicare does not price. The fee of a modifier has its
/// share already.
fn take_usual_shares(line: &mut LineWork<'_>, of_fee: Option<Modifier>) {
    let mut taken: Vec<Rule> = of_fee.and_then(rule_of).into_iter().collect();
    for modifier in SHARED.iter().copied().filter(|modifier| line.billed.has(*modifier)) {
        let Some(rule) = rule_of(modifier).filter(|rule| !taken.contains(rule)) else { continue };
        let share = usual_share(modifier, line.law).and_then(|share| line.lookup(share));
        if let Some(Figure { value, source }) = share {
            line.step(rule.by(source), Operation::Part(value));
            line.add_caveat(Caveat::ContractModifier { modifier });
            taken.push(rule);
        }
    }
    let open = line.any_of(WITHOUT_USUAL_SHARE).filter(|modifier| Some(*modifier) != of_fee);
    line.add_caveat(open.map(|modifier| Caveat::ContractModifier { modifier }));
}

fn pay_percent(line: &mut LineWork<'_>, share: Share) {
    line.add_caveat(Caveat::ContractAmount);
    line.several_services_cut = line.several_services_cut.times(share);
    line.technical_cut = line.technical_cut.times(share);
    line.step(Rule::Contract, Operation::Part(share));
}

fn pay_fee(line: &mut LineWork<'_>, fee: FixedFee, split: SideSplit) {
    line.add_caveat(Caveat::ContractAmount);
    let steps: Vec<(Authority, Operation)> = line.steps_of_the_service(fee.modifier, split).collect();
    // The reductions were of the amount that the fee replaces, and so were the doubts about them.
    line.caveats.retain(|caveat| !is_about_reductions(caveat));
    line.several_services_cut = Money::ZERO;
    line.technical_cut = Money::ZERO;
    line.step(Rule::Contract, Operation::Rate(fee.amount));
    for (authority, operation) in steps {
        line.step(authority, operation);
    }
}

/// Whether a caveat is about how Medicare's reductions rank or follow each other.
const fn is_about_reductions(caveat: &Caveat) -> bool {
    matches!(
        caveat,
        Caveat::UnitsRanked
            | Caveat::BilateralEndoscopy
            | Caveat::PackagePartRanked
            | Caveat::SixthProcedure
            | Caveat::ReductionAndCap
            | Caveat::ScannerCutOrder
    )
}

/// The rule that a modifier brings, if it is about the service itself.
fn rule_of(modifier: Modifier) -> Option<Rule> {
    match modifier {
        m::BOTH_SIDES => Some(Rule::Bilateral),
        m::SURGERY_ONLY | m::AFTERCARE_ONLY => Some(Rule::SplitCare),
        m::RETURN_TO_OPERATING_ROOM => Some(Rule::ReturnToOperatingRoom),
        m::CO_SURGEON => Some(Rule::CoSurgeons),
        _ if m::ASSISTANTS.contains(&modifier) => Some(Rule::AssistantAtSurgery),
        _ if m::ANESTHESIA.contains(&modifier) => Some(Rule::MedicalDirection),
        _ => None,
    }
}

impl<'a> LineWork<'a> {
    /// The steps of the trace so far that a fee keeps: those for what the line says about the service itself. A fee that names
    /// a modifier has the rule of it in its amount.
    fn steps_of_the_service(
        &self,
        modifier: Option<Modifier>,
        split: SideSplit,
    ) -> impl Iterator<Item = (Authority, Operation)> + use<'_, 'a> {
        const KEPT: [Rule; 7] = [
            Rule::Units,
            Rule::MedicalDirection,
            Rule::Bilateral,
            Rule::SplitCare,
            Rule::ReturnToOperatingRoom,
            Rule::CoSurgeons,
            Rule::AssistantAtSurgery,
        ];
        let in_fee = modifier.and_then(rule_of);
        // Modifier 50 can bill both sides as two units.
        let units_in_fee = in_fee == Some(Rule::Bilateral);
        let kept = self.trace.iter().filter(move |step| {
            let is_in_fee = Some(step.rule) == in_fee || (units_in_fee && step.rule == Rule::Units);
            KEPT.contains(&step.rule) && !is_in_fee
        });
        let both = self.row.map_or(Share::WHOLE, |row| bilateral::factor(row, self.law));
        let of_second = both.less(split.of_first(both));
        kept.filter_map(move |step| Some((step.authority(), carried_over(step.operation, of_second)?)))
    }
}

/// A step's operation, to be applied to a fee. `of_second` is the share of the second of two lines that bill the two sides.
fn carried_over(operation: Operation, of_second: Share) -> Option<Operation> {
    match operation {
        Operation::Units(units) | Operation::UnitPrices { units, .. } => Some(Operation::Units(units)),
        Operation::Part(_) | Operation::PartOfDays { .. } => Some(operation),
        // The second side gets what the first one leaves of both.
        Operation::Less(_) => Some(Operation::Part(of_second)),
        Operation::Price { .. }
        | Operation::Anesthesia { .. }
        | Operation::Rate(_)
        | Operation::Limit(_)
        | Operation::LessPart(..)
        | Operation::LessComponents { .. }
        | Operation::Plus(_) => None,
    }
}
