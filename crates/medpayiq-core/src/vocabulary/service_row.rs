//! A row of the relative value file, and the table of a release's rows.

use super::{
    AssistantSurgery, BilateralSurgery, CoSurgeons, CodeIndex, Component, GlobalDays, Gpci, HcpcsCode,
    MultipleProcedure, PcTc, Rvu, Setting, Share, Status, Supervision, TeamSurgery,
};

/// The three relative value units of a service in one setting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RvuSet {
    /// Physician work.
    pub work: Rvu,
    /// Practice expense.
    pub practice_expense: Rvu,
    /// Malpractice insurance.
    pub malpractice: Rvu,
}

impl RvuSet {
    /// Their sum, which the relative value file prints as the total.
    #[must_use]
    pub fn total(&self) -> Rvu {
        self.work + self.practice_expense + self.malpractice
    }
}

/// The three geographic practice cost indices of a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gpcis {
    /// For physician work.
    pub work: Gpci,
    /// For practice expense.
    pub practice_expense: Gpci,
    /// For malpractice insurance.
    pub malpractice: Gpci,
}

impl Gpcis {
    /// The indices of the nation: all 1.000.
    pub const NATIONAL: Self =
        Self { work: Gpci::NATIONAL, practice_expense: Gpci::NATIONAL, malpractice: Gpci::NATIONAL };
}

/// PRE, INTRA and POST OP: how a surgical package is split between its phases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackageSplit {
    /// Care before the operation.
    pub preoperative: Share,
    /// The operation itself.
    pub intraoperative: Share,
    /// Care after discharge.
    pub postoperative: Share,
}

/// The figures that make the hospital outpatient (OPPS) amount of an imaging service (Deficit Reduction Act, section 5102(b)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OppsRvus {
    /// Non-facility practice expense used for the OPPS payment amount.
    pub practice_expense_non_facility: Rvu,
    /// Facility practice expense used for the OPPS payment amount.
    pub practice_expense_facility: Rvu,
    /// Malpractice used for the OPPS payment amount.
    pub malpractice: Rvu,
}

/// One row of CMS's national physician fee schedule relative value file (PPRRVU).
///
/// Columns that never enter a price are not kept here: descriptor, printed totals, calculation flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    /// HCPCS.
    pub hcpcs: HcpcsCode,
    /// MOD: the component of the service that this row prices.
    pub component: Component,
    /// STATUS CODE.
    pub status: Status,
    /// NOT USED FOR MEDICARE PAYMENT: the RVUs are printed, but Medicare does not pay from them.
    pub not_used_for_payment: bool,
    /// WORK RVU.
    pub work: Rvu,
    /// NON-FAC PE RVU.
    pub practice_expense_non_facility: Rvu,
    /// NON-FAC NA INDICATOR: rarely or never performed outside a facility.
    pub non_facility_na: bool,
    /// FACILITY PE RVU.
    pub practice_expense_facility: Rvu,
    /// FACILITY NA INDICATOR: rarely or never performed in a facility.
    pub facility_na: bool,
    /// MP RVU.
    pub malpractice: Rvu,
    /// PCTC IND.
    pub pc_tc: PcTc,
    /// GLOB DAYS.
    pub global_days: GlobalDays,
    /// PRE, INTRA and POST OP.
    pub package: PackageSplit,
    /// MULT PROC.
    pub multiple_procedure: MultipleProcedure,
    /// BILAT SURG.
    pub bilateral: BilateralSurgery,
    /// ASST SURG.
    pub assistant: AssistantSurgery,
    /// CO-SURG.
    pub co_surgeons: CoSurgeons,
    /// TEAM SURG.
    pub team: TeamSurgery,
    /// ENDO BASE: the base procedure of the row's endoscopy family.
    pub endoscopic_base: Option<HcpcsCode>,
    /// PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES.
    pub supervision: Supervision,
    /// DIAGNOSTIC IMAGING FAMILY INDICATOR: 88 is subject to the imaging reduction, 99 is not.
    pub imaging_family: u8,
    /// The OPPS figures of an imaging service that the cap can reduce.
    pub opps: OppsRvus,
}

impl ServiceRow {
    /// The RVUs in a setting.
    #[must_use]
    pub fn rvus(&self, setting: Setting) -> RvuSet {
        let practice_expense = match setting {
            Setting::NonFacility => self.practice_expense_non_facility,
            Setting::Facility => self.practice_expense_facility,
        };
        RvuSet { work: self.work, practice_expense, malpractice: self.malpractice }
    }

    /// The RVUs of the OPPS amount that caps the row in a setting, or `None` if there is no cap.
    #[must_use]
    pub fn opps_rvus(&self, setting: Setting) -> Option<RvuSet> {
        let practice_expense = match setting {
            Setting::NonFacility => self.opps.practice_expense_non_facility,
            Setting::Facility => self.opps.practice_expense_facility,
        };
        let capped = practice_expense > Rvu::ZERO;
        capped.then_some(RvuSet { work: self.work, practice_expense, malpractice: self.opps.malpractice })
    }

    /// Whether the setting's practice expense is marked NA. CMS then prints the other setting's figure.
    #[must_use]
    pub const fn is_na(&self, setting: Setting) -> bool {
        match setting {
            Setting::NonFacility => self.non_facility_na,
            Setting::Facility => self.facility_na,
        }
    }

    /// Whether CMS publishes payment amounts for the row: status A, R or T, with RVUs that Medicare pays from.
    ///
    /// In every release tested these are exactly the rows of CMS's own payment files.
    #[must_use]
    pub fn has_published_amount(&self) -> bool {
        let has_rvus = Setting::BOTH.iter().any(|setting| self.rvus(*setting).total() > Rvu::ZERO);
        self.status.pays_from_rvus() && !self.not_used_for_payment && has_rvus
    }
}

/// The rows of one release, sorted by code and component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceTable {
    rows: Vec<ServiceRow>,
    index: CodeIndex,
}

impl ServiceTable {
    /// Sorts the rows into a table.
    #[must_use]
    pub fn new(mut rows: Vec<ServiceRow>) -> Self {
        rows.sort_by_key(|row| (row.hcpcs, row.component));
        let index = CodeIndex::of(rows.iter().map(|row| row.hcpcs));
        Self { rows, index }
    }

    /// Every row, in order.
    #[must_use]
    pub fn rows(&self) -> &[ServiceRow] {
        &self.rows
    }

    /// The rows of one code; none if the release does not list it.
    #[must_use]
    pub fn rows_of(&self, hcpcs: HcpcsCode) -> &[ServiceRow] {
        self.rows.get(self.index.rows_of(hcpcs)).unwrap_or_default()
    }

    /// The row of one code and component.
    #[must_use]
    pub fn row(&self, hcpcs: HcpcsCode, component: Component) -> Option<&ServiceRow> {
        self.rows_of(hcpcs).iter().find(|row| row.component == component)
    }
}
