//! A surgical package shared between practitioners, and a return to the operating room within it
//! (Pub. 100-04 ch. 12, 40.2 and 40.4).
//!
//! Tests: rules/split_care.rs, readings.rs, figures.txt "Split care and returns".

use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::refusal::Refusal;
use crate::pricing::trace::{Operation, Rule};
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{GlobalDays, ServiceRow, Share};

/// Takes the shares of the package that 54, 55 and 78 pay.
pub(in crate::pricing) fn share_packages(work: &mut Work<'_>) {
    let place = work.claim.place_of_service();
    for (line, row) in work.open_lines().filter(|(line, _)| !line.billed.modifiers().is_empty()) {
        if line.has(m::RETURN_TO_OPERATING_ROOM) {
            pay_return(line, row);
            if place.code() == "11" {
                line.add_caveat(Caveat::ReturnOutsideOperatingRoom { place });
            }
        } else if line.has(m::SURGERY_ONLY) {
            line.step(Rule::SplitCare, Operation::Part(share_of_package(line)));
        } else if line.has(m::AFTERCARE_ONLY) {
            pay_aftercare(line, row);
        }
    }
}

/// The share of the package that a line's modifiers bill, for all days of care.
pub(in crate::pricing) fn share_of_package(line: &LineWork<'_>) -> Share {
    let package = line.row.map(|row| row.package).unwrap_or_default();
    if line.has(m::RETURN_TO_OPERATING_ROOM) {
        Share::WHOLE
    } else if line.has(m::SURGERY_ONLY) {
        package.preoperative.plus(package.intraoperative)
    } else if line.has(m::AFTERCARE_ONLY) {
        package.postoperative
    } else {
        Share::WHOLE
    }
}

/// The share after discharge, for the days of care: fee x postoperative share x days / days of the period, rounded once.
fn pay_aftercare(line: &mut LineWork<'_>, row: &ServiceRow) {
    let period = if row.global_days == GlobalDays::Ten { 10 } else { 90 };
    let part = row.package.postoperative;
    match line.billed.postoperative_days().map(|days| days.min(period)) {
        Some(days) if days < period => {
            line.step(Rule::SplitCare, Operation::PartOfDays { share: part, days, of: period });
        }
        Some(_) => {
            line.step(Rule::SplitCare, Operation::Part(part));
            if line.billed.postoperative_days() > Some(period) {
                line.add_caveat(Caveat::DaysOfCareBeyondPeriod { period });
            }
        }
        None => {
            line.step(Rule::SplitCare, Operation::Part(part));
            line.add_caveat(Caveat::DaysOfCareUnknown);
        }
    }
}

/// The operation's share of the package. A minor procedure without a package is paid in full.
fn pay_return(line: &mut LineWork<'_>, row: &ServiceRow) {
    match row.global_days {
        GlobalDays::Ten | GlobalDays::Ninety if row.package.intraoperative > Share::ZERO => {
            line.step(Rule::ReturnToOperatingRoom, Operation::Part(row.package.intraoperative));
        }
        GlobalDays::Ten | GlobalDays::Ninety => line.refuse(Refusal::ReturnByReport),
        GlobalDays::Zero => {}
        GlobalDays::Maternity
        | GlobalDays::NotApplicable
        | GlobalDays::ContractorDecides
        | GlobalDays::AddOn => line.add_caveat(Caveat::ReturnWithoutPackage),
    }
}
