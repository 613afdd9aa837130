//! The failures that operations have in common, for the OpenAPI document. The types only describe: no code makes a value. The
//! document refers from each to the problem of its status, which has the body and an example.

use utoipa::IntoResponses;

/// What a read of the schedule in memory can answer instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum ReadProblems {
    /// Not changed since the answer with this entity tag
    #[response(status = 304)]
    NotModified,
    /// A parameter is unknown or given more than once
    #[response(status = 400)]
    Malformed,
    /// A value is not valid, or the loaded releases do not have it; `errors` lists every such value
    #[response(status = 422)]
    Invalid,
    /// No fee schedule is loaded yet, or too many long requests are waiting
    #[response(status = 503)]
    Unavailable,
}

/// What a list without values to check can answer instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum ListProblems {
    /// Not changed since the answer with this entity tag
    #[response(status = 304)]
    NotModified,
    /// A parameter is unknown
    #[response(status = 400)]
    Malformed,
    /// The database does not answer, or has not been read yet
    #[response(status = 503)]
    Unavailable,
}

/// What an answer that never changes can be instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum ConstantProblems {
    /// Not changed since the answer with this entity tag
    #[response(status = 304)]
    NotModified,
    /// A parameter is unknown
    #[response(status = 400)]
    Malformed,
}

/// The code in the path is unknown.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum NoSuchCode {
    /// The loaded releases do not list the code
    #[response(status = 404)]
    NotFound,
}

/// What every operation that reads a whole body can answer instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum BodyProblems {
    /// The body is too long; the answer has the limit
    #[response(status = 413)]
    TooLarge,
    /// The body is not declared with a media type that this operation reads, or it is encoded
    #[response(status = 415)]
    UnsupportedMediaType,
}

/// What every operation that prices a body can answer instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum PricingProblems {
    /// No fee schedule is loaded yet, or too many long requests are waiting
    #[response(status = 503)]
    Unavailable,
}

/// What an estimate can answer instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum EstimateProblems {
    /// A parameter is unknown, or the body is not JSON or does not match the schema; `errors` lists every difference
    #[response(status = 400)]
    Malformed,
    /// Some values are not valid; `errors` lists every one
    #[response(status = 422)]
    Invalid,
}

/// What a FHIR claim can be answered instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum FhirProblems {
    /// A parameter is unknown, or the body is not JSON or does not match the elements that are read; there is an `issue` for each
    #[response(status = 400)]
    Malformed,
    /// Some elements are missing or not valid; there is an `issue` for each
    #[response(status = 422)]
    Invalid,
}

/// What an X12 interchange can be answered instead of 200.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum InterchangeProblems {
    /// A parameter is unknown or cannot be read, or the body breaks off
    #[response(status = 400)]
    Malformed,
    /// The body is not a complete X12 interchange of this kind, as `errors` shows by segment, or a parameter is not valid
    #[response(status = 422)]
    Invalid,
}

/// What a contribution of denial reports can answer if it is refused.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses in the OpenAPI document")]
pub(crate) enum ContributionProblems {
    /// A parameter is unknown, or the body breaks off or does not match the schema
    #[response(status = 400)]
    Malformed,
    /// Too many reports from your network within an hour; `Retry-After` has the seconds to wait
    #[response(status = 429)]
    TooMany,
    /// The database does not answer. Send the request again, with the same key
    #[response(status = 503)]
    Unavailable,
}
