-- Denials that billers reported: what remittance codes mean, the reports, and the figures that may be published of them.
-- No row here tells who contributed: no address, no name, no time of day.

create table adjustment_groups (
    group_code text not null constraint adjustment_groups_pkey primary key,
    meaning text not null
);
comment on table adjustment_groups is 'X12 claim adjustment group codes: who bears an amount that was not paid.';
comment on column adjustment_groups.group_code is 'The code.';
comment on column adjustment_groups.meaning is 'What it means, in our own words.';

insert into adjustment_groups values
    ('CO', 'the provider bears it, by contract or law'),
    ('PR', 'the patient owes it'),
    ('OA', 'neither owes it under this claim, such as an exact duplicate'),
    ('PI', 'the payer decided that the provider bears it, without a contract that says so'),
    ('CR', 'a correction of an earlier payment');

create table adjustment_reasons (
    carc text not null constraint adjustment_reasons_pkey primary key
        constraint adjustment_reasons_carc_form check (carc ~ '^([1-9][0-9]{0,2}|[A-Z][1-9][0-9]?)$'),
    class text not null constraint adjustment_reasons_class_known check (class in ('A', 'D', 'C')),
    meaning text not null,
    typical_fix text not null
);
comment on table adjustment_reasons is 'Claim adjustment reason codes (CARC) in our own words; X12 maintains the codes.';
comment on column adjustment_reasons.carc is 'The code.';
comment on column adjustment_reasons.class is 'A: an adjustment of a line that is paid as it should be; D: a denial; C: either, the amount tells.';
comment on column adjustment_reasons.meaning is 'What it means.';
comment on column adjustment_reasons.typical_fix is 'What usually mends it.';

