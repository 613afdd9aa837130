//! The Revenue Protection Toolkit: one report about what would deny a practice's codes or reduce their payment.
//!
//! [`Toolkit::assemble`] gathers the report as data. `tables` lays it out in tables, which [`workbook`] writes as an
//! .xlsx file and [`page`] as a page to print. The same data makes the same bytes.
//!
//! The report is computed from the schedule and the tips. Only [`Reported`] comes from billers, and changes as they report.

mod conflicts;
mod modifiers;
mod page;
mod reported;
mod services;
mod tables;
mod triggers;
mod unit_limits;
mod words;
mod workbook;

pub use conflicts::{BundlingConflict, ConditionalModifiers};
pub use modifiers::{ModifierVerdict, OtherModifiers, TriedModifier};
pub use page::page;
pub use reported::Reported;
pub use services::ToolkitService;
pub use triggers::Trigger;
pub use unit_limits::CodeLimit;
pub use words::{schedule_in_words, spelled_profession, without_price};
pub use workbook::workbook;

use crate::pricing::{Deadline, DeadlineKind, NextStep};
use crate::schedule::EditsInForce;
use crate::tips::{Medicare, Subject, Tip, WrittenTips, discipline_of, tips_of};
use crate::vocabulary::{HcpcsCode, Locality, format_date};
use std::collections::BTreeSet;
use time::Date;

/// The most codes of one toolkit: as many as a claim has lines.
pub const MOST_CODES: usize = 50;

/// The report.
#[derive(Clone, Debug)]
pub struct Toolkit {
    /// The day, the place and the releases.
    pub origin: Origin,
    /// The codes, in the order asked for.
    pub services: Vec<ToolkitService>,
    /// Ways of billing them that Medicare's rules deny.
    pub denial_triggers: Vec<Trigger>,
    /// Why payers denied them, as billers reported.
    pub reported_denials: Reported,
    /// The time limits of Medicare on the day.
    pub deadlines: Vec<Deadline>,
    /// The modifiers that change their payment.
    pub modifiers: Vec<TriedModifier>,
    /// The other modifiers of each.
    pub other_modifiers: Vec<OtherModifiers>,
    /// The PTP edits among them.
    pub conflicts: Section<BundlingConflict>,
    /// How many units of each Medicare pays.
    pub unit_limits: Section<CodeLimit>,
    /// The tips of each.
    pub tips: Vec<(HcpcsCode, Tip)>,
}

/// Where a report is from. With the same origin everything is the same, except tips that were changed and reported denials.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The day priced.
    pub date: Date,
    /// The fee schedule's release.
    pub release: String,
    /// The release of the PTP edits; `None` if none is loaded for the day.
    pub ptp: Option<String>,
    /// The release of the unit limits; `None` if none is loaded for the day.
    pub unit_limits: Option<String>,
    /// The release of the add-on rules; `None` if none is loaded for the day.
    pub add_ons: Option<String>,
    /// The releases of other schedules of Part B that price or list its codes, in order of their names.
    pub other_schedules: Vec<String>,
    /// The locality and its name; `None` for national amounts.
    pub locality: Option<(Locality, String)>,
    /// What to know about the data: extracts, older releases, caveats of the place.
    pub notices: Vec<String>,
}

impl Origin {
    /// The releases, place and day, as part of a file name.
    #[must_use]
    pub fn version(&self) -> String {
        let edits = [&self.ptp, &self.unit_limits, &self.add_ons];
        let others = edits.into_iter().flatten().chain(&self.other_schedules);
        let others: String = others.map(|label| format!("-{label}")).collect();
        let place =
            self.locality.as_ref().map_or_else(|| "national".to_owned(), |(place, _)| place.to_string());
        format!("{}{others}-{place}-{}", self.release, format_date(self.date))
    }

    /// The name of a file of the report.
    #[must_use]
    pub fn file_name(&self, extension: &str) -> String {
        format!("medpayiq-toolkit-{}.{extension}", self.version())
    }
}

/// A part of the report that needs edits of one kind.
#[derive(Clone, Debug)]
pub struct Section<T> {
    /// The release of the edits. `None` if none is loaded for the day: then nothing is known.
    pub release: Option<String>,
    /// Whether that release is from a quarter before the day.
    pub is_older: bool,
    /// The codes that the loaded extract does not cover.
    pub unknown: Vec<HcpcsCode>,
    /// What was found.
    pub rows: Vec<T>,
}

