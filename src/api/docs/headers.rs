//! The headers of requests and answers that operations have in common.

use super::operations::each_operation_with_kind;
use super::security::access;
use crate::api::access::operations::Access;
use serde_json::json;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{
    Content, Header, HeaderBuilder, OpenApi as Document, Ref, RefOr, Required, Response, Schema,
};

/// A header of answers: its name, its name among the components, its type, description and example.
struct CommonHeader {
    name: &'static str,
    component: &'static str,
    kind: Type,
    description: &'static str,
    example: &'static str,
}

const REQUEST_ID: CommonHeader = CommonHeader {
    name: "x-request-id",
    component: "RequestId",
    kind: Type::String,
    description: "The id of the request, as in what the log of the service has about it. It is the caller's own `x-request-id` if that has up to 64 letters, \
                  digits, `.`, `_` and `-`.",
    example: "5f3a9c1d-42",
};
const ETAG: CommonHeader = CommonHeader {
    name: "ETag",
    component: "ETag",
    kind: Type::String,
    description: "The entity tag of the answer: strong, or weak (`W/` before it) if the answer is compressed. Send it as \
                  `If-None-Match` to get 304 as long as the answer is the same.",
    example: "\"0b6ff0a59c5e4b0c8d6b7a7c2a7b1f10\"",
};
const RETRY_AFTER: CommonHeader = CommonHeader {
    name: "Retry-After",
    component: "RetryAfter",
    kind: Type::Integer,
    description: "The seconds after which the same request can be sent again.",
    example: "5",
};

const WWW_AUTHENTICATE: CommonHeader = CommonHeader {
    name: "WWW-Authenticate",
    component: "WwwAuthenticate",
    kind: Type::String,
    description: "How the request can authenticate (RFC 6750), and what was wrong with its key.",
    example: "Bearer realm=\"medpayiq\", error=\"insufficient_scope\", scope=\"batch\"",
};

const LINK: CommonHeader = CommonHeader {
    name: "Link",
    component: "Link",
    kind: Type::String,
    description: "The address of the next page (RFC 8288). Absent on the last page.",
    example: "</v1/codes?limit=100&cursor=99213>; rel=\"next\"",
};
const PREFERENCE_APPLIED: CommonHeader = CommonHeader {
    name: "Preference-Applied",
    component: "PreferenceApplied",
    kind: Type::String,
    description: "The preference that the answer follows (RFC 7240). Absent if the answer has its full form.",
    example: "return=minimal",
};
const CACHE_CONTROL: CommonHeader = CommonHeader {
    name: "Cache-Control",
    component: "NoStore",
    kind: Type::String,
    description: "Always `no-store`: the answer is for its sender alone.",
    example: "no-store",
};

const RATE_LIMIT_POLICY: CommonHeader = CommonHeader {
    name: "RateLimit-Policy",
    component: "RateLimitPolicy",
    kind: Type::String,
    description: "The limit of requests (draft-ietf-httpapi-ratelimit-headers): of one key or one network, `q` requests in `w` seconds. \
                  Absent if the operator has set none.",
    example: "\"key\";q=100;w=1",
};
const RATE_LIMIT: CommonHeader = CommonHeader {
    name: "RateLimit",
    component: "RateLimit",
    kind: Type::String,
    description: "The requests that are left (`r`) and, if none is, the seconds until there is another (`t`). Absent if the operator has \
                  set no limit.",
    example: "\"key\";r=99",
};
const DEPRECATION: CommonHeader = CommonHeader {
    name: "Deprecation",
    component: "Deprecation",
    kind: Type::String,
    description: "The day from which this use of the operation is discouraged, as RFC 9745 writes it: `@` and the seconds since 1970. \
                  `Link` then has what replaces it. Absent if the use is not discouraged.",
    example: "@1795910400",
};
const SUNSET: CommonHeader = CommonHeader {
    name: "Sunset",
    component: "Sunset",
    kind: Type::String,
    description: "The first day on which a deprecated use may be gone (RFC 8594), at least a year ahead. Absent if no day is set.",
    example: "Wed, 01 Dec 2027 00:00:00 GMT",
};
const SUCCESSOR: CommonHeader = CommonHeader {
    name: "Link",
    component: "SuccessorLink",
    kind: Type::String,
    description: "What replaces a deprecated use (RFC 8288, RFC 5829). Absent if the use is not deprecated.",
    example: "</v1/estimates/x12>; rel=\"successor-version\"",
};

const ALL: [CommonHeader; 12] = [
    REQUEST_ID,
    ETAG,
    RETRY_AFTER,
    WWW_AUTHENTICATE,
    LINK,
    PREFERENCE_APPLIED,
    CACHE_CONTROL,
    RATE_LIMIT_POLICY,
    RATE_LIMIT,
    DEPRECATION,
    SUNSET,
    SUCCESSOR,
];

