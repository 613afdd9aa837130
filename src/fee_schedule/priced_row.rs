//! One row with its amounts.

use super::row_keys::RowKey;
use crate::contract::Terms;
use crate::pricing::{self, LineEstimate, Outcome, Price, Refusal};
use crate::schedule::{InForce, Located, Schedule};
use crate::vocabulary::{
    Claim, ClaimLine, Component, ConversionFactor, DrugLimit, Money, PaymentSchedule, PlaceOfService,
    Provider, QualifyingApm, RateRow, ServiceRow, Setting,
};
use std::sync::Arc;

/// A visit with which G2211, the complexity of a visit, is paid.
const VISIT: &str = "99213";

/// The estimate of a row in one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SettingPrice {
    /// What Medicare allows a participating physician for one unit, if it has a price.
    pub(super) amount: Option<Money>,
    /// The most that a nonparticipating physician may charge on an unassigned claim.
    pub(super) limiting_charge: Option<Money>,
    /// `priced`, or the code of the reason why the row alone has no price.
    pub(super) result: &'static str,
    /// The confidence in the amount.
    pub(super) confidence: &'static str,
    pub(super) schedule: Option<PaymentSchedule>,
    /// What the contract owes, if the file is of one.
    pub(super) contract: Option<ContractPrice>,
}

/// What a contract owes for a row in one setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContractPrice {
    /// What the contract allows for one unit, if it has a price.
    pub(super) amount: Option<Money>,
    /// `priced`, or the code of the reason why the row alone has no price.
    pub(super) result: &'static str,
    /// The confidence in the amount.
    pub(super) confidence: &'static str,
    /// The schedule of the price: the contract, if Medicare has none.
    pub(super) schedule: Option<PaymentSchedule>,
}

impl SettingPrice {
    /// The amount that another system loads: that of the contract, if the file is of one.
    pub(super) fn amount_to_load(&self) -> Option<Money> {
        self.contract.map_or(self.amount, |contract| contract.amount)
    }

    /// The schedule of the price, Medicare's before the contract's.
    pub(super) fn schedule(&self) -> Option<PaymentSchedule> {
        self.schedule.or_else(|| self.contract?.schedule)
    }
}

/// A row with everything that a layout can show.
#[derive(Clone, Debug)]
pub(super) struct PricedRow<'a> {
    pub(super) key: RowKey,
    /// Its row of the physician fee schedule.
    pub(super) row: Option<&'a ServiceRow>,
    /// `None` for a setting that was not asked for.
    pub(super) non_facility: Option<SettingPrice>,
    pub(super) facility: Option<SettingPrice>,
    /// The base units of an anesthesia code, and dollars for one unit.
    pub(super) anesthesia: Option<(u8, Option<ConversionFactor>)>,
    /// Its payment limit, if it is a drug with one. The limit of a unit can have fractions of a cent.
    pub(super) drug: Option<&'a DrugLimit>,
    /// The release that its amounts are from.
    pub(super) release: &'a str,
}

impl PricedRow<'_> {
    /// The price in a setting.
    pub(super) const fn price(&self, setting: Setting) -> Option<&SettingPrice> {
        match setting {
            Setting::NonFacility => self.non_facility.as_ref(),
            Setting::Facility => self.facility.as_ref(),
        }
    }
}

/// The schedule at a day and a place.
pub(super) struct Pricer<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) in_force: InForce<'a>,
    pub(super) located: Located<'a>,
    /// The place of service of each setting: an office, and the outpatient department of a hospital.
    pub(super) places: [(Setting, PlaceOfService); 2],
    /// The contract of the file, if it has one.
    pub(super) terms: Option<Arc<Terms>>,
}

/// Who bills a row, where, and under which contract.
#[derive(Clone, Copy)]
struct Billing<'t> {
    place: PlaceOfService,
    provider: Provider,
    terms: Option<&'t Arc<Terms>>,
}

/// What a row alone comes to.
struct RowPrice {
    result: &'static str,
    confidence: &'static str,
    price: Option<Price>,
}

