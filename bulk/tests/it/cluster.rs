//! A scheduler and two executors on this machine.

use crate::program::{Folder, TINY, bytes, parts};
use medpayiq_core::snapshot::Snapshot;
use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The files of a job. Each is a part.
const FILES: usize = 8;

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn start(folder: &Folder, log: &str, arguments: &[&str]) -> Running {
    let log = File::create(folder.path(log)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_medpayiq-bulk"));
    command.args(arguments).stdout(log.try_clone().unwrap()).stderr(log).stdin(Stdio::null());
    Running(command.spawn().unwrap())
}

/// A port that nobody listens on.
fn port() -> String {
    let range = 20_000..32_000;
    let start = u16::try_from(std::process::id() % 10_000).unwrap();
    static TAKEN: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);
    loop {
        let next = TAKEN.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let port = range.start + (start + next) % (range.end - range.start);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port.to_string();
        }
    }
}

fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_true() {
        assert!(began.elapsed() < Duration::from_secs(120), "waited too long until {what}");
        sleep(Duration::from_millis(50));
    }
}

struct Cluster {
    address: String,
    _scheduler: Running,
    executors: Vec<Running>,
}

impl Cluster {
    fn start(folder: &Folder, snapshots: [&str; 2]) -> Self {
        let at = port();
        let scheduler =
            start(folder, "scheduler.log", &["scheduler", "--port", &at, "--executor-timeout", "9"]);
        wait_until("the scheduler listens", || TcpStream::connect(format!("127.0.0.1:{at}")).is_ok());
        let address = format!("df://127.0.0.1:{at}");
        let executors = snapshots.iter().enumerate().map(|(number, snapshot)| {
            let (results, tasks) = (port(), port());
            let arguments = [
                "executor",
                "--scheduler",
                &address,
                "--snapshot",
                snapshot,
                "--port",
                &results,
                "--grpc-port",
                &tasks,
                "--parts-at-a-time",
                "1",
            ];
            let running = start(folder, &format!("executor-{number}.log"), &arguments);
            wait_until("an executor listens", || TcpStream::connect(format!("127.0.0.1:{results}")).is_ok());
            running
        });
        Self { executors: executors.collect(), address, _scheduler: scheduler }
    }
}

fn job(claims: &str) -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("in")).unwrap();
    for number in 0..FILES {
        let name = format!("in/{number}.parquet");
        folder.succeed(&["generate", &name, "--claims", claims, "--first", &(number * 100_000).to_string()]);
    }
    folder
}

#[test]
fn two_executors_write_the_bytes_that_one_process_writes() {
    let folder = job("1000");
    let cluster = Cluster::start(&folder, [TINY, TINY]);
    for form in [&[][..], &["--rows", "lines"], &["--format", "csv"]] {
        let (alone, together) = (format!("alone{}", form.concat()), format!("together{}", form.concat()));
        folder.succeed(&[&["price", "in", &alone, "--snapshot", TINY], form].concat());
        let on_cluster = ["price", "in", &together, "--snapshot", TINY, "--scheduler", &cluster.address];
        folder.succeed(&[&on_cluster, form].concat());
        assert_eq!(parts(&folder.path(&alone)).len(), FILES);
        assert!(bytes(&folder.path(&alone)) == bytes(&folder.path(&together)), "{form:?}: the files differ");
    }
}

#[test]
fn a_scheduler_that_does_not_answer_is_named() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.parquet", "--claims", "1"]);
    let sql = ["sql", "select 1", "--snapshot", TINY, "--scheduler", "df://127.0.0.1:1"];
    let words = folder.fail(&sql);
    assert!(words.contains("The scheduler at 127.0.0.1:1 does not answer: "), "{words}");
}

#[test]
fn a_query_has_the_same_answer_on_a_cluster() {
    let folder = job("200");
    let cluster = Cluster::start(&folder, [TINY, TINY]);
    folder.succeed(&["generate", "lines.csv", "--claims", "400"]);
    let query = "select p['locality'] as place, count(*), sum(p['total_allowed']) \
                 from (select medpayiq_price(claim) as p from c) group by 1 order by 1";
    for file in ["c=in/3.parquet", "c=lines.csv"] {
        let sql = ["sql", query, "--snapshot", TINY, "--table", file, "--format", "csv"];
        let alone = folder.succeed(&sql);
        let together = folder.succeed(&[&sql[..], &["--scheduler", &cluster.address]].concat());
        assert!(alone.lines().count() > 2, "{alone}");
        assert_eq!(alone, together);
    }
}

