//! The letter itself: what it says about the line, and the blanks for what this service must not know.

use super::appeal_request::AskedDenial;
use crate::api::estimates::priced_claim::PricedClaim;
use crate::pricing::{Deadline, DeadlineKind, Edit, EditHit, EditState, LineEstimate, Outcome};
use crate::vocabulary::{ClaimLine, Money, PaymentSchedule};
use std::fmt::{self, Display};
use time::Date;

/// What comes before a warning about the letter.
const BEFORE_SENDING: &str = "Read this before you send the letter, and delete it.";

/// What stands for something that this service must not know.
pub(super) const BLANK: &str = "____________________";

/// A letter: its parts, which the text and the page share.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    /// To whom it goes.
    pub(super) addressee: String,
    /// What identifies the claim, with blanks.
    pub(super) subject: Vec<(&'static str, String)>,
    /// Why the denial is wrong.
    pub(super) grounds: Vec<String>,
    /// What to send with it.
    pub(super) enclosures: Vec<&'static str>,
    /// The laws and CMS texts that it cites.
    pub(super) sources: Vec<String>,
    /// What to read before it is sent. It is no part of the letter.
    pub(super) warnings: Vec<&'static str>,
}

/// What a letter is about.
pub(super) struct Denied<'a> {
    pub(super) priced: &'a PricedClaim<'a>,
    pub(super) line: &'a ClaimLine,
    pub(super) estimate: &'a LineEstimate,
    pub(super) denial: &'a AskedDenial,
    /// Whether the estimate predicts this denial, so that its edit and rule are those of the denial.
    pub(super) is_predicted: bool,
    /// The last day of a redetermination, if the notice's date is known.
    pub(super) last_day: Option<Date>,
    /// The source of what to do.
    pub(super) source: &'static str,
    /// When an appeal helps only in some cases: which.
    pub(super) warnings: Vec<&'static str>,
}

impl Letter {
    pub(super) fn new(denied: &Denied<'_>) -> Self {
        let contractor = denied.priced.locality.map(|row| row.locality.mac().to_string());
        let addressee = match contractor {
            Some(number) => format!("Medicare administrative contractor {number}, Part B appeals"),
            None => "Medicare administrative contractor, Part B appeals".to_owned(),
        };
        Self {
            addressee,
            subject: subject(denied),
            grounds: grounds(denied),
            enclosures: enclosures(denied),
            sources: sources(denied),
            warnings: denied.warnings.clone(),
        }
    }

    /// The letter alone.
    pub(super) fn without_warnings(&self) -> Self {
        Self { warnings: Vec::new(), ..self.clone() }
    }
}

/// What 42 CFR 405.944(b) asks for, and what else finds the claim.
fn subject(denied: &Denied<'_>) -> Vec<(&'static str, String)> {
    let Denied { priced, line, denial, last_day, .. } = denied;
    let blank = || BLANK.to_owned();
    let remarks: Vec<String> = denial.rarc.iter().map(ToString::to_string).collect();
    let remarks =
        if remarks.is_empty() { String::new() } else { format!(", remarks {}", remarks.join(", ")) };
    let mut subject = vec![
        ("Patient's name", blank()),
        ("Medicare number", blank()),
        ("Claim control number", blank()),
        ("Practitioner and NPI", blank()),
        ("Date of service", in_words(priced.claim.date_of_service())),
        ("Service", service(line)),
        ("Place of service", priced.claim.place_of_service().to_string()),
        ("Denial", format!("{}-{}{remarks}", denial.group.as_str(), denial.carc)),
        ("Date of the remittance advice", denial.notice_date.map_or_else(blank, in_words)),
    ];
    if let Some(day) = last_day {
        subject.push(("Last day to file this request", in_words(*day)));
    }
    subject
}

/// A day as letters in the United States have it: November 29, 2026.
fn in_words(day: Date) -> String {
    format!("{} {}, {}", day.month(), day.day(), day.year())
}

/// The code, the units and the charge.
fn service(line: &ClaimLine) -> String {
    let units = match line.units() {
        1 => "1 unit".to_owned(),
        units => format!("{units} units"),
    };
    let charge = line.charge().map(|charge| format!(", charge {}", charge.amount().dollars()));
    format!("{}, {units}{}", billed(line), charge.unwrap_or_default())
}

/// The code and the modifiers: `99213-25`.
pub(super) fn billed(line: &ClaimLine) -> String {
    line.modifiers().iter().fold(line.hcpcs().to_string(), |billed, modifier| format!("{billed}-{modifier}"))
}

/// The edit that denies the line, if the denial is the predicted one.
fn denying<'a>(denied: &Denied<'a>) -> Option<&'a EditHit> {
    let mut edits = denied.estimate.edits.iter();
    edits.find(|hit| hit.state == EditState::Denied && denied.is_predicted)
}

fn grounds(denied: &Denied<'_>) -> Vec<String> {
    let mut grounds = match denying(denied) {
        Some(hit) => of_edit(&hit.edit, denied.line),
        None => of_codes(denied),
    };
    if let Some(amount) = amount(denied.estimate) {
        let amount = amount.dollars();
        grounds.push(format!(
            "Medicare's amount for the line as billed is {amount} ({}).",
            amount_source(denied)
        ));
    }
    grounds
}

/// The release that the amount is from, and the place, if the amount depends on it.
fn amount_source(denied: &Denied<'_>) -> String {
    let priced = denied.priced;
    let schedule = denied.estimate.schedule;
    if schedule != PaymentSchedule::Physician {
        return priced.release_of(schedule).unwrap_or(schedule.as_str()).to_owned();
    }
    let release = priced.release.title();
    let locality = priced.locality.map(|row| format!("{release}, locality {}", row.locality));
    locality.unwrap_or_else(|| format!("{release}, national amounts"))
}

