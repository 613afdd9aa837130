//! The denial report that a contributor sends. Of its content, answers repeat only the refused words of the note, because
//! the report may hold what nobody should read.

use crate::api::wire::body::MediaType;
use crate::api::wire::closed_lists::{
    AppealOutcomeName, AppealStrategyName, BilledBucketName, GroupName, PayerName, PlaceName, StatementName,
};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::json;
use crate::api::wire::schema_fault::{Difference, SchemaFault};
use crate::denials::{
    Appeal, ClosedLists, MAX_REMARKS, MAX_STATEMENTS, Note, NoteError, ParseMonthError, Report, ServiceMonth,
    billed_modifier,
};
use crate::vocabulary::{Carc, MAX_MODIFIERS, ParseAdjustmentError, PlaceOfService, Rarc};
use serde::Deserialize;
use std::fmt::Display;
use time::Date;
use utoipa::ToSchema;

/// A denied line. It must hold nothing about a patient; what may be about a person is refused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "hcpcs": "76377", "modifiers": ["26"], "place_of_service": "11", "payer": "medicare",
    "group": "CO", "carc": "97", "rarc": ["M15"], "service_month": "2025-01", "billed_bucket": "100_to_249",
    "appeal": {"strategy": "added_modifier", "outcome": "overturned"},
    "statements": ["modifier_added", "documentation_sent"],
    "note": "Paid with XS and the interpretation report."
}))]
pub(crate) struct DenialReportRequest {
    /// The HCPCS or CPT code that was denied. A loaded release must list it, or it must be a HCPCS Level II code. If only the
    /// starter extract is loaded, any code in the sections of CPT is accepted.
    #[schema(example = "76377", pattern = r"^([0-9]{4}[0-9A-Za-z]|[A-Za-z][0-9]{4})$")]
    pub(crate) hcpcs: String,
    /// Up to four CPT or HCPCS modifiers.
    #[schema(example = json!(["26"]), max_items = 4)]
    pub(crate) modifiers: Option<Vec<String>>,
    /// CMS's two-digit place of service code, if you know it.
    #[schema(value_type = Option<PlaceName>)]
    pub(crate) place_of_service: Option<String>,
    /// The kind of payer that denied the line.
    #[schema(value_type = PayerName)]
    pub(crate) payer: String,
    /// The claim adjustment group code: who bears the amount.
    #[schema(value_type = GroupName)]
    pub(crate) group: String,
    /// The claim adjustment reason code (CARC) of the denial. It must not have been stopped before the month of the service.
    #[schema(example = "97", pattern = r"^([1-9][0-9]{0,2}|[A-Za-z][1-9][0-9]?)$")]
    pub(crate) carc: String,
    /// Up to ten remittance advice remark codes (RARC) that `GET /v1/reason-codes` lists. None may have been stopped before the
    /// month of the service.
    #[schema(example = json!(["M15"]), max_items = 10)]
    pub(crate) rarc: Option<Vec<String>>,
    /// The month of the service, never its day.
    #[schema(example = "2025-01", pattern = r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    pub(crate) service_month: String,
    /// The range of the line's charge in dollars, if you know it.
    #[schema(value_type = Option<BilledBucketName>)]
    pub(crate) billed_bucket: Option<String>,
    /// What you did about the denial, and how it ended.
    #[serde(default, deserialize_with = "json::optional_object")]
    pub(crate) appeal: Option<AppealRequest>,
    /// Up to five statements about the denial. Only a moderator reads them; they are never published.
    #[schema(value_type = Option<Vec<StatementName>>, max_items = 5)]
    pub(crate) statements: Option<Vec<String>>,
    /// What else helps to understand the denial. It may have common words of billing, codes, and small numbers in phrases such as
    /// `2 units`. Any other word is refused by name. Only a moderator reads the note; it is never published.
    #[schema(max_length = 280)]
    pub(crate) note: Option<String>,
}

/// What the biller did about a denial, and how it ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealRequest {
    /// What the biller did.
    #[schema(value_type = AppealStrategyName)]
    pub(crate) strategy: String,
    /// How the appeal ended.
    #[schema(value_type = AppealOutcomeName)]
    pub(crate) outcome: String,
}

/// The pointers of every field of a report.
const FIELDS: &[&str] = &[
    "/hcpcs",
    "/modifiers",
    "/place_of_service",
    "/payer",
    "/group",
    "/carc",
    "/rarc",
    "/service_month",
    "/billed_bucket",
    "/appeal",
    "/appeal/strategy",
    "/appeal/outcome",
    "/statements",
    "/note",
];

const UNKNOWN_FIELD: &str = "The body has an unknown field. A report has hcpcs, modifiers, place_of_service, payer, group, \
     carc, rarc, service_month, billed_bucket, appeal (strategy, outcome), statements and note. No field is for a patient.";

/// Reads a report.
///
/// # Errors
/// 415 if the body is not declared as JSON, 422 if it has an unknown field, 400 if it is not JSON or does not match the schema.
pub(crate) fn decode_report(declared: MediaType<'_>, body: &[u8]) -> Result<DenialReportRequest, Error> {
    json::check_declared(declared)?;
    json::compare(body).map_err(without_content)
}

