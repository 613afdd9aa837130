//! Reads the body of a remittance piece by piece, on the threads for heavy work.

use crate::api::shared::edi::x12_fault;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::Body;
use crate::api::wire::error::Error;
use crate::x12::X12Error;

/// The bytes of a body that are gathered before they are parsed.
const PIECE_BYTES: usize = 256 * 1024;

/// Feeds a body to an intake, piece by piece, and returns the intake that has read all of it.
///
/// # Errors
/// 413 if the body is too long or declares so, 422 if it is not a remittance, 503 if too much heavy work is waiting or other
/// bodies take all memory.
pub(super) async fn feed_body<T: Send + 'static>(
    mut body: Body,
    limit: usize,
    heavy: &HeavyWork,
    intake: T,
    feed: fn(T, &[u8]) -> Result<T, Vec<X12Error>>,
) -> Result<T, Error> {
    body.check_declared(limit)?;
    let mut intake = Ok(intake);
    let (mut piece, mut length) = (Vec::new(), 0_usize);
    while let Some(bytes) = body.next_bytes().await? {
        length = length.saturating_add(bytes.len());
        if length > limit {
            return Err(Error::too_large(limit));
        }
        // A fault is answered only after the whole body has arrived, because a client that still sends does not read.
        if intake.is_ok() && piece.len().saturating_add(bytes.len()) > PIECE_BYTES {
            let fed = heavy.run(move || {
                let intake = intake.and_then(|intake| feed(intake, &piece));
                piece.clear();
                (intake, piece)
            });
            (intake, piece) = fed.await?;
        }
        if intake.is_ok() {
            body.cover(piece.len().saturating_add(bytes.len())).await?;
            piece.extend_from_slice(&bytes);
        }
    }
    heavy.run(move || intake.and_then(|intake| feed(intake, &piece))).await?.map_err(not_a_remittance)
}

/// The error of a body that is not a remittance.
pub(super) fn not_a_remittance(faults: Vec<X12Error>) -> Error {
    Error::Invalid(faults.iter().map(x12_fault).collect())
}
