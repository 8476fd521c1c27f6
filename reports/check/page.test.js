// Opens the HTML report of real runs in headless Chromium: what a reader does, and what a page must never do.
//
//   REPORT_GOOD=… REPORT_BAD=… REPORT_BROAD=… REPORT_AGENCY=… npm test      (run.sh makes the reports and sets these)
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const LARGEST = 1_500_000;

const PAGES = {
  "a faulty bank": process.env.REPORT_BAD,
  "a good bank": process.env.REPORT_GOOD,
  "a bank with a broad fault": process.env.REPORT_BROAD,
  "a faulty agency": process.env.REPORT_AGENCY,
};
for (const [name, file] of Object.entries(PAGES)) assert.ok(file, `no report of ${name} is given`);
const BAD = PAGES["a faulty bank"];

let browser;
before(async () => { browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS }); });
after(() => browser?.close());

/** A page that keeps what must not happen: errors on the console, and requests for anything but the file. */
async function open(file, { width = 1280, scheme = "light", language = "en", hash = "" } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) trouble.push(message.text()); });
  page.on("pageerror", (error) => trouble.push(String(error)));
  const address = pathToFileURL(file).href;
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url === address) return route.continue();
    trouble.push(`asked for ${url}`);
    return route.abort();
  });
  await page.goto(address + hash);
  await page.click(`[data-language=${language}]`);
  return { page, trouble, close: () => context.close() };
}

/** Leaves a few of everything: the thousandth row is made like the first, and looking at all of them takes minutes. */
const thin = (page) => page.evaluate(() => {
  const lists = document.querySelectorAll(".rows, section.standing, section, tbody, select, .exchanges, .links, .plots, ol, ul, dl");
  for (const list of lists) for (const one of [...list.children].slice(8)) one.remove();
});

const visible = (page, selector) => page.locator(`${selector}:visible`).count();
const entries = (page) => page.locator("[data-case]:not([hidden])").evaluateAll((all) => all.map((one) => ({ id: one.id, ...one.dataset })));
const choices = (page, name) => page.locator(`#filters [name=${name}] option`).evaluateAll((all) => all.map((one) => one.value).filter(Boolean));

for (const [name, file] of Object.entries(PAGES)) {
  test(`the page of ${name} opens without an error and asks for nothing`, async () => {
    const { page, trouble, close } = await open(file);
    for (const summary of await page.locator(".exchange > summary").all().then((all) => all.slice(0, 5))) {
      await summary.evaluate((one) => { for (let box = one.parentElement; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true; });
    }
    assert.ok(await page.locator("h1").innerText());
    assert.deepEqual(trouble, []);
    await close();
  });

  test(`the page of ${name} is smaller than one and a half megabytes`, () => {
    const size = statSync(file).size;
    console.log(`# ${name}: ${(size / 1e6).toFixed(2)} MB`);
    assert.ok(size < LARGEST, `${size} bytes`);
  });

  test(`how soon the page of ${name} is ready`, async () => {
    const { page, close } = await open(file);
    const [ready, painted] = await page.evaluate(() => [
      performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    ]);
    console.log(`# ${name}: ready after ${ready.toFixed(0)} ms, first painted after ${painted.toFixed(0)} ms`);
    assert.ok(ready > 0);
    await close();
  });

  for (const width of [1280, 400]) {
    for (const scheme of ["light", "dark"]) {
      for (const language of ["en", "nb"]) {
        // The pages differ in their content alone: every view of the fullest, and the two extremes of the others.
        if (file !== BAD && [width < 500, scheme === "dark", language === "nb"].some((one) => one !== (width < 500))) continue;
        test(`the page of ${name} is accessible and fits: ${width} px, ${scheme}, ${language}`, async () => {
          const { page, trouble, close } = await open(file, { width, scheme, language });
          const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          assert.ok(needed <= given, `the page is ${needed} px wide`);
          await thin(page);
          await page.evaluate(() => { for (const box of document.querySelectorAll("details")) box.open = true; });
          await page.evaluate(AXE);
          const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
          const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
          assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary]), []);
          assert.deepEqual(trouble, []);
          await close();
        });
      }
    }
  }
}

