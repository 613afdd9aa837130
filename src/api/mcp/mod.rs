//! `POST /mcp`: the Model Context Protocol, by which assistants call the service as tools. `medpayiq mcp` speaks it over the
//! standard streams.
//!
//! The crate rmcp reads and writes the protocol. A tool calls the same functions as the JSON API ([`calls`]), and its schemas
//! are those of the OpenAPI document ([`tools`]). There are no sessions, and every answer is JSON.

mod arguments;
pub(crate) mod assistant;
pub(crate) mod calls;
mod denial;
mod failure;
mod lines;
mod messages;
mod schemas;
pub(crate) mod tools;

use self::assistant::Assistant;
use self::messages::{NO_BATCH, RepeatedFields, name_methods};
use super::access::gate::Gate;
use super::cors::AllowedOrigins;
use super::limits::Limits;
use super::state::State;
use super::terms::reach::TermsInReach;
use super::wire::body::{Body, media_type, read_body};
use super::wire::error::{Error, Fault};
use super::wire::fault_code::FaultCode;
use super::wire::json;
use super::wire::problem::Problem;
use super::wire::query;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, ORIGIN};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, post};
use http_body_util::{BodyExt, Full};
use rmcp::model::{ProtocolVersion, ServerJsonRpcMessage};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// The path of the operation. What rmcp answers there is no problem of the JSON API.
pub(crate) const MCP: &str = "/mcp";
/// The address of the operation for rmcp, which demands a host and does not use it.
const ADDRESS: &str = "http://localhost/mcp";
/// How the headers begin that the protocol defines.
const PREFIX: &str = "mcp-";
/// The header with the version of the protocol.
const VERSION_HEADER: &str = "mcp-protocol-version";

/// What answers the messages of the protocol.
pub(crate) type McpService = StreamableHttpService<Assistant, NeverSessionManager>;

/// Makes what answers the messages. It keeps no sessions, and every answer is JSON. This module checks the origin; a service behind
/// a proxy has any host.
pub(crate) fn mcp_service(assistant: Assistant, limits: &Limits) -> McpService {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_sse_keep_alive(None)
        .with_max_request_body_bytes(limits.body_bytes)
        .disable_allowed_hosts()
        .disable_allowed_origins();
    StreamableHttpService::new(move || Ok(assistant.clone()), std::sync::Arc::default(), config)
}

/// A message of the protocol, as JSON-RPC 2.0.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(example = json!({
    "jsonrpc": "2.0", "id": 1, "method": "tools/call",
    "params": {"name": "find_code", "arguments": {"q": "7637", "limit": 1}}
}))]
pub(crate) struct McpMessage {
    /// Always `2.0`.
    #[schema(example = "2.0")]
    jsonrpc: String,
    /// The id of a request, a text or a whole number, which its answer repeats. A notification has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    /// What is asked for, such as `initialize`, `tools/list` or `tools/call`.
    #[schema(example = "tools/list")]
    method: String,
    /// What the method needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Value>,
}

/// The answer to a request of the protocol.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct McpAnswer {
    /// Always `2.0`.
    #[schema(example = "2.0")]
    jsonrpc: String,
    /// The id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    /// The result. Absent if the request failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
    /// Why the request failed. The failure of a tool is a result with `isError` instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

/// Call tools of an assistant
///
/// The Model Context Protocol (streamable HTTP) for assistants. Its tools are `price_claim`, `explain_code`, `check_edits`,
/// `find_code`, `explain_denial` and `list_releases`. Each has the schemas of the operation of this API that it calls, and
/// `tools/list` returns them. Use an MCP client: it writes the messages.
///
/// There are no sessions, so any server can answer any request, and every answer is JSON. A page of another origin can call it
/// only if the operator allows that origin. A tool that fails returns a result with `isError` and the text of the problem.
#[utoipa::path(
    operation_id = "call_mcp",
    tag = "assistants",
    request_body(description = "A message of the protocol", content = McpMessage),
    responses(
        (status = 200, description = "The answer to a request", body = McpAnswer, content_type = "application/json"),
        (status = 202, description = "A notification was accepted"),
        (status = 400, description = "The body is not a message of the protocol, or names a version of it that is not known here", content(
            (Problem = "application/problem+json"), (McpAnswer = "application/json"),
        )),
        (status = 403, description = "The request is from a page of an origin that the operator does not allow, or its key has no scope for this"),
        (status = 404, description = "The method is not known (versions of the protocol from 2026-07-28 on)", content((McpAnswer = "application/json"))),
        (status = 413, description = "The body is too long; `detail` has the limit"),
        (status = 415, description = "The body is not declared as JSON, or it is encoded"),
    )
)]
#[post("/mcp")]
pub(crate) async fn call_mcp(
    request: HttpRequest,
    body: Body,
    service: Data<McpService>,
    origins: Data<AllowedOrigins>,
    gate: Data<Gate>,
    state: Data<State>,
    limits: Data<Limits>,
) -> Result<HttpResponse, Error> {
    check_origin(&request, &origins)?;
    query::none(&request)?;
    json::check_declared(media_type(&request))?;
    let body = read_body(body, limits.body_bytes).await?;
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(&body) {
        return Err(not_a_message(FaultCode::InvalidSyntax, &format!("The body is not JSON: {error}.")));
    }
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(not_a_message(FaultCode::WrongType, NO_BATCH));
    }
    let repeated = RepeatedFields::of(&body);
    if !repeated.of_message.is_empty() {
        return Err(Error::Malformed(repeated.of_message));
    }
    let (bytes, _share) = body.into_parts();
    let mut message = to_rmcp(&request, bytes)?;
    message.extensions_mut().insert(TermsInReach::of(&request, &gate, &state));
    message.extensions_mut().insert(repeated);
    let answer = service.handle(message).await;
    from_rmcp(&request, answer).await
}

