//! The operations of the document.

use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::Operation;

/// Every operation of the document.
pub(super) fn each_operation(document: &mut Document) -> impl Iterator<Item = &mut Operation> {
    let items = document.paths.paths.values_mut();
    items.flat_map(|item| [&mut item.get, &mut item.post, &mut item.delete]).flatten()
}
