//! How many requests each operation answered, and how long that took.

use super::steps::Steps;
use crate::denials::PublicationTerms;
use actix_web::http::StatusCode;
use prometheus::{
    Histogram, HistogramVec, IntCounter, IntCounterVec, Registry,
    register_histogram_vec_with_registry as histograms, register_int_counter_vec_with_registry as counters,
};
use std::collections::HashMap;
use std::time::Duration;
use utoipa::openapi::OpenApi as Document;

/// The bounds of the durations, in seconds: an estimate takes some ten microseconds, a look into the database some
/// milliseconds, a remittance seconds.
const BOUNDS: &[f64] = &[
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The operations by which denial reports come and go: where each went well is counted in whole steps.
const CONTRIBUTING: [&str; 3] = ["create_denial_report", "delete_denial_report", "create_remittance"];

/// The requests of every operation, and of what is none.
pub(in crate::api) struct Requests {
    operations: HashMap<String, Operation>,
    other: Operation,
}

impl Requests {
    pub(crate) fn register(
        registry: &Registry,
        document: &Document,
        terms: PublicationTerms,
    ) -> prometheus::Result<Self> {
        let labelled = Labelled {
            answered: counters!(
                "medpayiq_http_requests_total",
                "Requests answered, by operation and class of status; HEAD counts as GET, and as other what is no operation's. \
                 Where denial reports went through, in whole steps.",
                &["method", "route", "status"],
                registry
            )?,
            seconds: histograms!(
                "medpayiq_http_request_duration_seconds",
                "Seconds from a request's head to the head of its answer, by operation.",
                &["method", "route"],
                BOUNDS.to_vec(),
                registry
            )?,
        };
        let operations = operations(document).map(|(method, route, name)| {
            let steps = CONTRIBUTING.contains(&name).then(|| Steps::new(terms));
            (name.to_owned(), labelled.operation(method, route, steps))
        });
        Ok(Self { operations: operations.collect(), other: labelled.operation("other", "other", None) })
    }

    /// Counts an answered request under the operation of this name, and tells the operation's route.
    ///
    /// A request that its path's operation does not answer, for its method is another, is no operation's.
    pub(in crate::api) fn count(&self, name: Option<&str>, status: StatusCode, took: Duration) -> &str {
        let name = name.filter(|_| status != StatusCode::METHOD_NOT_ALLOWED);
        let operation = name.and_then(|name| self.operations.get(name)).unwrap_or(&self.other);
        operation.count(status, took.as_secs_f64());
        &operation.route
    }
}

/// The method, route and name of every operation; the framework knows a handler by that name, too.
fn operations(document: &Document) -> impl Iterator<Item = (&'static str, &str, &str)> {
    document.paths.paths.iter().flat_map(|(route, item)| {
        let methods = [("GET", &item.get), ("POST", &item.post), ("DELETE", &item.delete)];
        methods.into_iter().filter_map(move |(method, operation)| {
            Some((method, route.as_str(), operation.as_ref()?.operation_id.as_deref()?))
        })
    })
}

/// The metrics before an operation is named.
struct Labelled {
    answered: IntCounterVec,
    seconds: HistogramVec,
}

impl Labelled {
    fn operation(&self, method: &str, route: &str, steps: Option<Steps<f64>>) -> Operation {
        let answered = ["2xx", "3xx", "4xx", "5xx"]
            .map(|status| self.answered.with_label_values(&[method, route, status]));
        let seconds = self.seconds.with_label_values(&[method, route]);
        Operation { route: route.to_owned(), answered, seconds, steps }
    }
}

/// The requests of one operation.
struct Operation {
    route: String,
    /// By the class of their status, from 2xx to 5xx.
    answered: [IntCounter; 4],
    seconds: Histogram,
    /// Where those that went well are counted in whole steps, what waits for the next, in seconds.
    steps: Option<Steps<f64>>,
}

impl Operation {
    fn count(&self, status: StatusCode, seconds: f64) {
        let [well, elsewhere, refused, failed] = &self.answered;
        let answered = match status.as_u16() {
            0..300 => well,
            300..400 => elsewhere,
            400..500 => refused,
            500.. => failed,
        };
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
