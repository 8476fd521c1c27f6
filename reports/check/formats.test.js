// Holds the reports that other programs read against their schemas: JUnit XML and SARIF 2.1.0.
//
//   REPORTS=folder:folder npm test
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { validateXML } from "xmllint-wasm";

const folders = (process.env.REPORTS ?? "").split(":").filter(Boolean);
assert.ok(folders.length > 0, "REPORTS names no folder");

const require = createRequire(import.meta.url);
const ajv = new Ajv({ schemaId: "auto", meta: false, allErrors: true, unknownFormats: "ignore" });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const sarif = ajv.compile(JSON.parse(readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")));
const xsd = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");

const junitErrors = async (xml) =>
  (await validateXML({ xml: { fileName: "junit.xml", contents: xml }, schema: xsd, maxMemoryPages: 16_384 })).errors.map(({ rawMessage }) => rawMessage);

for (const folder of folders) {
  test(`junit.xml of ${folder} keeps the schema of build servers`, async () => {
    assert.deepEqual((await junitErrors(readFileSync(join(folder, "junit.xml"), "utf8"))).slice(0, 5), []);
  });

  test(`report.sarif of ${folder} keeps the schema of SARIF 2.1.0`, () => {
    sarif(JSON.parse(readFileSync(join(folder, "report.sarif"), "utf8")));
    assert.deepEqual((sarif.errors ?? []).slice(0, 5), []);
  });
}

test("the JUnit schema finds a test case without a name", async () => {
  const wrong = '<testsuites><testsuite name="a" tests="1"><testcase classname="b"/></testsuite></testsuites>';
  assert.match((await junitErrors(wrong)).join(), /name/);
});

test("the SARIF schema finds a result without a message", () => {
  const wrong = { version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [{ ruleId: "y" }] }] };
  assert.equal(sarif(wrong), false);
});
