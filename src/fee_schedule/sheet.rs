//! The XML of a workbook's parts (Office Open XML, ECMA-376).

use super::cells::Cell;
use std::fmt::Write;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// The parts that are the same in every file, each with its name.
pub(super) const PARTS: &[(&str, &str)] = &[
    (
        "[Content_Types].xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
         <sheet name=\"Fee schedule\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" \
         Target=\"styles.xml\"/></Relationships>",
    ),
    (
        "xl/styles.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
         <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
         <fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
         <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs></styleSheet>",
    ),
];

/// The name of the sheet's part.
pub(super) const SHEET: &str = "xl/worksheets/sheet1.xml";

/// The beginning of the sheet, with a heading that stays in view.
pub(super) fn begin(columns: &[&str]) -> String {
    let mut xml = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"15\"/><cols><col min=\"1\" max=\"{}\" width=\"16\" customWidth=\"1\"/></cols>\
         <sheetData><row r=\"1\">",
        columns.len()
    );
    for (position, name) in columns.iter().enumerate() {
        write_text(&mut xml, &reference(position, 1), " s=\"1\"", name);
    }
    xml.push_str("</row>");
    xml
}

/// A row. Row 1 is the heading.
pub(super) fn row(number: usize, cells: &[Cell]) -> String {
    let mut xml = format!("<row r=\"{number}\">");
    for (position, cell) in cells.iter().enumerate() {
        let at = reference(position, number);
        match cell {
            Cell::Text(text) => write_text(&mut xml, &at, "", text),
            // Decimal text is a number of the sheet as it is. Writing to a String cannot fail.
            Cell::Figure(figure) => _ = write!(xml, "<c r=\"{at}\"><v>{figure}</v></c>"),
            Cell::Empty => {}
        }
    }
    xml.push_str("</row>");
    xml
}

/// The end of a sheet with so many columns and rows, the heading included. Its columns can be filtered.
pub(super) fn end(columns: usize, rows: usize) -> String {
    let last = reference(columns.saturating_sub(1), rows);
    format!("</sheetData><autoFilter ref=\"A1:{last}\"/></worksheet>")
}

fn write_text(xml: &mut String, at: &str, style: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    // Writing to a String cannot fail.
    let _ = write!(xml, "<c r=\"{at}\"{style} t=\"inlineStr\"><is><t>{text}</t></is></c>");
}

/// The name of a cell, such as `B2`, or `AB2` after the first 26 columns. A sheet of ours has fewer than 52 columns.
fn reference(column: usize, row: usize) -> String {
    const LETTERS: usize = 26;
    let first = if column < LETTERS { "" } else { "A" };
    let letter = ('A'..='Z').nth(column % LETTERS).unwrap_or('Z');
    format!("{first}{letter}{row}")
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn cells_are_named_by_column_and_row() {
        assert_eq!([0, 25, 26, 32].map(|column| reference(column, 7)), ["A7", "Z7", "AA7", "AG7"]);
    }
}
