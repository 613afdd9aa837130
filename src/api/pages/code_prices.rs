//! The prices of a code's page: what the reader asked for, the same in an office and in a hospital, the same by practitioners
//! who do not participate, and the same with each valid modifier. Each is the answer of `POST /v1/estimates` to a request.

use super::form_faults::about_one_line;
use super::lines_before::LinesBefore;
use super::options::profession_in_words;
use super::params::{Params, When};
use crate::api::codes::typical::TypicalPrice;
use crate::api::estimates::border_zip::BorderZip;
use crate::api::estimates::priced_claim::{PricedClaim, price};
use crate::api::estimates::request::{EstimateRequest, LineRequest, PatientRequest, ProviderRequest};
use crate::api::estimates::response::{LineResponse, TotalsResponse};
use crate::api::shared::notation::{plain_amount, split_modifiers};
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::{Error, Fault};
use crate::pricing::Caveat;
use crate::schedule::Schedule;
use crate::tips::Medicare;
use crate::toolkit::spelled_profession;
use crate::toolkit::without_price;
use crate::vocabulary::{HcpcsCode, PlaceOfService};
use time::Date;

/// What the reader asks about one code.
pub(super) struct AskedLine<'a> {
    pub(super) hcpcs: HcpcsCode,
    pub(super) when: &'a When,
    pub(super) date: Date,
    pub(super) params: &'a Params,
    /// The codes that are on the claim before it, if the code is an add-on.
    pub(super) primaries: Vec<HcpcsCode>,
    before: LinesBefore,
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
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Participation {
    Participates,
    Assigned,
    Unassigned,
}

impl Participation {
    /// The participation of a practitioner. One who participates accepts assignment on every claim.
    pub(super) const fn new(participating: bool, accepts_assignment: bool) -> Self {
        match (participating, accepts_assignment) {
            (true, _) => Self::Participates,
            (false, true) => Self::Assigned,
            (false, false) => Self::Unassigned,
        }
    }

    /// The parameter `part`; `None` for a practitioner who participates.
    pub(super) const fn in_address(self) -> Option<&'static str> {
        match self {
            Self::Participates => None,
            Self::Assigned => Some("assigned"),
            Self::Unassigned => Some("unassigned"),
        }
    }

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
        let kind = self.kind.as_deref();
        let modifiers = self.modifiers.join("-");
        match (modifiers.as_str(), kind) {
            ("", None) => "No modifier".to_owned(),
            ("", Some(kind)) => profession_in_words(kind),
            (_, None) => modifiers,
            (_, Some(kind)) => format!("{modifiers}, {}", spelled_profession(kind)),
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
        medicare: Option<Medicare<'_>>,
    ) -> Self {
        let usual = usual_choice(typical);
        let chosen = match (params.get("mod"), params.get("by")) {
            (None, None) => usual.clone(),
            (Some(_), _) | (_, Some(_)) => LineChoice::typed(params, usual.minutes),
        };
        let minutes = params.get("minutes").and_then(|text| text.parse().ok()).or(chosen.minutes);
        let of_add_on = typical.iter().map(|entry| &entry.primaries).find(|codes| !codes.is_empty());
        let primaries: Vec<HcpcsCode> = of_add_on.into_iter().flatten().map(|Shown(code)| *code).collect();
        let places = [when.place, PlaceOfService::OFFICE, PlaceOfService::HOSPITAL_OUTPATIENT];
        let before = medicare.map(|medicare| LinesBefore::new(&primaries, &places, &medicare));
        let before = before.unwrap_or_default();
        Self { hcpcs, when, date, params, primaries, before, chosen: LineChoice { minutes, ..chosen } }
    }

    /// The code before it on the claim, if it is an add-on.
    pub(super) fn primary(&self) -> Option<HcpcsCode> {
        self.primaries.last().copied()
    }

    /// The claim of this line alone, or after the primary of an add-on.
    ///
    /// # Errors
    /// 422 if a field for a number has none.
    pub(super) fn request(
        &self,
        place: PlaceOfService,
        by: Participation,
        choice: &LineChoice,
    ) -> Result<EstimateRequest, Error> {
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
        let mut lines = self.before.at(place, &line);
        lines.push(line);
        Ok(EstimateRequest {
            date_of_service: Some(crate::vocabulary::format_date(self.date)),
            place_of_service: Some(place.code().to_owned()),
            locality: self.when.locality.clone(),
            zip: self.when.zip.clone(),
            provider: Some(by.provider(choice.kind.clone())),
            patient: patient_of(self.params),
            lines,
            release: None,
            terms: None,
        })
    }
}

