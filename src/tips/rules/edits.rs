//! NCCI's edits of the day: units above the limit, and codes that are paid instead of this one.

use super::against;
use super::package::visit_with_procedure;
use crate::pricing::LimitedService;
use crate::tips::edit_remedy::{EditRemedy, remedy_of, resolved_by};
use crate::tips::examples::EXAMPLES;
use crate::tips::limit_advice::limit_advice;
use crate::tips::medicare::MOST_TRIED;
use crate::tips::other_ways::{OtherWay, other_way};
use crate::tips::partners::likely_partners;
use crate::tips::tip::Measure;
use crate::tips::{Case, Effect, Side, Subject, Tip};
use crate::vocabulary::{AdjudicationIndicator, GlobalDays, HcpcsCode, Modifier, Money, PcTc, PtpIndicator};
use std::fmt;

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
    let above = subject.medicare.allowed(&subject.case().times(limit.units + 1))?;
    let within = subject.medicare.allowed(&subject.case().times(limit.units))?;
    let refusal = above.refusal()?;
    within.price()?;
    let (units, one_more) = match limit.units {
        1 => ("one unit".to_owned(), "A second unit denies both."),
        2 => ("2 units".to_owned(), "A third unit denies all of them."),
        more => (format!("{more} units"), "One more unit denies all of them."),
    };
    let beyond = beyond_the_limit(subject, limit.units);
    let how_applied = || limit_advice(&limit, subject.rows, (schedule, day));
    // One more unit is another lesion or level, or the other side.
    let may_be_other_side =
        service == LimitedService::OneUnit && !EXAMPLES.of_lesions.contain(subject.hcpcs());
    let advice = match &beyond {
        Some(beyond) if may_be_other_side => format!("{} {beyond}", how_applied()),
        Some(beyond) => beyond.to_string(),
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
    // Units above a limit of one or two are mostly two sides. A limit is no advice to bill as many units of what is done once.
    let both = (limit.units <= 2 && service == LimitedService::OneUnit)
        .then(|| subject.medicare.allowed(&subject.on_both_sides()?));
    let once = EXAMPLES.is_billed_once(subject.hcpcs()).then(|| subject.plain.clone());
    let both = both.flatten().filter(|both| both.price().is_some());
    let paid = both.or_else(|| beyond.map(|beyond| beyond.side)).or(once).unwrap_or(within);
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

/// The code of what is above the limit of another one.
struct BeyondLimit {
    code: HcpcsCode,
    /// What the code is allowed.
    allowed: String,
    /// Whether it is billed besides the first unit, or in place of all of it.
    is_besides: bool,
    /// The first unit beside it, or the code alone.
    side: Side,
}

impl fmt::Display for BeyondLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, allowed, is_besides, .. } = self;
        if *is_besides {
            write!(f, "What goes beyond the first is {code}, allowed {allowed}.")
        } else {
            write!(
                f,
                "If more was done than this code covers, {code} alone is for all of it, allowed {allowed}."
            )
        }
    }
}

/// The code of what is above a limit. Beside several units of a code, which are on different specimens or tumors, the code of what goes
/// beyond the first says nothing.
fn beyond_the_limit(subject: &Subject<'_>, limit: u32) -> Option<BeyondLimit> {
    let (own, medicare) = (subject.hcpcs(), &subject.medicare);
    if let Some(code) = EXAMPLES.greater(own) {
        let side = medicare.allowed(&Case::with_line(code, subject.place))?;
        side.price()?;
        return Some(BeyondLimit { code, allowed: side.dollars().to_string(), is_besides: false, side });
    }
    let code = EXAMPLES.next_unit(own).filter(|_| limit == 1)?;
    let both = subject.case().and(code);
    let next = medicare.allowed(&both)?;
    next.price()?;
    let side = medicare.price_line(&both, both.line_count().checked_sub(2)?, Measure::Allowed)?;
    Some(BeyondLimit { code, allowed: next.dollars().to_string(), is_besides: true, side })
}

/// Another code of the day bundles this one. The example is a code that is billed together with it, and there is no tip without one.
pub(in crate::tips) fn bundled_codes(subject: &Subject<'_>) -> Option<Tip> {
    let edits = subject.medicare.schedule.edits_on(subject.medicare.date).ptp?;
    let own = subject.hcpcs();
    // A visit has a tip of its own about the services that bundle it.
    if !subject.is_priced() || visit_with_procedure(subject).is_some() {
        return None;
    }
    let bundling: Vec<(HcpcsCode, PtpIndicator)> = edits.bundling(own).collect();
    let column_one = bundling.iter().map(|(column_one, _)| *column_one);
    let billed_together = EXAMPLES.partners(own);
    let together = column_one.filter(|other| billed_together.contains(other));
    let partners = likely_partners(&subject.medicare, own, subject.place, together);
    let BundledLine { column_one, bundled, remedy, way, resolved } =
        partners.into_iter().take(MOST_TRIED).find_map(|column_one| bundled_line(subject, column_one))?;
    let source = bundled.refusal()?.source();
    let lost = bundled.answer.at_stake.filter(|lost| *lost > Money::ZERO);
    let advice = match (way, lost) {
        (Some(way), Some(lost)) => {
            format!("This code loses {}. {}", lost.dollars(), way.advice(remedy.indicator()))
        }
        (Some(way), None) => way.advice(remedy.indicator()).to_owned(),
        (None, _) => edit_advice(remedy, resolved.as_ref(), lost),
    };
    let always = bundling.iter().filter(|(_, indicator)| *indicator == PtpIndicator::NotAllowed).count();
    let text = format!(
        "If {column_one} is billed on the same day, NCCI pays it and denies this code. {advice} {}",
        bundling_count(bundling.len(), always)
    );
    let source = way.map_or(source, |way| way.source.as_str());
    let rule = format!("{}; {source}", edits.release().label);
    let other = resolved.map_or_else(|| subject.plain.clone(), |(_, side)| side);
    Some(subject.tip("paid-in-its-place", Effect::Denied, &rule, text, against(bundled, other)))
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
fn bundling_count(codes: usize, always: usize) -> String {
    match (codes, always) {
        (1, _) => "No other code bundles it.".to_owned(),
        (_, 0) => format!("{codes} codes in all bundle it, and a modifier can help with each."),
        (_, _) if codes == always => {
            format!("{codes} codes in all bundle it, and no modifier helps with any.")
        }
        (_, 1) => format!("{codes} codes in all bundle it; with one of them no modifier helps."),
        (_, _) => format!("{codes} codes in all bundle it; with {always} of them no modifier helps."),
    }
}
