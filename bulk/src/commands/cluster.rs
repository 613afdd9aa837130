//! `medpayiq-bulk scheduler` and `medpayiq-bulk executor`: the programs of a cluster.

use super::{AnyError, end_when_told, host_and_port, scheduler_url};
use crate::options::BulkOptions;
use crate::session;
use crate::stores::runtime;
use crate::work::snapshot;
use ballista_core::config::{LogRotationPolicy, TaskSchedulingPolicy};
use ballista_core::ids::new_instance_id;
use ballista_core::utils::GrpcServerConfig;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::prelude::SessionConfig;
use medpayiq_arrow::snapshots;
use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The largest message between the programs: plans name every column, so 16 MiB are far more than they need.
const MOST_MESSAGE_BYTES: u32 = 16 * 1024 * 1024;

/// How long an executor waits before it tries again whether the scheduler answers.
const BETWEEN_TRIES: Duration = Duration::from_millis(500);

/// Where a scheduler listens.
#[derive(Debug, clap::Args)]
pub(super) struct SchedulerArguments {
    /// The address to listen on. Anyone who reaches it can run queries: keep it in a trusted network.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// The port to listen on.
    #[arg(long, default_value_t = 50050)]
    port: u16,
    /// The name by which executors and clients reach the scheduler.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// After how many seconds without a sign an executor is lost, and its parts are given to others.
    #[arg(long, default_value_t = 30)]
    executor_timeout: u64,
}

/// Where an executor listens, and what it prices from.
#[derive(Debug, clap::Args)]
pub(super) struct ExecutorArguments {
    /// The scheduler, such as df://host:50050.
    #[arg(long, value_name = "ADDRESS")]
    scheduler: String,
    /// The snapshots that it serves. It reads them before it takes work, and refuses sessions that ask for others. If absent, it
    /// reads the snapshot that a session names by its path.
    #[arg(long, value_name = "FILE")]
    snapshot: Vec<PathBuf>,
    /// The SHA-256 that each snapshot must have, in the same order.
    #[arg(long, value_name = "HEX")]
    sha256: Vec<String>,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// The name by which the scheduler and clients reach it.
    #[arg(long)]
    host: Option<String>,
    /// The port for results.
    #[arg(long, default_value_t = 50051)]
    port: u16,
    /// The port for tasks.
    #[arg(long, default_value_t = 50052)]
    grpc_port: u16,
    /// How many parts it prices at a time. If absent: the processors of the machine.
    #[arg(long, value_name = "COUNT")]
    parts_at_a_time: Option<usize>,
    /// The folder for results between stages. If absent: a folder for temporary files.
    #[arg(long, value_name = "FOLDER")]
    work_dir: Option<String>,
}

