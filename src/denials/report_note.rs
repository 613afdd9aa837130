//! What a contributor should know about an accepted report.

use super::code_dates::{CodeAge, CodeDates, dates_of_reason, dates_of_remark};
use super::report::Report;
use crate::vocabulary::{Carc, Rarc, format_date};
use std::fmt;
use time::Date;

/// Something about a report that is probably right but worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportNote {
    /// The reason code began after the month of the service.
    NewerReason {
        /// The code.
        carc: Carc,
        /// The day from which it is in force.
        start: Date,
    },
    /// A remark code began after the month of the service.
    NewerRemark {
        /// The code.
        rarc: Rarc,
        /// The day from which it is in force.
        start: Date,
    },
}

impl ReportNote {
    /// Its machine code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NewerReason { .. } => "reason_newer_than_service",
            Self::NewerRemark { .. } => "remark_newer_than_service",
        }
    }
}

impl fmt::Display for ReportNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, code, start) = match self {
            Self::NewerReason { carc, start } => ("CARC", carc.as_str(), start),
            Self::NewerRemark { rarc, start } => ("RARC", rarc.as_str(), start),
        };
        let start = format_date(*start);
        write!(
            f,
            "{kind} {code} is in force from {start}, after the month of the service. That is right if the payer decided later."
        )
    }
}

impl Report {
    /// The notes about the report: its codes that began after the month of the service.
    #[must_use]
    pub fn notes(&self) -> Vec<ReportNote> {
        let start = |dates: Option<CodeDates>| match dates?.age_in(self.service_month) {
            CodeAge::Newer { start } => Some(start),
            CodeAge::InForce | CodeAge::Older { .. } => None,
        };
        let reason = start(dates_of_reason(self.carc));
        let reason = reason.map(|start| ReportNote::NewerReason { carc: self.carc, start });
        let remark = |rarc: &Rarc| {
            Some(ReportNote::NewerRemark { rarc: *rarc, start: start(dates_of_remark(*rarc))? })
        };
        reason.into_iter().chain(self.rarcs.iter().filter_map(remark)).collect()
    }
}
