//! From a remittance to its denial reports.

use super::closed_lists::ClosedLists;
use super::denied_line::{denial, denial_of_whole, is_only_priced};
use super::lists::{BilledBucket, Payer};
use super::modifiers;
use super::reasons::CarcError;
use super::remitted::{Remitted, RemittedDenial, RemittedPlace, Skip};
use super::report::{MAX_REMARKS, Report};
use super::service_month::ServiceMonth;
use super::services::CodeError;
use crate::vocabulary::{Modifier, Money, Rarc};
use crate::x12::{
    ClaimStatus, PlanKind, RemittedAdjustment, RemittedClaim, RemittedLine, RemittedService, StandingClaims,
    X12Error,
};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use time::Date;

/// The most denied lines of a remittance. They are held until its end, because a later claim may reverse one.
const MOST_DENIED_LINES: usize = 20_000;
/// The most claims of a remittance: twenty times what the guide recommends for a transaction set. All identities are held
/// until its end.
const MOST_CLAIMS: usize = 200_000;

/// Remarks on claims of every kind that do not explain a denial: appeal rights and their limits, limits on billing the
/// patient, claims sent on to a supplement, corrections of earlier claims.
const ALERTS: &[&str] =
    &["MA01", "MA02", "MA07", "MA13", "MA18", "MA28", "MA44", "MA67", "N1", "N211", "N781", "N782"];

/// Makes reports of a remittance, claim by claim.
///
/// It holds only the denied lines and the identities of the claims, because a reversal may come at any time.
#[derive(Debug)]
pub struct Intake {
    lists: ClosedLists,
    /// The last day on which a service can have been furnished.
    today: Date,
    so_far: Remitted,
    denied: Vec<(RemittedPlace, Result<Report, Skip>)>,
    /// The positions of the claims that no reversal has cancelled.
    unreversed: StandingClaims<usize, u64>,
    /// The positions of the claims that were cancelled.
    reversed: HashSet<usize>,
    over_limit: Option<X12Error>,
}

impl Intake {
    /// An intake without claims. It makes no report of a service after `today`.
    #[must_use]
    pub fn new(lists: ClosedLists, today: Date) -> Self {
        Self {
            lists,
            today,
            so_far: Remitted::default(),
            denied: Vec::new(),
            unreversed: StandingClaims::default(),
            reversed: HashSet::new(),
            over_limit: None,
        }
    }

    /// Adds the next claim.
    pub fn take(&mut self, claim: &RemittedClaim) {
        self.so_far.claims += 1;
        self.so_far.lines += claim.lines.len();
        self.so_far.unknown_remarks += claim.unknown_remarks + self.unlisted_remarks(claim);
        self.check_balance(claim);
        if claim.status != ClaimStatus::Reversal {
            self.unreversed.push(claim.identity, claim.position, amounts(claim, 1));
        }
        match claim.status {
            ClaimStatus::Reversal => self.reverse(claim),
            ClaimStatus::Adjudicated if is_institutional(claim) => self.skip(claim, Skip::Institutional),
            ClaimStatus::Adjudicated => self.take_lines(claim),
            ClaimStatus::Predetermination => self.skip(claim, Skip::Predetermination),
        }
        self.check_limits(claim);
    }

    /// Ends the remittance.
    ///
    /// # Errors
    /// If it has more claims or denied lines than the limits.
    pub fn end(self) -> Result<Remitted, X12Error> {
        if let Some(error) = self.over_limit {
            return Err(error);
        }
        let mut remitted = self.so_far;
        for (place, report) in self.denied {
            if self.reversed.contains(&place.claim) {
                remitted.denied_lines_reversed += 1;
                continue;
            }
            remitted.denied_lines += usize::from(place.line.is_some());
            match report {
                Ok(report) => remitted.denials.push(RemittedDenial { place, report }),
                Err(skip) => remitted.skipped.entry(skip).or_default().add(place),
            }
        }
        Ok(remitted)
    }

    /// Cancels the earlier claim that this reversal refers to. Never a later claim: the correction may come before the reversal too.
    fn reverse(&mut self, reversal: &RemittedClaim) {
        self.so_far.reversals += 1;
        let cancelled = self.unreversed.take_back(reversal.identity, amounts(reversal, -1));
        self.so_far.reversals_matched += usize::from(cancelled.is_some());
        self.reversed.extend(cancelled);
    }