pub(super) async fn run_scheduler(arguments: SchedulerArguments) -> Result<(), AnyError> {
    let SchedulerArguments { bind, port, host, executor_timeout } = arguments;
    let config = SchedulerConfig {
        external_host: host,
        bind_host: bind.to_string(),
        bind_port: port,
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        executor_timeout_seconds: executor_timeout,
        expire_dead_executor_interval_seconds: (executor_timeout / 3).max(1),
        no_executors_grace_period_seconds: executor_timeout,
        override_config_producer: Some(Arc::new(|| session::config(BulkOptions::none()))),
        override_session_builder: Some(Arc::new(|config| session::state(config, runtime(None)?))),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    check_free(bind, port)?;
    println!("The scheduler listens on {bind}:{port}.");
    start_server(cluster, (bind, port).into(), Arc::new(config)).await?;
    Ok(())
}

pub(super) async fn run_executor(arguments: ExecutorArguments) -> Result<(), AnyError> {
    let sums = &arguments.sha256;
    if !sums.is_empty() && sums.len() != arguments.snapshot.len() {
        return Err("Give --sha256 once for each --snapshot, in the same order, or not at all.".into());
    }
    if arguments.port == arguments.grpc_port {
        return Err("--port and --grpc-port must be two ports.".into());
    }
    check_free(arguments.bind, arguments.port)?;
    check_free(arguments.bind, arguments.grpc_port)?;
    let mut loaded = Vec::new();
    for file in &arguments.snapshot {
        loaded.push(snapshot::load(file).await?);
    }
    if !loaded.is_empty() {
        snapshots::serve_no_others();
    }
    for (loaded, expected) in loaded.iter().zip(sums) {
        if !loaded.sha256.eq_ignore_ascii_case(expected) {
            let (path, found) = (loaded.path.display(), &loaded.sha256);
            return Err(format!(
                "{path} has SHA-256 {found}, not {expected}. Give this executor the right snapshot."
            )
            .into());
        }
    }
    for loaded in &loaded {
        println!("Serves {} with SHA-256 {}.", loaded.path.display(), loaded.sha256);
    }
    let scheduler = scheduler_url(&arguments.scheduler)?;
    let config = executor_config(arguments)?;
    wait_for_scheduler(&scheduler).await;
    start_executor_process(Arc::new(config)).await?;
    Ok(())
}

/// Tries whether the program can listen on a port. Ballista's executor ends without a word if it cannot.
fn check_free(bind: IpAddr, port: u16) -> Result<(), AnyError> {
    let listened = TcpListener::bind((bind, port));
    listened.map(drop).map_err(|error| format!("{bind}:{port} cannot be listened on: {error}").into())
}

/// Waits until a scheduler answers, and says so once if it does not. Ballista would wait without a word, and not end when it is told
/// to.
async fn wait_for_scheduler(url: &str) {
    let Err(why) = session::reach(url).await else { return };
    eprintln!("{why}. Waiting for it.");
    let ending = tokio::spawn(end_when_told(true));
    while session::reach(url).await.is_err() {
        sleep(BETWEEN_TRIES).await;
    }
    ending.abort();
}

fn executor_config(arguments: ExecutorArguments) -> Result<ExecutorProcessConfig, AnyError> {
    let (scheduler_host, scheduler_port) = host_and_port(&arguments.scheduler)?;
    let registry = session::registry();
    let temporary = arguments.work_dir.clone().map(PathBuf::from);
    Ok(ExecutorProcessConfig {
        // Not the port and the process: they are the same in the containers of two executors, and of one that began again.
        executor_id: new_instance_id(),
        bind_host: arguments.bind.to_string(),
        external_host: arguments.host,
        port: arguments.port,
        grpc_port: arguments.grpc_port,
        scheduler_host: scheduler_host.to_owned(),
        scheduler_port,
        scheduler_connect_timeout_seconds: 0,
        vcores: arguments.parts_at_a_time.unwrap_or(0),
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        log_dir: None,
        work_dir: arguments.work_dir,
        special_mod_log_level: String::new(),
        print_thread_info: false,
        log_rotation_policy: LogRotationPolicy::Daily,
        job_data_ttl_seconds: 3600,
        job_data_clean_up_interval_seconds: 300,
        grpc_max_decoding_message_size: MOST_MESSAGE_BYTES,
        grpc_max_encoding_message_size: MOST_MESSAGE_BYTES,
        grpc_server_config: GrpcServerConfig::default(),
        executor_heartbeat_interval_seconds: 5,
        metric_collection_policy: Default::default(),
        memory_pool_size: Some(0),
        memory_pool_fraction: 0.6,
        session_runtime_cache_capacity: 16,
        override_execution_engine: None,
        override_function_registry: Some(Arc::new(registry)),
        override_runtime_producer: Some(Arc::new(move |_: &SessionConfig| runtime(temporary.clone()))),
        override_config_producer: Some(Arc::new(|| session::config(BulkOptions::none()))),
        override_logical_codec: None,
        override_physical_codec: None,
        override_arrow_flight_service: None,
        override_create_grpc_client_endpoint: None,
        client_ttl: 0,
        health: Default::default(),
    })
}
