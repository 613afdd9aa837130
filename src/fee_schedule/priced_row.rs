//! One row with its amounts.

use super::row_keys::RowKey;
use crate::pricing::{self, LineEstimate, Outcome, Price, Refusal};
use crate::schedule::{InForce, Located, Schedule};
use crate::vocabulary::{
    Claim, ClaimLine, Component, ConversionFactor, Money, PaymentSchedule, PlaceOfService, Provider,
    QualifyingApm, ServiceRow, Setting,
};

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
}

impl<'a> Pricer<'a> {
    /// Prices a row in one setting, or in both.
    pub(super) fn row(&self, key: RowKey, asked: Option<Setting>) -> PricedRow<'a> {
        let in_setting = |setting| {
            let is_asked = asked.is_none_or(|asked| asked == setting);
            let place = self.places.iter().find(|(of, _)| *of == setting)?.1;
            is_asked.then(|| self.price(key, place)).flatten()
        };
        let of_code = self.in_force.release.services.rows_of(key.hcpcs);
        PricedRow {
            key,
            row: of_code.iter().find(|row| row.component == component(key)),
            non_facility: in_setting(Setting::NonFacility),
            facility: in_setting(Setting::Facility),
            anesthesia: self.anesthesia(key),
        }
    }

    fn price(&self, key: RowKey, place: PlaceOfService) -> Option<SettingPrice> {
        let alone = self.estimate(key, place, Provider::default())?;
        let result = match &alone.outcome {
            Outcome::Priced(_) => "priced",
            Outcome::NotPriced(refusal) => refusal.code(),
        };
        let price = self.payable(key, place, Provider::default(), &alone);
        let limiting_charge = price.and_then(|_| {
            let unassigned =
                Provider { participating: false, accepts_assignment: false, ..Provider::default() };
            let alone = self.estimate(key, place, unassigned)?;
            self.payable(key, place, unassigned, &alone)?.limiting_charge
        });
        Some(SettingPrice {
            amount: price.map(|price| price.allowed),
            limiting_charge,
            result,
            confidence: alone.confidence.level.as_str(),
            schedule: price.map(|price| price.schedule),
        })
    }

    /// The price of a row: that of its estimate alone, or for an add-on code the one that it has with its primary code.
    fn payable(
        &self,
        key: RowKey,
        place: PlaceOfService,
        provider: Provider,
        alone: &LineEstimate,
    ) -> Option<Price> {
        match &alone.outcome {
            Outcome::Priced(price) => Some(*price),
            Outcome::NotPriced(Refusal::AddOnWithoutPrimary | Refusal::ComplexityWithoutVisit) => {
                let lines = [vec![line(key)?], vec![ClaimLine::new(VISIT.parse().ok()?), line(key)?]];
                lines.into_iter().find_map(|lines| self.without_edits(lines, place, provider))
            }
            Outcome::NotPriced(_) => None,
        }
    }

    /// The estimate of a claim with the row alone, as `POST /v1/estimates` makes it.
    fn estimate(&self, key: RowKey, place: PlaceOfService, provider: Provider) -> Option<LineEstimate> {
        let claim = Claim::new(self.in_force.date, place, vec![line(key)?]).ok()?.by(provider);
        let rates = self.schedule.rates_for(&claim, &self.in_force, &self.located);
        pricing::estimate(&claim, &rates).lines.pop()
    }

    /// The price of the last line of a claim if no edit denied it, which is what an answer has as the money at stake.
    fn without_edits(
        &self,
        lines: Vec<ClaimLine>,
        place: PlaceOfService,
        provider: Provider,
    ) -> Option<Price> {
        let claim = Claim::new(self.in_force.date, place, lines).ok()?.by(provider);
        let rates = self.schedule.rates_without_edits(&self.in_force, &self.located, provider.qualifying_apm);
        pricing::estimate(&claim, &rates).lines.pop()?.outcome.price().copied()
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
