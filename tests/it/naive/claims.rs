//! Random claims, the same for the same seed.

use super::gates::discipline;
use super::tables::{Reference, Row};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Codes by the rule they exercise.
pub(crate) struct Codes {
    localities: Vec<String>,
    /// Subjects. The lines of a claim are drawn from one or several of them.
    pools: Vec<(&'static str, Vec<String>)>,
    families: Vec<Vec<String>>,
    all: Vec<String>,
    /// Status and rules of each code, to draw modifiers that make sense.
    rows: BTreeMap<String, Row>,
}

const VISITS: &str = "99202 99203 99204 99205 99211 99212 99213 99214 99215 99213 99214 99221 99222 99223 99231 \
    99232 99233 99281 99282 99283 99284 99285 99291 99292 99347 99348 99349 99350 99497 99498 G0438 G0439 G2211 \
    G2211 G2211 G2212 92012 92014";
const COLONOSCOPY: &str = "45378 44388 G0105 G0121 45380 45385 45384";
const SPLIT_SUMS: &str = "93000 93005 93010 93015 93016 93017 93018 93040 93041 93042 93224 93225 93226 93227 \
    93241 93242 93243 93244 93268 93270 93271 93272 93784 93786 93788 93790 G0403 G0404 G0405 94014 94015 94016 \
    77089 77090 77091 77092 96931 96932 96933 96934 96935 96936 93306 93880";
const X_RAY: &str = "71045 71046 71047 71048 73030 73560 73562 73564 72100 72110 73130 73630 74177 70450 71250 71275 \
    74176 75574 73721 70553 72148";
const WAIVED: &str = "G0439 G0438 G0402 77067 77080 G0101 Q0091 G0104 G0105 G0121 G0442 G0444 G0446 G0447 G0473 \
    99406 99407 97802 97803 G0270 76706 71271 G0296 74263 G0008 G0010 90480 82270 99497";
const SCREENING: &str = "G0438 G0439 G0136 G0136 99497 99498 G0105 G0121 G0500 G0500 99153 99152 45380 45384 45385 88305 \
    00811 00812 00813 G0513 G0514 G0124 G0141 P3001 G2211 99213";
const MIND: &str = "90791 90832 90833 90834 90836 90837 90838 96105 96116 96121 96127 96130 96131 96132 96133 96136 \
    96137 96138 96139 96146 99213 99214 99232 G0108 G0109 97802 97803";
const EVALUATIONS: &str = "97161 97162 97163 97164 97165 97166 97167 97168 92521 92522 92523 92524 92597 92607 97110 \
    97530 97140 92507";
const CRITICAL: &str = "99291 99291 99291 99292 99232 33533 33405 36556 31500 32551 47562 11042";

impl Codes {
    pub(crate) fn of(reference: &Reference) -> Self {
        let blank: Vec<&Row> = reference.rows().filter(|row| row.part.is_empty()).collect();
        let pick = |fits: &dyn Fn(&Row) -> bool| -> Vec<String> {
            blank.iter().filter(|row| fits(row)).map(|row| row.code.clone()).collect()
        };
        let listed = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let paid = |row: &Row| row.is_published();
        let pools = vec![
            ("visits", listed(VISITS)),
            ("surgery", pick(&|row| paid(row) && row.multiple == '2')),
            ("endoscopy", pick(&|row| paid(row) && row.multiple == '3')),
            ("imaging", pick(&|row| paid(row) && row.multiple == '4')),
            ("cardiovascular", pick(&|row| paid(row) && row.multiple == '6')),
            ("ophthalmology", pick(&|row| paid(row) && row.multiple == '7')),
            ("therapy", pick(&|row| row.multiple == '5')),
            ("anesthesia", pick(&|row| row.status == 'J')),
            ("sums", listed(SPLIT_SUMS)),
            ("x-ray", listed(X_RAY)),
            ("unpaid", pick(&|row| !matches!(row.status, 'A' | 'R' | 'J' | 'X' | 'M' | 'I' | 'E'))),
            ("unpriced", pick(&|row| !paid(row) && row.status != 'J')),
            ("t", pick(&|row| row.status == 'T')),
            ("both sides", pick(&|row| paid(row) && row.bilateral == '1')),
            ("bilateral in itself", pick(&|row| paid(row) && row.bilateral == '2')),
            ("each side", pick(&|row| paid(row) && row.bilateral == '3')),
            ("assistant", pick(&|row| paid(row) && row.assistant == '2')),
            ("no assistant", pick(&|row| paid(row) && row.assistant == '1' && row.multiple == '2')),
            ("co-surgeon", pick(&|row| paid(row) && matches!(row.co_surgeon, '1' | '2'))),
            ("team", pick(&|row| paid(row) && matches!(row.team, '1' | '2'))),
            ("add-on", pick(&|row| paid(row) && row.global == "ZZZ")),
            ("minor", pick(&|row| paid(row) && (row.global == "000" || row.global == "010"))),
            ("colonoscopy", listed(COLONOSCOPY)),
            ("waived", listed(WAIVED)),
            ("complexity", listed("99213 99214 99204 G2211 G2211 G2211 G0439 G0008")),
            ("screening", listed(SCREENING)),
            ("mind", listed(MIND)),
            ("evaluations", listed(EVALUATIONS)),
            ("chiropractic", listed("98940 98941 98942 98940 98941 99213 97140 98943")),
            ("burns", listed("01951 01952 01952 01953 01953 01953")),
            ("critical", listed(CRITICAL)),
            ("technical", pick(&|row| paid(row) && matches!(row.pctc, '2' | '3' | '5' | '7' | '8'))),
        ];
        let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in blank.iter().filter(|row| row.multiple == '3' && paid(row)) {
            let base = row.endoscopic_base.clone();
            let family = families.entry(base.clone()).or_insert_with(|| vec![base]);
            family.push(row.code.clone());
        }
        Self {
            localities: reference.localities().cloned().collect(),
            pools,
            families: families.into_values().collect(),
            all: reference.rows().map(|row| row.code.clone()).collect(),
            rows: blank.iter().map(|row| (row.code.clone(), (*row).clone())).collect(),
        }
    }
}

impl Codes {
    /// Whether the code has a row of its own that a formula or a status prices.
    pub(super) fn is_priced(&self, code: &str) -> bool {
        self.rows.get(code).is_some_and(|row| matches!(row.status, 'A' | 'R' | 'T' | 'J'))
    }
}

/// A small generator (splitmix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(bound).unwrap()).unwrap()
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

const PLACES: [&str; 24] = [
    "11", "11", "11", "11", "11", "11", "22", "22", "21", "21", "24", "24", "24", "02", "10", "12", "31",
    "32", "19", "23", "61", "49", "66", "51",
];
const KINDS: [&str; 16] = [
    "physician",
    "nurse_practitioner",
    "physician_assistant",
    "clinical_nurse_specialist",
    "certified_nurse_midwife",
    "clinical_psychologist",
    "clinical_social_worker",
    "marriage_family_therapist",
    "mental_health_counselor",
    "dietitian",
    "crna",
    "anesthesiologist_assistant",
    "physical_therapist",
    "occupational_therapist",
    "speech_language_pathologist",
    "audiologist",
];

/// A valid request for RVU25D.
pub(crate) fn random_claim(seed: u64, codes: &Codes) -> Value {
    let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(1));
    let theme = dice.below(codes.pools.len() + 6);
    let kind = kind(&mut dice, theme.checked_sub(6).map_or("", |pool| codes.pools[pool].0));
    let participating = dice.chance(70);
    let date = if dice.chance(50) {
        format!("2025-{:02}-{:02}", 2 + dice.below(10), 1 + dice.below(28))
    } else {
        format!("2025-{:02}-{:02}", 1 + 11 * dice.below(2), 15 + dice.below(6))
    };
    let mut claim = Map::new();
    claim.insert("date_of_service".into(), json!(date));
    let place = if dice.chance(1) { dice.pick(&["05", "06", "07", "08"]) } else { dice.pick(&PLACES) };
    claim.insert("place_of_service".into(), json!(place));
    if dice.chance(60) {
        claim.insert("locality".into(), json!(dice.pick(&codes.localities)));
    }
    let assigned = participating || dice.chance(50);
    let mut provider = json!({"kind": kind, "participating": participating, "accepts_assignment": assigned, "qualifying_apm": "no"});
    if dice.chance(15) {
        provider["mips_adjustment_percent"] = json!(dice.pick(&["5.00", "9.00", "-9.00", "1.37", "-0.75"]));
    }
    claim.insert("provider".into(), provider);
    let mut patient = json!({"deductible_remaining": dice.pick(&["0.00", "0.00", "100.00", "257.00"])});
    // Far from the threshold, so that no line crosses it.
    if dice.chance(15) {
        patient["therapy_used"] = json!(dice.pick(&["0.00", "2410.00", "5000.00"]));
    }
    claim.insert("patient".into(), patient);
    claim.insert("lines".into(), Value::Array(lines(&mut dice, codes, theme, kind)));
    claim.insert("release".into(), json!("RVU25D"));
    Value::Object(claim)
}

