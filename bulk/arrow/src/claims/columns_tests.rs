//! Columns as other programs write them.

use super::columns::ClaimColumns;
use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int32Array, LargeListArray, LargeStringArray, StringArray,
    StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field};
use medpayiq_claims::Given;
use std::sync::Arc;

fn structure(columns: Vec<(&str, ArrayRef)>) -> StructArray {
    let column = |(name, array): (&str, ArrayRef)| {
        (Arc::new(Field::new(name, array.data_type().clone(), true)), array)
    };
    columns.into_iter().map(column).collect::<Vec<_>>().into()
}

#[test]
fn large_lists_dates_and_decimals_are_read() {
    let charges = Decimal128Array::from(vec![30_000, 5]).with_precision_and_scale(10, 2).unwrap();
    let lines = structure(vec![
        ("hcpcs", Arc::new(LargeStringArray::from(vec!["76377", "G0439"]))),
        ("modifiers", Arc::new(StringArray::from(vec![Some("26 59"), None]))),
        ("units", Arc::new(Int32Array::from(vec![Some(2), None]))),
        ("charge", Arc::new(charges)),
    ]);
    let item = Arc::new(Field::new("item", DataType::Struct(lines.fields().clone()), true));
    let list = LargeListArray::new(item, OffsetBuffer::from_lengths([2]), Arc::new(lines), None);
    let claims = structure(vec![
        ("date_of_service", Arc::new(Date32Array::from(vec![20_103]))),
        ("lines", Arc::new(list)),
    ]);
    let columns = ClaimColumns::of(&claims).unwrap();
    let claim = columns.claim(0);
    assert_eq!(claim.date_of_service, Some("2025-01-15"));
    let [first, second] = claim.lines.as_slice() else { panic!("{} lines", claim.lines.len()) };
    assert_eq!(
        (first.hcpcs, first.modifiers.as_slice(), first.units),
        ("76377", ["26", "59"].as_slice(), Given::Typed(2))
    );
    assert_eq!((first.charge, second.charge), (Some("300.00"), Some("0.05")));
    assert_eq!((second.hcpcs, second.modifiers.len(), second.units), ("G0439", 0, Given::Absent));
}

#[test]
fn a_struct_without_services_is_refused() {
    let claims = structure(vec![("zip", Arc::new(StringArray::from(vec!["94110"])))]);
    assert!(ClaimColumns::of(&claims).is_err());
}
