//! What a caller most likely meant by a value or name that is not valid.

use medpayiq_core::vocabulary::{HcpcsCode, Modifier, ProviderKind};

/// Other names for fields and parameters, in lower case without separators. The first of ours that the schema has is meant.
const ALIASES: &[(&str, &[&str])] = &[
    ("cpt", &["hcpcs", "codes"]),
    ("cptcode", &["hcpcs", "codes"]),
    ("code", &["hcpcs", "codes"]),
    ("hcpcscode", &["hcpcs", "codes"]),
    ("procedurecode", &["hcpcs", "codes"]),
    ("procedure", &["hcpcs", "codes"]),
    ("date", &["date_of_service"]),
    ("dos", &["date_of_service", "date"]),
    ("servicedate", &["date_of_service", "date"]),
    ("dateofservice", &["date"]),
    ("pos", &["place_of_service"]),
    ("zipcode", &["zip"]),
    ("postalcode", &["zip"]),
    ("carrier", &["locality"]),
    ("mac", &["locality"]),
    ("modifier", &["modifiers"]),
    ("mod", &["modifiers"]),
    ("mods", &["modifiers"]),
    ("quantity", &["units"]),
    ("qty", &["units"]),
    ("amount", &["charge"]),
    ("price", &["charge"]),
    ("fee", &["charge"]),
    ("chargeamount", &["charge"]),
    ("billedamount", &["charge"]),
    ("services", &["lines"]),
    ("servicelines", &["lines"]),
    ("claimlines", &["lines"]),
    ("items", &["lines"]),
    ("offset", &["cursor"]),
    ("page", &["cursor"]),
    ("pagesize", &["limit"]),
    ("search", &["q"]),
    ("query", &["q"]),
];

/// Other names for professions, in lower case without separators.
const PROFESSIONS: &[(ProviderKind, &[&str])] = &[
    (
        ProviderKind::Physician,
        &[
            "md",
            "do",
            "dr",
            "doctor",
            "mddo",
            "doctorofmedicine",
            "surgeon",
            "anesthesiologist",
            "psychiatrist",
            "dpm",
            "podiatrist",
            "od",
            "optometrist",
            "dds",
            "dmd",
            "dentist",
            "dc",
            "chiropractor",
            "specialist",
        ],
    ),
    (ProviderKind::NursePractitioner, &["np", "fnp", "aprn", "arnp", "dnp"]),
    (ProviderKind::PhysicianAssistant, &["pa", "pac", "physicianassociate"]),
    (ProviderKind::ClinicalNurseSpecialist, &["cns", "nursespecialist"]),
    (ProviderKind::CertifiedNurseMidwife, &["cnm", "midwife", "nursemidwife"]),
    (ProviderKind::ClinicalPsychologist, &["cp", "psyd", "psychologist"]),
    (ProviderKind::ClinicalSocialWorker, &["csw", "lcsw", "lmsw", "msw", "socialworker"]),
    (
        ProviderKind::MarriageFamilyTherapist,
        &["mft", "lmft", "marriagetherapist", "familytherapist", "marriageandfamilytherapist"],
    ),
    (
        ProviderKind::MentalHealthCounselor,
        &["mhc", "lmhc", "lpc", "lpcc", "counselor", "professionalcounselor"],
    ),
    (
        ProviderKind::Dietitian,
        &["rd", "rdn", "dietician", "nutritionist", "registereddietitian", "nutritionprofessional"],
    ),
    (ProviderKind::Crna, &["nurseanesthetist", "certifiedregisterednurseanesthetist", "anesthetist"]),
    (ProviderKind::AnesthesiologistAssistant, &["aa", "caa", "anesthesiaassistant"]),
    (ProviderKind::PhysicalTherapist, &["pt", "dpt", "ptpp"]),
    (ProviderKind::OccupationalTherapist, &["ot", "otr", "otpp"]),
    (ProviderKind::SpeechLanguagePathologist, &["slp", "st", "speechtherapist", "speechpathologist"]),
    (ProviderKind::Audiologist, &["aud"]),
];

/// What separates modifiers that were written as one text.
const SEPARATORS: &[char] = &[',', ';', ' ', '/', '-', ':', '|'];

