//! The files that this import reads.

/// A table, or a file that is a release by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CmsTable {
    Services,
    Gpci,
    Counties,
    AnesthesiaFactors,
    OppsCaps,
    Zip5,
    BaseUnits,
    UnitLimits,
    AddOnCodes,
    /// The clinical laboratory fee schedule.
    LaboratoryRates,
    /// The payment limits of drugs.
    DrugLimits,
    /// The fee schedule of equipment, prosthetics, orthotics and supplies.
    EquipmentFees,
    /// The fee schedule of parenteral and enteral nutrition.
    NutritionFees,
    /// Dated values from the law. CMS publishes no such file, so the operator writes it.
    Law,
}

/// The form of a table's file. If there are several forms of one table, the first of this order is loaded, and the others
/// are compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileForm {
    /// Comma-separated cells under a header.
    Csv,
    /// A workbook. One of its sheets has the cells of the comma-separated form.
    Workbook,
    /// A form of the table's own: fixed width, tab-separated cells or, for the law, TOML.
    Text,
}

/// The form of a file of PTP edits. Four files make a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PtpForm {
    Text,
    Workbook,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A whole table.
    Table(CmsTable, FileForm),
    /// A part of a quarter's PTP edits.
    PtpPart(PtpForm),
}

impl Found {
    /// The file in words.
    pub(super) fn text(self) -> String {
        match self {
            Self::Table(CmsTable::Law, _) => "a file of the law (law .toml)".to_owned(),
            Self::Table(table, form) => {
                let (what, name) = table.words();
                format!("{what} ({name} {})", form.extension())
            }
            Self::PtpPart(PtpForm::Text) => "a file of practitioner PTP edits (ccipra .txt)".to_owned(),
            Self::PtpPart(PtpForm::Workbook) => "a file of practitioner PTP edits (ccipra .xlsx)".to_owned(),
        }
    }
}

impl FileForm {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => ".csv",
            Self::Workbook => ".xlsx",
            Self::Text => ".txt",
        }
    }
}

impl CmsTable {
    /// Whether a file of it is a release by itself, and not a part of a fee schedule.
    pub(super) const fn is_list(self) -> bool {
        match self {
            Self::Services | Self::Gpci | Self::Counties | Self::AnesthesiaFactors | Self::OppsCaps => false,
            Self::Zip5
            | Self::BaseUnits
            | Self::UnitLimits
            | Self::AddOnCodes
            | Self::LaboratoryRates
            | Self::DrugLimits
            | Self::EquipmentFees
            | Self::NutritionFees
            | Self::Law => true,
        }
    }

    /// The table in words, and the name by which its files are known.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Services => ("a relative value file", "PPRRVU"),
            Self::Gpci => ("a table of geographic indices", "GPCI"),
            Self::Counties => ("a locality and county table", "LOCCO"),
            Self::AnesthesiaFactors => ("a table of anesthesia conversion factors", "ANES"),
            Self::OppsCaps => ("a table of OPPS caps", "OPPSCAP"),
            Self::Zip5 => ("a ZIP code to carrier locality file", "ZIP5"),
            Self::BaseUnits => ("a list of anesthesia base units", "Anesthesia_Base_Units"),
            Self::UnitLimits => ("a table of practitioner unit limits", "MUE"),
            Self::AddOnCodes => ("a table of add-on codes", "AOC"),
            Self::LaboratoryRates => ("a clinical laboratory fee schedule", "CLFS"),
            Self::DrugLimits => ("a table of payment limits of drugs", "Payment Limit File"),
            Self::EquipmentFees => ("a fee schedule of equipment and supplies", "DMEPOS"),
            Self::NutritionFees => ("a fee schedule of parenteral and enteral nutrition", "DMEPEN"),
            Self::Law => ("a file of the law", "law"),
        }
    }
}
