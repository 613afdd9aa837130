//! The gate that every request passes: its key, its scopes, and its limit.

use super::given_key::GivenKey;
use super::operations::{Access, access_of_operation};
use crate::api::client_address::client_address;
use crate::api::limits::Limits;
use crate::api::pages::list::PAGES;
use crate::api::state::State;
use crate::api::wire::challenge::KeyFault;
use crate::api::wire::error::Error;
use crate::api::wire::rate_limit::LimitedBy;
use crate::keys::{AddressLimits, Allowance, ApiKey, KeyPolicy, LimitExceeded, Scope, Scopes};
use crate::store::Contributor;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::{HttpMessage, HttpRequest};
use std::collections::HashMap;
use std::sync::Arc;
use utoipa::openapi::OpenApi as Document;

/// Operations to which pages link, so that browsers ask for them as for a page.
const LINKED: [&str; 2] = ["get_toolkit_workbook", "get_toolkit_page"];

/// Decides which requests are answered.
pub(crate) struct Gate {
    policy: KeyPolicy,
    addresses: Option<AddressLimits>,
    trusts_forwarded_for: bool,
    /// The operations and pages of each path.
    routes: HashMap<String, Vec<Route>>,
    state: State,
}

/// A method of a path.
struct Route {
    method: Method,
    access: Access,
    /// Whether a browser shows or saves the answer, so that a password is asked for.
    is_page: bool,
}

/// What is left of the limit that counted a request; `None` if none did.
pub(crate) type LeftOfLimit = Option<(LimitedBy, Allowance)>;

/// What the gate says of a request.
pub(crate) struct Admission {
    /// What is left of its limit, also if it is refused for another reason.
    pub(crate) left: LeftOfLimit,
    /// Whether it may go on.
    pub(crate) outcome: Result<(), Error>,
}

impl Admission {
    /// That of a request which needs no key and has no limit.
    pub(crate) const OPEN: Self = Self { left: None, outcome: Ok(()) };
}

impl From<Error> for Admission {
    fn from(error: Error) -> Self {
        Self { left: None, outcome: Err(error) }
    }
}

/// The key of a request, for its handler and for the log.
struct RequestKey(Arc<ApiKey>);

impl Gate {
    /// The gate of a server with these operations.
    pub(crate) fn new(document: &Document, state: State, limits: &Limits) -> Self {
        let mut routes: HashMap<String, Vec<Route>> = HashMap::new();
        let mut add = |path: &str, method, name: &str, is_page| {
            let route = Route { method, access: access_of_operation(name), is_page };
            routes.entry(path.to_owned()).or_default().push(route);
        };
        for (path, item) in &document.paths.paths {
            let methods =
                [(Method::GET, &item.get), (Method::POST, &item.post), (Method::DELETE, &item.delete)];
            for (method, operation) in methods {
                if let Some(name) = operation.as_ref().and_then(|known| known.operation_id.as_deref()) {
                    add(path, method, name, LINKED.contains(&name));
                }
            }
        }
        for (method, path, name) in PAGES {
            add(path, if *method == "POST" { Method::POST } else { Method::GET }, name, true);
        }
        Self {
            policy: limits.access.policy,
            addresses: limits.access.address_rate.map(AddressLimits::new),
            trusts_forwarded_for: limits.reporting.trusts_forwarded_for,
            routes,
            state,
        }
    }

