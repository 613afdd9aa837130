//! The layouts of the file: our own with every figure, and those that practice-management systems import.

use super::cells::Cell;
use super::priced_row::{PricedRow, SettingPrice};
use crate::vocabulary::{Money, PaymentSchedule, Setting};

/// The columns of an exported fee schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Every row with both settings, limiting charges, indicators, and why a row has no price.
    #[default]
    Full,
    /// `code,modifier,amount`: what most systems import.
    Plain,
    /// What OpenEMR's `load_fee_schedule.php` reads: text with tabs.
    OpenEmr,
}

/// The place and the release of a file, as its rows name them.
pub(super) struct FileOrigin {
    pub(super) locality: String,
    pub(super) date: String,
    /// The name of the contract under which the file is priced.
    pub(super) terms: Option<String>,
}

/// The columns of the full layout.
const FULL: &[&str] = &[
    "code",
    "modifiers",
    "schedule",
    "status",
    "non_facility_amount",
    "non_facility_limiting_charge",
    "non_facility_result",
    "non_facility_confidence",
    "facility_amount",
    "facility_limiting_charge",
    "facility_result",
    "facility_confidence",
    "anesthesia_base_units",
    "anesthesia_factor",
    "drug_unit",
    "drug_limit",
    "pc_tc",
    "global_days",
    "multiple_procedure",
    "bilateral",
    "assistant_surgery",
    "co_surgeons",
    "team_surgery",
    "supervision",
    "endoscopic_base",
    "release",
    "locality",
    "date",
];

/// The columns that the full layout has besides, if the file is of a contract.
const OF_CONTRACT: &[&str] = &[
    "non_facility_contract_amount",
    "non_facility_contract_result",
    "non_facility_contract_confidence",
    "facility_contract_amount",
    "facility_contract_result",
    "facility_contract_confidence",
    "terms",
];

/// OpenEMR's loader takes rows of this type only.
const OPENEMR_TYPE: &str = "VT";

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 3] = [Self::Full, Self::Plain, Self::OpenEmr];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Plain => "plain",
            Self::OpenEmr => "openemr",
        }
    }

    /// The names of the columns of a file, which may be of a contract.
    pub(super) fn columns(self, origin: &FileOrigin) -> Vec<&'static str> {
        match self {
            Self::Full if origin.terms.is_some() => [FULL, OF_CONTRACT].concat(),
            Self::Full => FULL.to_vec(),
            Self::Plain => vec!["code", "modifier", "amount"],
            Self::OpenEmr => vec!["plan", "code", "modifier", "type", "fee"],
        }
    }

    /// What is between two cells of a text file.
    pub(super) const fn delimiter(self) -> u8 {
        match self {
            Self::Full | Self::Plain => b',',
            Self::OpenEmr => b'\t',
        }
    }

    /// The setting of a layout that has one amount for each row.
    pub(super) const fn setting(self, asked: Option<Setting>) -> Option<Setting> {
        match (self, asked) {
            (Self::Full, _) | (_, Some(_)) => asked,
            (Self::Plain | Self::OpenEmr, None) => Some(Setting::NonFacility),
        }
    }

    /// The cells of a row; `None` if the layout has no place for it.
    pub(super) fn cells(
        self,
        row: &PricedRow<'_>,
        setting: Option<Setting>,
        origin: &FileOrigin,
    ) -> Option<Vec<Cell>> {
        match self {
            Self::Full => Some(full(row, origin)),
            Self::Plain => {
                let amount = amount(row, setting)?;
                Some(vec![Cell::text(row.key.hcpcs), modifiers(row), Cell::figure(Some(amount))])
            }
            Self::OpenEmr => {
                let amount = amount(row, setting)?;
                // The column of a modifier has room for one.
                let [first, second] = row.key.modifiers;
                let modifier = first.filter(|_| second.is_none()).map(|modifier| modifier.to_string());
                let modifier = if first.is_some() { modifier? } else { String::new() };
                let (code, kind) = (Cell::text(row.key.hcpcs), Cell::text(OPENEMR_TYPE));
                Some(vec![Cell::Empty, code, Cell::text(modifier), kind, Cell::figure(Some(amount))])
            }
        }
    }
}

