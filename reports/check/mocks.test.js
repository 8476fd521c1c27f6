// Opens the pages of the mock programs in headless Chromium: what a developer sees, and what a page must never do.
//
//   MOCKS=… npm test      (the folder of mock-agency and mock-bank; run.sh sets it)
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MOCKS = process.env.MOCKS;
assert.ok(MOCKS, "MOCKS does not say where the programs are");
const state = mkdtempSync(join(tmpdir(), "world-"));
const world = join(state, "world.json");
const running = [];
let browser, registers, bank;

/** Starts a program and gives the address that its first line has. */
function start(name, ...args) {
  const child = spawn(join(MOCKS, name), ["serve", ...args, "--log", "off"], { stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  return new Promise((done) => child.stdout.once("data", (line) => done(new URL(String(line).match(/http\S+/)[0]).origin)));
}

/** Calls the bank as the police, and prints what it answers. */
function call(...args) {
  const who = ["--service", "politi-utlevering", "--world", world];
  const [party] = JSON.parse(readFileSync(world)).banks[0].parties;
  const command = execFileSync(join(MOCKS, "mock-agency"), ["curl", ...who, "--party", party.party_id, ...args], { encoding: "utf8" });
  return execFileSync("sh", ["-c", command], { encoding: "utf8" });
}

async function open(origin, scheme = "light") {
  const context = await browser.newContext({ colorScheme: scheme });
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) trouble.push(message.text()); });
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:")) trouble.push(`asked for ${request.url()}`); });
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => document.title !== "Mock server");
  return { page, trouble, close: () => context.close() };
}

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  registers = await start("mock-agency", "--state", state, "--port", "0");
  bank = await start("mock-bank", "--world", world, "--listen", "127.0.0.1:0");
});
after(async () => {
  await browser?.close();
  for (const child of running) child.kill();
  rmSync(state, { recursive: true, force: true });
});

test("requests come without a reload, with claims and the reason of a refusal, by keyboard", async () => {
  const { page, trouble, close } = await open(bank);
  call();
  call("--token", execFileSync(join(MOCKS, "mock-agency"), ["token", "--service", "politi-utlevering", "--world", world, "--form", "expired"], { encoding: "utf8" }).trim());
  await page.waitForFunction(() => document.querySelectorAll("#list details").length === 2);
  const newest = page.locator("#list details").first();
  assert.match(await newest.innerText(), /401.*\n?.*ACC-010/s);
  const accepted = page.locator("#list details").last();
  await accepted.locator("summary").focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await accepted.locator("h3").allInnerTexts(), ["Token", "Extradition order", "Headers", "Answer"]);
  assert.match(await accepted.locator("pre").last().innerText(), /"accounts"/);
  await page.check("#refused");
  assert.equal(await page.locator("#list details:visible").count(), 1);
  assert.deepEqual(trouble, []);
  await close();
});

test("people are found by a trait", async () => {
  const { page, close } = await open(registers);
  await page.fill("#wanted", "deceased");
  const shown = await page.locator("#people tbody tr:visible").allInnerTexts();
  assert.ok(shown.length > 5 && shown.every((row) => row.includes("deceased")), shown.join());
  await close();
});

for (const scheme of ["light", "dark"]) {
  test(`both pages are accessible in ${scheme} colours`, async () => {
    for (const origin of [registers, bank]) {
      const { page, close } = await open(origin, scheme);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
      await close();
    }
  });
}