insert into adjustment_reasons values
    ('1', 'A', 'the patient''s deductible', 'Nothing to mend: bill the patient or the next payer.'),
    ('2', 'A', 'the patient''s coinsurance', 'Nothing to mend: bill the patient or the next payer.'),
    ('3', 'A', 'the patient''s copayment', 'Nothing to mend: bill the patient or the next payer.'),
    ('4', 'D', 'a modifier is missing, or clashes with the code', 'Check which modifiers the code takes (26, TC, sides, anatomical ones), then send a corrected claim.'),
    ('5', 'D', 'the code cannot be furnished in this place of service', 'Compare code and place of service; correct whichever was keyed wrong.'),
    ('6', 'D', 'the code does not go with the patient''s age', 'Verify the date of birth on file, then the code: many have a variant for another age.'),
    ('7', 'D', 'the code does not go with the patient''s sex', 'Verify the sex on file; where it is right, ask the payer which condition code or KX lets the claim pass.'),
    ('8', 'D', 'the code does not go with the provider''s specialty', 'Check the taxonomy on the claim and the specialty enrolled; bill under who may furnish it.'),
    ('9', 'D', 'the diagnosis does not go with the patient''s age', 'Verify the date of birth, then take the diagnosis that is valid for that age.'),
    ('10', 'D', 'the diagnosis does not go with the patient''s sex', 'Verify the sex on file, then the diagnosis.'),
    ('11', 'D', 'the diagnosis does not support the service', 'Point the line to the diagnosis in the record that does; see the coverage determination''s list.'),
    ('12', 'D', 'the diagnosis does not go with the kind of provider', 'Check the diagnosis pointer and who rendered the service.'),
    ('13', 'D', 'the service is dated after the patient''s death', 'Verify the date of service; a wrong date of death is mended with the eligibility agency first.'),
    ('16', 'D', 'data are missing or wrong, as the remark code says', 'Read the remark code, mend that field and send a new claim; an unprocessable claim has no appeal.'),
    ('18', 'D', 'an exact duplicate of another claim or line', 'Find the first claim''s outcome; a true repeat needs 76, 77, 91 or units on one line.'),
    ('19', 'D', 'workers'' compensation owes it', 'Bill the compensation carrier; where it denied, send its denial along.'),
    ('20', 'D', 'a liability insurer owes it', 'Bill the liability carrier; Medicare may pay conditionally after 120 days.'),
    ('21', 'D', 'no-fault insurance owes it', 'Bill the no-fault carrier; send its exhaustion letter when benefits end.'),
    ('22', 'D', 'another payer may come first', 'Check the order of payers; bill the primary and send its remittance, or have the record corrected.'),
    ('23', 'A', 'the effect of what an earlier payer decided', 'Nothing to mend: compare with the earlier payer''s remittance.'),
    ('24', 'D', 'a capitated or managed care plan covers the patient', 'Bill the plan in which the patient was enrolled on the date of service.'),
    ('26', 'D', 'the service came before coverage began', 'Check eligibility on the date; bill the coverage of that day.'),
    ('27', 'D', 'the service came after coverage ended', 'Check eligibility on the date; bill the new coverage.'),
    ('29', 'D', 'the claim was filed too late', 'Send proof of timely filing, such as the clearinghouse''s acceptance report; else write it off.'),
    ('31', 'D', 'the payer does not recognize the patient', 'Compare number and name with the card, character by character, and send a new claim.'),
    ('35', 'D', 'the lifetime maximum is used up', 'Verify the count with the payer; where it is right, only another payer can pay.'),
    ('40', 'D', 'not an emergency as the payer sees it', 'Appeal with the record of the symptoms as they presented.'),
    ('44', 'A', 'a discount for prompt payment', 'Nothing to mend: check the contract.'),
    ('45', 'A', 'the charge is above the fee schedule or contract', 'Nothing to mend: write it off.'),
    ('49', 'D', 'a routine or screening examination that is not covered', 'Where there was a complaint, code it; otherwise use the covered preventive code.'),
    ('50', 'D', 'not medically necessary as the payer sees it', 'Compare with the coverage determination; appeal with the record, or correct the diagnosis. An ABN decides who owes it.'),
    ('53', 'D', 'furnished by a relative or member of the household', 'No payment is possible; correct the rendering provider if it is wrong.'),
    ('54', 'D', 'an assistant, a second surgeon or a team is not paid for here', 'Check the code''s assistant and co-surgeon indicators; where documentation decides, send the operative note.'),
    ('55', 'D', 'experimental or investigational as the payer sees it', 'Appeal with approvals and literature, or bill the trial''s modifiers Q0 or Q1.'),
    ('56', 'D', 'not proven effective as the payer sees it', 'Appeal with guidelines and literature for this indication.'),
    ('58', 'D', 'furnished in the wrong place of service', 'Correct the place of service to where the patient was; the facility''s claim must agree.'),
    ('59', 'C', 'reduced, or not paid, under the rules for several procedures', 'Check the order of the procedures; where they were separate sessions, add 59 or an X modifier.'),
    ('60', 'D', 'an outpatient service near an inpatient stay', 'Bill it with the stay, or show that it was unrelated.'),
    ('66', 'A', 'the deductible for blood', 'Nothing to mend: the patient owes it.'),
    ('89', 'C', 'the professional part was taken out', 'Bill the part furnished: 26 for the interpretation, TC for the equipment.'),
    ('94', 'A', 'paid above the charge', 'Nothing to mend: review the charge.'),
    ('96', 'D', 'not covered, as the remark code says', 'Read the remark code; where the exclusion does not fit, correct the claim, else bill who owes it.'),
    ('97', 'D', 'included in the payment of another service', 'Look up the PTP edit and global period; where the services were distinct, add 59, XE, XS, XP, XU, 25, 58, 78 or 79 as documented.'),
    ('100', 'A', 'paid to the patient', 'Collect from the patient; accept assignment to be paid directly.'),
    ('107', 'D', 'the primary or qualifying service is not on the claim', 'Bill the add-on with its primary on the same claim, same day, same provider.'),
    ('109', 'D', 'sent to the wrong payer or contractor', 'Check the jurisdiction and the patient''s plan; send it there.'),
    ('110', 'D', 'billed before the date of service', 'Correct the date, or bill when the service is done.'),
    ('111', 'D', 'covered only when the provider accepts assignment', 'Send it again with assignment accepted.'),
    ('112', 'D', 'not furnished directly to the patient, or not documented', 'Send the record that shows the service.'),
    ('114', 'D', 'the product or drug is not approved', 'Check the approval on the date; appeal with compendia for an accepted use.'),
    ('115', 'D', 'the procedure was postponed or canceled', 'Bill 53, 73 or 74 for what was begun; nothing is due for what was not.'),
    ('116', 'D', 'the notice that the patient signed was defective', 'Use the current form, complete and signed before the service; the provider bears this one.'),
    ('119', 'D', 'the maximum of the period is reached', 'For therapy above the threshold add KX where it is justified; else verify the count.'),
    ('122', 'A', 'the former reduction of psychiatric services', 'Nothing to mend: it ended with 2013.'),
    ('129', 'D', 'the earlier payer''s data are wrong', 'Compare with its remittance and correct the other payer''s segments.'),
    ('133', 'C', 'the line waits for a further review', 'Wait for the decision; answer any letter in time.'),
    ('134', 'C', 'the technical part was taken out', 'Bill the part furnished: 26 in a facility.'),
    ('140', 'D', 'the patient''s number and name do not match', 'Copy both from the card as printed, and send a new claim.'),
    ('144', 'A', 'an incentive payment or adjustment', 'Nothing to mend: check the MIPS letter.'),
    ('146', 'D', 'the diagnosis code was not valid on the date', 'Take the code of that fiscal year, to its full length.'),
    ('147', 'D', 'the contracted rate has expired or is not on file', 'Have contracting confirm the rate, then ask for reprocessing.'),
    ('148', 'D', 'another provider''s information is missing', 'Ask that provider to send it, or attach it.'),
    ('149', 'D', 'the lifetime maximum of this category is used up', 'Verify the count; another payer or the patient owes it.'),
    ('150', 'D', 'the record does not support this level of service', 'Compare the note with the level''s criteria; appeal with it, or correct the level.'),
    ('151', 'D', 'the record does not support so many or so frequent services', 'Compare units with the MUE; split lines with a modifier where allowed, or appeal with the record.'),
    ('152', 'D', 'the record does not support so long a service', 'Send the documented time.'),
    ('163', 'D', 'the attachment that the claim names has not come', 'Send it with the control number that the claim names.'),
    ('164', 'D', 'the attachment came too late', 'Appeal with proof of when it was sent.'),
    ('166', 'D', 'sent after this payer''s responsibility ended', 'Bill the payer that took over.'),
    ('167', 'D', 'the diagnosis is not covered', 'Check the policy''s list; correct the diagnosis only where the record supports another.'),
    ('169', 'C', 'another benefit was given instead', 'Compare what was paid with the plan''s alternate benefit; appeal where it does not fit.'),
    ('170', 'D', 'this kind of provider is not paid for it', 'Bill under who may furnish it; check enrollment and scope.'),
    ('171', 'D', 'this kind of provider is not paid for it in this kind of facility', 'Check the place of service and whose service it was: the facility may owe it.'),
    ('172', 'C', 'adjusted for the provider''s specialty', 'Check the specialty on file and the taxonomy.'),
    ('173', 'D', 'not ordered by a physician', 'Put the ordering practitioner on the claim and keep the signed order.'),
    ('177', 'D', 'the patient does not meet the conditions of eligibility', 'Check eligibility for this benefit on the date.'),
    ('181', 'D', 'the procedure code was not valid on the date', 'Take the code of that quarter''s release; replaced codes have successors.'),
    ('182', 'D', 'the modifier was not valid on the date', 'Take a modifier that was in force on the date.'),
    ('183', 'D', 'the referring provider may not refer for it', 'Check that the referring NPI is an individual''s, enrolled and of an eligible profession.'),
    ('184', 'D', 'the ordering provider may not order it', 'Check that the ordering NPI is an individual''s, enrolled and of an eligible profession.'),
    ('185', 'D', 'the rendering provider may not furnish it', 'Check enrollment and the effective date of the rendering NPI.'),
    ('189', 'D', 'an unlisted code was used though a specific one exists', 'Bill the specific code.'),
    ('190', 'D', 'included in a skilled nursing facility''s stay', 'Bill the facility; only the professional part of excluded services is billed apart.'),
    ('193', 'D', 'the first decision stands after review', 'Take the next level of appeal within its deadline, with something new.'),
    ('194', 'D', 'anesthesia by the operating physician', 'No separate payment; moderate sedation has codes of its own.'),
    ('197', 'D', 'authorization or notification is absent', 'Find the authorization and send its number; else ask for a retroactive one.'),
    ('198', 'D', 'authorization was exceeded', 'Ask to extend it to what was furnished, then send a corrected claim.'),
    ('201', 'A', 'a set-aside arrangement pays it', 'Bill the set-aside''s administrator.'),
    ('203', 'C', 'a service that was reduced or broken off', 'Check 52 and 53; send what was done.'),
    ('204', 'D', 'not a benefit of the patient''s plan', 'Verify the benefit; bill the patient where notice was given, or the next payer.'),
    ('206', 'D', 'a national provider identifier is missing', 'Put the NPI that the remark code names on the claim.'),
    ('207', 'D', 'a national provider identifier is malformed', 'Check the ten digits and the check digit.'),
    ('208', 'D', 'a national provider identifier does not match', 'Compare NPI, tax number and enrollment as the payer has them.'),
    ('209', 'A', 'the provider may not collect it, by regulation', 'Nothing to mend: it may go to another payer, not to the patient.'),
    ('213', 'D', 'a referral that the self-referral rules forbid', 'Have compliance look at it before anything else is sent.'),
    ('216', 'D', 'what a review organization found', 'Ask for the findings; appeal with the record.'),
    ('222', 'D', 'above the contract''s maximum for the provider', 'Check the contract''s maximum hours or units.'),
    ('223', 'A', 'an adjustment that a law mandates', 'Nothing to mend.'),
    ('226', 'D', 'information asked of the provider did not come, or not all', 'Send all that the letter asked for and ask to reopen the claim.'),
    ('227', 'D', 'information asked of the patient did not come, or not all', 'Have the patient answer the payer, such as on other coverage.'),
    ('228', 'D', 'information asked of an earlier payer or provider did not come', 'Send it yourself where you have it.'),
    ('231', 'D', 'mutually exclusive procedures on one day', 'Bill the one that was done; where both were distinct, add 59 or an X modifier.'),
    ('234', 'D', 'the procedure is not paid separately', 'Its payment is in another service: look for status B, or bundling in the edits.'),
    ('236', 'D', 'the combination conflicts with NCCI on that day', 'Look the pair up: indicator 1 takes a modifier where the record shows distinct services, 0 takes none.'),
    ('237', 'A', 'a penalty or cut that a law sets', 'Check modifiers FX, FY and CT, and MIPS.'),
    ('242', 'D', 'not furnished by the network or the primary care provider', 'Ask for a network exception or referral; bill out-of-network benefits.'),
    ('246', 'D', 'a code for reporting only, which is not paid', 'Nothing to mend: it is counted, not paid.'),
    ('250', 'D', 'the attachment that came is not the one expected', 'Send the document that the remark code names.'),
    ('251', 'D', 'the attachment that came is incomplete', 'Send it again, whole and signed.'),
    ('252', 'D', 'an attachment is required', 'Send the document that the remark code names, with the claim number.'),
    ('253', 'A', 'sequestration', 'Nothing to mend: write it off, the patient does not owe it.'),
    ('256', 'D', 'not payable under the managed care contract', 'Check the contract; carve-outs are billed to another payer.'),
    ('258', 'D', 'the patient was in custody', 'Bill the authority in whose custody they were, or show that custody had ended.'),
    ('261', 'D', 'not consistent with the patient''s history', 'Check sides, sites and earlier removals; appeal with the record.'),
    ('268', 'D', 'the claim spans two years', 'Split it at the year''s end.'),
    ('269', 'D', 'anesthesia is not covered for this procedure', 'Show why it was necessary, with its modifiers and diagnosis.'),
    ('272', 'D', 'coverage guidelines were not met', 'Compare with the policy; appeal point by point from the record.'),
    ('273', 'D', 'coverage guidelines were exceeded', 'Check the frequency in the policy; appeal with the reason for more.'),
    ('276', 'D', 'what an earlier payer denied, this one does not pay', 'Mend it with the earlier payer first.'),
    ('A1', 'D', 'denied, as the remark code says', 'Read the remark code; ask the payer where it is missing.'),
    ('B1', 'D', 'visits that are not covered', 'Check the visit limits and what counts against them.'),
    ('B4', 'A', 'a penalty for late filing', 'Nothing to mend unless the date of receipt is wrong.'),
    ('B7', 'D', 'the provider was not eligible for it on the date', 'Check enrollment, certification and revalidation dates; ask for a retroactive date.'),
    ('B8', 'D', 'an alternative should have been used', 'Show why it did not serve the patient.'),
    ('B9', 'D', 'the patient had elected hospice', 'Add GV (attending, not employed by the hospice) or GW (unrelated), or bill the hospice.'),
    ('B10', 'C', 'reduced because a component was paid already', 'Find the component''s claim; correct whichever billed too much.'),
    ('B11', 'D', 'passed on to the right payer', 'Wait for that payer; bill it directly next time.'),
    ('B12', 'D', 'not documented in the record', 'Send the signed note that shows it, or withdraw the line.'),
    ('B13', 'D', 'perhaps paid already', 'Search the payments before anything is sent again.'),
    ('B14', 'D', 'only one visit a day is paid', 'Combine the visits, or show different problems or specialties with 25.'),
    ('B15', 'D', 'the qualifying service was not received or paid', 'Get the qualifying service paid first, on the same claim where it is an add-on.'),
    ('B16', 'D', 'the patient is not new to the practice', 'Bill the established visit: three years count, for the same specialty of the group.'),
    ('B20', 'D', 'furnished in part or whole by another provider', 'Agree who billed which part: 26 and TC, 54 and 55, 62.'),
    ('B22', 'C', 'adjusted on the diagnosis', 'Check the diagnosis and its order.'),
    ('B23', 'D', 'outside the laboratory''s CLIA certification', 'Put the CLIA number on the claim, QW for waived tests, and check the certificate''s specialties.');

