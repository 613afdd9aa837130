//! The form of a code's page, and the page with the form alone, if what it asks for is not valid.

use super::code_prices::{LineChoice, faults_of_line};
use super::form_faults::{FormFaults, about_one_line, joined};
use super::options::{Choice, Group, participations, places_of_service, professions};
use super::params::{KEPT, Params, When};
use super::render;
use crate::api::codes::synonyms::terms_of;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use crate::vocabulary::HcpcsCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

/// What the code is, and the form that asks for its price.
pub(super) struct CodeForm<'a> {
    pub(super) hcpcs: HcpcsCode,
    pub(super) explanation: Option<&'a str>,
    pub(super) descriptor: Option<&'a str>,
    pub(super) params: &'a Params,
    pub(super) date: String,
    pub(super) places: Vec<Group>,
    pub(super) modifiers: String,
    /// The minutes of anesthesia; `None` for other services.
    pub(super) minutes: Option<String>,
    pub(super) professions: Vec<Choice>,
    pub(super) participations: Vec<Choice>,
    pub(super) faults: FormFaults,
}

impl<'a> CodeForm<'a> {
    /// The form of a line with this choice, as the reader filled it in.
    pub(super) fn new(hcpcs: HcpcsCode, params: &'a Params, when: &When, chosen: &LineChoice) -> Self {
        let typed = |name: &str| params.get(name).map(str::to_owned);
        Self {
            hcpcs,
            explanation: None,
            descriptor: None,
            params,
            date: when.date_text(params),
            places: places_of_service(when.place),
            modifiers: chosen.modifiers.join("-"),
            minutes: typed("minutes").or_else(|| chosen.minutes.map(|minutes| minutes.to_string())),
            professions: professions(chosen.kind.as_deref().unwrap_or("physician")),
            participations: participations(params.text("part")),
            faults: FormFaults::default(),
        }
    }

    /// What billers call the code, in a sentence; `None` if no term names it.
    pub(super) fn called(&self) -> Option<String> {
        called(self.hcpcs)
    }

    /// Whether the American Dental Association licenses the descriptor.
    pub(super) fn is_dental(&self) -> bool {
        self.hcpcs.as_str().starts_with('D')
    }

    /// Whether the reader filled in one of the fields that are folded away, or made a mistake there.
    pub(super) fn is_unfolded(&self) -> bool {
        let is_given = |name: &&str| self.params.get(name).is_some();
        ["units", "by", "part", "deductible"].iter().any(is_given)
            || self.faults.any_at(&["mod", "units", "by", "deductible"])
    }
}

/// What billers call a code, in a sentence; `None` if no term of the search names it.
pub(super) fn called(hcpcs: HcpcsCode) -> Option<String> {
    let terms = terms_of(hcpcs);
    (!terms.is_empty()).then(|| format!("One of the codes for: {}.", terms.join(", ")))
}

/// The page of a code with its form alone.
#[derive(Template)]
#[template(path = "pages/code_refused.html")]
struct RefusedView<'a> {
    search: Params,
    form: CodeForm<'a>,
}

/// The page that says at the fields of the form what to change.
///
/// # Errors
/// The error itself, if the form is not at fault or the request does not come from somebody who reads a page.
pub(super) fn refused_page(
    request: &HttpRequest,
    hcpcs: HcpcsCode,
    params: &Params,
    schedule: &Schedule,
    error: Error,
) -> Result<HttpResponse, Error> {
    let error = if let Error::Invalid(faults) = &error {
        joined(Error::Invalid(about_one_line(faults)), faults_of_line(schedule, hcpcs, params))
    } else {
        error
    };
    let (_, faults) = FormFaults::split::<()>(request, Err(error))?;
    let when = When::of(params, schedule, &mut Faults::default());
    let chosen = LineChoice::typed(params, None);
    let explanation = schedule.explanation(hcpcs);
    let descriptor = schedule.descriptor(hcpcs, schedule.newest_release());
    let form = CodeForm { explanation, descriptor, faults, ..CodeForm::new(hcpcs, params, &when, &chosen) };
    let view = RefusedView { search: params.only(&KEPT), form };
    render::form_page(request, &view, &view.form.faults)
}
