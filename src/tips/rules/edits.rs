//! NCCI's edits of the day: units above the limit, and codes that are paid instead of this one.

use super::against;
use super::package::visit_with_procedure;
use crate::pricing::LimitedService;
use crate::tips::edit_remedy::{EditRemedy, remedy_of, resolved_by};
use crate::tips::examples::EXAMPLES;
use crate::tips::limit_advice::{BeyondLimit, how_applied};
use crate::tips::line_modifiers::{needed_modifiers, with_code_in_place};
use crate::tips::medicare::MOST_TRIED;
use crate::tips::other_ways::{OtherWay, other_way};
use crate::tips::partners::likely_partners;
use crate::tips::tip::{Measure, TipFigures};
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::{AdjudicationIndicator, Bundling, GlobalDays, HcpcsCode, Modifier, Money, PcTc};

/// One unit above the limit denies all units.
pub(in crate::tips) fn unit_limit(subject: &Subject<'_>) -> Option<Tip> {
    let limits = subject.medicare.schedule.edits_on(subject.medicare.date).unit_limits?;
    let limit = limits.of(subject.hcpcs()).filter(|limit| limit.units > 0)?;
    let (schedule, day) = (subject.medicare.schedule, subject.medicare.date);
    let service = LimitedService::of(Some(subject.row), schedule.law().on(day));
    // Nobody bills three visits of a kind on a day.
    if service == LimitedService::Visit && limit.units > 1 {
        return None;
    }
    if limit.units > 1 && is_done_once(subject) {
        return None;
    }
    // Units above a limit of one or two are mostly two sides. A limit is no advice to bill as many units of what is done once.
    let by_sides = limit.units <= 2 && service == LimitedService::OneUnit;
    let both = by_sides.then(|| subject.medicare.allowed(&subject.on_both_sides()?)).flatten();
    let both = both.filter(|both| both.price().is_some());
    let beside_both = both.as_ref().and_then(|_| subject.beside_both_sides());
    let billed = beside_both.unwrap_or_else(|| subject.case());
    let above = subject.medicare.allowed(&billed.times(limit.units + 1))?;
    let within = subject.medicare.allowed(&subject.case().times(limit.units))?;
    let refusal = above.refusal()?;
    within.price()?;
    let (units, one_more) = match limit.units {
        1 => ("one unit".to_owned(), "A second unit denies both."),
        2 => ("2 units".to_owned(), "A third unit denies all of them."),
        more => (format!("{more} units"), "One more unit denies all of them."),
    };
    let beyond = beyond_the_limit(subject, limit.units);
    let how_applied = || how_applied(&limit, subject.rows, (schedule, day));
    // One more unit is another lesion or level, or the other side.
    let may_be_other_side =
        service == LimitedService::OneUnit && !EXAMPLES.of_lesions.contain(subject.hcpcs());
    let advice = match &beyond {
        Some(beyond) if may_be_other_side => format!("{} {}", how_applied(), beyond.text),
        Some(beyond) => beyond.text.clone(),
        None => how_applied(),
    };
    let scope = match limit.adjudication {
        AdjudicationIndicator::Line => "on one line",
        AdjudicationIndicator::DateOfServicePolicy | AdjudicationIndicator::DateOfServiceClinical => "a day",
    };
    let mut text =
        format!("Medicare allows at most {units} {scope} ({}). {one_more} {advice}", within.dollars());
    if let Some(period) = EXAMPLES.once_in(subject.hcpcs()) {
        text = format!("{text} Besides, Medicare pays it once in {period}.");
    }
    let rule = format!("{}; {}", limits.release().label, refusal.source());
    let once = EXAMPLES.is_billed_once(subject.hcpcs()).then(|| subject.plain.clone());
    let next = beyond.map(|beyond| beyond.side);
    // What is done on a finger is done on the next one more often than on the other hand.
    let paid = if once.is_some() { next.or(both) } else { both.or(next) };
    let paid = paid.or(once).unwrap_or(within);
    Some(subject.tip("unit-limit", Effect::Denied, &rule, text, against(above, paid)))
}

/// Whether nobody bills more units than the limit allows although it is greater than one: of a tube or catheter, what is done on a finger
/// or a lid, an operation of 90 global days, an imaging study, and a test of each limb.
fn is_done_once(subject: &Subject<'_>) -> bool {
    let is_operation = subject.row.global_days == GlobalDays::Ninety;
    let is_imaging = EXAMPLES.imaging.contain(subject.hcpcs()) && subject.row.pc_tc == PcTc::DiagnosticTest;
    EXAMPLES.is_billed_once(subject.hcpcs())
        || EXAMPLES.of_limbs.contain(subject.hcpcs())
        || is_operation
        || is_imaging
}

/// The code of what is above a limit, in words, and what it or the first unit beside it is paid.
struct PaidBeyond {
    text: String,
    /// The first unit beside the code, or the code alone.
    side: Side,
}

/// The code of what is above a limit; `None` if there is none, or Medicare does not price it.
fn beyond_the_limit(subject: &Subject<'_>, limit: u32) -> Option<PaidBeyond> {
    let medicare = &subject.medicare;
    let beyond = BeyondLimit::of(subject.hcpcs(), limit)?;
    let with_amount = |side: &Side| beyond.in_words(&format!(", allowed {}", side.dollars()));
    let needed = needed_modifiers(beyond.code, subject.place, medicare);
    if !beyond.is_besides {
        let side = medicare.allowed(&Case::with_line(beyond.code, subject.place).modified(&needed))?;
        side.price()?;
        return Some(PaidBeyond { text: with_amount(&side), side });
    }
    let both = subject.case().and(beyond.code).modified(&needed);
    let next = medicare.allowed(&both)?;
    next.price()?;
    let first = medicare.price_line(&both, both.line_count().checked_sub(2)?, Measure::Allowed)?;
    Some(PaidBeyond { text: with_amount(&next), side: first })
}

