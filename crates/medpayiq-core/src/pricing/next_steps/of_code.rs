//! What to do about a denial if only the codes of the remittance are known.

use super::action::AppealChance::{Depends, No, Yes};
use super::action::NextAction::{Appeal, BillElsewhere, BillPatient, CorrectAndResubmit, Reopen, WriteOff};
use super::action::NextStep;
use crate::vocabulary::{Carc, GroupCode, Rarc};

const UNPROCESSABLE: &str = "Pub. 100-04 ch. 1, 80.3.1";
const CLERICAL: &str = "42 CFR 405.980(a)(3); Pub. 100-04 ch. 34, 10.4";
const NECESSITY: &str = "Social Security Act 1862(a)(1)(A); 42 CFR 405.924, 405.940";
const APPEAL: &str = "42 CFR 405.924, 405.940";
const EXCLUDED: &str = "Social Security Act 1862(a); 42 CFR 411.15";
const OTHER_PAYER: &str = "Social Security Act 1862(b); 42 CFR 411.20 to 411.37";

/// The remark that Medicare never pays the code separately.
const NEVER_SEPARATE: &str = "M15";
/// The remarks that a coverage policy denied the service, which an appeal with the record can answer.
const LOCAL_POLICIES: [&str; 2] = ["N115", "M25"];
/// The reason codes with which a contractor denies a service that another one of the day includes.
const OF_EDITS: [&str; 3] = ["97", "234", "236"];
/// The remark that the law excludes the service.
const EXCLUDED_BY_LAW: &str = "N425";
/// The remark that the claim cannot be processed, so that it has no appeal rights.
const NOT_PROCESSABLE: &str = "MA130";

impl NextStep {
    /// Whether a payer's reason code can stand for the denial that an estimate predicts. Contractors write one NCCI edit with
    /// several codes.
    #[must_use]
    pub fn is_predicted(predicted: Carc, reported: Carc) -> bool {
        let is_of_edit = |carc: Carc| OF_EDITS.contains(&carc.as_str());
        predicted == reported || (is_of_edit(predicted) && is_of_edit(reported))
    }

    /// What to do about a denial by Medicare with these codes. `None` if they do not say enough.
    #[must_use]
    pub fn of_denial(group: GroupCode, carc: Carc, remarks: &[Rarc]) -> Option<Self> {
        let has = |code: &str| remarks.iter().any(|remark| remark.as_str() == code);
        if has(NOT_PROCESSABLE) {
            return Some(UNPROCESSED);
        }
        let is_by_policy = LOCAL_POLICIES.iter().any(|remark| has(remark));
        Some(match carc.as_str() {
            "4" | "5" | "6" | "7" | "9" | "10" | "12" | "13" | "14" | "16" | "31" | "107" | "110" | "129"
            | "140" | "146" | "148" | "181" | "182" | "183" | "184" | "189" | "206" | "207" | "208"
            | "227" => WRONG_AS_BILLED,
            "11" | "167" => DIAGNOSIS,
            "18" => DUPLICATE,
            "19" | "20" | "21" | "22" | "24" | "109" => ELSEWHERE,
            "26" | "27" | "32" | "33" => NOT_INSURED,
            "29" => FILED_LATE,
            "49" | "204" => EXCLUDED_SERVICE,
            "50" | "55" | "56" | "150" | "151" | "152" | "153" | "154" | "186" | "226" | "252" | "B12" => {
                RECORD
            }
            "54" => ROLE,
            "58" => PLACE,
            "39" | "197" | "198" => AUTHORIZATION,
            "96" if is_by_policy => RECORD,
            "96" if has(EXCLUDED_BY_LAW) => EXCLUDED_SERVICE,
            "96" if group == GroupCode::PatientResponsibility => NOT_COVERED_BY_PATIENT,
            "96" => NOT_COVERED,
            "97" | "234" if has(NEVER_SEPARATE) => BUNDLED_ALWAYS,
            "97" | "231" | "234" | "236" => BUNDLED,
            "119" => BENEFIT_USED,
            "8" | "170" | "171" | "172" | "185" | "B7" => PRACTITIONER,
            "194" | "246" => BUNDLED_ALWAYS,
            "B9" => HOSPICE,
            "B8" | "B11" => ELSEWHERE,
            "B13" => PAID_BEFORE,
            "B20" => ELSEWHERE,
            "B14" | "B16" => VISIT,
            "B15" => PRIMARY,
            _ => return None,
        })
    }
}

