//! Row 18 and section 22: where on the body services can be. The rules have no list, so this one goes through the families of
//! codes in their order and says of each where it is furnished.

use super::claim::Line;

/// Services on parts of the body that are not paired, by number. The bilateral indicators 1 and 3 say otherwise.
pub(super) const WITHOUT_SIDES: &[(u32, u32)] = &[
    (100, 1_999),
    (22_010, 22_899),
    (30_400, 30_630),
    (31_300, 31_614),
    (31_750, 31_899),
    (33_016, 33_999),
    (36_415, 36_416),
    (36_430, 36_460),
    (36_511, 36_522),
    (38_100, 38_129),
    (38_204, 38_215),
    (38_230, 38_243),
    (39_000, 39_599),
    (40_490, 42_299),
    (42_700, 49_999),
    (51_020, 53_899),
    (54_000, 54_450),
    (55_600, 55_899),
    (56_405, 58_579),
    (58_999, 59_899),
    (62_263, 62_368),
    (70_450, 70_498),
    (70_540, 70_559),
    (71_045, 71_048),
    (71_250, 71_555),
    (72_020, 72_295),
    (74_018, 74_415),
    (74_430, 74_455),
    (74_710, 75_635),
    (76_604, 76_604),
    (76_700, 76_873),
    (77_047, 77_047),
    (77_049, 77_049),
    (77_062, 77_063),
    (77_066, 77_067),
    (77_075, 77_092),
    (77_261, 77_799),
    (78_000, 89_398),
    (90_281, 91_299),
    (92_507, 92_526),
    (92_597, 92_618),
    (92_920, 93_799),
    (93_880, 93_880),
    (93_886, 93_893),
    (93_925, 93_925),
    (93_930, 93_930),
    (93_970, 93_970),
    (94_002, 95_850),
    (95_857, 95_857),
    (95_907, 97_550),
    (97_750, 97_755),
    (97_802, 99_999),
];

pub(super) const LETTER_CODES_WITHOUT_SIDES: &[(&str, &str)] = &[
    ("G0008", "G0109"),
    ("G0120", "G0124"),
    ("G0136", "G0148"),
    ("G0181", "G0182"),
    ("G0270", "G0271"),
    ("G0296", "G0323"),
    ("G0396", "G0397"),
    ("G0402", "G0409"),
    ("G0420", "G0427"),
    ("G0436", "G0447"),
    ("G0463", "G0514"),
    ("G0533", "G0560"),
    ("G2010", "G2169"),
    ("G2211", "G2252"),
    ("P3001", "P3001"),
    ("Q0091", "Q0091"),
];

/// Where a family of codes is furnished: which of fingers, toes and eyelids it can be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// On any skin.
    AnySkin,
    /// On face, scalp, eyelids, neck, genitalia, hands and feet alike.
    FaceHandsFeet,
    /// On the eyelids, or the face with them.
    Eyelids,
    /// On hands and feet, or on fingers and toes alike.
    Digits,
    /// On the hand.
    Fingers,
    /// On the foot.
    Toes,
}

use Where::{AnySkin, Digits, Eyelids, FaceHandsFeet, Fingers, Toes};

