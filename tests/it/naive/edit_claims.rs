//! Random claims whose codes have edits with each other.

use super::claims::{Codes, Dice, line, numbered, random_claim};
use super::ncci::Ncci;
use serde_json::{Value, json};

/// Modifiers that a biller may add against a denial, whether they help or not.
const TRIED: [&str; 22] = [
    "59", "59", "59", "XE", "XS", "XP", "XU", "25", "25", "57", "24", "RT", "LT", "E1", "F5", "T3", "58",
    "79", "91", "27", "76", "51",
];

/// A valid request for RVU25D. Most of its lines have an edit with another line.
pub(crate) fn random_edit_claim(seed: u64, codes: &Codes, ncci: &Ncci) -> Value {
    let mut claim = random_claim(seed, codes);
    let mut dice = Dice(seed ^ 0x5bd1_e995_5bd1_e995);
    let kind = claim["provider"]["kind"].as_str().unwrap().to_owned();
    let lines = claim["lines"].as_array_mut().unwrap();
    for index in 1..lines.len() {
        let near = dice.pick(&lines[..index])["hcpcs"].as_str().unwrap().to_owned();
        if let Some(code) = related(&mut dice, codes, ncci, &near) {
            lines[index] = numbered(line(&mut dice, codes, &code, &kind), index);
        }
    }
    for line in lines.iter_mut() {
        try_modifiers(&mut dice, line);
        if dice.chance(15) {
            line["units"] = json!(1 + dice.below(6));
        }
    }
    claim
}

/// Usually a code that has an edit with this one, sometimes one of its add-ons, or none.
fn related(dice: &mut Dice, codes: &Codes, ncci: &Ncci, near: &str) -> Option<String> {
    if dice.chance(12) {
        let add_ons =
            ncci.add_ons.iter().filter(|(_, (_, listed))| listed.contains(near)).map(|(code, _)| code);
        let add_ons: Vec<&String> = add_ons.collect();
        return (!add_ons.is_empty()).then(|| dice.pick(&add_ons).clone());
    }
    let partners = ncci.partners(near);
    let tries = if partners.is_empty() || dice.chance(30) { 0 } else { 4 };
    let mut picked = (0..tries).map(|_| String::from_utf8_lossy(&dice.pick(partners)).into_owned());
    picked.find(|code| codes.is_priced(code))
}

fn try_modifiers(dice: &mut Dice, line: &mut Value) {
    let modifiers = line["modifiers"].as_array_mut().unwrap();
    let tried = dice.pick(&TRIED);
    let both_sides = modifiers.iter().any(|modifier| modifier == "50");
    let is_side = tried == "RT" || tried == "LT";
    if modifiers.len() < 4
        && dice.chance(35)
        && !modifiers.contains(&json!(tried))
        && !(both_sides && is_side)
    {
        modifiers.push(json!(tried));
    }
}
