//! The operations of the document.

use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::Operation;

/// Every operation of the document.
pub(super) fn each_operation(document: &mut Document) -> impl Iterator<Item = &mut Operation> {
    each_operation_with_kind(document).map(|(_, operation)| operation)
}

/// Every operation of the document, with whether it is a read.
pub(super) fn each_operation_with_kind(
    document: &mut Document,
) -> impl Iterator<Item = (bool, &mut Operation)> {
    let items = document.paths.paths.values_mut();
    items.flat_map(|item| {
        let methods = [(true, &mut item.get), (false, &mut item.post), (false, &mut item.delete)];
        methods.into_iter().filter_map(|(is_read, operation)| Some((is_read, operation.as_mut()?)))
    })
}
