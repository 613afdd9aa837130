//! Nothing of a claim's patient is in an answer, in a log, in the database or in a file. The real binary logs all it can, and
//! every operation that takes a body gets the claims and the remittances.

use crate::fhir::{FHIR_JSON, PREDETERMINE};
use crate::remittance_privacy::{broken, private, without_times};
use crate::remittances;
use crate::support::http::Client;
use crate::support::program::{Folder, Service, run};
use medpayiq::x12::{Segment, Segments};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

const X12: &str = "application/edi-x12";
const ESTIMATES: &str = "/v1/estimates";
/// A FHIR claim with a name, a number, an address, a day or a text in every element that can have one.
const FHIR_CLAIM: &str = include_str!("../fixtures/fhir/speaking-claim.json");
const CLINIC: &str = include_str!("../fixtures/x12/clinic.837");
const TWO_INTERCHANGES: &str = include_str!("../fixtures/x12/two-interchanges.837");

/// Shorter words and numbers are in a log or a file by chance.
const SHORTEST_WORD: usize = 6;
const SHORTEST_NUMBER: usize = 8;
/// Words of the fixtures that the product itself uses. The practice's ZIP code is in its own ZIP code file.
const PUBLIC: &[&str] = &[
    "005010X222A1",
    "FRANCISCO",
    "ANGELES",
    "CALIFORNIA",
    "941101234",
    "207R00000X",
    "207L00000X",
    "BILLING",
    "IMAGING",
    "INVENTED",
];

/// A claim with a name, a number, an address, a day and a note in every element that can have one.
const SPEAKING: &str = "ISA*00*PASSWORDQX*00*SECRETZZQX*ZZ*SENDERQXQX     *ZZ*RECEIVERQX     *250131*0930*^*00501*000000909*0*T*:~\
GS*HC*SENDERQXQX*RECEIVERQX*20250131*0930*909*X*005010X222A1~ST*837*0001*005010X222A1~\
BHT*0019*00*BATCHQX4711*20250131*0930*CH~NM1*41*2*SUBMITTERQX*****46*SUBMIT99QX~PER*IC*OPERATORQX*TE*4155550199~\
NM1*40*2*RECEIVERNAMEQX*****46*PAYERIDQX~HL*1**20*1~NM1*85*2*PRACTICEQX*****XX*1999999984~\
N3*9 PLAZAQXQX~N4*SAN FRANCISCO*CA*941101234~REF*EI*990000077~HL*2*1*22*1~SBR*S*18*GROUPQX123*PLANNAMEQX*****MB~\
NM1*IL*1*JABBERWOCKY*SNICKERSNEE*MIDDLEQX**ESQUIREQX*MI*7ZZ7ZZ7ZZ99~N3*77 VORPALWOOD LANE*SUITEQX99~\
N4*BORASBURG*CA*940139876~DMG*D8*19411118*F~REF*SY*123456789~REF*Y4*PROPERTYQX~NM1*PR*2*INSURERQX*****PI*PAYERQX01~\
HL*3*2*23*0~PAT*19~NM1*QC*1*BANDERSNATCH*FRUMIOUS~N3*78 MIMSYLANE~N4*TULGEYTOWN*CA*940149876~DMG*D8*20150704*M~\
CLM*ACCOUNTQX55*640***11:B:1*Y*A*Y*Y*P*AA:::CA~DTP*431*D8*20241224~DTP*454*D8*20241223~REF*D9*CLEARINGQX88~\
REF*EA*RECORDQX77~REF*F8*CONTROLQX66~REF*G1*AUTHORITYQX~NTE*ADD*WANTSTOSPEAKTOHERDAUGHTER~HI*ABK:R911*ABF:Z9981~\
NM1*DN*1*REFERRERQX*HERBERTQX****XX*1999999950~OI***Y*P**Y~\
LX*1~SV1*HC:71260::::::SHORTTEXTQX*600*UN*1***1~DTP*472*D8*20250115~REF*6R*LINEREFQX1~NTE*ADD*LINENOTEQX~\
LX*2~SV1*HC:76377:26*300.00*UN*1***1~DTP*472*D8*20250115~REF*6R*LINEREFQX2~NTE*DCP*DESCRIPTIONQX~\
SE*50*0001~GE*1*909~IEA*1*000000909~";