/// Refuses a page of an origin that the operator does not allow, as the protocol demands. It could be a page that a browser was
/// made to load from this address (DNS rebinding). Programs send no origin.
fn check_origin(request: &HttpRequest, origins: &AllowedOrigins) -> Result<(), Error> {
    let Some(origin) = request.headers().get(ORIGIN) else { return Ok(()) };
    let is_allowed = origin.to_str().is_ok_and(|origin| origins.allow(origin));
    if is_allowed { Ok(()) } else { Err(Error::ForbiddenOrigin) }
}

/// The request as rmcp reads it. Of its headers only those of the protocol go on: no key, and no address.
fn to_rmcp(request: &HttpRequest, body: Bytes) -> Result<http::Request<Full<Bytes>>, Error> {
    let of_protocol = request.headers().iter().filter(|(name, _)| name.as_str().starts_with(PREFIX));
    let mut builder = http::Request::post(ADDRESS)
        .header(http::header::CONTENT_TYPE, "application/json")
        // Every answer is JSON, which each client of the protocol can read.
        .header(http::header::ACCEPT, "application/json, text/event-stream");
    for (name, value) in of_protocol {
        builder = builder.header(name.as_str(), value.as_bytes());
    }
    builder.body(Full::new(body)).map_err(|error| Error::Internal(error.to_string()))
}

async fn from_rmcp<B>(request: &HttpRequest, answer: http::Response<B>) -> Result<HttpResponse, Error>
where
    B: http_body::Body<Data = Bytes, Error = std::convert::Infallible>,
{
    let (head, body) = answer.into_parts();
    let Ok(body) = body.collect().await;
    let status = StatusCode::from_u16(head.status.as_u16());
    let status = status.map_err(|error| Error::Internal(error.to_string()))?;
    if status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        let detail = "The body is not a message of the Model Context Protocol. Send JSON-RPC 2.0, such as {\"jsonrpc\": \"2.0\", \
                      \"id\": 1, \"method\": \"tools/list\"}.";
        return Err(not_a_message(FaultCode::InvalidValue, detail));
    }
    let kind = head.headers.get(http::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| HeaderValue::from_bytes(kind.as_bytes()).ok());
    if status == StatusCode::BAD_REQUEST
        && kind.is_none()
        && let Some(version) = request.headers().get(VERSION_HEADER)
    {
        return Err(unknown_version(&String::from_utf8_lossy(version.as_bytes())));
    }
    let mut response = HttpResponse::build(status);
    if let Some(kind) = kind {
        response.insert_header((CONTENT_TYPE, kind));
    }
    Ok(response.body(with_methods(body.to_bytes())))
}

/// The same answer. An error about an unknown method names the methods that there are.
fn with_methods(answer: Bytes) -> Bytes {
    // The answers of tools are long. To see that one has a result takes no copy of it.
    if !serde_json::from_slice::<MayFail<'_>>(&answer).is_ok_and(|answer| answer.error.is_some()) {
        return answer;
    }
    match serde_json::from_slice(&answer) {
        Ok(ServerJsonRpcMessage::Error(mut error)) => {
            name_methods(&mut error.error);
            serde_json::to_vec(&error).map_or(answer, Bytes::from)
        }
        Ok(_) | Err(_) => answer,
    }
}

/// An answer of the protocol. Only its error matters.
#[derive(Deserialize)]
struct MayFail<'a> {
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

/// The header names a version of the protocol that is not known. rmcp says so in a text, without the known ones.
fn unknown_version(version: &str) -> Error {
    let known: Vec<&str> = ProtocolVersion::KNOWN_VERSIONS.iter().map(ProtocolVersion::as_str).collect();
    let detail = format!(
        "{version:?} is not a version of the protocol that this service speaks. Send one of {}, or leave the header out.",
        known.join(", ")
    );
    Error::Malformed(vec![Fault::new(format!("/headers/{VERSION_HEADER}"), detail)])
}

fn not_a_message(code: FaultCode, detail: &str) -> Error {
    Error::Malformed(vec![Fault::coded(code, "", detail)])
}
