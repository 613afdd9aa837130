//! The toolkit as JSON.

use super::edit_answers::{ConflictAnswer, LimitAnswer};
use super::modifiers::{ModifierAnswer, OtherModifiersAnswer};
use crate::api::shared::disclaimer::DISCLAIMER;
use crate::api::shared::edit_source::EditLoadState;
use crate::api::shared::next_step::{KnownDays, NextStepResponse};
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::reasons::ConfidenceResponse;
use crate::api::shared::reported_denials::{
    Counts, DenialsStatus, ReportedReason, availability, top_reasons,
};
use crate::api::shared::source::SourceResponse;
use crate::api::wire::closed_lists::{GroupName, PlaceName, ProviderKindName, StatusName, TipOriginName};
use crate::api::wire::decimal::{Dollars, Shown};
use crate::api::wire::each::Each;
use crate::denials::{NOTICE, PublishedDenials};
use crate::law::Provisions;
use crate::toolkit::{Reported, Section, Toolkit, ToolkitService, Trigger, schedule_in_words};
use crate::vocabulary::{Carc, HcpcsCode, Modifier, Rarc, Status, format_date};
use serde::Serialize;
use utoipa::ToSchema;

/// The Revenue Protection Toolkit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToolkitAnswer<'a> {
    /// The releases, place and date of the toolkit. The same version has the same content, except for `reported_denials`, which
    /// change as reports come.
    #[schema(example = "RVU25A-PTP_2024Q3-01112-05-2025-01-15")]
    pub(crate) version: String,
    /// The date that the amounts are computed for.
    #[schema(example = "2025-01-15", format = Date)]
    pub(crate) date: String,
    /// The release that the amounts come from.
    pub(crate) source: SourceResponse<'a>,
    /// The confidence in the release and the place. The amounts of a code have their own.
    pub(crate) confidence: ConfidenceResponse,
    /// The codes.
    pub(crate) codes: Vec<ServiceAnswer<'a>>,
    /// Ways to bill the codes that Medicare would deny.
    pub(crate) denial_triggers: Vec<TriggerAnswer<'a>>,
    /// The denials of the codes that billers reported.
    pub(crate) reported_denials: ReportedAnswer,
    /// The modifiers that change what each code is paid.
    modifier_pitfalls: Vec<ModifierAnswer>,
    /// The other modifiers of each code.
    other_modifiers: Vec<OtherModifiersAnswer<'a>>,
    /// The procedure-to-procedure (PTP) edits between the codes.
    pub(crate) bundling_conflicts: SectionAnswer<ConflictAnswer<'a>>,
    /// The limits of units for each code (MUE).
    pub(crate) unit_limits: SectionAnswer<LimitAnswer<'a>>,
    /// What the amounts do not say.
    pub(crate) disclaimer: &'static str,
}

/// A code of a toolkit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// What the service is, in plain language; null if we have no explanation of it.
    #[schema(required = true)]
    pub(crate) explanation: Option<&'a str>,
    /// The status code; null if only another schedule of Part B lists the code.
    #[schema(value_type = Option<StatusName>, required = true)]
    pub(crate) status: Option<&'static str>,
    /// The modifiers that the amounts need: AT for manipulation, the discipline for therapy, AA for anesthesia, Q0 for a service of a
    /// study (with 62 for a valve through a catheter), 59 for an add-on that NCCI bundles with the services before it; empty for other codes.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub(crate) modifiers: Vec<Shown<Modifier>>,
    /// The profession that bills the amounts: `dietitian` for nutrition therapy, or else `physician`.
    #[schema(value_type = ProviderKindName)]
    pub(crate) provider: &'static str,
    /// Whether Medicare pays the amounts only if the service was separate from those before it, as 59 says.
    pub(crate) only_if_separate: bool,
    /// The confidence in the amounts, the lower one if there are two; null if there are none.
    #[schema(required = true)]
    pub(crate) confidence: Option<ConfidenceResponse>,
    /// The minutes of anesthesia of the amounts; null for other codes.
    #[schema(required = true)]
    pub(crate) minutes: Option<u32>,
    /// Whether the Medicare contractor sets the price by the documentation. If so, the amounts are null.
    pub(crate) by_report: bool,
    /// The allowed amount of one unit in an office (11), in dollars; null if it has no price there, or if CMS marks the service as
    /// rarely or never done in an office (NA).
    #[schema(required = true)]
    pub(crate) office: Option<Dollars>,
    /// The allowed amount of one unit in a hospital outpatient department (22), in dollars; null if it has no price there.
    #[schema(required = true)]
    pub(crate) hospital: Option<Dollars>,
    /// What a page says in place of the amount in an office.
    #[serde(skip)]
    pub(crate) office_words: &'static str,
    /// What a page says in place of the amount in a hospital outpatient department.
    #[serde(skip)]
    pub(crate) hospital_words: &'static str,
    /// The schedule that prices the code in words, if it is another one than the physician fee schedule.
    #[serde(skip)]
    pub(crate) other_schedule: Option<&'static str>,
    /// Another place and the amount there, if Medicare prices the code neither in an office nor in a hospital outpatient
    /// department; otherwise null.
    #[schema(required = true)]
    pub(crate) other_place: Option<OtherPlace>,
    /// The path of the billing tips for the code, for this release and place.
    #[schema(example = "/v1/codes/76377/tips?date=2025-01-15&locality=01112-05")]
    pub(crate) tips: String,
}

