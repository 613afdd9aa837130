//! What to do about a line that an edit denies.

use super::action::{AppealChance, NextAction, NextStep};
use crate::pricing::edit_hit::{Edit, LimitedService};
use crate::vocabulary::{AddOnType, AdjudicationIndicator, PtpIndicator};

const PTP: &str = "NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9; 42 CFR 405.980(a)(3)";
const MUE: &str = "NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V; 42 CFR 405.980(a)(3)";
const VISITS: &str = "Pub. 100-04 ch. 12, 30.6.5, 30.6.7 and 30.6.9; 42 CFR 405.980(a)(3)";
const ADD_ON: &str = "NCCI add-on code edits; NCCI Policy Manual ch. 1, R; 42 CFR 405.980(a)(3)";
const PACKAGE: &str = "Pub. 100-04 ch. 12, 40.1 to 40.4; 42 CFR 405.980(a)(3)";

impl Edit {
    /// What to do about a line that the edit denies.
    #[must_use]
    pub const fn next_step(&self) -> NextStep {
        use AppealChance::{Depends, No};
        use NextAction::{Reopen, WriteOff};
        match self {
            Self::Ptp { indicator: PtpIndicator::NotAllowed, .. } => NextStep::new(
                WriteOff,
                No,
                "The edit has modifier indicator 0: Medicare never pays both codes, and no appeal changes the edit. Only if a code was billed by mistake, have the claim reopened and correct it.",
                PTP,
            ),
            Self::Ptp { indicator: PtpIndicator::Allowed, is_ring: false, .. } => NextStep::new(
                Reopen,
                Depends,
                "The edit has modifier indicator 1. If the record shows that the services were separate, have the claim reopened and add the modifier that says so. An appeal helps only with that record. Without it, write the line off.",
                PTP,
            ),
            Self::Ptp { indicator: PtpIndicator::Allowed, is_ring: true, .. }
            | Self::Ptp { indicator: PtpIndicator::NotApplicable, .. } => NextStep::new(
                Reopen,
                Depends,
                "Look at which line the contractor denied. If the record shows that the services were separate, have the claim reopened and add the modifier that says so.",
                PTP,
            ),
            Self::UnitLimit {
                limit: 1,
                service: LimitedService::Visit,
                adjudication: AdjudicationIndicator::DateOfServicePolicy,
                ..
            } => NextStep::new(
                Reopen,
                No,
                "Medicare pays one visit a day to a practitioner and to everybody of the same specialty in the group. Have the claim reopened and bill one, at the level that the whole day reached. The limit follows from policy (MAI 2), and no appeal changes it.",
                VISITS,
            ),
            Self::UnitLimit { limit: 1, service: LimitedService::Visit, .. } => NextStep::new(
                Reopen,
                Depends,
                "Medicare pays one visit a day to a practitioner and to everybody of the same specialty in the group. Have the claim reopened and bill one, at the level that the whole day reached. An appeal helps only if the record shows a visit for another problem that could not be part of the first.",
                VISITS,
            ),
            Self::UnitLimit { limit, adjudication, .. } => of_unit_limit(*limit, *adjudication),
            Self::AddOn {
                kind: AddOnType::Listed | AddOnType::PartlyListed | AddOnType::ContractorDefined,
                ..
            } => NextStep::new(
                Reopen,
                Depends,
                "Medicare pays an add-on code only with its primary code. If the same practitioner furnished a primary service on that day, have the claim reopened and add it. If the primary was denied, first get it paid. Otherwise write the line off.",
                ADD_ON,
            ),
            Self::GlobalPeriod { .. } => NextStep::new(
                Reopen,
                Depends,
                "If the record shows a visit that was more than the procedure's usual care, have the claim reopened and add the modifier that says so. An appeal helps only with that record. Without it, write the line off.",
                PACKAGE,
            ),
        }
    }
}

/// What to do about units above a limit.
const fn of_unit_limit(limit: u32, adjudication: AdjudicationIndicator) -> NextStep {
    match (limit, adjudication) {
        (0, _) => NextStep::new(
            NextAction::BillElsewhere,
            AppealChance::No,
            "The limit is 0: Medicare's contractor pays this code to no practitioner, and no appeal changes the limit. Look whether another supplier, contractor or payer pays it, or another code says what was furnished. If the code was billed by mistake, have the claim reopened and correct it.",
            MUE,
        ),
        (_, AdjudicationIndicator::DateOfServicePolicy) => NextStep::new(
            NextAction::Reopen,
            AppealChance::No,
            "The limit follows from law or policy (MAI 2), and the contractor may not pay above it, even on appeal. It denied all units of the code: have the claim reopened and correct them, and Medicare pays up to the limit. Write off what is above it.",
            MUE,
        ),
        (_, AdjudicationIndicator::DateOfServiceClinical) => NextStep::new(
            NextAction::Appeal,
            AppealChance::Yes,
            "The limit is clinical (MAI 3). If all units were furnished and necessary, an appeal with the record can pay them. If the units were billed wrong, have the claim reopened and correct them.",
            MUE,
        ),
        (_, AdjudicationIndicator::Line) => NextStep::new(
            NextAction::Reopen,
            AppealChance::Yes,
            "The limit is for each line (MAI 1). If all units were furnished and necessary, have the claim reopened and put the units above the limit on another line with a modifier that is true. An appeal with the record can pay them too.",
            MUE,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_appeal_helps_against_a_limit_of_zero() {
        let step = |limit, adjudication| {
            let (service, rationale) = (LimitedService::Other, "".into());
            Edit::UnitLimit { units: 2, limit, adjudication, service, rationale }.next_step()
        };
        for adjudication in AdjudicationIndicator::ALL.iter().copied() {
            let step = step(0, adjudication);
            assert_eq!((step.action, step.appeal_can_help), (NextAction::BillElsewhere, AppealChance::No));
        }
        let clinical = step(1, AdjudicationIndicator::DateOfServiceClinical);
        assert_eq!((clinical.action, clinical.appeal_can_help), (NextAction::Appeal, AppealChance::Yes));
    }
}
