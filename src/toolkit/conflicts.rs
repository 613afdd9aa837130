//! The PTP edits among a toolkit's codes.

use super::Section;
use crate::pricing::may_be_visit;
use crate::schedule::PtpEdits;
use crate::tips::{Medicare, Subject, is_exclusive, partner_rank};
use crate::vocabulary::{
    BilateralSurgery, GlobalDays, HcpcsCode, Modifier, Money, PtpEdit, PtpIndicator, ServiceRow, Status,
};

/// A pair of codes: Medicare pays one of them.
#[derive(Clone, Debug)]
pub struct BundlingConflict {
    /// The code that is paid.
    pub column_one: HcpcsCode,
    /// The code that is denied.
    pub column_two: HcpcsCode,
    /// Whether a modifier can make both payable.
    pub indicator: PtpIndicator,
    /// Why NCCI has the edit, in the words of its file.
    pub rationale: String,
    /// What may be done.
    pub advice: &'static str,
    /// The modifiers that make both payable, with their conditions.
    pub modifiers: Vec<ConditionalModifiers>,
    /// What column two is allowed alone, at its usual place.
    pub at_stake: Option<Money>,
}

/// Modifiers that are true under one condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionalModifiers {
    /// The modifiers.
    pub modifiers: Vec<Modifier>,
    /// What the record must show.
    pub when: &'static str,
}

/// The edits between the codes on the day, first those of codes that are likely billed together. A code that Medicare never pays has none: nothing is
/// lost, and nothing bundles it.
pub(super) fn bundling_conflicts(
    codes: &[HcpcsCode],
    edits: &PtpEdits<'_>,
    medicare: Medicare<'_>,
) -> Section<BundlingConflict> {
    let mut rows = Vec::new();
    let paid: Vec<HcpcsCode> = codes.iter().copied().filter(|code| may_be_paid(*code, medicare)).collect();
    for (position, one) in paid.iter().enumerate() {
        for other in paid.iter().skip(position + 1) {
            rows.extend(edits.between(*one, *other).map(|edit| conflict(&edit, medicare)));
        }
    }
    rows.sort_by_key(|row| partner_rank(&medicare, row.column_two, row.column_one));
    Section {
        release: Some(edits.release().label.clone()),
        is_older: edits.is_older(),
        unknown: codes.iter().copied().filter(|code| !edits.covers(*code)).collect(),
        rows,
    }
}

/// Whether Medicare pays the code under this fee schedule or another one.
fn may_be_paid(code: HcpcsCode, medicare: Medicare<'_>) -> bool {
    medicare.rates.services.rows_of(code).iter().any(|row| match row.status {
        Status::Active
        | Status::ContractorPriced
        | Status::Excluded
        | Status::Anesthesia
        | Status::BundledOrExcluded
        | Status::Restricted
        | Status::PaidAlone
        | Status::StatutoryExclusion => true,
        Status::Bundled
        | Status::Deleted
        | Status::Discontinued
        | Status::ReplacedWithGrace
        | Status::DeletedModifier
        | Status::Invalid
        | Status::Measurement
        | Status::NonCovered => false,
    })
}

fn conflict(edit: &PtpEdit<'_>, medicare: Medicare<'_>) -> BundlingConflict {
    let PtpEdit { column_one, column_two, indicator, rationale, .. } = *edit;
    let denied = Subject::new(column_two, medicare);
    let lacks_primary = denied
        .as_ref()
        .is_some_and(|subject| !subject.primaries().is_empty() && !subject.primaries().contains(&column_one));
    let (advice, modifiers) = match indicator {
        PtpIndicator::Allowed if lacks_primary => (SEPARATE_ADD_ON, resolution(edit, medicare).1),
        PtpIndicator::Allowed => resolution(edit, medicare),
        PtpIndicator::NotAllowed if is_exclusive(edit) => (ONE_OF_THEM, Vec::new()),
        PtpIndicator::NotAllowed => (NOTHING_HELPS, Vec::new()),
        PtpIndicator::NotApplicable => (NO_LONGER, Vec::new()),
    };
    BundlingConflict {
        column_one,
        column_two,
        indicator,
        rationale: rationale.to_owned(),
        advice,
        modifiers,
        at_stake: denied.and_then(|subject| subject.plain.price().map(|price| price.allowed)),
    }
}

