//! Calls the function behind each tool.

use super::arguments::{InAddress, body_of};
use super::denial::AskedDenial;
use super::failure::describe;
use super::tools::ToolName;
use crate::api::codes::page::AskedCode;
use crate::api::codes::read_codes;
use crate::api::estimates::edits_check::check_edits_of;
use crate::api::estimates::price_body::price_body;
use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::failure_log::log_failure;
use crate::api::limits::Limits;
use crate::api::metrics::Metrics;
use crate::api::reference::releases::read_releases;
use crate::api::reports::reason_codes::remittance_codes;
use crate::api::state::State;
use crate::api::terms::reach::TermsInReach;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::ReadBody;
use crate::api::wire::error::Error;
use crate::api::wire::json;
use crate::api::wire::query;
use crate::schedule::Schedule;
use rmcp::model::{CallToolResult, ContentBlock, JsonObject};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// What the tools need.
#[derive(Clone)]
pub(crate) struct Toolbox {
    state: State,
    heavy: HeavyWork,
    limits: Limits,
    metrics: Arc<Metrics>,
}

impl Toolbox {
    pub(crate) fn new(state: State, heavy: HeavyWork, limits: Limits, metrics: Arc<Metrics>) -> Self {
        Self { state, heavy, limits, metrics }
    }

    /// All stored terms.
    pub(crate) fn all_terms(&self) -> TermsInReach {
        TermsInReach::all(&self.state)
    }

    /// Calls a tool, unless its arguments are at fault. Its claim may name these stored terms. A failure is a result too, which the
    /// assistant can read.
    pub(crate) async fn call(
        &self,
        tool: ToolName,
        arguments: Result<JsonObject, Error>,
        terms: TermsInReach,
    ) -> CallToolResult {
        let answer = match arguments {
            Ok(arguments) => self.answer(tool, arguments, terms).await,
            Err(error) => Err(error),
        };
        let answer = answer.and_then(|json| {
            let value: Value = serde_json::from_slice(&json).map_err(internal)?;
            let text = String::from_utf8(json).map_err(internal)?;
            Ok((value, text))
        });
        match answer {
            Ok((value, text)) => {
                let mut result = CallToolResult::structured(value);
                // The text has the fields in the order of the API.
                result.content = vec![ContentBlock::text(text)];
                result
            }
            Err(error) => {
                log_failure(&error);
                self.metrics.errors.count(&error);
                CallToolResult::error(vec![ContentBlock::text(describe(&error))])
            }
        }
    }

    /// The answer of a tool as JSON.
    async fn answer(
        &self,
        tool: ToolName,
        arguments: JsonObject,
        terms: TermsInReach,
    ) -> Result<Vec<u8>, Error> {
        let Self { state, heavy, .. } = self;
        match tool {
            ToolName::PriceClaim => self.price(&arguments, terms).await,
            ToolName::CheckEdits => check_edits_of(read(&arguments)?, state, terms, heavy).await,
            ToolName::ExplainCode => self.explain_code(arguments).await,
            ToolName::FindCode => {
                let asked = InAddress::of(&arguments).read(query::decode_both_text)?;
                read_codes(state, asked, |codes| to_json(codes))?
            }
            ToolName::ListReleases => {
                let asked = InAddress::of(&arguments).read(query::decode_text)?;
                read_releases(state, &asked, |releases| to_json(releases))?
            }
            ToolName::ExplainDenial => {
                let asked: AskedDenial = json::decode_bytes(&body_of(&arguments)?)?;
                let codes = asked.check()?;
                to_json(&remittance_codes(state).await?.only(&codes.reasons, &codes.remarks)?)
            }
        }
    }

    async fn price(&self, arguments: &JsonObject, terms: TermsInReach) -> Result<Vec<u8>, Error> {
        let metrics = Arc::clone(&self.metrics);
        let write = move |priced: &PricedClaim<'_>, _: &Schedule| {
            metrics.lines.mcp.count(&priced.estimate);
            Ok(priced.answer().to_json())
        };
        price_body(read(arguments)?, &self.state, terms, &self.heavy, write).await
    }

    async fn explain_code(&self, arguments: JsonObject) -> Result<Vec<u8>, Error> {
        let (hcpcs, address) = InAddress::with_path(arguments, "hcpcs");
        let asked = address.read(query::decode_text)?;
        let asked = AskedCode::check(asked, &hcpcs.unwrap_or_default(), &self.state)?;
        let denials = asked.denials(&self.state, self.limits.reporting.terms).await;
        let state = self.state.clone();
        let work = move || {
            let (schedule, tips) = (state.whole_schedule()?, state.whole_tips());
            to_json(&asked.page(&schedule, &tips, denials)?)
        };
        self.heavy.run(work).await?
    }
}

/// The arguments as a body. They are a part of a body that has its share of memory.
fn read(arguments: &JsonObject) -> Result<ReadBody, Error> {
    Ok(ReadBody::new(body_of(arguments)?.into(), None))
}

fn to_json(answer: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(answer).map_err(internal)
}

fn internal(error: impl ToString) -> Error {
    Error::Internal(error.to_string())
}
