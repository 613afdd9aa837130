//! Counts the requests of each operation, and measures their durations.

use super::steps::Steps;
use crate::api::pages::list::PAGES;
use crate::denials::PublicationTerms;
use actix_web::http::StatusCode;
use prometheus::{
    Histogram, HistogramVec, IntCounter, IntCounterVec, Registry,
    register_histogram_vec_with_registry as histograms, register_int_counter_vec_with_registry as counters,
};
use std::collections::HashMap;
use std::time::Duration;
use utoipa::openapi::OpenApi as Document;

/// The bounds of the histogram, in seconds. An estimate takes about ten microseconds, a read of the database a few milliseconds, a
/// remittance some seconds.
const BOUNDS: &[f64] = &[
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The operations that add or retract denial reports. Their successes are counted in steps.
pub(in crate::api) const CONTRIBUTING: [&str; 7] = [
    "create_denial_report",
    "delete_denial_report",
    "create_remittance",
    "send_report_page",
    "retract_page",
    "read_remittance_page",
    "contribute_remittance_page",
];

/// The requests of each operation, and those of no operation.
pub(in crate::api) struct RequestMetrics {
    operations: HashMap<String, OperationMetrics>,
    other: OperationMetrics,
}

impl RequestMetrics {
    pub(crate) fn register(
        registry: &Registry,
        document: &Document,
        terms: PublicationTerms,
    ) -> prometheus::Result<Self> {
        let families = MetricFamilies {
            answered: counters!(
                "medpayiq_http_requests_total",
                "Requests by operation and status class. HEAD counts as GET. Requests to no operation count as other. Requests \
                 that add or retract denial reports are counted in steps.",
                &["method", "route", "status"],
                registry
            )?,
            seconds: histograms!(
                "medpayiq_http_request_duration_seconds",
                "Seconds from the head of a request to the head of its response, by operation.",
                &["method", "route"],
                BOUNDS.to_vec(),
                registry
            )?,
        };
        let operations = operations(document).chain(PAGES.iter().copied()).map(|(method, route, name)| {
            let steps = CONTRIBUTING.contains(&name).then(|| Steps::new(terms));
            (name.to_owned(), families.operation(method, route, steps))
        });
        Ok(Self { operations: operations.collect(), other: families.operation("other", "other", None) })
    }

    /// Counts a request under the operation with this name, and returns the route of the operation.
    ///
    /// A request with the wrong method (405) counts under `other`: the framework names the operation of its path, but that did not
    /// run.
    pub(in crate::api) fn count_request(
        &self,
        name: Option<&str>,
        status: StatusCode,
        took: Duration,
    ) -> &str {
        let known = self.find(name, status);
        let operation = known.map_or(&self.other, |(_, operation)| operation);
        operation.count(status, took.as_secs_f64());
        &operation.route
    }

    /// Counts an answer to a head that could not be read, and returns its route.
    pub(in crate::api) fn count_unread(&self, status: StatusCode) -> &str {
        self.other.answered(status).inc();
        &self.other.route
    }

    /// The name and the route of the operation with this name, if it ran.
    pub(in crate::api) fn operation(&self, name: Option<&str>, status: StatusCode) -> Option<(&str, &str)> {
        self.find(name, status).map(|(name, operation)| (name.as_str(), operation.route.as_str()))
    }

    /// Whether an operation of this route adds or retracts denial reports.
    pub(in crate::api) fn is_contributing(&self, route: &str) -> bool {
        self.operations.values().any(|operation| operation.steps.is_some() && operation.route == route)
    }

    fn find(&self, name: Option<&str>, status: StatusCode) -> Option<(&String, &OperationMetrics)> {
        let name = name.filter(|_| status != StatusCode::METHOD_NOT_ALLOWED);
        name.and_then(|name| self.operations.get_key_value(name))
    }
}

/// The method, route and name of every operation. The name is also that of the handler in the framework.
fn operations(document: &Document) -> impl Iterator<Item = (&'static str, &str, &str)> {
    document.paths.paths.iter().flat_map(|(route, item)| {
        let methods = [("GET", &item.get), ("POST", &item.post), ("DELETE", &item.delete)];
        methods.into_iter().filter_map(move |(method, operation)| {
            Some((method, route.as_str(), operation.as_ref()?.operation_id.as_deref()?))
        })
    })
}

/// The metrics before they get the labels of an operation.
struct MetricFamilies {
    answered: IntCounterVec,
    seconds: HistogramVec,
}

impl MetricFamilies {
    fn operation(&self, method: &str, route: &str, steps: Option<Steps<f64>>) -> OperationMetrics {
        let answered = ["2xx", "3xx", "4xx", "5xx"]
            .map(|status| self.answered.with_label_values(&[method, route, status]));
        let seconds = self.seconds.with_label_values(&[method, route]);
        OperationMetrics { route: route.to_owned(), answered, seconds, steps }
    }
}

/// The requests of one operation.
struct OperationMetrics {
    route: String,
    /// The counters of the status classes, from 2xx to 5xx.
    answered: [IntCounter; 4],
    seconds: Histogram,
    /// If successes are counted in steps: the durations in seconds that wait for the next step.
    steps: Option<Steps<f64>>,
}

impl OperationMetrics {
    /// The counter of a status class.
    fn answered(&self, status: StatusCode) -> &IntCounter {
        let [succeeded, redirected, refused, failed] = &self.answered;
        match status.as_u16() {
            0..300 => succeeded,
            300..400 => redirected,
            400..500 => refused,
            500.. => failed,
        }
    }

    fn count(&self, status: StatusCode, seconds: f64) {
        let answered = self.answered(status);
        match &self.steps {
            Some(steps) if status.is_success() => {
                steps.add([seconds]).into_iter().for_each(|seconds| self.record(answered, seconds));
            }
            Some(_) | None => self.record(answered, seconds),
        }
    }

    fn record(&self, answered: &IntCounter, seconds: f64) {
        answered.inc();
        self.seconds.observe(seconds);
    }
}
