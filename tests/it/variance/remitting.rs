//! Remittances made from our own estimates.

use medpayiq::pricing::{Adjustment, LineEstimate, Outcome};
use medpayiq::vocabulary::{GroupCode, Money};
use serde_json::Value;
use std::fmt::Write;

/// The head of an interchange with one transaction.
pub(crate) const HEAD: &str = "\
ISA*00*          *00*          *ZZ*MEDICARE       *ZZ*CLINIC         *250214*0930*^*00501*000000002*0*T*:~
GS*HP*MEDICARE*CLINIC*20250214*0930*2*X*005010X221A1~
ST*835*0001~
BPR*I*0*C*CHK************20250212~
TRN*1*CHECK*1999999999~
N1*PR*PART B~
N1*PE*EXAMPLE CLINIC*XX*1999999984~
LX*1~
";

/// Its end. The count of segments is not checked.
pub(crate) const END: &str = "SE*1*0001~\nGE*1*2~\nIEA*1*000000002~\n";

/// The payment of a line, as a payer decides it.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) allowed: Money,
    pub(crate) paid: Money,
    pub(crate) adjustments: Vec<(GroupCode, String, Money)>,
    pub(crate) remarks: Vec<String>,
}

fn adjustment(part: &Adjustment) -> (GroupCode, String, Money) {
    (part.group, part.carc.to_string(), part.amount)
}

impl Payment {
    /// The payment that an estimate predicts. A line that the fee schedule does not price, but Medicare may pay, is paid half
    /// of its charge.
    pub(crate) fn of(line: &LineEstimate, charge: Money) -> Self {
        let adjustments: Vec<_> = line.adjustments.iter().map(adjustment).collect();
        let remarks = line.adjustments.iter().flat_map(|part| part.rarc).map(ToString::to_string).collect();
        match &line.outcome {
            Outcome::Priced(price) => {
                Self { allowed: price.allowed, paid: price.share.medicare_paid, adjustments, remarks }
            }
            Outcome::NotPriced(_) if !adjustments.is_empty() => {
                Self { allowed: Money::ZERO, paid: Money::ZERO, adjustments, remarks }
            }
            Outcome::NotPriced(_) => {
                let half = Money::from_cents(charge.cents() / 2);
                let rest = vec![(GroupCode::Contractual, "45".to_owned(), charge - half)];
                Self { allowed: half, paid: half, adjustments: rest, remarks }
            }
        }
    }
}

/// A claim of a remittance: its place in the file, its patient, and which lines of the estimate it has.
pub(crate) struct Part<'a> {
    pub(crate) number: usize,
    pub(crate) patient: usize,
    pub(crate) lines: &'a [usize],
}

/// Writes lines of a claim as a claim of a remittance.
pub(crate) fn write_claim(text: &mut String, claim: &Value, payments: &[Payment], part: &Part<'_>) {
    let line = |index: usize| (&claim["lines"][index], &payments[index]);
    let charge = |line: &Value| line["charge"].as_str().unwrap().parse::<Money>().unwrap();
    let charges: Money = part.lines.iter().map(|index| charge(line(*index).0)).sum();
    let paid: Money = part.lines.iter().map(|index| line(*index).1.paid).sum();
    let place = claim["place_of_service"].as_str().unwrap();
    let Part { number, patient, .. } = part;
    writeln!(text, "CLP*A{number}*1*{charges}*{paid}**MB*9{number:09}*{place}*1~").unwrap();
    writeln!(text, "NM1*QC*1*DOE*EXAMPLE****MI*0XX{patient:06}~").unwrap();
    let day = claim["date_of_service"].as_str().unwrap().replace('-', "");
    for (billed, payment) in part.lines.iter().map(|index| line(*index)) {
        let modifiers = billed["modifiers"].as_array().unwrap().iter();
        let modifiers: String = modifiers.map(|one| format!(":{}", one.as_str().unwrap())).collect();
        let minutes = billed["minutes"].as_u64().filter(|_| billed["hcpcs"] != "01953");
        let units = minutes.or_else(|| billed["units"].as_u64()).unwrap_or(1);
        let (code, charge) = (billed["hcpcs"].as_str().unwrap(), charge(billed));
        writeln!(text, "SVC*HC:{code}{modifiers}*{charge}*{}**{units}~", payment.paid).unwrap();
        writeln!(text, "DTM*472*{day}~").unwrap();
        for (group, carc, amount) in &payment.adjustments {
            writeln!(text, "CAS*{}*{carc}*{amount}~", group.as_str()).unwrap();
        }
        if payment.allowed > Money::ZERO {
            writeln!(text, "AMT*B6*{}~", payment.allowed).unwrap();
        }
        for remark in &payment.remarks {
            writeln!(text, "LQ*HE*{remark}~").unwrap();
        }
    }
}
