//! What changes the meaning of an element or of a whole resource.

use crate::api::wire::error::Fault;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;

/// Refuses extensions that change the meaning of what they extend. FHIR demands that of a reader that does not know them.
pub(crate) fn refuse_extensions<T>(extensions: Option<&[T]>, at: &str, faults: &mut Faults) {
    if extensions.is_some_and(|extensions| !extensions.is_empty()) {
        let detail = "This service knows no extension that changes the meaning of an element. Leave it out.";
        faults.add_coded(FaultCode::UnknownField, at, detail);
    }
}

/// The fault of rules that change how the resource at this expression is read. FHIR demands to refuse those that are not known.
pub(crate) fn fault_of_rules(at: &str) -> Fault {
    let detail = "This service knows no rules that change how a resource is read. Leave implicitRules out.";
    Fault::coded(FaultCode::UnknownField, format!("{at}.implicitRules"), detail)
}