#[test]
fn a_job_ends_right_if_an_executor_is_killed() {
    let folder = job("4000");
    folder.succeed(&["price", "in", "alone", "--snapshot", TINY]);
    let mut cluster = Cluster::start(&folder, [TINY, TINY]);
    let price = ["price", "in", "together", "--snapshot", TINY, "--scheduler", &cluster.address];
    let mut command = Command::new(env!("CARGO_BIN_EXE_medpayiq-bulk"));
    let client =
        command.current_dir(folder.path(".")).args(price).stdout(Stdio::piped()).stderr(Stdio::piped());
    let client = client.spawn().unwrap();
    let is_part = |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "parquet");
    let finished =
        || if folder.path("together").exists() { parts(&folder.path("together")) } else { Vec::new() };
    wait_until("a part is finished", || finished().iter().any(is_part));
    // SIGKILL: the executor cannot say that it ends.
    drop(cluster.executors.pop());
    let then = finished().iter().filter(|path| is_part(path)).count();
    let output = client.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(then < FILES, "the job had ended before the executor was killed");
    assert!(bytes(&folder.path("alone")) == bytes(&folder.path("together")), "the files differ");
}

#[test]
fn an_executor_with_another_snapshot_refuses_in_words() {
    let folder = job("50");
    // The same schedule in other bytes: without its last release.
    let mut other = Snapshot::open(TINY.as_ref()).unwrap();
    other.releases.pop();
    other.save(&folder.path("other.mpiq")).unwrap();
    let other = folder.path("other.mpiq");
    let cluster = Cluster::start(&folder, [TINY, other.to_str().unwrap()]);
    let words = folder.fail(&["price", "in", "out", "--snapshot", TINY, "--scheduler", &cluster.address]);
    assert!(words.contains("This executor serves") && words.contains("other.mpiq (SHA-256 "), "{words}");
    assert!(words.contains("Start every executor with the snapshot of the session."), "{words}");
}

#[test]
fn an_executor_waits_for_its_scheduler_and_ends_when_told() {
    let folder = Folder::new();
    let (at, results, tasks) = (port(), port(), port());
    let scheduler = format!("df://127.0.0.1:{at}");
    let arguments = ["executor", "--scheduler", &scheduler, "--port", &results, "--grpc-port", &tasks];
    let mut waiting = start(&folder, "waiting.log", &arguments);
    let log = || std::fs::read_to_string(folder.path("waiting.log")).unwrap();
    wait_until("it says so", || {
        log().contains(&format!("The scheduler at 127.0.0.1:{at} does not answer: "))
    });
    let told = Command::new("kill").args(["-TERM", &waiting.0.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(waiting.0.wait().unwrap().code(), Some(0));

    let other = start(&folder, "waiting.log", &arguments);
    wait_until("it says so again", || log().contains("Waiting for it."));
    let _scheduler = start(&folder, "scheduler.log", &["scheduler", "--port", &at]);
    wait_until("the executor takes work", || TcpStream::connect(format!("127.0.0.1:{results}")).is_ok());
    drop(other);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().port().to_string();
    let expected = format!("127.0.0.1:{taken} cannot be listened on: ");
    let executor = ["executor", "--scheduler", "df://127.0.0.1:1"];
    for ports in [["--port", &taken, "--grpc-port", "1"], ["--port", &port(), "--grpc-port", &taken]] {
        let words = folder.fail(&[&executor[..], &ports].concat());
        assert!(words.contains(&expected), "{words}");
    }
    let words = folder.fail(&["scheduler", "--port", &taken]);
    assert!(words.contains(&expected), "{words}");
    let words = folder.fail(&[&executor[..], &["--port", &taken, "--grpc-port", &taken]].concat());
    assert!(words.contains("must be two ports"), "{words}");
}

#[test]
fn an_executor_checks_its_snapshot_before_it_takes_work() {
    let folder = Folder::new();
    let zeros = "0".repeat(64);
    let executor = ["executor", "--scheduler", "df://127.0.0.1:1", "--snapshot", TINY];
    let words = folder.fail(&[&executor[..], &["--sha256", &zeros]].concat());
    assert!(words.contains("Give this executor the right snapshot."), "{words}");
    let words = folder.fail(&[&executor[..], &["--snapshot", TINY, "--sha256", &zeros]].concat());
    assert!(words.contains("Give --sha256 once for each --snapshot"), "{words}");
}