/// The same faults without any name or value of the body.
fn without_content(faults: Vec<SchemaFault>) -> Error {
    let has_unknown_field = faults.iter().any(|fault| fault.code() == FaultCode::UnknownField);
    let mut safe: Vec<Fault> = Vec::new();
    for fault in faults {
        let (code, pointer) = (fault.code(), known_part(&fault.pointer));
        let detail = match fault.difference {
            Difference::UnknownField { .. } => UNKNOWN_FIELD.to_owned(),
            Difference::RepeatedField(_) => "A field is given more than once.".to_owned(),
            Difference::WrongType { expected, .. } => {
                format!("The value has the wrong type. Write {expected}.")
            }
            // These texts have the names of our own fields, and positions.
            Difference::Empty | Difference::Syntax(_) | Difference::MissingField(_) => {
                Fault::from(fault).detail
            }
            Difference::Other(_) => "The value is not valid.".to_owned(),
        };
        let fault = Fault::coded(code, pointer, detail);
        if !safe.contains(&fault) {
            safe.push(fault);
        }
    }
    if has_unknown_field { Error::Invalid(safe) } else { Error::Malformed(safe) }
}

/// The beginning of a pointer, up to the first part that is not a field of a report or a position in a list.
fn known_part(pointer: &str) -> String {
    let mut known = String::new();
    for segment in pointer.split('/').skip(1) {
        let longer = format!("{known}/{segment}");
        let is_position = ["/modifiers", "/rarc", "/statements"].contains(&known.as_str())
            && segment.parse::<u32>().is_ok();
        if !is_position && !FIELDS.contains(&longer.as_str()) {
            break;
        }
        known = longer;
    }
    known
}

impl DenialReportRequest {
    /// The report, if every value is in its list and nothing may be about a person.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub(crate) fn check(self, lists: &ClosedLists, today: Date) -> Result<Report, Error> {
        let mut faults = Faults::default();
        let hcpcs = faults.keep("/hcpcs", lists.services.parse_code(&self.hcpcs));
        let modifiers = self.modifiers.unwrap_or_default();
        let modifiers = closed_list(&mut faults, "/modifiers", &modifiers, MAX_MODIFIERS, billed_modifier);
        let place_of_service = self
            .place_of_service
            .and_then(|text| faults.keep("/place_of_service", place_of_service_code(&text)));
        let payer = faults.parse("/payer", Some(&self.payer));
        let group = faults.parse("/group", Some(&self.group));
        let carc: Option<Carc> = faults.parse("/carc", Some(&self.carc));
        let month = past_month(&self.service_month, today);
        let given = month.as_ref().ok().copied();
        let carc = carc.and_then(|carc| faults.keep("/carc", lists.reasons.check(carc, given)));
        let rarcs = closed_list(&mut faults, "/rarc", &self.rarc.unwrap_or_default(), MAX_REMARKS, |text| {
            listed_remark(text, lists, given)
        });
        let service_month = faults.keep("/service_month", month);
        let billed = faults.parse("/billed_bucket", self.billed_bucket.as_deref());
        let appeal = self.appeal.and_then(|appeal| appeal.check(&mut faults));
        let statements = self.statements.unwrap_or_default();
        let statements = closed_list(&mut faults, "/statements", &statements, MAX_STATEMENTS, str::parse);
        let note = self.note.and_then(|text| note(&mut faults, &text, lists));
        let report = || {
            let (hcpcs, payer, group) = (hcpcs?, payer?, group?);
            let (carc, service_month) = (carc?, service_month?);
            Some(Report {
                hcpcs,
                modifiers,
                place_of_service,
                payer,
                group,
                carc,
                rarcs,
                service_month,
                billed,
                appeal,
                statements,
                note,
            })
        };
        faults.end(report()).map_err(Error::Invalid)
    }
}

impl AppealRequest {
    fn check(&self, faults: &mut Faults) -> Option<Appeal> {
        let strategy = faults.parse("/appeal/strategy", Some(&self.strategy));
        let outcome = faults.parse("/appeal/outcome", Some(&self.outcome));
        Some(Appeal { strategy: strategy?, outcome: outcome? })
    }
}

/// The note of a report. Each word that the lexicon does not have is a fault.
fn note(faults: &mut Faults, text: &str, lists: &ClosedLists) -> Option<Note> {
    match Note::parse(text, lists) {
        Ok(note) => return Some(note),
        Err(NoteError::Words(words)) => words.iter().for_each(|word| faults.add("/note", word)),
        Err(error @ (NoteError::Empty | NoteError::TooLong | NoteError::Digits)) => {
            faults.add("/note", error)
        }
    }
    None
}

/// The values of a list, without repetitions.
fn closed_list<T: PartialEq, E: Display>(
    faults: &mut Faults,
    at: &str,
    texts: &[String],
    most: usize,
    read: impl Fn(&str) -> Result<T, E>,
) -> Vec<T> {
    if texts.len() > most {
        faults.add_coded(
            FaultCode::WrongLength,
            at,
            format_args!("The list has {} values. Send at most {most}.", texts.len()),
        );
        return Vec::new();
    }
    let mut values: Vec<T> = Vec::with_capacity(texts.len());
    for (position, text) in texts.iter().enumerate() {
        let value = faults.keep(format!("{at}/{position}"), read(text));
        values.extend(value.filter(|value| !values.contains(value)));
    }
    values
}

fn listed_remark(text: &str, lists: &ClosedLists, month: Option<ServiceMonth>) -> Result<Rarc, String> {
    let rarc: Rarc = text.parse().map_err(|error: ParseAdjustmentError| error.to_string())?;
    lists.check_remark(rarc, month).map_err(|error| error.to_string())
}

fn place_of_service_code(text: &str) -> Result<PlaceOfService, &'static str> {
    let expected = "CMS has not assigned this place of service code. Send one such as 11 (office) or 22 (on-campus outpatient \
         hospital).";
    text.parse().map_err(|_| expected)
}

fn past_month(text: &str, today: Date) -> Result<ServiceMonth, String> {
    let month: ServiceMonth = text.parse().map_err(|error: ParseMonthError| error.to_string())?;
    if month.first_day() > today { Err("This month has not begun.".to_owned()) } else { Ok(month) }
}