/// The amount of a setting to load, if it has one.
fn amount(row: &PricedRow<'_>, setting: Option<Setting>) -> Option<Money> {
    row.price(setting?)?.amount_to_load()
}

fn modifiers(row: &PricedRow<'_>) -> Cell {
    let texts: Vec<String> = row.key.modifiers.iter().flatten().map(ToString::to_string).collect();
    Cell::text(texts.join(" "))
}

fn full(row: &PricedRow<'_>, origin: &FileOrigin) -> Vec<Cell> {
    let settings = [&row.non_facility, &row.facility].map(Option::as_ref);
    let schedule = settings.into_iter().flatten().find_map(SettingPrice::schedule);
    let status = row.row.map_or("", |row| row.status.code());
    let mut cells = vec![
        Cell::text(row.key.hcpcs),
        modifiers(row),
        Cell::text(schedule.map_or("", PaymentSchedule::as_str)),
        Cell::text(status),
    ];
    cells.extend(settings.into_iter().flat_map(setting_cells));
    cells.push(Cell::figure(row.anesthesia.map(|(base_units, _)| base_units)));
    cells.push(Cell::figure(row.anesthesia.and_then(|(_, factor)| factor)));
    cells.push(Cell::text(row.drug.map_or("", |drug| &drug.dosage)));
    cells.push(Cell::figure(row.drug.and_then(|drug| drug.limit)));
    cells.extend(indicators(row));
    cells.extend([row.release, &origin.locality, &origin.date].map(Cell::text));
    if let Some(terms) = &origin.terms {
        cells.extend(settings.into_iter().flat_map(contract_cells));
        cells.push(Cell::text(terms));
    }
    cells
}

fn contract_cells(price: Option<&SettingPrice>) -> [Cell; 3] {
    let Some(contract) = price.and_then(|price| price.contract) else {
        return [Cell::Empty, Cell::Empty, Cell::Empty];
    };
    [Cell::figure(contract.amount), Cell::text(contract.result), Cell::text(contract.confidence)]
}

fn setting_cells(price: Option<&SettingPrice>) -> [Cell; 4] {
    let Some(price) = price else { return [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty] };
    [
        Cell::figure(price.amount),
        Cell::figure(price.limiting_charge),
        Cell::text(price.result),
        Cell::text(price.confidence),
    ]
}

/// The policy indicators of the row, as the relative value file prints them.
fn indicators(row: &PricedRow<'_>) -> [Cell; 9] {
    let Some(row) = row.row else { return std::array::from_fn(|_| Cell::Empty) };
    [
        row.pc_tc.code(),
        row.global_days.code(),
        row.multiple_procedure.code(),
        row.bilateral.code(),
        row.assistant.code(),
        row.co_surgeons.code(),
        row.team.code(),
        row.supervision.code(),
        row.endoscopic_base.as_ref().map_or("", |code| code.as_str()),
    ]
    .map(Cell::text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layout_has_as_many_cells_as_columns() {
        let key = super::super::row_keys::RowKey { hcpcs: "99213".parse().unwrap(), modifiers: [None, None] };
        let price = SettingPrice {
            amount: Some("91.85".parse().unwrap()),
            limiting_charge: None,
            result: "priced",
            confidence: "high",
            schedule: Some(PaymentSchedule::Physician),
            contract: None,
        };
        let row = PricedRow {
            key,
            row: None,
            non_facility: Some(price),
            facility: None,
            anesthesia: None,
            drug: None,
            release: "RVU25A",
        };
        let none = String::new;
        for terms in [None, Some("clinic".to_owned())] {
            let origin = FileOrigin { locality: none(), date: none(), terms };
            for layout in Layout::ALL {
                let setting = layout.setting(None);
                let cells = layout.cells(&row, setting, &origin).unwrap();
                assert_eq!(cells.len(), layout.columns(&origin).len(), "{}", layout.as_str());
            }
        }
    }
}
