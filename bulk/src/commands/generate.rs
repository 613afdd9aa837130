//! `medpayiq-bulk generate`: made-up claims of common services. They are the same for the same arguments.

use super::AnyError;
use crate::work::Location;
use crate::work::error::WorkError;
use crate::work::input::Format;
use datafusion::arrow::array::{
    ArrayRef, Int64Builder, ListArray, ListBuilder, RecordBatch, StringBuilder, StructArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Code, modifier, place of service and charge in dollars.
const SERVICES: [(&str, &str, &str, u64); 24] = [
    ("99213", "", "11", 160),
    ("99214", "", "11", 230),
    ("99214", "25", "11", 230),
    ("99232", "", "21", 150),
    ("99285", "", "23", 420),
    ("93000", "", "11", 45),
    ("93010", "", "22", 25),
    ("71046", "", "11", 70),
    ("71046", "26", "22", 30),
    ("76377", "26", "22", 90),
    ("97110", "GP", "11", 65),
    ("97140", "GP", "11", 60),
    ("36415", "", "11", 9),
    ("20610", "RT", "11", 140),
    ("20610", "LT", "11", 140),
    ("70553", "", "22", 800),
    ("70553", "26", "22", 240),
    ("66984", "RT", "24", 1200),
    ("45385", "", "24", 900),
    ("11042", "", "11", 250),
    ("17000", "", "11", 130),
    ("G0439", "", "11", 200),
    ("80061", "", "11", 30),
    ("90834", "", "11", 180),
];
const LOCALITIES: [&str; 8] =
    ["01112-05", "13202-01", "03102-00", "10112-00", "09102-04", "01182-18", "04412-11", "06102-16"];
/// How many claims are written at a time.
const BATCH: u64 = 16_384;
/// One claim in so many has a code that is not valid.
const FAULTY: u64 = 500;

/// What to write.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file to write; its ending is the format: .parquet, .csv or .ndjson.
    file: PathBuf,
    /// How many claims it has. They have 2.5 lines in the mean.
    #[arg(long, default_value_t = 10_000)]
    claims: u64,
    /// The year of the services.
    #[arg(long, default_value_t = 2025)]
    year: u32,
    /// The number of the first claim.
    #[arg(long, default_value_t = 0)]
    first: u64,
}

/// A made-up claim.
struct MadeUp {
    name: String,
    date: String,
    place: &'static str,
    locality: &'static str,
    deductible: Option<String>,
    lines: Vec<(&'static str, &'static str, i64, String)>,
}