/// The families that can be on a finger, a toe or an eyelid, by number. What is missing is on none of them: trunk, arms and
/// legs, deep tissue, the globe, the lacrimal gland and sac, muscles, large joints, casts of a limb.
const FAMILIES: &[(u32, u32, Where)] = &[
    // Needle biopsies, drainage, foreign bodies, debridement.
    (10_004, 10_021, AnySkin),
    (10_060, 10_061, AnySkin),
    (10_120, 10_160, AnySkin),
    (10_180, 10_180, AnySkin),
    (11_000, 11_001, AnySkin),
    (11_010, 11_012, Digits),
    (11_042, 11_043, AnySkin),
    (11_044, 11_044, Digits),
    (11_045, 11_046, AnySkin),
    (11_047, 11_047, Digits),
    // Corns, biopsies, tags, shaving, excision, nails.
    (11_055, 11_057, Digits),
    (11_102, 11_107, AnySkin),
    (11_200, 11_201, AnySkin),
    (11_305, 11_308, Digits),
    (11_310, 11_313, Eyelids),
    (11_420, 11_426, Digits),
    (11_440, 11_446, Eyelids),
    (11_620, 11_626, Digits),
    (11_640, 11_646, Eyelids),
    (11_719, 11_765, Digits),
    (11_900, 11_901, AnySkin),
    // Closure of wounds.
    (12_001, 12_007, Digits),
    (12_011, 12_018, Eyelids),
    (12_020, 12_021, AnySkin),
    (12_041, 12_047, Digits),
    (12_051, 12_057, Eyelids),
    (13_131, 13_133, Digits),
    (13_151, 13_153, Eyelids),
    (13_160, 13_160, AnySkin),
    // Flaps and grafts.
    (14_040, 14_041, Digits),
    (14_060, 14_061, Eyelids),
    (14_350, 14_350, Digits),
    (15_004, 15_005, FaceHandsFeet),
    (15_017, 15_018, FaceHandsFeet),
    (15_050, 15_050, Digits),
    (15_115, 15_116, FaceHandsFeet),
    (15_120, 15_121, FaceHandsFeet),
    (15_135, 15_136, FaceHandsFeet),
    (15_155, 15_157, FaceHandsFeet),
    (15_240, 15_241, Digits),
    (15_260, 15_261, Eyelids),
    (15_275, 15_278, FaceHandsFeet),
    (15_574, 15_574, Digits),
    (15_576, 15_576, Eyelids),
    (15_620, 15_620, Digits),
    (15_630, 15_630, Eyelids),
    (15_650, 15_650, AnySkin),
    (15_730, 15_730, Eyelids),
    (15_740, 15_740, AnySkin),
    (15_750, 15_758, Digits),
    (15_773, 15_774, FaceHandsFeet),
    (15_820, 15_823, Eyelids),
    (15_851, 15_854, AnySkin),
    // Burns and destruction.
    (16_000, 16_030, AnySkin),
    (16_035, 16_036, Digits),
    (17_000, 17_250, AnySkin),
    (17_270, 17_276, Digits),
    (17_280, 17_286, Eyelids),
    (17_311, 17_312, FaceHandsFeet),
    (17_315, 17_315, FaceHandsFeet),
    (17_999, 17_999, AnySkin),
    // Bones, joints and tendons in general, as far as a digit has them.
    (20_103, 20_103, Digits),
    (20_220, 20_220, Digits),
    (20_240, 20_240, Digits),
    (20_500, 20_525, Digits),
    (20_527, 20_527, Fingers),
    (20_550, 20_551, Digits),
    (20_600, 20_604, Digits),
    (20_612, 20_615, Digits),
    (20_650, 20_650, Digits),
    (20_670, 20_694, Digits),
    (20_816, 20_827, Fingers),
    (20_972, 20_973, Toes),
    (20_999, 20_999, Digits),
    // The sections of the hand and of the foot, and what is put on digits.
    (26_010, 26_989, Fingers),
    (28_001, 28_899, Toes),
    (29_086, 29_086, Fingers),
    (29_130, 29_131, Fingers),
    (29_280, 29_280, Fingers),
    (29_550, 29_550, Toes),
    (29_900, 29_902, Fingers),
    // Arteries and nerves of digits.
    (35_207, 35_207, Fingers),
    (64_450, 64_450, Digits),
    (64_455, 64_455, Toes),
    (64_612, 64_612, Eyelids),
    (64_632, 64_632, Toes),
    (64_640, 64_640, Digits),
    (64_702, 64_702, Digits),
    (64_726, 64_726, Toes),
    (64_727, 64_727, Digits),
    (64_776, 64_778, Digits),
    (64_787, 64_787, Digits),
    (64_820, 64_820, Fingers),
    (64_831, 64_832, Digits),
    (64_872, 64_876, Digits),
    (64_890, 64_891, Digits),
    (64_895, 64_896, Digits),
    (64_901, 64_902, Digits),
    (64_910, 64_999, Digits),
    // Eyelids, the conjunctiva of the lids, puncta and canaliculi.
    (67_700, 67_999, Eyelids),
    (68_020, 68_115, Eyelids),
    (68_135, 68_135, Eyelids),
    (68_320, 68_340, Eyelids),
    (68_399, 68_399, Eyelids),
    (68_440, 68_440, Eyelids),
    (68_530, 68_530, Eyelids),
    (68_700, 68_705, Eyelids),
    (68_760, 68_761, Eyelids),
    (68_801, 68_801, Eyelids),
    (68_840, 68_840, Eyelids),
    (68_899, 68_899, Eyelids),
    // Images of a digit, and of a needle wherever it is. Care of wounds.
    (73_140, 73_140, Fingers),
    (73_660, 73_660, Toes),
    (76_881, 76_882, Digits),
    (76_942, 76_942, Digits),
    (77_002, 77_002, Digits),
    (97_597, 97_598, AnySkin),
];