const UNPROCESSED: NextStep = NextStep::new(
    CorrectAndResubmit,
    No,
    "The contractor could not process the line as billed, so there are no appeal rights (MA130). Correct the line and send a new claim.",
    UNPROCESSABLE,
);
const WRONG_AS_BILLED: NextStep = NextStep::new(
    CorrectAndResubmit,
    Depends,
    "Correct the line and send a new claim, if the remittance has remark MA130: then there are no appeal rights. Without it the line was denied, so have the claim reopened, or appeal.",
    UNPROCESSABLE,
);
const DIAGNOSIS: NextStep = NextStep::new(
    Reopen,
    Depends,
    "If the record has a diagnosis that supports the service, have the claim reopened and correct it. If the diagnosis is right and the policy covers it, appeal with the record.",
    CLERICAL,
);
const DUPLICATE: NextStep = NextStep::new(
    Reopen,
    Depends,
    "If the service was furnished twice, have the claim reopened and add the modifier that is true: 76, 77 or 91. A denial as a duplicate is corrected as a clerical error. Otherwise there is nothing to do: the other line counts.",
    CLERICAL,
);
const ELSEWHERE: NextStep = NextStep::new(
    BillElsewhere,
    No,
    "Another payer or contractor is responsible. Bill it, and bill Medicare again only for what it leaves.",
    OTHER_PAYER,
);
const HOSPICE: NextStep = NextStep::new(
    Reopen,
    Depends,
    "The hospice pays care for the terminal illness. If the service was for another condition, or its attending practitioner is not employed by the hospice, have the claim reopened and add GW or GV. Otherwise bill the hospice.",
    "Pub. 100-04 ch. 11, 40.2, 50",
);
const NOT_INSURED: NextStep = NextStep::new(
    BillPatient,
    Depends,
    "The patient had no Part B coverage on the day. Check the Medicare number and the dates of coverage first: a wrong number is corrected with a new claim.",
    "42 CFR 405.924(a), 424.5(a)",
);
const FILED_LATE: NextStep = NextStep::new(
    WriteOff,
    No,
    "A claim that was filed late has no appeal rights, and the patient may not be billed. Only an exception of 42 CFR 424.44(b), such as an error of Medicare, lets the contractor take it.",
    "42 CFR 405.926, 424.44(b)",
);
const EXCLUDED_SERVICE: NextStep = NextStep::new(
    BillPatient,
    No,
    "The law excludes the service, so no record makes it payable. The patient owes the charge.",
    EXCLUDED,
);
const RECORD: NextStep = NextStep::new(
    Appeal,
    Yes,
    "The denial is about what the record shows. If the record supports the service, appeal and send it. If a requested record was not sent, the contractor reopens the claim when it comes.",
    NECESSITY,
);
const ROLE: NextStep = NextStep::new(
    WriteOff,
    Depends,
    "The code's indicator may rule this role in the surgery out. If the indicator allows it with documentation, appeal with the operative report.",
    "RVU file, policy indicators; Pub. 100-04 ch. 12, 20.4.3, 40.8",
);
const PLACE: NextStep = NextStep::new(
    Reopen,
    Depends,
    "If the place of service was billed wrong, have the claim reopened and correct it.",
    CLERICAL,
);
const AUTHORIZATION: NextStep = NextStep::new(
    Appeal,
    Depends,
    "If there was an authorization, have the claim reopened and add its number. If none was needed, appeal.",
    APPEAL,
);
const NOT_COVERED: NextStep = NextStep::new(
    Appeal,
    Depends,
    "Read the remark codes: an exclusion by law cannot be appealed, a coverage policy can if the record meets it.",
    APPEAL,
);
const NOT_COVERED_BY_PATIENT: NextStep = NextStep::new(
    BillPatient,
    Depends,
    "The payer says that the patient owes the charge, but no remark says that the law excludes the service (N425). If the denial follows a coverage policy that the record meets, appeal before you bill the patient.",
    APPEAL,
);
const BUNDLED_ALWAYS: NextStep = NextStep::new(
    WriteOff,
    No,
    "Medicare never pays this service separately. The patient may not be billed.",
    "RVU file, status code; Pub. 100-04 ch. 12, 20.3",
);
const BUNDLED: NextStep = NextStep::new(
    Reopen,
    Depends,
    "If the record shows a separate service and the edit takes a modifier, have the claim reopened and add it. An NCCI edit with modifier indicator 0 cannot be appealed. The edits of the code show the indicator.",
    "Pub. 100-04 ch. 23, 20.9; 42 CFR 405.980(a)(3)",
);
const BENEFIT_USED: NextStep = NextStep::new(
    Reopen,
    Depends,
    "For therapy above the yearly threshold: if the record shows why more was necessary, have the claim reopened and add modifier KX. Otherwise the patient may owe it, if a notice was given.",
    "Social Security Act 1833(g); 42 CFR 405.980(a)(3)",
);
const PRACTITIONER: NextStep = NextStep::new(
    WriteOff,
    Depends,
    "Medicare does not pay this practitioner or supplier for the service. If the enrollment, the certificate (CLIA) or the number on the claim was wrong, have the claim reopened and correct it.",
    "42 CFR 424.516, 405.980(a)(3)",
);
const PAID_BEFORE: NextStep = NextStep::new(
    WriteOff,
    No,
    "The service was paid on another claim. Post that payment.",
    "Pub. 100-04 ch. 1, 120",
);
const VISIT: NextStep = NextStep::new(
    Reopen,
    Depends,
    "If the record shows a visit that was separate, or a patient who was new to the group, have the claim reopened and correct it, or appeal with the record.",
    CLERICAL,
);
const PRIMARY: NextStep = NextStep::new(
    Reopen,
    Depends,
    "Medicare pays this service only with another one. If you furnished that one on the day, have the claim reopened and add it, or get it paid first.",
    CLERICAL,
);
