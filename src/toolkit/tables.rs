//! The report laid out in tables, each a sheet of the workbook and a section of the page.

use super::words::spelled_profession;
use super::{
    BundlingConflict, CodeLimit, ConditionalModifiers, ModifierVerdict, OtherModifiers, Reported, Section,
    Toolkit, ToolkitService, TriedModifier, Trigger,
};
use crate::denials::{DenialReason, NOTICE, PublishedDenials};
use crate::pricing::NextStep;
use crate::tips::Tip;
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, Money, Rarc, format_date};

/// A table of the report.
#[derive(Clone, Debug)]
pub(super) struct ReportTable {
    /// Its name, and that of its sheet.
    pub(super) name: &'static str,
    /// What it shows, in a few sentences.
    pub(super) about: String,
    pub(super) columns: &'static [ReportColumn],
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A column: its heading, how wide it is in characters, and whether it holds figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportColumn {
    pub(super) name: &'static str,
    pub(super) width: u16,
    pub(super) is_figure: bool,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Dollars(Money),
    Count(u32),
    Blank,
}

impl Cell {
    fn dollars(amount: Option<Money>) -> Self {
        amount.map_or(Self::Blank, Self::Dollars)
    }

    fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }
}

const fn words(name: &'static str, width: u16) -> ReportColumn {
    ReportColumn { name, width, is_figure: false }
}

const fn figures(name: &'static str) -> ReportColumn {
    ReportColumn { name, width: 10, is_figure: true }
}

/// Every table of a report, in order.
pub(super) fn tables(toolkit: &Toolkit) -> Vec<ReportTable> {
    vec![
        services(&toolkit.services),
        triggers(toolkit),
        reported(toolkit),
        modifiers(toolkit),
        conflicts(&toolkit.conflicts),
        unit_limits(&toolkit.unit_limits),
        tips(&toolkit.tips),
    ]
}

fn services(services: &[ToolkitService]) -> ReportTable {
    let row = |service: &ToolkitService| {
        vec![
            Cell::text(service.hcpcs),
            Cell::text(service.explanation.as_deref().unwrap_or_default()),
            Cell::Text(service.status.map_or_else(
                || "Another schedule of Part B lists the code.".to_owned(),
                |status| format!("{}: {}", status.code(), status.text()),
            )),
            Cell::text(service.global_days.map_or("", GlobalDays::code)),
            Cell::dollars(service.office),
            Cell::dollars(service.hospital),
            Cell::Text(service.conditions()),
        ]
    };
    ReportTable {
        name: "Codes",
        about: "The allowed amount of one unit, billed by a participating physician in an office (11) and in a hospital outpatient department (22). Blank: no amount there. The last column says why, and names another profession that alone bills the code, the modifiers that the amount needs, another schedule that has the price, and another place if Medicare pays the code only there.".to_owned(),
        columns: const {
            &[
            words("Code", 8),
            words("What it is", 60),
            words("Status", 34),
            words("Global days", 8),
            figures("Office $"),
            figures("Hospital $"),
            words("Condition", 20),
            ]
        },
        rows: services.iter().map(row).collect(),
    }
}

fn triggers(toolkit: &Toolkit) -> ReportTable {
    let row = |trigger: &Trigger| {
        let denial = &trigger.denial;
        let remarks: Vec<&str> = denial.rarc.iter().map(Rarc::as_str).collect();
        vec![
            Cell::text(trigger.hcpcs),
            Cell::text(&trigger.billed),
            Cell::text(format_args!("{}-{}", denial.group.as_str(), denial.carc)),
            Cell::text(remarks.join(" ")),
            Cell::text(&trigger.reason),
            Cell::text(trigger.instead.as_deref().unwrap_or_default()),
            Cell::dollars(trigger.at_stake),
            what_to_do(toolkit, trigger.next_step),
            Cell::text(&trigger.source),
        ]
    };
    ReportTable {
        name: "Denial triggers",
        about: "Ways of billing these codes that Medicare's rules deny, with the denial that the remittance would show (predicted) and the money that is lost.".to_owned(),
        columns: const {
            &[
            words("Code", 8),
            words("Billed", 28),
            words("Denial", 8),
            words("Remarks", 9),
            words("Why", 52),
            words("Paid instead", 28),
            figures("At stake $"),
            words("If it is denied", 30),
            words("Source", 28),
            ]
        },
        rows: toolkit.denial_triggers.iter().map(row).collect(),
    }
}

