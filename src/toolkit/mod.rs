//! The Revenue Protection Toolkit: what would deny or cut a practice's codes, as one report made from the loaded data.
//!
//! [`Toolkit::assemble`] gathers the report as data; `tables` lays it out in tables, which [`workbook`] writes as an
//! .xlsx file and [`page`] as a printable page. The same data make the same bytes.
//!
//! All but [`Reported`] is computed from the schedule; that is what billers reported, and moves as reports come.

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

pub use conflicts::Conflict;
pub use modifiers::{Standing, TriedModifier};
pub use page::page;
pub use reported::Reported;
pub use services::Service;
pub use triggers::Trigger;
pub use unit_limits::CodeLimit;
pub use workbook::workbook;

use crate::schedule::EditsInForce;
use crate::tips::{Medicare, Subject, Tip, WrittenTips, computed};
use crate::vocabulary::{HcpcsCode, Locality, format_date};
use time::Date;

/// The most codes of one toolkit: as many as a claim has lines.
pub const MOST_CODES: usize = 50;

/// The report.
#[derive(Clone, Debug)]
pub struct Toolkit {
    /// Where and when, and from which releases.
    pub origin: Origin,
    /// The codes, in the order asked for.
    pub services: Vec<Service>,
    /// What would deny them by Medicare's rules.
    pub denial_triggers: Vec<Trigger>,
    /// What denied them, as billers reported it.
    pub reported_denials: Reported,
    /// What each modifier does to them.
    pub modifiers: Vec<TriedModifier>,
    /// The PTP edits among them.
    pub conflicts: Section<Conflict>,
    /// How many units of each are paid.
    pub unit_limits: Section<CodeLimit>,
    /// The tips of each.
    pub tips: Vec<(HcpcsCode, Tip)>,
}

/// Where a report is from: of the same origin all is the same but the reported denials, which move as reports come.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The day priced.
    pub date: Date,
    /// The fee schedule's release.
    pub release: String,
    /// The quarters of NCCI's edits, by kind; `None` where none are loaded for the day.
    pub ptp: Option<String>,
    /// Likewise, of the unit limits.
    pub unit_limits: Option<String>,
    /// Likewise, of the add-on rules.
    pub add_ons: Option<String>,
    /// The locality and its name; `None` for national amounts.
    pub locality: Option<(Locality, String)>,
    /// What to know about the data: extracts, older releases, caveats of the place.
    pub notices: Vec<String>,
}

impl Origin {
    /// What tells one report from another of the same codes, reported denials apart: its releases, place and day.
    #[must_use]
    pub fn version(&self) -> String {
        let edits = [&self.ptp, &self.unit_limits, &self.add_ons];
        let edits: String = edits.into_iter().flatten().map(|label| format!("-{label}")).collect();
        let place =
            self.locality.as_ref().map_or_else(|| "national".to_owned(), |(place, _)| place.to_string());
        format!("{}{edits}-{place}-{}", self.release, format_date(self.date))
    }

    /// The name of a file of the report.
    #[must_use]
    pub fn file_name(&self, extension: &str) -> String {
        format!("medpayiq-toolkit-{}.{extension}", self.version())
    }
}

/// A part of the report that needs a kind of edits.
#[derive(Clone, Debug)]
pub struct Section<T> {
    /// The release of the edits; `None` where none are loaded for the day, and then nothing is known.
    pub release: Option<String>,
    /// Whether that release is of an earlier quarter than the day.
    pub is_older: bool,
    /// The codes that the loaded extract does not speak for.
    pub unknown: Vec<HcpcsCode>,
    /// What was found.
    pub rows: Vec<T>,
}

impl<T> Section<T> {
    const NOT_LOADED: Self = Self { release: None, is_older: false, unknown: Vec::new(), rows: Vec::new() };
}

impl Toolkit {
    /// Gathers the report for codes that the release lists; others are left out.
    #[must_use]
    pub fn assemble(
        codes: &[HcpcsCode],
        medicare: Medicare<'_>,
        written: &WrittenTips,
        locality: Option<(Locality, String)>,
        notices: Vec<String>,
        reported_denials: Reported,
    ) -> Self {
        let subjects: Vec<Subject<'_>> =
            codes.iter().filter_map(|code| Subject::new(*code, medicare)).collect();
        let EditsInForce { ptp, unit_limits, add_ons } = medicare.schedule.edits_on(medicare.date);
        let tips: Vec<(HcpcsCode, Tip)> =
            subjects.iter().flat_map(|subject| tips_of(subject, written)).collect();
        let conflicts = ptp.map_or(Section::NOT_LOADED, |edits| conflicts::among(codes, &edits, medicare));
        let unit_limits =
            unit_limits.map_or(Section::NOT_LOADED, |limits| unit_limits::of(&subjects, &limits));
        Self {
            origin: Origin {
                date: medicare.date,
                release: medicare.release.to_owned(),
                ptp: conflicts.release.clone(),
                unit_limits: unit_limits.release.clone(),
                add_ons: add_ons.map(|add_ons| add_ons.release().label.clone()),
                locality,
                notices,
            },
            services: subjects.iter().map(|subject| services::service(subject, medicare)).collect(),
            denial_triggers: triggers::among(&tips),
            reported_denials,
            modifiers: subjects.iter().flat_map(modifiers::of).collect(),
            conflicts,
            unit_limits,
            tips,
        }
    }
}

fn tips_of(subject: &Subject<'_>, written: &WrittenTips) -> Vec<(HcpcsCode, Tip)> {
    let hcpcs = subject.hcpcs();
    let told = written.of(hcpcs).iter().map(|tip| tip.told(&subject.medicare));
    told.chain(computed(subject)).map(|tip| (hcpcs, tip)).collect()
}