fn kind(dice: &mut Dice, theme: &str) -> &'static str {
    match theme {
        _ if dice.chance(25) => dice.pick(&KINDS),
        "therapy" | "evaluations" if dice.chance(70) => {
            dice.pick(&["physical_therapist", "occupational_therapist", "speech_language_pathologist"])
        }
        "mind" if dice.chance(80) => dice.pick(&KINDS[5..10]),
        "burns" if dice.chance(50) => dice.pick(&["crna", "anesthesiologist_assistant"]),
        "anesthesia" if dice.chance(50) => dice.pick(&["crna", "anesthesiologist_assistant"]),
        "assistant" if dice.chance(50) => dice.pick(&["nurse_practitioner", "physician_assistant"]),
        _ => "physician",
    }
}

fn lines(dice: &mut Dice, codes: &Codes, theme: usize, kind: &str) -> Vec<Value> {
    let count = if dice.chance(4) { 20 } else { 1 + dice.below(8) };
    let family = dice.pick(&codes.families);
    let mut lines: Vec<Value> = Vec::new();
    while lines.len() < count {
        // Some lines are repeated, so that duplicates occur.
        if !lines.is_empty() && dice.chance(4) {
            let mut again = dice.pick(&lines);
            again["id"] = json!((lines.len() + 1).to_string());
            lines.push(again);
            continue;
        }
        let code = code(dice, codes, theme, &family);
        let mut line = line(dice, codes, &code, kind);
        let sides = dice.chance(5) && codes.rows.get(&code).is_some_and(|row| row.bilateral != '9');
        if sides && lines.len() + 1 < count {
            let plain = modifiers_without_sides(&line);
            line["modifiers"] = json!([&plain[..], &["RT".to_owned()]].concat());
            lines.push(numbered(line.clone(), lines.len()));
            line["modifiers"] = json!([&plain[..], &["LT".to_owned()]].concat());
        }
        lines.push(numbered(line, lines.len()));
    }
    lines
}

