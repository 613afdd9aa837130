//! The program as it is run: files in, files out, alone and on a cluster of this machine.

#[cfg(test)]
mod cluster;
#[cfg(test)]
mod equal_to_core;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod flat;
#[cfg(test)]
mod object_stores;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod program;
#[cfg(test)]
mod resume;
#[cfg(test)]
mod sql;
#[cfg(test)]
mod store_double;
#[cfg(test)]
mod tables;
