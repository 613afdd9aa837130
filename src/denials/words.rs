//! The word lists of the note screen.

/// Words, separated by blanks.
#[derive(Clone, Copy)]
pub(super) struct WordList(&'static str);

impl WordList {
    /// Whether the list has a word, in any letter case.
    pub(super) fn has(self, word: &str) -> bool {
        self.0.split(' ').any(|listed| listed.eq_ignore_ascii_case(word))
    }

    /// Whether the list has a word in exactly this letter case.
    pub(super) fn has_exactly(self, word: &str) -> bool {
        self.0.split(' ').any(|listed| listed == word)
    }
}

/// Words about a person.
pub(super) const PERSONS: WordList = WordList(
    "patient patients pt pts mr mrs ms miss mx dr sir madam mister he she him her hers his name names named \
     surname firstname lastname fname lname initials dob born birth birthday birthdate ssn mbi hic hicn mrn \
     social passport account acct acc phone telephone tel cell mobile fax email mail address street avenue \
     apt zip son daughter wife husband mother father mom dad brother sister widow widower spouse niece nephew \
     grandmother grandfather boyfriend girlfriend beneficiary subscriber insured icn dcn claimant guarantor \
     yo aged deceased lives resides driver license licence",
);

/// Words of e-mail and web addresses.
pub(super) const WEB: WordList =
    WordList("http https www com org net edu gmail yahoo hotmail outlook icloud aol dotcom");

/// Words that only separate digits.
pub(super) const FILLERS: WordList = WordList(
    "space dash hyphen minus dot point slash period comma underscore then and to or in of on at by x was is first \
         second third last day month year ext page",
);

/// Numbers in words.
pub(super) const NUMBER_WORDS: WordList = WordList(
    "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
     seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand \
     nought double triple uno dos tres",
);

/// Months. `may` and `march` are next to a number only in dates.
pub(super) const MONTHS: WordList = WordList(
    "january february march april may june july august september october november december jan feb mar apr \
     jun jul aug sep sept oct nov dec",
);

/// Days of a month in words.
pub(super) const ORDINALS: WordList = WordList(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth \
     fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth",
);

/// Modifiers and group codes of two letters, in capitals.
pub(super) const MODIFIERS: WordList = WordList(
    "RT LT TC XE XS XP XU GA GX GY GZ GT GQ GC GE GV GW KX AS AI AQ AR AD AA QK QX QY QZ QS QW JW JZ FX FY CT \
     CO CQ GN GO GP LC LD RC RI LM PT PI PR OA CR FS SA TA FA NU UE RR BP EP",
);

/// Words with which sentences of a note begin. Any other capitalized word may be a name.
pub(super) const OPENERS: WordList = WordList(
    "a about according across add added adding after again all also alternatively although always an and another any \
     anyone anything appeal appealed appealing appeals append appended appending approval approved are ask asked as at attach \
     attached attaching audit auth authorization authorizations avoid based be because been before beware bill billed \
     biller billers billing bills both bundled bundling but by call called can cannot carrier carriers change changed check \
     checked claim claims clean clearinghouse clinical code coded coders codes coding common commercial contractor contractors \
     correct corrected could coverage covered denial denials denied deny diagnosis diagnoses did different do document \
     documentation documented documents does done don double drop due each eligibility ensure even every everything exact \
     expect explain facility federal file filed filing first fix fixed follow for frequency from get getting global go good \
     got had has have having here hint how however if imaging important in include included including initial instead insurance \
     insurers interpretation is issue it its just keep kept know last later least level levels link list local look looked lost \
     low mac many medical medically member missing modifier modifiers more most move much multiple must national necessity need \
     needed needs never new next no none not note nothing now of often ok old on once only operative or order other our out over \
     overturned paid paper payer payers payment peer pending physician physicians place plan plans please policies policy portal \
     possible preauthorization prior procedure procedures professional provider providers put query radiology read reason \
     reasons rebill rebilled received reconsideration record records recoup recouped redetermination reduce refer referral refile \
     refiled reject rejected rejection remark remember remove removed reopen reopened reopening replace report reported reports \
     request requested requests require required requires resend resent resubmission resubmit resubmitted results retro review \
     reviewed right rule rules same screening see seems seen select send sending sent separate service services several should \
     show side similar simply since site some sometimes split start state status still study submit submitted such supervision \
     support supporting sure surgeon surgery switch take takes technical telehealth tell that the their them then there therapy these \
     they this those though timely tip to took try turned two type unbundled under unit units unless until update updated upheld \
     use used using usually verify very via visit visits wait was watch we went were what when where whether which while who why \
     will with within without won work worked works would write wrong yes you your",
);

/// Capitalized words of the field that are not names.
pub(super) const TERMS: WordList = WordList(
    "medicare medicaid advantage tricare aetna cigna humana anthem uhc bcbs blue cross shield united \
     healthcare kaiser noridian novitas palmetto fcso ngs wps cgs mac macs cms ama cpt hcpcs icd icd10 ncci \
     ptp mue mai lcd ncd abn abns carc carcs rarc rarcs era eob eobs edi rvu mpfs opps pos npi msp cob snf \
     asc er ed icu op mri mra cta pet us ekg ecg eeg emg ivig iv ct dme clia mips hpsa pa np md do crna cns \
     em fdr qic alj clinic part modifier modifiers box item loop segment chapter ch pub section manual i a ok \
     id not no and or only must never always xxx zzz ymm hmo ppo epo lob tpl rtc ctp usa va hipaa advance \
     notice level status global group code codes remark reason kx",
);

/// First names and surnames that are common in the United States and are not words of the field.
pub(super) const NAMES: WordList = WordList(
    "james john johnny robert michael mike david william richard joseph joe thomas tom charles christopher \
     chris daniel matthew anthony tony donald steven steve paul andrew joshua kenneth kevin brian george \
     timothy ronald edward jason jeffrey jeff ryan jacob gary nicholas eric jonathan stephen larry justin \
     scott brandon benjamin samuel sam gregory greg alexander alex patrick raymond jerry dennis tyler aaron \
     jose adam nathan henry douglas zachary peter kyle ethan walter noah jeremy keith roger terry harold sean \
     austin carl arthur lawrence dylan jesse bryan billy bob bobby bruce gabriel logan albert willie alan \
     juan wayne elijah randy vincent ralph eugene russell louis philip mary patricia jennifer jen linda \
     elizabeth liz barbara susan jessica sarah sara karen lisa nancy betty sandra margaret ashley kimberly \
     kim emily donna michelle carol amanda melissa deborah debbie stephanie rebecca sharon laura cynthia \
     dorothy amy kathleen kathy angela shirley emma brenda pamela nicole anna samantha katherine christine \
     debra rachel carolyn janet maria olivia heather helen catherine diane julie victoria joyce lauren kelly \
     christina ruth joan virginia judith evelyn hannah andrea megan cheryl jacqueline madison teresa abigail \
     sophia martha gloria janice kathryn ann anne isabella judy julia alice doris jane marie beverly denise \
     marilyn amber danielle brittany diana natalie lori tiffany alexis kayla smith johnson williams jones \
     garcia davis rodriguez martinez hernandez lopez gonzalez gonzales wilson anderson taylor moore jackson \
     martin perez thompson harris sanchez clark ramirez lewis robinson allen wright torres nguyen flores \
     adams nelson rivera campbell mitchell roberts gomez phillips evans diaz edwards collins reyes stewart \
     morris morales murphy rogers gutierrez ortiz peterson bailey ramos kelley howard richardson watson \
     brooks chavez bennett mendoza ruiz hughes alvarez castillo sanders patel myers ross foster jimenez \
     powell jenkins perry sullivan vasquez doe roe chen wang singh khan ali ahmed mohamed muhammad ivan olga \
     ivanov kowalski schmidt mueller obrien oconnor",
);

/// Words between the parts of a date.
pub(super) const ARTICLES: WordList = WordList("of the on in");

/// Words that give an age if [`AGED`] follows.
pub(super) const YEARS: WordList = WordList("year years yr yrs y month months mo");

/// Group codes, which come before a reason.
pub(super) const GROUPS: WordList = WordList("CO PR OA PI CR carc carcs reason");

/// Words before a modifier.
pub(super) const MODIFIER_WORDS: WordList = WordList("modifier modifiers mod mods");

/// Words that turn a number into an age.
pub(super) const AGES: WordList = WordList(
    "age ages female females male males woman women man men girl girls boy boys lady gentleman newborn infant baby \
     toddler child teen teenager adult elderly",
);

/// Words that follow [`YEARS`] in an age.
pub(super) const AGED: WordList = WordList("old o");
