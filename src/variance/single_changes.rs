//! The single changes, each tried on a line.

use super::change::{Change, Explanation};
use super::compare::{Owed, is_near};
use super::explain::{Found, Unexplained, keep};
use super::frame::Frame;
use super::paid_line::ONE_UNIT;
use crate::pricing::{FeeFormula, fee_schedule_amount};
use crate::schedule::content::LocalityIndices;
use crate::schedule::{InForce, Located, Release};
use crate::vocabulary::{
    Claim, ClaimLine, Modifier, Money, PaymentSchedule, PlaceOfService, Provider, ProviderKind, Setting,
    Share,
};
use time::Date;

/// The modifiers that are tried if the line does not carry them. Each changes the amount by a share of its own.
const ADDED_MODIFIERS: &[Modifier] = &[
    Modifier::known(b"26"),
    Modifier::known(b"TC"),
    Modifier::known(b"80"),
    Modifier::known(b"AS"),
    Modifier::known(b"62"),
    Modifier::known(b"78"),
    Modifier::known(b"54"),
    Modifier::known(b"55"),
    Modifier::known(b"53"),
    Modifier::known(b"FX"),
    Modifier::known(b"FY"),
    Modifier::known(b"CT"),
];
/// The condition of equipment: new, used or rented. Each has a fee of its own.
const CONDITIONS: &[Modifier] = &[Modifier::known(b"NU"), Modifier::known(b"UE"), Modifier::known(b"RR")];
const BOTH_SIDES: Modifier = Modifier::known(b"50");
/// Below this amount a whole percentage explains a payment too easily by chance, so only multiples of five are tried.
const LEAST_FOR_PERCENT: Money = Money::from_cents(2_000);
/// Below this amount a multiple of five does too.
const LEAST_FOR_FIVE_PERCENT: Money = Money::from_cents(400);
/// The highest percentage of Medicare's amount that a contract is expected to pay.
const MOST_PERCENT: i64 = 500;

impl Unexplained<'_, '_> {
    /// Sequestration was not taken, or was taken although the contract has none.
    pub(super) fn try_sequestration(&self, owed: &Owed, found: &mut Found) {
        if owed.amounts.medicare_paid != owed.before_sequestration {
            if is_near(owed.before_sequestration, &self.member.line) {
                keep(Change::Sequestration, "not taken", owed.amounts.allowed, found);
            }
            return;
        }
        let law = self.frame.schedule.law().on(self.claim.date_of_service());
        let taken = law.sequestration.map(|share| owed.before_sequestration.times(share.value));
        if taken.is_ok_and(|taken| is_near(owed.before_sequestration - taken, &self.member.line)) {
            keep(Change::Sequestration, "taken", owed.amounts.allowed, found);
        }
    }

    /// The other setting.
    pub(super) fn try_setting(&self, found: &mut Found) {
        let (place, name) = match self.claim.place_of_service().setting() {
            Some(Setting::Facility) => (PlaceOfService::OFFICE, "non_facility"),
            Some(Setting::NonFacility) | None => (PlaceOfService::HOSPITAL_OUTPATIENT, "facility"),
        };
        let claim = rebuilt(self.claim, self.claim.date_of_service(), place);
        if let Some(claim) = claim {
            self.try_claim(Change::Setting, name, self.frame, &claim, found);
        }
    }

    /// The other localities, those of the same contractor first. The formula of the fee leaves few to price again.
    pub(super) fn try_locality(&self, owed: &Owed, found: &mut Found) {
        let release = self.frame.in_force.release;
        let here = self.frame.located.locality.map(|row| row.locality);
        let is_far = |row: &LocalityIndices| here.is_none_or(|here| here.mac() != row.locality.mac());
        let others = release.localities.iter().filter(|row| Some(row.locality) != here);
        let mut others: Vec<_> = others.filter(|row| self.could_be(row, owed)).collect();
        others.sort_by_key(|row| is_far(row));
        for row in others {
            let name = row.locality.to_string();
            self.try_claim(Change::Locality, &name, &self.frame.at(Located::at(row)), self.claim, found);
        }
    }

    /// Whether the fee at a place differs by about as much as the payment, within two percent.
    fn could_be(&self, row: &LocalityIndices, owed: &Owed) -> bool {
        let Some(FeeFormula { rvus, gpcis, conversion_factor }) = owed.price.formula else { return true };
        let there = self.frame.schedule.geography(Some(row), self.claim.date_of_service()).gpcis();
        let fee = |gpcis| i128::from(fee_schedule_amount(rvus, gpcis, conversion_factor).cents());
        let (here, there) = (fee(gpcis), fee(there));
        let adjusted = i128::from(owed.price.adjusted.cents());
        let paid = i128::from(self.member.line.paid.allowed.cents());
        let apart = (adjusted * there - paid * here).abs();
        // An amount at the charge says little about the fee.
        owed.price.allowed < owed.price.adjusted || apart * 50 <= (paid + 500) * here.max(1)
    }

