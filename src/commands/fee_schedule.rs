//! `medpayiq fee-schedule`: writes the whole fee schedule of a place, to load into another system.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::estimate::{Figures, refuse};
use super::output::Output;
use super::terms;
use crate::api::{self, AskedLayout, AskedSetting, FeeScheduleQuery, PlaceQuery, TermsChoice, TermsInReach};
use crate::fee_schedule::FileForm;
use crate::schedule::Schedule;
use crate::settings::CommonSettings;
use crate::store;
use clap::{ArgGroup, Args, ValueEnum};
use std::process::ExitCode;
use std::sync::Arc;

/// Which fee schedule to write.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("place").args(["locality", "zip"]).required(true)))]
pub(super) struct Arguments {
    #[command(flatten)]
    figures: Figures,
    /// The payment locality: contractor and locality number, such as 01112-05.
    #[arg(long)]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110.
    #[arg(long)]
    zip: Option<String>,
    /// The day of the services, such as 2025-01-15. The default is the first day of the newest release.
    #[arg(long)]
    date: Option<String>,
    /// The release to price from, instead of the one in force on the day.
    #[arg(long)]
    release: Option<String>,
    /// One setting instead of both.
    #[arg(long, value_enum)]
    setting: Option<SettingArgument>,
    /// The columns.
    #[arg(long, value_enum, default_value_t)]
    layout: LayoutArgument,
    /// Codes and ranges of codes, such as 99202-99215,76377. The default is every code.
    #[arg(long)]
    codes: Option<String>,
    /// The contract to price under besides: a file of terms, or the name of stored ones.
    #[arg(long, value_name = "NAME or FILE")]
    terms: Option<String>,
    /// The form of the file. Send a workbook to a file.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A setting.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum SettingArgument {
    /// An office.
    NonFacility,
    /// The outpatient department of a hospital.
    Facility,
}

/// A layout.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
#[value(rename_all = "lower")]
enum LayoutArgument {
    /// Every row with every figure.
    #[default]
    Full,
    /// Code, modifier and amount.
    Plain,
    /// The text that OpenEMR's load_fee_schedule.php reads.
    OpenEmr,
}

/// The form of the file.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Text.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
}

impl Arguments {
    /// What the API would be asked for.
    fn asked(self) -> (FeeScheduleQuery, PlaceQuery, FileForm) {
        let setting = self.setting.map(|setting| match setting {
            SettingArgument::NonFacility => AskedSetting::NonFacility,
            SettingArgument::Facility => AskedSetting::Facility,
        });
        let layout = match self.layout {
            LayoutArgument::Full => AskedLayout::Full,
            LayoutArgument::Plain => AskedLayout::Plain,
            LayoutArgument::OpenEmr => AskedLayout::OpenEmr,
        };
        let form = match self.format {
            Format::Csv => FileForm::Text,
            Format::Xlsx => FileForm::Workbook,
        };
        let own = FeeScheduleQuery { setting, layout: Some(layout), codes: self.codes, terms: None };
        (own, PlaceQuery::new(self.date, self.release, self.locality, self.zip), form)
    }
}

pub(super) async fn run(settings: CommonSettings, mut arguments: Arguments) -> Result<ExitCode, AnyError> {
    let figures = std::mem::take(&mut arguments.figures);
    let choice = arguments.terms.take().as_deref().map(terms::chosen).transpose()?;
    let choice = choice.as_ref();
    if let Some(schedule) = figures.schedule()? {
        return write(schedule, (&terms::without_database(choice)?, choice), arguments);
    }
    let work = async |database: &Database| {
        database.prepare().await?;
        let terms = terms::in_reach(&database.store, choice).await?;
        write(store::schedule(&database.store).await?, (&terms, choice), arguments)
    };
    with_database(&settings, INTERRUPTED, work).await
}

/// Writes the file. Faults of the request go to standard error.
fn write(
    schedule: Schedule,
    terms: (&TermsInReach, Option<&TermsChoice>),
    arguments: Arguments,
) -> Result<ExitCode, AnyError> {
    let (own, place, form) = arguments.asked();
    let mut export = match api::export(Arc::new(schedule), own, place, form, terms) {
        Ok(export) => export,
        Err(error) => return refuse(error, false),
    };
    let mut output = Output::default();
    while let Some(piece) = export.next_piece()? {
        output.bytes(&piece);
    }
    output.end().map(|()| ExitCode::SUCCESS)
}