/// Another code of the day bundles this one. The example is a code that is billed together with it, and there is no tip without one.
pub(in crate::tips) fn bundled_codes(subject: &Subject<'_>) -> Option<Tip> {
    let edits = subject.medicare.schedule.edits_on(subject.medicare.date).ptp?;
    let own = subject.hcpcs();
    // A visit has a tip of its own about the services that bundle it.
    if !subject.is_priced() || visit_with_procedure(subject).is_some() {
        return None;
    }
    let together = EXAMPLES.partners(own).iter().copied().filter(|other| edits.bundles(*other, own));
    let partners = likely_partners(&subject.medicare, own, subject.place, together);
    let BundledLine { column_one, bundled, remedy, way, resolved } =
        partners.into_iter().take(MOST_TRIED).find_map(|column_one| bundled_line(subject, column_one))?;
    let source = bundled.refusal()?.source();
    let lost = bundled.answer.at_stake.filter(|lost| *lost > Money::ZERO);
    let second = way.and_then(|way| with_code_in_place(&bundled, way.in_place_of(own)?, &subject.medicare));
    let advice = match (way, lost) {
        (Some(way), _) if let Some(side) = &second => {
            let code = side.claim.lines().get(side.position).map(|line| line.hcpcs())?;
            format!(
                "{} Bill {code} in place of this code: it is allowed {}.",
                way.advice(remedy.indicator()),
                side.dollars()
            )
        }
        (Some(way), Some(lost)) => {
            format!("This code loses {}. {}", lost.dollars(), way.advice(remedy.indicator()))
        }
        (Some(way), None) => way.advice(remedy.indicator()).to_owned(),
        (None, _) => edit_advice(remedy, resolved.as_ref(), lost),
    };
    let text = format!(
        "If {column_one} is billed on the same day, NCCI pays it and denies this code. {advice} {}",
        bundling_count(edits.bundling(own))
    );
    let source = way.map_or(source, |way| way.source.as_str());
    let rule = format!("{}; {source}", edits.release().label);
    let figures = TipFigures { claim: bundled, compared_with: resolved.map(|(_, side)| side).or(second) };
    Some(subject.tip("paid-in-its-place", Effect::Denied, &rule, text, figures))
}

/// What to do about an edit. `lost` is what the code would be allowed beside the other one; `None` if that is nothing.
fn edit_advice(remedy: EditRemedy, resolved: Option<&(Modifier, Side)>, lost: Option<Money>) -> String {
    if let Some((modifier, side)) = resolved {
        return format!(
            "If the services were separate and the record shows it, bill {modifier} on this code: it is then allowed {}.",
            side.dollars()
        );
    }
    let helpless = match lost {
        Some(lost) => format!("No modifier helps, and this code loses {}.", lost.dollars()),
        None => "No modifier helps. The price of the other code has that of this one in it.".to_owned(),
    };
    match remedy {
        EditRemedy::OneOfThem => format!("{helpless} Bill only the one of the two that was done."),
        EditRemedy::Modifier | EditRemedy::Nothing => helpless,
    }
}

/// The line of a code that an edit denies because of another code of the day.
struct BundledLine {
    column_one: HcpcsCode,
    bundled: Side,
    remedy: EditRemedy,
    /// How the services are billed instead, if something other than the edit says so.
    way: Option<&'static OtherWay>,
    /// The modifier with which Medicare pays the line, and its answer.
    resolved: Option<(Modifier, Side)>,
}

/// The line of the code after another one, if that makes an example. If the edit allows a modifier, the two must be services that are
/// often separate, and an estimate must pay the line with the modifier.
fn bundled_line(subject: &Subject<'_>, column_one: HcpcsCode) -> Option<BundledLine> {
    let (medicare, own, case) = (&subject.medicare, subject.hcpcs(), subject.after(column_one));
    let bundled = medicare.allowed(&case)?;
    bundled.refusal().filter(|refusal| refusal.code() == "ptp_column_two")?;
    let remedy = remedy_of(medicare, column_one, own)?;
    let way = other_way(medicare, column_one, own);
    let resolved = match remedy {
        EditRemedy::Modifier | EditRemedy::OneOfThem | EditRemedy::Nothing if way.is_some() => None,
        EditRemedy::Modifier if EXAMPLES.are_separate(column_one, own) => {
            Some(resolved_by(medicare, &case, column_one, own)?)
        }
        EditRemedy::Modifier => return None,
        EditRemedy::OneOfThem | EditRemedy::Nothing => None,
    };
    Some(BundledLine { column_one, bundled, remedy, way, resolved })
}

/// How many codes bundle a code, and for how many of them no modifier helps.
fn bundling_count(bundling: Bundling) -> String {
    let codes = bundling.codes();
    match (codes, bundling.never) {
        (1, _) => "No other code bundles it.".to_owned(),
        (_, 0) => format!("{codes} codes in all bundle it, and a modifier can help with each."),
        (_, never) if codes == never => {
            format!("{codes} codes in all bundle it, and no modifier helps with any.")
        }
        (_, 1) => format!("{codes} codes in all bundle it; with one of them no modifier helps."),
        (_, never) => format!("{codes} codes in all bundle it; with {never} of them no modifier helps."),
    }
}
