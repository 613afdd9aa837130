//! The PTP edits among a toolkit's codes.

use super::Section;
use super::triggers::billed_otherwise;
use crate::pricing::{Refusal, RefusalKind, may_be_visit};
use crate::schedule::PtpEdits;
use crate::tips::{
    Case, Medicare, OtherWay, Side, Subject, is_exclusive, is_planned_operation, other_way, partner_rank,
    resolved_by,
};
use crate::vocabulary::{HcpcsCode, Modifier, Money, PlaceOfService, PtpEdit, PtpIndicator, Setting, Status};

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
    /// How much more the claim would be allowed if the two services were billed right: as the advice says, or with a modifier. If neither
    /// helps, what column two would be allowed beside column one. They are in the facility of column one, or else at the usual place of
    /// column two. Zero if Medicare would not price column two there anyway.
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
    subjects: &[Subject<'_>],
    edits: &PtpEdits<'_>,
    medicare: Medicare<'_>,
) -> Section<BundlingConflict> {
    let mut rows = Vec::new();
    let paid: Vec<HcpcsCode> = codes.iter().copied().filter(|code| may_be_paid(*code, medicare)).collect();
    for (position, one) in paid.iter().enumerate() {
        for other in paid.iter().skip(position + 1) {
            if are_of_one_practitioner(subjects, [*one, *other]) {
                rows.extend(edits.between(*one, *other).map(|edit| conflict(&edit, subjects, medicare)));
            }
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

fn subject<'s, 'a>(subjects: &'s [Subject<'a>], hcpcs: HcpcsCode) -> Option<&'s Subject<'a>> {
    subjects.iter().find(|subject| subject.hcpcs() == hcpcs)
}

/// Whether one practitioner bills both codes. An edit says nothing about the claims of two, such as a visit and a dietitian's service.
fn are_of_one_practitioner(subjects: &[Subject<'_>], codes: [HcpcsCode; 2]) -> bool {
    let [one, other] = codes.map(|code| subject(subjects, code).map(|subject| subject.provider));
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// Whether Medicare pays the code under this fee schedule or another one.
pub(super) fn may_be_paid(code: HcpcsCode, medicare: Medicare<'_>) -> bool {
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

fn conflict(edit: &PtpEdit<'_>, subjects: &[Subject<'_>], medicare: Medicare<'_>) -> BundlingConflict {
    let PtpEdit { column_one, column_two, indicator, rationale, .. } = *edit;
    let [paid, denied] = [column_one, column_two].map(|code| subject(subjects, code));
    let primaries: Vec<HcpcsCode> = denied.into_iter().flat_map(Subject::primaries).collect();
    // Two add-ons can have one primary.
    let is_beside_add_on = paid.into_iter().flat_map(Subject::primaries).next().is_some();
    let lacks_primary = !primaries.is_empty() && !primaries.contains(&column_one) && !is_beside_add_on;
    let alone = denied.and_then(|denied| medicare.allowed(&denied.billed_at(place_of_both(denied, paid))));
    let is_unpaid_there = alone.as_ref().is_some_and(is_unpaid_there);
    let way = other_way(&medicare, column_one, column_two);
    let both = denied.zip(alone.as_ref());
    let at_stake = both.and_then(|(denied, alone)| at_stake(denied, (column_one, paid), way, alone));
    let (advice, modifiers) = match (way, indicator) {
        (_, PtpIndicator::NotApplicable) => (NO_LONGER, Vec::new()),
        (Some(way), PtpIndicator::Allowed) if way.keeps_modifiers(indicator) => {
            (way.advice(indicator), of_way(way, resolution(edit, medicare).1))
        }
        (Some(way), PtpIndicator::Allowed | PtpIndicator::NotAllowed) => (way.advice(indicator), Vec::new()),
        (None, _) if is_unpaid_there => (NOT_PAID_THERE, Vec::new()),
        (None, PtpIndicator::Allowed) if at_stake == Some(Money::ZERO) => (NOT_PAID_BESIDE, Vec::new()),
        (None, PtpIndicator::Allowed) if lacks_primary => (SEPARATE_ADD_ON, resolution(edit, medicare).1),
        (None, PtpIndicator::Allowed) => resolution(edit, medicare),
        (None, PtpIndicator::NotAllowed) if is_exclusive(edit) => (ONE_OF_THEM, Vec::new()),
        (None, PtpIndicator::NotAllowed) => (NOTHING_HELPS, Vec::new()),
    };
    BundlingConflict {
        column_one,
        column_two,
        indicator,
        rationale: rationale.to_owned(),
        advice,
        modifiers,
        at_stake,
    }
}

/// The modifiers that fit the case in which another way of billing leaves them.
fn of_way(way: &OtherWay, mut conditional: Vec<ConditionalModifiers>) -> Vec<ConditionalModifiers> {
    for one in &mut conditional {
        one.modifiers.retain(|modifier| way.takes(modifier.as_str()));
    }
    conditional.retain(|one| !one.modifiers.is_empty());
    conditional
}

/// Where the two services are furnished: what goes with an operation is done where that is.
fn place_of_both(denied: &Subject<'_>, paid: Option<&Subject<'_>>) -> PlaceOfService {
    let is_of_facility = |place: &PlaceOfService| place.setting() == Some(Setting::Facility);
    paid.map(|paid| paid.place).filter(is_of_facility).unwrap_or(denied.place)
}

/// Whether Medicare does not pay a line at the place of its claim, such as a service that the hospital bills.
fn is_unpaid_there(side: &Side) -> bool {
    const WHOLE_TEST: &str = "global_code_in_hospital";
    const NOT_PAID: [RefusalKind; 3] =
        [RefusalKind::Bundled, RefusalKind::DeniedByEdit, RefusalKind::NotCovered];
    side.refusal().is_some_and(|refusal| refusal.code() == WHOLE_TEST || NOT_PAID.contains(&refusal.kind()))
}

/// What is lost there: what the right claim gains, or else what the denied code would be allowed beside the other one, or alone if the edit
/// does not apply to such a claim. Zero if Medicare would not price it there anyway, and `None` if its amount is not known.
fn at_stake(
    denied: &Subject<'_>,
    (column_one, paid): (HcpcsCode, Option<&Subject<'_>>),
    way: Option<&OtherWay>,
    alone: &Side,
) -> Option<Money> {
    let place = alone.claim.place_of_service();
    let case = denied.billed_beside(place, column_one, paid);
    let beside = denied.medicare.allowed(&case)?;
    let own_price = alone.price().map(|price| price.allowed);
    match beside.refusal() {
        Some(Refusal::ColumnTwo { .. }) => gained(denied, column_one, way, (&case, &beside))
            .or(beside.answer.at_stake)
            .or(own_price.map(|_| Money::ZERO)),
        Some(_) | None if is_unpaid_there(alone) => Some(Money::ZERO),
        Some(_) | None => own_price,
    }
}

/// How much more a claim is allowed if the two services are billed right: with the code for both or for the second, or with a modifier.
/// `None` if neither helps.
fn gained(
    denied: &Subject<'_>,
    column_one: HcpcsCode,
    way: Option<&OtherWay>,
    (case, beside): (&Case, &Side),
) -> Option<Money> {
    let medicare = &denied.medicare;
    let right = match way.and_then(|way| billed_otherwise(beside, way, medicare)) {
        Some(claim) => claim,
        None => resolved_by(medicare, case, column_one, denied.hcpcs())?.1.claim,
    };
    let gained = medicare.allowed_in_all(&right)? - medicare.allowed_of_paid(&beside.claim);
    (gained > Money::ZERO).then_some(gained)
}

const NOTHING_HELPS: &str = "Nothing helps: no modifier allows both services. Bill column one alone.";
const ONE_OF_THEM: &str =
    "Nothing helps: the two services exclude each other. Bill only the one that was done.";
const NOT_PAID_THERE: &str = "Nothing helps where the column one service is furnished: there Medicare does not pay a practitioner for the column two service.";
const NOT_PAID_BESIDE: &str = "Nothing is lost: Medicare does not pay the column two service beside the column one service, also with a modifier.";
const NO_LONGER: &str = "The edit no longer applies. Medicare pays both.";

/// The modifiers that an estimate of both codes accepts, by what the record must show.
const CONDITIONS: &[(&[&[u8; 2]], &str)] = &[
    (&[b"25"], "the visit was more than the usual care around the other service"),
    (
        &[b"57"],
        "the surgery was decided on in this visit, on its day or the day before. A scheduled operation was decided on earlier",
    ),
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
    let law = medicare.rates.law;
    let resolving = medicare.schedule.resolving_modifiers(edit, medicare.date);
    let conditional = CONDITIONS.iter().map(|(modifiers, when)| {
        let known = modifiers.iter().map(|text| Modifier::known(text));
        ConditionalModifiers { modifiers: known.filter(|known| resolving.contains(known)).collect(), when }
    });
    let mut conditional: Vec<_> =
        conditional.filter(|conditional| !conditional.modifiers.is_empty()).collect();
    let decides_on_surgery = resolving.contains(&Modifier::known(b"57"));
    let is_critical = [edit.column_one, edit.column_two]
        .iter()
        .any(|code| law.critical_care.as_ref().is_ok_and(|services| services.has(*code)));
    if decides_on_surgery && is_critical {
        let modifiers = [b"25", b"FT"].map(Modifier::known).to_vec();
        conditional.push(ConditionalModifiers { modifiers, when: UNRELATED_CRITICAL_CARE });
    }
    let codes = [edit.column_one, edit.column_two];
    let is_planned = codes.iter().any(|code| is_planned_operation(&medicare, *code));
    let advice = match codes.map(|code| may_be_visit(law, code)) {
        _ if decides_on_surgery && is_planned => VISIT_BEFORE_PLANNED_SURGERY,
        _ if decides_on_surgery => VISIT_BEFORE_SURGERY,
        [true, false] if resolving.contains(&Modifier::known(b"59")) => VISIT_OVER_SERVICE,
        [_, true] | [true, false] => SEPARATE_VISIT,
        [false, false] => SEPARATE_SERVICE,
    };
    (advice, conditional)
}

const UNRELATED_CRITICAL_CARE: &str =
    "the critical care had nothing to do with the surgery, and its line has both modifiers";
const VISIT_BEFORE_SURGERY: &str =
    "Only if the record shows what a condition says: put its modifier on the line of the visit.";
const VISIT_BEFORE_PLANNED_SURGERY: &str = "A planned operation was decided on at an earlier visit. The visit of its day or of the day before is part of it. Put a modifier on the line of the visit only if the record shows what a condition says.";
const VISIT_OVER_SERVICE: &str = "Only if the record shows that the services were separate: put 25 on the line of the visit, or a modifier that says how on the column two line.";
const SEPARATE_VISIT: &str =
    "Only if the record shows a separate visit: put modifier 25 on the line of the visit.";
const SEPARATE_SERVICE: &str = "Only if the record shows that the services were separate: put the modifier that says how on the column two line.";
const SEPARATE_ADD_ON: &str = "Only if the record shows that the services were separate: put the modifier that says how on the column two line. It is an add-on, so the claim must have a primary service of its own for it too.";
