//! The query of a part.

use super::claim_expr::{CLAIM, claims_of, collect_lines};
use super::error::WorkError;
use super::input::{Format, Input, csv_header};
use super::location::Location;
use super::output::{Layout, OutputFormat};
use super::part::Part;
use crate::functions;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::config::CsvOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DataFusionError, Result};
use datafusion::datasource::file_format::csv::CsvFormatFactory;
use datafusion::datasource::file_format::format_as_file_type;
use datafusion::datasource::file_format::parquet::ParquetFormatFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig};
use datafusion::datasource::source::DataSourceExec;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::functions_nested::expr_fn::array_to_string;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{CsvReadOptions, ParquetReadOptions, SessionContext};
use medpayiq_arrow::answers::schema::{LINE_LISTS, answer_fields, line_fields};
use std::collections::HashMap;
use std::sync::Arc;

/// A byte that no text has: a row of a text file is read as one column, and taken apart by the functions. So a row that is
/// wrong has a fault, and does not end the query.
const NO_DELIMITER: u8 = 0x01;
/// No row begins with the end of a row, so no row is ever quoted. Any other byte would take all rows up to its next for one.
const NO_QUOTE: u8 = b'\n';
const ROW: &str = "row";
const PRICE: &str = "price";

fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

/// Returns the plan that prices a part and writes one file.
///
/// # Errors
/// If the file cannot be read, or its columns are not those of claims.
pub async fn physical_plan(
    session: &SessionContext,
    input: &Input,
    part: &Part,
    output: (&Location, OutputFormat, Layout),
) -> std::result::Result<Arc<dyn ExecutionPlan>, WorkError> {
    let (file, format, layout) = output;
    let claims = claims(session, input).await?;
    let answers = answers(claims, layout)?;
    let copy = write_to(answers, file, format)?;
    let plan = session.state().create_physical_plan(&copy).await?;
    Ok(only_range(plan, part)?)
}

/// Returns a plan with one column `claim`, which has the claims of a file.
///
/// # Errors
/// If the file cannot be read, or its columns are not those of claims.
pub async fn claims(session: &SessionContext, input: &Input) -> std::result::Result<LogicalPlan, WorkError> {
    let wrong_columns = |error: DataFusionError| WorkError::Columns {
        location: input.location.clone(),
        fault: error.strip_backtrace(),
    };
    match input.format {
        Format::Parquet => {
            let table = session.read_parquet(input.location.to_url(), ParquetReadOptions::default()).await?;
            claims_of(table.into_unoptimized_plan()).map_err(wrong_columns)
        }
        Format::Ndjson => {
            let rows = text_rows(session, input, false).await?;
            Ok(LogicalPlanBuilder::from(rows).project([column(ROW).alias(CLAIM)])?.build()?)
        }
        Format::Csv => {
            let (text, header) = csv_header(input).await?;
            let cells = functions::csv_row().call(vec![column(ROW), lit(text)]);
            let rows = LogicalPlanBuilder::from(text_rows(session, input, true).await?);
            let rows = rows.project([cells.alias(CLAIM)])?;
            if header.position("claim").is_none() {
                return Ok(rows.build()?);
            }
            let name = get_field(column(CLAIM), "claim");
            Ok(collect_lines(rows, column(CLAIM), name)?)
        }
    }
}

async fn text_rows(session: &SessionContext, input: &Input, has_header: bool) -> Result<LogicalPlan> {
    let schema = Schema::new(vec![Field::new(ROW, DataType::Utf8, true)]);
    let name = input.location.as_str();
    let ending = name.rfind('.').and_then(|at| name.get(at..)).unwrap_or_default();
    let options = CsvReadOptions::new()
        .has_header(has_header)
        .delimiter(NO_DELIMITER)
        .quote(NO_QUOTE)
        .schema(&schema)
        .file_extension(ending);
    Ok(session.read_csv(input.location.to_url(), options).await?.into_unoptimized_plan())
}

