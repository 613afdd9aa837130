//! Calls a running service with the generated Rust client. The compiler has checked the types before it runs.

mod generated {
    #![allow(warnings, reason = "made by progenitor")]
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

use generated::types::{EstimateRequest, LineRequest, LineResult, Setting};
use generated::{Client, Error};

/// A claim of one line.
fn claim(hcpcs: &str) -> EstimateRequest {
    let line = LineRequest::builder()
        .hcpcs(hcpcs)
        .modifiers(Some(vec!["26".parse().unwrap()]))
        .charge(Some("300.00".parse().unwrap()));
    let line: LineRequest = line.try_into().unwrap();
    let claim = EstimateRequest::builder()
        .date_of_service(Some("2025-01-15".parse().unwrap()))
        .locality(Some("01112-05".parse().unwrap()))
        .lines(vec![line]);
    claim.try_into().unwrap()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let client = Client::new(&std::env::args().nth(1).expect("the address of the service"));

    // A claim: a result of a closed list, and amounts.
    let estimate = client.create_estimate().body(claim("76377")).send().await.unwrap().into_inner();
    let line = &estimate.lines[0];
    assert_eq!((line.result, line.setting), (LineResult::Priced, Some(Setting::NonFacility)));
    let amounts = line.amounts.as_ref().unwrap();
    assert_eq!((amounts.medicare_paid.as_str(), &amounts.limiting_charge), ("32.68", &None));

    // A claim with a fault: a problem that names it.
    match client.create_estimate().body(claim("99999")).send().await {
        Ok(unknown) => assert_eq!(unknown.lines[0].result, LineResult::UnknownCode),
        Err(error) => panic!("{error}"),
    }
    let Err(Error::ErrorResponse(wrong)) = client.get_code_history().hcpcs("99998").send().await else {
        panic!("a problem was expected");
    };
    assert_eq!((wrong.status().as_u16(), wrong.type_.as_str()), (404, "urn:medpayiq:problem:not-found"));

    let page = client.get_code().hcpcs("76377").send().await.unwrap();
    assert_eq!(page.hcpcs.as_str(), "76377");

    let vocabulary = client.get_vocabulary().send().await.unwrap();
    assert!(vocabulary.rules.len() > 10);
    println!("Rust: 5 calls are right");
}
