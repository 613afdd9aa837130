//! A row of NDJSON: a claim, or one line with the fields of its claim. The fields are those of `POST /v1/estimates/batch`, and
//! `claim`, which the answer repeats.

use medpayiq_claims::rows::RowForm;
use medpayiq_claims::{Fault, FaultCode, RawClaim, RawLine, Refused};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonProvider {
    kind: Option<String>,
    participating: Option<bool>,
    accepts_assignment: Option<bool>,
    qualifying_apm: Option<String>,
    mips_adjustment_percent: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonPatient {
    deductible_remaining: Option<String>,
    therapy_used: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonLine {
    id: Option<String>,
    hcpcs: String,
    modifiers: Option<Vec<String>>,
    units: Option<i64>,
    charge: Option<String>,
    minutes: Option<i64>,
    postoperative_days: Option<i64>,
}

/// A row of NDJSON as it is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonRow {
    claim: Option<String>,
    date_of_service: Option<String>,
    place_of_service: Option<String>,
    locality: Option<String>,
    zip: Option<String>,
    release: Option<String>,
    provider: Option<JsonProvider>,
    patient: Option<JsonPatient>,
    lines: Option<Vec<JsonLine>>,
    id: Option<String>,
    hcpcs: Option<String>,
    modifiers: Option<Vec<String>>,
    units: Option<i64>,
    charge: Option<String>,
    minutes: Option<i64>,
    postoperative_days: Option<i64>,
}

impl JsonRow {
    /// Reads a row.
    ///
    /// # Errors
    /// If it is not JSON, or has unknown fields or values of another type.
    pub fn read(text: &str) -> Result<Self, Refused> {
        let fault = |error: serde_json::Error| {
            let code = if error.is_data() { FaultCode::WrongType } else { FaultCode::InvalidSyntax };
            let detail = format_args!("The row cannot be read: {error}.");
            Refused::Malformed(vec![Fault::coded(code, "", detail)])
        };
        let row: Self = serde_json::from_str(text).map_err(fault)?;
        row.check_form()?;
        Ok(row)
    }

    fn check_form(&self) -> Result<(), Refused> {
        let of_line = [
            ("id", self.id.is_some()),
            ("hcpcs", self.hcpcs.is_some()),
            ("modifiers", self.modifiers.is_some()),
            ("units", self.units.is_some()),
            ("charge", self.charge.is_some()),
            ("minutes", self.minutes.is_some()),
            ("postoperative_days", self.postoperative_days.is_some()),
        ];
        let form = RowForm::of(self.lines.as_ref(), self.hcpcs.as_ref(), &of_line);
        form.map(|_| ()).map_err(|fault| Refused::Malformed(vec![fault]))
    }

    /// Returns the claim that the row makes.
    #[must_use]
    pub fn claim(&self) -> RawClaim<'_> {
        let provider = self.provider.as_ref();
        let patient = self.patient.as_ref();
        RawClaim {
            claim: self.claim.as_deref(),
            date_of_service: self.date_of_service.as_deref(),
            place_of_service: self.place_of_service.as_deref(),
            locality: self.locality.as_deref(),
            zip: self.zip.as_deref(),
            release: self.release.as_deref(),
            provider_kind: provider.and_then(|provider| provider.kind.as_deref()),
            participating: provider.and_then(|provider| provider.participating).into(),
            accepts_assignment: provider.and_then(|provider| provider.accepts_assignment).into(),
            qualifying_apm: provider.and_then(|provider| provider.qualifying_apm.as_deref()),
            mips_adjustment_percent: provider
                .and_then(|provider| provider.mips_adjustment_percent.as_deref()),
            deductible_remaining: patient.and_then(|patient| patient.deductible_remaining.as_deref()),
            therapy_used: patient.and_then(|patient| patient.therapy_used.as_deref()),
            lines: self.raw_lines(),
            is_line: self.lines.is_none(),
            ..RawClaim::default()
        }
    }

    fn raw_lines(&self) -> Vec<RawLine<'_>> {
        let Some(lines) = &self.lines else {
            return vec![RawLine {
                id: self.id.as_deref(),
                hcpcs: self.hcpcs.as_deref().unwrap_or_default(),
                modifiers: self.modifiers.iter().flatten().map(String::as_str).collect(),
                units: self.units.into(),
                charge: self.charge.as_deref(),
                minutes: self.minutes.into(),
                postoperative_days: self.postoperative_days.into(),
            }];
        };
        lines
            .iter()
            .map(|line| RawLine {
                id: line.id.as_deref(),
                hcpcs: &line.hcpcs,
                modifiers: line.modifiers.iter().flatten().map(String::as_str).collect(),
                units: line.units.into(),
                charge: line.charge.as_deref(),
                minutes: line.minutes.into(),
                postoperative_days: line.postoperative_days.into(),
            })
            .collect()
    }
}
