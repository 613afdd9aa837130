//! The tips in the project's own words, read from `data/tips/`: a readable file for each field of practice.

use super::case::Case;
use super::grammar;
use super::medicare::Medicare;
use super::tip::{Effect, Evidence, Figures, Measure, Tip};
use crate::vocabulary::{HcpcsCode, parse_date};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use time::Date;

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../data/tips/", $name)))
    };
}

/// The files, in the order in which their tips are told.
const FILES: &[(&str, &str)] = &[
    file!("three-dimensional-rendering.toml"),
    file!("imaging.toml"),
    file!("office-visits.toml"),
    file!("other-visits.toml"),
    file!("prevention.toml"),
    file!("procedures.toml"),
    file!("endoscopy.toml"),
    file!("surgery.toml"),
    file!("eyes.toml"),
    file!("heart-and-lungs.toml"),
    file!("therapy.toml"),
    file!("mental-health.toml"),
    file!("injections.toml"),
    file!("anesthesia.toml"),
];

/// Why a file of tips cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("tips of {file}{tip}: {why}")]
pub struct WrittenTipsError {
    file: String,
    /// ` <id>` where one tip is at fault.
    tip: String,
    why: String,
}

/// Every written tip, by code.
#[derive(Clone, Debug, Default)]
pub struct WrittenTips(BTreeMap<HcpcsCode, Vec<WrittenTip>>);

/// A written tip as it stands for one code, its figures still to be computed.
#[derive(Clone, Debug)]
pub struct WrittenTip {
    id: String,
    text: String,
    effect: Effect,
    evidence: Evidence,
    reviewed: Date,
    claims: Option<Claims>,
}

/// The claims that show what is at stake.
#[derive(Clone, Debug)]
struct Claims {
    claim: Case,
    compared_with: Option<Case>,
    position: usize,
    measure: Measure,
}

impl WrittenTips {
    /// The tips of a code.
    #[must_use]
    pub fn of(&self, hcpcs: HcpcsCode) -> &[WrittenTip] {
        self.0.get(&hcpcs).map_or(&[], Vec::as_slice)
    }

    /// The codes that have tips, in order.
    pub fn codes(&self) -> impl Iterator<Item = HcpcsCode> {
        self.0.keys().copied()
    }
}

impl WrittenTip {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The tip with its figures, on a day and at a place.
    #[must_use]
    pub fn told(&self, medicare: &Medicare<'_>) -> Tip {
        let figures = self.claims.as_ref().and_then(|claims| claims.answered(medicare));
        let source = match &self.evidence {
            Evidence::CmsRule { document, section } => format!("{document}, {section}"),
            Evidence::Computed => medicare.release.to_owned(),
            Evidence::Editorial => "MedPayIQ's own advice".to_owned(),
        };
        let mut tip = Tip {
            id: Cow::Owned(self.id.clone()),
            text: String::new(),
            effect: self.effect,
            evidence: self.evidence.clone(),
            source,
            date: self.reviewed,
            figures,
        };
        tip.text = filled(&self.text, &tip);
        tip
    }
}

impl Claims {
    fn answered(&self, medicare: &Medicare<'_>) -> Option<Figures> {
        let answer = |case| medicare.answer(case, self.position, self.measure);
        let compared_with = match &self.compared_with {
            Some(case) => Some(answer(case)?),
            None => None,
        };
        Some(Figures { claim: answer(&self.claim)?, compared_with })
    }
}

/// The text with its amounts in place.
fn filled(text: &str, tip: &Tip) -> String {
    let Some(figures) = &tip.figures else { return text.to_owned() };
    let other = figures.compared_with.as_ref().map(|side| side.amount().to_string());
    text.replace("{claim}", &figures.claim.amount().to_string())
        .replace("{compared_with}", other.as_deref().unwrap_or_default())
}

static WRITTEN: LazyLock<Result<WrittenTips, WrittenTipsError>> = LazyLock::new(read);

/// Every written tip, read once.
///
/// # Errors
/// When a compiled-in file cannot be read, which a test rules out.
pub fn written() -> Result<&'static WrittenTips, &'static WrittenTipsError> {
    WRITTEN.as_ref()
}

/// A file of tips.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The day on which its tips were last checked.
    reviewed: String,
    tip: Vec<Record>,
}

