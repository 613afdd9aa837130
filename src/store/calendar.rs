//! Reading what the law dates: factors, rates, lists and the days on which rules hold.

use super::patience::PAUSE;
use super::session::within;
use super::{Store, StoreError};
use crate::pricing::{ListedCodes, PracticeScope, TechnicalCutCodes, WaivedService};
use crate::schedule::{Calendar, CalendarFactor, Dated, PaymentRates, RuleDays};
use crate::vocabulary::{ConversionFactor, DateRange, Money, PlaceOfService, ProviderKind, Share};
use futures_util::future::try_join3;
use std::str::FromStr;
use time::Date;
use tokio_postgres::Row;

/// Reads what the law dates.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub(super) async fn calendar(store: &Store) -> Result<Calendar, StoreError> {
    let client = store.client().await?;
    let read = |sql: &'static str| {
        let client = &client;
        async move { within(PAUSE, client.query(sql, &[])).await }
    };
    let factors = "select effective_from, effective_to, conversion_factor_ten_thousandths, for_qualifying_apm
                   from conversion_factors order by effective_from";
    let anesthesia = "select effective_from, effective_to, anesthesia_factor_ten_thousandths
                      from conversion_factors where not for_qualifying_apm";
    let own_anesthesia = "select effective_from, effective_to, anesthesia_factor_ten_thousandths
                          from conversion_factors where for_qualifying_apm";
    let rates = "select effective_from, effective_to, rate_ten_thousandths, name from payment_rates";
    let codes = "select modifier, first_hcpcs, last_hcpcs from technical_cut_codes order by first_hcpcs";
    let thresholds = "select effective_from, effective_to, threshold_cents from therapy_thresholds";
    let deductibles = "select effective_from, effective_to, deductible_cents from part_b_deductibles";
    let coinsurance = "select effective_from, effective_to, rate_ten_thousandths from coinsurance_rates";
    let sequestration = "select effective_from, effective_to, rate_ten_thousandths from sequestration_rates";
    let waived = "select effective_from, effective_to, hcpcs from waived_cost_shares";
    let floors = "select effective_from, effective_to from work_gpci_floors";
    let (factors, deductibles, coinsurance) =
        try_join3(read(factors), read(deductibles), read(coinsurance)).await?;
    let (sequestration, waived, floors) = try_join3(read(sequestration), read(waived), read(floors)).await?;
    let (anesthesia, own_anesthesia, rates) =
        try_join3(read(anesthesia), read(own_anesthesia), read(rates)).await?;
    let rules = "select effective_from, effective_to, name from dated_rules";
    let telehealth = "select effective_from, effective_to, first_hcpcs, last_hcpcs from telehealth_services";
    let places = "select place_of_service, effective_from from place_of_service_starts";
    let scopes = "select provider_kind, first_hcpcs, last_hcpcs from practice_scopes";
    let professions = "select provider_kind, effective_from from profession_starts";
    let (places, scopes, professions) = try_join3(read(places), read(scopes), read(professions)).await?;
    let preventive = "select effective_from, effective_to, first_hcpcs, last_hcpcs from preventive_services";
    let reviews = "select effective_from, effective_to, threshold_cents from therapy_review_thresholds";
    let (codes, thresholds, reviews) = try_join3(read(codes), read(thresholds), read(reviews)).await?;
    let (rules, telehealth, preventive) = try_join3(read(rules), read(telehealth), read(preventive)).await?;
    let rate = |row: &Row| scaled(row, "rate_ten_thousandths", Share::from_scaled);
    let threshold = |row: &Row| scaled(row, "threshold_cents", Money::from_scaled);
    let mut waived = waived.iter().map(waived_service).collect::<Result<Vec<_>, _>>()?;
    waived.sort_by_key(|waiver| waiver.hcpcs);
    Ok(Calendar {
        conversion_factors: factors.iter().map(calendar_factor).collect::<Result<_, _>>()?,
        deductibles: dated(&deductibles, |row| scaled(row, "deductible_cents", Money::from_scaled))?,
        coinsurance: dated(&coinsurance, rate)?,
        sequestration: dated(&sequestration, rate)?,
        rates: payment_rates(&rates)?,
        technical_cut_codes: technical_cut_codes(&codes)?,
        therapy_thresholds: dated(&thresholds, threshold)?,
        therapy_review_thresholds: dated(&reviews, threshold)?,
        anesthesia_factors: dated(&anesthesia, anesthesia_factor)?,
        qualifying_apm_anesthesia_factors: dated(&own_anesthesia, anesthesia_factor)?,
        waived,
        work_floor: floors.iter().map(range).collect::<Result<_, _>>()?,
        rules: rule_days(&rules)?,
        telehealth_services: listed_codes(&telehealth, "telehealth_services")?,
        preventive_services: listed_codes(&preventive, "preventive_services")?,
        place_starts: places.iter().map(place_start).collect::<Result<_, _>>()?,
        profession_starts: professions.iter().map(profession_start).collect::<Result<_, _>>()?,
        practice_scopes: scopes.iter().map(practice_scope).collect::<Result<_, _>>()?,
    })
}

