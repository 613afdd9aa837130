//! Judges the lines of a group: prices them as one claim, and compares each with its payment.

use super::change::{Change, Explanation};
use super::claim_lines::Member;
use super::compare::Owed;
use super::denial::denial_step;
use super::doubt::Doubt;
use super::explain::Unexplained;
use super::frame::Frame;
use super::group::LineGroup;
use super::open::is_open;
use super::other_readings::OtherReadings;
use super::paid_line::PaidLine;
use super::rank::{Ranks, is_ranked};
use super::single_changes::rebuilt;
use super::verdict::{JudgedLine, Verdict};
use crate::contract::Terms;
use crate::pricing::{LineEstimate, Outcome, Refusal, RefusalKind};
use crate::schedule::{Located, Schedule, Whereabouts};
use crate::vocabulary::{Claim, Money, PlaceOfService, Provider, ProviderKind};
use std::collections::HashMap;
use std::sync::Arc;

/// What the caller says that a remittance does not.
#[derive(Clone, Debug, Default)]
pub struct Assumptions {
    /// The place of the services. If unknown, it is the payee's ZIP code.
    pub place: Whereabouts,
    /// The profession. If absent: a physician.
    pub profession: Option<ProviderKind>,
    /// Whether the practitioner participates in Medicare. If absent: yes.
    pub participating: Option<bool>,
    /// The contract under which the payer pays; `None` for what Medicare itself owes.
    pub terms: Option<Arc<Terms>>,
}

/// Judges the lines of a remittance.
#[derive(Clone, Debug)]
pub struct Judge<'a> {
    schedule: &'a Schedule,
    assumptions: Assumptions,
    ranks: Ranks<'a>,
}

/// A judged line, with its position among all lines of the remittance.
type Placed = (usize, JudgedLine);

/// A claim that was priced, and what it came to.
struct Reading {
    claim: Claim,
    /// The estimate of each line, by the line's position in the remittance.
    lines: HashMap<usize, (usize, LineEstimate)>,
    /// The claim in other circumstances.
    others: OtherReadings,
}

impl<'a> Judge<'a> {
    /// Judges by a schedule, with what the caller says.
    #[must_use]
    pub fn new(schedule: &'a Schedule, assumptions: Assumptions) -> Self {
        Self { schedule, assumptions, ranks: Ranks::default() }
    }

    /// Judges the lines of a group. Each comes with its position among all lines of the remittance.
    #[must_use]
    pub fn judge(&self, group: LineGroup) -> Vec<(usize, JudgedLine)> {
        let Some((_, first)) = group.lines.first() else { return Vec::new() };
        let frame = first.unpriced.map_or_else(|| self.frame(first), Err);
        let frame = match frame {
            Ok(frame) => frame,
            // Each line of a group without a price has a doubt of its own.
            Err(doubt) => {
                let undecided = |(position, line): (usize, PaidLine)| {
                    let doubt = line.unpriced.unwrap_or(doubt);
                    (position, JudgedLine::undecided(line, doubt))
                };
                return group.lines.into_iter().map(undecided).collect();
            }
        };
        let services = &frame.in_force.release.services;
        let (mut members, mut judged) = (Vec::new(), Vec::new());
        for (position, line) in group.lines {
            match Member::new(position, line, services) {
                Ok(member) => members.push(member),
                Err((position, line)) => {
                    judged.push((position, JudgedLine::undecided(*line, Doubt::InvalidLine)));
                }
            }
        }
        judged.extend(self.judge_members(&frame, members));
        judged
    }

