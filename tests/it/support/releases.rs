//! Releases to publish: the small ones in CMS's layouts, and some that are made up here.

use super::checkout;
use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::schedule::content::{
    FeeScheduleTables, LocalityIndices, PublishedService, ReleaseContent, ReleaseTables, SourceFile,
};
use medpayiq::starter;
use medpayiq::vocabulary::{Component, ServiceRow, Status, parse_date};
use std::path::{Path, PathBuf};

/// A made-up locality. Its indices are 1.000, so that amounts are the national ones with high confidence.
pub(crate) const NATION: &str = "99999-00";

/// The releases below a path, as `import` reads them.
pub(crate) fn read_all(path: &Path) -> Vec<ReleaseContent> {
    read_together(&[path.to_owned()])
}

/// The releases that these files make together, as `import` reads them.
pub(crate) fn read_together(paths: &[PathBuf]) -> Vec<ReleaseContent> {
    read_releases(paths, &Options::default(), &Silent).unwrap_or_else(|error| panic!("{error}")).releases
}

/// One of the small releases under `tests/fixtures/cms`.
pub(crate) fn fixture(folder: &str) -> ReleaseContent {
    read_all(&checkout("tests/fixtures/cms").join(folder)).remove(0)
}

/// The tables of a fee schedule release.
pub(crate) fn tables(release: &mut ReleaseContent) -> &mut FeeScheduleTables {
    let ReleaseTables::FeeSchedule(tables) = &mut release.tables else { panic!("{}", release.label) };
    tables
}

/// RVU25A as if whole: the starter's figures, statuses that no file of today has, and [`NATION`].
pub(crate) fn whole_rvu25a() -> ReleaseContent {
    let mut release = starter::releases().unwrap().remove(0);
    release.files = vec![file("PPRRVU25_JAN.csv", 'a')];
    let tables = tables(&mut release);
    tables.localities.push(nation());
    let like = tables.services.iter().find(|service| service.row.hcpcs.as_str() == "99213").unwrap().clone();
    let legacy = [("QQ00D", "D"), ("QQ00F", "F"), ("QQ00G", "G")];
    for (hcpcs, status) in legacy {
        tables.services.push(with(&like, hcpcs, Component::Global, status));
    }
    tables.services.push(with(&like, "QQ00H", Component::Global, "A"));
    tables.services.push(with(&like, "QQ00H", Component::Professional, "H"));
    release
}

/// The same figures as a release of another day, with the conversion factor of its year.
pub(crate) fn of_year(label: &str, effective_from: &str) -> ReleaseContent {
    let mut release = whole_rvu25a();
    release.label = label.to_owned();
    release.effective_from = parse_date(effective_from).unwrap();
    let factor = match release.effective_from.year() {
        2023 => "33.8872",
        2024 => "32.7442",
        2025 => "32.3465",
        2026 => "33.4009",
        _ => "36.0000",
    };
    tables(&mut release).conversion_factor = Some(factor.parse().unwrap());
    release
}

/// Adds rows of codes that a fee schedule release does not have yet, made up like those of a visit.
pub(crate) fn with_codes(release: &mut ReleaseContent, codes: &[&str]) {
    let tables = tables(release);
    let like = tables.services.iter().find(|service| service.row.hcpcs.as_str() == "99213").unwrap().clone();
    let is_new = |code: &&&str| tables.services.iter().all(|service| service.row.hcpcs.as_str() != **code);
    let rows: Vec<_> =
        codes.iter().filter(is_new).map(|code| with(&like, code, Component::Global, "A")).collect();
    tables.services.extend(rows);
}

fn with(like: &PublishedService, hcpcs: &str, component: Component, status: &str) -> PublishedService {
    let status: Status = status.parse().unwrap();
    let row = ServiceRow { hcpcs: hcpcs.parse().unwrap(), component, status, ..like.row.clone() };
    PublishedService { row, ..like.clone() }
}

fn nation() -> LocalityIndices {
    let index = || "1.000".parse().unwrap();
    LocalityIndices {
        locality: NATION.parse().unwrap(),
        state: "US".to_owned(),
        name: "THE NATION".to_owned(),
        work_with_floor: Some(index()),
        work_without_floor: None,
        practice_expense: index(),
        malpractice: index(),
    }
}

/// A file with a made-up checksum of one digit.
pub(crate) fn file(name: &str, digit: char) -> SourceFile {
    SourceFile { name: name.to_owned(), sha256: digit.to_string().repeat(64), bytes: 1, rows: 1, table: None }
}
