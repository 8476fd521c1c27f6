"use strict";
(() => {
  const root = document.documentElement;
  const exchanges = JSON.parse(document.getElementById("evidence").textContent);
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));

  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  /* A phrase in both languages; the style sheet shows the one of the page. */
  const say = (en, nb) => {
    const both = document.createDocumentFragment();
    both.append(make("span", { lang: "en" }, en), make("span", { lang: "nb" }, nb));
    return both;
  };

  /* Languages */
  const setLanguage = (language) => {
    root.lang = language;
    for (const element of all("[data-en]")) element.textContent = element.dataset[language];
    for (const button of all("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
    try { localStorage.setItem("dsop-language", language); } catch { /* storage may be closed to files */ }
    if (filters) applyFilters();
  };

  /* Copying */
  const copy = async (text, button) => {
    let done = false;
    try { await navigator.clipboard.writeText(text); done = true; } catch {
      const area = make("textarea", { readonly: "" });
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    button.replaceChildren(done ? say("Copied", "Kopiert") : say("Select and copy", "Merk og kopier"));
    setTimeout(() => button.replaceChildren(say("Copy", "Kopier")), 2000);
  };
  const withCopy = (pre) => {
    const button = make("button", { type: "button" }, say("Copy", "Kopier"));
    button.addEventListener("click", () => copy(pre.textContent, button));
    const frame = make("div", { class: "copied" });
    pre.replaceWith(frame);
    frame.append(pre, button);
    return frame;
  };

  /* Evidence */
  const ofAgency = root.dataset.role === "agency";
  const ROLES = {
    setup: ["First: the account list", "Først: kontolisten"],
    control: ["Control: the same request without the change, which must be accepted", "Kontroll: samme forespørsel uten endringen, som må godtas"],
    request: ofAgency ? ["A call of the agency", "Et kall fra etaten"] : ["The request of the case", "Forespørselen i testtilfellet"],
    retrieval: ["Part of a whole retrieval", "Del av en hel innhenting"],
  };
  const pre = (text) => make("pre", {}, make("code", {}, text));
  const visible = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => "\\u{" + character.codePointAt(0).toString(16) + "}");
  const visibleJson = (value) => JSON.stringify(value, null, 2).replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => "\\u{" + character.codePointAt(0).toString(16) + "}");
  const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
  const curlOf = ({ method, url, headers }) => ["curl -sS -i", ...(method === "GET" ? [] : ["-X " + quoted(method)]),
    ...headers.map(([name, value]) => "-H " + quoted(name + ": " + value)), quoted(url)].join(" ");
  const grouped = (count, language) => String(count).replace(/\B(?=(\d{3})+$)/g, language === "nb" ? "\u00a0" : ",");
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /* Every request has a CorrelationID of its own; it is worth a mark only where it is not a UUID. */
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  const headerTable = (headers, control) => {
    const table = make("table", { class: "headers" });
    const body = make("tbody");
    for (const [name, value] of headers) {
      const known = control && control.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, one]) => one);
      const shown = visible(value);
      const isNew = name.toLowerCase() === "correlationid" && UUID.test(value);
      const differs = known && !known.includes(value) && !isNew;
      body.append(make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, differs ? make("mark", {}, shown || "∅") : shown)));
    }
    if (control) {
      for (const [name] of control) {
        if (!headers.some(([other]) => other.toLowerCase() === name.toLowerCase())) {
          body.append(make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, make("mark", {}, say("not sent", "ikke sendt")))));
        }
      }
    }
    table.append(body);
    return table;
  };
  /* A time of a token or order as people write it, behind its number of seconds. */
  const moment = (name, member) => {
    const date = new Date(member * 1000);
    if (!["iat", "nbf", "exp"].includes(name) || typeof member !== "number" || isNaN(date)) return "";
    return make("span", { class: "gloss" }, "   " + date.toISOString().replace("T", " ").replace(".000Z", " UTC"));
  };
  const json = (value, control) => {
    const plain = value && typeof value === "object" && !Array.isArray(value);
    if (!plain) return pre(visible(JSON.stringify(value)));
    const code = make("code", {}, "{\n");
    const members = Object.entries(value);
    members.forEach(([name, member], position) => {
      const text = "  " + visibleJson(name) + ": " + visibleJson(member).replaceAll("\n", "\n  ");
      const differs = control && typeof control === "object" && !same(control[name], member);
      code.append(differs ? make("mark", {}, text) : text, position + 1 < members.length ? "," : "", moment(name, member), "\n");
    });
    if (control && typeof control === "object") {
      for (const name of Object.keys(control)) {
        if (!(name in value)) code.append(make("mark", {}, "  ", visibleJson(name), ": ", say("missing", "mangler")), "\n");
      }
    }
    code.append("}");
    return make("pre", {}, code);
  };
  const DECODED = [
    ["tokenHeader", "Access token: header", "Tilgangstoken: hode"],
    ["tokenClaims", "Access token: claims", "Tilgangstoken: innhold"],
    ["orderHeader", "Extradition order: header", "Utleveringspålegg: hode"],
    ["orderClaims", "Extradition order: claims", "Utleveringspålegg: innhold"],
  ];
  const requestParts = (part, request, control) => {
    const line = request.method + " " + visible(request.url);
    const changed = control && (control.url !== request.url || control.method !== request.method);
    const parts = [make("pre", {}, make("code", {}, changed ? make("mark", {}, line) : line))];
    parts.push(...part(say("Headers sent", "Sendte headere"), headerTable(request.headers, control && control.headers)));
    for (const [member, en, nb] of DECODED) {
      if (request[member] !== undefined) parts.push(...part(say(en, nb), json(request[member], control && control[member])));
    }
    return parts;
  };
  const protection = (response) => {
    const form = response.protection;
    if (form.form === "encrypted") {
      const { alg = "?", enc = "?" } = form.header || {};
      return say(`encrypted (${alg}, ${enc}), shown decrypted`, `kryptert (${alg}, ${enc}), vist dekryptert`);
    }
    return form.form === "clear" ? say("in clear", "i klartekst") : say("no readable body", "ingen lesbar kropp");
  };
  const responseParts = (part, exchange) => {
    if (!exchange.response) {
      const failure = exchange.failure || { en: "no answer", nb: "intet svar" };
      return part(say("No answer", "Intet svar"), make("p", {}, say(visible(failure.en), visible(failure.nb))));
    }
    const response = exchange.response;
    const parts = part(say("Answer", "Svar"), make("p", {}, make("strong", {}, String(response.status)), " " + response.version + " · ",
      protection(response), ` · ${response.bodyBytes} B · ${exchange.elapsedMs} ms`), headerTable(response.headers));
    if (exchange.unread) parts.push(make("p", {}, say("The body could not be read: ", "Kroppen kunne ikke leses: "), say(visible(exchange.unread.en), visible(exchange.unread.nb))));
    if (response.document !== undefined) {
      parts.push(...part(say("Body", "Innhold"), pre(visibleJson(response.document))));
    }
    return parts;
  };
  const showEvidence = (details) => {
    const references = (details.dataset.exchanges || "").split(" ").filter(Boolean).map((word) => {
      const at = word.lastIndexOf(":");
      return { id: word.slice(0, at), role: word.slice(at + 1).replace("!", ""), found: word.endsWith("!") };
    });
    if (!references.length || details.querySelector(".steps")) return;
    const steps = make("ol", { class: "steps" });
    const level = details.closest("article") ? 5 : 4;
    const part = (heading, ...content) => [make("h" + (level + 1), { class: "part" }, heading), ...content];
    let control = null;
    for (const { id, role, found } of references) {
      const exchange = exchanges[id];
      if (!exchange) continue;
      const [en, nb] = ROLES[role] || [role, role];
      const against = role === "request" ? control : null;
      const curl = pre(visible(curlOf(exchange.request)));
      const content = [...requestParts(part, exchange.request, against), ...responseParts(part, exchange),
        ...part(ofAgency ? say("The call as a curl command", "Kallet som curl-kommando") : say("Reproduce", "Gjenskap"), curl)];
      const item = make("li", {}, make("h" + level, {}, say(en, nb)));
      if (ofAgency) item.append(make("p", { class: "where" }, visible(exchange.request.endpoint)));
      if (found) item.append(make("p", { class: "where" }, say("What is described above was observed here.", "Det som er beskrevet over, ble observert her.")));
      if (!found && role !== "request") {
        const line = `${exchange.request.method} ${new URL(exchange.request.url, "http://x").pathname} → ${exchange.response ? exchange.response.status : "–"}`;
        item.append(make("details", {}, make("summary", {}, make("code", {}, visible(line))), ...content));
      } else {
        item.append(...content);
      }
      withCopy(curl);
      if (role === "control") control = exchange.request;
      steps.append(item);
    }
    if (control && references.some(({ role }) => role === "request")) {
      details.append(make("p", { class: "where" }, make("mark", {}, say("Marked", "Markert")), " ", say("differs from the control.", "skiller seg fra kontrollen.")));
    }
    details.append(steps);
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.dataset.exchanges) showEvidence(event.target);
  }, true);

  /* Filters */
  const filters = document.getElementById("filters");
  /* Rows of what conforms are written in brief, for there are more than a thousand of them. */
  const chosenBy = (name, bits) => Array.from(filters.elements[name]?.options ?? []).slice(1)
    .filter((_, place) => Math.floor(bits / 2 ** place) % 2 === 1).map((option) => option.value).join(" ");
  for (const row of all("[data-of]")) {
    const [level, services, endpoints, tests] = row.dataset.of.split(" ");
    const [id, ...title] = row.childNodes;
    const family = id.textContent.replace(/-[^-]*$/, "");
    Object.assign(row.dataset, { case: "", standing: "conforms", level, family, service: chosenBy("service", services), endpoint: chosenBy("endpoint", endpoints), tests });
    row.classList.add("case", "conforms");
    row.replaceChildren(make("span", { class: "id" }, id.textContent), " ", make("span", { class: "level" }), " ", make("span", { class: "title" }, ...title), " ", make("span", { class: "tests" }, "× " + tests));
  }
  for (const list of all("[data-links]")) {
    const words = list.textContent.split(" ").filter(Boolean);
    list.replaceChildren(...words.flatMap((id) => [document.getElementById(id) ? make("a", { href: "#" + id }, id) : make("span", { class: "id" }, id), " "]));
  }
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const cases = all("[data-case]").map((element) => ({
    element, data: element.dataset,
    get text() { return this.words ??= (element.id + " " + element.textContent).toLowerCase(); },
  }));
  let wasNarrowed = false;
  const counts = new Map();
  const countSection = (section, left, narrowed) => {
    const place = section.querySelector(".counts");
    if (!counts.has(place)) counts.set(place, [...place.childNodes]);
    if (!narrowed) { place.replaceChildren(...counts.get(place)); return; }
    const tests = left.reduce((sum, element) => sum + Number(element.dataset.tests), 0);
    const [en, nb] = ["en", "nb"].map((language) => [left.length, tests].map((count) => grouped(count, language)));
    place.replaceChildren(say(`${en[0]} shown, ${en[1]} tests`, `${nb[0]} vist, ${nb[1]} tester`));
  };
  /* The choice is kept in the address, so that a link to the page shows the same. */
  const keepInAddress = (chosen) => {
    const words = new URLSearchParams([...chosen].filter(([, value]) => value)).toString();
    if (!words && !isChoice()) return;
    try { history.replaceState(null, "", words ? "#" + words : location.pathname + location.search); } catch { location.hash = words; }
  };
  /* A choice has "name=value" in it, and an anchor has not. */
  const isChoice = () => location.hash.includes("=");
  const readChoice = () => {
    const words = new URLSearchParams(location.hash.slice(1));
    for (const field of filters.elements) if (field.name) field.value = words.get(field.name) ?? "";
  };
  const applyFilters = () => {
    const chosen = new FormData(filters);
    keepInAddress(chosen);
    const words = String(chosen.get("text")).toLowerCase().split(/\s+/).filter(Boolean);
    const single = ["standing", "level", "family"].filter((name) => chosen.get(name));
    const listed = ["service", "endpoint"].filter((name) => chosen.get(name));
    let rules = 0, tests = 0;
    for (const one of cases) {
      const { element, data } = one;
      const fits = single.every((name) => data[name] === chosen.get(name))
        && listed.every((name) => data[name].split(" ").includes(chosen.get(name)))
        && words.every((word) => one.text.includes(word));
      element.hidden = !fits;
      if (fits) { rules += 1; tests += Number(data.tests); }
    }
    for (const exchange of all(".exchange")) {
      exchange.hidden = exchange.dataset.service !== undefined && !listed.every((name) => exchange.dataset[name] === chosen.get(name));
    }
    const narrowed = words.length + single.length + listed.length > 0;
    for (const section of all("[data-section]")) {
      const left = all("[data-case]:not([hidden])", section);
      section.hidden = left.length === 0;
      countSection(section, left, narrowed);
    }
    if (narrowed || wasNarrowed) for (const fold of all("[data-fold]")) fold.open = narrowed;
    wasNarrowed = narrowed;
    nothing.hidden = rules > 0;
    const [en, nb] = ["en", "nb"].map((language) => [rules, cases.length, tests].map((count) => grouped(count, language)));
    shown.replaceChildren(say(`Showing ${en[0]} of ${en[1]} entries (${en[2]} tests).`, `Viser ${nb[0]} av ${nb[1]} oppføringer (${nb[2]} tester).`));
  };
  filters.hidden = false;
  filters.addEventListener("input", applyFilters);
  filters.addEventListener("reset", () => setTimeout(applyFilters));
  filters.addEventListener("submit", (event) => event.preventDefault());

  /* Anchors into what is folded or filtered away */
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) { filters.reset(); applyFilters(); }
    for (const fold of all(":scope > [data-fold]", target)) fold.open = true;
    for (let element = target; element; element = element.parentElement) if (element.tagName === "DETAILS") element.open = true;
    target.scrollIntoView();
  };
  const follow = () => {
    if (!isChoice()) return openTarget();
    readChoice();
    applyFilters();
    document.getElementById("cases").scrollIntoView();
  };
  addEventListener("hashchange", follow);

  for (const element of all("[data-copy]")) withCopy(element);
  for (const button of all("[data-language]")) button.addEventListener("click", () => setLanguage(button.dataset.language));
  document.getElementById("languages").hidden = false;
  let language = root.lang;
  try { language = localStorage.getItem("dsop-language") || language; } catch { /* see above */ }
  if (isChoice()) readChoice();
  setLanguage(language === "nb" ? "nb" : "en");
  follow();
})();
