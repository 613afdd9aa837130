//! The part of a FHIR R4 Claim that a price depends on. Every other element is skipped while the body is read, above all those
//! about the patient.

use crate::api::wire::json::{objects, optional_object, optional_objects, optional_whole_number};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Number, Value};
use utoipa::ToSchema;

/// A FHIR R4 Claim, as far as it is read. Other elements may be there and are not read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirClaim)]
pub(crate) struct Claim {
    /// Always `Claim`.
    #[schema(pattern = "^Claim$", example = "Claim")]
    pub(crate) resource_type: String,
    /// `active`, `draft`, or absent. A claim that is `cancelled` or `entered-in-error` is refused.
    #[schema(example = "active")]
    pub(crate) status: Option<String>,
    /// `predetermination`, `claim`, or absent. A claim with another use is refused: this service authorizes nothing.
    #[serde(rename = "use")]
    #[schema(example = "predetermination")]
    pub(crate) purpose: Option<String>,
    /// Rules that change how the claim is read. A claim with one is refused.
    #[schema(value_type = Option<String>)]
    pub(crate) implicit_rules: Option<IgnoredAny>,
    /// Resources within this one. Only the Location to which `facility` refers is read.
    #[serde(default, deserialize_with = "optional_objects")]
    #[schema(value_type = Option<Vec<Contained>>)]
    pub(crate) contained: Option<Vec<Contained>>,
    /// Extensions that change the meaning of the claim. A claim with one is refused.
    #[schema(value_type = Option<Vec<Object>>)]
    pub(crate) modifier_extension: Option<Vec<IgnoredAny>>,
    /// The type of the claim. Only professional claims are priced.
    #[serde(rename = "type", default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<CodeableConcept>)]
    pub(crate) kind: Option<CodeableConcept>,
    /// Where the services are given. The ZIP code of the Location is the place of the prices. It is contained, or in the same Bundle.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<Reference>)]
    pub(crate) facility: Option<Reference>,
    /// Who gives the services. The taxonomy code of the one with the role `rendering` or `primary` names the profession. If no one
    /// has such a role, those without a role are meant.
    #[serde(default, deserialize_with = "optional_objects")]
    #[schema(value_type = Option<Vec<CareTeamMember>>)]
    pub(crate) care_team: Option<Vec<CareTeamMember>>,
    /// Who bills. The taxonomy code of the extension `providerTaxonomy` of Da Vinci's guide to patient cost transparency names the
    /// profession, if no code of the care team does.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<BillingProvider>)]
    pub(crate) provider: Option<BillingProvider>,
    /// 1 to 50 services.
    #[serde(deserialize_with = "objects")]
    #[schema(min_items = 1, max_items = 50)]
    pub(crate) item: Vec<Item>,
}

/// A service of a claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirClaimItem)]
pub(crate) struct Item {
    /// The number of the service. The answer names the service by it.
    #[serde(default, deserialize_with = "optional_whole_number")]
    #[schema(required = true, value_type = i64, minimum = 1, example = 1)]
    pub(crate) sequence: Option<i64>,
    /// Extensions that change the meaning of the service. A claim with one is refused.
    #[schema(value_type = Option<Vec<Object>>)]
    pub(crate) modifier_extension: Option<Vec<IgnoredAny>>,
    /// The CPT or HCPCS code.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<CodeableConcept>)]
    pub(crate) product_or_service: Option<CodeableConcept>,
    /// Up to four modifiers.
    #[serde(default, deserialize_with = "optional_objects")]
    #[schema(value_type = Option<Vec<CodeableConcept>>)]
    pub(crate) modifier: Option<Vec<CodeableConcept>>,
    /// The day of the service.
    #[schema(example = "2025-01-15", format = Date)]
    pub(crate) serviced_date: Option<String>,
    /// The first and the last day of the service, instead of `servicedDate`. The service is priced for the first.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<Period>)]
    pub(crate) serviced_period: Option<Period>,
    /// CMS's place of service.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<CodeableConcept>)]
    pub(crate) location_codeable_concept: Option<CodeableConcept>,
    /// The units, or the minutes of anesthesia. If absent: one unit.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<Quantity>)]
    pub(crate) quantity: Option<Quantity>,
    /// A factor of the charge. Without `net`, a claim with a factor other than 1 is refused. With it, `net` must be `unitPrice` times
    /// `quantity` times the factor, if there is a `unitPrice`.
    #[schema(value_type = Option<f64>, example = 1.0)]
    pub(crate) factor: Option<Number>,
    /// What the service consists of. Only the drug that was given may be here, with a national drug code (NDC).
    #[serde(default, deserialize_with = "optional_objects")]
    #[schema(value_type = Option<Vec<Detail>>)]
    pub(crate) detail: Option<Vec<Detail>>,
    /// The charge for one unit. It is read if `net` is absent.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<Amount>)]
    pub(crate) unit_price: Option<Amount>,
    /// The charge for the whole service.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<Amount>)]
    pub(crate) net: Option<Amount>,
}

