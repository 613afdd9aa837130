//! `GET /v1/vocabulary`: the codes of answers that are open lists, and the statements of reports, with their meanings.

use crate::api::problem_types::{ExplainedProblem, explained_problems};
use crate::api::wire::closed_lists::{
    AppealChanceName, DeadlineKindName, LevelName, LineResultName, NextActionName, StatementName,
};
use crate::api::wire::error::{Error, ProblemType};
use crate::api::wire::problem::{help_of, urn};
use crate::api::wire::query;
use crate::api::wire::read;
use crate::api::wire::responses::ConstantProblems;
use crate::denials::Statement;
use crate::pricing::{
    AppealChance, Caveat, DeadlineKind, ListedCaveat, ListedRefusal, NextAction, Refusal, Rule,
};
use crate::variance::Doubt;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// The codes of estimates, edit checks and comparisons of remittances. New versions of the service may add some.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vocabulary {
    /// Why a line has no price: `lines[].reason.code`.
    reasons: Vec<ListedCode<RefusalMeaning>>,
    /// What lowers the confidence in an amount, or was not checked: `lines[].confidence.reasons[].code` and
    /// `lines[].warnings[].code`.
    caveats: Vec<ListedCode<CaveatMeaning>>,
    /// Why a line of a remittance cannot be judged: `lines[].doubt.code` of `POST /v1/remittances/variance`.
    doubts: Vec<ListedDoubt>,
    /// The rules that make an amount: `lines[].trace[].rule`.
    rules: Vec<ListedRule>,
    /// What a contributor can say about a denial: `statements` of `POST /v1/denial-reports`. This list is closed.
    statements: Vec<ListedStatement>,
    /// What to do about a denied line: `lines[].next_step.action`. This list is closed.
    next_actions: Vec<ListedAction>,
    /// Whether an appeal can lead to a payment: `lines[].next_step.appeal_can_help`. This list is closed.
    appeal_chances: Vec<ListedChance>,
    /// What a time limit is for: `lines[].next_step.deadline.kind`. This list is closed.
    deadlines: Vec<ListedDeadline>,
    /// The types of problems: `type` of a failed request.
    problems: Vec<ListedProblem>,
}

/// A type of problems.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedProblem {
    /// The URN that a problem has as its `type`.
    #[serde(rename = "type")]
    #[schema(example = "urn:medpayiq:problem:invalid-value")]
    kind: String,
    /// The HTTP status of a request with it.
    #[schema(example = 422)]
    status: u16,
    /// When it occurs.
    meaning: &'static str,
    /// The path of the page that explains it.
    #[schema(example = "/problems/invalid-value")]
    help: String,
}

impl From<&ExplainedProblem> for ListedProblem {
    fn from(explained: &ExplainedProblem) -> Self {
        let ProblemType { status, name, .. } = explained.example.problem_type();
        let (status, help) = (status.as_u16(), help_of(name));
        Self { kind: urn(name), status, meaning: explained.meaning, help }
    }
}

/// What to do about a denied line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedAction {
    /// The code.
    #[schema(value_type = NextActionName)]
    code: &'static str,
    /// What it means.
    text: &'static str,
    /// Its time limit; null if it has none.
    #[schema(value_type = Option<DeadlineKindName>, required = true)]
    deadline: Option<&'static str>,
}

/// Whether an appeal can lead to a payment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedChance {
    /// The code.
    #[schema(value_type = AppealChanceName)]
    code: &'static str,
    /// What it means.
    text: &'static str,
}

/// A time limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedDeadline {
    /// The code.
    #[schema(value_type = DeadlineKindName)]
    code: &'static str,
    /// What it means.
    text: &'static str,
}

/// A code and its meanings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedCode<T> {
    /// The code.
    #[schema(example = "national_amount")]
    code: &'static str,
    /// What it means. A few codes have several meanings, for different cases.
    meanings: Vec<T>,
}

/// What a reason means.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusalMeaning {
    /// The text of an answer. Names in braces stand for values of the line.
    text: &'static str,
    /// The result of a line with this reason.
    #[schema(value_type = LineResultName)]
    result: &'static str,
    /// The law or CMS document behind it.
    #[schema(example = "RVU file, status code")]
    source: &'static str,
}