/// A tip as its file writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    codes: Vec<String>,
    text: String,
    effect: String,
    evidence: String,
    document: Option<String>,
    section: Option<String>,
    claim: Option<String>,
    compared_with: Option<String>,
    /// Which line of the claims is looked at, from 1.
    line: Option<usize>,
    measure: Option<String>,
}

fn read() -> Result<WrittenTips, WrittenTipsError> {
    let mut tips = WrittenTips::default();
    let mut ids = BTreeSet::new();
    for (name, text) in FILES {
        let fault = |tip: String, why: String| WrittenTipsError { file: (*name).to_owned(), tip, why };
        let file: File = toml::from_str(text).map_err(|error| fault(String::new(), error.to_string()))?;
        let reviewed = parse_date(&file.reviewed).map_err(|error| fault(String::new(), error.to_string()))?;
        for record in &file.tip {
            let at_fault = |why| fault(format!(" {}", record.id), why);
            if !ids.insert(record.id.clone()) {
                return Err(at_fault("the name is taken".to_owned()));
            }
            for code in &record.codes {
                let hcpcs: HcpcsCode = code.parse().map_err(|error| at_fault(format!("{error}")))?;
                let tip = record.tip(hcpcs, reviewed).map_err(at_fault)?;
                tips.0.entry(hcpcs).or_default().push(tip);
            }
        }
    }
    Ok(tips)
}

impl Record {
    fn tip(&self, hcpcs: HcpcsCode, reviewed: Date) -> Result<WrittenTip, String> {
        let effect = named(&self.effect, Effect::ALL, |effect| effect.as_str())?;
        let evidence = self.evidence()?;
        let is_ruled = matches!(evidence, Evidence::CmsRule { .. });
        if !is_ruled && (self.text.contains('%') || self.text.contains("percent")) {
            return Err("a percentage needs the rule that it is from".to_owned());
        }
        let claims = self.claims(hcpcs)?;
        if evidence == Evidence::Computed && claims.is_none() {
            return Err("computed evidence needs the claim that it is computed from".to_owned());
        }
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(WrittenTip { id: self.id.clone(), text, effect, evidence, reviewed, claims })
    }

    fn evidence(&self) -> Result<Evidence, String> {
        match (self.evidence.as_str(), &self.document, &self.section) {
            ("cms_rule", Some(document), Some(section)) => {
                Ok(Evidence::CmsRule { document: document.clone(), section: section.clone() })
            }
            ("cms_rule", _, _) => Err("a rule of CMS needs its document and section".to_owned()),
            ("computed", None, None) => Ok(Evidence::Computed),
            ("editorial", None, None) => Ok(Evidence::Editorial),
            ("computed" | "editorial", _, _) => Err("only a rule of CMS names a document".to_owned()),
            (other, _, _) => Err(format!("{other:?}: expected cms_rule, computed or editorial")),
        }
    }

    fn claims(&self, hcpcs: HcpcsCode) -> Result<Option<Claims>, String> {
        let read = |text: &String| grammar::read(text, hcpcs);
        let claim = self.claim.as_ref().map(read).transpose()?;
        let compared_with = self.compared_with.as_ref().map(read).transpose()?;
        let position = self.line.unwrap_or(1).checked_sub(1).ok_or("lines count from 1")?;
        let measure = match &self.measure {
            Some(name) => named(name, Measure::ALL, |measure| measure.as_str())?,
            None => Measure::Allowed,
        };
        let Some(claim) = claim else {
            let is_bare = compared_with.is_none() && self.line.is_none() && self.measure.is_none();
            let names_none = !self.text.contains('{');
            return (is_bare && names_none)
                .then_some(None)
                .ok_or("without a claim there are no figures".to_owned());
        };
        let lines = compared_with.iter().chain([&claim]).map(Case::line_count).min().unwrap_or_default();
        if position >= lines {
            return Err("the claim has no such line".to_owned());
        }
        if compared_with.is_none() && self.text.contains("{compared_with}") {
            return Err("nothing is compared".to_owned());
        }
        Ok(Some(Claims { claim, compared_with, position, measure }))
    }
}

fn named<T: Copy>(name: &str, all: &[T], of: impl Fn(T) -> &'static str) -> Result<T, String> {
    let expected = || all.iter().map(|one| of(*one)).collect::<Vec<_>>().join(", ");
    let found = all.iter().copied().find(|one| of(*one) == name);
    found.ok_or_else(|| format!("{name:?}: expected one of {}", expected()))
}
