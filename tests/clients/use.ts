// Calls a running service with the generated TypeScript types and openapi-fetch. tsc --strict has checked the types before.
import assert from "node:assert/strict";
import fs from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const [base, documentFile] = process.argv.slice(2);
assert.ok(base && documentFile);
const document = JSON.parse(fs.readFileSync(documentFile, "utf8"));
const client = createClient<paths>({ baseUrl: base });

/** The body that the document shows. */
function example(path: string, mediaType: string): string {
  return document.paths[path].post.requestBody.content[mediaType].example;
}

/** A body that is text already. */
const asText = { bodySerializer: (body: unknown) => String(body) };

// A claim: a result of a closed list, an amount, and a property that is always there and null.
const claim: components["schemas"]["EstimateRequest"] = {
  date_of_service: "2025-01-15",
  locality: "01112-05",
  lines: [{ hcpcs: "76377", modifiers: ["26"], charge: "300.00" }],
};
const estimate = await client.POST("/v1/estimates", { body: claim });
assert.ok(estimate.data, JSON.stringify(estimate.error));
const [line] = estimate.data.lines;
assert.ok(line && line.result === "priced" && line.setting === "non_facility");
// @ts-expect-error The result is a closed list, so a misspelt value does not compile.
assert.ok(line.result !== "pricedd");
assert.equal(line.amounts?.medicare_paid, "32.68");
assert.equal(line.amounts?.limiting_charge, null);
assert.equal(estimate.data.totals.allowed, "41.69");
assert.match(estimate.response.headers.get("x-request-id") ?? "", /./);

// A claim with a fault: a problem that names it.
const wrong = await client.POST("/v1/estimates", { body: { lines: [{ hcpcs: "9921" }] } });
assert.equal(wrong.error?.errors[0]?.pointer, "/lines/0/hcpcs");

const page = await client.GET("/v1/codes/{hcpcs}", { params: { path: { hcpcs: "76377" } } });
assert.equal(page.data?.hcpcs, "76377");
const tag = page.response.headers.get("etag") ?? "";
const again = await client.GET("/v1/codes/{hcpcs}", {
  params: { path: { hcpcs: "76377" }, header: { "If-None-Match": tag } },
  parseAs: "text",
});
assert.equal(again.response.status, 304);

const interchange = await client.POST("/v1/estimates/x12", {
  body: example("/v1/estimates/x12", "application/edi-x12"),
  headers: { "content-type": "application/edi-x12" },
  ...asText,
});
assert.equal(interchange.data?.totals.allowed, "41.69", JSON.stringify(interchange.error));

const rows = await client.POST("/v1/estimates/batch", {
  body: example("/v1/estimates/batch", "application/x-ndjson"),
  headers: { "content-type": "application/x-ndjson" },
  parseAs: "text",
  ...asText,
});
assert.ok(rows.data, JSON.stringify(rows.error));
const row: components["schemas"]["RowResponse"] = JSON.parse(rows.data);
assert.equal(row.totals?.allowed, "41.69");

const workbook = await client.GET("/v1/toolkit.xlsx", {
  params: { query: { codes: "76377" } },
  parseAs: "arrayBuffer",
});
assert.ok(workbook.data);
assert.equal(Buffer.from(workbook.data).subarray(0, 2).toString(), "PK");

const vocabulary = await client.GET("/v1/vocabulary");
assert.ok(vocabulary.data && vocabulary.data.rules.length > 10);
console.log("TypeScript: 8 calls are right");