fn dated<T>(
    rows: &[Row],
    value: impl Fn(&Row) -> Result<T, StoreError>,
) -> Result<Vec<Dated<T>>, StoreError> {
    rows.iter().map(|row| Ok(Dated { range: range(row)?, value: value(row)? })).collect()
}

fn calendar_factor(row: &Row) -> Result<CalendarFactor, StoreError> {
    Ok(CalendarFactor {
        range: range(row)?,
        factor: scaled(row, "conversion_factor_ten_thousandths", ConversionFactor::from_scaled)?,
        for_qualifying_apm: row.try_get(3)?,
    })
}

fn anesthesia_factor(row: &Row) -> Result<ConversionFactor, StoreError> {
    scaled(row, "anesthesia_factor_ten_thousandths", ConversionFactor::from_scaled)
}

fn payment_rates(rows: &[Row]) -> Result<PaymentRates, StoreError> {
    let mut rates = PaymentRates::default();
    for row in rows {
        let name: &str = row.try_get(3)?;
        let value = scaled(row, "rate_ten_thousandths", Share::from_scaled)?;
        let named = rates.named(name).ok_or_else(|| {
            StoreError::wrong_value("payment_rates", "name", format!("{name:?} is not known"))
        })?;
        named.push(Dated { range: range(row)?, value });
    }
    Ok(rates)
}

fn technical_cut_codes(rows: &[Row]) -> Result<TechnicalCutCodes, StoreError> {
    let mut codes = TechnicalCutCodes::default();
    for row in rows {
        let ranges = match row.try_get(0)? {
            "FX" => &mut codes.radiography,
            "CT" => &mut codes.scanner,
            other => {
                return Err(StoreError::wrong_value(
                    "technical_cut_codes",
                    "modifier",
                    format!("{other:?} is not known"),
                ));
            }
        };
        let code = |column| text(row, "technical_cut_codes", column);
        ranges.push((code("first_hcpcs")?, code("last_hcpcs")?));
    }
    Ok(codes)
}

fn waived_service(row: &Row) -> Result<WaivedService, StoreError> {
    Ok(WaivedService { hcpcs: text(row, "waived_cost_shares", "hcpcs")?, range: range(row)? })
}

fn rule_days(rows: &[Row]) -> Result<RuleDays, StoreError> {
    let mut rules = RuleDays::default();
    for row in rows {
        let name: &str = row.try_get(2)?;
        let named = rules.named(name).ok_or_else(|| {
            StoreError::wrong_value("dated_rules", "name", format!("{name:?} is not known"))
        })?;
        named.push(range(row)?);
    }
    Ok(rules)
}

fn listed_codes(rows: &[Row], table: &'static str) -> Result<Vec<ListedCodes>, StoreError> {
    let listed = |row: &Row| {
        let code = |column| text(row, table, column);
        Ok(ListedCodes { first: code("first_hcpcs")?, last: code("last_hcpcs")?, range: range(row)? })
    };
    rows.iter().map(listed).collect()
}

fn place_start(row: &Row) -> Result<(PlaceOfService, Date), StoreError> {
    Ok((text(row, "place_of_service_starts", "place_of_service")?, row.try_get(1)?))
}

fn profession_start(row: &Row) -> Result<(ProviderKind, Date), StoreError> {
    Ok((text(row, "profession_starts", "provider_kind")?, row.try_get(1)?))
}

fn practice_scope(row: &Row) -> Result<PracticeScope, StoreError> {
    let table = "practice_scopes";
    let code = |column| text(row, table, column);
    let kind = text(row, table, "provider_kind")?;
    Ok(PracticeScope { kind, first: code("first_hcpcs")?, last: code("last_hcpcs")? })
}

/// A column of text as a value of the vocabulary.
fn text<T>(row: &Row, table: &'static str, column: &'static str) -> Result<T, StoreError>
where
    T: FromStr<Err: std::fmt::Display>,
{
    let value: &str = row.try_get(column)?;
    value.parse().map_err(|error| StoreError::wrong_value(table, column, error))
}

fn range(row: &Row) -> Result<DateRange, StoreError> {
    Ok(DateRange { from: row.try_get(0)?, to: row.try_get(1)? })
}

/// The third column of a dated table, a scaled decimal.
fn scaled<'a, I, T>(row: &'a Row, column: &'static str, make: fn(I) -> Option<T>) -> Result<T, StoreError>
where
    I: tokio_postgres::types::FromSql<'a> + std::fmt::Display + Copy,
{
    let value: I = row.try_get(2)?;
    make(value).ok_or_else(|| StoreError::wrong_value("calendar", column, format!("{value} is out of range")))
}
