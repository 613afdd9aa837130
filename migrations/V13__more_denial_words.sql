-- Meanings in our own words for further reason and remark codes. The numbers and dates of all codes are in data/reason-codes.
-- A report may have a code that has no meaning here, so the program checks the code against those files.

alter table denial_reports drop constraint denial_reports_carc_fkey;
alter table denial_reports add constraint denial_reports_carc_form
    check (carc ~ '^([1-9][0-9]{0,2}|[A-Z](0|[1-9][0-9]?))$');
comment on column denial_reports.carc is 'The reason. It need not be in adjustment_reasons.';

insert into adjustment_reasons (carc, class, meaning, typical_fix) values
    ('39', 'D', 'the payer refused the authorization before the service', 'Appeal the refusal with the record, or ask for a review between physicians. A new claim changes nothing.'),
    ('95', 'D', 'the rules of the plan were not followed', 'Ask the plan which rule it means, such as a referral or a network. Send proof that it was followed.'),
    ('108', 'D', 'the rules for renting or buying equipment were not met', 'Check the rental months and the modifiers RR, NU and UE. Send the order and proof of delivery.'),
    ('136', 'D', 'the patient did not follow the rules of the earlier payer', 'Correct the claim with the earlier payer first, then send its new remittance.'),
    ('153', 'D', 'the record does not support this dose', 'Compare the units with the dose in the record. Send the order and the weight of the patient if the dose depends on it.'),
    ('154', 'D', 'the record does not support this many days of supply', 'Compare the days with the order and the refills. Bill the days that were dispensed.'),
    ('186', 'C', 'another level of care was paid', 'Compare the level that was billed with the record. Appeal with the notes that show the higher one.'),
    ('199', 'D', 'the revenue code and the procedure code do not go together', 'Correct the pair on the institutional claim. A professional claim needs no revenue code.'),
    ('200', 'D', 'the service was furnished while the coverage had lapsed', 'Check eligibility on the date. If the premium was paid later, ask for a new decision.'),
    ('202', 'D', 'a comfort or convenience item, which is not covered', 'Bill the patient if you gave notice before the service.'),
    ('210', 'D', 'the authorization was requested too late', 'Send proof of the date of the request, or the reason for the delay, such as an emergency.'),
    ('239', 'D', 'the claim covers days with and days without coverage', 'Split the claim by the dates of coverage and send the covered part.'),
    ('243', 'D', 'the network or the primary care provider did not authorize it', 'Get the referral or authorization for the date, if the plan allows it afterwards.'),
    ('254', 'D', 'the dental plan does not cover it, but the medical plan may', 'Send the claim to the medical plan with its codes and diagnosis.'),
    ('257', 'C', 'undecided while the patient''s premium is overdue', 'Wait for the end of the grace period. If the coverage ends, the patient owes the service.'),
    ('267', 'D', 'the claim covers more than one month', 'Send one claim for each month.'),
    ('270', 'D', 'the medical plan does not cover it, but the dental plan may', 'Send the claim to the dental plan with its codes.'),
    ('275', 'D', 'the share that the earlier payer left to the patient is not covered', 'Check what the plan pays as second payer. Bill the patient only if the plan and the law allow it.'),
    ('283', 'D', 'the attending provider may not direct this care', 'Check the enrollment of the attending provider, and correct name and NPI.'),
    ('284', 'D', 'the authorization number is for other services', 'Compare code, units and dates with the authorization. Have it changed, or correct the claim.'),
    ('285', 'D', 'the appeal did not follow the payer''s procedure', 'Send the appeal again with the form, the level and the signature that the payer asks for.'),
    ('286', 'D', 'the appeal came too late', 'Show good cause for the delay if there is one. Otherwise write it off.'),
    ('287', 'D', 'more visits or services than the referral allows', 'Ask for an extended referral, and send it with a new claim.'),
    ('288', 'D', 'the referral is missing', 'Get the referral, put its number on the claim and send a new claim.'),
    ('296', 'D', 'the authorization number is for another provider', 'Compare the rendering and billing NPI with the authorization. Have it changed, or correct the claim.'),
    ('299', 'D', 'the billing provider may not be paid for this service', 'Check enrollment and reassignment of the billing NPI and its tax number on the date of service.'),
    ('301', 'D', 'the medical plan does not cover it, but the behavioral health plan may', 'Send the claim to the behavioral health plan that is on the patient''s card.'),
    ('302', 'D', 'the authorization had expired', 'Ask for an extension that covers the date, and send its number with a new claim.'),
    ('P2', 'D', 'not related to work, according to the workers'' compensation carrier', 'Bill the health plan with this denial, or dispute it with the report of the injury.'),
    ('P4', 'D', 'the workers'' compensation case was not accepted', 'Bill the health plan with this denial. Follow the patient''s dispute, if there is one.'),
    ('P8', 'D', 'the property or casualty claim is under investigation', 'Ask the adjuster when it will be decided, and keep the filing limits of other payers in mind.'),
    ('P13', 'D', 'denied or reduced under the state''s workers'' compensation rules', 'Ask for the rule, and compare the bill with the state''s fee schedule and treatment guideline.'),
    ('P14', 'D', 'included in the payment of another service of the day, for property and casualty', 'Look up the pair in the state''s rules. Add a modifier if the services were separate.')