/// A place where Medicare prices a code, and the amount there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OtherPlace {
    /// CMS's place of service code.
    #[schema(value_type = PlaceName)]
    pub(crate) place_of_service: &'static str,
    /// What the place is.
    #[schema(example = "inpatient hospital")]
    pub(crate) name: &'static str,
    /// The allowed amount of one unit there, in dollars.
    pub(crate) allowed: Dollars,
}

/// A way to bill a code that Medicare would deny.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriggerAnswer<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// The id of the tip about it.
    #[schema(example = "missing-26-in-hospital")]
    pub(crate) tip: &'a str,
    /// Who wrote that tip: `medpayiq`, or `local` for a tip of the practice that runs this service.
    #[schema(value_type = TipOriginName)]
    pub(crate) origin: &'static str,
    /// The claim, in words.
    pub(crate) billed: &'a str,
    /// The claim adjustment group code of the predicted denial.
    #[schema(value_type = GroupName)]
    pub(crate) group: &'static str,
    /// The claim adjustment reason code (CARC) of the predicted denial.
    #[schema(value_type = String, example = "109")]
    pub(crate) carc: Shown<Carc>,
    /// The remittance advice remark codes (RARC) of the predicted denial.
    #[schema(value_type = Vec<String>, example = json!(["M96"]))]
    pub(crate) rarc: Each<'static, Rarc, Shown<Rarc>>,
    /// What to do about the predicted denial. Absent if its codes do not say enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_step: Option<NextStepResponse>,
    /// Why Medicare denies it, and what to do, if anything can be done.
    pub(crate) reason: &'a str,
    /// The claim that is paid instead, in words; null if there is none.
    #[schema(required = true)]
    pub(crate) instead: Option<&'a str>,
    /// The loss in dollars: how much more the right claim is allowed than the denied one. If nothing is billed in place of the denied
    /// line, what that would be allowed beside the other service. An add-on code without its primary, and a line that is returned for want of
    /// a modifier, have their own amount. Null if it is unknown.
    #[schema(required = true)]
    pub(crate) at_stake: Option<Dollars>,
    /// The source of the rule.
    pub(crate) source: &'a str,
}

/// The published denials of a toolkit's codes that billers reported.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedAnswer {
    /// `available`, or `unavailable` if the database did not answer. If it is `unavailable`, an empty list does not mean that there
    /// are no reports.
    pub(crate) state: ReportedState,
    /// What the figures are, and what they are not.
    pub(crate) notice: &'static str,
    /// The number of reports of a code from which its figures are published, and of further reports until they change.
    #[schema(example = 5)]
    pub(crate) threshold: u32,
    /// The number of reports that the figures of all codes cover; null if they are unavailable.
    #[schema(example = 15, required = true)]
    pub(crate) reports: Option<u32>,
    /// The codes; empty if the figures are unavailable.
    pub(crate) codes: Vec<ReportedCode>,
}

/// Whether the database gave the reported denials.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportedState {
    /// It did.
    Available,
    /// It did not answer in time.
    Unavailable,
}

/// The reported denials of a code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedCode {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// `available`, or `insufficient_data` if there are too few reports or none.
    pub(crate) status: DenialsStatus,
    /// The number of reports that the figures cover; absent if there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 15)]
    pub(crate) reports: Option<u32>,
    /// The reasons of the denials, most frequent first; absent if there are too few reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) top_reasons: Option<Counts<ReportedReason>>,
}

/// A part of the toolkit that needs NCCI edits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SectionAnswer<T> {
    /// `loaded`, or `not_loaded`. If it is `not_loaded`, an empty list does not mean that there are no edits.
    #[schema(value_type = EditLoadState)]
    pub(crate) state: &'static str,
    /// The name of the release of the edits.
    #[schema(example = "PTP_2024Q3", required = true)]
    pub(crate) release: Option<String>,
    /// Whether the release is of an earlier quarter than the date.
    pub(crate) is_older: bool,
    /// The codes that the loaded extract does not have.
    #[schema(value_type = Vec<String>)]
    pub(crate) unknown: Vec<Shown<HcpcsCode>>,
    /// The edits.
    pub(crate) rows: Vec<T>,
}

