//! The request for an appeal letter.

use crate::api::estimates::request::EstimateRequest;
use crate::api::wire::closed_lists::GroupName;
use crate::api::wire::error::Error;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::denials::{ReasonCodes, listed_remark};
use crate::vocabulary::{Carc, GroupCode, Rarc};
use serde::Deserialize;
use time::Date;
use utoipa::ToSchema;

/// The most remark codes of a denial.
const MOST_REMARKS: usize = 10;

/// A denied line of a claim. It has no field for a person: the letter leaves blanks for names and numbers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "claim": {
        "date_of_service": "2025-01-15", "place_of_service": "11", "locality": "01112-05",
        "lines": [{"id": "1", "hcpcs": "76377", "modifiers": ["26"], "units": 1, "charge": "300.00"}]
    },
    "denied_line": "1",
    "denial": {"group": "CO", "carc": "50", "rarc": ["N115"]},
    "notice_date": "2025-02-03"
}))]
pub(crate) struct AppealLetterRequest {
    /// The claim as it was billed, with its other lines. Its date of service is required.
    pub(crate) claim: EstimateRequest,
    /// The id of the denied line, or its position from 1. If absent: the only line.
    #[schema(example = "1", max_length = 64)]
    pub(crate) denied_line: Option<String>,
    /// The denial, as the remittance advice shows it.
    pub(crate) denial: DenialRequest,
    /// The date of the remittance advice with the denial. The letter then has the last day of the appeal.
    #[schema(example = "2025-02-03", format = Date)]
    pub(crate) notice_date: Option<String>,
}

/// The codes of a denial.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DenialRequest {
    /// The claim adjustment group code: who bears the amount. If absent: CO.
    #[schema(value_type = Option<GroupName>)]
    pub(crate) group: Option<String>,
    /// The claim adjustment reason code (CARC).
    #[schema(example = "50", pattern = r"^([1-9][0-9]{0,2}|[A-Za-z][1-9][0-9]?)$")]
    pub(crate) carc: String,
    /// The remittance advice remark codes (RARC).
    #[schema(example = json!(["N115"]), max_items = 10)]
    pub(crate) rarc: Option<Vec<String>>,
}

/// A checked denial.
pub(super) struct AskedDenial {
    pub(super) group: GroupCode,
    pub(super) carc: Carc,
    pub(super) rarc: Vec<Rarc>,
    pub(super) notice_date: Option<Date>,
}

impl AppealLetterRequest {
    /// Checks what can be checked without the claim.
    ///
    /// # Errors
    /// 422 with every value that is not valid.
    pub(super) fn check(&self) -> Result<AskedDenial, Error> {
        let mut faults = Faults::default();
        let DenialRequest { group, carc, rarc } = &self.denial;
        let group = faults.parse("/denial/group", group.as_deref()).unwrap_or(GroupCode::Contractual);
        let carc: Option<Carc> = faults.keep("/denial/carc", carc.parse());
        let carc = carc.and_then(|carc| faults.keep("/denial/carc", ReasonCodes::listed().check(carc, None)));
        let texts = rarc.as_deref().unwrap_or_default();
        if texts.len() > MOST_REMARKS {
            let detail =
                format_args!("The denial has {} remark codes. Send at most {MOST_REMARKS}.", texts.len());
            faults.add_coded(FaultCode::WrongLength, "/denial/rarc", detail);
        }
        let remark = |(position, text): (usize, &String)| {
            let at = format_args!("/denial/rarc/{position}");
            let rarc = faults.keep(at, text.parse())?;
            faults.keep(at, listed_remark(rarc))
        };
        let rarc = texts.iter().take(MOST_REMARKS).enumerate().filter_map(remark).collect();
        let notice_date = faults.day("/notice_date", self.notice_date.as_deref());
        if self.claim.date_of_service.is_none() {
            let detail = "A letter is about a day. Send the date of service.";
            faults.add_coded(FaultCode::MissingField, "/claim/date_of_service", detail);
        }
        if self.claim.terms.is_some() {
            let detail = "A letter is about what Medicare owes. Leave the terms of a contract out.";
            faults.add_coded(FaultCode::Conflict, "/claim/terms", detail);
        }
        faults.end(carc.map(|carc| AskedDenial { group, carc, rarc, notice_date })).map_err(Error::Invalid)
    }
}
