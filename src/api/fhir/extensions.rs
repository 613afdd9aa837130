//! Extensions that change the meaning of an element.

use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;

/// Refuses extensions that change the meaning of what they extend. FHIR demands that of a reader that does not know them.
pub(crate) fn refuse_extensions<T>(extensions: Option<&[T]>, at: &str, faults: &mut Faults) {
    if extensions.is_some_and(|extensions| !extensions.is_empty()) {
        let detail = "This service knows no extension that changes the meaning of an element. Leave it out.";
        faults.add_coded(FaultCode::UnknownField, at, detail);
    }
}
