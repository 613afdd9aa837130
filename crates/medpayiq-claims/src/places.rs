//! The release and the place of a claim or a request.

use super::fault::Fault;
use super::fault_code::FaultCode;
use super::refused::Refused;
use medpayiq_core::schedule::{InForce, LocateError, Located, NotInForce, Schedule, Whereabouts};
use time::Date;

/// The release of a date, or the release that was asked for by name; `at` is the pointer of the part of the request that holds
/// both.
///
/// # Errors
/// [`Refused::Invalid`] if no such release is in force, [`Refused::NothingLoaded`] if no fee schedule is loaded.
pub fn release_in_force<'a>(
    schedule: &'a Schedule,
    day: Option<Date>,
    release: Option<&str>,
    at: &str,
) -> Result<InForce<'a>, Refused> {
    schedule.in_force(day, release).map_err(|error| release_fault(&error, at))
}

/// The release and the place of a request; `at` is the pointer of the part of the request that holds them.
///
/// # Errors
/// [`Refused::Invalid`] if no such release is in force, or if the release has no such place. Only a release says which places
/// exist, so without one the place is not checked. [`Refused::NothingLoaded`] if no fee schedule is loaded.
pub fn release_and_place<'a>(
    schedule: &'a Schedule,
    day: Option<Date>,
    release: Option<&str>,
    place: Whereabouts,
    at: &str,
) -> Result<(InForce<'a>, Located<'a>), Refused> {
    let in_force = release_in_force(schedule, day, release, at)?;
    let zip_given = matches!(place, Whereabouts::Zip(_));
    let located = schedule.locate(in_force.release, place);
    Ok((in_force, located.map_err(|error| place_fault(&error, at, zip_given))?))
}

/// The error of a date or release that is not in force, with the field it came from.
fn release_fault(error: &NotInForce, at: &str) -> Refused {
    match error {
        NotInForce::NothingLoaded => Refused::NothingLoaded(error.to_string()),
        NotInForce::NotCovered { .. }
        | NotInForce::UnknownRelease { .. }
        | NotInForce::NoFeeSchedule { .. }
        | NotInForce::OtherYear { .. } => {
            let name = match (error.is_about_release(), at) {
                (true, _) => "release",
                (false, "") => "date_of_service",
                (false, _) => "date",
            };
            Refused::Invalid(vec![Fault::coded(FaultCode::NotLoaded, format!("{at}/{name}"), error)])
        }
    }
}

/// The error of a place that the release does not have, with the field it came from.
fn place_fault(error: &LocateError, at: &str, zip_given: bool) -> Refused {
    let name = if error.is_about_zip() || zip_given { "zip" } else { "locality" };
    Refused::Invalid(vec![Fault::coded(FaultCode::NotLoaded, format!("{at}/{name}"), error)])
}