impl<T> Section<T> {
    const NOT_LOADED: Self = Self { release: None, is_older: false, unknown: Vec::new(), rows: Vec::new() };
}

impl Toolkit {
    /// Gathers the report for codes that the release or another schedule of Part B lists. Other codes are left out.
    #[must_use]
    pub fn assemble(
        codes: &[HcpcsCode],
        medicare: Medicare<'_>,
        written: &WrittenTips,
        locality: Option<(Locality, String)>,
        notices: Vec<String>,
        reported_denials: Reported,
    ) -> Self {
        let medicare = Medicare { discipline: discipline_of(codes, &medicare), ..medicare };
        let subjects: Vec<Subject<'_>> =
            codes.iter().filter_map(|code| Subject::new(*code, medicare)).collect();
        let EditsInForce { ptp, unit_limits, add_ons } = medicare.schedule.edits_on(medicare.date);
        let tips: Vec<(HcpcsCode, Tip)> =
            subjects.iter().flat_map(|subject| coded_tips(subject, written)).collect();
        let conflicts = ptp.map_or(Section::NOT_LOADED, |edits| {
            conflicts::bundling_conflicts(codes, &subjects, &edits, medicare)
        });
        let services: Vec<ToolkitService> =
            codes.iter().filter_map(|code| service(*code, &subjects, medicare)).collect();
        let tried = subjects.iter().map(modifiers::tried_modifiers);
        let (modifiers, other_modifiers): (Vec<_>, Vec<_>) = tried.unzip();
        let unit_limits = unit_limits.map_or(Section::NOT_LOADED, |limits| {
            unit_limits::code_limits(&services, &subjects, &limits, medicare)
        });
        Self {
            origin: Origin {
                date: medicare.date,
                release: medicare.release.to_owned(),
                ptp: conflicts.release.clone(),
                unit_limits: unit_limits.release.clone(),
                add_ons: add_ons.map(|add_ons| add_ons.release().label.clone()),
                other_schedules: other_schedules(&services, medicare),
                locality,
                notices,
            },
            services,
            denial_triggers: triggers::denial_triggers(&tips, &medicare),
            reported_denials,
            deadlines: deadlines(&medicare),
            modifiers: modifiers.into_iter().flatten().collect(),
            other_modifiers: other_modifiers.into_iter().flatten().collect(),
            conflicts,
            unit_limits,
            tips,
        }
    }
}

/// The time limits of Medicare on the day.
fn deadlines(medicare: &Medicare<'_>) -> Vec<Deadline> {
    let of_kind = |kind: &DeadlineKind| Deadline::of(*kind, medicare.rates.law).ok();
    DeadlineKind::ALL.iter().filter_map(of_kind).collect()
}

impl Toolkit {
    /// What to do about a denial by Medicare, with its time limit.
    fn what_to_do(&self, step: NextStep) -> String {
        let kind = step.action.deadline();
        let deadline = self.deadlines.iter().find(|deadline| Some(deadline.kind) == kind);
        step.in_short(deadline.copied())
    }
}

/// The releases of other schedules that list codes which the physician fee schedule does not price.
fn other_schedules(services: &[ToolkitService], medicare: Medicare<'_>) -> Vec<String> {
    let left = services.iter().filter(|service| !service.is_of_physician_schedule());
    let listing = |service: &ToolkitService| {
        medicare
            .schedule
            .other_schedules_listing(service.hcpcs, medicare.date)
            .map(|(_, release)| release.to_owned())
    };
    let releases: BTreeSet<String> = left.flat_map(listing).collect();
    releases.into_iter().collect()
}

/// A code of the report, if the release or another schedule lists it.
fn service(code: HcpcsCode, subjects: &[Subject<'_>], medicare: Medicare<'_>) -> Option<ToolkitService> {
    if let Some(subject) = subjects.iter().find(|subject| subject.hcpcs() == code) {
        return Some(services::service(subject, medicare));
    }
    let is_listed = medicare.schedule.is_in_other_schedules_on(code, medicare.date);
    is_listed.then(|| services::service_of_other_schedule(code, medicare))
}

fn coded_tips(subject: &Subject<'_>, written: &WrittenTips) -> Vec<(HcpcsCode, Tip)> {
    tips_of(subject, written).into_iter().map(|tip| (subject.hcpcs(), tip)).collect()
}