create table remark_codes (
    rarc text not null constraint remark_codes_pkey primary key
        constraint remark_codes_rarc_form check (rarc ~ '^(M|MA|N)[0-9]{1,3}$'),
    kind text not null constraint remark_codes_kind_known check (kind in ('supplemental', 'informational')),
    meaning text not null,
    typical_fix text not null
);
comment on table remark_codes is 'Remittance advice remark codes (RARC) in our own words, those that a practitioner meets most; CMS maintains the codes.';
comment on column remark_codes.rarc is 'The code.';
comment on column remark_codes.kind is 'supplemental: it explains an adjustment; informational: it stands for itself.';
comment on column remark_codes.meaning is 'What it means.';
comment on column remark_codes.typical_fix is 'What usually mends it.';

insert into remark_codes values
    ('M15', 'supplemental', 'components are bundled into one service', 'Bill the comprehensive service alone, or a modifier where the record shows distinct services.'),
    ('M20', 'supplemental', 'the procedure code is missing or wrong', 'Put a valid code on the line and send a new claim.'),
    ('M29', 'supplemental', 'the operative note is missing', 'Send the operative note with the claim number.'),
    ('M51', 'supplemental', 'the procedure code is missing or wrong', 'Correct the code for the date of service and send a new claim.'),
    ('M53', 'supplemental', 'units or days are missing or wrong', 'Put whole units of at least one on the line and send a new claim.'),
    ('M64', 'supplemental', 'another diagnosis is missing or wrong', 'Complete the further diagnosis codes to their full length.'),
    ('M69', 'supplemental', 'paid at the normal rate: nothing was sent that supports the modified code', 'Send the record that supports modifier 22 with an appeal.'),
    ('M73', 'informational', 'a shortage area bonus is paid on the professional part only', 'Nothing to mend: bill the professional part apart where the bonus is due.'),
    ('M74', 'informational', 'the service is not eligible for a shortage area bonus', 'Nothing to mend: check the ZIP code against the year''s shortage areas.'),
    ('M76', 'supplemental', 'the diagnosis is missing or wrong', 'Put a valid diagnosis on the claim, of full length, and point the line to it.'),
    ('M77', 'supplemental', 'the place of service is missing or wrong', 'Correct the place of service and, where it is a facility, its name and address.'),
    ('M79', 'supplemental', 'the charge is missing', 'Put the charge on the line and send a new claim.'),
    ('M80', 'supplemental', 'not paid beside a service that was already processed for the session or day', 'Look the pair up in NCCI; a modifier only where the record shows a separate session or site.'),
    ('M86', 'supplemental', 'the same or a similar service was already paid in the time frame', 'Find the earlier service; appeal with the reason for another one so soon.'),
    ('M96', 'supplemental', 'the technical part for an inpatient belongs to the facility', 'Bill the professional part with 26; the technical part is the hospital''s.'),
    ('M97', 'supplemental', 'not paid to a practitioner in this setting: it is in the facility''s payment', 'Check the place of service; where it is right, the facility is billed.'),
    ('M127', 'supplemental', 'the medical record is missing', 'Send the record with the claim number within the letter''s deadline.'),
    ('M144', 'supplemental', 'care before or after surgery is in the surgery''s payment', 'Check the dates against the global period; 24, 25, 57, 58, 78 or 79 where they fit.'),
    ('MA01', 'informational', 'how to appeal', 'Count the appeal''s deadline from the remittance''s date.'),
    ('MA04', 'supplemental', 'data of the primary payer are missing', 'Send the primary payer''s remittance data with the claim.'),
    ('MA13', 'informational', 'limits on what the patient may be billed', 'Do not bill the patient unless group code PR says so.'),
    ('MA18', 'informational', 'passed on to a supplemental insurer', 'Wait for the supplemental insurer before billing it.'),
    ('MA27', 'supplemental', 'the entitlement number or name is missing or wrong', 'Copy number and name from the card as printed.'),
    ('MA61', 'supplemental', 'the social security number is missing or wrong', 'Complete the identifier that the payer asks for, by its portal.'),
    ('MA63', 'supplemental', 'the principal diagnosis is missing or wrong', 'Put a valid principal diagnosis first.'),
    ('MA67', 'informational', 'a correction of an earlier claim', 'Compare with the earlier remittance and post the difference.'),
    ('MA83', 'supplemental', 'whether Medicare is primary or secondary was not said', 'Say whether Medicare is primary or secondary, and why.'),
    ('MA112', 'supplemental', 'data of the group practice are missing', 'Complete the group''s name, address and NPI.'),
    ('MA120', 'supplemental', 'the CLIA number is missing or wrong', 'Put the laboratory''s CLIA number on the claim.'),
    ('MA130', 'supplemental', 'unprocessable: send a new claim, there is no appeal', 'Correct what the other remark codes name and send a new claim, no appeal.'),
    ('N4', 'supplemental', 'the earlier payer''s explanation of benefits is missing', 'Send the earlier payer''s remittance with the claim.'),
    ('N10', 'supplemental', 'the result of a review or of pricing by hand', 'Ask what the reviewer found; appeal with the record.'),
    ('N13', 'supplemental', 'paid according to the modifier for the professional or technical part', 'Nothing to mend where the modifier is right.'),
    ('N19', 'supplemental', 'incidental to the primary procedure', 'Nothing is due unless the procedures were distinct: then a modifier and the record.'),
    ('N20', 'supplemental', 'not paid with another service of the same day', 'Look the pair up; a modifier only where the services were distinct.'),
    ('N30', 'supplemental', 'the patient is not eligible for this service', 'Check eligibility for this benefit on the date.'),
    ('N32', 'supplemental', 'must be billed by whoever rendered it', 'Bill under the practitioner who rendered it.'),
    ('N56', 'supplemental', 'the procedure code is not valid for the service or date', 'Take the code that was valid on the date, or Medicare''s own code for it.'),
    ('N95', 'supplemental', 'this kind of provider may not bill it', 'Check taxonomy and enrollment; bill under who may furnish it.'),
    ('N104', 'supplemental', 'not payable under this jurisdiction', 'Send it to the contractor of the place of service.'),
    ('N115', 'supplemental', 'a local coverage determination was used', 'Compare diagnosis and frequency with the local policy; appeal from the record.'),
    ('N122', 'supplemental', 'an add-on code was billed alone', 'Bill the add-on beside its primary, same day, same claim.'),
    ('N130', 'supplemental', 'see the plan''s restrictions on coverage', 'Read the plan''s policy for this service before appealing.'),
    ('N174', 'supplemental', 'not covered: the patient owes no more than group code PR says', 'Bill the patient no more than the PR amounts.'),
    ('N203', 'supplemental', 'the anesthesia time is missing or wrong', 'Put the minutes of anesthesia on the line.'),
    ('N211', 'informational', 'there is no appeal', 'Correct and send a new claim where something was wrong; an appeal is not heard.'),
    ('N264', 'supplemental', 'the ordering provider''s name is missing or wrong', 'Put the ordering practitioner''s name as enrolled.'),
    ('N265', 'supplemental', 'the ordering provider''s number is missing or wrong', 'Put the ordering practitioner''s individual NPI.'),
    ('N285', 'supplemental', 'the referring provider''s name is missing or wrong', 'Put the referring practitioner''s name as enrolled.'),
    ('N286', 'supplemental', 'the referring provider''s number is missing or wrong', 'Put the referring practitioner''s individual NPI.'),
    ('N290', 'supplemental', 'the rendering provider''s number is missing or wrong', 'Put the rendering practitioner''s individual NPI.'),
    ('N350', 'supplemental', 'an unlisted code has no description', 'Describe the unlisted service in the claim''s note field and send the record.'),
    ('N362', 'supplemental', 'the units are above the maximum', 'Compare with the MUE; split lines with a modifier where its indicator allows.'),
    ('N386', 'supplemental', 'a national coverage determination was used', 'Compare with the national policy; appeal where its conditions were met.'),
    ('N390', 'supplemental', 'cannot be billed separately', 'Nothing is due: look for the service that includes it.'),
    ('N425', 'supplemental', 'excluded by statute', 'Bill the patient, or the next payer with GY.'),
    ('N428', 'supplemental', 'not covered in this place of service', 'Correct the place of service where it is wrong; else another setting must bill.'),
    ('N430', 'supplemental', 'code and units disagree', 'Make the units what the code''s description counts.'),
    ('N435', 'supplemental', 'over the allowed number or frequency', 'Check the policy''s frequency; appeal with the reason for more.'),
    ('N443', 'supplemental', 'the total time or its start is missing', 'Put the total or start and end times on the claim.'),
    ('N519', 'supplemental', 'the combination of modifiers is invalid', 'Check the modifiers against each other: sides, 26 and TC, 54 and 55.'),
    ('N525', 'supplemental', 'inside another service''s global period', 'Check the global period; 24, 25, 57, 58, 78 or 79 where they fit.'),
    ('N563', 'informational', 'notice in advance was not given: the patient is not liable', 'Give the notice before the service next time; the provider bears this one.'),
    ('N569', 'supplemental', 'not covered for this diagnosis', 'Point the line to the diagnosis in the record that the policy lists.'),
    ('N574', 'supplemental', 'a provider of this type may not order or refer', 'Have an eligible practitioner order, and name that one.'),
    ('N575', 'supplemental', 'the ordering or referring provider''s name does not match', 'Spell the name as the enrollment has it.'),
    ('N620', 'informational', 'a code for reporting only', 'Nothing to mend: it is counted, not paid.'),
    ('N640', 'supplemental', 'over the allowed number or frequency', 'Check the policy''s frequency; appeal with the reason for more.'),
    ('N644', 'supplemental', 'processed under the rules for bilateral procedures', 'Compare with modifier 50 and the bilateral indicator.'),
    ('N646', 'supplemental', 'processed under the rules for assistants at surgery', 'Compare with 80, 82 or AS and the assistant indicator.'),
    ('N657', 'supplemental', 'bill with the code that fits', 'Find the code that names the service and send a new claim.'),
    ('N670', 'supplemental', 'processed under the rules for several procedures', 'Check the order of the procedures by value.'),
    ('N674', 'supplemental', 'not covered without a service that must come first', 'Get the service that must come first paid first.'),
    ('N706', 'supplemental', 'documentation is missing', 'Send the documents with the claim number.'),
    ('N759', 'supplemental', 'cut for a scanner that does not meet the standard', 'Remove CT where the scanner meets the standard.'),
    ('N775', 'supplemental', 'cut for imaging on film', 'Remove FX where the image was not on film.'),
    ('N776', 'supplemental', 'not a covered telehealth service', 'Check the year''s telehealth list; bill it in person where it was.'),
    ('N794', 'supplemental', 'cut for computed radiography', 'Remove FY where digital radiography was used.'),
    ('N807', 'supplemental', 'a MIPS adjustment', 'Nothing to mend: check the MIPS letter.'),
    ('N808', 'supplemental', 'not covered for this kind of provider', 'Check taxonomy and enrollment; bill under who may furnish it.');

