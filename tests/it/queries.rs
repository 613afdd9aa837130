//! Wrong parameters of reads: an unknown parameter is 400, a wrong value 422, an unknown item 404.

use crate::support::check_answers;
use crate::support::server::Server;
use expect_test::{Expect, expect};

fn check(golden: &Expect) {
    let server = Server::with_starter_data();
    check_answers(golden, |path| server.get(path).problem());
}

#[test]
fn faults_of_a_code_search_are_named() {
    check(&expect![[r#"
        /v1/codes?x=1
          400 malformed-request
            /query/x: "x" is not a parameter of this operation. Its parameters are q, status, limit, cursor, date and release.
        /v1/codes?q=a&q=b
          400 malformed-request
            /query/q: The parameter q is given more than once. Send it once.
        /v1/codes?limit=0
          422 invalid-value
            /query/limit: "0" is out of range. Write a whole number from 1 to 200.
        /v1/codes?limit=201
          422 invalid-value
            /query/limit: "201" is out of range. Write a whole number from 1 to 200.
        /v1/codes?limit=-1
          422 invalid-value
            /query/limit: "-1" is not a whole number. Write a whole number from 1 to 200.
        /v1/codes?limit=x
          422 invalid-value
            /query/limit: "x" is not a whole number. Write a whole number from 1 to 200.
        /v1/codes?limit=99999999
          422 invalid-value
            /query/limit: "99999999" is out of range. Write a whole number from 1 to 200.
        /v1/codes?status=Z
          422 invalid-value
            /query/status: "Z" is not a known status code. Write one of A, B, C, D, E, F, G, H, I, J, M, N, P, R, T, X.
        /v1/codes?status=
          422 invalid-value
            /query/status: "" is not a known status code. Write one of A, B, C, D, E, F, G, H, I, J, M, N, P, R, T, X.
        /v1/codes?cursor=9
          422 invalid-value
            /query/cursor: "9" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /v1/codes?date=x
          422 invalid-value
            /query/date: "x" is not a date. Write it like 2025-12-25.
        /v1/codes?date=2019-01-01
          422 invalid-value
            /query/date: No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
        /v1/codes?release=RVU20A
          422 invalid-value
            /query/release: Release "RVU20A" is not loaded. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
        /v1/codes?date=2024-01-01&release=RVU25A
          422 invalid-value
            /query/release: RVU25A prices dates of service in 2025 only, not 2024-01-01.
        /v1/codes?limit=0&status=Z&cursor=9&date=x
          422 invalid-value
            /query/limit: "0" is out of range. Write a whole number from 1 to 200.
            /query/status: "Z" is not a known status code. Write one of A, B, C, D, E, F, G, H, I, J, M, N, P, R, T, X.
            /query/cursor: "9" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            /query/date: "x" is not a date. Write it like 2025-12-25.
        /v1/codes?x=1&q=a&y%2Fz=2&q=b&x=3
          400 malformed-request
            /query/x: "x" is not a parameter of this operation. Its parameters are q, status, limit, cursor, date and release.
            /query/y~1z: "y/z" is not a parameter of this operation. Its parameters are q, status, limit, cursor, date and release.
            /query/q: The parameter q is given more than once. Send it once.
            /query/x: "x" is not a parameter of this operation. Its parameters are q, status, limit, cursor, date and release."#]]);
}

#[test]
fn a_search_text_has_a_limit() {
    check(&expect![[r#"
        /v1/codes?q=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
          422 invalid-value
            /query/q: The text is longer than 100 bytes."#]]);
}

#[test]
fn faults_of_a_code_page_are_named() {
    check(&expect![[r#"
        /v1/codes/9921
          422 invalid-value
            /path/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /v1/codes/992133
          422 invalid-value
            /path/hcpcs: "992133" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /v1/codes/99999
          404 not-found: 99999 is not in the starter data, which is an extract of RVU26C. Import the whole release to look it up.
        /v1/codes/%20
          422 invalid-value
            /path/hcpcs: " " is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /v1/codes/%FF
          422 invalid-value
            /path/hcpcs: "�" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /v1/codes/99-13
          422 invalid-value
            /path/hcpcs: "99-13" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /v1/codes/99213?x=1
          400 malformed-request
            /query/x: "x" is not a parameter of this operation. Its parameters are date, release, locality and zip.
        /v1/codes/99213?date=2025-13-01
          422 invalid-value
            /query/date: "2025-13-01" is not a date. A year has 12 months.
        /v1/codes/99213?date=2024-01-01
          422 invalid-value
            /query/date: No loaded release covers 2024-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
        /v1/codes/99213?release=x
          422 invalid-value
            /query/release: Release "x" is not loaded. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
        /v1/codes/99213?locality=5
          422 invalid-value
            /query/locality: "5" is not a locality. Write the contractor and locality number, such as 01112-05.
        /v1/codes/99213?locality=01112-98
          422 invalid-value
            /query/locality: RVU26C has no locality 01112-98. The nearest are 01112-75 (REST OF CALIFORNIA), 01112-70 (YUBA CITY), 01112-69 (VISALIA) and 01112-68 (STOCKTON).
        /v1/codes/99213?zip=1
          422 invalid-value
            /query/zip: "1" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
        /v1/codes/99213?zip=99999
          422 invalid-value
            /query/zip: ZIP code 99999 is not in ZIP5_2025Q4, which is an extract; import CMS's ZIP5 file for all. The nearest is 99505 (02102-01).
        /v1/codes/99213?zip=94110&locality=01112-05
          422 invalid-value
            /query/zip: Both locality and zip are given. Send only one.
        /v1/codes/99213?locality=1&locality=2
          400 malformed-request
            /query/locality: The parameter locality is given more than once. Send it once.
        /v1/codes/9921?locality=1&zip=2&date=3
          422 invalid-value
            /path/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            /query/date: "3" is not a date. Write it like 2025-12-25.
            /query/locality: "1" is not a locality. Write the contractor and locality number, such as 01112-05.
            /query/zip: "2" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
            /query/zip: Both locality and zip are given. Send only one."#]]);
}

#[test]
fn faults_of_a_code_history_are_named() {
    check(&expect![[r#"
        /v1/codes/9921/history
          422 invalid-value
            /path/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        /v1/codes/99999/history
          404 not-found: 99999 is not in the starter data, which is an extract of RVU26C. Import the whole release to look it up.
        /v1/codes/99213/history?date=2025-01-01
          400 malformed-request
            /query/date: "date" is not a parameter of this operation. It takes none."#]]);
}

#[test]
fn faults_of_releases_and_localities_are_named() {
    check(&expect![[r#"
        /v1/releases?x=1
          400 malformed-request
            /query/x: "x" is not a parameter of this operation. Its only parameter is date.
        /v1/localities?x=1
          400 malformed-request
            /query/x: "x" is not a parameter of this operation. Its parameters are date and release.
        /v1/localities?date=x
          422 invalid-value
            /query/date: "x" is not a date. Write it like 2025-12-25.
        /v1/localities?date=2024-01-01
          422 invalid-value
            /query/date: No loaded release covers 2024-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
        /v1/localities?release=x
          422 invalid-value
            /query/release: Release "x" is not loaded. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
        /v1/localities/01112-98
          404 not-found: RVU26C has no locality 01112-98. The nearest are 01112-75 (REST OF CALIFORNIA), 01112-70 (YUBA CITY), 01112-69 (VISALIA) and 01112-68 (STOCKTON).
        /v1/localities/1-5
          422 invalid-value
            /path/locality: "1-5" is not a locality. Write the contractor and locality number, such as 01112-05.
        /v1/localities/01112-5
          422 invalid-value
            /path/locality: "01112-5" is not a locality. Write the contractor and locality number, such as 01112-05.
        /v1/localities/x-y
          422 invalid-value
            /path/locality: "x-y" is not a locality. Write the contractor and locality number, such as 01112-05.
        /v1/localities/01112-05?x=1
          400 malformed-request
            /query/x: "x" is not a parameter of this operation. Its parameters are date and release.
        /v1/localities/01112-05?date=2019-01-01
          422 invalid-value
            /query/date: No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
        /v1/localities/01112-05-06
          422 invalid-value
            /path/locality: "01112-05-06" is not a locality. Write the contractor and locality number, such as 01112-05.
        /v1/localities/x-y?date=x
          422 invalid-value
            /path/locality: "x-y" is not a locality. Write the contractor and locality number, such as 01112-05.
            /query/date: "x" is not a date. Write it like 2025-12-25."#]]);
}

#[test]
fn faults_of_zip_codes_are_named() {
    check(&expect![[r#"
        /v1/zips/9411
          422 invalid-value
            /path/zip: "9411" is not a ZIP code. If it lost the zero in front, write 09411.
        /v1/zips/x
          422 invalid-value
            /path/zip: "x" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
        /v1/zips/99999
          404 not-found: ZIP code 99999 is not in ZIP5_2025Q4, which is an extract; import CMS's ZIP5 file for all. The nearest is 99505 (02102-01).
        /v1/zips/94110?x=1
          400 malformed-request
            /query/x: "x" is not a parameter of this operation. Its parameters are date and release.
        /v1/zips/94110?date=x
          422 invalid-value
            /query/date: "x" is not a date. Write it like 2025-12-25.
        /v1/zips/x?date=x
          422 invalid-value
            /path/zip: "x" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
            /query/date: "x" is not a date. Write it like 2025-12-25.
        /v1/zips/94110?date=2019-01-01
          422 invalid-value
            /query/date: No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."#]]);
}