/// What a caveat means.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaveatMeaning {
    /// The text of an answer. Names in braces stand for values of the line.
    text: &'static str,
    /// The highest confidence in an amount with this caveat.
    #[schema(value_type = LevelName)]
    confidence: &'static str,
    /// Whether answers also list it among the warnings, because a rule was not applied.
    warning: bool,
}

/// Why a line of a remittance cannot be judged.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedDoubt {
    /// The code.
    #[schema(example = "reversed")]
    code: &'static str,
    /// The text of an answer.
    text: String,
}

/// A rule of the trace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedRule {
    /// The name of the rule.
    #[schema(example = "geographic_adjustment")]
    rule: &'static str,
    /// What it does.
    meaning: &'static str,
    /// The law or CMS document that orders it.
    source: &'static str,
}

/// A statement of denial reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedStatement {
    /// The code.
    #[schema(value_type = StatementName)]
    code: &'static str,
    /// What it says.
    #[schema(example = "A modifier was added.")]
    text: &'static str,
}

/// List the codes of answers
///
/// Returns every code of a reason, a caveat (also of a warning) and a rule, and every type of problem, with its meaning. These lists
/// are open: a new version of the service may add codes, so treat an unknown one by its text. Lists that are closed are enums in this
/// document; the statements of denial reports are also here, because a form needs their texts.
#[utoipa::path(
    operation_id = "get_vocabulary",
    tag = "reference",
    responses(
        (status = 200, description = "The codes", body = Vocabulary, content_type = "application/json"),
        ConstantProblems,
    )
)]
#[get("/v1/vocabulary")]
pub(crate) async fn get_vocabulary(request: HttpRequest) -> Result<HttpResponse, Error> {
    query::none(&request)?;
    read::json(&request, &vocabulary())
}

fn vocabulary() -> Vocabulary {
    let refusal = |listed: &ListedRefusal| {
        let ListedRefusal { code, text, kind, source } = *listed;
        (code, RefusalMeaning { text, result: kind.as_str(), source })
    };
    let caveat = |listed: &ListedCaveat| {
        let ListedCaveat { code, text, level, is_warning } = *listed;
        (code, CaveatMeaning { text, confidence: level.as_str(), warning: is_warning })
    };
    let rule = |rule: &Rule| ListedRule { rule: rule.code(), meaning: rule.meaning(), source: rule.source() };
    let doubt = |doubt: &Doubt| ListedDoubt { code: doubt.code(), text: doubt.to_string() };
    let statement =
        |statement: &Statement| ListedStatement { code: statement.as_str(), text: statement.meaning() };
    Vocabulary {
        reasons: by_code(Refusal::VOCABULARY.iter().map(refusal)),
        caveats: by_code(Caveat::VOCABULARY.iter().map(caveat)),
        doubts: Doubt::ALL.iter().map(doubt).collect(),
        rules: Rule::ALL.iter().map(rule).collect(),
        statements: Statement::ALL.iter().map(statement).collect(),
        next_actions: NextAction::ALL.iter().map(|action| listed_action(*action)).collect(),
        appeal_chances: AppealChance::ALL
            .iter()
            .map(|chance| ListedChance { code: chance.as_str(), text: chance.meaning() })
            .collect(),
        deadlines: DeadlineKind::ALL
            .iter()
            .map(|kind| ListedDeadline { code: kind.as_str(), text: kind.meaning() })
            .collect(),
        problems: explained_problems().iter().map(ListedProblem::from).collect(),
    }
}

fn listed_action(action: NextAction) -> ListedAction {
    let deadline = action.deadline().map(DeadlineKind::as_str);
    ListedAction { code: action.as_str(), text: action.meaning(), deadline }
}

/// The meanings of each code, in the order of the first ones.
fn by_code<T>(meanings: impl Iterator<Item = (&'static str, T)>) -> Vec<ListedCode<T>> {
    let mut codes: Vec<ListedCode<T>> = Vec::new();
    for (code, meaning) in meanings {
        match codes.iter_mut().find(|listed| listed.code == code) {
            Some(listed) => listed.meanings.push(meaning),
            None => codes.push(ListedCode { code, meanings: vec![meaning] }),
        }
    }
    codes
}