create table denial_reports (
    id bigint generated always as identity constraint denial_reports_pkey primary key,
    hcpcs text not null,
    modifiers text[] not null constraint denial_reports_modifiers_most check (cardinality(modifiers) <= 4),
    place_of_service text,
    payer text not null,
    group_code text not null constraint denial_reports_group_fkey references adjustment_groups (group_code),
    carc text not null constraint denial_reports_carc_fkey references adjustment_reasons (carc),
    rarcs text[] not null constraint denial_reports_rarcs_most check (cardinality(rarcs) <= 10),
    service_month date not null
        constraint denial_reports_service_month_first check (extract(day from service_month) = 1),
    billed_bucket text,
    appeal_strategy text,
    appeal_outcome text,
    note text constraint denial_reports_note_short check (char_length(note) <= 280),
    received_on date not null,
    retraction_sha256 bytea
        constraint denial_reports_retraction_sha256_length check (octet_length(retraction_sha256) = 32),
    state text not null constraint denial_reports_state_known check (state in ('accepted', 'held', 'gone')),
    counted boolean not null default false,
    unsettled boolean not null generated always as (
        state = 'gone' or (state = 'accepted' and not counted) or (state = 'held' and counted)) stored,
    constraint denial_reports_appeal_whole check ((appeal_strategy is null) = (appeal_outcome is null)),
    constraint denial_reports_gone_kept_to_figures
        check (state <> 'gone' or (note is null and retraction_sha256 is null))
);
create unique index denial_reports_retraction on denial_reports (retraction_sha256) where retraction_sha256 is not null;
create index denial_reports_unsettled on denial_reports (hcpcs, id) where unsettled;
create index denial_reports_held on denial_reports (id) where state = 'held';
comment on table denial_reports is 'Denied lines as contributed. A report changes only under the lock of its code''s row of denial_ledgers. The times of a day and whoever contributed are in no column.';
comment on column denial_reports.id is 'Key, by which a moderator names it.';
comment on column denial_reports.hcpcs is 'The service that was denied.';
comment on column denial_reports.modifiers is 'Its modifiers.';
comment on column denial_reports.place_of_service is 'CMS''s two-digit place of service, where known.';
comment on column denial_reports.payer is 'The kind of payer.';
comment on column denial_reports.group_code is 'Who bears the amount.';
comment on column denial_reports.carc is 'The reason.';
comment on column denial_reports.rarcs is 'The remark codes.';
comment on column denial_reports.service_month is 'The first day of the month of service; the day itself is not kept.';
comment on column denial_reports.billed_bucket is 'The range of the charge, in dollars, where known.';
comment on column denial_reports.appeal_strategy is 'What was done about it.';
comment on column denial_reports.appeal_outcome is 'What came of that.';
comment on column denial_reports.note is 'A screened text for a moderator; never published.';
comment on column denial_reports.received_on is 'The day it came (UTC).';
comment on column denial_reports.retraction_sha256 is 'SHA-256 of the token that takes it back.';
comment on column denial_reports.state is 'accepted: it stands; held: a moderator looks at it, it is not counted; gone: retracted or deleted, kept without note and token only until the figures that cover it move.';
comment on column denial_reports.counted is 'Whether the figures of denial_counts cover it.';
comment on column denial_reports.unsettled is 'Whether it waits for the next step of the figures, in or out.';

