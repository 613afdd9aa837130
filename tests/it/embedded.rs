//! The private PostgreSQL: created, shared, killed and found again. Each test has its own cluster and removes it. All tests
//! pass for root and for a normal user.

use medpayiq::cluster::{EmbeddedCluster, EmbeddedError, Settings};
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio_postgres::{Client, Config, NoTls, config::Host};

#[tokio::test]
async fn the_first_run_makes_a_database_and_the_second_finds_its_data() {
    let place = Place::new();
    let first = place.start().await;
    run(&connect(&first.config()).await, "create table kept as select 'yes' as answer").await;
    first.stop().await.unwrap();
    assert!(!place.runs());

    let second = place.start().await;
    let client = connect(&second.config()).await;
    assert_eq!(ask(&client, "select answer from kept").await, "yes");
    assert_eq!(
        ask(&client, "select current_database() || ' of ' || current_user").await,
        "medpayiq of medpayiq"
    );
    assert_eq!(ask(&client, "show listen_addresses").await, "");
    assert_eq!(ask(&client, "show fsync").await, "on");
    second.stop().await.unwrap();
    assert!(!place.runs());
}

#[tokio::test]
async fn two_programs_that_start_at_once_share_a_cluster_which_ends_with_the_last() {
    let place = Place::new();
    let (one, two) = (OtherProgram::begin(&place), OtherProgram::begin(&place));
    let (one, two) = (one.ready(), two.ready());
    one.stop();
    assert!(place.runs(), "the first to stop took the cluster away from the other");
    two.stop();
    assert!(!place.runs());
}

