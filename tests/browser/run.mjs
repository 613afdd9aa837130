// The pages in a real browser: every state with axe-core, wide and narrow, light and dark, with and without JavaScript, by
// keyboard. `make browser-test` runs it. With SHOTS=1 it also writes a picture of each page into target/browser/shots.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DAY, PAGES, VIEWS } from "./pages.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const installed = createRequire(path.join(root, "target/browser/"));
const { chromium } = installed("playwright-core");
const axe = fs.readFileSync(installed.resolve("axe-core/axe.min.js"), "utf8");
const shots = path.join(root, "target/browser/shots");

/** Starts the program with a private database. */
async function startServer(program) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "medpayiq-pages-"));
  fs.chmodSync(folder, 0o755);
  const port = await freePort();
  const data = path.join(folder, "data");
  const env = { ...process.env, MEDPAYIQ_DATA_DIR: data, MEDPAYIQ_LISTEN: `127.0.0.1:${port}`, MEDPAYIQ_LOG: "error" };
  delete env.DATABASE_URL;
  const server = spawn(program, ["serve"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    assert.ok(tries < 300 && server.exitCode === null, "the program does not start");
    const ready = await fetch(`${base}/readyz`).catch(() => null);
    if (ready?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { base, data, stop };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const failures = [];
let checks = 0;

async function check(name, test) {
  checks++;
  try {
    await test();
  } catch (error) {
    failures.push(name);
    console.error(`FAILED ${name}: ${error.message}`);
  }
}

/** Opens a page that fails the check on any error, on any request to elsewhere, and on any breach of the page's policy. */
async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(server.base)) troubles.push(`asks ${request.url()}`);
  });
  page.setDefaultTimeout(10_000);
  return { page, context, troubles };
}

