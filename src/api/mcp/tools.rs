//! The tools, each with the schemas of the operation that it calls.

use super::denial::AskedDenial;
use super::schemas::Schemas;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use std::sync::Arc;
use utoipa::PartialSchema;
use utoipa::openapi::OpenApi as Document;

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToolName {
    PriceClaim,
    ExplainCode,
    CheckEdits,
    FindCode,
    ExplainDenial,
    ListReleases,
}

impl ToolName {
    const ALL: [Self; 6] = [
        Self::PriceClaim,
        Self::ExplainCode,
        Self::CheckEdits,
        Self::FindCode,
        Self::ExplainDenial,
        Self::ListReleases,
    ];

    /// The tool with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::PriceClaim => "price_claim",
            Self::ExplainCode => "explain_code",
            Self::CheckEdits => "check_edits",
            Self::FindCode => "find_code",
            Self::ExplainDenial => "explain_denial",
            Self::ListReleases => "list_releases",
        }
    }

    /// The operation that it calls. That of [`Self::ExplainDenial`] lists all codes, and takes none.
    const fn operation(self) -> &'static str {
        match self {
            Self::PriceClaim => "create_estimate",
            Self::ExplainCode => "get_code",
            Self::CheckEdits => "check_edits",
            Self::FindCode => "list_codes",
            Self::ExplainDenial => "list_reason_codes",
            Self::ListReleases => "list_releases",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::PriceClaim => "Price a claim",
            Self::ExplainCode => "Explain a code",
            Self::CheckEdits => "Check a claim's edits",
            Self::FindCode => "Find codes",
            Self::ExplainDenial => "Explain a denial",
            Self::ListReleases => "List the loaded releases",
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::PriceClaim => {
                "Prices the lines of a Medicare Part B claim: what Medicare allows and pays, what the patient owes, each step with its \
                 source, expected denials, confidence and warnings. A line that Medicare does not price has a reason; that is no \
                 error."
            }
            Self::ExplainCode => {
                "Returns what a HCPCS or CPT code is and how Medicare pays it: relative value units, payment policy indicators with their \
                 meaning, amounts in both settings, what each valid modifier does to the price, and its counts of edits and tips."
            }
            Self::CheckEdits => {
                "Returns which lines of a claim the NCCI edits, unit limits, add-on rules or global periods deny, how much money is at \
                 stake, and which modifiers resolve each edit if the record supports them. It takes the same claim as price_claim."
            }
            Self::FindCode => {
                "Finds HCPCS and CPT codes by their first characters, such as 7637, or by words of what they are, such as mri brain or flu \
                 shot. The best matches come first."
            }
            Self::ExplainDenial => {
                "Explains codes of a remittance: what a claim adjustment reason code (CARC, such as 97 or CO-97) or remark code (RARC, such as \
                 M15) means, whether it denies a line, and what usually resolves it."
            }
            Self::ListReleases => {
                "Lists the CMS releases that prices come from, with their dates and files, and says whether each kind of data is current."
            }
        }
    }
}

/// Every tool, with the schemas of the document.
pub(crate) fn tools(document: &Document) -> Vec<Tool> {
    let schemas = Schemas::of(document);
    ToolName::ALL.into_iter().map(|tool| describe(tool, &schemas)).collect()
}

fn describe(tool: ToolName, schemas: &Schemas) -> Tool {
    let input = match tool {
        ToolName::ExplainDenial => own_schema::<AskedDenial>(),
        ToolName::PriceClaim | ToolName::ExplainCode | ToolName::FindCode | ToolName::ListReleases => {
            schemas.input(tool.operation())
        }
        // The same claim as that of price_claim, which describes it.
        ToolName::CheckEdits => schemas.input_in_short(tool.operation()),
    };
    let hints = ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false);
    Tool::new(tool.name(), tool.description(), Arc::new(input))
        .with_title(tool.title())
        .with_raw_output_schema(Arc::new(schemas.output(tool.operation())))
        .with_annotations(hints)
}

/// The schema of a type that no operation takes. It refers to no other.
fn own_schema<T: PartialSchema>() -> JsonObject {
    let schema = serde_json::to_value(T::schema()).unwrap_or_default();
    schema.as_object().cloned().unwrap_or_default()
}