/// Returns a plan with the columns of the answers to claims.
///
/// # Errors
/// If the plan cannot be built.
pub fn answers(claims: LogicalPlan, layout: Layout) -> Result<LogicalPlan> {
    let price = functions::price().call(vec![column(CLAIM)]).alias(PRICE);
    let priced = LogicalPlanBuilder::from(claims).project([price])?;
    let fields = answer_fields();
    let of_claim =
        fields.iter().map(|field| get_field(column(PRICE), field.name().as_str()).alias(field.name()));
    let nested = priced.project(of_claim)?;
    match layout {
        Layout::Claims => nested.build(),
        Layout::Lines => one_line_a_row(nested),
    }
}

/// A row for each line, with the fields of its claim; lists of codes become texts with blanks.
fn one_line_a_row(answers: LogicalPlanBuilder) -> Result<LogicalPlan> {
    let lines = answers.unnest_column("lines")?;
    let (claim, lines_fields) = (answer_fields(), line_fields());
    let mut columns: Vec<Expr> = Vec::new();
    for field in &claim {
        match field.name().as_str() {
            "lines" => columns.extend(lines_fields.iter().map(|field| line_column(field.name()))),
            "problem" => columns.extend(problem_columns()),
            name => columns.push(column(name)),
        }
    }
    lines.project(columns)?.build()
}

fn line_column(name: &str) -> Expr {
    let value = get_field(column("lines"), name);
    let value = if LINE_LISTS.contains(&name) { array_to_string(value, lit(" ")) } else { value };
    value.alias(name)
}

fn problem_columns() -> [Expr; 3] {
    let errors = || get_field(column("problem"), "errors");
    let first =
        |name: &str| get_field(datafusion::functions_nested::expr_fn::array_element(errors(), lit(1)), name);
    [
        get_field(column("problem"), "status").alias("problem_status"),
        first("pointer").alias("problem_pointer"),
        first("detail").alias("problem_detail"),
    ]
}

fn write_to(answers: LogicalPlan, file: &Location, format: OutputFormat) -> Result<LogicalPlan> {
    let file_type = match format {
        OutputFormat::Parquet => {
            let mut options = datafusion::config::TableParquetOptions::default();
            options.global.compression = Some("zstd(1)".to_owned());
            options.global.allow_single_file_parallelism = false;
            options.global.statistics_enabled = Some("chunk".to_owned());
            format_as_file_type(Arc::new(ParquetFormatFactory::new_with_options(options)))
        }
        OutputFormat::Csv => {
            // DataFusion sends an executor no format of dates as an empty one, and then it writes no dates.
            let date_format = Some("%Y-%m-%d".to_owned());
            let options = CsvOptions { date_format, ..CsvOptions::default() };
            format_as_file_type(Arc::new(CsvFormatFactory::new_with_options(options)))
        }
    };
    let options = HashMap::from([("single_file_output".to_owned(), "true".to_owned())]);
    LogicalPlanBuilder::copy_to(answers, file.to_url(), file_type, options, Vec::new())?.build()
}

/// The plan with a scan of only the bytes of the part.
fn only_range(plan: Arc<dyn ExecutionPlan>, part: &Part) -> Result<Arc<dyn ExecutionPlan>> {
    let to_signed = |at: u64| i64::try_from(at).map_err(|error| DataFusionError::External(Box::new(error)));
    let (from, to) = (to_signed(part.from)?, to_signed(part.to)?);
    let changed = plan.transform_up(|node| {
        let Some(scan) = node.downcast_ref::<DataSourceExec>() else { return Ok(Transformed::no(node)) };
        let Some(config) = scan.data_source().downcast_ref::<FileScanConfig>() else {
            return Ok(Transformed::no(node));
        };
        let mut config = config.clone();
        let files = config.file_groups.iter().flat_map(|group| group.files()).cloned();
        let files = files.map(|mut file| {
            file.statistics = None;
            file.with_range(from, to)
        });
        config.file_groups = vec![FileGroup::new(files.collect())];
        let scan: Arc<dyn ExecutionPlan> = DataSourceExec::from_data_source(config);
        Ok(Transformed::yes(scan))
    })?;
    Ok(changed.data)
}