pub(super) fn numbered(mut line: Value, index: usize) -> Value {
    line["id"] = json!((index + 1).to_string());
    line
}

fn modifiers_without_sides(line: &Value) -> Vec<String> {
    let modifiers =
        line["modifiers"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned());
    modifiers.filter(|text| !["50", "RT", "LT"].contains(&text.as_str())).take(3).collect()
}

fn code(dice: &mut Dice, codes: &Codes, theme: usize, family: &[String]) -> String {
    if dice.chance(1) {
        return dice.pick(&["00001", "99999", "Z9999", "1234X"]).to_owned();
    }
    if theme < 3 && dice.chance(60) {
        return dice.pick(family);
    }
    if theme >= 6 && dice.chance(60) {
        return dice.pick(&codes.pools[theme - 6].1);
    }
    if dice.chance(8) {
        return dice.pick(&codes.all);
    }
    let pool = dice.below(codes.pools.len());
    dice.pick(&codes.pools[pool].1)
}

pub(super) fn line(dice: &mut Dice, codes: &Codes, code: &str, kind: &str) -> Value {
    let row = codes.rows.get(code);
    let mut modifiers = Vec::new();
    if let Some(row) = row {
        fitting(dice, row, kind, &mut modifiers);
    }
    if dice.chance(4) {
        modifiers.push(dice.pick(&NONSENSE));
    }
    let mut seen = Vec::new();
    modifiers.retain(|modifier| !seen.contains(modifier) && (seen.push(*modifier), seen.len() <= 4).1);
    let units = if dice.chance(if code == "01953" { 40 } else { 85 }) { 1 } else { 2 + dice.below(3) };
    let mut line = json!({"hcpcs": code, "modifiers": modifiers, "units": units});
    if !dice.chance(25) {
        let cents = if dice.chance(30) { 500 + dice.below(15_000) } else { 50_000 + dice.below(900_000) };
        line["charge"] = json!(format!("{}.{:02}", cents / 100, cents % 100));
    }
    if row.is_some_and(|row| row.status == 'J') && dice.chance(if code == "01953" { 50 } else { 98 }) {
        line["minutes"] = json!(1 + dice.below(300));
    }
    line
}

const NONSENSE: [&str; 44] = [
    "26", "TC", "50", "RT", "LT", "51", "52", "53", "54", "55", "56", "58", "62", "66", "73", "76", "78",
    "79", "80", "82", "AS", "CQ", "GP", "GY", "GZ", "GA", "KX", "FX", "FY", "CT", "AA", "QK", "PT", "33",
    "GX", "FS", "GE", "FT", "AT", "JZ", "TB", "AB", "GN", "52",
];

/// Modifiers that a biller may use with this code.
fn fitting(dice: &mut Dice, row: &Row, kind: &str, modifiers: &mut Vec<&'static str>) {
    fitting_service(dice, row, kind, modifiers);
    fitting_therapy(dice, row, modifiers);
    fitting_procedure(dice, row, kind, modifiers);
}