    /// The release and the place of a line.
    fn frame(&self, line: &PaidLine) -> Result<Frame<'a>, Doubt> {
        let schedule = self.schedule;
        let day = line.days.map(|(from, _)| from).ok_or(Doubt::NoDay)?;
        let in_force = schedule.in_force(Some(day), None).map_err(|_| Doubt::NoRelease)?;
        let place = match (self.assumptions.place, line.payee_zip) {
            (Whereabouts::Unknown, Some(zip)) => Whereabouts::Zip(zip),
            (given, _) => given,
        };
        let located = schedule.locate(in_force.release, place).map_err(|_| Doubt::NoPlace)?;
        let terms = self.assumptions.terms.clone();
        let frame = Frame { schedule, in_force, located, terms, other_schedules_of: None };
        frame.located.locality.is_some().then_some(frame).ok_or(Doubt::NoPlace)
    }

    fn judge_members(&self, frame: &Frame<'a>, members: Vec<Member>) -> Vec<Placed> {
        let all: Vec<&Member> = members.iter().collect();
        let Some(whole) = self.read(frame, &all) else {
            let doubt = Doubt::TooManyLines;
            let undecided = |member: Member| (member.position, JudgedLine::undecided(member.line, doubt));
            return members.into_iter().map(undecided).collect();
        };
        // A line that the payer denied for a reason of its own does not reduce the others.
        let is_left = |member: &&Member| {
            let owed = whole.estimate(member).and_then(|estimate| Owed::of(estimate, &member.line));
            !member.line.is_denied() || owed.is_none_or(|owed| owed.amounts.allowed == Money::ZERO)
        };
        let left: Vec<&Member> = members.iter().filter(is_left).collect();
        let rest = if left.len() < members.len() { self.read(frame, &left) } else { None };
        let borders = self.border_readings(frame, &all);
        let readings: Vec<&Reading> = rest.iter().chain([&whole]).chain(&borders).collect();
        let judged = |member: &Member| (member.position, self.judge_member(frame, member, &all, &readings));
        members.iter().map(judged).collect()
    }

    /// Prices the lines as one claim; `None` if no claim can have so many.
    fn read(&self, frame: &Frame<'_>, members: &[&Member]) -> Option<Reading> {
        let first = members.first()?;
        let place = first.line.place_of_service.unwrap_or(PlaceOfService::OFFICE);
        let lines = members.iter().map(|member| member.billed.clone()).collect();
        let claim = Claim::new(frame.in_force.date, place, lines).ok()?.by(self.provider());
        let estimates = frame.estimate(&claim).lines.into_iter().enumerate();
        let lines = members.iter().zip(estimates).map(|(member, estimate)| (member.position, estimate));
        Some(Reading { lines: lines.collect(), claim, others: OtherReadings::default() })
    }

    fn provider(&self) -> Provider {
        let typical = Provider::default();
        Provider {
            kind: self.assumptions.profession.unwrap_or(typical.kind),
            participating: self.assumptions.participating.unwrap_or(typical.participating),
            ..typical
        }
    }

    /// The readings in the other localities that a ZIP code on a border may lie in.
    fn border_readings(&self, frame: &Frame<'a>, members: &[&Member]) -> Vec<Reading> {
        let here = frame.located.locality.map(|row| row.locality);
        let others = frame.located.candidates.iter().filter(|row| Some(row.locality) != here);
        others.filter_map(|row| self.read(&frame.at(Located::at(row)), members)).collect()
    }

    fn judge_member(
        &self,
        frame: &Frame<'a>,
        member: &Member,
        all: &[&Member],
        readings: &[&Reading],
    ) -> JudgedLine {
        let mut own =
            readings.iter().filter_map(|reading| Some((reading, reading.lines.get(&member.position)?)));
        let paid = own.clone().find_map(|(_, (_, estimate))| {
            let owed = Owed::of(estimate, &member.line)?;
            owed.is_paid(&member.line).then_some((estimate, owed))
        });
        if let Some((estimate, owed)) = paid {
            return judged(frame, member, estimate, Some(owed), Verdict::AsExpected, Vec::new());
        }
        // A denial that any reading predicts is a right one.
        let predicted = own.clone().find(|(_, (_, estimate))| {
            member.line.is_denied() && !is_priced(estimate) && !estimate.predicted_denials.is_empty()
        });
        let Some((reading, (index, estimate))) = predicted.or_else(|| own.next()) else {
            return JudgedLine::undecided(member.line.clone(), Doubt::TooManyLines);
        };
        let owed = Owed::of(estimate, &member.line);
        let (ranks, index) = (&self.ranks, *index);
        let Reading { claim, others, .. } = reading;
        let unexplained = Unexplained { frame, ranks, claim, others, index, member, estimate };
        if let Some(verdict) = without_amount(member, estimate) {
            let explained_by =
                if verdict == Verdict::Denied { unexplained.explanations() } else { Vec::new() };
            return judged(frame, member, estimate, owed, verdict, explained_by);
        }
        let mut explained_by = unexplained.explanations();
        let doubt = self.doubt(&unexplained, all, &explained_by);
        let verdict = doubt.map_or_else(|| wrong(owed.as_ref(), &member.line), Verdict::CannotJudge);
        if explained_by.is_empty() {
            explained_by.push(Explanation::unknown());
        }
        judged(frame, member, estimate, owed, verdict, explained_by)
    }

    /// Why a payment other than the expected one is not called wrong.
    fn doubt(
        &self,
        unexplained: &Unexplained<'_, '_>,
        all: &[&Member],
        explained_by: &[Explanation],
    ) -> Option<Doubt> {
        let Unexplained { frame, member, estimate, .. } = *unexplained;
        let is_explained = |change| explained_by.iter().any(|explanation| explanation.change == change);
        let ranked = |member: &&&Member| is_ranked(frame.in_force.release, member.billed.hcpcs());
        let is_alone = all.iter().filter(ranked).count() < 2;
        let owed = Owed::of(estimate, &member.line);
        let is_less = owed.is_some_and(|owed| member.line.paid.allowed < owed.amounts.allowed);
        let is_assumed = self.assumptions.place == Whereabouts::Unknown && is_explained(Change::Locality);
        member
            .line
            .unsure(self.assumptions.terms.is_some())
            .or(member.is_timed.then_some(Doubt::AnesthesiaTime))
            .or(is_open(estimate, &member.line, is_explained(Change::Rank)).then_some(Doubt::OpenAmount))
            .or(is_assumed.then_some(Doubt::PlaceFromPayee))
            .or((is_alone && is_less && is_explained(Change::Rank)).then_some(Doubt::OtherClaims))
            .or_else(|| self.assumed_fact(unexplained))
    }

    /// The fact that was assumed, if the payment is right under other facts that neither the remittance nor the caller gives.
    fn assumed_fact(&self, unexplained: &Unexplained<'_, '_>) -> Option<Doubt> {
        let claim = unexplained.claim;
        let (provider, place) = (claim.provider(), claim.place_of_service());
        let kinds = match self.assumptions.profession {
            Some(_) => std::slice::from_ref(&provider.kind),
            None => ProviderKind::ALL,
        };
        let participations: &[bool] = match self.assumptions.participating {
            Some(_) => std::slice::from_ref(&provider.participating),
            None => &[true, false],
        };
        let places: &[PlaceOfService] = match unexplained.member.line.place_of_service {
            Some(_) => std::slice::from_ref(&place),
            None => &[PlaceOfService::OFFICE, PlaceOfService::HOSPITAL_OUTPATIENT],
        };
        let facts = places.iter().flat_map(|place| {
            let of_kind = move |kind| participations.iter().map(move |participating| (kind, *participating));
            kinds.iter().flat_map(of_kind).map(move |(kind, participating)| (*place, *kind, participating))
        });
        facts.filter(|facts| *facts != (place, provider.kind, provider.participating)).find_map(
            |(other, kind, participating)| {
                let claim = rebuilt(claim, claim.date_of_service(), other)?;
                let claim = claim.by(Provider { kind, participating, ..provider });
                unexplained.is_paid_as(&claim).then_some(if kind != provider.kind {
                    Doubt::ProfessionAssumed
                } else if participating == provider.participating {
                    Doubt::SettingAssumed
                } else {
                    Doubt::ParticipationAssumed
                })
            },
        )
    }
}

