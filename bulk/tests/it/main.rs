//! The program as it is run: files in, files out, alone and on a cluster of this machine.

mod cluster;
mod equal_to_core;
mod faults;
mod flat;
mod object_stores;
mod plans;
mod program;
mod resume;
mod sql;
mod store_double;