    /// The practitioner participates, or does not.
    pub(super) fn try_participation(&self, found: &mut Found) {
        let provider = self.claim.provider();
        let participating = !provider.participating;
        let name = if participating { "participating" } else { "nonparticipating" };
        let claim = self.claim.clone().by(Provider { participating, ..provider });
        self.try_claim(Change::Participation, name, self.frame, &claim, found);
    }

    /// Another profession.
    pub(super) fn try_practitioner(&self, found: &mut Found) {
        let provider = self.claim.provider();
        for kind in ProviderKind::ALL.iter().copied().filter(|kind| *kind != provider.kind) {
            let claim = self.claim.clone().by(Provider { kind, ..provider });
            self.try_claim(Change::Practitioner, kind.as_str(), self.frame, &claim, found);
        }
    }

    /// Another rank: alone, or after a procedure that outranks the line.
    pub(super) fn try_rank(&self, owed: &Owed, found: &mut Found) {
        let billed = &self.member.billed;
        let alone = self.alone(vec![billed.clone()]);
        self.keep_if_paid(Change::Rank, "not reduced", alone.as_ref(), found);
        let first = self.ranks.outranking(self.frame.in_force.release, billed.hcpcs(), owed.price.setting);
        let later = first.and_then(|first| self.alone(vec![billed.clone(), first]));
        self.keep_if_paid(Change::Rank, "reduced", later.as_ref(), found);
    }

    /// Modifier 50 counted or not. It says nothing on a code that has no sides.
    pub(super) fn try_bilateral(&self, found: &mut Found) {
        let rows = self.frame.in_force.release.services.rows_of(self.member.billed.hcpcs());
        let has_sides = rows.iter().any(|row| row.bilateral.pays_each_side());
        if self.member.billed.has(BOTH_SIDES) {
            self.try_line(Change::Bilateral, "without 50", self.without(BOTH_SIDES), found);
        } else if has_sides {
            self.try_line(Change::Bilateral, "with 50", self.with(BOTH_SIDES), found);
        }
    }

    /// Another release of the schedule that prices the line.
    pub(super) fn try_release(&self, owed: &Owed, found: &mut Found) {
        match owed.price.schedule {
            PaymentSchedule::Physician => self.try_physician_release(found),
            other @ (PaymentSchedule::ClinicalLaboratory
            | PaymentSchedule::DrugLimits
            | PaymentSchedule::Equipment) => self.try_other_release(other, found),
            PaymentSchedule::Contract => {}
        }
    }

    /// Other laboratory rates, limits of drugs or fees of equipment: those of the year and of the year before, the nearest first.
    fn try_other_release(&self, of: PaymentSchedule, found: &mut Found) {
        let (schedule, date) = (self.frame.schedule, self.claim.date_of_service());
        let used = schedule.release_of(of, self.frame.in_force.release, date);
        let is_near = |first: &Date| (date.year() - 1..=date.year()).contains(&first.year());
        let mut others = schedule.other_releases_of(of);
        others.retain(|(label, first)| Some(*label) != used && is_near(first));
        others.sort_by_key(|(_, first)| (date - *first).abs());
        for (label, first) in others {
            let frame = Frame { other_schedules_of: Some(first), ..self.frame.clone() };
            self.try_claim(Change::Release, label, &frame, self.claim, found);
        }
    }

    /// Another release of the physician fee schedule: those of the year, and the last one of the year before.
    fn try_physician_release(&self, found: &mut Found) {
        let (schedule, used) = (self.frame.schedule, self.frame.in_force.release);
        let date = self.claim.date_of_service();
        let others = schedule.releases().iter().filter(|other| other.label != used.label);
        for other in others.filter(|other| other.year().contains(date)) {
            self.try_release_on(other, date, found);
        }
        let last_year = schedule.newest_release_of(date.year() - 1);
        if let Some(other) = last_year {
            self.try_release_on(other, other.year().to, found);
        }
    }

    fn try_release_on(&self, release: &Release, date: Date, found: &mut Found) {
        let same_place = self.frame.located.locality.and_then(|row| release.locality(row.locality));
        let Some(locality) = same_place else { return };
        let in_force = InForce { release, date, date_given: true, caveat: None };
        let located = Located::at(locality);
        let frame = Frame { in_force, located, ..self.frame.clone() };
        if let Some(claim) = rebuilt(self.claim, date, self.claim.place_of_service()) {
            self.try_claim(Change::Release, &release.label, &frame, &claim, found);
        }
    }

    /// The fee although the charge is lower, or the charge although the fee is.
    pub(super) fn try_charge(&self, owed: &Owed, found: &mut Found) {
        let line = &self.member.line;
        let uncharged = self.member.billed.clone().with_charge(None);
        self.try_line(Change::Charge, "fee above the charge", Some(uncharged), found);
        if line.paid.allowed == line.charge && owed.price.adjusted < line.charge {
            keep(Change::Charge, "charge above the fee", line.charge, found);
        }
    }

