//! The toolkit as JSON.

use crate::api::codes::denials::{Counts, ReportedReason, top_reasons};
use crate::api::estimates::response::DISCLAIMER;
use crate::api::shared::reasons::ConfidenceResponse;
use crate::api::shared::site::Site;
use crate::api::shared::source::Source;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::denials::{NOTICE, PublishedDenials};
use crate::toolkit::{
    BundlingConflict, CodeLimit, Reported, Section, Toolkit, ToolkitService, TriedModifier, Trigger,
};
use crate::vocabulary::{HcpcsCode, Modifier, format_date};
use serde::Serialize;
use utoipa::ToSchema;

/// The Revenue Protection Toolkit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToolkitAnswer<'a> {
    /// The releases, place and day that it is of: the same version has the same content, `reported_denials` apart, which
    /// move as reports come.
    #[schema(example = "RVU25A-PTP_2024Q3-01112-05-2025-01-15")]
    version: String,
    /// The day the money is computed for.
    #[schema(example = "2025-01-15", format = Date)]
    date: String,
    /// Where the fee schedule's figures are from.
    source: Source<'a>,
    /// How sure the release and the place are.
    confidence: ConfidenceResponse,
    /// The codes.
    codes: Vec<ServiceAnswer<'a>>,
    /// Ways of billing them that would be denied.
    denial_triggers: Vec<TriggerAnswer<'a>>,
    /// What denied them, as billers reported it.
    reported_denials: ReportedAnswer,
    /// What each modifier does to one unit, billed alone or, of an add-on code, beside its primary.
    modifier_pitfalls: Vec<ModifierAnswer<'a>>,
    /// The PTP edits among the codes.
    bundling_conflicts: SectionAnswer<ConflictAnswer<'a>>,
    /// How many units are paid a day.
    unit_limits: SectionAnswer<LimitAnswer<'a>>,
    /// What the amounts are not.
    disclaimer: &'static str,
}

/// A code of a toolkit.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// What the service is, in plain words of our own.
    explanation: Option<&'a str>,
    /// The status code.
    #[schema(example = "A")]
    status: &'static str,
    /// What is allowed for one unit in an office (11), in dollars; null where it is not priced there.
    office: Option<Dollars>,
    /// What is allowed in a hospital's outpatient department (22).
    hospital: Option<Dollars>,
    /// What to heed when it is billed, for this release and place.
    #[schema(example = "/v1/codes/76377/tips?date=2025-01-15&locality=01112-05")]
    tips: String,
}

/// A way of billing a code that would be denied.
#[derive(Debug, Serialize, ToSchema)]
struct TriggerAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The tip that explains it.
    #[schema(example = "missing-26-in-hospital")]
    tip: &'a str,
    /// Who wrote that tip: medpayiq, or local for a tip of the practice that runs this service.
    #[schema(example = "medpayiq")]
    origin: &'static str,
    /// The claim, in words.
    billed: &'a str,
    /// The claim adjustment group code of the predicted denial.
    #[schema(example = "CO")]
    group: &'static str,
    /// Its claim adjustment reason code.
    #[schema(example = "109")]
    carc: &'static str,
    /// Its remittance advice remark codes.
    #[schema(example = json!(["M96"]))]
    rarc: &'static [&'static str],
    /// Why, and where something can be done, what.
    reason: &'a str,
    /// The claim that is paid instead, in words; null where there is none.
    instead: Option<&'a str>,
    /// What is lost, in dollars; null where it cannot be told.
    at_stake: Option<Dollars>,
    /// Who says so.
    source: &'a str,
}

/// The denials that billers reported of a toolkit's codes, as far as they may be published.
#[derive(Debug, Serialize, ToSchema)]
struct ReportedAnswer {
    /// available, or unavailable while the database does not answer: then nothing is known, which does not mean that nothing
    /// was reported.
    #[schema(example = "available")]
    state: &'static str,
    /// What the figures are, and what they are not.
    notice: &'static str,
    /// How many reports it takes to show any of a code's, and how many more to move its figures.
    #[schema(example = 5)]
    threshold: u32,
    /// The reports that the figures of all codes cover; null while they are unavailable.
    #[schema(example = 15)]
    reports: Option<u32>,
    /// The codes; none while they are unavailable.
    codes: Vec<ReportedCode>,
}