/** Checks a page with axe-core, and that it does not scroll sideways. */
async function inspect(page, name, view) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  const found = violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`);
  assert.deepEqual(found, [], `axe-core at ${view.width} ${view.scheme}`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= view.width, `${width} wide at ${view.width}`);
  if (process.env.SHOTS) {
    fs.mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: path.join(shots, `${name}-${view.width}-${view.scheme}.png`), fullPage: true });
  }
}

async function everyPage(browser, pages, views) {
  for (const view of views) {
    const { page, context, troubles } = await open(browser, {
      viewport: { width: view.width, height: 900 },
      colorScheme: view.scheme,
      // axe-core runs in the page. Another test keeps the policy.
      bypassCSP: true,
    });
    for (const [name, address] of pages) {
      await check(`${name} at ${view.width} ${view.scheme}`, async () => {
        await page.goto(server.base + address);
        await inspect(page, name, view);
        assert.deepEqual(troubles.splice(0), []);
      });
    }
    assert.deepEqual(await context.cookies(), []);
    await context.close();
  }
}

/** The three tasks of a new biller, from the address alone. Without JavaScript, each takes three clicks at most. */
async function tasks(browser, javaScriptEnabled) {
  const label = javaScriptEnabled ? "with JavaScript" : "without JavaScript";
  const { page, context, troubles } = await open(browser, { javaScriptEnabled, acceptDownloads: true });
  await check(`the price of 76377-26 in San Francisco ${label}`, async () => {
    await page.goto(server.base);
    await page.getByLabel("Code or words").fill("76377");
    await page.getByLabel("ZIP code or locality").fill("94110");
    await page.getByLabel("Date of service").fill("2025-01-15");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("link", { name: "26 $41.69" }).click();
    await page.waitForURL(/mod=26/);
    assert.match(await page.locator(".money .first").innerText(), /\$41\.69/);
  });
  await check(`99213 with 20610 is denied, and 25 cures it ${label}`, async () => {
    await page.goto(server.base);
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Claim" }).click();
    await page.getByLabel("Services").fill("99213\n20610");
    if (!javaScriptEnabled) await page.getByRole("button", { name: "Price", exact: true }).click();
    await page.getByText("Denied", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Price with 25" }).first().click();
    await page.getByText("Modifier 25 on line 1 allows both").first().waitFor();
  });
  await check(`the toolkit is downloaded ${label}`, async () => {
    await page.goto(server.base);
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Toolkit" }).click();
    await page.getByLabel("Codes, up to 50").fill("99213, 20610");
    await page.getByRole("button", { name: "Make the toolkit" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download the workbook" }).click();
    assert.match((await download).suggestedFilename(), /^medpayiq-toolkit-.*\.xlsx$/);
  });
  await check(`a remittance is read and a report contributed ${label}`, async () => {
    await page.goto(`${server.base}/remittance`);
    await page.getByLabel("Remittance in X12 835").setInputFiles(path.join(root, "openapi/remittance.835"));
    await page.getByRole("button", { name: "Read the file" }).click();
    await page.getByRole("checkbox", { name: "71260, claim 1" }).check();
    await page.getByRole("button", { name: "Contribute the chosen reports" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
  });
  await check(`a denial is reported and taken back ${label}`, async () => {
    await page.goto(`${server.base}/contribute/76377`);
    await page.getByLabel("Reason code (CARC)").fill("97");
    await page.getByLabel("Month of the service").fill("2025-01");
    await page.getByRole("button", { name: "Send the report" }).click();
    const token = await page.locator("#token").innerText();
    assert.match(token, /^[0-9a-f]{40}$/);
    await page.getByRole("button", { name: "Take this report back" }).click();
    await page.getByRole("heading", { name: "The report is taken back" }).waitFor();
  });
  await check(`no errors ${label}`, async () => assert.deepEqual(troubles, []));
  await context.close();
}

async function withKeyboard(browser) {
  const { page, context, troubles } = await open(browser);
  await check("the keyboard alone finds a code", async () => {
    await page.goto(`${server.base}/codes/76377?zip=94110&${DAY}`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "zip");
    await page.goto(server.base);
    await page.waitForFunction(() => document.activeElement.id === "q");
    await page.keyboard.type("flu shot");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "G0008" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/codes\/G0008/);
  });
  await check("the price changes while the form is filled in, and the address with it", async () => {
    await page.goto(`${server.base}/codes/76377?zip=94110&${DAY}`);
    await page.getByLabel("Your charge ($)").fill("300");
    await page.getByText("$201.11").first().waitFor();
    await page.waitForURL(/charge=300/);
    assert.equal(await page.locator("#status").innerText(), "Medicare allows $98.89");
    await page.getByLabel("ZIP code or locality").fill("1");
    await page.locator("#status").getByText("from before your last change").waitFor();
    await page.getByText("$201.11").first().waitFor();
    await page.keyboard.press("Tab");
    await page.locator("#live").getByText("is not a ZIP code").waitFor();
    await page.locator("#zip-wrong").getByText("is not a ZIP code").waitFor();
    assert.equal(await page.getByLabel("ZIP code or locality").getAttribute("aria-invalid"), "true");
    await page.getByLabel("ZIP code or locality").fill("94110");
    await page.locator("#zip-wrong").waitFor({ state: "detached" });
    assert.equal(await page.getByLabel("ZIP code or locality").getAttribute("aria-invalid"), null);
  });
  await check("a mistake is mended in the form that shows it", async () => {
    await page.goto(`${server.base}/codes/76377?zip=1&${DAY}`);
    await page.getByRole("alert").getByRole("link", { name: "ZIP code or locality" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "zip");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("94110");
    await page.getByText("Medicare allows").first().waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
  });
  await check("a half-typed code keeps the last price", async () => {
    await page.goto(`${server.base}/claim?lines=99213&zip=94110&${DAY}`);
    const total = await page.locator(".money .first dd").innerText();
    await page.getByLabel("Services").focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n206");
    await page.locator("#status").getByText("from before your last change").waitFor();
    assert.equal(await page.locator(".money .first dd").innerText(), total);
    assert.equal(await page.getByRole("alert").count(), 0);
    await page.keyboard.type("10");
    await page.getByText("Edit of 20610 and 99213").waitFor();
    assert.match(await page.locator("#status").innerText(), /Medicare allows .* 99213 Denied NCCI edit/);
    assert.equal(await page.locator("[data-old]").count(), 0);
    await page.keyboard.type("\n2");
    await page.locator("[data-old]").waitFor();
    await page.keyboard.press("Tab");
    await page.locator("#live").getByText("is not a HCPCS code").waitFor();
  });
  await check("a server that does not answer is named, and the price is marked as old", async () => {
    await page.goto(`${server.base}/codes/76377?zip=94110&${DAY}`);
    const price = await page.locator(".money .first dd").innerText();
    await context.setOffline(true);
    await page.getByLabel("Your charge ($)").fill("300");
    await page.getByText("The server does not answer.").waitFor();
    assert.equal(await page.locator("#status").isVisible(), true);
    assert.equal(await page.locator("#live[data-old] .money .first dd").innerText(), price);
    await context.setOffline(false);
    await page.getByLabel("Your charge ($)").fill("400");
    await page.getByText("$301.11").first().waitFor();
    assert.equal(await page.locator("[data-old]").count(), 0);
    assert.equal(await page.getByText("The server does not answer.").count(), 0);
  });
  await check("the form and the check of another code keep each other's fields", async () => {
    await page.goto(`${server.base}/codes/76377?zip=94110&${DAY}&mod=26&charge=300`);
    await page.getByLabel("Check another code").fill("76376");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.waitForURL(/with=76376/);
    assert.match(page.url(), /mod=26/);
    assert.match(page.url(), /charge=300/);
    await page.getByLabel("Your charge ($)").fill("200");
    await page.waitForURL(/charge=200/);
    assert.match(page.url(), /with=76376/);
  });
  for (const [address, file, words] of [
    ["/claim", "tests/fixtures/x12/clinic.837", "Your file, priced"],
    ["/remittance", "openapi/remittance.835", "Expected against paid"],
  ]) {
    await check(`a file is dropped on ${address}`, async () => {
      await page.goto(server.base + address);
      const content = fs.readFileSync(path.join(root, file), "utf8");
      const dropped = await page.evaluateHandle((text) => {
        const files = new DataTransfer();
        files.items.add(new File([text], "file.edi"));
        return files;
      }, content);
      await page.dispatchEvent("main", "drop", { dataTransfer: dropped });
      await page.getByRole("heading", { name: words }).waitFor();
    });
  }
  await check("the full report leads back, prints and fits a phone", async () => {
    await page.setViewportSize({ width: 375, height: 900 });
    await page.goto(`${server.base}/v1/toolkit.html?codes=76377,99213,20610&zip=94110&${DAY}`);
    assert.equal(await page.getByRole("button", { name: "Print" }).isVisible(), true);
    const narrowest = await page.evaluate(() => Math.min(...[...document.querySelectorAll("td")]
      .filter((cell) => cell.textContent.length > 20).map((cell) => cell.clientWidth)));
    assert.ok(narrowest > 100, `a cell with much text is ${narrowest} wide`);
    await page.getByRole("link", { name: "Back to the toolkit" }).click();
    await page.getByRole("heading", { name: "Codes that bundle with each other" }).waitFor();
    await page.setViewportSize({ width: 1280, height: 900 });
  });
  await check("the documentation works under its policy", async () => {
    await page.goto(`${server.base}/docs/`);
    await page.getByText("Price claims and check their edits").waitFor();
  });
  await check("the labels of charts can be read on a phone", async () => {
    await page.setViewportSize({ width: 375, height: 900 });
    await page.goto(`${server.base}/codes/76377?zip=94110&${DAY}`);
    const heights = await page.locator(".chart text").evaluateAll((texts) =>
      texts.map((text) => text.getBoundingClientRect().height).filter((height) => height > 0));
    assert.ok(heights.length > 2 && Math.min(...heights) > 11, `${heights}`);
    await page.setViewportSize({ width: 1280, height: 900 });
  });
  await check("a claim in a file is priced", async () => {
    await page.goto(`${server.base}/claim`);
    await page.getByLabel("Claims in X12 837P").setInputFiles(path.join(root, "tests/fixtures/x12/clinic.837"));
    await page.getByRole("button", { name: "Price the file" }).click();
    await page.getByRole("heading", { name: "Your file, priced" }).waitFor();
  });
  await check("no errors by keyboard", async () => assert.deepEqual(troubles, []));
  await context.close();
}

/** The first paint of a code's page, and its print. */
async function sizes(browser) {
  const { page, context } = await open(browser);
  await check("a code's page is small", async () => {
    const answer = await fetch(`${server.base}/codes/99213?zip=94110&${DAY}`);
    const bytes = (await answer.text()).length;
    assert.ok(bytes < 50_000, `${bytes} bytes`);
  });
  for (const code of ["76377", "99213", "45385", "17003", "20610", "97110"]) {
    await check(`the page of ${code} prints on one sheet, in letters of 8 points or more`, async () => {
      await page.goto(`${server.base}/codes/${code}?zip=94110&${DAY}&charge=300`);
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator("form.ask").first().isVisible(), false);
      assert.equal(await page.locator(".money .first").isVisible(), true);
      const small = await page.evaluate(() => {
        const hasText = (one) => [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
        const points = (one) => parseFloat(getComputedStyle(one).fontSize) * 0.75;
        const shown = [...document.querySelectorAll("body *")].filter((one) => hasText(one) && one.checkVisibility());
        return shown.filter((one) => points(one) < 7.99).map((one) => `${points(one)}: ${one.outerHTML.slice(0, 60)}`);
      });
      assert.deepEqual(small, []);
      const pdf = (await page.pdf({ format: "Letter" })).toString("latin1");
      assert.equal(pdf.match(/\/Count (\d+)/)[1], "1", "sheets of paper");
    });
  }
  await context.close();
}

/** Ends the private database, as a crash would. */
function endDatabase(data) {
  const [pid] = fs.readFileSync(execFileSync("find", [data, "-name", "postmaster.pid"]).toString().trim(), "utf8").split("\n");
  process.kill(Number(pid), "SIGKILL");
}

const program = process.argv[2] ?? path.join(root, "target/debug/medpayiq");
const server = await startServer(program);
const executablePath = process.env.CHROMIUM ?? ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => (process.env.PATH ?? "").split(":").map((folder) => path.join(folder, name)))
  .find((file) => fs.existsSync(file));
let browser;
try {
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  await everyPage(browser, PAGES, VIEWS);
  await tasks(browser, true);
  await tasks(browser, false);
  await withKeyboard(browser);
  await sizes(browser);
  endDatabase(server.data);
  await everyPage(browser, [["database-away", `/codes/76377?zip=94110&${DAY}`], ["database-away-form", "/contribute/76377"]], VIEWS.slice(0, 1));
} finally {
  await browser?.close();
  await server.stop();
}
console.log(`${checks} checks of the pages in a browser, ${failures.length} failed`);
process.exitCode = failures.length ? 1 : 0;