    /// Another number of units: the one that the payer counted, or the one that the payment is in proportion to. `expected` is what
    /// the units that were billed come to.
    pub(super) fn try_units(&self, expected: Option<Money>, found: &mut Found) {
        let (line, billed) = (&self.member.line, &self.member.billed);
        if self.member.is_timed {
            return;
        }
        let counted = line.counted_units.map(|units| units.div_ceil(ONE_UNIT));
        let units = i64::from(billed.units());
        let in_proportion = expected.and_then(|expected| {
            let expected = expected.cents().max(1);
            u32::try_from((line.paid.allowed.cents() * units * 2 + expected) / (expected * 2)).ok()
        });
        for units in [counted, in_proportion, Some(1), Some(2)]
            .into_iter()
            .flatten()
            .filter(|units| *units > 0 && *units != billed.units())
        {
            let line = billed.clone().with_units(units).ok();
            self.try_line(Change::Units, &units.to_string(), line, found);
        }
    }

    /// A modifier left out, exchanged or added.
    pub(super) fn try_modifiers(&self, found: &mut Found) {
        self.try_condition_of_equipment(found);
        for modifier in self.member.billed.modifiers() {
            self.try_line(Change::Modifier, &format!("without {modifier}"), self.without(*modifier), found);
        }
        for modifier in ADDED_MODIFIERS.iter().filter(|modifier| !self.member.billed.has(**modifier)) {
            self.try_line(Change::Modifier, &format!("with {modifier}"), self.with(*modifier), found);
        }
    }

    /// Equipment paid as new, used or rented instead of what was billed.
    fn try_condition_of_equipment(&self, found: &mut Found) {
        let billed = &self.member.billed;
        let Some(own) = CONDITIONS.iter().find(|condition| billed.has(**condition)) else { return };
        for other in CONDITIONS.iter().filter(|other| *other != own) {
            let modifiers = billed.modifiers().iter().map(|one| if one == own { *other } else { *one });
            let line = billed.clone().with_modifiers(modifiers.collect::<Vec<_>>()).ok();
            self.try_line(Change::Modifier, &format!("{other} instead of {own}"), line, found);
        }
    }

    /// A whole percentage of Medicare's amount. What a contract leaves to the patient is not known, so only the allowed
    /// amount must agree. If the line is owed under a contract, 100 percent is an explanation too: the payer did not apply it.
    pub(super) fn try_contract(&self, owed: &Owed, found: &mut Found) {
        let is_under_terms = self.frame.terms.is_some();
        let Some(fee) = self.fee_of_medicare(owed) else { return };
        let allowed = self.member.line.paid.allowed;
        if is_under_terms && allowed == fee {
            // The likeliest of all: the payer paid as Medicare does.
            let whole =
                Explanation { change: Change::ContractPercent, to: "100".to_owned(), allowed: Some(allowed) };
            found.insert(0, whole);
            return;
        }
        if fee < LEAST_FOR_FIVE_PERCENT {
            return;
        }
        let step = if fee < LEAST_FOR_PERCENT { 5 } else { 1 };
        let percent = (allowed.cents() * 200 + fee.cents()) / (fee.cents() * 2);
        let share = i32::try_from(percent * 100).ok().and_then(Share::from_scaled);
        let is_one = (1..=MOST_PERCENT).contains(&percent) && percent != 100;
        if is_one && percent % step == 0 && share.is_some_and(|share| fee.times(share) == allowed) {
            keep(Change::ContractPercent, &percent.to_string(), allowed, found);
        }
    }

    /// What Medicare would pay for the line, before the lower charge.
    fn fee_of_medicare(&self, owed: &Owed) -> Option<Money> {
        if self.frame.terms.is_none() {
            return Some(owed.price.adjusted);
        }
        let estimate = self.frame.estimate_without_terms(self.claim);
        Some(estimate.lines.get(self.index)?.outcome.price()?.adjusted)
    }

    pub(super) fn without(&self, modifier: Modifier) -> Option<ClaimLine> {
        let billed = &self.member.billed;
        let rest = billed.modifiers().iter().copied().filter(|other| *other != modifier);
        billed.clone().with_modifiers(rest).ok()
    }

    fn with(&self, modifier: Modifier) -> Option<ClaimLine> {
        let billed = &self.member.billed;
        billed.clone().with_modifiers(billed.modifiers().iter().copied().chain([modifier])).ok()
    }
}

/// The same claim on another day or at another place of service.
pub(super) fn rebuilt(claim: &Claim, date: Date, place: PlaceOfService) -> Option<Claim> {
    Some(Claim::new(date, place, claim.lines().to_vec()).ok()?.by(claim.provider()))
}
