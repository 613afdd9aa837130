//! A tiny schedule with a release of every kind, and the snapshot of it that the documentation prices from.

use super::{Snapshot, read_ptp_edits, read_rows};
use crate::edits::{AddOnTable, PtpTable, UnitLimitTable};
use crate::law::Amendment;
use crate::schedule::LoadedRelease;
use crate::schedule::columns::TableRow;
use crate::schedule::content::{
    EditTable, FeeScheduleTables, PublishedService, ReleaseContent, ReleaseTables, ScheduleTable, SourceFile,
};
use std::path::Path;
use std::sync::Arc;
use time::Date;
use time::macros::date;

/// Rows of RVU25A, and one that is made up of unusual values.
const SERVICES: &str = "\
hcpcs,modifier,descriptor,status,not_used_for_payment,work_rvu,non_facility_pe_rvu,non_facility_na,facility_pe_rvu,facility_na,mp_rvu,non_facility_total_rvu,facility_total_rvu,pc_tc,global_days,preoperative,intraoperative,postoperative,multiple_procedure,bilateral,assistant,co_surgeons,team,pricing_indicator,endoscopic_base,conversion_factor,supervision,calculation_flag,imaging_family,opps_non_facility_pe_rvu,opps_facility_pe_rvu,opps_mp_rvu
76377,,,A,false,0.79,1.53,false,1.53,true,0.06,2.38,2.38,1,XXX,0.0000,0.0000,0.0000,0,0,0,0,0,,,32.3465,09,0,99,0.00,0.00,0.00
76377,26,,A,false,0.79,0.29,false,0.29,false,0.04,1.12,1.12,1,XXX,0.0000,0.0000,0.0000,0,0,0,0,0,,,32.3465,09,0,99,0.00,0.00,0.00
76377,TC,,A,false,0.00,1.24,false,1.24,true,0.02,1.26,1.26,1,XXX,0.0000,0.0000,0.0000,0,0,0,0,0,,,32.3465,03,0,99,0.00,0.00,0.00
G0439,,\"Ppps, subseq visit\",A,false,1.92,1.86,false,1.86,true,0.13,3.91,3.91,0,XXX,0.0000,0.0000,0.0000,0,0,0,0,0,,,32.3465,09,0,99,0.00,0.00,0.00
QQ001,53,\"Quotes \"\" and, commas\",R,true,1.50,2.26,true,0.65,true,0.09,3.85,2.24,1,090,0.1000,0.8000,0.1000,3,1,2,1,2,9,QQ000,32.3465,03,1,88,1.10,1.20,0.05
";
const LOCALITIES: &str = "\
locality,state,name,work_gpci_with_floor,work_gpci_without_floor,pe_gpci,mp_gpci
01112-05,CA,SAN FRANCISCO,1.088,,1.419,0.445
10112-00,AL,ALABAMA,1.000,0.983,0.869,0.575
";
const COUNTIES: &str = "locality,state,fee_schedule_area,counties\n10112-00,ALABAMA,STATEWIDE,ALL COUNTIES\n";
const FACTORS: &str = "locality,anesthesia_factor\n01112-05,22.37\n10112-00,19.32\n";
const CAPS: &str = "hcpcs,modifier,status,locality,facility,non_facility\n76377,TC,A,01112-05,34.50,34.50\n";
const ZIPS: &str =
    "zip,state,locality,rural,plus_four_needed\n94110,CA,01112-05,,false\n35004,AL,10112-00,R,true\n";
const BASE_UNITS: &str = "hcpcs,base_units\n00142,4\n";
const EXPLANATIONS: &str =
    "hcpcs,explanation\n76377,\"Builds a view in three dimensions,\nat a workstation.\"\n";