const NOTHING_HELPS: &str = "Nothing helps: no modifier allows both services. Bill column one alone.";
const ONE_OF_THEM: &str =
    "Nothing helps: the two services exclude each other. Bill only the one that was done.";
const NO_LONGER: &str = "The edit no longer applies. Medicare pays both.";

/// The modifiers that an estimate of both codes accepts, by what the record must show.
const CONDITIONS: &[(&[&[u8; 2]], &str)] = &[
    (&[b"25"], "the visit was more than the usual care around the other service"),
    (&[b"57"], "the visit led to the surgery, which has 90 global days"),
    (&[b"XE"], "the service was in a separate encounter on the same day"),
    (&[b"XS"], "the service was on a separate organ, structure or lesion"),
    (&[b"XP"], "another practitioner furnished the service"),
    (&[b"XU"], "the service does not overlap the usual components of the column one service"),
    (&[b"59"], "the services were distinct, and no X modifier or anatomic modifier says how"),
    (&[b"RT", b"LT"], "the services were on different sides, and each line names its own"),
    (&[b"E1", b"E2", b"E3", b"E4"], "the services were on different eyelids, and each line names its own"),
    (
        &[b"FA", b"F1", b"F2", b"F3", b"F4", b"F5", b"F6", b"F7", b"F8", b"F9"],
        "the services were on different fingers, and each line names its own",
    ),
    (
        &[b"TA", b"T1", b"T2", b"T3", b"T4", b"T5", b"T6", b"T7", b"T8", b"T9"],
        "the services were on different toes, and each line names its own",
    ),
    (
        &[b"LC", b"LD", b"LM", b"RC", b"RI"],
        "the services were on different coronary arteries, and each line names its own",
    ),
    (&[b"91"], "the laboratory test was repeated for another result"),
];

/// What to do about an edit that a modifier resolves, and the modifiers that do.
fn resolution(edit: &PtpEdit<'_>, medicare: Medicare<'_>) -> (&'static str, Vec<ConditionalModifiers>) {
    let resolving = medicare.schedule.resolving_modifiers(edit, medicare.date);
    let codes = [edit.column_one, edit.column_two];
    let swapped = PtpEdit { column_one: edit.column_two, column_two: edit.column_one, ..*edit };
    let on_column_one = medicare.schedule.resolving_modifiers(&swapped, medicare.date);
    let of_any = |fits: fn(&ServiceRow) -> bool| {
        codes.map(|code| medicare.rates.services.rows_of(code).iter().any(fits))
    };
    let is_of_surgery = of_any(|row| row.global_days == GlobalDays::Ninety).contains(&true);
    let have_sides = !of_any(has_sides).contains(&false);
    let is_visit = codes.iter().any(|code| may_be_visit(medicare.rates.law, *code));
    let fits = |modifier: &Modifier| {
        let is_sensible = match modifier.as_str() {
            "25" => is_visit,
            "57" => is_visit && is_of_surgery,
            // Sites resolve an edit if each line names its own, so both codes must be of such a site.
            "RT" | "LT" => have_sides && !is_visit,
            "XE" | "XS" | "XP" | "XU" | "59" | "91" => true,
            _site => on_column_one.contains(modifier) && !is_visit,
        };
        is_sensible && resolving.contains(modifier)
    };
    let conditional = CONDITIONS.iter().map(|(modifiers, when)| {
        let modifiers = modifiers.iter().map(|text| Modifier::known(text)).filter(fits).collect();
        ConditionalModifiers { modifiers, when }
    });
    let conditional = conditional.filter(|conditional| !conditional.modifiers.is_empty()).collect();
    (if is_visit { SEPARATE_VISIT } else { SEPARATE_SERVICE }, conditional)
}

/// Whether the service is one of the right or the left side.
const fn has_sides(row: &ServiceRow) -> bool {
    match row.bilateral {
        BilateralSurgery::OneHundredFifty
        | BilateralSurgery::AlreadyBilateral
        | BilateralSurgery::EachSideFull => true,
        BilateralSurgery::NoAdjustment | BilateralSurgery::NotApplicable => false,
    }
}

const SEPARATE_VISIT: &str =
    "Only if the record shows a separate visit: put a modifier on the line of the visit.";
const SEPARATE_SERVICE: &str = "Only if the record shows that the services were separate: put the modifier that says how on the column two line.";
const SEPARATE_ADD_ON: &str = "Only if the record shows that the services were separate: put the modifier that says how on the column two line. It is an add-on, so the claim must have a primary service of its own for it too.";