impl<'a> Pricer<'a> {
    /// Prices a row in one setting, or in both.
    pub(super) fn row(&self, key: RowKey, asked: Option<Setting>) -> PricedRow<'a> {
        let in_setting = |setting| {
            let is_asked = asked.is_none_or(|asked| asked == setting);
            let place = self.places.iter().find(|(of, _)| *of == setting)?.1;
            is_asked.then(|| self.price(key, place)).flatten()
        };
        let InForce { release, date, .. } = self.in_force;
        let of_code = release.services.rows_of(key.hcpcs);
        let (non_facility, facility) = (in_setting(Setting::NonFacility), in_setting(Setting::Facility));
        let schedule = [&non_facility, &facility].into_iter().flatten().find_map(SettingPrice::schedule);
        let of_schedule = schedule.and_then(|schedule| self.schedule.release_of(schedule, release, date));
        PricedRow {
            key,
            row: of_code.iter().find(|row| row.component == component(key)),
            non_facility,
            facility,
            anesthesia: self.anesthesia(key),
            drug: self.drug(key),
            release: of_schedule.unwrap_or(&release.label),
        }
    }

    fn price(&self, key: RowKey, place: PlaceOfService) -> Option<SettingPrice> {
        let usual = Billing { place, provider: Provider::default(), terms: None };
        let RowPrice { result, confidence, price } = self.alone(key, usual)?;
        let limiting_charge = price.and_then(|_| {
            let provider =
                Provider { participating: false, accepts_assignment: false, ..Provider::default() };
            self.alone(key, Billing { provider, ..usual })?.price?.limiting_charge
        });
        let of_contract = |terms| {
            let RowPrice { result, confidence, price } =
                self.alone(key, Billing { terms: Some(terms), ..usual })?;
            let (amount, schedule) = (price.map(|price| price.allowed), price.map(|price| price.schedule));
            Some(ContractPrice { amount, result, confidence, schedule })
        };
        Some(SettingPrice {
            amount: price.map(|price| price.allowed),
            limiting_charge,
            result,
            confidence,
            schedule: price.map(|price| price.schedule),
            contract: self.terms.as_ref().and_then(of_contract),
        })
    }

    /// What a claim with the row alone comes to.
    fn alone(&self, key: RowKey, billing: Billing<'_>) -> Option<RowPrice> {
        let alone = self.estimate(key, billing)?;
        let result = match &alone.outcome {
            Outcome::Priced(_) => "priced",
            Outcome::NotPriced(refusal) => refusal.code(),
        };
        let confidence = alone.confidence.level.as_str();
        Some(RowPrice { result, confidence, price: self.payable(key, billing, &alone) })
    }

    /// The price of a row: that of its estimate alone, or for an add-on code the one that it has with its primary code.
    fn payable(&self, key: RowKey, billing: Billing<'_>, alone: &LineEstimate) -> Option<Price> {
        match &alone.outcome {
            Outcome::Priced(price) => Some(*price),
            Outcome::NotPriced(Refusal::AddOnWithoutPrimary | Refusal::ComplexityWithoutVisit) => {
                let lines = [vec![line(key)?], vec![ClaimLine::new(VISIT.parse().ok()?), line(key)?]];
                lines.into_iter().find_map(|lines| self.without_edits(lines, billing))
            }
            Outcome::NotPriced(_) => None,
        }
    }

    /// The estimate of a claim with the row alone, as `POST /v1/estimates` makes it.
    fn estimate(&self, key: RowKey, billing: Billing<'_>) -> Option<LineEstimate> {
        let Billing { place, provider, terms } = billing;
        let claim = Claim::new(self.in_force.date, place, vec![line(key)?]).ok()?.by(provider);
        let rates = self.schedule.rates_for(&claim, &self.in_force, &self.located);
        pricing::estimate(&claim, &rates.under(terms.cloned())).lines.pop()
    }

    /// The price of the last line of a claim if no edit denied it, which is what an answer has as the money at stake.
    fn without_edits(&self, lines: Vec<ClaimLine>, billing: Billing<'_>) -> Option<Price> {
        let Billing { place, provider, terms } = billing;
        let claim = Claim::new(self.in_force.date, place, lines).ok()?.by(provider);
        let rates = self.schedule.rates_without_edits(&self.in_force, &self.located, provider.qualifying_apm);
        pricing::estimate(&claim, &rates.under(terms.cloned())).lines.pop()?.outcome.price().copied()
    }

    fn drug(&self, key: RowKey) -> Option<&'a DrugLimit> {
        let limits = self.schedule.drug_limits_on(self.in_force.date)?;
        limits.rates_of(key.hcpcs).iter().find(|limit| limit.modifiers() == key.modifiers)
    }

    /// An anesthesia line has no price without its minutes, so the row has what makes one.
    fn anesthesia(&self, key: RowKey) -> Option<(u8, Option<ConversionFactor>)> {
        let rates = self.schedule.rates_without_edits(&self.in_force, &self.located, QualifyingApm::No);
        let base_units = rates.anesthesia.base_units(key.hcpcs)?;
        Some((base_units, rates.anesthesia.factor.ok().map(|figure| figure.factor)))
    }
}

/// One unit of a row.
fn line(key: RowKey) -> Option<ClaimLine> {
    ClaimLine::new(key.hcpcs).with_modifiers(key.modifiers.into_iter().flatten()).ok()
}

/// The component that the modifiers of a row name.
fn component(key: RowKey) -> Component {
    let named = key.modifiers.first().copied().flatten();
    named.and_then(|modifier| modifier.to_string().parse().ok()).unwrap_or(Component::Global)
}
