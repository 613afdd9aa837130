//! What the repository gives operators: the container files and `ops/`. Everything that they name exists.

use crate::support::server::Server;
use crate::support::{checkout, settings};
use std::collections::BTreeSet;
use std::fs;

/// The files for containers at the top of the checkout.
const CONTAINER_FILES: [&str; 4] =
    ["Dockerfile", "docker-compose.yml", "compose.production.yml", "compose.replicas.yml"];
/// Variables that are no settings of the program: the commit is compiled in.
const NO_SETTINGS: [&str; 1] = ["MEDPAYIQ_COMMIT"];
/// Settings that the compose file does not pass on: the image sets them, they are for the private PostgreSQL that an image does not
/// have, or another of them does the same.
const NOT_PASSED_ON: [&str; 4] =
    ["MEDPAYIQ_LISTEN", "MEDPAYIQ_DATA_DIR", "MEDPAYIQ_PG_BINDIR", "DATABASE_URL_FILE"];

fn text(path: &str) -> String {
    fs::read_to_string(checkout(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below `ops`, with its path.
fn ops() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in fs::read_dir(checkout("ops")).unwrap() {
        let folder = folder.unwrap().file_name().into_string().unwrap();
        for file in fs::read_dir(checkout("ops").join(&folder)).unwrap() {
            let path = format!("ops/{folder}/{}", file.unwrap().file_name().into_string().unwrap());
            files.push((path.clone(), text(&path)));
        }
    }
    files
}

/// The words of a text that begin with one of these and go on with what `is_part` accepts.
fn words<'a>(text: &'a str, starts: &[&str], is_part: fn(char) -> bool) -> BTreeSet<&'a str> {
    let words = text.split(|c: char| !is_part(c));
    words.filter(|word| starts.iter().any(|start| word.starts_with(start))).collect()
}

fn variables(text: &str) -> BTreeSet<&str> {
    words(text, &["MEDPAYIQ_", "DATABASE_URL"], |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn every_variable_that_operators_are_given_is_a_setting() {
    let known: BTreeSet<String> = settings().into_iter().chain(NO_SETTINGS.map(str::to_owned)).collect();
    let containers = CONTAINER_FILES.map(|path| (path.to_owned(), text(path)));
    let (mut unknown, mut found) = (Vec::new(), 0);
    for (path, text) in ops().iter().chain(&containers) {
        for variable in variables(text) {
            found += 1;
            if !known.contains(variable) {
                unknown.push(format!("{path}: {variable}"));
            }
        }
    }
    assert_eq!(unknown, [""; 0]);
    assert!(found > 30, "{found}");
}

#[test]
fn containers_get_every_setting() {
    let compose = text("docker-compose.yml");
    for setting in settings() {
        // YAML refuses a name that occurs twice.
        let times = compose.matches(&format!("\n  {setting}: ")).count();
        assert!(times <= 1, "{setting} is {times} times in x-settings of docker-compose.yml");
        let passed = times == 1;
        let kept = NOT_PASSED_ON.contains(&setting.as_str());
        assert!(
            passed != kept,
            "{setting}: add `{setting}: ${{{setting}:-}}` to x-settings of docker-compose.yml"
        );
    }
}

#[test]
fn every_metric_and_label_that_operators_are_given_exists() {
    let server = Server::with_starter_data();
    let served = server.get("/metrics").text().to_owned();
    let families: BTreeSet<&str> =
        served.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let (mut unknown, mut named) = (Vec::new(), BTreeSet::new());
    let monitoring =
        ops().into_iter().filter(|(path, _)| path.contains("prometheus") || path.contains("grafana"));
    for (path, text) in monitoring {
        let metrics = words(&text, &["medpayiq_", "process_"], |c| c.is_ascii_lowercase() || c == '_');
        for metric in metrics {
            let of_histogram = ["_bucket", "_sum", "_count"].iter().find_map(|end| metric.strip_suffix(end));
            if !families.contains(of_histogram.unwrap_or(metric)) {
                unknown.push(format!("{path}: {metric}"));
            }
            named.insert(of_histogram.unwrap_or(metric).to_owned());
        }
        // In the dashboard, quotes are escaped.
        let plain = text.replace("\\\"", "\"");
        for label in ["kind", "status", "outcome", "form"] {
            for value in plain.split(&format!("{label}=\"")).skip(1) {
                let value = value.split('"').next().unwrap();
                if !served.contains(&format!("{label}=\"{value}\"")) {
                    unknown.push(format!("{path}: {label}={value}"));
                }
            }
        }
    }
    assert_eq!(unknown, [""; 0]);
    assert!(named.len() >= 10, "{named:?}");
}

#[test]
fn every_alert_is_tested_and_has_a_part_of_the_runbook() {
    let rules = text("ops/prometheus/medpayiq.rules.yml");
    let (tests, runbook) = (text("ops/prometheus/medpayiq.rules.test.yml"), text("docs/operating.md"));
    let alerts: Vec<&str> = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(alerts.len() >= 10);
    for alert in alerts {
        assert!(runbook.contains(&format!("\n**`{alert}`** ")), "docs/operating.md does not have {alert}");
        let fires = format!("alertname: {alert}\n        exp_alerts:\n");
        assert!(tests.contains(&fires), "no test sees {alert} fire");
        assert!(tests.contains(&format!("alertname: {alert}, exp_alerts: []")), "no test sees {alert} rest");
    }
}

#[test]
fn the_image_has_the_version_and_every_target_of_the_manifests() {
    let dockerfile = text("Dockerfile");
    let label = format!("image.version=\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(dockerfile.contains(&label), "{label}");
    // Cargo refuses a manifest that names an example or a benchmark without a file.
    for folder in fs::read_dir(checkout("crates")).unwrap() {
        let folder = format!("crates/{}", folder.unwrap().file_name().into_string().unwrap());
        let manifest = text(&format!("{folder}/Cargo.toml"));
        let mut copied = vec!["Cargo.toml"];
        copied.extend(manifest.contains("[[example]]").then_some("examples"));
        copied.extend(manifest.contains("[[bench]]").then_some("benches"));
        for file in copied {
            let line = format!("COPY {folder}/{file} ");
            assert!(dockerfile.contains(&line), "the Dockerfile lacks {line}");
        }
    }
}
