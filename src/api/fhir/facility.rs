//! The place whose prices apply: that of the request's address, else that of the facility of the claim.

use super::claim::{Claim, Contained};
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
        claim: &Claim,
        locality: Option<String>,
        zip: Option<String>,
        faults: &mut Faults,
    ) -> Self {
        if locality.is_some() || zip.is_some() {
            return Self { locality, zip, expression: None };
        }
        let reference =
            claim.facility.as_ref().map(|facility| facility.reference.as_deref().unwrap_or_default());
        let Some(reference) = reference else { return Self::default() };
        let contained = claim.contained.iter().flatten().enumerate();
        let is_meant = |resource: &Contained| {
            let id = resource.id.as_deref().unwrap_or_default();
            !id.is_empty() && reference.strip_prefix('#') == Some(id)
        };
        let found = contained.into_iter().find(|(_, resource)| is_meant(resource));
        let Some((position, location)) =
            found.filter(|(_, resource)| resource.resource_type.as_deref() == Some("Location"))
        else {
            let detail =
                "Refer to a contained Location, such as #office, or send the parameter zip or locality.";
            faults.add_coded(FaultCode::NotLoaded, "Claim.facility.reference", detail);
            return Self::default();
        };
        let expression = format!("Claim.contained[{position}].address.postalCode");
        let zip =
            location.address.as_ref().and_then(|address| address.get("postalCode")).and_then(Value::as_str);
        if zip.is_none() {
            let detail = "The Location has no ZIP code. Send one, or the parameter zip or locality.";
            faults.add_coded(FaultCode::MissingField, &expression, detail);
        }
        Self { locality: None, zip: zip.map(str::to_owned), expression: Some(expression) }
    }
}
