//! What the patient pays of an allowed amount: the deductible and the coinsurance, unless the law waives them
//! (Social Security Act 1833(a)(1), (b), (dd)).
//!
//! Tests: rules/cost_sharing.rs, shares.rs, audited_rules.rs.

use super::medicare_payment::is_by_therapy_assistant;
use crate::contract::Terms;
use crate::law::{CodeList, Figure, Lookup, Missing, Provisions, Source, borrowed, is_listed};
use crate::pricing::caveat::Caveat;
use crate::pricing::cost_share::{CostShare, SharingTerms};
use crate::pricing::modifiers as m;
use crate::pricing::other_schedules::ScheduleRate;
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Authority, Operation, Rule};
use crate::pricing::work::Work;
use crate::vocabulary::{Claim, ClaimLine, DrugLimit, FineShare, HcpcsCode, Money, ServiceRow, Share};

/// The part that sequestration takes; `None` if a contract leaves it out.
type Sequestration = Lookup<Option<Figure<Share>>>;

/// Finds the terms on which each line's allowed amount is shared. A line for which the law does not have all of them has no
/// amounts, because who pays what would be a guess. The reason still says what Medicare allows.
pub(in crate::pricing) fn start_sharing(work: &mut Work<'_>) {
    let (claim, contract) = (work.claim, work.terms());
    let takes_sequestration = contract.is_none_or(Terms::takes_sequestration);
    for line in work.priced_lines() {
        let law = line.law;
        let sequestration = if takes_sequestration { law.sequestration.map(Some) } else { Ok(None) };
        let terms = match (line.rate, line.row) {
            (Some(ScheduleRate::Laboratory(..)), _) => laboratory_terms(law, sequestration),
            (Some(ScheduleRate::Contract(_)), _) if is_free(line.billed.hcpcs(), law) => {
                laboratory_terms(law, sequestration)
            }
            (Some(ScheduleRate::Equipment(..) | ScheduleRate::Contract(_)), _) => {
                usual_terms(law, sequestration)
            }
            (Some(ScheduleRate::Drug(limit, source)), _) => drug_terms(limit, source, sequestration),
            (None, row) => sharing_terms(claim, line.billed, row, law, sequestration),
        };
        match terms {
            Ok(terms) => {
                line.terms = Some(terms);
                line.share = CostShare::of(line.amount);
            }
            Err(Missing { figure }) => {
                line.refuse(Refusal::SharesUnknown { figure, day: line.day, allowed: line.amount });
            }
        }
    }
}

/// Takes what remains of the patient's deductible. If the caller does not say how much remains, both answers are made: with
/// all of it met, and with none of it met.
pub(in crate::pricing) fn take_deductible(work: &mut Work<'_>) {
    let (known, figure) = (work.claim.deductible_remaining(), work.rates.law.part_b_deductible);
    let mut taken_so_far = work.deductible_taken;
    let remaining = known.unwrap_or(Money::ZERO);
    let whole = figure.ok().filter(|_| known.is_none()).map(|figure| figure.value);
    let authority =
        figure.map_or(Authority::from(Rule::Deductible), |figure| Rule::Deductible.by(figure.source));
    for line in work.priced_lines() {
        line.share_if_deductible_unmet = whole.map(|_| line.share);
        if !line.terms.is_some_and(|terms| terms.deductible_applies) {
            continue;
        }
        let taken = line.share.apply(|share| use_up(remaining, &mut taken_so_far.of_remaining, share));
        line.record_share(authority, taken);
        if let (Some(whole), Some(unmet)) = (whole, &mut line.share_if_deductible_unmet) {
            unmet.apply(|share| use_up(whole, &mut taken_so_far.of_whole, share));
        }
        if let (Err(missing), None) = (figure, known) {
            line.miss_beside_amount(missing);
        }
    }
    work.deductible_taken = taken_so_far;
}

/// Takes a line's part of what the lines before it left of a deductible.
fn use_up(deductible: Money, taken: &mut Money, share: &mut CostShare) -> Option<Operation> {
    share.deductible = share.medicare_paid.min(deductible - *taken);
    *taken += share.deductible;
    (share.deductible > Money::ZERO).then_some(Operation::Less(share.deductible))
}

