//! `GET /assets/{file}`: the stylesheet, the script and the icon of the pages.

use super::render::secured;
use crate::api::wire::error::Error;
use crate::api::wire::read;
use actix_web::{HttpRequest, HttpResponse, get, web};

/// The files, each with its media type.
const ASSETS: &[(&str, &str, &str)] = &[
    ("style.css", "text/css; charset=utf-8", include_str!("../../../templates/pages/style.css")),
    ("page.js", "text/javascript; charset=utf-8", include_str!("../../../templates/pages/page.js")),
    ("icon.svg", "image/svg+xml", include_str!("../../../templates/pages/icon.svg")),
];

/// Answers a file that the pages load.
#[get("/assets/{file}")]
pub(super) async fn asset(request: HttpRequest, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let found = ASSETS.iter().find(|(name, ..)| *name == path.as_str());
    let (_, media_type, text) = found.ok_or(Error::NoSuchPath)?;
    Ok(secured(read::bytes(&request, media_type, text.as_bytes().to_vec())))
}