/// The finaliser of SplitMix64: the same number for the same seed, and no pattern.
const fn scrambled(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn pick<T: Copy>(list: &[T], number: u64) -> Option<T> {
    let count = u64::try_from(list.len()).ok()?;
    list.get(usize::try_from(number % count).ok()?).copied()
}

fn made_up(number: u64, year: u32) -> MadeUp {
    let chance = |what: u64| scrambled(number.wrapping_mul(64).wrapping_add(what));
    let count = 1 + chance(0) % 4;
    let mut lines: Vec<(&str, &str, i64, String)> = Vec::new();
    let mut place = "11";
    for line in 0..count {
        let Some((hcpcs, modifier, at, charge)) = pick(&SERVICES, chance(8 + line)) else { continue };
        if line == 0 {
            place = at;
        }
        let units = if modifier == "GP" { 1 + chance(16 + line) % 4 } else { 1 };
        let dollars = charge * units * (90 + chance(24 + line) % 30) / 100;
        let hcpcs = if number % FAULTY == FAULTY - 1 && line == 0 { "9921" } else { hcpcs };
        lines.push((hcpcs, modifier, i64::try_from(units).unwrap_or(1), format!("{dollars}.00")));
    }
    MadeUp {
        name: format!("c{number}"),
        date: format!("{year}-{:02}-{:02}", 1 + chance(1) % 12, 1 + chance(2) % 28),
        place,
        locality: pick(&LOCALITIES, chance(3)).unwrap_or_default(),
        deductible: (chance(4) % 3 != 0)
            .then(|| if chance(5) % 4 == 0 { "50.00".into() } else { "0.00".into() }),
        lines,
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<(), AnyError> {
    let Arguments { file, claims, year, first } = arguments;
    let format = Format::of(&Location::of(file)?)
        .ok_or("The name of the file must end in .parquet, .csv or .ndjson.")?;
    let claims = (*first..first.saturating_add(*claims)).map(|number| made_up(number, *year));
    let output = File::create(file).map_err(WorkError::io(file))?;
    match format {
        Format::Parquet => write_parquet(output, claims),
        Format::Csv => write_csv(BufWriter::new(output), claims),
        Format::Ndjson => write_ndjson(BufWriter::new(output), claims),
    }
}

fn write_csv(mut output: impl Write, claims: impl Iterator<Item = MadeUp>) -> Result<(), AnyError> {
    writeln!(
        output,
        "claim,date_of_service,place_of_service,locality,deductible_remaining,hcpcs,modifiers,units,charge"
    )?;
    for MadeUp { name, date, place, locality, deductible, lines } in claims {
        let deductible = deductible.unwrap_or_default();
        for (hcpcs, modifier, units, charge) in lines {
            writeln!(
                output,
                "{name},{date},{place},{locality},{deductible},{hcpcs},{modifier},{units},{charge}"
            )?;
        }
    }
    Ok(output.flush()?)
}

fn write_ndjson(mut output: impl Write, claims: impl Iterator<Item = MadeUp>) -> Result<(), AnyError> {
    for MadeUp { date, place, locality, deductible, lines, .. } in claims {
        let lines: Vec<serde_json::Value> = lines
            .into_iter()
            .map(|(hcpcs, modifier, units, charge)| {
                let modifiers: Vec<&str> =
                    Some(modifier).filter(|text| !text.is_empty()).into_iter().collect();
                serde_json::json!({"hcpcs": hcpcs, "modifiers": modifiers, "units": units, "charge": charge})
            })
            .collect();
        let mut row = serde_json::json!({
            "date_of_service": date, "place_of_service": place, "locality": locality, "lines": lines
        });
        if let (Some(deductible), Some(row)) = (deductible, row.as_object_mut()) {
            row.insert("patient".to_owned(), serde_json::json!({"deductible_remaining": deductible}));
        }
        writeln!(output, "{row}")?;
    }
    Ok(output.flush()?)
}

fn line_fields() -> Fields {
    let modifiers = DataType::List(Arc::new(Field::new("item", DataType::Utf8, true)));
    vec![
        Field::new("hcpcs", DataType::Utf8, true),
        Field::new("modifiers", modifiers, true),
        Field::new("units", DataType::Int64, true),
        Field::new("charge", DataType::Utf8, true),
    ]
    .into()
}

fn batch(claims: Vec<MadeUp>) -> Result<RecordBatch, AnyError> {
    let texts = |get: fn(&MadeUp) -> Option<&str>| -> ArrayRef {
        let mut column = StringBuilder::new();
        claims.iter().for_each(|claim| column.append_option(get(claim)));
        Arc::new(column.finish())
    };
    let (mut hcpcs, mut units, mut charges) =
        (StringBuilder::new(), Int64Builder::new(), StringBuilder::new());
    let mut modifiers = ListBuilder::new(StringBuilder::new());
    for (code, modifier, count, charge) in claims.iter().flat_map(|claim| &claim.lines) {
        hcpcs.append_value(code);
        units.append_value(*count);
        charges.append_value(charge);
        if !modifier.is_empty() {
            modifiers.values().append_value(modifier);
        }
        modifiers.append(true);
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(hcpcs.finish()),
        Arc::new(modifiers.finish()),
        Arc::new(units.finish()),
        Arc::new(charges.finish()),
    ];
    let values = StructArray::try_new(line_fields(), columns, None)?;
    let item = Arc::new(Field::new("item", DataType::Struct(line_fields()), true));
    let offsets = OffsetBuffer::from_lengths(claims.iter().map(|claim| claim.lines.len()));
    let lines: ArrayRef = Arc::new(ListArray::try_new(item, offsets, Arc::new(values), None)?);
    let columns = [
        ("claim", texts(|claim| Some(&claim.name))),
        ("date_of_service", texts(|claim| Some(&claim.date))),
        ("place_of_service", texts(|claim| Some(claim.place))),
        ("locality", texts(|claim| Some(claim.locality))),
        ("deductible_remaining", texts(|claim| claim.deductible.as_deref())),
        ("lines", lines),
    ];
    let fields: Vec<Field> =
        columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    let columns = columns.into_iter().map(|(_, column)| column).collect();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

fn write_parquet(output: File, mut claims: impl Iterator<Item = MadeUp>) -> Result<(), AnyError> {
    let size = usize::try_from(BATCH)?;
    let compression = Compression::ZSTD(ZstdLevel::try_new(1)?);
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(size.saturating_mul(16)))
        .build();
    let empty = batch(Vec::new())?;
    let mut writer = ArrowWriter::try_new(output, empty.schema(), Some(properties))?;
    loop {
        let next: Vec<MadeUp> = claims.by_ref().take(size).collect();
        if next.is_empty() {
            break;
        }
        writer.write(&batch(next)?)?;
    }
    writer.close()?;
    Ok(())
}
