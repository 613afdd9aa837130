// The pages that the tests in a browser open.

/** The day of most pages. */
export const DAY = "date=2025-01-15";

/** The pages in every state: a name, and the address. */
export const PAGES = [
  ["search", "/"],
  ["found", `/?q=mri+brain&zip=94110&${DAY}`],
  ["nothing-found", "/?q=zeppelin"],
  ["priced", `/codes/76377?zip=94110&${DAY}&mod=26&charge=300`],
  ["denied", `/codes/76377?zip=94110&${DAY}&pos=22&mod=none`],
  ["add-on", `/codes/17003?zip=94110&${DAY}`],
  ["anesthesia", `/codes/00142?zip=94110&${DAY}`],
  ["letter-code", `/codes/G0439?${DAY}`],
  ["many-edits", `/codes/99213?zip=94110&${DAY}&edits=all`],
  ["page-of-edits", `/codes/99213?zip=94110&${DAY}&edits=2`],
  ["partner-not-loaded", `/codes/76377?${DAY}&with=11111`],
  ["partner-unreadable", `/codes/76377?${DAY}&with=x`],
  ["contractor-priced", `/codes/76377?${DAY}&mod=52`],
  ["two-codes", `/?q=99213+with+20610&${DAY}`],
  ["unknown-code", "/codes/99999"],
  ["mistake", "/codes/9921?zip=1"],
  ["code-mistake", `/codes/76377?zip=1&mod=2&charge=some`],
  ["search-mistake", "/?q=mri&zip=1"],
  ["claim", "/claim"],
  ["claim-denied", `/claim?lines=99213%0A20610&zip=94110&${DAY}`],
  ["claim-mistake", `/claim?lines=99213%0A20610+twice&zip=1`],
  ["claim-cured", `/claim?lines=99213-25+%24150%0A20610+%24120&zip=94110&${DAY}`],
  ["remittance", "/remittance"],
  ["contribute", "/contribute/76377"],
  ["toolkit", "/toolkit"],
  ["toolkit-mistake", "/toolkit?codes=99213,1&zip=1"],
  ["toolkit-made", `/toolkit?codes=76377,76376,99213,20610&zip=94110&${DAY}`],
  ["toolkit-report", `/v1/toolkit.html?codes=76377,76376,99213,20610&zip=94110&${DAY}`],
  ["no-page", "/nowhere"],
  ["problem-types", "/problems"],
  ["problem-type", "/problems/malformed-request"],
];

/** How the pages are looked at. With SHOTS=1 in every width and scheme. */
export const VIEWS = [
  { width: 1280, scheme: "light" },
  { width: 375, scheme: "dark" },
  { width: 320, scheme: "light" },
  ...(process.env.SHOTS ? [{ width: 1280, scheme: "dark" }, { width: 375, scheme: "light" }] : []),
];