/// Why a code was denied, as billers reported it.
#[derive(Debug, Serialize, ToSchema)]
struct ReportedCode {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// `insufficient_data`, whether there are none or some, or `available`.
    #[schema(example = "available")]
    status: &'static str,
    /// The reports that its figures cover, where they are available.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 15)]
    reports: Option<u32>,
    /// The reasons, most frequent first, where they are available.
    #[serde(skip_serializing_if = "Option::is_none")]
    top_reasons: Option<Counts<ReportedReason>>,
}

/// A modifier tried on a code.
#[derive(Debug, Serialize, ToSchema)]
struct ModifierAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The modifiers of the line; none where the profession alone changes the price.
    #[schema(value_type = Vec<String>, example = json!(["26"]))]
    modifiers: Vec<Shown<Modifier>>,
    /// Who bills it.
    #[schema(example = "physician")]
    provider: &'static str,
    /// Where, as CMS's place of service code.
    #[schema(example = "11")]
    place_of_service: &'static str,
    /// valid, by_report (it is paid only where documentation shows the need), no_effect (it does not belong on the code) or
    /// refused.
    #[schema(example = "valid")]
    standing: &'static str,
    /// What is allowed, in dollars; null where it is not priced.
    allowed: Option<Dollars>,
    /// The difference to the code without it at the same place, in dollars, signed: in what is allowed, or in what Medicare
    /// pays where that alone changes (CQ, CO).
    change: Option<Dollars>,
    /// How sure the amount is: high, medium, low or none.
    #[schema(example = "high")]
    confidence: &'static str,
    /// What was done, or why not.
    effect: &'a str,
}

/// A part of the toolkit that needs NCCI's edits.
#[derive(Debug, Serialize, ToSchema)]
struct SectionAnswer<T> {
    /// loaded, or not_loaded: then nothing is known, which does not mean that there are no edits.
    #[schema(example = "loaded")]
    state: &'static str,
    /// The release of the edits.
    #[schema(example = "PTP_2024Q3")]
    release: Option<String>,
    /// Whether it is of an earlier quarter than the day.
    is_older: bool,
    /// The codes that the loaded extract does not speak for.
    #[schema(value_type = Vec<String>)]
    unknown: Vec<Shown<HcpcsCode>>,
    /// What was found.
    rows: Vec<T>,
}

/// Two codes of which one is paid.
#[derive(Debug, Serialize, ToSchema)]
struct ConflictAnswer<'a> {
    /// The code that is paid.
    #[schema(value_type = String, example = "76377")]
    column_one: Shown<HcpcsCode>,
    /// The code that is denied.
    #[schema(value_type = String, example = "76376")]
    column_two: Shown<HcpcsCode>,
    /// 0: no modifier helps; 1: a modifier that is true does.
    #[schema(example = "0")]
    modifier_indicator: &'static str,
    /// What that means.
    meaning: &'static str,
    /// Why NCCI holds the edit.
    rationale: &'a str,
    /// What may be done.
    advice: &'static str,
    /// The modifiers that may be used, each where it is true.
    modifiers: Vec<ConditionalModifier>,
    /// What column two is allowed alone, in dollars.
    at_stake: Option<Dollars>,
}

/// A modifier and when it may be used.
#[derive(Debug, Serialize, ToSchema)]
struct ConditionalModifier {
    /// The modifier.
    #[schema(value_type = String, example = "XS")]
    modifier: Shown<Modifier>,
    /// When it is true.
    when: &'static str,
}

/// A code's unit limit.
#[derive(Debug, Serialize, ToSchema)]
struct LimitAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The most units a day; null where CMS publishes no limit.
    #[schema(example = 2)]
    units: Option<u32>,
    /// MUE adjudication indicator: 1 line, 2 day (policy), 3 day (clinical).
    #[schema(example = "3")]
    adjudication_indicator: Option<&'static str>,
    /// What that means.
    meaning: Option<&'static str>,
    /// Why the limit stands where it does.
    rationale: Option<&'a str>,
    /// What so many units are allowed, which one unit more puts at stake, in dollars.
    at_stake: Option<Dollars>,
}

