//! The prices of a code's page: what the reader asked for, the same in an office and in a hospital, the same by practitioners
//! who do not participate, and the same with each valid modifier. Each is the answer of `POST /v1/estimates` to a request.

use super::options::in_words;
use super::params::{Params, When};
use crate::api::codes::typical::TypicalPrice;
use crate::api::estimates::border_zip::BorderZip;
use crate::api::estimates::priced_claim::{PricedClaim, price};
use crate::api::estimates::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
use crate::api::estimates::response::{LineResponse, TotalsResponse};
use crate::api::shared::notation::{plain_amount, split_modifiers};
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::schedule::Schedule;
use crate::vocabulary::HcpcsCode;
use time::Date;

/// What the reader asks about one code.
pub(super) struct AskedLine<'a> {
    pub(super) hcpcs: HcpcsCode,
    pub(super) when: &'a When,
    pub(super) date: Date,
    pub(super) params: &'a Params,
    /// The code that is on the claim before it, if the code is an add-on.
    primary: Option<HcpcsCode>,
    pub(super) chosen: LineChoice,
}

/// What a modifier or a chip decides about a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LineChoice {
    pub(super) modifiers: Vec<String>,
    /// The profession, if it is not physician.
    pub(super) kind: Option<String>,
    pub(super) minutes: Option<i64>,
}

/// How the practitioner deals with Medicare.
#[derive(Clone, Copy)]
pub(super) enum Participation {
    Participates,
    Assigned,
    Unassigned,
}

impl Participation {
    /// Reads the parameter `part`.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "assigned" => Self::Assigned,
            "unassigned" => Self::Unassigned,
            _ => Self::Participates,
        }
    }

    pub(super) fn provider(self, kind: Option<String>) -> ProviderRequest {
        let (participating, accepts) = match self {
            Self::Participates => (true, true),
            Self::Assigned => (false, true),
            Self::Unassigned => (false, false),
        };
        ProviderRequest {
            kind,
            participating: Some(participating),
            accepts_assignment: Some(accepts),
            ..ProviderRequest::default()
        }
    }
}

/// The choice for which a code is priced if the reader chose none: the first that has a price.
fn usual_choice(typical: &[TypicalPrice]) -> LineChoice {
    let priced = typical.iter().find(|entry| entry.result == "priced");
    priced.map(LineChoice::of_typical).unwrap_or_default()
}

impl LineChoice {
    fn of_typical(entry: &TypicalPrice) -> Self {
        Self {
            modifiers: entry.line.modifiers.iter().map(|modifier| modifier.0.to_string()).collect(),
            kind: Some(entry.line.provider).filter(|kind| *kind != "physician").map(str::to_owned),
            minutes: entry.minutes.map(i64::from),
        }
    }

    /// The choice of the reader.
    pub(super) fn typed(params: &Params, minutes: Option<i64>) -> Self {
        let modifiers = params.get("mod").filter(|text| *text != "none").unwrap_or_default();
        let kind = params.get("by").filter(|kind| *kind != "physician").map(str::to_owned);
        Self { modifiers: split_modifiers(modifiers), kind, minutes }
    }

    /// The choice in a few words.
    pub(super) fn label(&self) -> String {
        let kind = self.kind.as_deref().map(in_words);
        let modifiers = self.modifiers.join("-");
        match (modifiers.as_str(), kind) {
            ("", None) => "No modifier".to_owned(),
            ("", Some(kind)) => kind,
            (_, None) => modifiers,
            (_, Some(kind)) => format!("{modifiers}, {}", kind.to_lowercase()),
        }
    }
}

impl<'a> AskedLine<'a> {
    pub(super) fn new(
        hcpcs: HcpcsCode,
        when: &'a When,
        date: Date,
        params: &'a Params,
        typical: &[TypicalPrice],
    ) -> Self {
        let usual = usual_choice(typical);
        let chosen = match (params.get("mod"), params.get("by")) {
            (None, None) => usual.clone(),
            (Some(_), _) | (_, Some(_)) => LineChoice::typed(params, usual.minutes),
        };
        let minutes = params.get("minutes").and_then(|text| text.parse().ok()).or(chosen.minutes);
        let primary = typical.iter().find_map(|entry| entry.beside.map(|Shown(primary)| primary));
        Self { hcpcs, when, date, params, primary, chosen: LineChoice { minutes, ..chosen } }
    }

    /// The code before it on the claim, if it is an add-on.
    pub(super) const fn primary(&self) -> Option<HcpcsCode> {
        self.primary
    }

    fn request(&self, place: &str, by: Participation, choice: &LineChoice) -> Result<EstimateRequest, Error> {
        let units = whole_number(self.params, "units", "1")?;
        whole_number(self.params, "minutes", "60")?;
        let line = LineRequest {
            hcpcs: self.hcpcs.to_string(),
            modifiers: Some(choice.modifiers.clone()).filter(|list| !list.is_empty()),
            units,
            charge: self.params.get("charge").map(plain_amount),
            minutes: choice.minutes,
            ..LineRequest::default()
        };
        let before = self.primary.map(|primary| LineRequest {
            hcpcs: primary.to_string(),
            minutes: choice.minutes,
            modifiers: line.modifiers.clone().filter(|_| choice.minutes.is_some()),
            ..LineRequest::default()
        });
        Ok(EstimateRequest {
            date_of_service: Some(crate::vocabulary::format_date(self.date)),
            place_of_service: Some(place.to_owned()),
            locality: self.when.locality.clone(),
            zip: self.when.zip.clone(),
            provider: Some(by.provider(choice.kind.clone())),
            patient: patient_of(self.params),
            lines: before.into_iter().chain([line]).collect(),
            release: None,
        })
    }
}

