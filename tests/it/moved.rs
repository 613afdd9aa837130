//! Addresses that are not quite those of the service: what they lead to, and what the answer depends on.

use crate::in_memory::CLIENT;

#[test]
fn a_slash_too_many_leads_to_the_address_without_it() {
    let moved = |method: &str, path: &str| {
        let answer = CLIENT.send(method, path, &[], b"");
        (answer.status, answer.header("location").map(str::to_owned))
    };
    let to = |path: &str| (308, Some(path.to_owned()));
    assert_eq!(moved("GET", "/claim/?zip=94110"), to("/claim?zip=94110"));
    assert_eq!(moved("GET", "/v1/codes/76377/?zip=94110"), to("/v1/codes/76377?zip=94110"));
    assert_eq!(moved("POST", "/v1/estimates/"), to("/v1/estimates"));
    // Codes are searched for on the first page.
    assert_eq!(["/codes", "/codes/", "/contribute"].map(|path| moved("GET", path)), ["/", "/", "/"].map(to));
    // Never to another site, and not to what is not known.
    for path in ["//example.org/", "/claim//", "//claim/", "/nothing/", "/v1/"] {
        assert_eq!(moved("GET", path), (404, None), "{path}");
    }
}

#[test]
fn a_problem_that_can_be_a_page_says_that_it_depends_on_what_is_accepted() {
    let vary = |path: &str| {
        let answer = CLIENT.send("GET", path, &[("accept", "text/html")], b"");
        answer.headers.get_all("vary").iter().any(|value| value == "accept")
    };
    assert_eq!(["/nothing", "/codes/0", "/v1/nothing"].map(vary), [true, true, false]);
}