create table denial_ledgers (
    hcpcs text not null constraint denial_ledgers_pkey primary key,
    live_reports integer not null constraint denial_ledgers_live_counted check (live_reports >= 0),
    waiting_reports integer not null
        constraint denial_ledgers_waiting_live check (waiting_reports between 0 and live_reports),
    covered_reports integer not null constraint denial_ledgers_covered_counted check (covered_reports >= 0),
    is_open boolean not null
);
comment on table denial_ledgers is 'How each code''s reports are counted. Its row is the lock of the code''s reports and figures.';
comment on column denial_ledgers.hcpcs is 'The code.';
comment on column denial_ledgers.live_reports is 'Reports that stand.';
comment on column denial_ledgers.waiting_reports is 'Those of them that the figures do not cover yet.';
comment on column denial_ledgers.covered_reports is 'The reports that the figures cover, those included that left since the last step.';
comment on column denial_ledgers.is_open is 'Whether the figures may be seen.';

create table denial_counts (
    hcpcs text not null constraint denial_counts_ledger_fkey references denial_ledgers (hcpcs),
    field text not null
        constraint denial_counts_field_known check (field in ('reason', 'remark', 'payer', 'modifier', 'appeal')),
    value text not null,
    reports integer not null,
    constraint denial_counts_pkey primary key (hcpcs, field, value)
);
comment on table denial_counts is 'The figures as the last step left them: in how many covered reports of a code a field has a value. One field each, never two crossed.';
comment on column denial_counts.hcpcs is 'The code.';
comment on column denial_counts.field is 'reason: group code and CARC; remark: RARC; payer; modifier; appeal: strategy and outcome.';
comment on column denial_counts.value is 'The value; two codes with a blank between them.';
comment on column denial_counts.reports is 'The covered reports that have it.';

