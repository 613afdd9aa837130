//! What the law dates: figures and lists of codes, each with its days and its source.
//!
//! The values are data, not code. They are in `data/law/*.toml`, one file for each subject, and [`Law::shipped`] reads the files
//! that came with the program. An operator adds dated values with a file of the same form: [`Amendment`] and [`Law::with`].
//!
//! Between two days on which something changes the law stays the same. So each such period is resolved once into
//! [`Provisions`], which has a field for each figure, and [`Law::on`] finds the period of a day by binary search. A field
//! without a value on the day is [`Missing`]: a rule that needs it says so in the answer and never assumes a value.

mod amend;
mod amendment;
mod code_places;
mod entry;
mod fault;
mod figure;
mod figure_table;
mod figures;
mod file;
mod lists;
mod reader;
mod shipped;
mod source;

#[cfg(test)]
mod amend_tests;
#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod shipped_tests;

pub use amendment::Amendment;
pub use code_places::CodePlaces;
pub use fault::{LawFault, LawFaults};
pub use figure::{Figure, Lookup, Missing, borrowed};
pub use figures::Provisions;
pub use file::is_law;
pub use lists::{CodeList, CodeMap, CodeRange, FirstDay, ToCome, is_listed};
pub use source::Source;

use crate::vocabulary::DateRange;
use entry::Amended;
use figures::Statutes;
use std::collections::BTreeSet;
use time::Date;

/// The most dated values of the law, with every amendment. The program has fewer than 200.
pub const MAX_VALUES: usize = 5_000;

/// Every figure and list of the law with its dated values.
#[derive(Clone, Debug)]
pub struct Law {
    statutes: Statutes,
    /// The law before the first day on which something begins.
    before: Provisions,
    /// The law of each period after it, in order. The last one has no end.
    periods: Vec<Provisions>,
    /// The values of amendments.
    amended: Vec<Amended>,
}

impl Law {
    /// The law that came with the program.
    ///
    /// # Errors
    /// If a file of it is faulty, which a test rules out.
    pub fn shipped() -> Result<Self, LawFaults> {
        Self::read(shipped::FILES.iter().copied())
    }

    /// The law that files hold, each given by its name and its text.
    ///
    /// # Errors
    /// If a file is faulty, or if two files have the same figure. Every fault is named.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, LawFaults> {
        let mut statutes = Statutes::default();
        let mut faults = Vec::new();
        for (name, text) in files {
            match file::statutes(name, text) {
                Ok(read) => {
                    let repeated = statutes.merge(read).into_iter();
                    faults.extend(repeated.map(|(figure, line)| LawFault {
                        file: name.to_owned(),
                        line,
                        figure: Some(figure.to_owned()),
                        problem: "another file has this figure too. Keep it in one file.".to_owned(),
                    }));
                }
                Err(LawFaults(own)) => faults.extend(own),
            }
        }
        if faults.is_empty() { Ok(Self::of(statutes)) } else { Err(LawFaults(faults)) }
    }

    /// A law without a figure: every look-up is [`Missing`].
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Statutes::default())
    }

    fn of(statutes: Statutes) -> Self {
        let first_days = statutes.boundaries();
        let ends = first_days.iter().copied().filter_map(Date::previous_day).chain([Date::MAX]);
        let begins = [Date::MIN].into_iter().chain(first_days.iter().copied());
        let mut days = begins.zip(ends).map(|(from, to)| DateRange { from, to });
        let before = days.next().map(|days| Provisions::first(&statutes, days)).unwrap_or_default();
        let mut periods: Vec<Provisions> = Vec::with_capacity(first_days.len());
        for days in days {
            periods.push(periods.last().unwrap_or(&before).next(&statutes, days));
        }
        let amended = statutes.amended();
        Self { statutes, before, periods, amended }
    }

    /// The law in force on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> &Provisions {
        let begun = self.periods.partition_point(|period| period.days.from <= day);
        begun.checked_sub(1).and_then(|last| self.periods.get(last)).unwrap_or(&self.before)
    }

    /// The figures that had a value before a day and have none on it, by name. Figures of a year are among them until those
    /// of the next year are known.
    #[must_use]
    pub fn expired_on(&self, day: Date) -> Vec<&'static str> {
        self.statutes.expired_on(day)
    }

    /// Whether an amendment brought the value that a figure has on a day.
    #[must_use]
    pub fn is_amended(&self, figure: &str, day: Date) -> bool {
        self.amended.iter().any(|own| own.figure == figure && own.days.contains(day))
    }

    /// The names of the amendments that brought a value in force on a day.
    #[must_use]
    pub fn amendments_on(&self, day: Date) -> BTreeSet<&str> {
        let on = self.amended.iter().filter(|own| own.days.contains(day));
        on.map(|own| &*own.by).collect()
    }

    /// The periods that share days with a range, in order.
    pub fn periods_in(&self, range: DateRange) -> impl Iterator<Item = &Provisions> {
        let all = [&self.before].into_iter().chain(&self.periods);
        all.filter(move |period| period.days.intersection(&range).is_some())
    }

    /// The law with further dated values.
    ///
    /// A new value ends one without a known end on the day before its own first day. If the last day of the new value is
    /// known, the other one resumes after it. A new value without a known end holds until the next value that the law has.
    /// An entry of a list adds its codes. An entry that says `replaces = true` takes the place of what was there on its
    /// days.
    ///
    /// # Errors
    /// If the law already has another value for one of the days, or one without a known end from the same first day, or a
    /// value without a known end begins after one of the amendment that has none either; and the entry does not replace
    /// it. Also if the law would have more than [`MAX_VALUES`] dated values.
    pub fn with(&self, amendment: &Amendment) -> Result<Self, LawFaults> {
        let values = self.statutes.len().saturating_add(amendment.len());
        if values > MAX_VALUES {
            let problem = format!(
                "the law would have {values} dated values. The limit is {MAX_VALUES}: write only what changes."
            );
            let file = amendment.name.clone();
            return Err(LawFaults(vec![LawFault { file, line: 1, figure: None, problem }]));
        }
        let (law, conflicts) = self.overlaid(amendment);
        if conflicts.is_empty() { Ok(law) } else { Err(LawFaults(conflicts)) }
    }

    /// The law with further dated values, which win if they contradict it; and each contradiction.
    ///
    /// This is for an amendment that was accepted before: a newer program may come with values of its own for the same
    /// days, and what the operator imported stays in force.
    #[must_use]
    pub fn overlaid(&self, amendment: &Amendment) -> (Self, Vec<LawFault>) {
        let mut statutes = self.statutes.clone();
        let conflicts = statutes.amend(&amendment.statutes, &amendment.name);
        (Self::of(statutes), conflicts)
    }

    /// The law with several amendments, one after the other; and each contradiction.
    #[must_use]
    pub fn overlaid_by<'a>(
        self,
        amendments: impl IntoIterator<Item = &'a Amendment>,
    ) -> (Self, Vec<LawFault>) {
        amendments.into_iter().fold((self, Vec::new()), |(law, mut conflicts), amendment| {
            let (law, own) = law.overlaid(amendment);
            conflicts.extend(own);
            (law, conflicts)
        })
    }
}

impl Default for Law {
    fn default() -> Self {
        Self::empty()
    }
}

/// The law of no day: nothing has a value.
impl Default for Provisions {
    fn default() -> Self {
        Self::first(&Statutes::default(), DateRange { from: Date::MIN, to: Date::MAX })
    }
}
