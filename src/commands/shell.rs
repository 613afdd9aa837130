//! `medpayiq completions` and `medpayiq man`: what a shell and a manual need, made from the command line itself.

use super::error::AnyError;
use super::output::Output;
use clap::Command;
use clap_complete::Shell;
use std::path::Path;
use std::process::ExitCode;

/// The name of the program, in completions and in the names of the pages.
const PROGRAM: &str = "medpayiq";

/// Prints the completions of a shell.
pub(super) fn completions(mut command: Command, shell: Shell) -> Result<ExitCode, AnyError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, PROGRAM, &mut script);
    let mut output = Output::default();
    output.bytes(&script);
    output.end().map(|()| ExitCode::SUCCESS)
}

/// Writes a page of the manual for the program and for each command, or prints that of the program.
pub(super) fn manual(command: Command, folder: &Path) -> Result<ExitCode, AnyError> {
    if folder == Path::new("-") {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        let mut output = Output::default();
        output.bytes(&page);
        return output.end().map(|()| ExitCode::SUCCESS);
    }
    let shown = folder.display();
    std::fs::create_dir_all(folder).map_err(|error| format!("Cannot make {shown}: {error}"))?;
    clap_mangen::generate_to(command, folder).map_err(|error| format!("Cannot write to {shown}: {error}"))?;
    let mut output = Output::default();
    output.line(format_args!("Wrote the manual to {shown}. Read it with `man {shown}/{PROGRAM}.1`."));
    output.end().map(|()| ExitCode::SUCCESS)
}
