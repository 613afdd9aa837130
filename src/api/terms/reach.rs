//! Which terms a request may use: those that it carries, and stored ones that it names with the scope `terms`.

use super::book::{NamedTerms, TermsBook};
use super::check::check_terms;
use super::request::TermsChoice;
use crate::api::access::gate::Gate;
use crate::api::state::State;
use crate::api::wire::challenge::KeyFault;
use crate::api::wire::error::Error;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::hints::did_you_mean;
use crate::contract::Terms;
use crate::keys::{Scope, Scopes};
use actix_web::HttpRequest;
use std::sync::Arc;

/// The stored terms that a request may name.
#[derive(Clone, Debug, Default)]
pub struct TermsInReach {
    book: Option<Arc<TermsBook>>,
    right: NamingRight,
    /// The terms of claims that have none of their own.
    usual: Option<UsedTerms>,
}

/// Whether a request may name stored terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum NamingRight {
    /// It may.
    #[default]
    Granted,
    /// It needs an API key.
    NoKey,
    /// Its key has no such scope.
    NoScope,
}

/// The terms that price a claim.
#[derive(Clone, Debug)]
pub(crate) struct UsedTerms {
    /// The terms.
    pub(crate) terms: Arc<Terms>,
    /// The stored ones that they are, if the request named them.
    pub(crate) named: Option<Arc<NamedTerms>>,
}

impl UsedTerms {
    /// The name of the stored terms, or `inline` if the caller gave the terms themselves.
    pub(crate) fn name(&self) -> &str {
        self.named.as_deref().map_or("inline", |named| named.name.as_str())
    }
}

impl TermsInReach {
    /// The terms that a request may name.
    pub(crate) fn of(request: &HttpRequest, gate: &Gate, state: &State) -> Self {
        let right = match gate.require(request, Scope::Terms) {
            Ok(()) => NamingRight::Granted,
            Err(Error::MissingScope(_)) => NamingRight::NoScope,
            Err(_) => NamingRight::NoKey,
        };
        Self { book: state.terms(), right, usual: None }
    }

    /// All stored terms, for whoever may read the database itself.
    pub(crate) fn all(state: &State) -> Self {
        Self { book: state.terms(), ..Self::default() }
    }

    /// The terms that a command may name: those of its database, or none without one.
    #[must_use]
    pub fn stored_in(book: TermsBook) -> Self {
        Self { book: Some(Arc::new(book)), ..Self::default() }
    }

    /// The same, with stored terms for claims that have none of their own. `at` is the pointer of their name.
    ///
    /// # Errors
    /// Those of [`TermsInReach::named`].
    pub(crate) fn with_usual(self, name: Option<&str>, at: &str) -> Result<Self, Error> {
        let usual = name.map(|name| self.named(name, at)).transpose()?;
        Ok(Self { usual, ..self })
    }

    /// The terms of a claim. A value of them that is not valid is added to the faults.
    ///
    /// # Errors
    /// Those of [`TermsInReach::named`], but for an unknown name, which is added to the faults.
    pub(crate) fn choose(
        &self,
        choice: Option<&TermsChoice>,
        faults: &mut Faults,
    ) -> Result<Option<UsedTerms>, Error> {
        match choice {
            None => Ok(self.usual.clone()),
            Some(TermsChoice::Given(terms)) => {
                let terms = check_terms(faults, "/terms", terms).map(Arc::new);
                Ok(terms.map(|terms| UsedTerms { terms, named: None }))
            }
            Some(TermsChoice::Stored(name)) => match self.named(name, "/terms") {
                Ok(terms) => Ok(Some(terms)),
                Err(Error::Invalid(unknown)) => {
                    unknown
                        .iter()
                        .for_each(|fault| faults.add_coded(fault.code, &fault.pointer, &fault.detail));
                    Ok(None)
                }
                Err(error) => Err(error),
            },
        }
    }

    /// The terms that a command chooses.
    ///
    /// # Errors
    /// 422 if they are not valid, or if there are no stored ones of this name.
    pub(crate) fn settle(&self, choice: &TermsChoice) -> Result<UsedTerms, Error> {
        let mut faults = Faults::default();
        let chosen = self.choose(Some(choice), &mut faults)?;
        faults.end(chosen).map_err(Error::Invalid)
    }

    /// The stored terms of a name. `at` is the pointer of the name.
    ///
    /// # Errors
    /// 401 or 403 if the request may not name stored terms, 422 if there are none of this name, 503 until they have been read.
    pub(crate) fn named(&self, name: &str, at: &str) -> Result<UsedTerms, Error> {
        match self.right {
            NamingRight::Granted => {}
            NamingRight::NoKey => {
                return Err(Error::Unauthenticated { fault: KeyFault::Missing, is_page: false });
            }
            NamingRight::NoScope => return Err(Error::MissingScope(Scopes::of(&[Scope::Terms]))),
        }
        let Some(book) = &self.book else {
            let detail = "The stored terms have not been read from the database yet.";
            return Err(Error::Unavailable(detail.to_owned()));
        };
        let Some(named) = book.find(name) else {
            return Err(Error::invalid_as(FaultCode::NotLoaded, at, unknown_name(name, book)));
        };
        Ok(UsedTerms { terms: Arc::clone(&named.terms), named: Some(Arc::clone(named)) })
    }
}

/// What to write instead of a name that no stored terms have.
pub(crate) fn unknown_name(name: &str, book: &TermsBook) -> String {
    let names: Vec<&str> = book.all().map(|named| named.name.as_str()).collect();
    if names.is_empty() {
        return format!(
            "{name:?} is not the name of stored terms. None are stored: import a file with `medpayiq terms import`."
        );
    }
    let meant = did_you_mean(name, &names);
    format!("{name:?} is not the name of stored terms.{meant} GET /v1/terms lists them.")
}
