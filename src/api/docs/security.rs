//! API keys in the document: the scheme, and the scopes of each operation.

use super::operations::each_operation;
use crate::api::access::operations::{Access, access_of_operation};
use crate::keys::Scope;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, RefOr};

const SCHEME: &str = "api_key";

/// Adds the scheme, and to every operation what it needs: nothing, or, if the operator asks for keys, a key with its scopes.
pub(super) fn describe_security(document: &mut Document) {
    document.security = Some(Vec::new());
    for operation in each_operation(document) {
        if let Access::Key(scopes) = access(operation) {
            let key = SecurityRequirement::new(SCHEME, scopes.iter().map(Scope::as_str));
            operation.security = Some(vec![SecurityRequirement::default(), key]);
        }
    }
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("mpiq_, 12 hexadecimal digits, _, 64 hexadecimal digits")
        .description(Some(
            "An API key of the operator. Which operations need one, the operator decides. The scopes of an operation are those that \
             its key must have.",
        ))
        .build();
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert(SCHEME.to_owned(), RefOr::T(SecurityScheme::Http(scheme)));
}

/// What an operation needs.
pub(super) fn access(operation: &Operation) -> Access {
    access_of_operation(operation.operation_id.as_deref().unwrap_or_default())
}
