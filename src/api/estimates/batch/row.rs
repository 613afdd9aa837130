//! A row of NDJSON: a claim, or a line with the claim's fields beside its own.

use crate::api::estimates::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::json::{self, objects, optional_object};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

/// A row of a batch: the request of `POST /v1/estimates`, or the fields of a claim of one line beside that line's own.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "date_of_service": "2025-01-15", "locality": "01112-05", "hcpcs": "76377", "modifiers": ["26"], "units": 1,
    "charge": "300.00"
}))]
pub(in crate::api) struct BatchRow {
    /// As in an estimate.
    date_of_service: Option<String>,
    /// As in an estimate.
    place_of_service: Option<String>,
    /// As in an estimate.
    locality: Option<String>,
    /// As in an estimate.
    zip: Option<String>,
    /// As in an estimate.
    #[serde(default, deserialize_with = "optional_object")]
    provider: Option<ProviderRequest>,
    /// As in an estimate.
    #[serde(default, deserialize_with = "optional_object")]
    patient: Option<PatientRequest>,
    /// As in an estimate.
    release: Option<String>,
    /// The lines of a whole claim; absent where the row is itself a line.
    #[serde(default, deserialize_with = "list_of_objects")]
    #[schema(max_items = 50)]
    lines: Option<Vec<LineRequest>>,
    /// The line's name.
    id: Option<String>,
    /// The line's code; required where there are no `lines`.
    hcpcs: Option<String>,
    /// The line's modifiers.
    #[schema(max_items = 4)]
    modifiers: Option<Vec<String>>,
    /// The line's units.
    units: Option<i64>,
    /// The line's charge.
    charge: Option<String>,
    /// The line's minutes.
    minutes: Option<i64>,
    /// The line's days of postoperative care.
    postoperative_days: Option<i64>,
}

/// What a row asks for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The request.
    pub(crate) request: EstimateRequest,
    /// Whether the row is itself the only line, so that faults of the line are faults of the row.
    pub(crate) is_line: bool,
}

/// Reads a row of NDJSON.
///
/// # Errors
/// 400 where the row is not of either form.
pub(crate) fn read(json: &[u8]) -> Result<Asked, Error> {
    json::decode_bytes::<BatchRow>(json)?.try_into()
}

impl TryFrom<BatchRow> for Asked {
    type Error = Error;

    fn try_from(row: BatchRow) -> Result<Self, Error> {
        let BatchRow { date_of_service, place_of_service, locality, zip, provider, patient, release, .. } =
            row;
        let BatchRow { lines, id, hcpcs, modifiers, units, charge, minutes, postoperative_days, .. } = row;
        let names_a_line = id.is_some() || modifiers.is_some() || charge.is_some();
        let names_a_line = names_a_line || hcpcs.is_some() || units.is_some() || minutes.is_some();
        let names_a_line = names_a_line || postoperative_days.is_some();
        let (is_line, lines) = match (lines, hcpcs) {
            (Some(lines), None) if !names_a_line => (false, lines),
            (None, Some(hcpcs)) => {
                (true, vec![LineRequest { id, hcpcs, modifiers, units, charge, minutes, postoperative_days }])
            }
            (Some(_), _) => {
                return Err(malformed("/lines", "give lines or the fields of one line, not both"));
            }
            (None, None) => return Err(malformed("/hcpcs", "a row needs hcpcs, or lines")),
        };
        let request = EstimateRequest {
            date_of_service,
            place_of_service,
            locality,
            zip,
            provider,
            patient,
            lines,
            release,
        };
        Ok(Self { request, is_line })
    }
}

/// Reads a list of objects that need not be there.
fn list_of_objects<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<LineRequest>>, D::Error> {
    objects(deserializer).map(Some)
}

fn malformed(pointer: &str, detail: &str) -> Error {
    Error::Malformed(vec![Fault::new(pointer, detail)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> String {
        match read(json.as_bytes()) {
            Ok(asked) => format!("{} {}", asked.request.lines.len(), asked.is_line),
            Err(error) => {
                error.faults().iter().map(|fault| format!("{} {}", fault.pointer, fault.detail)).collect()
            }
        }
    }

    #[test]
    fn a_row_is_a_claim_or_a_line() {
        assert_eq!(told(r#"{"hcpcs": "99213", "zip": "94110"}"#), "1 true");
        assert_eq!(told(r#"{"lines": [{"hcpcs": "99213"}, {"hcpcs": "93000"}], "zip": "94110"}"#), "2 false");
        assert_eq!(told(r#"{"zip": "94110"}"#), "/hcpcs a row needs hcpcs, or lines");
        let both = "/lines give lines or the fields of one line, not both";
        assert_eq!(told(r#"{"lines": [], "hcpcs": "99213"}"#), both);
        assert_eq!(told(r#"{"lines": [], "units": 2}"#), both);
        assert!(
            told(r#"{"hcpcs": "99213", "patient_name": "x"}"#).starts_with("/patient_name unknown field")
        );
        assert!(told("[1]").contains("invalid type"));
    }
}