/// Takes the patient's coinsurance of what the deductible left.
pub(in crate::pricing) fn take_coinsurance(work: &mut Work<'_>) {
    for line in work.priced_lines() {
        let Some(SharingTerms { coinsurance: Figure { value: rate, source }, .. }) = line.terms else {
            continue;
        };
        line.share_step(Rule::Coinsurance.by(source), |share| {
            share.coinsurance = share.medicare_paid.times_fine(rate);
            Some(Operation::LessPart(rate, share.coinsurance))
        });
    }
}

/// Whether the patient pays nothing of a service that a contract prices and Medicare's loaded schedules do not: a clinical laboratory test,
/// or the giving of a vaccine.
fn is_free(hcpcs: HcpcsCode, law: &Provisions) -> bool {
    // Proprietary tests end in U, and those of several analytes in M.
    let is_proprietary = matches!(hcpcs.as_str().as_bytes(), [b'0'..=b'9', .., b'U' | b'M']);
    let lists = [&law.laboratory_tests, &law.vaccine_administration];
    is_proprietary || lists.into_iter().any(|list| is_listed(list, hcpcs))
}

/// The terms of a clinical laboratory test: Medicare pays all of it, without a deductible.
fn laboratory_terms(law: &Provisions, sequestration: Sequestration) -> Lookup<SharingTerms> {
    let (coinsurance, sequestration) = (fine(law.laboratory_coinsurance?), sequestration?);
    Ok(SharingTerms { deductible_applies: false, coinsurance, assistant: None, sequestration })
}

/// The terms of a drug: the coinsurance of its row. A row without coinsurance is of a preventive service, which has no
/// deductible either.
fn drug_terms(limit: &DrugLimit, source: Source, sequestration: Sequestration) -> Lookup<SharingTerms> {
    Ok(SharingTerms {
        deductible_applies: limit.coinsurance != FineShare::ZERO,
        coinsurance: Figure { value: limit.coinsurance, source },
        assistant: None,
        sequestration: sequestration?,
    })
}

/// The terms of an item of equipment, and of a service that only a contract prices: the deductible and the usual coinsurance.
fn usual_terms(law: &Provisions, sequestration: Sequestration) -> Lookup<SharingTerms> {
    let (coinsurance, sequestration) = (fine(law.coinsurance?), sequestration?);
    Ok(SharingTerms { deductible_applies: true, coinsurance, assistant: None, sequestration })
}

fn fine(figure: Figure<Share>) -> Figure<FineShare> {
    Figure { value: figure.value.into(), source: figure.source }
}

fn sharing_terms(
    claim: &Claim,
    line: &ClaimLine,
    row: Option<&ServiceRow>,
    law: &Provisions,
    sequestration: Sequestration,
) -> Lookup<SharingTerms> {
    let (deductible_applies, coinsurance) = patient_terms(claim, line, law)?;
    let is_by_assistant = row.is_some_and(|row| is_by_therapy_assistant(line, row));
    let assistant = if is_by_assistant { Some(law.therapy_assistant_share?) } else { None };
    let coinsurance = fine(coinsurance);
    Ok(SharingTerms { deductible_applies, coinsurance, assistant, sequestration: sequestration? })
}

/// Whether the deductible applies, and the coinsurance: nothing if the law waives it, less if a screening became diagnostic.
fn patient_terms(claim: &Claim, line: &ClaimLine, law: &Provisions) -> Lookup<(bool, Figure<Share>)> {
    let waived = match borrowed(&law.waived_services)?.source_of(line.hcpcs()) {
        Some(source) => Some(source),
        None => waiver_by_modifier(claim, line, law)?.source(),
    };
    if let Some(source) = waived {
        return Ok((false, Figure { value: Share::ZERO, source }));
    }
    Ok(match screening_of(claim, line, law)? {
        Screening::OnClaim | Screening::Elsewhere => (false, law.screening_turned_diagnostic_coinsurance?),
        Screening::None | Screening::Misplaced | Screening::Unknown => {
            let exempt = borrowed(&law.services_without_deductible)?.has(line.hcpcs());
            (!exempt, law.coinsurance?)
        }
    })
}

/// Which colorectal screening that became diagnostic (modifier PT) a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Screening {
    /// None: the line has no PT, or no procedure of the claim carries it.
    None,
    /// None: PT is not valid on the code.
    Misplaced,
    /// The claim bills the procedure. Its other services with PT share the terms of it.
    OnClaim,
    /// Another practitioner bills the procedure, and this line its anesthesia.
    Elsewhere,
    /// The law has no list of the procedures on the day.
    Unknown,
}

