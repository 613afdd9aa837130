//! Closed lists in the OpenAPI document: what a field may hold, as the vocabulary has it.

use super::decimal::Shown;
use crate::denials::{AppealOutcome, AppealStrategy, BilledBucket, Payer};
use crate::vocabulary::{GroupCode, PlaceOfService, ProviderKind, QualifyingApm, Status};
use std::borrow::Cow;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! closed_lists {
    ($($kind:ty: $name:literal, $description:literal, $example:literal, $values:expr;)+) => {$(
        impl PartialSchema for Shown<$kind> {
            fn schema() -> RefOr<Schema> {
                let object = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some($values))
                    .description(Some($description))
                    .examples([serde_json::json!($example)]);
                RefOr::T(Schema::Object(object.build()))
            }
        }

        impl ToSchema for Shown<$kind> {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    )+};
}

closed_lists! {
    PlaceOfService: "PlaceOfService", "CMS's two-digit place of service code.", "11",
        PlaceOfService::all().map(PlaceOfService::code);
    ProviderKind: "ProviderKind", "The profession that Medicare has a practitioner enrolled as.", "physician",
        ProviderKind::ALL.iter().map(|kind| kind.as_str());
    QualifyingApm: "QualifyingApm", "Whether a practitioner is a qualifying APM participant.", "no",
        ["no", "yes", "unknown"];
    Status: "Status", "The status code of a fee schedule row.", "A",
        Status::ALL.iter().map(|status| status.code());
    GroupCode: "GroupCode", "The claim adjustment group code.", "CO",
        GroupCode::ALL.map(GroupCode::as_str);
    Payer: "Payer", "The kind of payer.", "medicare",
        Payer::ALL.iter().map(|payer| payer.as_str());
    BilledBucket: "BilledBucket", "A range of charges in dollars.", "100_to_249",
        BilledBucket::ALL.iter().map(|bucket| bucket.as_str());
    AppealStrategy: "AppealStrategy", "What was done about a denial.", "added_modifier",
        AppealStrategy::ALL.iter().map(|strategy| strategy.as_str());
    AppealOutcome: "AppealOutcome", "What came of an appeal.", "overturned",
        AppealOutcome::ALL.iter().map(|outcome| outcome.as_str());
}

/// The text of a place of service.
pub(crate) type PlaceName = Shown<PlaceOfService>;
/// The text of a profession.
pub(crate) type ProviderKindName = Shown<ProviderKind>;
/// The text of what is known of a qualifying APM participant.
pub(crate) type QualifyingApmName = Shown<QualifyingApm>;
/// The text of a status code.
pub(crate) type StatusName = Shown<Status>;
/// The text of a group code.
pub(crate) type GroupName = Shown<GroupCode>;
/// The text of a kind of payer.
pub(crate) type PayerName = Shown<Payer>;
/// The text of a range of charges.
pub(crate) type BilledBucketName = Shown<BilledBucket>;
/// The text of a strategy of appeal.
pub(crate) type AppealStrategyName = Shown<AppealStrategy>;
/// The text of an appeal's outcome.
pub(crate) type AppealOutcomeName = Shown<AppealOutcome>;
