//! X12 interchanges (EDI) as bodies of requests.

use crate::api::wire::error::Fault;
use crate::api::wire::fault_code::FaultCode;
use crate::x12::X12Error;

/// The media type of an interchange (RFC 1767).
pub(crate) const EDI_X12: &str = "application/edi-x12";

/// An error of an interchange, with its segment and element.
pub(crate) fn x12_fault(error: &X12Error) -> Fault {
    let X12Error { segment, element, expected } = error;
    let slash = if element.is_empty() { "" } else { "/" };
    let pointer = format!("/segments/{segment}{slash}{element}");
    Fault::coded(FaultCode::InvalidSyntax, pointer, format_args!("Expected {expected}."))
}
