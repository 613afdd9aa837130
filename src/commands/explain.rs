//! `medpayiq explain`: prices a claim that is written as billers write it, with the reason of every step.

use super::error::{AnyError, usage};
use super::estimate::{ClaimOptions, Figures, print_estimate, refuse};
use crate::api::{self, parse_lines};
use crate::settings::CommonSettings;
use clap::Args;
use std::process::ExitCode;

/// The claim, and how to price it.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The lines of the claim, such as 99213-25 20610-RT x2 '$150.00' 00142-AA 95min.
    #[arg(required = true, value_name = "LINE", allow_negative_numbers = true)]
    lines: Vec<String>,
    #[command(flatten)]
    claim: ClaimOptions,
    #[command(flatten)]
    figures: Figures,
    /// Print the API's answer in JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(settings: CommonSettings, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let Arguments { lines, claim, figures, json } = arguments;
    let lines = match parse_lines(&text_of(&lines)) {
        Ok(lines) => lines,
        Err(faults) => return refuse(api::Error::Invalid(faults), false),
    };
    if lines.is_empty() {
        super::output::complain("Name a code, such as 99213-25.");
        return Ok(usage());
    }
    print_estimate(settings, figures, claim.request(lines)?, json).await
}

/// The arguments as a text with a line for each code. What follows a code, such as `x2` or `$150.00`, belongs to it.
fn text_of(arguments: &[String]) -> String {
    arguments.iter().fold(String::new(), |text, argument| {
        let separator = if text.is_empty() {
            ""
        } else if begins_with_code(argument) {
            "\n"
        } else {
            " "
        };
        text + separator + argument
    })
}

/// Whether an argument begins with a code of five letters and digits. Minutes such as `120min` are none.
fn begins_with_code(argument: &str) -> bool {
    let code = argument.split(|one: char| !one.is_ascii_alphanumeric()).next().unwrap_or_default();
    code.len() == 5 && !code.to_ascii_lowercase().ends_with("min")
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn what_follows_a_code_belongs_to_its_line() {
        let text = |line: &str| text_of(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(text("99213-25 20610"), "99213-25\n20610");
        assert_eq!(text("99213 25 x1 $150.00 20610-RT x 2"), "99213 25 x1 $150.00\n20610-RT x 2");
        assert_eq!(text("00142-AA 95min 99999"), "00142-AA 95min\n99999");
    }
}