#[tokio::test]
async fn a_program_killed_while_it_makes_the_cluster_does_not_block_the_next() {
    let place = Place::new();
    let program = OtherProgram::begin(&place);
    wait_until("initdb is at work", || place.data_dir.join("cluster.new/base").exists());
    program.kill();
    assert!(!place.data_dir.join("cluster").exists(), "killed too late to test anything");

    let cluster = place.start().await;
    connect(&cluster.config()).await;
    assert!(!place.data_dir.join("cluster.new").exists());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_program_killed_while_it_starts_the_cluster_does_not_block_the_next() {
    let place = Place::new();
    place.start().await.stop().await.unwrap();
    let program = OtherProgram::begin(&place);
    wait_until("the postmaster begins", || place.postmaster().is_some());
    program.kill();

    let cluster = place.start().await;
    connect(&cluster.config()).await;
    cluster.stop().await.unwrap();
    assert!(!place.runs());
}

#[tokio::test]
async fn a_killed_program_leaves_a_cluster_that_the_next_one_uses_and_stops() {
    let place = Place::new();
    OtherProgram::begin(&place).ready().kill();
    let left_running = place.postmaster().unwrap();

    let cluster = place.start().await;
    connect(&cluster.config()).await;
    assert_eq!(place.postmaster(), Some(left_running));
    cluster.stop().await.unwrap();
    assert!(!place.runs());
}

#[tokio::test]
async fn a_killed_program_does_not_take_the_cluster_from_another() {
    let place = Place::new();
    let cluster = place.start().await;
    let client = connect(&cluster.config()).await;
    OtherProgram::begin(&place).ready().kill();
    assert_eq!(ask(&client, "select 'here'").await, "here");
    cluster.stop().await.unwrap();
    assert!(!place.runs());
}

#[tokio::test]
async fn a_killed_postmaster_is_started_again_with_the_data_it_had() {
    let place = Place::new();
    let cluster = place.start().await;
    let client = connect(&cluster.config()).await;
    run(&client, "create table kept as select 'yes' as answer").await;
    // A backend in the middle of a statement survives as an orphan and uses the data until the statement ends.
    let busy = connect(cluster.config().application_name("busy")).await;
    let statement = "select count(*) from generate_series(1, 3000000)";
    let count = tokio::spawn(async move { busy.batch_execute(statement).await });
    let busy =
        "select count(*)::text from pg_stat_activity where application_name = 'busy' and state = 'active'";
    while ask(&client, busy).await == "0" {}

    kill(place.postmaster().unwrap());
    wait_until("the postmaster is gone", || !place.runs());
    cluster.keep_running().await.unwrap();
    _ = count.await.unwrap(); // through or broken off, as the orphan was faster or not
    assert_eq!(ask(&connect(&cluster.config()).await, "select answer from kept").await, "yes");

    let running = place.postmaster();
    cluster.keep_running().await.unwrap();
    assert_eq!(place.postmaster(), running, "a living postmaster was restarted");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_stranger_with_the_number_of_a_dead_postmaster_does_not_block_the_start() {
    let place = Place::new();
    place.start().await.stop().await.unwrap();
    fs::write(place.data_dir.join("cluster/postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
    place.start().await.stop().await.unwrap();
}

#[tokio::test]
async fn a_long_path_with_odd_characters_gets_its_socket_under_tmp() {
    let mut place = Place::new();
    place.data_dir = place.data_dir.join(format!("it's \"$HOME\" {}", "a".repeat(100)));
    let cluster = place.start().await;
    let socket = socket_folder(&cluster.config());
    assert!(socket.starts_with("/tmp"), "{socket:?}");
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o700);
    connect(&cluster.config()).await;
    cluster.stop().await.unwrap();
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_socket_folder_that_others_may_enter_is_refused() {
    let place = Place::new();
    let cluster = place.start().await;
    let socket = socket_folder(&cluster.config());
    cluster.stop().await.unwrap();

    fs::create_dir(&socket).unwrap();
    fs::set_permissions(&socket, Permissions::from_mode(0o755)).unwrap();
    let message = place.refusal().await;
    assert!(message.contains(socket.to_str().unwrap()) && message.contains("Remove it"), "{message}");
}

#[tokio::test]
async fn root_is_told_which_folder_its_account_may_not_enter() {
    let mut place = Place::new();
    let closed = place.data_dir.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    place.data_dir = closed.join("data");
    match EmbeddedCluster::start(place.settings()).await {
        Ok(cluster) => cluster.stop().await.unwrap(), // a normal user enters their own folder
        Err(error) => {
            assert!(matches!(&error, EmbeddedError::Blocked { folder, .. } if *folder == closed), "{error}");
            assert!(error.to_string().contains(&format!("chmod o+x {}", closed.display())), "{error}");
            assert!(!place.data_dir.exists(), "a folder was made that is of no use");
        }
    }
}

#[tokio::test]
async fn a_chosen_folder_without_programs_is_named_with_the_ways_out() {
    let mut place = Place::new();
    place.programs = Some(place.data_dir.clone());
    let message = place.refusal().await;
    for part in [place.data_dir.to_str().unwrap(), "MEDPAYIQ_PG_BINDIR", "DATABASE_URL"] {
        assert!(message.contains(part), "{message}");
    }
}

#[tokio::test]
async fn programs_that_are_too_old_are_named_with_their_version() {
    let mut place = Place::new();
    let programs = place.fake_programs("echo 'postgres (PostgreSQL) 13.21'");
    place.programs = Some(programs.clone());
    let message = place.refusal().await;
    assert!(message.contains(&format!("PostgreSQL 13 in {} is too old", programs.display())), "{message}");
}

#[tokio::test]
async fn data_of_another_major_version_is_refused_and_left_alone() {
    let place = Place::new();
    let version = place.data_dir.join("cluster/PG_VERSION");
    fs::create_dir(version.parent().unwrap()).unwrap();
    fs::write(&version, "9\n").unwrap();
    let message = place.refusal().await;
    assert!(message.contains("PostgreSQL 9 made the data in"), "{message}");
    assert_eq!(fs::read_to_string(&version).unwrap(), "9\n");
}

#[tokio::test]
async fn what_initdb_says_is_shown_when_it_fails() {
    let mut place = Place::new();
    place.programs = Some(place.fake_programs(
        "case $0 in */initdb) echo 'initdb: no space left' >&2; exit 1;; *) echo 'postgres (PostgreSQL) 17.2';; esac",
    ));
    let message = place.refusal().await;
    assert!(message.contains("initdb failed") && message.contains("no space left"), "{message}");
}

#[tokio::test]
async fn what_postgres_logs_is_shown_when_it_does_not_start() {
    let place = Place::new();
    place.start().await.stop().await.unwrap();
    fs::write(place.data_dir.join("cluster/postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let message = place.refusal().await;
    assert!(message.contains("pg_ctl start failed") && message.contains("no_such_setting"), "{message}");
}

/// This is the other program of the tests above: they run this binary again with only this test. It uses the cluster until its
/// input ends.
#[tokio::test]
async fn plays_another_program_when_asked() {
    let Some(data_dir) = std::env::var_os(PLAY) else { return };
    let settings = Settings { data_dir: data_dir.into(), programs: None, path: std::env::var_os("PATH") };
    let cluster = EmbeddedCluster::start(settings).await.unwrap();
    println!("\n{READY}");
    std::io::stdin().lines().for_each(drop);
    cluster.stop().await.unwrap();
}

/// The variable that makes this binary the other program, with its data folder.
const PLAY: &str = "MEDPAYIQ_TEST_PLAYS_IN";

/// The line that the other program prints when its cluster runs.
const READY: &str = "the cluster runs";

struct OtherProgram(Child);

impl OtherProgram {
    fn begin(place: &Place) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "embedded::plays_another_program_when_asked", "--nocapture"]);
        command.env(PLAY, &place.data_dir).stdin(Stdio::piped()).stdout(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    fn ready(mut self) -> Self {
        let output = BufReader::new(self.0.stdout.as_mut().unwrap());
        assert!(output.lines().any(|line| line.unwrap() == READY), "the other program did not start");
        self
    }

    fn stop(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A folder for one cluster. Processes that still run there at the end are killed.
struct Place {
    _folder: TempDir,
    data_dir: PathBuf,
    programs: Option<PathBuf>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("mpiq-").tempdir_in("/tmp").unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
        let data_dir = folder.path().to_owned();
        Self { _folder: folder, data_dir, programs: None }
    }

    fn settings(&self) -> Settings {
        let (data_dir, programs) = (self.data_dir.clone(), self.programs.clone());
        Settings { data_dir, programs, path: std::env::var_os("PATH") }
    }

    async fn start(&self) -> EmbeddedCluster {
        EmbeddedCluster::start(self.settings()).await.unwrap()
    }

    /// Returns the message of a start that must fail.
    async fn refusal(&self) -> String {
        EmbeddedCluster::start(self.settings()).await.unwrap_err().to_string()
    }

    fn postmaster(&self) -> Option<u32> {
        let text = fs::read_to_string(self.data_dir.join("cluster/postmaster.pid")).ok()?;
        text.lines().next()?.parse().ok()
    }

    fn runs(&self) -> bool {
        UnixStream::connect(self.data_dir.join("socket/.s.PGSQL.5432")).is_ok()
    }

    /// A folder of PostgreSQL's programs in which each is the same shell script.
    fn fake_programs(&self, script: &str) -> PathBuf {
        let folder = self.data_dir.join("bin");
        fs::create_dir(&folder).unwrap();
        for name in ["initdb", "postgres", "pg_ctl"] {
            fs::write(folder.join(name), format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(folder.join(name), Permissions::from_mode(0o755)).unwrap();
        }
        folder
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.postmaster().into_iter().for_each(kill);
    }
}

/// The shell has its own `kill`, which therefore is on every machine.
fn kill(process: u32) {
    let status = Command::new("sh").args(["-c", &format!("kill -9 {process} 2>/dev/null")]).status();
    assert!(status.is_ok());
}

fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !happened() {
        assert!(Instant::now() < deadline, "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn run(client: &Client, statement: &str) {
    client.batch_execute(statement).await.unwrap();
}

async fn ask(client: &Client, question: &str) -> String {
    client.query_one(question, &[]).await.unwrap().get(0)
}

fn socket_folder(config: &Config) -> PathBuf {
    match config.get_hosts() {
        [Host::Unix(folder)] => Path::new(folder).to_owned(),
        hosts => panic!("not one Unix socket: {hosts:?}"),
    }
}
