//! A line as it was paid.

use super::denial_codes::PaidDenial;
use super::doubt::Doubt;
use crate::vocabulary::{GroupCode, HcpcsCode, Modifier, Money, PlaceOfService, Zip};
use crate::x12::{
    ClaimStatus, ControlNumber, PlanKind, RemittedAdjustment, RemittedClaim, RemittedLine, RemittedService,
};
use time::Date;

/// One unit, in thousandths.
pub(super) const ONE_UNIT: u32 = 1_000;

/// The position of a line in a remittance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinePlace {
    /// The claim's position in the remittance, from 1.
    pub claim: u32,
    /// The line's position in the claim, from 1; 0 for a claim without lines.
    pub line: u32,
    /// The number of its SVC segment, or of the CLP of a claim without lines. The first ISA is segment 1.
    pub segment: u32,
}

/// What is allowed for a line, what of it Medicare pays, and what the patient owes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// What is allowed.
    pub allowed: Money,
    /// What Medicare pays.
    pub medicare_paid: Money,
    /// What the patient owes.
    pub patient: Money,
}

/// A line as it was paid. It has nothing that identifies a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidLine {
    /// Its position.
    pub place: LinePlace,
    /// The code billed; `None` if it is not a readable HCPCS code.
    pub hcpcs: Option<HcpcsCode>,
    /// The modifiers billed.
    pub modifiers: Box<[Modifier]>,
    /// The units billed, in thousandths.
    pub units: u32,
    /// The units that the payer counted, in thousandths, if they differ.
    pub counted_units: Option<u32>,
    /// The charge.
    pub charge: Money,
    /// What was allowed, paid and left to the patient.
    pub paid: Amounts,
    /// The part of the deductible that the payer took: PR-1.
    pub deductible: Money,
    /// What MIPS added to the payment.
    pub mips: Money,
    /// The first and last day of the service.
    pub days: Option<(Date, Date)>,
    /// The provider's own number of the claim, if the caller asked for it.
    pub control_number: Option<ControlNumber>,
    /// The codes with which the payer denied the line, if it did.
    pub denial: Option<Box<PaidDenial>>,
    /// The place of service: CLP08.
    pub(super) place_of_service: Option<PlaceOfService>,
    /// The ZIP code of the payee.
    pub(super) payee_zip: Option<Zip>,
    /// Why the line is not priced at all.
    pub(super) unpriced: Option<Doubt>,
    /// Why a payment other than the expected one is not called wrong, whatever the plan.
    unsure: Option<Doubt>,
    /// Whether the claim is of another plan than Medicare Part B.
    pub(super) is_of_other_plan: bool,
}

impl PaidLine {
    /// The lines of a claim.
    pub(super) fn of_claim(claim: &RemittedClaim) -> impl Iterator<Item = Self> {
        (1..).zip(&claim.lines).map(|(position, line)| Self::new(claim, position, line))
    }

    /// A claim without lines, as a line that has no price.
    pub(super) fn of_whole(claim: &RemittedClaim) -> Self {
        let details = claim.details.as_ref();
        let of_patient = |adjusted: &&RemittedAdjustment| adjusted.group == GroupCode::PatientResponsibility;
        let unpaid = claim.allowed_but_unpaid(&claim.adjustments, &claim.remarks);
        Self {
            place: LinePlace { claim: number(claim.position), line: 0, segment: claim.segment },
            hcpcs: None,
            modifiers: Box::default(),
            units: 0,
            counted_units: None,
            charge: claim.charge,
            paid: Amounts {
                allowed: claim.paid + unpaid,
                medicare_paid: claim.paid,
                patient: claim.adjustments.iter().filter(of_patient).map(|adjusted| adjusted.amount).sum(),
            },
            deductible: Money::ZERO,
            mips: Money::ZERO,
            days: None,
            control_number: details.and_then(|details| details.control_number.clone()),
            denial: None,
            place_of_service: claim.place_of_service,
            payee_zip: details.and_then(|details| details.payee_zip),
            unpriced: unpriced_claim(claim).or(Some(Doubt::NoLines)),
            unsure: None,
            is_of_other_plan: claim.plan != PlanKind::MedicareB,
        }
    }