/// The name that is meant by another: the same but for case and separators, an alias, or the nearest spelling.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = simplify(name);
    let same = known.iter().find(|known| simplify(known) == plain);
    let of_alias = || {
        let (_, targets) = ALIASES.iter().find(|(alias, _)| *alias == plain)?;
        targets.iter().find_map(|target| known.iter().find(|known| *known == target))
    };
    let by_spelling = || {
        // A name of one or two letters is near to too many others.
        let most = plain.chars().count() / 3;
        let distance = |known: &&&str| strsim::damerau_levenshtein(&plain, &simplify(known));
        known.iter().min_by_key(distance).filter(|known| distance(known) <= most)
    };
    // Long names are not compared: that takes time in proportion to the square of their length.
    same.or_else(of_alias).or_else(|| if plain.len() <= 40 { by_spelling() } else { None }).copied()
}

/// A sentence that names what is meant, with a blank before it; empty if nothing is near.
pub fn did_you_mean(name: &str, known: &[&str]) -> String {
    nearest(name, known).map_or_else(String::new, |meant| format!(" Did you mean {meant}?"))
}

/// A sentence about a text that is not a profession, with a blank before it; empty if nothing is near.
pub fn profession_hint(text: &str) -> String {
    let plain = simplify(text);
    let abbreviated = PROFESSIONS.iter().find(|(_, names)| names.contains(&plain.as_str()));
    let names: Vec<&str> = ProviderKind::ALL.iter().map(|kind| kind.as_str()).collect();
    abbreviated
        .map_or_else(|| did_you_mean(text, &names), |(kind, _)| format!(" Did you mean {}?", kind.as_str()))
}

/// A name in lower case without separators.
pub fn simplify(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A sentence about a text that is not a modifier, with a blank before it; empty if nothing is near.
pub fn modifier_hint(text: &str) -> String {
    let single = modifiers_in(text);
    match single.as_slice() {
        [] => near_modifier(text),
        [only] => format!(" Write \"{only}\"."),
        [..] => format!(" Give each modifier on its own: {}.", json_list(&single)),
    }
}

/// A sentence about a text that is not a HCPCS code, with a blank before it; empty if nothing is near.
pub fn hcpcs_hint(text: &str) -> String {
    let Some((code, rest)) = code_in(text) else { return String::new() };
    let modifiers = modifiers_in(rest);
    if rest.is_empty() {
        format!(" Write \"{code}\".")
    } else if rest.starts_with(SEPARATORS) && !modifiers.is_empty() {
        format!(" Write \"{code}\" here, and {} as modifiers.", json_list(&modifiers))
    } else {
        String::new()
    }
}

/// The line of a claim that a text such as `99213-25` stands for, as JSON. `None` if it has no code.
pub fn line_meant(text: &str) -> Option<String> {
    let (code, rest) = code_in(text)?;
    let modifiers = modifiers_in(rest);
    if rest.trim().is_empty() {
        Some(format!("{{\"hcpcs\": \"{code}\"}}"))
    } else {
        let list = json_list(&modifiers);
        (!modifiers.is_empty()).then(|| format!("{{\"hcpcs\": \"{code}\", \"modifiers\": {list}}}"))
    }
}

/// The same, where there is no place for modifiers.
pub fn bare_code_hint(text: &str) -> String {
    let found = code_in(text).filter(|(_, rest)| rest.is_empty() || rest.starts_with(SEPARATORS));
    found.map_or_else(String::new, |(code, _)| format!(" Write {code}."))
}

/// The code with which a text begins, and the rest of the text.
fn code_in(text: &str) -> Option<(HcpcsCode, &str)> {
    let bare =
        text.trim().trim_start_matches("CPT").trim_start_matches([' ', ':', '-']).trim_end_matches(".0");
    let (code, rest) = bare.split_at_checked(5).unwrap_or((bare, ""));
    code.parse().ok().map(|code| (code, rest))
}

/// A list of texts as JSON.
pub fn json_list<T: ToString>(items: &[T]) -> String {
    let texts: Vec<String> = items.iter().map(|item| format!("\"{}\"", item.to_string())).collect();
    format!("[{}]", texts.join(", "))
}

/// The modifiers of a text, if it has nothing else but separators: `LT,59` or `LT59`.
pub fn modifiers_in(text: &str) -> Vec<Modifier> {
    let parts: Vec<&str> = text.split(SEPARATORS).filter(|part| !part.is_empty()).collect();
    let separate: Option<Vec<Modifier>> = parts.iter().map(|part| part.parse().ok()).collect();
    let joined = || {
        let pairs =
            text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok()?.parse::<Modifier>().ok());
        let pairs: Option<Vec<Modifier>> = pairs.collect();
        pairs.filter(|pairs| pairs.len() <= 4 && pairs.iter().all(|pair| pair.known_use().is_some()))
    };
    separate.or_else(joined).unwrap_or_default()
}

