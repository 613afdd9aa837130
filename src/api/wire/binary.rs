//! Bodies that are bytes, for the OpenAPI document.

use std::borrow::Cow;
use std::marker::PhantomData;
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Bytes, such as a workbook or an X12 interchange. No code makes a value.
///
/// OpenAPI 3.1 would leave the schema out. Generators of clients understand `format: binary`.
pub(crate) struct Binary;

impl PartialSchema for Binary {
    fn schema() -> RefOr<Schema> {
        RefOr::T(Schema::Object(bytes()))
    }
}

impl ToSchema for Binary {}

/// NDJSON: a stream of JSON values of one schema, each on a line. No code makes a value.
pub(crate) struct Rows<T>(PhantomData<T>);

impl<T: ToSchema> PartialSchema for Rows<T> {
    /// Bytes, so that generated clients can send and read them as a stream. `contentSchema` names the schema of a row.
    fn schema() -> RefOr<Schema> {
        let row = RefOr::Ref(Ref::from_schema_name(T::name()));
        let mut rows = bytes();
        rows.content_schema = Some(Box::new(row));
        RefOr::T(Schema::Object(rows))
    }
}

impl<T: ToSchema> ToSchema for Rows<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Rows", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

fn bytes() -> Object {
    let bytes = ObjectBuilder::new().schema_type(Type::String);
    bytes.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).build()
}