impl Reading {
    fn estimate(&self, member: &Member) -> Option<&LineEstimate> {
        self.lines.get(&member.position).map(|(_, estimate)| estimate)
    }
}

fn judged(
    frame: &Frame<'_>,
    member: &Member,
    estimate: &LineEstimate,
    owed: Option<Owed>,
    verdict: Verdict,
    explained_by: Vec<Explanation>,
) -> JudgedLine {
    let reason = match &estimate.outcome {
        Outcome::NotPriced(refusal) => Some(refusal.code()),
        Outcome::Priced(_) => None,
    };
    // A line that Medicare denies is owed nothing. What is owed for a line that no claim can have is not known.
    let is_invalid = verdict == Verdict::CannotJudge(Doubt::InvalidLine);
    let denied = || (!is_invalid && !estimate.predicted_denials.is_empty()).then(Default::default);
    JudgedLine {
        line: member.line.clone(),
        expected: owed.map(|owed| owed.amounts).or_else(denied),
        verdict,
        reason,
        predicted: estimate.predicted_denials.clone(),
        next_step: denial_step(frame, &member.line, estimate, verdict),
        explained_by,
        confidence: Some(estimate.confidence.clone()),
        source: frame.source_of(member.billed.hcpcs(), estimate),
    }
}

fn is_priced(estimate: &LineEstimate) -> bool {
    matches!(estimate.outcome, Outcome::Priced(_))
}

/// The verdict about a line that the payer denied, or that has no price; `None` for any other line.
fn without_amount(member: &Member, estimate: &LineEstimate) -> Option<Verdict> {
    let line = &member.line;
    if line.is_denied() {
        return Some(Verdict::Denied);
    }
    let Outcome::NotPriced(refusal) = &estimate.outcome else { return None };
    if line.paid.allowed == Money::ZERO && line.paid.medicare_paid == Money::ZERO {
        return Some(Verdict::AsExpected);
    }
    if let Refusal::PartOfUnit { .. } = refusal {
        return Some(Verdict::CannotJudge(Doubt::InvalidLine));
    }
    match refusal.kind() {
        RefusalKind::Bundled | RefusalKind::DeniedByEdit | RefusalKind::NotCovered | RefusalKind::Invalid => {
            None
        }
        RefusalKind::ContractorPriced
        | RefusalKind::OtherSchedule
        | RefusalKind::ReportOnly
        | RefusalKind::UseOtherCode
        | RefusalKind::UnknownCode
        | RefusalKind::FigureMissing => Some(Verdict::CannotJudge(Doubt::NotPriced)),
    }
}

/// The verdict about a payment that is not the expected one.
fn wrong(owed: Option<&Owed>, line: &PaidLine) -> Verdict {
    let expected = owed.map(|owed| owed.amounts).unwrap_or_default();
    let is_less = (line.paid.allowed, line.paid.medicare_paid) < (expected.allowed, expected.medicare_paid);
    if is_less { Verdict::Underpaid } else { Verdict::Overpaid }
}