/// The modifiers that a text of three characters has if one is left out.
fn near_modifier(text: &str) -> String {
    let [a, b, c] = *text.trim().as_bytes() else { return String::new() };
    let shorter =
        [[a, b], [b, c], [a, c]].into_iter().filter_map(|two| std::str::from_utf8(&two).ok()?.parse().ok());
    let mut near: Vec<String> = Vec::new();
    for modifier in shorter.filter(|modifier: &Modifier| modifier.known_use().is_some()) {
        let text = modifier.to_string();
        if !near.contains(&text) {
            near.push(text);
        }
    }
    if near.is_empty() { String::new() } else { format!(" Did you mean {}?", near.join(" or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_name_has_a_nearest_one() {
        let known = ["id", "hcpcs", "modifiers", "units", "charge", "minutes"];
        for (name, meant) in [
            ("modifer", Some("modifiers")),
            ("Modifiers", Some("modifiers")),
            ("cpt", Some("hcpcs")),
            ("cptCode", Some("hcpcs")),
            ("hcpc", Some("hcpcs")),
            ("unit", Some("units")),
            ("qty", Some("units")),
            ("diagnosis", None),
            ("patient_name", None),
        ] {
            assert_eq!(nearest(name, &known), meant, "{name}");
        }
        let claim = ["date_of_service", "place_of_service", "lines"];
        for name in ["dateOfService", "date", "dos", "DATE-OF-SERVICE", "date_of_servce"] {
            assert_eq!(nearest(name, &claim), Some("date_of_service"), "{name}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), &claim), None);
    }

    #[test]
    fn a_profession_is_known_by_its_abbreviation() {
        for (text, hint) in [
            ("NP", " Did you mean nurse_practitioner?"),
            ("PA-C", " Did you mean physician_assistant?"),
            ("Doctor", " Did you mean physician?"),
            ("M.D.", " Did you mean physician?"),
            ("Nurse Practitioner", " Did you mean nurse_practitioner?"),
            ("dietician", " Did you mean dietitian?"),
            ("CRNA", " Did you mean crna?"),
            ("plumber", ""),
            ("", ""),
        ] {
            assert_eq!(profession_hint(text), hint, "{text}");
        }
        let mut all: Vec<&str> = PROFESSIONS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), PROFESSIONS.len()), (count, ProviderKind::ALL.len()));
    }

    #[test]
    fn modifiers_in_one_text_are_taken_apart() {
        for (text, hint) in [
            ("LT,59", r#" Give each modifier on its own: ["LT", "59"]."#),
            ("25 59", r#" Give each modifier on its own: ["25", "59"]."#),
            ("2559", r#" Give each modifier on its own: ["25", "59"]."#),
            ("-25", r#" Write "25"."#),
            ("L", ""),
            ("", ""),
            ("é", ""),
            ("hello world", ""),
        ] {
            assert_eq!(modifier_hint(text), hint, "{text}");
        }
        assert!(modifier_hint("26A").contains("26"), "{}", modifier_hint("26A"));
        assert_eq!(modifier_hint("RTT").matches("RT").count(), 1, "{}", modifier_hint("RTT"));
    }

    #[test]
    fn a_code_with_modifiers_is_taken_apart() {
        for (text, hint) in [
            ("99213-25", r#" Write "99213" here, and ["25"] as modifiers."#),
            ("99213 25,LT", r#" Write "99213" here, and ["25", "LT"] as modifiers."#),
            ("CPT 99213", r#" Write "99213"."#),
            ("99213.0", r#" Write "99213"."#),
            ("992133", ""),
            ("9921", ""),
            ("9921é", ""),
        ] {
            assert_eq!(hcpcs_hint(text), hint, "{text}");
        }
        for (text, line) in [
            ("99213", Some(r#"{"hcpcs": "99213"}"#)),
            ("99213-25", Some(r#"{"hcpcs": "99213", "modifiers": ["25"]}"#)),
            ("99213 25 LT", Some(r#"{"hcpcs": "99213", "modifiers": ["25", "LT"]}"#)),
            ("99213 for knee pain", None),
            ("a visit", None),
        ] {
            assert_eq!(line_meant(text).as_deref(), line, "{text}");
        }
        for (text, hint) in [("99213-25", " Write 99213."), ("CPT 99213", " Write 99213."), ("992133", "")] {
            assert_eq!(bare_code_hint(text), hint, "{text}");
        }
    }
}