impl<'a> ToolkitAnswer<'a> {
    pub(crate) fn new(toolkit: &'a Toolkit, context: &PricingContext<'a>) -> Self {
        let query = context.link_query();
        let trigger = |trigger: &'a Trigger| {
            let next_step = trigger.next_step;
            let step = |step| NextStepResponse::new(step, context.rates.law, KnownDays::default());
            TriggerAnswer { next_step: next_step.map(step), ..TriggerAnswer::from(trigger) }
        };
        Self {
            version: toolkit.origin.version(),
            date: format_date(toolkit.origin.date),
            source: context.source().with_edits(context.edits_quarter()),
            confidence: ConfidenceResponse::from(&context.confidence()),
            codes: toolkit.services.iter().map(|service| ServiceAnswer::new(service, &query)).collect(),
            denial_triggers: toolkit.denial_triggers.iter().map(trigger).collect(),
            reported_denials: ReportedAnswer::new(&toolkit.reported_denials, context.rates.law),
            modifier_pitfalls: toolkit.modifiers.iter().map(ModifierAnswer::from).collect(),
            other_modifiers: toolkit.other_modifiers.iter().map(OtherModifiersAnswer::from).collect(),
            bundling_conflicts: SectionAnswer::new(&toolkit.conflicts, ConflictAnswer::from),
            unit_limits: SectionAnswer::new(&toolkit.unit_limits, LimitAnswer::from),
            disclaimer: DISCLAIMER,
        }
    }
}

impl<'a> ServiceAnswer<'a> {
    /// A code, with the query string of its link.
    fn new(service: &'a ToolkitService, query: &str) -> Self {
        Self {
            hcpcs: Shown(service.hcpcs),
            explanation: service.explanation.as_deref(),
            status: service.status.map(Status::code),
            modifiers: service.modifiers.iter().copied().map(Shown).collect(),
            provider: service.provider.as_str(),
            only_if_separate: service.is_paid_if_separate,
            confidence: service.confidence.as_ref().map(ConfidenceResponse::from),
            minutes: service.minutes,
            by_report: service.is_by_report,
            office: service.office.map(Shown),
            hospital: service.hospital.map(Shown),
            office_words: service.office_words.unwrap_or_default(),
            hospital_words: service.hospital_words.unwrap_or_default(),
            other_schedule: service.other_schedule.map(schedule_in_words),
            other_place: service.other_place.map(|(place, allowed)| OtherPlace {
                place_of_service: place.code(),
                name: place.name(),
                allowed: Shown(allowed),
            }),
            tips: format!("/v1/codes/{}/tips{query}", service.hcpcs),
        }
    }
}

impl<'a> From<&'a Trigger> for TriggerAnswer<'a> {
    fn from(trigger: &'a Trigger) -> Self {
        Self {
            hcpcs: Shown(trigger.hcpcs),
            tip: &trigger.tip,
            origin: trigger.origin.as_str(),
            billed: &trigger.billed,
            group: trigger.denial.group.as_str(),
            carc: Shown(trigger.denial.carc),
            rarc: Each(trigger.denial.rarc, |code| Shown(*code)),
            next_step: None,
            reason: &trigger.reason,
            instead: trigger.instead.as_deref(),
            at_stake: trigger.at_stake.map(Shown),
            source: &trigger.source,
        }
    }
}

impl ReportedAnswer {
    fn new(reported: &Reported, law: &Provisions) -> Self {
        let code = |(hcpcs, published): &(HcpcsCode, Option<PublishedDenials>)| ReportedCode {
            hcpcs: Shown(*hcpcs),
            status: availability(published.as_ref()),
            reports: published.as_ref().map(PublishedDenials::reports),
            top_reasons: published.as_ref().map(|published| top_reasons(published, law)),
        };
        Self {
            state: reported.codes.as_ref().map_or(ReportedState::Unavailable, |_| ReportedState::Available),
            notice: NOTICE,
            threshold: reported.threshold,
            reports: reported.codes.as_ref().map(|_| reported.reports()),
            codes: reported.codes.iter().flatten().map(code).collect(),
        }
    }
}

impl<A> SectionAnswer<A> {
    fn new<'a, T>(section: &'a Section<T>, answer: impl Fn(&'a T) -> A) -> Self {
        Self {
            state: if section.release.is_some() { "loaded" } else { "not_loaded" },
            release: section.release.clone(),
            is_older: section.is_older,
            unknown: section.unknown.iter().copied().map(Shown).collect(),
            rows: section.rows.iter().map(answer).collect(),
        }
    }
}