/// What Medicare would allow without the denial.
fn amount(estimate: &LineEstimate) -> Option<Money> {
    match &estimate.outcome {
        Outcome::Priced(price) => Some(price.allowed),
        Outcome::NotPriced(_) => estimate.at_stake,
    }
}

fn of_edit(edit: &Edit, line: &ClaimLine) -> Vec<String> {
    let record = |shows: &str| format!("The enclosed record shows {shows}: {BLANK}{BLANK}");
    match edit {
        Edit::Ptp { column_one, column_two, indicator, .. } => vec![
            format!(
                "The line was denied under the NCCI edit of {column_one} and {column_two}. Its modifier indicator is {}: \
                 both services are payable if they were separate.",
                indicator.code()
            ),
            record("that the services were separate (another encounter, site, or practitioner)"),
        ],
        Edit::UnitLimit { units, limit, adjudication, .. } => vec![
            format!(
                "The line was denied under the medically unlikely edit of {}: {limit} units. {units} units were furnished. The \
                 edit's adjudication indicator is {}, so units above it are payable if they were necessary.",
                line.hcpcs(),
                adjudication.code()
            ),
            record("each unit, its time or site, and why it was necessary"),
        ],
        Edit::AddOn { .. } => vec![
            format!("{} was furnished together with its primary service, which Medicare pays:", line.hcpcs()),
            record("both services on that day"),
        ],
        Edit::GlobalPeriod { procedure, .. } => vec![
            format!(
                "The line was denied as part of the package of {procedure}. The visit was more than that procedure's usual care."
            ),
            record("the separate visit and its reason"),
        ],
    }
}

fn of_codes(denied: &Denied<'_>) -> Vec<String> {
    let service = billed(denied.line);
    let record =
        format!("The enclosed record shows the reason for the service and what was done: {BLANK}{BLANK}");
    let claim = match denied.denial.carc.as_str() {
        "50" | "55" | "56" | "150" | "151" | "152" | "153" | "154" | "186" => {
            format!(
                "{service} was reasonable and necessary for this patient (Social Security Act 1862(a)(1)(A))."
            )
        }
        _ => format!("{service} was furnished and billed as the record shows, and Medicare covers it."),
    };
    vec![claim, record]
}

fn enclosures(denied: &Denied<'_>) -> Vec<&'static str> {
    let mut enclosures = vec![
        "the remittance advice with the denial",
        "the signed record of the service, with orders and results",
    ];
    match denying(denied).map(|hit| &hit.edit) {
        Some(Edit::Ptp { .. } | Edit::GlobalPeriod { .. }) => {
            enclosures.push("the records of both services of the day")
        }
        Some(Edit::UnitLimit { .. }) => {
            enclosures.push("a list of the units, each with its place in the record")
        }
        Some(Edit::AddOn { .. }) => {
            enclosures.push("the remittance advice with the payment of the primary service")
        }
        None => {
            enclosures.push("the coverage policy (LCD or NCD), with the parts that the patient meets marked")
        }
    }
    enclosures
}

fn sources(denied: &Denied<'_>) -> Vec<String> {
    let mut sources = vec!["42 CFR 405.940 to 405.946".to_owned(), denied.source.to_owned()];
    if let Outcome::NotPriced(refusal) = &denied.estimate.outcome
        && denied.is_predicted
        && !denied.source.starts_with(refusal.source())
    {
        sources.push(refusal.source().to_owned());
    }
    if let Some(rationale) = denying(denied).and_then(|hit| rationale(&hit.edit)) {
        sources.push(format!("rationale of the edit in CMS's file: {rationale}"));
    }
    sources
}

fn rationale(edit: &Edit) -> Option<&str> {
    let rationale = match edit {
        Edit::Ptp { rationale, .. } | Edit::UnitLimit { rationale, .. } => rationale.as_ref(),
        Edit::AddOn { .. } | Edit::GlobalPeriod { .. } => "",
    };
    Some(rationale).filter(|text| !text.is_empty())
}

/// The last day of a redetermination, if the date of the notice is known: it counts as received some days later.
pub(super) fn last_day(denied: &PricedClaim<'_>, notice: Option<Date>) -> Option<Date> {
    let law = denied.rates.law;
    let delivery = law.notice_delivery_time.ok()?.value;
    let receipt = notice?.checked_add(time::Duration::days(i64::from(delivery)))?;
    Deadline::of(DeadlineKind::Redetermination, law).ok()?.last_day(receipt)
}

/// The letter as text.
impl Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for warning in &self.warnings {
            writeln!(f, "[{BEFORE_SENDING} {warning}]\n")?;
        }
        writeln!(
            f,
            "Date: {BLANK}\n\nFrom: {BLANK}\n      {BLANK}\n\nTo: {}\n    {BLANK}\n",
            self.addressee
        )?;
        writeln!(f, "Request for a redetermination\n")?;
        for (name, value) in &self.subject {
            writeln!(f, "{name}: {value}")?;
        }
        writeln!(f, "\nWe disagree with the denial of this service and ask you to pay it.\n")?;
        for ground in &self.grounds {
            writeln!(f, "{ground}\n")?;
        }
        writeln!(f, "Enclosed:")?;
        for enclosure in &self.enclosures {
            writeln!(f, "- {enclosure}")?;
        }
        writeln!(f, "\nSources: {}\n", self.sources.join("; "))?;
        writeln!(f, "Name: {BLANK}\nSignature: {BLANK}\nTelephone: {BLANK}")
    }
}