const PTP_EDITS: &str = "\
column_one,column_two,before_1996,effective_from,deleted_on,indicator,rationale
76377,76376,false,2006-01-01,,0,Mutually exclusive procedures
76377,36000,true,1996-01-01,2024-06-30,1,Standards of medical practice
";
const UNIT_LIMITS: &str = "hcpcs,limit_units,adjudication,rationale\n76377,2,3,Clinical: Data\n";
const ADD_ON_CODES: &str = "\
add_on_hcpcs,add_on_type,primary_hcpcs,add_on_deleted_on,primary_deleted_on,effective_from,deleted_on,note
11045,1,11042,,,2024-07-01,,
17003,2,,2024-12-31,2024-12-31,2024-07-01,2024-12-31,\"See Pub. 100-04, chapter 12\"
";

const LAW: &str = "\
[part_b_deductible]
unit = \"dollars\"
values = [{ from = 2031-01-01, to = 2031-12-31, value = \"300.00\", source = \"A notice, page 1\" }]
";

fn rows<T: TableRow>(text: &str) -> Vec<T> {
    read_rows(T::TABLE, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn release(label: &str, effective_from: Date, tables: ReleaseTables) -> LoadedRelease {
    let name = format!("{label}.txt");
    let table = matches!(tables, ReleaseTables::FeeSchedule(_)).then_some(ScheduleTable::Services);
    let file = SourceFile { name, sha256: "a".repeat(64), bytes: 1_234, rows: 3, table };
    let content = ReleaseContent { label: label.to_owned(), effective_from, files: vec![file], tables };
    LoadedRelease { content, is_extract: false }
}

/// A release of every kind.
pub(super) fn tiny() -> Snapshot {
    let services: Vec<PublishedService> = rows(SERVICES);
    let fee_schedule = FeeScheduleTables {
        conversion_factor: services.first().map(|service| service.conversion_factor),
        qualifying_apm_conversion_factor: Some("33.5675".parse().unwrap()),
        services,
        localities: rows(LOCALITIES),
        counties: rows(COUNTIES),
        anesthesia_factors: rows(FACTORS),
        opps_caps: rows(CAPS),
        descriptors_kept: true,
    };
    let ptp = PtpTable::of_rows([read_ptp_edits("ptp_edits", PTP_EDITS.as_bytes()).unwrap()]).unwrap();
    let limits = EditTable {
        table: Arc::new(UnitLimitTable::new(rows(UNIT_LIMITS))),
        extract_of: Some(vec!["76376".parse().unwrap(), "76377".parse().unwrap()]),
    };
    let add_ons = EditTable::whole(AddOnTable::new(rows(ADD_ON_CODES)));
    let law = ReleaseTables::Law(Box::new(Amendment::read("LAW-2031", LAW).unwrap()));
    let edits_from = date!(2024 - 07 - 01);
    let releases = vec![
        release("RVU25A", date!(2025 - 01 - 01), ReleaseTables::FeeSchedule(Box::new(fee_schedule))),
        release("ZIP5_2025Q4", date!(2025 - 10 - 01), ReleaseTables::ZipLocalities(rows(ZIPS))),
        release(
            "ANES_BASE_2022",
            date!(2022 - 01 - 01),
            ReleaseTables::AnesthesiaBaseUnits(rows(BASE_UNITS)),
        ),
        release("EXPLANATIONS", date!(2025 - 01 - 01), ReleaseTables::Explanations(rows(EXPLANATIONS))),
        release("PTP_2024Q3", edits_from, ReleaseTables::PtpEdits(EditTable::whole(ptp))),
        LoadedRelease {
            is_extract: true,
            ..release("MUE_2024Q3", edits_from, ReleaseTables::UnitLimits(limits))
        },
        release("AOC_2024Q3", edits_from, ReleaseTables::AddOnCodes(add_ons)),
        release("LAW-2031", date!(2031 - 01 - 01), law),
    ];
    Snapshot { releases }
}

#[test]
fn the_snapshot_of_the_documentation_is_that_of_the_tiny_schedule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tiny.mpiq");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        tiny().save(&path).unwrap();
    }
    let found = Snapshot::open(&path).unwrap_or_else(|error| panic!("{} {error}", path.display()));
    assert!(found == tiny(), "UPDATE_EXPECT=1 writes it again");
}
