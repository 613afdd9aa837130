//! Writes an estimate as JSON: the fields of each structure, in order.

use super::{
    AdjustmentResponse, AmountsResponse, EstimateResponse, LineResponse, LineSourceResponse, RvuResponse,
    StepResponse, TotalsResponse, UnmetResponse,
};
use crate::api::estimates::border_zip::BorderZip;
use crate::api::shared::next_step::{DeadlineResponse, NextStepResponse, NextStepSummary};
use crate::api::shared::reasons::{
    ConfidenceResponse, DenialResponse, GpciResponse, Indicator, ReasonResponse,
};
use crate::api::wire::write_json::{WriteJson, json_object, write_with_serde};

json_object!(EstimateResponse<'_> { lines, totals, source, date_of_service, zip or absent, disclaimer: word });
json_object!(LineResponse<'_> {
    id, hcpcs, modifiers, units, result: word, reason or absent, source or absent, rvu or absent, setting: word or absent, gpci or absent,
    conversion_factor or absent, amounts or absent, trace, adjustments, edits, predicted_denials, next_step or absent, confidence, warnings,
});
json_object!(ReasonResponse { code: word, text, source: word or absent });
json_object!(LineSourceResponse<'_> { schedule: word, release });
json_object!(RvuResponse { work, pe, mp, total });
json_object!(GpciResponse { work, pe, mp });
json_object!(AmountsResponse {
    fee_schedule, adjusted, allowed, limiting_charge, deductible, coinsurance, sequestration, medicare_paid, patient,
    bonus_estimate or absent,
});
json_object!(StepResponse<'_> { rule: word, effect, amount, source });
json_object!(AdjustmentResponse { group: word, carc, rarc, amount });
json_object!(Indicator { code: word, text: word });
json_object!(DenialResponse { group: word, carc, rarc });
json_object!(NextStepResponse { action: word, appeal_can_help: word, why, source, deadline or absent });
json_object!(NextStepSummary { action: word, appeal_can_help: word, deadline or absent });
json_object!(DeadlineResponse { kind: word, within, unit: word, counted_from: word, last_day or absent, source });
json_object!(ConfidenceResponse { level: word, reasons });
json_object!(TotalsResponse {
    charge,
    allowed,
    medicare_paid,
    patient,
    contractual_write_off,
    undetermined_charge,
    if_deductible_unmet,
});
json_object!(UnmetResponse { medicare_paid, patient });

/// Most answers have none, so serde writes it.
impl WriteJson for BorderZip<'_> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_with_serde(self, out);
    }
}

/// About how many bytes a line with its trace takes, and the rest of an answer.
const LINE_BYTES: usize = 2 * 1024;

impl EstimateResponse<'_> {
    /// Returns the answer as JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(LINE_BYTES * (self.lines.len() + 1));
        self.write_json(&mut json);
        json
    }
}