for (const name of ["standing", "level", "family", "service", "endpoint"]) {
  test(`the filter ${name} shows what it names and nothing else`, async () => {
    const { page, close } = await open(BAD);
    const all = await entries(page);
    const values = await choices(page, name);
    assert.ok(values.length > 1, `${values}`);
    for (const value of values.slice(0, 4)) {
      await page.selectOption(`#filters [name=${name}]`, value);
      const fits = (entry) => entry[name].split(" ").includes(value);
      assert.deepEqual((await entries(page)).map(({ id }) => id), all.filter(fits).map(({ id }) => id), value);
    }
    await page.click("#filters [type=reset]");
    await page.waitForFunction((count) => document.querySelectorAll("[data-case]:not([hidden])").length === count, all.length);
    await close();
  });
}

test("the search finds words anywhere in a case, and says how many it found", async () => {
  const { page, close } = await open(BAD);
  await page.fill("#filters [name=text]", "TOKEN-028");
  const found = await entries(page);
  assert.ok(found.length > 0 && found.length < 5, JSON.stringify(found));
  assert.match(await page.innerText("#shown"), new RegExp(`^Showing ${found.length} of`));
  await page.fill("#filters [name=text]", "no such words at all");
  assert.equal(await visible(page, "#nothing"), 1);
  await close();
});

test("filters narrow each other down", async () => {
  const { page, close } = await open(BAD);
  await page.selectOption("#filters [name=standing]", "violation");
  const broken = (await entries(page)).length;
  await page.selectOption("#filters [name=service]", "politi-utlevering");
  await page.selectOption("#filters [name=endpoint]", "Cards");
  const left = await entries(page);
  assert.ok(left.length > 0 && left.length < broken);
  for (const entry of left) assert.equal(entry.standing, "violation");
  const exchanges = await page.locator("[data-case] .exchange:not([hidden])").evaluateAll((all) => all.map((one) => one.dataset.endpoint));
  assert.ok(exchanges.every((endpoint) => endpoint === "Cards"));
  await close();
});