on conflict (carc) do nothing;

insert into remark_codes (rarc, kind, meaning, typical_fix) values
    ('M25', 'supplemental', 'the record does not show why this level of service was needed', 'Appeal with the notes that support the level, or bill the level that they support.'),
    ('M52', 'supplemental', 'the first date of service is missing or wrong', 'Correct the first date of the line and send a new claim.'),
    ('M59', 'supplemental', 'the last date of service is missing or wrong', 'Correct the last date of the line and send a new claim.'),
    ('M62', 'supplemental', 'the authorization number is missing or wrong', 'Put the number on the claim as the payer wrote it, and send a new claim.'),
    ('M119', 'supplemental', 'the national drug code (NDC) is missing or wrong', 'Add the 11-digit NDC of the package with its unit and quantity.'),
    ('MA92', 'supplemental', 'information about the patient''s other plan is missing', 'Add the other plan and what it decided.'),
    ('MA114', 'supplemental', 'the place where the service was furnished is missing or wrong', 'Add name, address and NPI of the service facility.'),
    ('N29', 'supplemental', 'orders, notes or a report are missing', 'Send the document that the payer''s letter names, with the claim number.'),
    ('N54', 'supplemental', 'the claim does not match the authorization', 'Compare codes, units, dates and provider with the authorization. Correct the one that is wrong.'),
    ('N70', 'supplemental', 'included in consolidated billing, so another provider is paid for it', 'Bill the home health agency or facility that had the patient on the date.'),
    ('N257', 'supplemental', 'the number of the billing provider is missing or wrong', 'Correct the billing NPI, and check that it is enrolled.'),
    ('N382', 'supplemental', 'the patient''s number is missing or wrong', 'Copy the number from the card, character by character, and send a new claim.'),
    ('N448', 'supplemental', 'the service is not in the fee schedule or contract', 'Check the code against the contract. Ask how the payer prices it.'),
    ('N479', 'supplemental', 'the remittance of the other payer is missing', 'Send the other payer''s remittance, or its amounts on the electronic claim.'),
    ('N522', 'supplemental', 'a duplicate of a claim that another payer sent on', 'Nothing to send. Look for the decision about the claim that was sent on.'),
    ('N702', 'supplemental', 'decided by comparing earlier claims for the same or similar services', 'Look for the earlier claim. Appeal with the record if the services differ.'),
    ('N705', 'supplemental', 'the documents are incomplete or wrong', 'Send complete, signed and dated documents for the date of service.'),
    ('N822', 'supplemental', 'a modifier is missing', 'Add the modifier that the code needs, and send a new claim.')
on conflict (rarc) do nothing;

comment on table adjustment_reasons is 'Claim adjustment reason codes (CARC) in our own words, the most frequent; X12 maintains the codes. data/reason-codes has the numbers and dates of all.';
comment on table remark_codes is 'Remittance advice remark codes (RARC) in our own words, the most frequent; CMS maintains the codes. data/reason-codes has the numbers and dates of all.';
