//! What every table of figures of the law can do: the list itself is in `figures`.

/// Makes the dated values and the provisions of a period from a list of figures.
macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $unit:literal;)+) => {
        /// The dated values of every figure.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(super) struct Statutes {
            $($name: Entries<$kind>,)+
        }

        impl Statutes {
            /// The name and the unit of every figure.
            pub(super) const FIGURES: &'static [(&'static str, &'static str)] =
                &[$((stringify!($name), $unit)),+];

            /// Reads the values of a figure.
            pub(super) fn read(&mut self, name: &str, values: &[Spanned<DeValue<'_>>], reader: &mut Reader<'_>) {
                match name {
                    $(stringify!($name) => self.$name = reader.entries::<$kind>(name, $unit, values),)+
                    _ => {}
                }
            }

            /// Takes in the figures of another file; those that both have, with the line in the other file.
            pub(super) fn merge(&mut self, other: Self) -> Vec<(&'static str, usize)> {
                let mut repeated = Vec::new();
                $(if let (Some(second), false) = (other.$name.first(), self.$name.is_empty()) {
                    repeated.push((stringify!($name), second.line));
                } else if !other.$name.is_empty() {
                    self.$name = other.$name;
                })+
                repeated
            }

            /// Takes in the values of an amendment, which is a file of this name. Returns the contradictions, in which it wins.
            pub(super) fn amend(&mut self, by: &Self, file: &str) -> Vec<LawFault> {
                let mut conflicts = Vec::new();
                $(conflicts.extend(amend::<$kind>(
                    stringify!($name), &mut self.$name, &by.$name, file,
                ));)+
                conflicts
            }

            /// The days on which something begins or has just ended.
            pub(super) fn boundaries(&self) -> BTreeSet<Date> {
                let mut days = BTreeSet::new();
                $(days.extend(self.$name.iter().flat_map(|entry| [Some(entry.days.from), entry.days.to.next_day()]));)+
                days.into_iter().flatten().collect()
            }

            /// The figures that had a value before a day and have none on it.
            pub(super) fn expired_on(&self, day: Date) -> Vec<&'static str> {
                let mut expired = Vec::new();
                $(if self.$name.iter().any(|entry| entry.days.to < day)
                    && <$kind>::in_force(&self.$name, day).is_none()
                {
                    expired.push(stringify!($name));
                })+
                expired
            }

            /// The values that amendments brought.
            pub(super) fn amended(&self) -> Vec<Amended> {
                let mut amended = Vec::new();
                $(amended.extend(self.$name.iter().filter_map(|entry| entry.amended::<$kind>(stringify!($name))));)+
                amended
            }

            /// The first day on which something begins.
            pub(super) fn first_day(&self) -> Option<Date> {
                [$(self.$name.first().map(|entry| entry.days.from)),+].into_iter().flatten().min()
            }

            /// The last day of the values; [`Date::MAX`] if no end is known.
            pub(super) fn last_day(&self) -> Option<Date> {
                [$(self.$name.iter().map(|entry| entry.days.to).max()),+].into_iter().flatten().max()
            }

            /// Every dated value: its figure, days, source and value.
            #[cfg(test)]
            pub(super) fn values(&self) -> Vec<(&'static str, DateRange, &'static str, Vec<String>)> {
                let mut values = Vec::new();
                $(values.extend(self.$name.iter().map(|entry| {
                    (stringify!($name), entry.days, entry.source.as_str(), <$kind>::shown(&entry.value))
                }));)+
                values
            }

            /// How many dated values there are.
            pub(super) fn len(&self) -> usize {
                [$(self.$name.len()),+].into_iter().sum()
            }
        }

        /// The law of a period in which nothing changes: each figure's value and source, or that it has none.
        #[derive(Clone, Debug)]
        pub struct Provisions {
            /// The days of the period.
            pub days: DateRange,
            $($(#[$doc])* pub $name: Lookup<$kind>,)+
        }

        impl Provisions {
            /// The law before the first boundary.
            pub(super) fn first(statutes: &Statutes, days: DateRange) -> Self {
                Self {
                    days,
                    $($name: <$kind>::in_force(&statutes.$name, days.from)
                        .ok_or(Missing { figure: stringify!($name) }),)+
                }
            }

            /// The law of the period after this one. What does not change is shared with it.
            pub(super) fn next(&self, statutes: &Statutes, days: DateRange) -> Self {
                Self {
                    days,
                    $($name: if change_on(&statutes.$name, days.from) {
                        <$kind>::in_force(&statutes.$name, days.from).ok_or(Missing { figure: stringify!($name) })
                    } else {
                        self.$name.clone()
                    },)+
                }
            }
        }
    };
}

pub(super) use figures;
