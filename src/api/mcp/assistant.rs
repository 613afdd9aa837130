//! The server of the protocol: it lists the tools and calls them.

use super::calls::Toolbox;
use super::tools::ToolName;
use crate::telemetry::VERSION;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, Implementation, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::stdio;
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
        let arguments = request.arguments.unwrap_or_default();
        // A request over HTTP has those that its key may name. The standard streams are the operator's own.
        let head = context.extensions.get::<http::request::Parts>();
        let terms = match head {
            Some(head) => head.extensions.get().cloned(),
            None => Some(self.toolbox.all_terms()),
        };
        Ok(self.toolbox.call(tool, arguments, terms.unwrap_or_default()).await.into())
    }
}

/// Serves an assistant on the standard streams, until they are closed.
///
/// # Errors
/// If the other side does not speak the protocol.
pub(crate) async fn serve_stdio(assistant: Assistant) -> std::io::Result<()> {
    let running = assistant.serve(stdio()).await.map_err(std::io::Error::other)?;
    running.waiting().await.map(|_| ()).map_err(std::io::Error::other)
}
