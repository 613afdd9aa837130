//! What the amounts of a release are computed from.

use crate::schedule::{FactorPeriod, Release, Schedule};
use crate::vocabulary::{Component, ConversionFactor, Gpcis, HcpcsCode, Locality, ServiceRow, Share};

/// A conversion factor of a release's year, and the indices of the last day on which it is in force.
#[derive(Clone, Copy)]
pub(super) struct Figures<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) release: &'a Release,
    pub(super) factor: ConversionFactor,
    period: &'a FactorPeriod,
    for_qualifying_apm: bool,
}

impl<'a> Figures<'a> {
    /// Those of every factor of a release's year: a payment file has the amounts of one of them.
    pub(super) fn all_of(schedule: &'a Schedule, release: &'a Release) -> Vec<Self> {
        let of_period = |period: &'a FactorPeriod| {
            let factor = period.standard.factor;
            let standard = Self { schedule, release, factor, period, for_qualifying_apm: false };
            let own = period.qualifying_apm;
            let own = own.map(|own| Self { factor: own.factor, for_qualifying_apm: true, ..standard });
            std::iter::once(standard).chain(own)
        };
        release.factors.iter().flat_map(of_period).collect()
    }

    pub(super) fn gpcis(&self, locality: Locality) -> Result<Gpcis, String> {
        let label = &self.release.label;
        let row =
            self.release.locality(locality).ok_or_else(|| format!("{label} has no locality {locality}"))?;
        Ok(self.schedule.geography(Some(row), self.period.range.to).gpcis())
    }

    /// What later therapy units lose of their practice expense.
    pub(super) fn therapy_cut(&self) -> Result<Share, String> {
        let day = self.period.range.to;
        let found = self.schedule.law().on(day).later_therapy_cut;
        let cut = found.map_err(|missing| format!("the law has no value of {} for {day}", missing.figure))?;
        Ok(cut.value)
    }

    pub(super) fn service(&self, hcpcs: HcpcsCode, component: Component) -> Result<&'a ServiceRow, String> {
        let (label, services) = (&self.release.label, &self.release.services);
        services.row(hcpcs, component).ok_or_else(|| {
            if services.rows_of(hcpcs).is_empty() {
                format!("{label} does not list {hcpcs}")
            } else {
                format!("{label} has no such row of {hcpcs}")
            }
        })
    }

    /// The release. If its year has several factors, also this one, who has it and its days.
    pub(super) fn name(&self) -> String {
        let Self { release: Release { label, factors, .. }, factor, period, .. } = self;
        let of_whom = match (period.qualifying_apm, self.for_qualifying_apm) {
            (None, _) => "",
            (Some(_), true) => " of qualifying APM participants",
            (Some(_), false) => " of all but qualifying APM participants",
        };
        match factors.as_slice() {
            [_, _, ..] => format!("{label} at {factor}, the factor{of_whom} of {}", period.range),
            [_] if !of_whom.is_empty() => format!("{label} at {factor}, the factor{of_whom}"),
            [] | [_] => label.clone(),
        }
    }
}
