//! The parts of a service. They have no price of their own here.

use super::claim::{Detail, Item};
use super::expression::of_item;
use super::extensions::refuse_extensions;
use super::systems::{DRUGS, is_one_of};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;

/// Refuses parts of a service that could be services of their own. The drug of a service may be there: its code names the drug, and
/// the service has the price.
pub(crate) fn check_details(item: &Item, position: usize, faults: &mut Faults) {
    for (number, detail) in item.detail.iter().flatten().enumerate() {
        let at = |element: &str| of_item(position, &format!("detail[{number}]{element}"));
        refuse_extensions(detail.modifier_extension.as_deref(), &at(".modifierExtension"), faults);
        if detail.sub_detail.as_ref().is_some_and(|parts| !parts.is_empty()) {
            faults.add_coded(FaultCode::UnknownField, at(".subDetail"), ITEMS_ONLY);
        } else if !is_drug(detail) {
            faults.add_coded(FaultCode::UnknownField, at(""), ITEMS_ONLY);
        }
    }
}

const ITEMS_ONLY: &str = "Parts of a service are not priced. Send each service as an item of its own. Only the drug may be a detail, with its NDC.";

/// Whether a part only names a drug.
fn is_drug(detail: &Detail) -> bool {
    let mut codes = detail.product_or_service.iter().flat_map(|concept| concept.codes()).peekable();
    codes.peek().is_some() && codes.all(|(system, _)| is_one_of(system, DRUGS))
}