fn fitting_service(dice: &mut Dice, row: &Row, kind: &str, modifiers: &mut Vec<&'static str>) {
    let mut may = |percent: usize, fits: bool, of: &[&'static str]| {
        if fits && dice.chance(percent) {
            modifiers.push(dice.pick(of));
        }
    };
    let visit = row.code.starts_with("99") || row.code.starts_with("920");
    let anesthesia: &[&str] = match kind {
        "physician" => &["AA", "AA", "QK", "QY", "AD"],
        "crna" => &["QX", "QZ"],
        _ => &["QX"],
    };
    may(88, row.status == 'J', anesthesia);
    may(12, row.status == 'J', &["AA", "QZ", "QK", "QX", "QY", "AD"]);
    may(10, row.status == 'J', &["QS", "P3", "G8", "23"]);
    let chiropractic = ["98940", "98941", "98942"].contains(&row.code.as_str());
    may(60, chiropractic, &["AT"]);
    may(20, chiropractic, &["GA", "GX", "GY", "GZ"]);
    may(50, ["G0136", "G0500", "99153", "99497", "99498"].contains(&row.code.as_str()), &["33", "33", "PT"]);
    may(30, row.code.starts_with("4538") || row.code.starts_with("0081"), &["PT", "PT", "33"]);
    may(50, row.code == "99291" || row.code == "99292", &["FT"]);
    may(50, visit, &["25", "25", "25", "57", "24", "95", "33"]);
    may(15, visit, &["57", "25", "93", "FS", "FS"]);
    may(8, visit || row.code.starts_with("G04"), &["GE"]);
    may(45, row.pctc == '1', &["26", "26", "TC"]);
}

fn fitting_therapy(dice: &mut Dice, row: &Row, modifiers: &mut Vec<&'static str>) {
    let own = discipline(&row.code);
    if let Some(own) = own.filter(|_| dice.chance(80)) {
        modifiers.push(own);
    }
    let mut may = |percent: usize, fits: bool, of: &[&'static str]| {
        if fits && dice.chance(percent) {
            modifiers.push(dice.pick(of));
        }
    };
    may(90, row.multiple == '5' && own.is_none(), &["GP", "GP", "GP", "GO", "GN"]);
    may(8, own.is_some(), &["GP", "GO", "GN"]);
    may(30, row.multiple == '5', &["KX"]);
    let assistant = modifiers.contains(&"GP").then_some("CQ").or(modifiers.contains(&"GO").then_some("CO"));
    if let Some(assistant) = assistant.filter(|_| dice.chance(30)) {
        modifiers.push(assistant);
    }
}

fn fitting_procedure(dice: &mut Dice, row: &Row, kind: &str, modifiers: &mut Vec<&'static str>) {
    let surgery = matches!(row.global.as_str(), "000" | "010" | "090");
    let physician = kind == "physician";
    let nonphysician =
        ["nurse_practitioner", "physician_assistant", "clinical_nurse_specialist"].contains(&kind);
    let mut may = |percent: usize, fits: bool, of: &[&'static str]| {
        if fits && dice.chance(percent) {
            modifiers.push(dice.pick(of));
        }
    };
    may(20, matches!(row.bilateral, '1' | '3'), &["50", "50", "RT", "LT"]);
    may(5, matches!(row.bilateral, '0' | '2'), &["50", "RT", "LT"]);
    may(12, matches!(row.assistant, '0' | '1' | '2') && surgery && physician, &["80", "81", "82"]);
    may(40, matches!(row.assistant, '0' | '1' | '2') && surgery && nonphysician, &["AS"]);
    may(12, matches!(row.co_surgeon, '1' | '2') && physician, &["62"]);
    may(4, row.co_surgeon == '0' && surgery && physician, &["62"]);
    may(4, row.team != '9' && surgery, &["66"]);
    may(12, row.global == "010" || row.global == "090", &["54", "55", "56"]);
    may(8, surgery, &["78", "58", "79", "22"]);
    may(5, surgery, &["52", "52", "53"]);
    may(2, true, &["52", "PT", "33"]);
    may(25, ["45378", "44388", "G0105", "G0121"].contains(&row.code.as_str()), &["53", "PT", "33"]);
    may(12, matches!(row.multiple, '2' | '3' | '4' | '6' | '7'), &["59", "XE", "XS", "76"]);
    may(10, matches!(row.multiple, '2' | '3'), &["PT", "51"]);
    may(25, row.code.starts_with("71") || row.code.starts_with("73"), &["FX", "FY", "CT"]);
    may(25, row.code.starts_with("74") || row.code.starts_with("704"), &["CT"]);
    may(3, true, &["GY", "GZ", "GA", "GX"]);
    may(2, true, &["GY", "GZ", "GA", "GX"]);
}