/// Trimming of nails and routine foot care.
const ON_TOES: [&str; 2] = ["G0127", "G0247"];

/// Angioplasty, stents and thrombectomy; lysis and brachytherapy; images and pressures of a coronary artery.
const OF_CORONARY_ARTERIES: &[(u32, u32)] =
    &[(92_920, 92_945), (92_972, 92_975), (92_978, 92_979), (93_571, 93_572)];

/// The modifiers of each kind of site.
pub(crate) const SIDES: &[&str] = &["LT", "RT"];
pub(crate) const EYELIDS: &[&str] = &["E1", "E2", "E3", "E4"];
pub(crate) const FINGERS: &[&str] = &["FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9"];
pub(crate) const TOES: &[&str] = &["TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"];
pub(crate) const ARTERIES: &[&str] = &["LC", "LD", "LM", "RC", "RI"];

/// The modifiers of the sites that a code can be furnished on, without the sides.
pub(crate) fn sites_of(code: &str) -> Vec<&'static [&'static str]> {
    let number = code.parse::<u32>().unwrap_or(0);
    let families = FAMILIES.iter().filter(|(first, last, _)| (*first..=*last).contains(&number));
    let mut sites: Vec<&[&str]> = families
        .flat_map(|(_, _, place)| match place {
            AnySkin | FaceHandsFeet => vec![EYELIDS, FINGERS, TOES],
            Eyelids => vec![EYELIDS],
            Digits => vec![FINGERS, TOES],
            Fingers => vec![FINGERS],
            Toes => vec![TOES],
        })
        .collect();
    if ON_TOES.contains(&code) {
        sites.push(TOES);
    }
    let is_coronary = OF_CORONARY_ARTERIES.iter().any(|(first, last)| (*first..=*last).contains(&number));
    if is_coronary || ("C9600"..="C9608").contains(&code) {
        sites.push(ARTERIES);
    }
    sites
}

/// Whether a service has a right and a left side: by its bilateral indicator, or by where its family is.
fn has_sides(line: &Line) -> bool {
    let number = line.code.parse::<u32>().unwrap_or(0);
    let without = WITHOUT_SIDES.iter().any(|(first, last)| (*first..=*last).contains(&number))
        || LETTER_CODES_WITHOUT_SIDES
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&line.code.as_str()));
    !super::ncci::is_evaluation(&line.code)
        && line.row.as_ref().map_or(!without, |row| match row.bilateral {
            '1' | '3' => true,
            '9' => false,
            _ => !without,
        })
}

/// Whether a modifier of the line names a site that both services can be on.
pub(super) fn names_a_shared_site(line: &Line, other: &Line) -> bool {
    let others = sites_of(&other.code);
    let shared = sites_of(&line.code).into_iter().filter(|site| others.contains(site));
    let mut shared: Vec<&[&str]> = shared.collect();
    if has_sides(line) && has_sides(other) {
        shared.push(SIDES);
    }
    shared.into_iter().any(|modifiers| line.has_any(modifiers))
}