impl<'a> ToolkitAnswer<'a> {
    pub(crate) fn new(toolkit: &'a Toolkit, site: &Site<'a>) -> Self {
        let release = site.in_force.release;
        Self {
            version: toolkit.origin.version(),
            date: format_date(toolkit.origin.date),
            source: Source::new(release, site.located.locality, site.rates.conversion_factor)
                .with_edits(site.edits_quarter()),
            confidence: ConfidenceResponse::from(&site.confidence()),
            codes: toolkit.services.iter().map(|one| service(one, &site.link_query())).collect(),
            denial_triggers: toolkit.denial_triggers.iter().map(trigger).collect(),
            reported_denials: reported(&toolkit.reported_denials),
            modifier_pitfalls: toolkit.modifiers.iter().map(modifier).collect(),
            bundling_conflicts: section(&toolkit.conflicts, conflict),
            unit_limits: section(&toolkit.unit_limits, limit),
            disclaimer: DISCLAIMER,
        }
    }
}

fn service<'a>(service: &'a ToolkitService, query: &str) -> ServiceAnswer<'a> {
    ServiceAnswer {
        hcpcs: Shown(service.hcpcs),
        explanation: service.explanation.as_deref(),
        status: service.status.code(),
        office: service.office.map(Shown),
        hospital: service.hospital.map(Shown),
        tips: format!("/v1/codes/{}/tips{query}", service.hcpcs),
    }
}

fn trigger(trigger: &Trigger) -> TriggerAnswer<'_> {
    TriggerAnswer {
        hcpcs: Shown(trigger.hcpcs),
        tip: &trigger.tip,
        origin: trigger.origin.as_str(),
        billed: &trigger.billed,
        group: trigger.denial.group.as_str(),
        carc: trigger.denial.carc,
        rarc: trigger.denial.rarc,
        reason: &trigger.reason,
        instead: trigger.instead.as_deref(),
        at_stake: trigger.at_stake.map(Shown),
        source: &trigger.source,
    }
}

fn reported(reported: &Reported) -> ReportedAnswer {
    let code = |(hcpcs, published): &(HcpcsCode, Option<PublishedDenials>)| ReportedCode {
        hcpcs: Shown(*hcpcs),
        status: published.as_ref().map_or("insufficient_data", |_| "available"),
        reports: published.as_ref().map(PublishedDenials::reports),
        top_reasons: published.as_ref().map(top_reasons),
    };
    ReportedAnswer {
        state: reported.codes.as_ref().map_or("unavailable", |_| "available"),
        notice: NOTICE,
        threshold: reported.threshold,
        reports: reported.codes.as_ref().map(|_| reported.reports()),
        codes: reported.codes.iter().flatten().map(code).collect(),
    }
}

fn modifier(tried: &TriedModifier) -> ModifierAnswer<'_> {
    ModifierAnswer {
        hcpcs: Shown(tried.hcpcs),
        modifiers: tried.modifiers.iter().copied().map(Shown).collect(),
        provider: tried.provider.as_str(),
        place_of_service: tried.place.code(),
        standing: tried.verdict.as_str(),
        allowed: tried.allowed.map(Shown),
        change: tried.change.map(Shown),
        confidence: tried.confidence,
        effect: &tried.effect,
    }
}

fn section<'a, T, A>(section: &'a Section<T>, answer: impl Fn(&'a T) -> A) -> SectionAnswer<A> {
    SectionAnswer {
        state: if section.release.is_some() { "loaded" } else { "not_loaded" },
        release: section.release.clone(),
        is_older: section.is_older,
        unknown: section.unknown.iter().copied().map(Shown).collect(),
        rows: section.rows.iter().map(answer).collect(),
    }
}

fn conflict(conflict: &BundlingConflict) -> ConflictAnswer<'_> {
    let conditional = |(modifier, when): &(Modifier, &'static str)| ConditionalModifier {
        modifier: Shown(*modifier),
        when,
    };
    ConflictAnswer {
        column_one: Shown(conflict.column_one),
        column_two: Shown(conflict.column_two),
        modifier_indicator: conflict.indicator.code(),
        meaning: conflict.indicator.text(),
        rationale: &conflict.rationale,
        advice: conflict.advice,
        modifiers: conflict.modifiers.iter().map(conditional).collect(),
        at_stake: conflict.at_stake.map(Shown),
    }
}

fn limit(limit: &CodeLimit) -> LimitAnswer<'_> {
    LimitAnswer {
        hcpcs: Shown(limit.hcpcs),
        units: limit.units,
        adjudication_indicator: limit.adjudication.map(|adjudication| adjudication.code()),
        meaning: limit.adjudication.map(|adjudication| adjudication.text()),
        rationale: limit.rationale.as_deref(),
        at_stake: limit.at_stake.map(Shown),
    }
}
