//! The report laid out in tables: what a sheet of the workbook and a section of the page show alike.

use super::{CodeLimit, Conflict, Reported, Section, Service, Standing, Toolkit, TriedModifier, Trigger};
use crate::denials::{NOTICE, Published, Reason};
use crate::tips::Tip;
use crate::vocabulary::{HcpcsCode, Money, Rarc, format_date};

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Its name: a sheet's, too.
    pub(super) name: &'static str,
    /// What it tells, in a sentence.
    pub(super) about: String,
    pub(super) columns: &'static [Column],
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A column: its heading, how wide it is in characters, and whether it holds figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
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

const fn words(name: &'static str, width: u16) -> Column {
    Column { name, width, is_figure: false }
}

const fn figures(name: &'static str) -> Column {
    Column { name, width: 10, is_figure: true }
}

/// Every table of a report, in its order.
pub(super) fn tables(toolkit: &Toolkit) -> Vec<Table> {
    vec![
        services(&toolkit.services),
        triggers(&toolkit.denial_triggers),
        reported(&toolkit.reported_denials),
        modifiers(&toolkit.modifiers),
        conflicts(&toolkit.conflicts),
        unit_limits(&toolkit.unit_limits),
        tips(&toolkit.tips),
    ]
}

fn services(services: &[Service]) -> Table {
    let row = |service: &Service| {
        vec![
            Cell::text(service.hcpcs),
            Cell::text(service.explanation.as_deref().unwrap_or_default()),
            Cell::text(format_args!("{}: {}", service.status.code(), service.status.text())),
            Cell::text(service.global_days.code()),
            Cell::dollars(service.office),
            Cell::dollars(service.hospital),
        ]
    };
    Table {
        name: "Codes",
        about: "What one unit is allowed, billed alone by a participating physician, in an office (11) and in a hospital's outpatient department (22). Blank: not priced there as billed.".to_owned(),
        columns: const {
            &[
            words("Code", 8),
            words("What it is", 60),
            words("Status", 34),
            words("Global days", 8),
            figures("Office $"),
            figures("Hospital $"),
            ]
        },
        rows: services.iter().map(row).collect(),
    }
}

fn triggers(triggers: &[Trigger]) -> Table {
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
            Cell::text(&trigger.source),
        ]
    };
    Table {
        name: "Denial triggers",
        about: "Ways of billing these codes that Medicare's rules deny, with the denial that the remittance would show (predicted) and what is lost.".to_owned(),
        columns: const {
            &[
            words("Code", 8),
            words("Billed", 28),
            words("Denial", 8),
            words("Remarks", 9),
            words("Why", 52),
            words("Paid instead", 28),
            figures("At stake $"),
            words("Source", 28),
            ]
        },
        rows: triggers.iter().map(row).collect(),
    }
}

fn reported(reported: &Reported) -> Table {
    let rows = reported.available().flat_map(|(hcpcs, published)| reasons(hcpcs, published));
    Table {
        name: "Reported denials",
        about: told_of_reports(reported),
        columns: const {
            &[
                words("Code", 8),
                words("Denial", 8),
                words("What it means", 44),
                words("Who bears it", 32),
                words("What usually mends it", 64),
                figures("Reports, not a rate"),
                figures("Of all reports"),
            ]
        },
        rows: rows.collect(),
    }
}

/// The reasons that a code's denials were reported with, and how many reports had others.
fn reasons(hcpcs: HcpcsCode, published: &Published) -> Vec<Vec<Cell>> {
    let row = |denial: String, [meaning, bearer, fix]: [&str; 3], reports| {
        vec![
            Cell::text(hcpcs),
            Cell::Text(denial),
            Cell::text(meaning),
            Cell::text(bearer),
            Cell::text(fix),
            Cell::Count(reports),
            Cell::Count(published.reports()),
        ]
    };
    let named = published.reasons().named().iter().map(|(reason, reports)| {
        let Reason { group, group_meaning, carc, meaning, typical_fix } = reason;
        row(format!("{}-{carc}", group.as_str()), [meaning, group_meaning, typical_fix], *reports)
    });
    let other = Some(published.reasons().other()).filter(|other| *other > 0);
    let other = other.map(|reports| row("other".to_owned(), [TOO_RARE, "", ""], reports));
    named.chain(other).collect()
}

/// What is said of reasons that are not named.
const TOO_RARE: &str = "reasons that too few reported to be named";

