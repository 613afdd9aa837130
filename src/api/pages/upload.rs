//! Files that a form sends. They are read and forgotten.

use crate::api::wire::body::{Body, media_type, read_body};
use crate::api::wire::error::{Error, Fault};
use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_TYPE, HeaderName};
use actix_web::web::Bytes;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a form that a page of another site sends through the reader's browser.
///
/// # Errors
/// 400 if the browser says so.
pub(super) fn refuse_other_sites(request: &HttpRequest) -> Result<(), Error> {
    let site = request.headers().get(FETCH_SITE).and_then(|value| value.to_str().ok());
    if matches!(site, Some("cross-site" | "same-site")) {
        let detail = "The form was sent from a page of another site. Use the form on this page.";
        return Err(Error::Malformed(vec![Fault::new("", detail)]));
    }
    Ok(())
}

/// Reads the file of a form, or a body that is the file itself.
///
/// # Errors
/// 413 if it is longer than `limit`, 400 if there is no file.
pub(super) async fn uploaded_file(request: &HttpRequest, body: Body, limit: usize) -> Result<Bytes, Error> {
    /// How much longer than its file a form may be.
    const FORM_BYTES: usize = 4 * 1024;
    let is_form = media_type(request).is("multipart/form-data");
    let whole = read_body(body, limit.saturating_add(FORM_BYTES)).await?;
    let file = if is_form { file_of_form(request, &whole) } else { Some(whole) };
    let file = file.filter(|file| !file.is_empty());
    file.ok_or_else(|| Error::Malformed(vec![Fault::new("/file", "No file was sent. Choose one first.")]))
}

/// The bytes of the first file in a form (RFC 7578).
fn file_of_form(request: &HttpRequest, form: &Bytes) -> Option<Bytes> {
    let declared = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let (_, boundary) = declared.split_once("boundary=")?;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    let (opening, closing) = (format!("--{boundary}\r\n"), format!("\r\n--{boundary}"));
    let mut rest = 0;
    loop {
        let part = rest + find(form.get(rest..)?, opening.as_bytes())? + opening.len();
        let head_length = find(form.get(part..)?, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(form.get(part..part + head_length)?).to_lowercase();
        let begin = part + head_length + b"\r\n\r\n".len();
        let end = begin + find(form.get(begin..)?, closing.as_bytes())?;
        if head.contains("filename=") {
            return Some(form.slice(begin..end));
        }
        rest = end + b"\r\n".len();
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