test("an address with a choice shows it, and a choice changes the address", async () => {
  const { page, close } = await open(BAD, { hash: "#standing=violation&service=politi-utlevering" });
  const chosen = await entries(page);
  assert.ok(chosen.length > 0);
  assert.ok(chosen.every(({ standing, service }) => standing === "violation" && service.split(" ").includes("politi-utlevering")));
  await page.selectOption("#filters [name=standing]", "conforms");
  assert.match(page.url(), /#.*standing=conforms&service=politi-utlevering/);
  await page.click("#filters [type=reset]");
  await page.waitForFunction(() => !location.hash.includes("="));
  await close();
});

test("the counts of a section are those of what is shown", async () => {
  const { page, close } = await open(BAD, { hash: "#service=politi-utlevering" });
  for (const section of await page.locator("[data-section]:not([hidden])").all()) {
    const shown = await section.locator("[data-case]:not([hidden])").count();
    assert.match(await section.locator(".counts [lang=en]").first().innerText(), new RegExp(`^${shown.toLocaleString("en")} shown`));
  }
  await close();
});

for (const [name, file] of Object.entries(PAGES).filter(([name]) => name !== "a good bank")) {
  test(`what is wrong with ${name} is on the first screen, causes first, and each line leads to it`, async () => {
    const { page, close } = await open(file);
    const lines = await page.locator(".wrong li").evaluateAll((all) => all.map((one) => ({
      kind: one.className, top: one.getBoundingClientRect().top, there: Boolean(document.getElementById(one.querySelector("a").hash.slice(1))),
    })));
    assert.ok(lines.length > 0 && lines[0].top < 900);
    assert.ok(lines.every(({ there }) => there));
    const last = lines.findLastIndex(({ kind }) => kind === "cause");
    assert.ok(lines.slice(0, last + 1).every(({ kind }) => kind === "cause"));
    await close();
  });
}

test("a cause shows one exchange, opened in place", async () => {
  const { page, close } = await open(PAGES["a bank with a broad fault"]);
  const box = page.locator("#cause-1 .exchange").first();
  await box.locator("summary").first().click();
  await box.locator(".steps").waitFor();
  await close();
});

test("the contents stay in view", async () => {
  const { page, close } = await open(BAD);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  const top = await page.evaluate(() => document.getElementById("contents").getBoundingClientRect().top);
  assert.equal(top, 0);
  await close();
});

test("everything can be reached and used by keyboard", async () => {
  const { page, close } = await open(BAD);
  await page.reload();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.focus("#filters [name=standing]");
  await page.keyboard.press("ArrowDown");
  const first = (await choices(page, "standing"))[0];
  assert.equal(await page.inputValue("#filters [name=standing]"), first);
  assert.ok((await entries(page)).every(({ standing }) => standing === first));
  const summary = page.locator("[data-case]:not([hidden]) .exchange > summary").first();
  await summary.focus();
  await page.keyboard.press("Enter");
  await summary.locator("xpath=..").locator(".steps").waitFor();
  await close();
});

test("an exchange shows request, decoded token and order, answer and command", async () => {
  const { page, close } = await open(BAD, { hash: "#ORDER-FORM-037" });
  const box = page.locator("#ORDER-FORM-037 .exchange").first();
  await box.locator("summary").first().click();
  const text = await box.innerText();
  for (const part of ["Control: the same request", "The request of the case", "Access token: claims", "Extradition order: header",
    "Extradition order: claims", "Body", "Reproduce", "curl -sS"]) assert.ok(text.includes(part), part);
  assert.ok(await box.locator("mark").count() > 0, "what differs from the control is marked");
  await close();
});

test("the switch changes every word and the title, and is remembered", async () => {
  const { page, close } = await open(BAD);
  const english = await page.innerText("main");
  await page.click("[data-language=nb]");
  assert.equal(await page.getAttribute("html", "lang"), "nb");
  assert.match(await page.title(), /er ikke i samsvar med kravene/);
  const norwegian = await page.innerText("main");
  for (const word of ["What to do next", "Why it matters", "Expected", "Affects", "Requirement coverage"]) {
    assert.ok(english.includes(word) && !norwegian.includes(word), word);
  }
  for (const word of ["Hva nå", "Hvorfor det er viktig", "Forventet", "Gjelder", "Kravdekning"]) {
    assert.ok(norwegian.includes(word) && !english.includes(word), word);
  }
  assert.equal(await visible(page, "main [lang=en]"), 0);
  await page.reload();
  assert.equal(await page.getAttribute("html", "lang"), "nb");
  await close();
});

test("a link to a requirement or case opens what hides it", async () => {
  const { page, close } = await open(BAD);
  await page.selectOption("#filters [name=standing]", "conforms");
  await page.evaluate(() => { location.hash = "#TOKEN-028"; });
  await page.locator("#TOKEN-028:visible").waitFor();
  const requirement = page.locator("#TOKEN-028 a[href^='#requirement-']").first();
  const target = await requirement.getAttribute("href");
  await requirement.click();
  await page.locator(`[id="${target.slice(1)}"]:visible`).waitFor();
  await close();
});

test("dark and light are two different pages to look at", async () => {
  const colours = [];
  for (const scheme of ["light", "dark"]) {
    const { page, close } = await open(BAD, { scheme });
    colours.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    await close();
  }
  assert.notEqual(colours[0], colours[1]);
});

test("in print there are no controls, and dark becomes light", async () => {
  const { page, close } = await open(BAD, { scheme: "dark" });
  await page.emulateMedia({ media: "print" });
  for (const control of ["#filters", ".contents", ".languages", "button"]) assert.equal(await visible(page, control), 0, control);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await visible(page, "h1"), 1);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
  await close();
});

test("the page reads without scripts", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(BAD).href);
  const text = await page.innerText("main");
  assert.ok(text.includes("does not conform") && text.includes("Without scripts"));
  assert.equal(await visible(page, "#filters"), 0);
  await context.close();
});