    fn new(claim: &RemittedClaim, position: u32, line: &RemittedLine) -> Self {
        let details = claim.details.as_ref();
        let decided = line.details.billed_service.as_ref().unwrap_or(&line.service);
        let (hcpcs, modifiers) = match decided {
            RemittedService::Hcpcs(code, modifiers) => (Some(*code), modifiers.as_slice().into()),
            RemittedService::Unreadable
            | RemittedService::Revenue
            | RemittedService::Dental
            | RemittedService::Drug
            | RemittedService::OtherList => (None, Box::default()),
        };
        // A denied line can have no counted units.
        let counted = line.details.units.filter(|units| *units > 0);
        let units = line.details.billed_units.or(counted).unwrap_or(ONE_UNIT);
        let paid =
            Amounts { allowed: claim.allowed(line), medicare_paid: line.paid, patient: line.patient() };
        let is_denied = is_denied(line.charge, paid);
        Self {
            place: LinePlace { claim: number(claim.position), line: position, segment: line.segment },
            hcpcs,
            modifiers,
            units,
            counted_units: counted.filter(|counted| *counted != units),
            charge: line.charge,
            paid,
            deductible: line.deductible(),
            mips: claim.mips(line),
            days: line.details.days,
            control_number: details.and_then(|details| details.control_number.clone()),
            denial: is_denied.then(|| PaidDenial::of(line)).flatten().map(Box::new),
            place_of_service: claim.place_of_service,
            payee_zip: details.and_then(|details| details.payee_zip),
            unpriced: unpriced(claim, line, hcpcs),
            unsure: unsure(claim, line),
            is_of_other_plan: claim.plan != PlanKind::MedicareB,
        }
    }

    /// Why a payment other than the expected one is not called wrong. Another plan than Medicare Part B owes what its contract
    /// says, so it is no reason if the terms of the contract are known.
    pub(super) fn unsure(&self, are_terms_known: bool) -> Option<Doubt> {
        let other_plan = (self.is_of_other_plan && !are_terms_known).then_some(Doubt::OtherPlan);
        match self.unsure {
            Some(Doubt::Recoded) => Some(Doubt::Recoded),
            other => other_plan.or(other),
        }
    }

    /// Notes why a payment other than the expected one is not called wrong, if nothing else is noted.
    pub(super) fn doubt(&mut self, doubt: Doubt) {
        self.unsure = self.unsure.or(Some(doubt));
    }

    /// Why the line has no price at all, if it has none.
    #[must_use]
    pub const fn unpriced(&self) -> Option<Doubt> {
        self.unpriced
    }

    /// Whether nothing of the charge was allowed.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        is_denied(self.charge, self.paid)
    }
}

/// Whether nothing of a charge was allowed.
fn is_denied(charge: Money, paid: Amounts) -> bool {
    charge > Money::ZERO && paid.allowed == Money::ZERO && paid.medicare_paid == Money::ZERO
}

/// Why a line has no price at all.
fn unpriced(claim: &RemittedClaim, line: &RemittedLine, hcpcs: Option<HcpcsCode>) -> Option<Doubt> {
    let no_code = hcpcs.is_none().then_some(Doubt::OtherCodeList);
    let no_day = line.details.days.is_none().then_some(Doubt::NoDay);
    unpriced_claim(claim).or(no_code).or(no_day)
}

/// Why no line of a claim has a price.
fn unpriced_claim(claim: &RemittedClaim) -> Option<Doubt> {
    match claim.status {
        ClaimStatus::Reversal => Some(Doubt::Reversal),
        ClaimStatus::Predetermination => Some(Doubt::Predetermination),
        ClaimStatus::Adjudicated => {
            let is_institutional = claim.is_institutional || claim.plan == PlanKind::MedicareA;
            is_institutional.then_some(Doubt::Institutional)
        }
    }
}

/// Why a payment other than the expected one is not called wrong, whatever the plan.
fn unsure(claim: &RemittedClaim, line: &RemittedLine) -> Option<Doubt> {
    let is_of_other_payer = |carc: &str| matches!(carc, "22" | "23");
    let all = claim.adjustments.iter().chain(&line.adjustments);
    let mut carcs = all.filter_map(|adjusted| adjusted.carc);
    if line.details.billed_service.as_ref().is_some_and(|billed| !is_same_code(billed, &line.service)) {
        Some(Doubt::Recoded)
    } else if carcs.any(|carc| is_of_other_payer(carc.as_str())) {
        Some(Doubt::OtherPayer)
    } else if !claim.adjustments.is_empty() {
        Some(Doubt::ClaimAdjusted)
    } else if line.allowed.is_none() && !line.is_balanced() {
        Some(Doubt::Unbalanced)
    } else {
        (line.malformed_modifiers > 0).then_some(Doubt::InvalidLine)
    }
}

fn is_same_code(one: &RemittedService, other: &RemittedService) -> bool {
    match (one, other) {
        (RemittedService::Hcpcs(one, _), RemittedService::Hcpcs(other, _)) => one == other,
        (_, _) => false,
    }
}

/// A position as it is kept. A remittance of 20 MiB has far fewer claims and lines than that.
pub(super) fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