/// A part of a service.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirClaimDetail)]
pub(crate) struct Detail {
    /// Extensions that change the meaning of the part. A claim with one is refused.
    #[schema(value_type = Option<Vec<Object>>)]
    pub(crate) modifier_extension: Option<Vec<IgnoredAny>>,
    /// The national drug code. A claim with a code of another system is refused.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<CodeableConcept>)]
    pub(crate) product_or_service: Option<CodeableConcept>,
    /// Parts of the part. A claim with one is refused.
    #[schema(value_type = Option<Vec<Object>>)]
    pub(crate) sub_detail: Option<Vec<IgnoredAny>>,
}

/// A concept with its codes.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FhirCodeableConcept)]
pub(crate) struct CodeableConcept {
    /// The codes.
    #[serde(default, deserialize_with = "optional_objects")]
    #[schema(value_type = Option<Vec<Coding>>)]
    pub(crate) coding: Option<Vec<Coding>>,
}

/// A code.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FhirCoding)]
pub(crate) struct Coding {
    /// The URI of the code system.
    #[schema(example = "http://www.ama-assn.org/go/cpt")]
    pub(crate) system: Option<String>,
    /// The code.
    #[schema(example = "76377")]
    pub(crate) code: Option<String>,
}

/// The days of a service.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FhirPeriod)]
pub(crate) struct Period {
    /// The first day.
    #[schema(example = "2025-01-15")]
    pub(crate) start: Option<String>,
    /// The last day.
    #[schema(example = "2025-01-15")]
    pub(crate) end: Option<String>,
}

/// A quantity.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FhirQuantity)]
pub(crate) struct Quantity {
    /// A whole number, 1 to 9999.
    #[schema(value_type = f64, example = 1)]
    pub(crate) value: Option<Number>,
    /// `min` or `MJ` for minutes. `UN`, `1`, an annotation such as `{visit}`, or nothing for units. Another unit is refused.
    #[schema(example = "UN")]
    pub(crate) code: Option<String>,
    /// The same, or `minutes`, `units` or `each`, if `code` is absent.
    #[schema(example = "UN")]
    pub(crate) unit: Option<String>,
    /// Whether the quantity is less or more than the value. A claim with one is refused.
    #[schema(value_type = Option<String>)]
    pub(crate) comparator: Option<IgnoredAny>,
}

/// An amount of money.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FhirMoney)]
pub(crate) struct Amount {
    /// The amount, with two decimals at most.
    #[schema(value_type = f64, example = 300.0)]
    pub(crate) value: Option<Number>,
    /// Always `USD`.
    #[schema(example = "USD")]
    pub(crate) currency: Option<String>,
}

/// A reference to a resource.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FhirReference)]
pub(crate) struct Reference {
    /// `#` and the id of a contained resource, or the address of one in the same Bundle.
    #[schema(example = "#office")]
    pub(crate) reference: Option<String>,
}

/// A resource within the claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirContained)]
pub(crate) struct Contained {
    /// The type of the resource.
    #[schema(example = "Location")]
    pub(crate) resource_type: Option<String>,
    /// The id to which the claim refers.
    #[schema(example = "office")]
    pub(crate) id: Option<String>,
    /// Extensions that change the meaning of the resource. A claim for a Location with one is refused.
    #[schema(value_type = Option<Vec<Object>>)]
    pub(crate) modifier_extension: Option<Vec<IgnoredAny>>,
    /// The address of a Location. Nothing but its `postalCode` is read.
    pub(crate) address: Option<Value>,
}

/// Who bills.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FhirProvider)]
pub(crate) struct BillingProvider {
    /// Only `providerTaxonomy` is read.
    #[serde(default, deserialize_with = "optional_objects")]
    #[schema(value_type = Option<Vec<Extension>>)]
    pub(crate) extension: Option<Vec<Extension>>,
}

/// An extension.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirExtension)]
pub(crate) struct Extension {
    /// The URI of the extension.
    #[schema(example = "http://hl7.org/fhir/us/davinci-pct/StructureDefinition/providerTaxonomy")]
    pub(crate) url: Option<String>,
    /// The taxonomy code (NUCC).
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<CodeableConcept>)]
    pub(crate) value_codeable_concept: Option<CodeableConcept>,
}

/// A practitioner or organization of the claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FhirCareTeam)]
pub(crate) struct CareTeamMember {
    /// Extensions that change the meaning of the member. A claim with one is refused.
    #[schema(value_type = Option<Vec<Object>>)]
    pub(crate) modifier_extension: Option<Vec<IgnoredAny>>,
    /// `rendering` or `primary` for who gives the services.
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<CodeableConcept>)]
    pub(crate) role: Option<CodeableConcept>,
    /// The taxonomy code (NUCC).
    #[serde(default, deserialize_with = "optional_object")]
    #[schema(value_type = Option<CodeableConcept>)]
    pub(crate) qualification: Option<CodeableConcept>,
}

impl CodeableConcept {
    /// Its codes with their systems.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (&str, &str)> {
        let codings = self.coding.iter().flatten();
        codings.filter_map(|coding| {
            Some((coding.system.as_deref().unwrap_or_default(), coding.code.as_deref()?))
        })
    }
}
