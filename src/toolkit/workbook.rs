//! The report as a workbook: one sheet for each subject, ready to filter and to print.

use super::tables::{Cell, ReportColumn, ReportTable, tables};
use super::{Origin, Toolkit};
use crate::vocabulary::{Money, format_date};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// The report as the bytes of an .xlsx file, the same for the same report.
///
/// # Errors
/// If the report does not fit into a workbook. Every report of [`Toolkit::assemble`] fits.
pub fn workbook(toolkit: &Toolkit, disclaimer: &str) -> Result<Vec<u8>, XlsxError> {
    let origin = &toolkit.origin;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(origin)?);
    let styles = Styles::new();
    let tables = tables(toolkit);
    about(workbook.add_worksheet(), toolkit, &tables, disclaimer, &styles)?;
    for table in &tables {
        sheet(workbook.add_worksheet(), table, origin, &styles)?;
    }
    workbook.save_to_buffer()
}

/// The title. The creation time is the day of the report, so that the same report makes the same bytes.
fn properties(origin: &Origin) -> Result<DocProperties, XlsxError> {
    let day = origin.date;
    let year = u16::try_from(day.year()).unwrap_or_default();
    let created = ExcelDateTime::from_ymd(year, u8::from(day.month()), day.day())?;
    Ok(DocProperties::new()
        .set_title("Revenue Protection Toolkit")
        .set_author("MedPayIQ")
        .set_creation_datetime(&created))
}

/// The height of a line of the usual font, in points.
const LINE: u32 = 15;

struct Styles {
    title: Format,
    heading: Format,
    figure_heading: Format,
    text: Format,
    dollars: Format,
    count: Format,
}

impl Styles {
    fn new() -> Self {
        let cell =
            Format::new().set_align(FormatAlign::Top).set_text_wrap().set_border_bottom(FormatBorder::Hair);
        let heading = cell
            .clone()
            .set_bold()
            .set_background_color(Color::RGB(0x001F_3A5F))
            .set_font_color(Color::White)
            .set_border_bottom(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            figure_heading: heading.clone().set_align(FormatAlign::Right),
            heading: heading.set_align(FormatAlign::Left).set_indent(1),
            // Excel ignores an indent without an alignment.
            text: cell.clone().set_align(FormatAlign::Left).set_indent(1),
            dollars: cell.clone().set_num_format("#,##0.00"),
            count: cell.set_num_format("0"),
        }
    }
}

/// Where the report is from, and what each sheet shows.
fn about(
    sheet: &mut Worksheet,
    toolkit: &Toolkit,
    tables: &[ReportTable],
    disclaimer: &str,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name("About")?;
    sheet.set_column_width(0, 22)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, "Revenue Protection Toolkit", &styles.title)?;
    let facts = super::page::facts(toolkit);
    let facts = facts.iter().map(|(name, value)| (*name, value.as_str()));
    let contents = tables.iter().map(|table| (table.name, table.about.as_str()));
    let rows = facts.chain([("Please note", disclaimer)]).chain(contents);
    for (row, (name, value)) in (2..).zip(rows) {
        sheet.write_string_with_format(row, 0, name, &styles.text.clone().set_bold())?;
        sheet.write_string_with_format(row, 1, value, &styles.text)?;
        sheet.set_row_height(row, lines(value, 100) * LINE)?;
    }
    print_setup(sheet, &toolkit.origin);
    Ok(())
}

fn sheet(
    sheet: &mut Worksheet,
    table: &ReportTable,
    origin: &Origin,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(table.name)?;
    for (column, ReportColumn { name, width, is_figure }) in (0..).zip(table.columns) {
        let style = if *is_figure { &styles.figure_heading } else { &styles.heading };
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *name, style)?;
    }
    let heading = table.columns.iter().map(|column| lines(column.name, column.width)).max().unwrap_or(1);
    sheet.set_row_height(0, heading * LINE)?;
    for (row, cells) in (1..).zip(&table.rows) {
        sheet.set_row_height(row, height(table.columns, cells))?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell, styles)?;
        }
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    if table.rows.is_empty() {
        // An empty sheet explains itself.
        let width = table.columns.iter().map(|column| column.width).sum();
        sheet.merge_range(1, 0, 1, last_column, &table.about, &styles.text)?;
        sheet.set_row_height(1, lines(&table.about, width) * LINE)?;
    }
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    print_setup(sheet, origin);
    Ok(())
}

/// The height of a row with wrapped texts, in points. Some programs do not compute it.
fn height(columns: &[ReportColumn], cells: &[Cell]) -> u32 {
    /// The greatest height of a row.
    const MOST: u32 = 405;
    let lines = cells.iter().zip(columns).map(|(cell, column)| match cell {
        Cell::Text(text) => lines(text, column.width),
        Cell::Dollars(_) | Cell::Count(_) | Cell::Blank => 1,
    });
    (lines.max().unwrap_or(1) * LINE).min(MOST)
}

/// How many lines a text takes in a column of `width` characters. Only words longer than the column are broken.
fn lines(text: &str, width: u16) -> u32 {
    let width = u32::from(width).max(1);
    let (mut lines, mut used) = (1, 0);
    for word in text.split_whitespace() {
        let length = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
        let with_blank = if used > 0 { used + 1 + length } else { length };
        if with_blank <= width {
            used = with_blank;
        } else {
            lines += u32::from(used > 0) + (length - 1) / width;
            used = (length - 1) % width + 1;
        }
    }
    lines
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &styles.text)?,
        Cell::Dollars(amount) => {
            sheet.write_number_with_format(row, column, number(*amount), &styles.dollars)?
        }
        Cell::Count(count) => sheet.write_number_with_format(row, column, *count, &styles.count)?,
        Cell::Blank => sheet.write_blank(row, column, &styles.text)?,
    };
    Ok(())
}

/// The number that a workbook holds for an amount. Excel has only floats, and the format shows two decimals.
fn number(amount: Money) -> f64 {
    amount.to_string().parse().unwrap_or_default()
}

/// Landscape, all columns on the width of a page, for A4 and Letter. Each page has heading, releases and page number.
fn print_setup(sheet: &mut Worksheet, origin: &Origin) {
    let releases = super::page::releases(origin).replace('&', "&&");
    sheet
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_header("&L&B&A&R&BRevenue Protection Toolkit")
        .set_footer(format!(
            "&L&8{releases}, {}&C&8An estimate of the price, not of coverage. Verify before you bill&R&8&P of &N",
            format_date(origin.date)
        ));
}