/// The whole number in a field.
///
/// # Errors
/// 422 if it is none.
fn whole_number(params: &Params, name: &str, example: &str) -> Result<Option<i64>, Error> {
    let Some(text) = params.get(name) else { return Ok(None) };
    let wrong = format!("{text:?} is not a whole number. Write one such as {example}.");
    text.parse().map(Some).map_err(|_| Error::invalid(format!("/query/{name}"), wrong))
}

/// The patient, if the reader said how much of the deductible is left.
pub(super) fn patient_of(params: &Params) -> Option<PatientRequest> {
    let remaining = params.get("deductible").map(plain_amount)?;
    Some(PatientRequest { deductible_remaining: Some(remaining), ..PatientRequest::default() })
}

/// The priced claims behind a code's page, each with its name.
pub(super) struct PricedClaims<'a> {
    claims: Vec<(String, PricedClaim<'a>)>,
    chips: Vec<LineChoice>,
}

const OFFICE: &str = "11";
const HOSPITAL: &str = "22";

impl<'a> PricedClaims<'a> {
    /// Prices what the reader asked for, and what the page compares it with.
    ///
    /// # Errors
    /// 422 with every fault of what the reader asked for.
    pub(super) fn price(
        schedule: &'a Schedule,
        asked: &AskedLine<'_>,
        typical: &[TypicalPrice],
    ) -> Result<Self, Error> {
        use Participation::{Assigned, Participates, Unassigned};
        let place = asked.when.place.code();
        let by = Participation::of(asked.params.text("part"));
        let compared = [
            ("chosen", place, by),
            ("office", OFFICE, by),
            ("hospital", HOSPITAL, by),
            ("participates", place, Participates),
            ("assigned", place, Assigned),
            ("unassigned", place, Unassigned),
        ];
        let mut claims = Vec::new();
        for (name, place, by) in compared {
            claims.push((name.to_owned(), price(schedule, asked.request(place, by, &asked.chosen)?)?));
        }
        let chips: Vec<LineChoice> = typical.iter().map(LineChoice::of_typical).collect();
        for (position, choice) in chips.iter().enumerate() {
            let request = asked.request(place, by, choice)?;
            claims.push((format!("chip{position}"), price(schedule, request)?));
        }
        Ok(Self { claims, chips })
    }

    /// The price with this name. Every name of [`Self::price`] has one.
    pub(super) fn named(&self, name: &str) -> Option<Price<'_>> {
        let (name, claim) = self.claims.iter().find(|(known, _)| known == name)?;
        Price::of(name, claim)
    }

    /// The valid modifiers, each with its price.
    pub(super) fn chips(&self, asked: &AskedLine<'_>) -> Vec<Chip<'_>> {
        let chip = |(position, choice): (usize, &LineChoice)| {
            let modifiers =
                if choice.modifiers.is_empty() { "none".to_owned() } else { choice.modifiers.join("-") };
            let params = asked.params.with("mod", Some(&modifiers)).with("by", choice.kind.as_deref());
            let is_same = |one: &LineChoice| (one.modifiers == choice.modifiers) && (one.kind == choice.kind);
            Some(Chip {
                label: choice.label(),
                address: params.address_of(&asked.hcpcs),
                is_chosen: is_same(&asked.chosen),
                price: self.named(&format!("chip{position}"))?,
            })
        };
        self.chips.iter().enumerate().filter_map(chip).collect()
    }
}

/// A valid modifier, as a link to the same page with it.
pub(super) struct Chip<'a> {
    pub(super) label: String,
    pub(super) address: String,
    pub(super) is_chosen: bool,
    pub(super) price: Price<'a>,
}

/// The answer about one line.
pub(super) struct Price<'a> {
    /// The name of the answer and the pointer of the line in it.
    pub(super) at: String,
    /// The name of the answer.
    pub(super) name: &'a str,
    pub(super) line: LineResponse<'a>,
    pub(super) totals: TotalsResponse,
    pub(super) zip: Option<&'a BorderZip<'a>>,
    /// Whether the line is alone on its claim, so that the totals are its own.
    pub(super) is_alone: bool,
}

impl<'a> Price<'a> {
    fn of(name: &'a str, claim: &'a PricedClaim<'_>) -> Option<Self> {
        let mut answer = claim.answer();
        let position = answer.lines.len().checked_sub(1)?;
        let line = answer.lines.pop()?;
        Some(Self {
            at: format!("{name}/lines/{position}"),
            name,
            line,
            totals: answer.totals,
            zip: answer.zip,
            is_alone: position == 0,
        })
    }
}
