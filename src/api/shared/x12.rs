//! What claims and remittances in X12 have in common.

use crate::api::wire::error::Fault;
use crate::x12::X12Error;

/// The media type of an X12 interchange (RFC 1767).
pub(crate) const X12_MEDIA_TYPE: &str = "application/edi-x12";

/// The fault of a segment, with the number of the segment as its pointer.
pub(crate) fn segment_fault(error: &X12Error) -> Fault {
    let X12Error { segment, element, expected } = error;
    let slash = if element.is_empty() { "" } else { "/" };
    Fault::new(format!("/segments/{segment}{slash}{element}"), format_args!("expected {expected}"))
}