    fn take_lines(&mut self, claim: &RemittedClaim) {
        if claim.lines.is_empty() && denial_of_whole(claim, &self.lists.reasons).is_some() {
            self.denied.push((RemittedPlace::whole(claim), Err(Skip::NoLine)));
        }
        for (place, line) in RemittedPlace::lines(claim).zip(&claim.lines) {
            match (skipped_kind(&line.service), denial(claim, line, &self.lists.reasons)) {
                (Some(skip), _) => self.so_far.skipped.entry(skip).or_default().add(place),
                (None, Some(reason)) => {
                    let report = self.report(claim, line, reason);
                    self.denied.push((place, report));
                }
                (None, None) if is_only_priced(claim, line) => {
                    self.so_far.skipped.entry(Skip::OnlyPriced).or_default().add(place);
                }
                (None, None) => {}
            }
        }
    }

    fn report(
        &mut self,
        claim: &RemittedClaim,
        line: &RemittedLine,
        reason: RemittedAdjustment,
    ) -> Result<Report, Skip> {
        let RemittedService::Hcpcs(code, modifiers) = &line.service else { return Err(Skip::UnreadableCode) };
        let hcpcs = self.lists.services.parse_code(code.as_str()).map_err(|error| match error {
            CodeError::Shape => Skip::UnreadableCode,
            CodeError::NoSection | CodeError::NotListed => Skip::UnknownCode,
        })?;
        let month = self.month(line);
        let mut modifiers = each_once(modifiers);
        let given = modifiers.len();
        modifiers.retain(|modifier| modifiers::exists(*modifier));
        self.so_far.unknown_modifiers += given - modifiers.len() + line.malformed_modifiers;
        Ok(Report {
            hcpcs,
            modifiers,
            place_of_service: claim.place_of_service,
            payer: claim.plan.into(),
            group: reason.group,
            carc: self.lists.reasons.check(reason.carc.ok_or(Skip::UnknownReason)?, month).map_err(
                |error| match error {
                    CarcError::Stopped { carc, stop } => Skip::StoppedReason { carc, stop },
                    CarcError::Unknown { .. } | CarcError::NoDenial { .. } => Skip::UnknownReason,
                },
            )?,
            rarcs: self.remarks(claim, line),
            service_month: month.ok_or(Skip::NoMonth)?,
            billed: Some(BilledBucket::containing(line.charge)),
            appeal: None,
            statements: Vec::new(),
            note: None,
        })
    }

    /// The known remarks of the line, then those of the claim, without alerts.
    fn remarks(&self, claim: &RemittedClaim, line: &RemittedLine) -> Vec<Rarc> {
        let of_claim = claim.remarks.iter().filter(|remark| !line.remarks.contains(remark));
        let all = line.remarks.iter().chain(of_claim).copied();
        let known = all.filter(|remark| !is_alert(*remark) && self.is_in_force(*remark, line));
        known.take(MAX_REMARKS).collect()
    }

    /// How many remarks of a claim and its lines are not known, or were stopped before the month of the line.
    fn unlisted_remarks(&self, claim: &RemittedClaim) -> usize {
        let first = claim.lines.first();
        let of_claim = claim.remarks.iter().map(|remark| (*remark, first));
        let of_lines =
            claim.lines.iter().flat_map(|line| line.remarks.iter().map(move |remark| (*remark, Some(line))));
        let is_unlisted = |(remark, line): &(Rarc, Option<&RemittedLine>)| {
            let month = line.and_then(|line| self.month(line));
            !is_alert(*remark) && self.lists.check_remark(*remark, month).is_err()
        };
        of_claim.chain(of_lines).filter(is_unlisted).count()
    }

    fn is_in_force(&self, remark: Rarc, line: &RemittedLine) -> bool {
        self.lists.check_remark(remark, self.month(line)).is_ok()
    }

    fn month(&self, line: &RemittedLine) -> Option<ServiceMonth> {
        line.month.filter(|month| *month <= self.today).and_then(ServiceMonth::containing)
    }

