//! What is loaded: releases, localities, ZIP codes.

pub(crate) mod localities;
pub(crate) mod releases;
pub(crate) mod zips;