create table contributor_keys (
    valid_on date not null constraint contributor_keys_pkey primary key,
    secret bytea not null constraint contributor_keys_secret_length check (octet_length(secret) = 32)
);
comment on table contributor_keys is 'The key of each day with which whoever contributes is made unrecognizable. Two days'' are kept; with a key goes whatever could be known under it.';
comment on column contributor_keys.valid_on is 'The day (UTC).';
comment on column contributor_keys.secret is '256 random bits.';

create table contributor_allowances (
    contributor_hmac bytea not null constraint contributor_allowances_pkey primary key,
    valid_on date not null
        constraint contributor_allowances_key_fkey references contributor_keys (valid_on) on delete cascade,
    full_at timestamptz not null
);
comment on table contributor_allowances is 'How much each contributor may still send: a token bucket.';
comment on column contributor_allowances.contributor_hmac is 'Keyed hash of the network address, under the key of the day.';
comment on column contributor_allowances.valid_on is 'The day of the key.';
comment on column contributor_allowances.full_at is 'When the bucket is full again; how long that is from now tells what is left in it.';

create table contributor_codes (
    contributor_code_hmac bytea not null constraint contributor_codes_pkey primary key,
    valid_on date not null
        constraint contributor_codes_key_fkey references contributor_keys (valid_on) on delete cascade,
    hour_began_at timestamptz not null,
    reports integer not null
);
comment on table contributor_codes is 'How many reports of one code a contributor sent within an hour: too many are held for a moderator.';
comment on column contributor_codes.contributor_code_hmac is 'Keyed hash of the network address and the code, under the key of the day.';
comment on column contributor_codes.valid_on is 'The day of the key.';
comment on column contributor_codes.hour_began_at is 'When the first of them came.';
comment on column contributor_codes.reports is 'How many came since.';

create table idempotency_keys (
    key_hmac bytea not null constraint idempotency_keys_pkey primary key,
    valid_on date not null
        constraint idempotency_keys_key_fkey references contributor_keys (valid_on) on delete cascade,
    request_hmac bytea not null,
    began_at timestamptz not null
);
comment on table idempotency_keys is 'The Idempotency-Keys of the last 24 hours. Nothing in them leads to a report: its tokens are made again from the request.';
comment on column idempotency_keys.key_hmac is 'Keyed hash of the network address and the Idempotency-Key, under the key of the day.';
comment on column idempotency_keys.valid_on is 'The day of the key.';
comment on column idempotency_keys.request_hmac is 'Keyed hash of the Idempotency-Key and the request''s body.';
comment on column idempotency_keys.began_at is 'When it was first used.';
