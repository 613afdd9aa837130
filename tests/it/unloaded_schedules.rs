//! Days for which a schedule is not loaded: what is missing is named, and no rate of another quarter or year is taken for that
//! of the day.

use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, estimate, request};
use crate::support::checkout;
use crate::support::http::Client;
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::schedule::schedule_with;
use crate::toolkit::sheets;
use calamine::Reader;
use expect_test::expect;
use medpayiq::schedule::EditReleases;
use serde_json::Value;
use std::sync::LazyLock;

/// Fee schedules of two years. Drug limits of the first quarters of 2025 and 2026. Laboratory rates and fees of equipment of 2026.
static CLIENT: LazyLock<Client> = LazyLock::new(|| serve(&["2025", "2026"]));

fn serve(years: &[&str]) -> Client {
    let physician =
        years.iter().map(|year| of_year(&format!("RVU{}A", &year[2..]), &format!("{year}-01-01")));
    let mut releases: Vec<_> = physician.chain([fixture("clfs")]).collect();
    releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
    releases.extend(read_all(&checkout("tests/fixtures/cms/dmepos")));
    serve_in_memory(schedule_with(releases, EditReleases::default()))
}

#[test]
fn a_release_that_is_not_loaded_for_the_day_prices_nothing() {
    check(
        &CLIENT,
        &expect![[r#"
            J0897-JZ*60 in:10112-00 on:2026-03-31     priced 1767.42 of 29.46 drug_limits | medium unit_limit_not_checked
            J0897-JZ*60 in:10112-00 on:2026-07-15     figure_missing schedule_not_loaded | none
            J0897-JZ*60 in:10112-00 on:2025-05-01     figure_missing schedule_not_loaded | none
            J0897-JZ-GY*60 in:10112-00 on:2026-07-15  figure_missing schedule_not_loaded | none
            A9606 in:10112-00 on:2026-07-15           figure_missing schedule_not_loaded | none
            83036 in:10112-00 on:2026-01-15           priced 9.71 clinical_laboratory | high
            83036 in:10112-00 on:2026-07-15           priced 9.71 clinical_laboratory | medium older_release
            83036 in:10112-00 on:2025-01-15           figure_missing schedule_not_loaded | none
            L8600 in:10112-00 on:2026-07-15           priced 764.47 equipment | medium older_release
            L8600 in:10112-00 on:2025-01-15           figure_missing schedule_not_loaded | none
            E0143-NU in:10112-00 on:2025-01-15        figure_missing schedule_not_loaded | none
            B4034 in:10112-00 on:2025-01-15           other_schedule equipment_contractor | none"#]],
    );
}

#[test]
fn the_reason_names_the_release_to_import_and_the_one_not_used() {
    let reason = |claim: &str| {
        let answer = estimate(&CLIENT, claim);
        let line = &answer["lines"][0];
        let text = |name: &str| line["reason"][name].as_str().unwrap().to_owned();
        format!("{}: {} ({})", text("code"), text("text"), line["confidence"]["level"].as_str().unwrap())
    };
    let claims = ["J0897-JZ*60 on:2026-07-15", "J0897-JZ*60 on:2025-05-01", "83036 on:2025-01-15"];
    expect![[r#"
        schedule_not_loaded: ASP_2026Q3 is not loaded, and no amount of another release is valid on this day. ASP_2026Q1 lists this code but was not used. Import ASP_2026Q3. (none)
        schedule_not_loaded: ASP_2025Q2 is not loaded, and no amount of another release is valid on this day. ASP_2025Q1 lists this code but was not used. Import ASP_2025Q2. (none)
        schedule_not_loaded: CLFS_2025Q1 is not loaded, and no amount of another release is valid on this day. CLFS_2026Q1 lists this code but was not used. Import CLFS_2025Q1. (none)"#]].assert_eq(&claims.map(reason).join("\n"));
}

#[test]
fn a_toolkit_names_the_release_of_every_schedule_that_it_used() {
    let version = |codes: &str, date: &str| {
        let path = format!("/v1/toolkit?codes={codes}&date={date}&locality=10112-00");
        let answer = CLIENT.get(&path);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["version"].as_str().unwrap().to_owned()
    };
    let versions = [
        version("99213,83036", "2026-01-01"),
        version("99213,83036,J0897,L8600,B4034", "2026-01-15"),
        version("99213,83036", "2026-01-15"),
        version("99213,J1885", "2026-07-15"),
        version("99213,36415", "2026-01-15"),
        version("99213", "2026-01-15"),
    ];
    expect![[r#"
        RVU26A-CLFS_2026Q1-10112-00-2026-01-01
        RVU26A-ASP_2026Q1-CLFS_2026Q1-DMEPEN_2026Q1-DMEPOS_2026Q1-10112-00-2026-01-15
        RVU26A-CLFS_2026Q1-10112-00-2026-01-15
        RVU26A-10112-00-2026-07-15
        RVU26A-CLFS_2026Q1-10112-00-2026-01-15
        RVU26A-10112-00-2026-01-15"#]]
    .assert_eq(&versions.join("\n"));
    let codes = "codes=99213,83036,J0897,L8600&date=2026-01-15&locality=10112-00";
    let workbook = CLIENT.get(&format!("/v1/toolkit.xlsx?{codes}"));
    let about = sheets(&workbook).worksheet_range("About").unwrap();
    let cells: Vec<String> = about.cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(cells.contains(&"CMS ASP_2026Q1, CLFS_2026Q1, DMEPOS_2026Q1".to_owned()), "{cells:?}");
    let page = CLIENT.send("GET", &format!("/v1/toolkit.html?{codes}"), &[("accept", "text/html")], b"");
    assert!(page.text().contains("CMS ASP_2026Q1, CLFS_2026Q1, DMEPOS_2026Q1"));
}

#[test]
fn a_claim_of_drugs_alone_needs_a_physician_release_and_is_told_so() {
    let client = serve(&["2025"]);
    let drug = request("J0897-JZ*60 on:2026-01-15");
    let answer = client.post("/v1/estimates", &drug.to_string());
    assert_eq!(answer.status, 422);
    let problem: Value = serde_json::from_str(answer.text()).unwrap();
    expect!["No loaded release covers 2026-01-15. Loaded: RVU25A (2025-01-01 to 2025-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."].assert_eq(problem["errors"][0]["detail"].as_str().unwrap());
    assert_eq!(client.post("/v1/estimates", &request("J0897-JZ*60 on:2025-01-15").to_string()).status, 200);
}
