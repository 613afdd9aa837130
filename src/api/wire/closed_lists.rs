//! The OpenAPI schemas of fields that take only the values of a list.

use super::decimal::{Shown, shown_schemas};
use crate::denials::{AppealOutcome, AppealStrategy, BilledBucket, Payer};
use crate::vocabulary::{GroupCode, PlaceOfService, ProviderKind, QualifyingApm, Status};

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
}

/// The code of a place of service.
pub(crate) type PlaceName = Shown<PlaceOfService>;
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