/// Everything about people and numbers of claims in an interchange: whole, word by word, and days in ISO form too.
fn private_words(body: &str) -> BTreeSet<String> {
    let of_segment = |segment: &Segment<'_>| -> Vec<usize> {
        match segment.id() {
            b"ISA" | b"GS" | b"BHT" | b"NM1" | b"PER" | b"N3" | b"N4" | b"REF" | b"SBR" | b"DMG" | b"NTE" => {
                (1..=17).collect()
            }
            b"CLM" => vec![1],
            b"SV1" => vec![1, 7],
            b"DTP" if segment.element(1) != b"472" => vec![3],
            _ => Vec::new(),
        }
    };
    let elements = Segments::new(body.as_bytes()).flat_map(|segment| {
        let segment = segment.unwrap();
        let text = |number| String::from_utf8_lossy(segment.element(number)).into_owned();
        of_segment(&segment).into_iter().map(text).collect::<Vec<_>>()
    });
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_distinctive = |word: &String| {
        let shortest = if is_number(word) { SHORTEST_NUMBER } else { SHORTEST_WORD };
        word.len() >= shortest && !PUBLIC.contains(&word.as_str())
    };
    let words = elements.flat_map(|element| {
        let words: Vec<String> = element.split([' ', ':']).map(str::to_owned).collect();
        let day = |word: &String| {
            (word.len() == 8 && is_number(word))
                .then(|| format!("{}-{}-{}", &word[..4], &word[4..6], &word[6..]))
        };
        let days: Vec<String> = words.iter().filter_map(day).collect();
        words.into_iter().chain(days)
    });
    words.filter(is_distinctive).collect()
}

/// Everything about people and numbers in the FHIR claim: what is marked, and days and numbers.
fn private_of_fhir() -> BTreeSet<String> {
    let words = FHIR_CLAIM.split(|one: char| !one.is_ascii_alphanumeric() && one != '-');
    let marked = words.filter(|word| word.to_uppercase().contains("QX")).map(str::to_owned);
    let others =
        ["1941-11-19", "4155550188", "940139875", "2024-12-23", "2024-12-24", "2024-12-25", "1999999976"];
    marked.chain(others.map(str::to_owned)).collect()
}

/// The FHIR claim as it is, and with a fault in each of its elements: of another type, missing, or twice.
fn fhir_claims() -> Vec<String> {
    let whole: Value = serde_json::from_str(FHIR_CLAIM).unwrap();
    let mut claims = vec![FHIR_CLAIM.to_owned(), FHIR_CLAIM.replace(']', "")];
    for name in whole.as_object().unwrap().keys() {
        for wrong in [Value::Null, "JABBERWOCKQX".into(), 7.into(), serde_json::json!([["JABBERWOCKQX"]])] {
            let mut broken = whole.clone();
            broken[name] = wrong;
            claims.push(broken.to_string());
        }
    }
    for name in whole["item"][0].as_object().unwrap().keys() {
        for wrong in [Value::Null, "JABBERWOCKQX".into(), serde_json::json!([{"JABBERWOCKQX": 1}])] {
            let mut broken = whole.clone();
            broken["item"][0][name] = wrong;
            claims.push(broken.to_string());
        }
    }
    claims
}

/// Every operation of the document that takes a body, with the media types that it takes.
fn operations() -> BTreeMap<String, BTreeSet<String>> {
    let document = serde_json::to_value(medpayiq::api::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let with_bodies = paths.filter_map(|(path, methods)| {
        let types = methods.pointer("/post/requestBody/content").and_then(Value::as_object)?;
        Some((path.clone(), types.keys().cloned().chain([X12.to_owned()]).collect()))
    });
    with_bodies.collect()
}

fn found<'a>(private: &'a BTreeSet<String>, text: &str) -> Vec<&'a String> {
    private.iter().filter(|word| text.contains(word.as_str())).collect()
}

/// Writes the database of a private cluster to a file.
fn pg_dump(data: &Path, file: &Path) {
    let mut command = Command::new("pg_dump");
    command.arg("--host").arg(data.join("socket")).args(["--username", "medpayiq", "--file"]).arg(file);
    let dump = command.arg("medpayiq").output().unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
}

