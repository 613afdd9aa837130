//! What kind of service a line bills, as far as it decides how the record can show that two services were separate.

use super::edit_hit::Separation;
use super::fitting::surely_has_site;
use super::modifiers as m;
use super::sites::{Site, Sites};
use super::visits::{is_visit, may_be_visit};
use super::work::LineWork;
use crate::law::{Provisions, is_listed};
use crate::vocabulary::GlobalDays;

/// The kind of a service.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ServiceKind {
    visit: Visit,
    package: Package,
    is_critical_care: bool,
    is_test: bool,
    /// Whether it is a procedure that the patient returned to the operating room for.
    is_return: bool,
    /// The sites that it can be on.
    sites: Sites,
}

/// Whether a service is a visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Visit {
    #[default]
    No,
    /// It is none that packages include, but takes the modifiers of one.
    ByItsModifiers,
    /// It is one that packages include.
    Packaged,
}

/// Whether a service has a surgical package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Package {
    #[default]
    No,
    OfProcedure,
    /// One of 90 days.
    OfOperation,
}

impl ServiceKind {
    pub(super) fn of(line: &LineWork<'_>, law: &Provisions) -> Self {
        let (hcpcs, row) = (line.billed.hcpcs(), line.row);
        let visit = if is_visit(law, hcpcs) {
            Visit::Packaged
        } else if may_be_visit(law, hcpcs) {
            Visit::ByItsModifiers
        } else {
            Visit::No
        };
        let package = match row.map(|row| row.global_days) {
            Some(GlobalDays::Ninety) => Package::OfOperation,
            Some(days) if days.is_procedure() => Package::OfProcedure,
            Some(_) | None => Package::No,
        };
        Self {
            visit,
            package,
            is_critical_care: is_listed(&law.critical_care, hcpcs),
            is_test: is_listed(&law.laboratory_tests, hcpcs),
            is_return: package != Package::No && line.has(m::RETURN_TO_OPERATING_ROOM),
            sites: Site::ALL.into_iter().filter(|site| surely_has_site(*site, hcpcs, row, law)).collect(),
        }
    }

    /// Whether this is a visit in column one, and the other another service that has no package with the visit in it.
    fn is_visit_over(self, two: Self) -> bool {
        let is_packaged = self.visit == Visit::Packaged && two.package != Package::No;
        self.visit != Visit::No && two.visit == Visit::No && !is_packaged
    }
}

impl Separation {
    /// How the services of column one and column two of an edit may have been separate.
    pub(super) fn of(one: ServiceKind, two: ServiceKind) -> Self {
        let either = |is: fn(ServiceKind) -> bool| is(one) || is(two);
        let is_critical = either(|kind| kind.is_critical_care);
        let is_packaged = either(|kind| kind.visit == Visit::Packaged);
        if is_packaged && either(|kind| kind.is_return) {
            Self::VisitAfterOperation
        } else if is_packaged && either(|kind| kind.package == Package::OfOperation) {
            if is_critical { Self::CriticalCareBeforeOperation } else { Self::VisitBeforeOperation }
        } else if one.is_visit_over(two) {
            Self::VisitOverService
        } else if is_critical {
            Self::CriticalCare
        } else if either(|kind| kind.visit != Visit::No) {
            Self::Visit
        } else if two.is_test {
            Self::Test
        } else {
            Self::Service(one.sites & two.sites)
        }
    }
}
