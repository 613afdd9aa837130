//! CMS's calendar: which release of each kind is due on a day, the names of its files, and the page that has them.

use super::content::ReleaseKind;
use crate::vocabulary::Quarter;
use time::Date;

/// A page from which files can be downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CmsPage {
    /// CMS's title of it.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
}

/// A release by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRelease {
    /// Its name, such as `RVU26D`.
    pub label: String,
    /// Its first day.
    pub effective_from: Date,
}

/// Whether CMS publishes a kind by year, and not by quarter.
const fn is_yearly(kind: ReleaseKind) -> bool {
    match kind {
        ReleaseKind::AnesthesiaBaseUnits | ReleaseKind::Law => true,
        ReleaseKind::FeeSchedule
        | ReleaseKind::ZipLocalities
        | ReleaseKind::Explanations
        | ReleaseKind::PtpEdits
        | ReleaseKind::UnitLimits
        | ReleaseKind::AddOnCodes
        | ReleaseKind::LaboratoryRates
        | ReleaseKind::DrugLimits
        | ReleaseKind::EquipmentFees
        | ReleaseKind::NutritionFees => false,
    }
}

/// The quarter of a day; of what CMS publishes by year the first one.
fn period(kind: ReleaseKind, day: Date) -> Quarter {
    let quarter = Quarter::of(day);
    if is_yearly(kind) { Quarter::new(quarter.year(), 1).unwrap_or(quarter) } else { quarter }
}

/// The first day on which a newer release than one of this first day is due.
pub(super) fn first_day_after(kind: ReleaseKind, day: Date) -> Option<Date> {
    let period = period(kind, day);
    let next = if is_yearly(kind) { Quarter::new(period.year() + 1, 1) } else { period.next() };
    next?.first_day()
}

/// The release that CMS's calendar has for a day.
pub(super) fn due(kind: ReleaseKind, day: Date) -> NamedRelease {
    let period = period(kind, day);
    let year = period.year();
    let label = match kind {
        ReleaseKind::FeeSchedule => format!("RVU{:02}{}", year % 100, letter(period)),
        ReleaseKind::ZipLocalities => format!("ZIP5_{period}"),
        ReleaseKind::AnesthesiaBaseUnits => format!("ANES_BASE_{year}"),
        ReleaseKind::PtpEdits => format!("PTP_{period}"),
        ReleaseKind::UnitLimits => format!("MUE_{period}"),
        ReleaseKind::AddOnCodes => format!("AOC_{period}"),
        ReleaseKind::LaboratoryRates => format!("CLFS_{period}"),
        ReleaseKind::DrugLimits => format!("ASP_{period}"),
        ReleaseKind::EquipmentFees => format!("DMEPOS_{period}"),
        ReleaseKind::NutritionFees => format!("DMEPEN_{period}"),
        ReleaseKind::Law => format!("LAW-{year}"),
        ReleaseKind::Explanations => format!("EXPLANATIONS_{period}"),
    };
    NamedRelease { label, effective_from: period.first_day().unwrap_or(day) }
}

/// CMS's names of the files of the release that is due on a day.
pub(super) fn files_of(kind: ReleaseKind, day: Date) -> Vec<String> {
    let period = period(kind, day);
    let (year, number) = (period.year(), period.number());
    let month = number * 3 - 2;
    match kind {
        ReleaseKind::FeeSchedule => {
            vec![format!("rvu{:02}{}.zip", year % 100, letter(period)).to_lowercase()]
        }
        ReleaseKind::ZipLocalities => vec![format!("ZIP5_{}{year}", month_name(period))],
        ReleaseKind::AnesthesiaBaseUnits => vec![format!("CY_{year}_Anesthesia_Base_Units")],
        // The version is the year of NCCI, counted from 1994, and the quarter, counted from 0.
        ReleaseKind::PtpEdits => {
            (1..=4).map(|part| format!("ccipra-v{}{}r0-f{part}", year - 1994, number - 1)).collect()
        }
        ReleaseKind::UnitLimits => {
            vec![format!("MCR_MUE_PractitionerServices_Eff_{month:02}-01-{year}")]
        }
        ReleaseKind::AddOnCodes => vec![format!("AOC_V{period}-MCR")],
        ReleaseKind::LaboratoryRates => vec![format!("CLFS_{year}_Q{number}")],
        // CMS's names have the month in words, the day on which the file was made, and typing errors.
        ReleaseKind::DrugLimits => vec![format!("Payment_Limit_File_{}_{year}", month_name(period))],
        ReleaseKind::EquipmentFees => vec![format!("DMEPOS{:02}_{}", year % 100, month_name(period))],
        ReleaseKind::NutritionFees => vec![format!("DMEPEN{:02}_{}", year % 100, month_name(period))],
        ReleaseKind::Law | ReleaseKind::Explanations => Vec::new(),
    }
}

/// The letter of a quarter's relative value release: A in January to D in October.
const fn letter(quarter: Quarter) -> char {
    match quarter.number() {
        1 => 'A',
        2 => 'B',
        3 => 'C',
        _ => 'D',
    }
}

/// The first month of a quarter as CMS's file names have it.
const fn month_name(quarter: Quarter) -> &'static str {
    match quarter.number() {
        1 => "JAN",
        2 => "APR",
        3 => "JUL",
        _ => "OCT",
    }
}

/// The page from which CMS's files of a kind can be downloaded.
pub(super) const fn page(kind: ReleaseKind) -> Option<CmsPage> {
    let (title, url) = match kind {
        ReleaseKind::FeeSchedule => (
            "PFS Relative Value Files",
            "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files",
        ),
        ReleaseKind::ZipLocalities => (
            "Fee Schedules, Zip Code to Carrier Locality File",
            "https://www.cms.gov/medicare/payment/fee-schedules",
        ),
        ReleaseKind::AnesthesiaBaseUnits => (
            "Anesthesiologists Center",
            "https://www.cms.gov/medicare/payment/fee-schedules/physician/anesthesiologists-center",
        ),
        ReleaseKind::PtpEdits => (
            "Medicare NCCI Procedure-to-Procedure (PTP) Edits, Practitioner",
            "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-procedure-procedure-ptp-edits",
        ),
        ReleaseKind::UnitLimits => (
            "Medicare NCCI Medically Unlikely Edits (MUEs), Practitioner Services",
            "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-medically-unlikely-edits-mues",
        ),
        ReleaseKind::AddOnCodes => (
            "Medicare NCCI Add-on Code Edits",
            "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-add-code-edits",
        ),
        ReleaseKind::LaboratoryRates => (
            "Clinical Laboratory Fee Schedule Files",
            "https://www.cms.gov/medicare/payment/fee-schedules/clinical-laboratory-fee-schedule-clfs/files",
        ),
        ReleaseKind::DrugLimits => {
            ("ASP Pricing Files", "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files")
        }
        ReleaseKind::EquipmentFees | ReleaseKind::NutritionFees => (
            "DMEPOS Fee Schedule",
            "https://www.cms.gov/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule",
        ),
        ReleaseKind::Law | ReleaseKind::Explanations => return None,
    };
    Some(CmsPage { title, url })
}
