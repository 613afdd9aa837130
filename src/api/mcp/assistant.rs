//! The server of the protocol: it lists the tools and calls them.

use super::calls::Toolbox;
use super::lines::Lines;
use super::messages::{RepeatedFields, wrong_params};
use super::tools::ToolName;
use crate::api::wire::error::Error;
use crate::telemetry::VERSION;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CustomRequest, CustomResult, ErrorCode, Implementation,
    ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, ServerInitializeError};
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use std::sync::Arc;

/// What an assistant should know before it calls a tool.
const INSTRUCTIONS: &str = "Estimates what Medicare Part B pays a practitioner, from CMS's own files, and explains it. Use price_claim for a \
     claim, explain_code for one code, check_edits for denials between the codes of a claim, find_code for words such as \"mri brain\", \
     explain_denial for reason and remark codes of a remittance, and list_releases for what is loaded. Give a date of service and a ZIP \
     code or locality; without a place, amounts are national. Amounts are dollars as texts. Repeat warnings and the level of confidence to \
     the reader. Never send a patient's name, number or date of birth. An estimate is about the price, not about coverage.";

/// The server of one connection or request.
#[derive(Clone)]
pub(crate) struct Assistant {
    toolbox: Toolbox,
    tools: Arc<[Tool]>,
}

impl Assistant {
    /// A server with these tools.
    pub(crate) fn new(toolbox: Toolbox, tools: Vec<Tool>) -> Self {
        Self { toolbox, tools: tools.into() }
    }
}

impl ServerHandler for Assistant {
    fn get_info(&self) -> ServerConfig {
        let server = Implementation::new("medpayiq", VERSION.as_str()).with_title("MedPayIQ");
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(server)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _page: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.to_vec()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools.iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = ToolName::named(&request.name) else {
            let names: Vec<&str> = self.tools.iter().map(|tool| tool.name.as_ref()).collect();
            let detail = format!("There is no such tool. The tools are {}.", names.join(", "));
            return Err(ErrorData::invalid_params(detail, None));
        };
        // What is known of a request over HTTP is in its head. It may name the terms that its key may name. The standard streams
        // are the operator's own.
        let (terms, repeated) = match context.extensions.get::<http::request::Parts>() {
            Some(head) => {
                (head.extensions.get().cloned().unwrap_or_default(), head.extensions.get::<RepeatedFields>())
            }
            None => (self.toolbox.all_terms(), context.extensions.get::<RepeatedFields>()),
        };
        let arguments = match repeated.map(|repeated| repeated.of_arguments.clone()) {
            Some(faults) if !faults.is_empty() => Err(Error::Malformed(faults)),
            Some(_) | None => Ok(request.arguments.unwrap_or_default()),
        };
        Ok(self.toolbox.call(tool, arguments, terms).await.into())
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let unknown = || ErrorData::new(ErrorCode::METHOD_NOT_FOUND, request.method.clone(), None);
        Err(wrong_params(&request.method).unwrap_or_else(unknown))
    }
}

/// Serves an assistant on the standard streams, until they are closed. A line may have so many bytes.
///
/// # Errors
/// If the other side does not speak the protocol.
pub(crate) async fn serve_stdio(assistant: Assistant, longest: usize) -> std::io::Result<()> {
    let running = match assistant.serve(Lines::open(longest)).await {
        Ok(running) => running,
        // The input ended before a session began.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(std::io::Error::other(error)),
    };
    running.waiting().await.map(|_| ()).map_err(std::io::Error::other)
}