/// What to do about a denial, if its codes say enough.
fn what_to_do(toolkit: &Toolkit, step: Option<NextStep>) -> Cell {
    step.map_or(Cell::Blank, |step| Cell::Text(toolkit.what_to_do(step)))
}

fn reported(toolkit: &Toolkit) -> ReportTable {
    let reported = &toolkit.reported_denials;
    let rows = reported.available().flat_map(|(hcpcs, published)| reasons(toolkit, hcpcs, published));
    ReportTable {
        name: "Reported denials",
        about: about_reports(reported),
        columns: const {
            &[
                words("Code", 8),
                words("Denial", 8),
                words("What it means", 44),
                words("Who pays it", 32),
                words("What usually helps", 64),
                words("By Medicare's rules", 30),
                figures("Reports, not a rate"),
                figures("Of all reports"),
            ]
        },
        rows: rows.collect(),
    }
}

/// The reported reasons of a code's denials, and how many reports had other reasons.
fn reasons(toolkit: &Toolkit, hcpcs: HcpcsCode, published: &PublishedDenials) -> Vec<Vec<Cell>> {
    let row = |denial: String, [meaning, bearer, fix]: [&str; 3], step, reports| {
        vec![
            Cell::text(hcpcs),
            Cell::Text(denial),
            Cell::text(meaning),
            Cell::text(bearer),
            Cell::text(fix),
            what_to_do(toolkit, step),
            Cell::Count(reports),
            Cell::Count(published.reports()),
        ]
    };
    let named = published.reasons().named().iter().map(|(reason, reports)| {
        let DenialReason { group, group_meaning, carc, meaning, typical_fix } = reason;
        let step = NextStep::of_denial(*group, *carc, &[]);
        row(format!("{}-{carc}", group.as_str()), [meaning, group_meaning, typical_fix], step, *reports)
    });
    let other = Some(published.reasons().other()).filter(|other| *other > 0);
    let other = other.map(|reports| row("other".to_owned(), [TOO_RARE, "", ""], None, reports));
    named.chain(other).collect()
}

/// The text for all reasons that are not named.
const TOO_RARE: &str = "reasons with too few reports to be named";

fn modifiers(toolkit: &Toolkit) -> ReportTable {
    let verdict = |verdict| match verdict {
        ModifierVerdict::Valid => "valid",
        ModifierVerdict::NoEffect => "no effect",
        ModifierVerdict::ByReport => "by report",
        ModifierVerdict::Refused => "refused",
    };
    let row = |tried: &TriedModifier| {
        let names: Vec<&str> = tried.modifiers.iter().map(Modifier::as_str).collect();
        vec![
            Cell::text(tried.hcpcs),
            Cell::text(names.join(" ")),
            Cell::Text(spelled_profession(tried.provider.as_str())),
            Cell::text(tried.place.code()),
            Cell::text(verdict(tried.verdict)),
            Cell::dollars(tried.allowed),
            Cell::dollars(tried.change),
            Cell::text(tried.confidence),
            Cell::text(&tried.effect),
        ]
    };
    let others = |other: &OtherModifiers| {
        let mut cells = vec![Cell::text(other.hcpcs), Cell::text("others")];
        cells.extend(vec![Cell::Blank; 6]);
        cells.push(Cell::Text(other.summary()));
        cells
    };
    let rows = toolkit.services.iter().flat_map(|ToolkitService { hcpcs, .. }| {
        let changing = toolkit.modifiers.iter().filter(move |tried| tried.hcpcs == *hcpcs);
        let rest = toolkit.other_modifiers.iter();
        let rest = rest.filter(move |other| other.hcpcs == *hcpcs && !other.summary().is_empty());
        changing.map(row).chain(rest.map(others))
    });
    ReportTable {
        name: "Modifier pitfalls",
        about:
            "The modifiers that change what one unit of the code is paid, each with its amount, and a line about the others. The code is billed alone; an add-on code with its primary."
                .to_owned(),
        columns: const {
            &[
                words("Code", 8),
                words("Modifier", 9),
                words("Billed by", 19),
                words("Place", 6),
                words("Verdict", 10),
                figures("Allowed $"),
                figures("Change $"),
                words("Confidence", 11),
                words("What happens", 70),
            ]
        },
        rows: rows.collect(),
    }
}