    /// Checks a request before its handler runs. It is refused with 401 if it needs a key and has none, or has one that is unknown or
    /// revoked; with 403 if the key lacks a scope; with 429 if it came too early; with 503 if the keys have not been read yet.
    pub(crate) fn admit(&self, request: &ServiceRequest) -> Admission {
        let given = GivenKey::of(request.headers());
        if given.is_none() && self.policy == KeyPolicy::Open && self.addresses.is_none() {
            return Admission::OPEN;
        }
        let Some(route) = self.route(request) else { return Admission::OPEN };
        let Access::Key(scopes) = route.access else { return Admission::OPEN };
        let needed = self.policy.needs(scopes);
        let fault = match given.filter(|given| route.is_page || !given.is_password) {
            Some(given) if given.may_be_forged(request.headers()) => KeyFault::Missing,
            Some(given) => match self.find(&given.text) {
                Ok(Some(key)) => return admit_key(request, key, needed),
                Ok(None) => KeyFault::Unknown,
                Err(error) => return error.into(),
            },
            None => KeyFault::Missing,
        };
        let left = match self.count_address(request) {
            Ok(left) => left,
            Err(error) => return error.into(),
        };
        let outcome = match (fault, needed) {
            (KeyFault::Missing, None) => Ok(()),
            (KeyFault::Missing, Some(_)) | (KeyFault::Unknown, _) => {
                Err(Error::Unauthenticated { fault, is_page: route.is_page })
            }
        };
        Admission { left, outcome }
    }

    /// Checks that a request may do what only some requests of its operation do.
    ///
    /// # Errors
    /// 401 or 403 if the policy asks for a key with this scope, and the request has none.
    pub(crate) fn require(&self, request: &HttpRequest, scope: Scope) -> Result<(), Error> {
        let needed = self.policy.needs(Scopes::of(&[scope]));
        if needed.is_none() {
            return Ok(());
        }
        let missing = Error::Unauthenticated { fault: KeyFault::Missing, is_page: false };
        request.extensions().get::<RequestKey>().ok_or(missing).and_then(|key| check_scopes(&key.0, needed))
    }

    /// The number of networks without a key that have a limit at present.
    pub(crate) fn limited_networks(&self) -> usize {
        self.addresses.as_ref().map_or(0, AddressLimits::networks)
    }

    fn route(&self, request: &ServiceRequest) -> Option<&Route> {
        let routes = self.routes.get(request.match_pattern()?.as_str())?;
        routes.iter().find(|route| route.method == *request.method())
    }

    /// The key with this text; `None` if it is unknown or revoked.
    ///
    /// # Errors
    /// 503 if the keys have not been read yet.
    fn find(&self, text: &str) -> Result<Option<Arc<ApiKey>>, Error> {
        let unread =
            || Error::Unavailable("The API keys have not been read from the database yet.".to_owned());
        Ok(self.state.keys().as_ref().ok_or_else(unread)?.find(text).cloned())
    }

    /// Counts a request without a key.
    fn count_address(&self, request: &ServiceRequest) -> Result<LeftOfLimit, Error> {
        let Some(addresses) = &self.addresses else { return Ok(None) };
        let address = client_address(request.headers(), request.peer_addr(), self.trusts_forwarded_for);
        let allowance = addresses.count(Contributor::from(address).network());
        allowance.map(|left| Some((LimitedBy::Address, left))).map_err(too_early(LimitedBy::Address))
    }
}

/// Counts a request with a key, and lets it go on if the key has the scopes. The log names the key also if the request is refused.
fn admit_key(request: &ServiceRequest, key: Arc<ApiKey>, needed: Option<Scopes>) -> Admission {
    request.extensions_mut().insert(RequestKey(Arc::clone(&key)));
    match key.count() {
        Ok(left) => {
            Admission { left: left.map(|left| (LimitedBy::Key, left)), outcome: check_scopes(&key, needed) }
        }
        Err(early) => too_early(LimitedBy::Key)(early).into(),
    }
}

fn check_scopes(key: &ApiKey, needed: Option<Scopes>) -> Result<(), Error> {
    let missing = needed.unwrap_or_default().without(key.scopes());
    if missing.is_empty() { Ok(()) } else { Err(Error::MissingScope(missing)) }
}

fn too_early(by: LimitedBy) -> impl Fn(LimitExceeded) -> Error {
    move |exceeded| Error::TooManyRequests { by, exceeded }
}

/// The name of the key that a request came with.
pub(crate) fn key_name(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<RequestKey>().map(|key| key.0.name().to_owned())
}
