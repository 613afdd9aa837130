//! Files that a form sends. They are read and forgotten.

use crate::api::wire::body::{Body, ReadBody, media_type, read_body};
use crate::api::wire::error::{Error, Fault};
use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{HOST, HeaderName, ORIGIN};
use actix_web::web::Bytes;
use futures_util::TryStreamExt;
use std::io;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a form that a page of another site sends through the reader's browser.
///
/// # Errors
/// 400 if the browser says so. Without TLS it names only the origin of the page, which must be this host.
pub(super) fn refuse_other_sites(request: &HttpRequest) -> Result<(), Error> {
    let header = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_other = match (header(&FETCH_SITE), header(&ORIGIN)) {
        (Some(site), _) => matches!(site, "cross-site" | "same-site"),
        (None, Some(origin)) => origin.split_once("://").map(|(_, host)| host) != header(&HOST),
        (None, None) => false,
    };
    if is_other {
        let detail = "The form was sent from a page of another site. Use the form on this page.";
        return Err(Error::Malformed(vec![Fault::new("", detail)]));
    }
    Ok(())
}

/// A file, and the fields that the form sent with it.
#[derive(Default)]
pub(super) struct Upload {
    pub(super) file: ReadBody,
    fields: Vec<(String, Bytes)>,
}

impl Upload {
    /// A field as text; `None` if it is empty or not text.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(known, _)| known == name)?;
        std::str::from_utf8(value).ok().map(str::trim).filter(|value| !value.is_empty())
    }
}

/// Reads the file of a form, or a body that is the file itself. Nothing of it is written to a disk.
///
/// # Errors
/// 413 if it is longer than `limit`, 400 if there is no file.
pub(super) async fn uploaded_file(
    request: &HttpRequest,
    body: Body,
    limit: usize,
) -> Result<ReadBody, Error> {
    Ok(uploaded_form(request, body, limit).await?.file)
}

/// Reads a form with a file, or a body that is the file itself. Nothing of it is written to a disk.
///
/// # Errors
/// 413 if it is longer than `limit`, 400 if there is no file.
pub(super) async fn uploaded_form(request: &HttpRequest, body: Body, limit: usize) -> Result<Upload, Error> {
    /// How much longer than its file a form may be.
    const FORM_BYTES: usize = 4 * 1024;
    let limit = limit.saturating_add(FORM_BYTES);
    let upload = if media_type(request).is("multipart/form-data") {
        read_form(request, body, limit).await?
    } else {
        Upload { file: read_body(body, limit).await?, fields: Vec::new() }
    };
    if upload.file.is_empty() { Err(no_file()) } else { Ok(upload) }
}

fn no_file() -> Error {
    Error::Malformed(vec![Fault::new("/file", "No file was sent. Choose one first.")])
}

/// The first file of a form (RFC 7578) and its fields. The file is empty if the form has none.
///
/// # Errors
/// Those of the body, and 400 if it is not a form.
async fn read_form(request: &HttpRequest, body: Body, limit: usize) -> Result<Upload, Error> {
    body.check_declared(limit)?;
    let share = body.share();
    let bytes = body.into_bytes_within(limit);
    // The parser passes on the error of a body only inside one of its own.
    let mut form =
        Multipart::new(request.headers(), bytes.map_err(|error| PayloadError::Io(io::Error::other(error))));
    let (mut file, mut fields) = (None, Vec::new());
    while let Some(mut field) = form.try_next().await.map_err(error_of_body)? {
        let named = field.content_disposition();
        let is_file =
            named.is_some_and(|named| named.get_filename().is_some() || named.get_filename_ext().is_some());
        let name = field.name().unwrap_or_default().to_owned();
        let is_kept = !is_file || file.is_none();
        let mut content = Vec::new();
        // What is not kept is read too, so that the connection can serve the next request.
        while let Some(piece) = field.try_next().await.map_err(error_of_body)? {
            if is_kept {
                // A piece can be two bytes long, and keeps the whole buffer of the parser as long as it is kept.
                content.extend_from_slice(&piece);
            }
        }
        let content = Bytes::from(content);
        match (is_file, is_kept) {
            (true, true) => file = Some(content),
            (true, false) => {}
            (false, _) => fields.push((name, content)),
        }
    }
    Ok(Upload { file: ReadBody::new(file.unwrap_or_default(), share.take()), fields })
}

/// The error of the body inside that of the parser, or that there is no file in what is not a form.
fn error_of_body(error: MultipartError) -> Error {
    let MultipartError::Payload(PayloadError::Io(error)) = error else { return no_file() };
    let own = error.into_inner().and_then(|error| error.downcast::<Error>().ok());
    own.map_or_else(no_file, |error| *error)
}