fn modifiers(modifiers: &[TriedModifier]) -> Table {
    let standing = |standing| match standing {
        Standing::Valid => "valid",
        Standing::NoEffect => "no effect",
        Standing::ByReport => "by report",
        Standing::Refused => "refused",
    };
    let row = |tried: &TriedModifier| {
        let names: Vec<&str> = tried.modifiers.iter().map(crate::vocabulary::Modifier::as_str).collect();
        vec![
            Cell::text(tried.hcpcs),
            Cell::text(names.join(" ")),
            Cell::text(tried.provider.as_str().replace('_', " ")),
            Cell::text(tried.place.code()),
            Cell::text(standing(tried.standing)),
            Cell::dollars(tried.allowed),
            Cell::dollars(tried.change),
            Cell::text(tried.confidence),
            Cell::text(tried.effect.replace('_', " ")),
        ]
    };
    Table {
        name: "Modifier pitfalls",
        about:
            "What each modifier does to one unit billed alone (an add-on: beside its primary), and which modifiers do not belong on the code."
                .to_owned(),
        columns: const {
            &[
                words("Code", 8),
                words("Modifier", 9),
                words("Billed by", 19),
                words("Place", 6),
                words("Standing", 10),
                figures("Allowed $"),
                figures("Change $"),
                words("Confidence", 11),
                words("What happens", 70),
            ]
        },
        rows: modifiers.iter().map(row).collect(),
    }
}

fn conflicts(conflicts: &Section<Conflict>) -> Table {
    let row = |conflict: &Conflict| {
        let told = |(modifier, when): &(crate::vocabulary::Modifier, &str)| format!("{modifier}: {when}");
        let modifiers: Vec<String> = conflict.modifiers.iter().map(told).collect();
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
    Table {
        name: "Bundling conflicts",
        about: told(
            conflicts,
            "NCCI procedure-to-procedure edits among these codes: of each pair on one day by one provider Medicare pays the first.",
        ),
        columns: const {
            &[
                words("Paid", 8),
                words("Denied", 8),
                words("Modifier indicator", 26),
                words("Rationale", 24),
                figures("At stake $"),
                words("What may be done", 44),
                words("Modifiers, where true", 60),
            ]
        },
        rows: conflicts.rows.iter().map(row).collect(),
    }
}

fn unit_limits(limits: &Section<CodeLimit>) -> Table {
    let row = |limit: &CodeLimit| {
        let adjudication = limit
            .adjudication
            .map(|adjudication| format!("{}: {}", adjudication.code(), adjudication.text()));
        vec![
            Cell::text(limit.hcpcs),
            limit.units.map_or(Cell::Blank, Cell::Count),
            Cell::text(adjudication.as_deref().unwrap_or("CMS publishes no limit.")),
            Cell::text(limit.rationale.as_deref().unwrap_or_default()),
            Cell::dollars(limit.at_stake),
        ]
    };
    Table {
        name: "Unit limits",
        about: told(
            limits,
            "Medically unlikely edits: the most units paid to one provider for one patient and day. One unit more denies the lines whole, not the unit above.",
        ),
        columns: const {
            &[
                words("Code", 8),
                figures("Units"),
                words("How claims are held to it", 70),
                words("Rationale", 36),
                figures("At stake $"),
            ]
        },
        rows: limits.rows.iter().map(row).collect(),
    }
}

fn tips(tips: &[(HcpcsCode, Tip)]) -> Table {
    let row = |(hcpcs, tip): &(HcpcsCode, Tip)| {
        vec![
            Cell::text(hcpcs),
            Cell::text(&tip.text),
            Cell::text(tip.effect.as_str()),
            Cell::dollars(tip.change()),
            Cell::text(tip.evidence.kind().replace('_', " ")),
            Cell::text(&tip.source),
            Cell::text(format_date(tip.date)),
        ]
    };
    Table {
        name: "Tips",
        about: "What to heed. The money is for one unit and, where it is computed, that of an estimate of the claims compared.".to_owned(),
        columns: const {
            &[
            words("Code", 8),
            words("Tip", 84),
            words("Effect", 9),
            figures("Money $"),
            words("Evidence", 10),
            words("Source", 40),
            words("Date", 11),
            ]
        },
        rows: tips.iter().map(row).collect(),
    }
}

/// What the reported denials tell, of which codes they cannot, or that nothing is known.
fn told_of_reports(reported: &Reported) -> String {
    if reported.codes.is_none() {
        return "The database did not answer: nothing is known here of what billers reported, which does not mean that nothing was.".to_owned();
    }
    let few: Vec<String> = reported.insufficient().map(|hcpcs| hcpcs.to_string()).collect();
    let few = if few.is_empty() {
        String::new()
    } else {
        format!(
            " Fewer than {} reports, and therefore nothing to show: {}.",
            reported.threshold,
            few.join(", ")
        )
    };
    format!("Why payers denied these codes, as billers reported it. {NOTICE}{few}")
}

/// What a section tells, or that nothing is known, and for which codes.
fn told<T>(section: &Section<T>, about: &str) -> String {
    let Some(release) = &section.release else {
        return "No edits of this kind are loaded for the day: nothing is known here, which does not mean that there are none.".to_owned();
    };
    let older =
        if section.is_older { " It is older than the day: edits may have come or gone since." } else { "" };
    let unknown: Vec<String> = section.unknown.iter().map(ToString::to_string).collect();
    let unknown = if unknown.is_empty() {
        String::new()
    } else {
        format!(" The loaded extract does not speak for {}.", unknown.join(", "))
    };
    format!("{about} From {release}.{older}{unknown}")
}
