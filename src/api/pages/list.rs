//! The pages of the service.

/// A page: its method, its path, and the name of its handler.
pub(in crate::api) type PageRoute = (&'static str, &'static str, &'static str);

/// Every page. They are no operations of the API, so the OpenAPI document does not have them.
pub(in crate::api) const PAGES: &[PageRoute] = &[
    ("GET", "/", "home_page"),
    ("GET", "/codes/{hcpcs}", "code_page"),
    ("GET", "/claim", "claim_page"),
    ("POST", "/claim", "claim_file_page"),
    ("GET", "/remittance", "remittance_page"),
    ("POST", "/remittance", "read_remittance_page"),
    ("POST", "/remittance/contribute", "contribute_remittance_page"),
    ("GET", "/contribute/{hcpcs}", "contribute_page"),
    ("POST", "/contribute/{hcpcs}", "send_report_page"),
    ("POST", "/retract", "retract_page"),
    ("GET", "/toolkit", "toolkit_page"),
    ("GET", "/assets/{file}", "asset"),
];
