//! The place of the prices: that of the request's address, else that of the facility of the claim.

use super::claim::{Claim, Contained};
use super::extensions::refuse_extensions;
use super::read_claim::{SentClaim, SentLocation};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use serde_json::Value;

/// The place, and the expressions of what names it.
#[derive(Debug, Default)]
pub(crate) struct Facility {
    pub(crate) locality: Option<String>,
    pub(crate) zip: Option<String>,
    /// The expression of the ZIP code in the claim; `None` if the address of the request has it.
    pub(crate) expression: Option<String>,
}

impl Facility {
    /// The place. Without any, the prices are national.
    pub(crate) fn of(
        SentClaim { claim, locations }: &SentClaim,
        locality: Option<String>,
        zip: Option<String>,
        faults: &mut Faults,
    ) -> Self {
        if locality.is_some() || zip.is_some() {
            return Self { locality, zip, expression: None };
        }
        let Some(facility) = &claim.facility else { return Self::default() };
        let reference = facility.reference.as_deref().unwrap_or_default();
        let Some((at, location)) = contained(claim, reference).or_else(|| bundled(locations, reference))
        else {
            let detail = "Refer to a Location that is contained, such as #office, or in the same Bundle. Or send the parameter zip or \
                          locality.";
            faults.add_coded(FaultCode::NotLoaded, "Claim.facility.reference", detail);
            return Self::default();
        };
        let at_extension = format!("{at}.modifierExtension");
        refuse_extensions(location.modifier_extension.as_deref(), &at_extension, faults);
        let expression = format!("{at}.address.postalCode");
        let zip =
            location.address.as_ref().and_then(|address| address.get("postalCode")).and_then(Value::as_str);
        if zip.is_none() {
            let detail = "The Location has no ZIP code. Send one, or the parameter zip or locality.";
            faults.add_coded(FaultCode::MissingField, &expression, detail);
        }
        Self { locality: None, zip: zip.map(str::to_owned), expression: Some(expression) }
    }
}

/// The contained Location of a reference such as `#office`, with its expression.
fn contained<'a>(claim: &'a Claim, reference: &str) -> Option<(String, &'a Contained)> {
    let id = reference.strip_prefix('#').filter(|id| !id.is_empty())?;
    let mut all = claim.contained.iter().flatten().enumerate();
    let (position, found) = all.find(|(_, resource)| resource.id.as_deref() == Some(id))?;
    is_location(found).then(|| (format!("Claim.contained[{position}]"), found))
}

/// The Location of a Bundle that a reference means, with its expression: by its address, or by its type and id.
fn bundled<'a>(locations: &'a [SentLocation], reference: &str) -> Option<(String, &'a Contained)> {
    let is_meant = |location: &&SentLocation| {
        let of_id = location.resource.id.as_ref().map(|id| format!("Location/{id}"));
        !reference.is_empty() && [location.full_url.as_deref(), of_id.as_deref()].contains(&Some(reference))
            || location.full_url.as_deref().is_some_and(|url| url.ends_with(&format!("/{reference}")))
    };
    let found = locations.iter().find(is_meant)?;
    Some((found.expression.clone(), &found.resource))
}

fn is_location(resource: &Contained) -> bool {
    resource.resource_type.as_deref() == Some("Location")
}
