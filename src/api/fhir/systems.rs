//! The code systems that are read and written, by their URIs.

/// A list of URIs that name the same kind of codes.
pub(crate) type Systems = &'static [&'static str];

/// The codes of services and of their modifiers: CPT, HCPCS and dental codes.
pub(crate) const SERVICES: Systems = &[
    "http://www.ama-assn.org/go/cpt",
    "https://bluebutton.cms.gov/resources/codesystem/hcpcs",
    "http://terminology.hl7.org/CodeSystem/HCPCS",
    "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "http://www.ada.org/cdt",
    "http://ada.org/cdt",
    "urn:oid:2.16.840.1.113883.6.12",
    "urn:oid:2.16.840.1.113883.6.14",
    "urn:oid:2.16.840.1.113883.6.285",
];

/// CMS's places of service, by the addresses that CMS's page has had. HL7's example system has a part of the same codes.
pub(crate) const PLACES: Systems = &[
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set.html",
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes",
    "https://www.cms.gov/medicare/coding-billing/place-of-service-codes",
    "https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets",
    "http://terminology.hl7.org/CodeSystem/ex-serviceplace",
    "urn:oid:2.16.840.1.113883.6.50",
];

/// The taxonomy of practitioners.
pub(crate) const TAXONOMY: Systems = &[
    "http://nucc.org/provider-taxonomy",
    "http://www.nucc.org/provider-taxonomy",
    "urn:oid:2.16.840.1.113883.6.101",
];

/// The extension of Da Vinci's guide to patient cost transparency (PCT) that has the taxonomy code of who bills.
pub(crate) const PROVIDER_TAXONOMY: Systems =
    &["http://hl7.org/fhir/us/davinci-pct/StructureDefinition/providerTaxonomy"];

/// National drug codes, which name the drug of a service and have no price here.
pub(crate) const DRUGS: Systems = &["http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69"];

/// The types of claims.
pub(crate) const CLAIM_TYPE: &str = "http://terminology.hl7.org/CodeSystem/claim-type";

/// HL7's categories of adjudication.
pub(crate) const ADJUDICATION: &str = "http://terminology.hl7.org/CodeSystem/adjudication";
/// Those that Da Vinci's guide to patient cost transparency (PCT) adds.
pub(crate) const PCT_ADJUDICATION: &str =
    "http://hl7.org/fhir/us/davinci-pct/CodeSystem/PCTAdjudicationCategoryCS";
/// Those that CARIN's guide for Blue Button adds.
pub(crate) const CARIN_ADJUDICATION: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication";
/// CARIN's kinds of adjudication without an amount.
pub(crate) const CARIN_DISCRIMINATOR: &str =
    "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudicationDiscriminator";
/// This service's own category: the result of a line without a price.
pub(crate) const OWN_ADJUDICATION: &str = "urn:medpayiq:adjudication";
/// The codes of reasons that `GET /v1/vocabulary` lists.
pub(crate) const OWN_REASONS: &str = "urn:medpayiq:reason";
/// The codes of faults.
pub(crate) const OWN_FAULTS: &str = "urn:medpayiq:fault";
/// The types of problems.
pub(crate) const OWN_PROBLEMS: &str = "urn:medpayiq:problem";

/// X12's claim adjustment group codes.
pub(crate) const GROUPS: &str = "https://x12.org/codes/claim-adjustment-group-codes";
/// X12's claim adjustment reason codes (CARC).
pub(crate) const CARC: &str = "https://x12.org/codes/claim-adjustment-reason-codes";
/// Remittance advice remark codes (RARC).
pub(crate) const RARC: &str = "https://x12.org/codes/remittance-advice-remark-codes";

/// Whether a URI is in a list. Senders write http for https, and a slash at the end.
pub(crate) fn is_one_of(system: &str, systems: Systems) -> bool {
    let plain = |uri: &str| {
        let uri = uri.trim().trim_end_matches('/').to_ascii_lowercase();
        uri.strip_prefix("https:").or_else(|| uri.strip_prefix("http:")).unwrap_or(&uri).to_owned()
    };
    let asked = plain(system);
    systems.iter().any(|known| plain(known) == asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_in_both_schemes() {
        for uri in ["https://www.ama-assn.org/go/cpt", "http://www.ama-assn.org/go/cpt/"] {
            assert!(is_one_of(uri, SERVICES), "{uri}");
        }
        for uri in ["", "http://loinc.org", "www.ama-assn.org/go/cpt"] {
            assert!(!is_one_of(uri, SERVICES), "{uri}");
        }
    }
}