/// The screening of a line.
///
/// # Errors
/// If the law has no list that it takes to know.
pub(super) fn screening_of(claim: &Claim, line: &ClaimLine, law: &Provisions) -> Lookup<Screening> {
    if !line.has(m::SCREENING_TURNED_DIAGNOSTIC) {
        return Ok(Screening::None);
    }
    if !borrowed(&law.services_with_screening_modifier)?.has(line.hcpcs()) {
        return Ok(Screening::Misplaced);
    }
    let procedures = borrowed(&law.colorectal_procedures)?;
    let mut bills = claim.lines().iter().filter(|line| procedures.has(line.hcpcs())).peekable();
    if bills.peek().is_none() {
        let is_beside = borrowed(&law.services_with_colorectal_procedures)?.has(line.hcpcs());
        return Ok(if is_beside { Screening::Elsewhere } else { Screening::None });
    }
    let is_marked = bills.any(|line| line.has(m::SCREENING_TURNED_DIAGNOSTIC));
    Ok(if is_marked { Screening::OnClaim } else { Screening::None })
}

/// What modifier 33 does on a line. It waives deductible and coinsurance of two kinds of services, if the claim has a service
/// that they go with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiver {
    /// The line does not carry 33.
    NotAsked,
    /// The law waives the patient's part.
    Granted(Source),
    /// The claim has no annual wellness visit for the service to go with.
    NeedsWellnessVisit,
    /// The claim has no screening colonoscopy for the sedation to go with.
    NeedsScreening,
    /// 33 has no effect on the code.
    NoEffect,
}

impl Waiver {
    const fn source(self) -> Option<Source> {
        match self {
            Self::Granted(source) => Some(source),
            Self::NotAsked | Self::NeedsWellnessVisit | Self::NeedsScreening | Self::NoEffect => None,
        }
    }
}

/// The waiver that modifier 33 brings.
///
/// # Errors
/// If the law has no list that it takes to know.
pub(super) fn waiver_by_modifier(claim: &Claim, line: &ClaimLine, law: &Provisions) -> Lookup<Waiver> {
    if !line.has(m::PREVENTIVE) {
        return Ok(Waiver::NotAsked);
    }
    let bills = |list: &CodeList| claim.lines().iter().any(|other| list.has(other.hcpcs()));
    if let Some(source) = borrowed(&law.services_waived_with_wellness_visit)?.source_of(line.hcpcs()) {
        let has_visit = bills(borrowed(&law.wellness_visits)?);
        return Ok(if has_visit { Waiver::Granted(source) } else { Waiver::NeedsWellnessVisit });
    }
    if let Some(source) = borrowed(&law.sedation_with_screening_colonoscopy)?.source_of(line.hcpcs()) {
        let has_screening = bills(borrowed(&law.screening_colonoscopies)?);
        return Ok(if has_screening { Waiver::Granted(source) } else { Waiver::NeedsScreening });
    }
    Ok(Waiver::NoEffect)
}

/// Warns if modifier 33 is on a colorectal procedure, or on the anesthesia or sedation of one: Medicare's modifier for a
/// screening that became diagnostic is PT.
pub(in crate::pricing) fn caveat_preventive_for_screening(work: &mut Work<'_>) {
    let claim = work.claim;
    let is_marked = claim.lines().iter().any(|line| line.has(m::SCREENING_TURNED_DIAGNOSTIC));
    for (line, row) in work.open_lines().filter(|(line, _)| line.has(m::PREVENTIVE)) {
        let law = line.law;
        let mut is_in =
            |list: &'_ Lookup<CodeList>| line.lookup(borrowed(list)).is_some_and(|list| list.has(row.hcpcs));
        let takes_it = is_in(&law.colorectal_procedures)
            || is_in(&law.services_with_colorectal_procedures)
            || (is_marked && is_in(&law.sedation_with_screening_colonoscopy));
        let is_shared = line.share.patient() > Money::ZERO && !line.has(m::SCREENING_TURNED_DIAGNOSTIC);
        if takes_it
            && is_shared
            && let Some(Figure { value, .. }) = line.lookup(line.law.screening_turned_diagnostic_coinsurance)
        {
            line.add_caveat(Caveat::PreventiveForScreening { patient: line.amount.times(value) });
        }
    }
}