/// The operations with a deprecated use.
const DEPRECATED: [&str; 1] = ["create_estimate"];
/// The reads that answer with pages of a list.
const PAGED: [&str; 2] = ["list_codes", "get_code_edits"];
/// The operations that have a minimal answer, each with its schema.
const MINIMAL: [(&str, &str); 2] =
    [("create_estimate", "MinimalEstimate"), ("create_estimates_batch", "MinimalRow")];

/// Adds the headers to every operation, and to the failures that operations share.
pub(super) fn describe_headers(document: &mut Document) {
    for (is_read, operation) in each_operation_with_kind(document) {
        let is_conditional = operation.responses.responses.contains_key("304");
        if is_conditional {
            add_condition(operation);
        }
        let id = operation.operation_id.clone().unwrap_or_default();
        let is_limited = matches!(access(operation), Access::Key(_));
        let minimal = MINIMAL.iter().find(|(operation, _)| *operation == id);
        if let Some((_, schema)) = minimal {
            add_preference(operation, schema);
        }
        for (status, response) in &mut operation.responses.responses {
            let RefOr::T(response) = response else { continue };
            add(response, &REQUEST_ID);
            if is_conditional && ["200", "304"].contains(&status.as_str()) {
                add(response, &ETAG);
            }
            if status == "200" && PAGED.contains(&id.as_str()) {
                add(response, &LINK);
            }
            if status == "200" && minimal.is_some() {
                add(response, &PREFERENCE_APPLIED);
            }
            if status == "200" && DEPRECATED.contains(&id.as_str()) {
                [&DEPRECATION, &SUNSET, &SUCCESSOR].iter().for_each(|header| add(response, header));
            }
            if is_limited && status.starts_with('2') {
                [&RATE_LIMIT_POLICY, &RATE_LIMIT].iter().for_each(|header| add(response, header));
            }
            if !is_read && status.starts_with('2') {
                add(response, &CACHE_CONTROL);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for (name, response) in &mut components.responses {
        let RefOr::T(response) = response else { continue };
        add(response, &REQUEST_ID);
        if name.trim_start_matches("Fhir") == "TooManyRequests" {
            [&RATE_LIMIT_POLICY, &RATE_LIMIT].iter().for_each(|header| add(response, header));
        }
        if ["TooManyRequests", "Unavailable"].contains(&name.trim_start_matches("Fhir")) {
            add(response, &RETRY_AFTER);
        }
        if ["KeyRequired", "MissingScope"].contains(&name.trim_start_matches("Fhir")) {
            add(response, &WWW_AUTHENTICATE);
        }
    }
    for header in ALL {
        components.headers.insert(header.component.to_owned(), RefOr::T(header.described()));
    }
}

impl CommonHeader {
    fn described(&self) -> Header {
        let schema = ObjectBuilder::new().schema_type(self.kind.clone()).build();
        let example =
            if self.kind == Type::Integer { self.example.parse().ok() } else { Some(self.example.into()) };
        HeaderBuilder::new().schema(Some(schema)).description(Some(self.description)).example(example).build()
    }
}

fn add(response: &mut Response, header: &CommonHeader) {
    let reference = Ref::new(format!("#/components/headers/{}", header.component));
    response.headers.insert(header.name.to_owned(), RefOr::Ref(reference));
}

/// Adds the parameter of a read that answers 304.
fn add_condition(operation: &mut Operation) {
    let parameter = ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The `ETag` of an earlier answer. If it is still the same, the answer is 304 without a body.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .example(Some(ETAG.example.into()))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

/// Adds another schema of a row to an answer of rows.
fn add_row(content: &mut RefOr<Content>, schema: &str) {
    if let RefOr::T(content) = content
        && let Some(RefOr::T(Schema::Object(rows))) = &mut content.schema
        && let Some(row) = rows.content_schema.take()
    {
        let either = OneOfBuilder::new().item(*row).item(Ref::from_schema_name(schema)).build();
        rows.content_schema = Some(Box::new(RefOr::T(Schema::OneOf(either))));
    }
}

/// Adds the header with which a caller asks for the minimal answer, and says which schema that answer has.
fn add_preference(operation: &mut Operation, schema: &str) {
    let description = format!(
        "`return=minimal` asks for amounts and codes only (RFC 7240). The answer then has the schema `{schema}` and the header \
         `Preference-Applied`. Other preferences change nothing."
    );
    let parameter = ParameterBuilder::new()
        .name("Prefer")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") {
        let reference = json!({"return=minimal": {"$ref": format!("#/components/schemas/{schema}")}});
        response.extensions = Some(Extensions::from_iter([("x-prefer", reference)]));
        response.content.values_mut().for_each(|content| add_row(content, schema));
    }
}
