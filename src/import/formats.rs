//! The files that this import reads.

/// A table and the file form it is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    ServicesCsv,
    ServicesText,
    Gpci,
    Counties,
    AnesthesiaFactors,
    OppsCapsCsv,
    OppsCapsText,
    Zip5,
    BaseUnitsText,
    BaseUnitsWorkbook,
    UnitLimitsCsv,
    UnitLimitsWorkbook,
    AddOnText,
    AddOnWorkbook,
    /// Dated values from the law. CMS publishes no such file, so the operator writes it.
    Law,
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
    Table(FileFormat),
    /// A part of a quarter's PTP edits.
    PtpPart(PtpForm),
}

impl Found {
    /// The file in words.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Table(kind) => kind.text(),
            Self::PtpPart(PtpForm::Text) => "a file of practitioner PTP edits (ccipra .txt)",
            Self::PtpPart(PtpForm::Workbook) => "a file of practitioner PTP edits (ccipra .xlsx)",
        }
    }
}

impl FileFormat {
    /// The form of the same table that is read instead if a bundle has both.
    pub(super) const fn preferred_form(self) -> Option<Self> {
        match self {
            Self::ServicesText => Some(Self::ServicesCsv),
            Self::OppsCapsText => Some(Self::OppsCapsCsv),
            Self::BaseUnitsText => Some(Self::BaseUnitsWorkbook),
            Self::UnitLimitsWorkbook => Some(Self::UnitLimitsCsv),
            // The text cuts long special instructions.
            Self::AddOnText => Some(Self::AddOnWorkbook),
            Self::ServicesCsv
            | Self::Gpci
            | Self::Counties
            | Self::AnesthesiaFactors
            | Self::OppsCapsCsv
            | Self::Zip5
            | Self::BaseUnitsWorkbook
            | Self::UnitLimitsCsv
            | Self::AddOnWorkbook
            | Self::Law => None,
        }
    }

    /// The file in words.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::ServicesCsv => "a relative value file (PPRRVU .csv)",
            Self::ServicesText => "a relative value file (PPRRVU .txt)",
            Self::Gpci => "a GPCI table (.csv)",
            Self::Counties => "a locality and county table (LOCCO .csv)",
            Self::AnesthesiaFactors => "a table of anesthesia conversion factors (ANES .csv)",
            Self::OppsCapsCsv => "a table of OPPS caps (OPPSCAP .csv)",
            Self::OppsCapsText => "a table of OPPS caps (OPPSCAP .txt)",
            Self::Zip5 => "a ZIP code to carrier locality file (ZIP5 .txt)",
            Self::BaseUnitsText => "a list of anesthesia base units (.txt)",
            Self::BaseUnitsWorkbook => "a list of anesthesia base units (.xlsx)",
            Self::UnitLimitsCsv => "a table of practitioner unit limits (MUE .csv)",
            Self::UnitLimitsWorkbook => "a table of practitioner unit limits (MUE .xlsx)",
            Self::AddOnText => "a table of add-on codes (AOC .txt)",
            Self::AddOnWorkbook => "a table of add-on codes (AOC .xlsx)",
            Self::Law => "a file of the law (law .toml)",
        }
    }
}