/// The words that are in a file, or in any file below a folder. `grep` reads a cluster faster than a test without
/// optimization.
fn found_in_files(private: &BTreeSet<String>, path: &Path) -> BTreeSet<String> {
    let words = Folder::new();
    let words = words.write("words", private.iter().cloned().collect::<Vec<_>>().join("\n").as_bytes());
    let mut command = Command::new("grep");
    command.args(["-r", "-a", "-o", "-h", "-F", "-f"]).arg(words).arg(path).env("LC_ALL", "C");
    let grep = command.output().unwrap();
    assert!(matches!(grep.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&grep.stderr));
    String::from_utf8_lossy(&grep.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn the_search_finds_every_private_element() {
    let private = private_words(SPEAKING);
    let marked: BTreeSet<&str> =
        SPEAKING.split(['*', '~', ':', ' ']).filter(|word| word.contains("QX")).collect();
    let missed: Vec<&&str> = marked.iter().filter(|word| !private.contains(**word)).collect();
    assert!(marked.len() > 30 && missed.is_empty(), "{missed:?}");
    for word in [
        "JABBERWOCKY",
        "VORPALWOOD",
        "BORASBURG",
        "940139876",
        "19411118",
        "1941-11-18",
        "123456789",
        "4155550199",
        "7ZZ7ZZ7ZZ99",
        "2024-12-24",
        "BANDERSNATCH",
        "WANTSTOSPEAKTOHERDAUGHTER",
    ] {
        assert!(private.contains(word), "{word}");
    }
}

/// Sends the FHIR claims, and returns what no answer may have, after it has checked that.
fn check_fhir_answers(client: &Client) -> BTreeSet<String> {
    let private = private_of_fhir();
    assert!(private.len() > 40, "{}", private.len());
    let mut statuses = BTreeSet::new();
    for claim in fhir_claims() {
        for path in [PREDETERMINE, "/fhir/Claim/$predetermine?locality=01112-05"] {
            let answer = client.send("POST", path, &[("content-type", FHIR_JSON)], claim.as_bytes());
            let text = format!("{:?}{}", answer.headers, answer.text());
            // The fault of a text that should be a date may name it to its sender.
            let is_date = claim.contains(r#""servicedDate":"JABBERWOCKQX""#);
            assert!(is_date || found(&private, &text).is_empty(), "{claim}: {text}");
            statuses.insert(answer.status);
        }
    }
    assert_eq!(statuses, BTreeSet::from([200, 400, 422]));
    private
}

#[test]
fn nothing_of_a_claim_s_patient_is_answered_logged_or_stored() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let service = Service::start(&[("MEDPAYIQ_DATA_DIR", data.to_str().unwrap()), ("MEDPAYIQ_LOG", "trace")]);
    let [before, after] = ["before.sql", "after.sql"].map(|name| folder.path().join(name));
    pg_dump(&data, &before);
    let claims = [SPEAKING, CLINIC, TWO_INTERCHANGES];
    let remittances = [remittances::CLINIC, remittances::PAYERS, remittances::NOT_PROFESSIONAL];
    // An answer has the dates of service of its own claims.
    let own = |body: &str| {
        if claims.contains(&body) { private_words(body) } else { private_of_remittance(body) }
    };
    let bodies = || claims.iter().chain(&remittances);
    let mut private: BTreeSet<String> = bodies().flat_map(|body| own(body)).collect();
    let mut statuses = BTreeMap::<String, BTreeSet<u16>>::new();
    let mut send = |path: &str, media_type: &str, body: &str, private: &BTreeSet<String>| {
        let answer = service.client.send("POST", path, &[("content-type", media_type)], body.as_bytes());
        let text = format!("{:?}{}", answer.headers, answer.text());
        // The fault of a body that should be JSON or CSV may name a part of it to its sender.
        if media_type == X12 {
            assert_eq!(found(private, &text), [""; 0], "{path}");
        }
        statuses.entry(path.to_owned()).or_default().insert(answer.status);
    };
    for (path, media_types) in operations() {
        for media_type in media_types {
            bodies().for_each(|body| send(&path, &media_type, body, &own(body)));
        }
    }
    remittances.iter().for_each(|body| send(remittances::CONTRIBUTING, X12, body, &own(body)));
    for body in &claims[..2] {
        broken(body).iter().for_each(|broken| send(ESTIMATES, X12, broken, &own(body)));
    }
    let of_fhir = check_fhir_answers(&service.client);
    private.extend(of_fhir);
    assert_eq!(statuses[ESTIMATES], BTreeSet::from([200, 400, 422]));
    assert!(statuses[remittances::REMITTANCES].contains(&200), "{statuses:?}");
    assert_eq!(statuses[remittances::CONTRIBUTING], BTreeSet::from([200]));
    assert!(statuses.values().flatten().all(|status| *status < 500), "{statuses:?}");
    // A file of claims is not one that the import reads.
    let claim = folder.write("claims.837", SPEAKING.as_bytes());
    let import = run(
        &["import", claim.to_str().unwrap()],
        &[("MEDPAYIQ_DATA_DIR", data.to_str().unwrap()), ("MEDPAYIQ_LOG", "trace")],
    );
    fs::remove_file(claim).unwrap();
    assert_eq!(found(&private, &format!("{}{}", import.stdout, import.stderr)), [""; 0]);

    let log = without_times(&service.log());
    assert!(log.lines().count() > 100 && log.contains(ESTIMATES), "there is something to search");
    assert_eq!(found(&private, &log), [""; 0], "in the log");
    pg_dump(&data, &after);
    assert_eq!(found_in_files(&["denial_reports".to_owned()].into(), &after).len(), 1);
    let known = found_in_files(&private, &before);
    private.retain(|word| !known.contains(word));
    assert!(private.len() > 150, "{}", private.len());
    assert_eq!(found_in_files(&private, &after), BTreeSet::new(), "in the database");
    service.stop();
    fs::remove_file(before).unwrap();
    assert_eq!(found_in_files(&private, folder.path()), BTreeSet::new(), "in the files of the cluster");
}

/// What is private in a remittance, but for what is in a file by chance.
fn private_of_remittance(body: &str) -> BTreeSet<String> {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let shortest = |word: &str| if is_number(word) { SHORTEST_NUMBER } else { SHORTEST_WORD };
    private(body)
        .into_iter()
        .filter(|word| word.len() >= shortest(word) && !PUBLIC.contains(&word.as_str()))
        .collect()
}
