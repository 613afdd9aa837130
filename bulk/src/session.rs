//! A session on this machine, and what the programs of a cluster register.

use crate::functions;
use crate::options::BulkOptions;
use crate::stores::runtime;
use ballista_core::execution_plans::execute_physical_plan;
use ballista_core::extension::SessionConfigExt;
use ballista_core::registry::BallistaFunctionRegistry;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::functions_nested::all_default_nested_functions;
use datafusion::physical_plan::{ExecutionPlan, common};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::protobuf::PhysicalPlanNode;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a scheduler may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// Moves the fields that a query takes of a struct towards the table.
const LEAF_EXPRESSIONS: &str = "datafusion.optimizer.enable_leaf_expression_pushdown";

/// Returns the settings of a session. Ballista's are among them, so that a plan that is made here can run on a cluster.
///
/// Fields of an answer are not moved towards the table: the optimizer would price each claim again for every field that a query takes.
#[must_use]
pub fn config(options: BulkOptions) -> SessionConfig {
    SessionConfig::new_with_ballista().with_option_extension(options).set_bool(LEAF_EXPRESSIONS, false)
}

/// Returns the state of a session that knows the functions.
///
/// # Errors
/// Never in practice: the signature is that of Ballista's session builder.
pub fn state(config: SessionConfig, runtime: Arc<RuntimeEnv>) -> Result<SessionState> {
    let scalar = [functions::price(), functions::csv_row()];
    let mut builder =
        SessionStateBuilder::new().with_config(config).with_runtime_env(runtime).with_default_features();
    builder.scalar_functions().get_or_insert_default().extend(scalar);
    builder.aggregate_functions().get_or_insert_default().push(functions::collect());
    Ok(builder.build())
}

/// Returns a session on this machine, in which a query has so many partitions.
///
/// # Errors
/// Those of [`state`].
pub fn local(options: BulkOptions, partitions: usize) -> Result<SessionContext> {
    let config = config(options).with_target_partitions(partitions);
    Ok(SessionContext::new_with_state(state(config, runtime(None)?)?))
}

/// Runs a plan on the cluster of a scheduler, such as `http://host:50050`, and returns its rows.
///
/// The plan is made on this machine, because Ballista's form of a query before that leaves out names which the optimizer gave.
///
/// # Errors
/// If the scheduler does not answer, or an executor failed.
pub async fn collect_there(
    session: &SessionContext,
    url: &str,
    plan: Arc<dyn ExecutionPlan>,
) -> Result<Vec<RecordBatch>> {
    reach(url).await.map_err(|why| exec_datafusion_err!("{why}"))?;
    let config = session.copied_config();
    let codec = config.ballista_physical_extension_codec();
    let stream = execute_physical_plan::<PhysicalPlanNode>(
        url.to_owned(),
        &config.ballista_config(),
        plan,
        codec.as_ref(),
        session.session_id(),
        config,
    )
    .await?;
    common::collect(stream).await
}

/// Tries whether a scheduler answers. Ballista's own error does not say what did not.
///
/// # Errors
/// If it does not, and why.
pub(crate) async fn reach(url: &str) -> Result<(), String> {
    let at = url.strip_prefix("http://").unwrap_or(url);
    let no_answer = |why: &dyn Display| format!("The scheduler at {at} does not answer: {why}");
    let connected = timeout(PATIENCE, TcpStream::connect(at)).await;
    connected.map_err(|late| no_answer(&late))?.map(drop).map_err(|error| no_answer(&error))
}

/// Returns the functions that an executor knows: the usual ones, and those of this crate.
#[must_use]
pub fn registry() -> BallistaFunctionRegistry {
    let mut registry = BallistaFunctionRegistry::default();
    // Ballista leaves those of lists out. Rows of lines need them, and so do queries.
    let functions =
        all_default_nested_functions().into_iter().chain([functions::price(), functions::csv_row()]);
    registry.scalar_functions.extend(functions.map(|function| (function.name().to_owned(), function)));
    let collect = functions::collect();
    registry.aggregate_functions.insert(collect.name().to_owned(), collect);
    registry
}