fn conflicts(conflicts: &Section<BundlingConflict>) -> ReportTable {
    let row = |conflict: &BundlingConflict| {
        let condition = |ConditionalModifiers { modifiers, when }: &ConditionalModifiers| {
            format!("{}: {when}", modifiers.iter().map(Modifier::as_str).collect::<Vec<_>>().join(", "))
        };
        let modifiers: Vec<String> = conflict.modifiers.iter().map(condition).collect();
        vec![
            Cell::text(conflict.column_one),
            Cell::text(conflict.column_two),
            Cell::text(format_args!("{}: {}", conflict.indicator.code(), conflict.indicator.text())),
            Cell::text(&conflict.rationale),
            Cell::dollars(conflict.at_stake),
            Cell::text(conflict.advice),
            Cell::text(modifiers.join("; ")),
        ]
    };
    ReportTable {
        name: "Bundling conflicts",
        about: about_section(
            conflicts,
            "NCCI procedure-to-procedure (PTP) edits among these codes. If one provider bills both codes of a pair on one day, Medicare pays only the first.",
        ),
        columns: const {
            &[
                words("Paid", 8),
                words("Denied", 8),
                words("Modifier indicator", 26),
                words("Rationale", 24),
                figures("At stake $"),
                words("What to do", 44),
                words("Modifiers, if true", 60),
            ]
        },
        rows: conflicts.rows.iter().map(row).collect(),
    }
}

fn unit_limits(limits: &Section<CodeLimit>) -> ReportTable {
    let row = |limit: &CodeLimit| {
        let adjudication = limit.adjudication.zip(limit.meaning.as_deref());
        let adjudication =
            adjudication.map(|(indicator, meaning)| format!("{}: {meaning}", indicator.code()));
        vec![
            Cell::text(limit.hcpcs),
            limit.units.map_or(Cell::Blank, Cell::Count),
            Cell::text(adjudication.as_deref().unwrap_or("CMS publishes no limit.")),
            Cell::text(limit.rationale.as_deref().unwrap_or_default()),
            Cell::dollars(limit.at_stake),
        ]
    };
    ReportTable {
        name: "Unit limits",
        about: about_section(
            limits,
            "Medically unlikely edits (MUE): the most units that Medicare pays one provider for one patient and day. One more unit denies all units, not only the last.",
        ),
        columns: const {
            &[
                words("Code", 8),
                figures("Units"),
                words("How Medicare applies it", 70),
                words("Rationale", 36),
                figures("At stake $"),
            ]
        },
        rows: limits.rows.iter().map(row).collect(),
    }
}

fn tips(tips: &[(HcpcsCode, Tip)]) -> ReportTable {
    let row = |(hcpcs, tip): &(HcpcsCode, Tip)| {
        vec![
            Cell::text(hcpcs),
            Cell::text(&tip.text),
            Cell::text(tip.effect.as_str()),
            Cell::dollars(tip.change()),
            Cell::text(tip.evidence.kind().replace('_', " ")),
            Cell::text(&tip.source),
            Cell::text(format_date(tip.date)),
            Cell::text(tip.origin.as_str()),
        ]
    };
    ReportTable {
        name: "Tips",
        about: "What to do when you bill these codes. The money is for one unit, and comes from estimates of the claims compared.".to_owned(),
        columns: const {
            &[
            words("Code", 8),
            words("Tip", 84),
            words("Effect", 9),
            figures("Money $"),
            words("Evidence", 10),
            words("Source", 40),
            words("Date", 11),
            words("Origin", 10),
            ]
        },
        rows: tips.iter().map(row).collect(),
    }
}

/// What the reported denials are, and which codes have too few; or that nothing is known.
fn about_reports(reported: &Reported) -> String {
    if reported.codes.is_none() {
        return "The database did not answer, so it is unknown what billers reported. It does not mean that they reported nothing.".to_owned();
    }
    let few: Vec<String> = reported.insufficient().map(|hcpcs| hcpcs.to_string()).collect();
    let few = if few.is_empty() {
        String::new()
    } else {
        format!(" Codes with fewer than {} reports are not shown: {}.", reported.threshold, few.join(", "))
    };
    format!("Why payers denied these codes, as billers reported. {NOTICE}{few}")
}

/// What a section shows, and for which codes nothing is known; or that nothing is known at all.
fn about_section<T>(section: &Section<T>, about: &str) -> String {
    let Some(release) = &section.release else {
        return "No edits of this kind are loaded for the day, so nothing is known. It does not mean that there are none.".to_owned();
    };
    let older = if section.is_older {
        " It is older than the day, so some edits may have changed since."
    } else {
        ""
    };
    let unknown: Vec<String> = section.unknown.iter().map(ToString::to_string).collect();
    let unknown = if unknown.is_empty() {
        String::new()
    } else {
        format!(" The loaded extract does not cover {}.", unknown.join(", "))
    };
    format!("{about} Source: {release}.{older}{unknown}")
}
