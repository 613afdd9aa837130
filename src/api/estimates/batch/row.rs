//! A row of NDJSON: a claim, or one line with the fields of its claim.

use crate::api::estimates::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
use crate::api::terms::request::TermsChoice;
use crate::api::wire::error::Error;
use crate::api::wire::json::{self, objects, optional_object, optional_whole_number};
use medpayiq_claims::rows::RowForm;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A row of a batch: the fields of [`EstimateRequest`] and [`LineRequest`] in one object. Either `lines` or `hcpcs` is
/// present.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct BatchRow {
    date_of_service: Option<String>,
    place_of_service: Option<String>,
    locality: Option<String>,
    zip: Option<String>,
    #[serde(default, deserialize_with = "optional_object")]
    provider: Option<ProviderRequest>,
    #[serde(default, deserialize_with = "optional_object")]
    patient: Option<PatientRequest>,
    release: Option<String>,
    terms: Option<TermsChoice>,
    #[serde(default, deserialize_with = "list_of_objects")]
    lines: Option<Vec<LineRequest>>,
    id: Option<String>,
    hcpcs: Option<String>,
    modifiers: Option<Vec<String>>,
    #[serde(default, deserialize_with = "optional_whole_number")]
    units: Option<i64>,
    charge: Option<String>,
    #[serde(default, deserialize_with = "optional_whole_number")]
    minutes: Option<i64>,
    #[serde(default, deserialize_with = "optional_whole_number")]
    postoperative_days: Option<i64>,
}

impl PartialSchema for BatchRow {
    /// Takes the fields and their descriptions from the schemas of a claim and a line, none of them required.
    fn schema() -> RefOr<Schema> {
        let mut row = ObjectBuilder::new()
            .description(Some(
                "A row of a batch: the request of `POST /v1/estimates`, or one line (`hcpcs` and its other fields) with the \
                 fields of its claim.",
            ))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .build();
        row.example = Some(json!({
            "date_of_service": "2025-01-15", "locality": "01112-05", "hcpcs": "76377", "modifiers": ["26"], "units": 1,
            "charge": "300.00"
        }));
        for part in [EstimateRequest::schema(), LineRequest::schema()] {
            if let RefOr::T(Schema::Object(part)) = part {
                row.properties.extend(part.properties);
            }
        }
        RefOr::T(Schema::Object(row))
    }
}

impl ToSchema for BatchRow {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        EstimateRequest::schemas(schemas);
        LineRequest::schemas(schemas);
    }
}

/// The request that a row makes.
#[derive(Debug)]
pub(crate) struct RowRequest {
    /// The request.
    pub(crate) request: EstimateRequest,
    /// Whether the row is its only line. Then a fault of the line is a fault of the row.
    pub(crate) is_line: bool,
}

/// Reads a row of NDJSON.
///
/// # Errors
/// 400 if the row matches neither form.
pub(crate) fn read_row(json: &[u8]) -> Result<RowRequest, Error> {
    json::decode_bytes::<BatchRow>(json)?.try_into()
}

impl TryFrom<BatchRow> for RowRequest {
    type Error = Error;

    fn try_from(row: BatchRow) -> Result<Self, Error> {
        let BatchRow { date_of_service, place_of_service, locality, zip, provider, patient, .. } = row;
        let (release, terms) = (row.release, row.terms);
        let BatchRow { lines, id, hcpcs, modifiers, units, charge, minutes, postoperative_days, .. } = row;
        let of_line = [
            ("id", id.is_some()),
            ("hcpcs", hcpcs.is_some()),
            ("modifiers", modifiers.is_some()),
            ("units", units.is_some()),
            ("charge", charge.is_some()),
            ("minutes", minutes.is_some()),
            ("postoperative_days", postoperative_days.is_some()),
        ];
        let form = RowForm::of(lines, hcpcs, &of_line).map_err(|fault| Error::Malformed(vec![fault]))?;
        let (is_line, lines) = match form {
            RowForm::Claim(lines) => (false, lines),
            RowForm::Line(hcpcs) => {
                (true, vec![LineRequest { id, hcpcs, modifiers, units, charge, minutes, postoperative_days }])
            }
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
            terms,
        };
        Ok(Self { request, is_line })
    }
}

/// Reads an optional list of objects.
fn list_of_objects<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<LineRequest>>, D::Error> {
    objects(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(json: &str) -> String {
        match read_row(json.as_bytes()) {
            Ok(row) => format!("{} {}", row.request.lines.len(), row.is_line),
            Err(error) => {
                error.faults().iter().map(|fault| format!("{} {}", fault.pointer, fault.detail)).collect()
            }
        }
    }

    #[test]
    fn a_row_is_a_claim_or_one_line() {
        assert_eq!(describe(r#"{"hcpcs": "99213", "zip": "94110"}"#), "1 true");
        assert_eq!(
            describe(r#"{"lines": [{"hcpcs": "99213"}, {"hcpcs": "93000"}], "zip": "94110"}"#),
            "2 false"
        );
        assert_eq!(describe(r#"{"zip": "94110"}"#), "/hcpcs The row has no service. Send hcpcs, or lines.");
        let both = |fields: &str| {
            format!(
                "/lines The row has lines, and beside them what belongs to one line: {fields}. Put that into the lines, or leave lines out."
            )
        };
        assert_eq!(describe(r#"{"lines": [], "hcpcs": "99213"}"#), both("hcpcs"));
        assert_eq!(describe(r#"{"lines": [], "units": 2, "id": "a"}"#), both("id, units"));
        assert!(
            describe(r#"{"hcpcs": "99213", "patient_name": "x"}"#)
                .starts_with("/patient_name \"patient_name\" is not a field")
        );
        assert!(describe("[1]").contains("A list is not valid here. Write an object."));
    }
}