/// What is wrong with the fields of the line, whatever the place and the day are.
pub(super) fn faults_of_line(schedule: &Schedule, hcpcs: HcpcsCode, params: &Params) -> Vec<Fault> {
    let Some(newest) = schedule.newest_release() else { return Vec::new() };
    let mut faults = Vec::new();
    let mut params = params.clone();
    for (name, example) in [("units", "1"), ("minutes", "60")] {
        if let Err(error) = whole_number(&params, name, example) {
            faults.extend_from_slice(error.faults());
            params = params.with(name, None);
        }
    }
    let when = When::anywhere();
    let asked = AskedLine::new(hcpcs, &when, newest.effective_from, &params, &[], None);
    let by = Participation::of(params.text("part"));
    let priced = asked.request(when.place, by, &asked.chosen).and_then(|request| price(schedule, request));
    faults.extend(priced.err().iter().flat_map(|error| about_one_line(error.faults())));
    faults
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

/// A place of service and a participation. Each is priced once.
type Compared = (PlaceOfService, Participation);

/// The priced claims behind a code's page.
pub(super) struct PricedClaims<'a> {
    /// The request of the chosen claim.
    pub(super) request: EstimateRequest,
    pub(super) chosen: PricedClaim<'a>,
    chosen_as: Compared,
    /// What the page compares it with.
    others: Vec<(Compared, PricedClaim<'a>)>,
    chips: Vec<(LineChoice, PricedClaim<'a>)>,
}

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
        let chosen_as @ (place, by) = (asked.when.place, Participation::of(asked.params.text("part")));
        let compared = [
            (PlaceOfService::OFFICE, by),
            (PlaceOfService::HOSPITAL_OUTPATIENT, by),
            (place, Participates),
            (place, Assigned),
            (place, Unassigned),
        ];
        let price_as =
            |(place, by): Compared, choice: &LineChoice| price(schedule, asked.request(place, by, choice)?);
        let request = asked.request(place, by, &asked.chosen)?;
        let chosen = price(schedule, request.clone())?;
        let mut others = Vec::new();
        for other in compared.into_iter().filter(|other| *other != chosen_as) {
            others.push((other, price_as(other, &asked.chosen)?));
        }
        let mut chips = Vec::new();
        for choice in typical.iter().map(LineChoice::of_typical) {
            let claim = price_as(chosen_as, &choice)?;
            chips.push((choice, claim));
        }
        Ok(Self { request, chosen, chosen_as, others, chips })
    }

    /// The price that the reader asked for. `None` if the claim has no line, which no request makes.
    pub(super) fn chosen(&self) -> Option<Price<'_>> {
        Price::of("chosen".to_owned(), &self.chosen)
    }

    /// The same in an office and in a hospital. Not in an office if CMS marks the code as rarely furnished there (NA).
    pub(super) fn settings(&self) -> Vec<(&'static str, Price<'_>)> {
        const RARE: &str = "rare_in_non_facility";
        let (_, by) = self.chosen_as;
        let settings = self.compared([
            ("Office (11)", "office", (PlaceOfService::OFFICE, by)),
            ("Hospital outpatient (22)", "hospital", (PlaceOfService::HOSPITAL_OUTPATIENT, by)),
        ]);
        let is_rare = |price: &Price<'_>| price.caveats.contains(&RARE);
        settings.into_iter().filter(|(_, price)| !is_rare(price)).collect()
    }

    /// The same by practitioners who participate and who do not.
    pub(super) fn practitioners(&self) -> Vec<(&'static str, Price<'_>)> {
        let (place, _) = self.chosen_as;
        self.compared([
            ("Participates", "participates", (place, Participation::Participates)),
            ("Does not participate, accepts assignment", "assigned", (place, Participation::Assigned)),
            ("Does not participate, no assignment", "unassigned", (place, Participation::Unassigned)),
        ])
    }

    fn compared<const N: usize>(
        &self,
        rows: [(&'static str, &str, Compared); N],
    ) -> Vec<(&'static str, Price<'_>)> {
        let claim_as = |wanted: Compared| {
            let other = self.others.iter().find(|(compared, _)| *compared == wanted);
            other.map_or(&self.chosen, |(_, claim)| claim)
        };
        let price = |(title, name, wanted): (&'static str, &str, Compared)| {
            Some((title, Price::of(name.to_owned(), claim_as(wanted))?))
        };
        rows.into_iter().filter_map(price).collect()
    }

    /// The valid modifiers that change the price, each with its price.
    pub(super) fn chips(&self, asked: &AskedLine<'_>) -> Vec<Chip<'_>> {
        let chips = self.chips.iter().enumerate();
        let chips = chips.filter_map(|(position, (choice, claim))| {
            let modifiers =
                if choice.modifiers.is_empty() { "none".to_owned() } else { choice.modifiers.join("-") };
            let params = asked.params.with("mod", Some(&modifiers)).with("by", choice.kind.as_deref());
            let is_chosen = choice.modifiers == asked.chosen.modifiers && choice.kind == asked.chosen.kind;
            Some(Chip {
                label: choice.label(),
                address: params.address_of(&asked.hcpcs),
                is_chosen,
                price: Price::of(format!("chip{position}"), claim)?,
            })
        });
        chips.collect()
    }
}

/// A valid modifier that changes the price, as a link to the same page with it.
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
    pub(super) name: String,
    pub(super) line: LineResponse<'a>,
    /// The words for a line without a price.
    pub(super) without_price: Option<&'static str>,
    pub(super) totals: TotalsResponse,
    pub(super) zip: Option<&'a BorderZip<'a>>,
    /// Whether the line is alone on its claim, so that the totals are its own.
    pub(super) is_alone: bool,
    /// The codes of what lowers the confidence in the line.
    caveats: Vec<&'static str>,
}

impl<'a> Price<'a> {
    fn of(name: String, claim: &'a PricedClaim<'_>) -> Option<Self> {
        let mut answer = claim.answer();
        let position = answer.lines.len().checked_sub(1)?;
        let line = answer.lines.pop()?;
        let estimate = claim.estimate.lines.get(position)?;
        Some(Self {
            at: format!("{name}/lines/{position}"),
            name,
            line,
            caveats: estimate.confidence.reasons.iter().map(Caveat::code).collect(),
            without_price: without_price(estimate),
            totals: answer.totals,
            zip: answer.zip,
            is_alone: position == 0,
        })
    }
}
