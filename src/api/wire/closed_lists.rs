//! The OpenAPI schemas of fields that take only the values of a list.

use super::decimal::{Shown, shown_schemas};
use crate::api::database_state::DatabaseState;
use crate::denials::{
    AppealOutcome, AppealStrategy, BilledBucket, Payer, ReasonClass, RemarkCode, Statement,
};
use crate::pricing::{
    AppealChance, CountedFrom, DeadlineKind, EditEffect, EditKind, Level, NextAction, RefusalKind, TimeUnit,
};
use crate::schedule::CurrencyState;
use crate::schedule::content::ReleaseKind;
use crate::tips::{Effect, Evidence, Measure, TipOrigin};
use crate::toolkit::ModifierVerdict;
use crate::variance::{Change, Verdict};
use crate::vocabulary::{
    AdjudicationIndicator, Component, GroupCode, PaymentSchedule, PlaceOfService, ProviderKind, PtpIndicator,
    QualifyingApm, Setting, Status,
};

shown_schemas! {
    PlaceOfService: "PlaceOfService", "CMS's two-digit place of service code.", "11",
        enum_values(PlaceOfService::all().map(PlaceOfService::code));
    ProviderKind: "ProviderKind", "The profession under which Medicare enrolled the practitioner.", "physician",
        enum_values(ProviderKind::ALL.iter().map(|kind| kind.as_str()));
    QualifyingApm: "QualifyingApm",
        "Whether the practitioner is a qualifying participant of an advanced alternative payment model (APM).", "no",
        enum_values(["no", "yes", "unknown"]);
    Status: "Status", "The status code of a fee schedule row.", "A",
        enum_values(Status::ALL.iter().map(|status| status.code()));
    GroupCode: "GroupCode",
        "The claim adjustment group code: who bears the amount. CO and PI: the provider. PR: the patient. OA: neither. CR: a \
         correction.", "CO",
        enum_values(GroupCode::ALL.map(GroupCode::as_str));
    Payer: "Payer", "The kind of payer.", "medicare",
        enum_values(Payer::ALL.iter().map(|payer| payer.as_str()));
    BilledBucket: "BilledBucket", "A range of charges in dollars.", "100_to_249",
        enum_values(BilledBucket::ALL.iter().map(|bucket| bucket.as_str()));
    AppealStrategy: "AppealStrategy", "What the biller did about the denial.", "added_modifier",
        enum_values(AppealStrategy::ALL.iter().map(|strategy| strategy.as_str()));
    AppealOutcome: "AppealOutcome", "How the appeal ended.", "overturned",
        enum_values(AppealOutcome::ALL.iter().map(|outcome| outcome.as_str()));
    Statement: "Statement",
        "A statement about a denial and its claim. `GET /v1/vocabulary` says what each means.", "documentation_sent",
        enum_values(Statement::ALL.iter().map(|statement| statement.as_str()));
    RefusalKind: "LineResult", "The result of a line: `priced`, or why it has no price.", "priced",
        enum_values(std::iter::once("priced").chain(RefusalKind::ALL.iter().map(|kind| kind.as_str())));
    PaymentSchedule: "PaymentSchedule", "The schedule of Medicare Part B that prices a line.", "clinical_laboratory",
        enum_values(PaymentSchedule::ALL.iter().map(|schedule| schedule.as_str()));
    Setting: "Setting", "Which practice expense is paid.", "non_facility",
        enum_values(Setting::BOTH.map(Setting::as_str));
    Level: "ConfidenceLevel", "The confidence in an amount; `none` if there is no amount.", "high",
        enum_values(Level::ALL.iter().map(|level| level.as_str()));
    EditKind: "EditKind",
        "The kind of an edit: procedure-to-procedure (`ptp`), medically unlikely (`mue`), add-on code or global period.", "ptp",
        enum_values(EditKind::ALL.iter().map(|kind| kind.as_str()));
    EditEffect: "EditEffect",
        "What an edit does to a line: `review` means that the contractor may deny it after a review of the claim.", "denied",
        enum_values(EditEffect::ALL.iter().map(|effect| effect.as_str()));
    Component: "Component", "The component of a fee schedule row: blank for the whole service, or its modifier.", "26",
        enum_values(Component::ALL.map(|component| component.as_str()));
    PtpIndicator: "PtpIndicator",
        "The modifier indicator of a PTP edit. 0: no modifier helps. 1: one may help. 9: the edit was deleted.", "1",
        enum_values(PtpIndicator::ALL.iter().map(|indicator| indicator.code()));
    AdjudicationIndicator: "AdjudicationIndicator", "How Medicare applies a unit limit (MUE).", "3",
        enum_values(AdjudicationIndicator::ALL.iter().map(|indicator| indicator.code()));
    TipOrigin: "TipOrigin", "Who wrote a tip.", "medpayiq",
        enum_values(TipOrigin::ALL.iter().map(|origin| origin.as_str()));
    Effect: "TipEffect", "What a tip does to the payment.", "denied",
        enum_values(Effect::ALL.iter().map(|effect| effect.as_str()));
    Evidence: "EvidenceKind", "The kind of evidence for a tip.", "computed", enum_values(Evidence::kinds());
    Measure: "Measure", "Which amount of a line is compared.", "allowed",
        enum_values(Measure::ALL.iter().map(|measure| measure.as_str()));
    ModifierVerdict: "ModifierStanding", "Whether a code takes a modifier.", "valid",
        enum_values(ModifierVerdict::ALL.map(ModifierVerdict::as_str));
    NextAction: "NextAction", "What to do about a denied line. `GET /v1/vocabulary` says what each means.", "appeal",
        enum_values(NextAction::ALL.iter().map(|action| action.as_str()));
    AppealChance: "AppealChance", "Whether an appeal can lead to a payment.", "yes",
        enum_values(AppealChance::ALL.iter().map(|chance| chance.as_str()));
    DeadlineKind: "DeadlineKind", "What a time limit is for.", "redetermination",
        enum_values(DeadlineKind::ALL.iter().map(|kind| kind.as_str()));
    TimeUnit: "TimeUnit", "The unit of a time limit.", "days",
        enum_values(TimeUnit::ALL.iter().map(|unit| unit.as_str()));
    CountedFrom: "CountedFrom", "The day from which a time limit counts.", "receipt_of_notice",
        enum_values(CountedFrom::ALL.iter().map(|from| from.as_str()));
    Change: "VarianceChange", "A single change of how a line is priced.", "locality",
        enum_values(Change::ALL.iter().map(|change| change.as_str()));
    Verdict: "VarianceVerdict", "Whether a line was paid as Medicare owes it.", "underpaid",
        enum_values(Verdict::NAMES);
    ReleaseKind: "ReleaseKind", "The kind of data of a release.", "fee_schedule",
        enum_values(ReleaseKind::ALL.into_iter().filter(|kind| *kind != ReleaseKind::Explanations).map(ReleaseKind::as_str));
    CurrencyState: "CurrencyState", "How current one kind of data is on a day.", "outdated",
        enum_values(CurrencyState::ALL.map(CurrencyState::as_str));
    ReasonClass: "ReasonClass", "Whether a reason code denies a line. A: no. D: yes. C: the amount decides.", "D",
        enum_values(ReasonClass::ALL.map(ReasonClass::as_str));
    RemarkCode: "RemarkKind", "What a remark code is for.", "supplemental", enum_values(RemarkCode::KINDS);
    DatabaseState: "DatabaseState", "The state of the database.", "up", enum_values(DatabaseState::names());
}

