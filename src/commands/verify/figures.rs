//! What the amounts of a release are computed from.

use crate::schedule::{FactorPeriod, Release, Schedule};
use crate::vocabulary::{Component, Gpcis, HcpcsCode, Locality, ServiceRow, Share};

/// The figures of a period of a release's year: its conversion factor, and the indices of its last day.
#[derive(Clone, Copy)]
pub(super) struct Figures<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) release: &'a Release,
    pub(super) period: &'a FactorPeriod,
}

impl<'a> Figures<'a> {
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

    /// The release. If its year has several factors, also this one and its days.
    pub(super) fn name(&self) -> String {
        let (label, FactorPeriod { range, standard, .. }) = (&self.release.label, self.period);
        match self.release.factors.as_slice() {
            [_, _, ..] => format!("{label} at {standard}, the factor of {range}"),
            [] | [_] => label.clone(),
        }
    }
}
