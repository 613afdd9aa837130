//! The profession of who gives the services, by their taxonomy code (NUCC).

use super::claim::{CareTeamMember, Claim, CodeableConcept};
use super::extensions::refuse_extensions;
use super::systems::{PROVIDER_TAXONOMY, TAXONOMY, is_one_of};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::vocabulary::ProviderKind;
use crate::x12::profession;
use std::collections::BTreeSet;

/// The profession, if Medicare pays it differently from a physician. It is that of the members of the care team who give the
/// services, else that of who bills.
pub(crate) fn profession_of(claim: &Claim, faults: &mut Faults) -> Option<ProviderKind> {
    for (position, member) in claim.care_team.iter().flatten().enumerate() {
        let at = format!("Claim.careTeam[{position}].modifierExtension");
        refuse_extensions(member.modifier_extension.as_deref(), &at, faults);
    }
    let qualifications = rendering(claim).into_iter().filter_map(|member| member.qualification.as_ref());
    let mut professions = professions(qualifications);
    let mut at = "Claim.careTeam";
    if professions.is_empty() {
        professions = professions_of_billing(claim);
        at = "Claim.provider";
    }
    if professions.len() > 1 {
        let detail = "The services are of several professions, which Medicare pays differently. Send a claim for each.";
        faults.add_coded(FaultCode::Conflict, at, detail);
    }
    professions.into_iter().next().flatten().and_then(|name| name.parse().ok())
}

/// The members of the care team who give the services: those whose role says so, else those without a role.
fn rendering(claim: &Claim) -> Vec<&CareTeamMember> {
    let members = || claim.care_team.iter().flatten();
    let roles = |member: &CareTeamMember| -> Vec<String> {
        let codes = member.role.iter().flat_map(|role| role.codes());
        codes.map(|(_, code)| code.to_owned()).collect()
    };
    let is_rendering = |code: &String| code == "rendering" || code == "primary";
    let by_role: Vec<_> = members().filter(|member| roles(member).iter().any(is_rendering)).collect();
    if by_role.is_empty() { members().filter(|member| roles(member).is_empty()).collect() } else { by_role }
}

/// The professions of Da Vinci's extension of who bills.
fn professions_of_billing(claim: &Claim) -> BTreeSet<Option<&'static str>> {
    let extensions = claim.provider.iter().flat_map(|provider| provider.extension.iter().flatten());
    let of_taxonomy = extensions
        .filter(|extension| is_one_of(extension.url.as_deref().unwrap_or_default(), PROVIDER_TAXONOMY));
    professions(of_taxonomy.filter_map(|extension| extension.value_codeable_concept.as_ref()))
}

/// The professions that the taxonomy codes of these concepts name; `None` for one that is paid like a physician.
fn professions<'a>(concepts: impl Iterator<Item = &'a CodeableConcept>) -> BTreeSet<Option<&'static str>> {
    let codes = concepts.flat_map(|concept| concept.codes());
    let taxonomy = codes.filter(|(system, _)| is_one_of(system, TAXONOMY));
    taxonomy.map(|(_, code)| profession(code.trim().as_bytes()).map(ProviderKind::as_str)).collect()
}