    /// Skips every line of a claim, or the claim itself if it has no line.
    fn skip(&mut self, claim: &RemittedClaim, skip: Skip) {
        let skipped = self.so_far.skipped.entry(skip).or_default();
        if claim.lines.is_empty() {
            skipped.add(RemittedPlace::whole(claim));
        }
        RemittedPlace::lines(claim).for_each(|place| skipped.add(place));
    }

    /// Notes a claim or line if its charge less its payment is not the sum of its adjustments.
    fn check_balance(&mut self, claim: &RemittedClaim) {
        let sum = |adjustments: &[RemittedAdjustment]| {
            adjustments.iter().map(|adjusted| adjusted.amount).sum::<Money>()
        };
        let of_lines: Money = claim.lines.iter().map(|line| sum(&line.adjustments)).sum();
        if claim.charge - claim.paid != sum(&claim.adjustments) + of_lines {
            self.so_far.unbalanced.add(RemittedPlace::whole(claim));
        }
        for (place, line) in RemittedPlace::lines(claim).zip(&claim.lines) {
            if line.charge - line.paid != sum(&line.adjustments) {
                self.so_far.unbalanced.add(place);
            }
        }
    }

    fn check_limits(&mut self, claim: &RemittedClaim) {
        let refused = |element, expected| Some(X12Error { segment: claim.segment, element, expected });
        if self.denied.len() > MOST_DENIED_LINES {
            self.denied.truncate(MOST_DENIED_LINES);
            let error = refused("SVC", "no more than 20000 denied lines in one body");
            self.over_limit = self.over_limit.or(error);
        }
        if self.so_far.claims > MOST_CLAIMS {
            self.unreversed.clear();
            let error = refused("CLP", "no more than 200000 claims in one body");
            self.over_limit = self.over_limit.or(error);
        }
    }
}

/// A fingerprint of a claim's charge, payment and adjustments, each multiplied by the sign.
fn amounts(claim: &RemittedClaim, sign: i64) -> u64 {
    let of_lines = claim.lines.iter().flat_map(|line| &line.adjustments);
    let adjustments = claim.adjustments.iter().chain(of_lines).map(|adjusted| {
        (adjusted.group.as_str(), adjusted.carc.map(|carc| carc.to_string()), adjusted.amount.cents() * sign)
    });
    let mut adjustments: Vec<_> = adjustments.collect();
    adjustments.sort();
    let mut hasher = DefaultHasher::new();
    (claim.charge.cents() * sign, claim.paid.cents() * sign, adjustments).hash(&mut hasher);
    hasher.finish()
}

fn is_institutional(claim: &RemittedClaim) -> bool {
    claim.is_institutional || claim.plan == PlanKind::MedicareA
}

/// Why a service makes no report, denied or not.
const fn skipped_kind(service: &RemittedService) -> Option<Skip> {
    match service {
        RemittedService::Hcpcs(..) | RemittedService::Unreadable => None,
        RemittedService::Revenue => Some(Skip::Institutional),
        RemittedService::Dental => Some(Skip::Dental),
        RemittedService::Drug => Some(Skip::Drug),
        RemittedService::OtherList => Some(Skip::OtherCodeList),
    }
}

fn each_once(modifiers: &[Modifier]) -> Vec<Modifier> {
    let mut once = Vec::with_capacity(modifiers.len());
    modifiers.iter().for_each(|modifier| {
        if !once.contains(modifier) {
            once.push(*modifier);
        }
    });
    once
}

fn is_alert(remark: Rarc) -> bool {
    ALERTS.contains(&remark.as_str())
}

impl From<PlanKind> for Payer {
    fn from(plan: PlanKind) -> Self {
        match plan {
            PlanKind::MedicareA | PlanKind::MedicareB => Self::Medicare,
            PlanKind::MedicareAdvantage => Self::MedicareAdvantage,
            PlanKind::Medicaid => Self::Medicaid,
            PlanKind::Tricare => Self::Tricare,
            PlanKind::WorkersCompensation => Self::WorkersComp,
            PlanKind::Commercial => Self::Commercial,
            PlanKind::Other => Self::Other,
        }
    }
}