/// The code of a place of service.
pub(crate) type PlaceName = Shown<PlaceOfService>;
/// What to do about a denied line.
pub(crate) type NextActionName = Shown<NextAction>;
/// Whether an appeal can lead to a payment.
pub(crate) type AppealChanceName = Shown<AppealChance>;
/// What a time limit is for.
pub(crate) type DeadlineKindName = Shown<DeadlineKind>;
/// The unit of a time limit.
pub(crate) type TimeUnitName = Shown<TimeUnit>;
/// The day from which a time limit counts.
pub(crate) type CountedFromName = Shown<CountedFrom>;
/// A single change that explains a payment.
pub(crate) type ChangeName = Shown<Change>;
/// The verdict about a line of a remittance.
pub(crate) type VerdictName = Shown<Verdict>;
/// The name of a profession.
pub(crate) type ProviderKindName = Shown<ProviderKind>;
/// `no`, `yes` or `unknown`.
pub(crate) type QualifyingApmName = Shown<QualifyingApm>;
/// A status code.
pub(crate) type StatusName = Shown<Status>;
/// A group code.
pub(crate) type GroupName = Shown<GroupCode>;
/// The name of a kind of payer.
pub(crate) type PayerName = Shown<Payer>;
/// The name of a range of charges.
pub(crate) type BilledBucketName = Shown<BilledBucket>;
/// The name of an appeal strategy.
pub(crate) type AppealStrategyName = Shown<AppealStrategy>;
/// The name of an appeal's outcome.
pub(crate) type AppealOutcomeName = Shown<AppealOutcome>;
/// The name of a statement.
pub(crate) type StatementName = Shown<Statement>;
/// The result of a line.
pub(crate) type LineResultName = Shown<RefusalKind>;
/// The name of a schedule.
pub(crate) type PaymentScheduleName = Shown<PaymentSchedule>;
/// The name of a setting.
pub(crate) type SettingName = Shown<Setting>;
/// The name of a level of confidence.
pub(crate) type LevelName = Shown<Level>;
/// The name of a kind of edits.
pub(crate) type EditKindName = Shown<EditKind>;
/// The name of an edit's effect.
pub(crate) type EditEffectName = Shown<EditEffect>;
/// A component's modifier, or nothing.
pub(crate) type ComponentName = Shown<Component>;
/// The modifier indicator of a PTP edit.
pub(crate) type PtpIndicatorName = Shown<PtpIndicator>;
/// The adjudication indicator of a unit limit.
pub(crate) type AdjudicationIndicatorName = Shown<AdjudicationIndicator>;
/// The name of a tip's origin.
pub(crate) type TipOriginName = Shown<TipOrigin>;
/// The name of a tip's effect.
pub(crate) type TipEffectName = Shown<Effect>;
/// The name of a kind of evidence.
pub(crate) type EvidenceKindName = Shown<Evidence>;
/// The name of a measure.
pub(crate) type MeasureName = Shown<Measure>;
/// Whether a code takes a modifier.
pub(crate) type ModifierVerdictName = Shown<ModifierVerdict>;
/// The name of a kind of releases.
pub(crate) type ReleaseKindName = Shown<ReleaseKind>;
/// The name of a state of currency.
pub(crate) type CurrencyStateName = Shown<CurrencyState>;
/// The letter of a class of reason codes.
pub(crate) type ReasonClassName = Shown<ReasonClass>;
/// The name of a kind of remark codes.
pub(crate) type RemarkKindName = Shown<RemarkCode>;
/// The name of a state of the database.
pub(crate) type DatabaseStateName = Shown<DatabaseState>;
