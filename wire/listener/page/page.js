"use strict";
const MOST = 100;
const of = (id) => document.getElementById(id);

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function copyButton(text) {
  const button = element("button", "Copy", { type: "button", "aria-label": `Copy ${text}` });
  button.addEventListener("click", async () => {
    let said = `${text} is copied`;
    try { await navigator.clipboard.writeText(text); } catch { said = "This browser does not let the page copy"; }
    of("copied").textContent = said;
    setTimeout(() => { if (of("copied").textContent === said) of("copied").textContent = ""; }, 5000);
  });
  return button;
}

function row(cells) {
  const made = element("tr");
  for (const cell of cells) {
    const td = made.appendChild(element("td"));
    td.append(...[cell].flat());
  }
  return made;
}

const copied = (text) => [element("code", text), copyButton(text)];

function showPeople(people) {
  const body = of("people").querySelector("tbody");
  const rows = people.map((one) => {
    const accounts = one.accounts.flatMap((account) => {
      const line = element("div", `${account.type} `);
      line.append(...copied(account.number));
      return [line];
    });
    const made = row([copied(one.number), one.name, one.traits.join(", "), accounts]);
    made.dataset.text = made.textContent.toLowerCase();
    return made;
  });
  body.replaceChildren(...rows);
  of("wanted").oninput = () => {
    const words = of("wanted").value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const one of rows) {
      one.hidden = !words.every((word) => one.dataset.text.includes(word));
      shown += one.hidden ? 0 : 1;
    }
    of("found").textContent = `${shown} of ${rows.length}`;
  };
  of("wanted").oninput();
}

const PARTS = [["reason", "Why it was refused"], ["warnings", "Accepted, but documented otherwise"], ["token", "Token"], ["order", "Extradition order"], ["grant", "Grant"],
  ["issued", "Issued token"], ["headers", "Headers"], ["answer", "Answer"]];

function showRequest(one) {
  const made = element("details", undefined, { "data-id": one.id, "data-refused": one.status >= 400 });
  const summary = made.appendChild(element("summary"));
  const query = one.query ? `?${one.query}` : "";
  summary.append(`${new Date(one.time).toLocaleTimeString("en-GB")} `, element("span", one.status, { class: one.status < 400 ? "good" : "bad" }),
    ` ${one.method} ${one.path}${query}`);
  if (one.who) summary.append(` — ${one.who}`);
  if (one.reason) summary.append(element("div", one.reason));
  made.addEventListener("toggle", () => {
    if (!made.open || made.childElementCount > 1) return;
    for (const [key, title] of PARTS) {
      const value = one[key];
      if (value === null || value === undefined || value.length === 0) continue;
      const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
      made.append(element("h3", title), element("pre", text, { tabindex: "0", "aria-label": title }));
    }
  });
  return made;
}

let last = 0;
let paused = false;

function filterRequests() {
  const only = of("refused").checked;
  for (const one of of("list").children) one.hidden = only && one.dataset.refused !== "true";
}

async function poll() {
  if (!paused && !document.hidden) {
    try {
      const response = await fetch(`/admin/journal?after=${last}`);
      const entries = await response.json();
      const list = of("list");
      if (entries.some((one) => one.id <= last)) list.replaceChildren();
      if (entries.length) {
        last = entries[0].id;
        list.prepend(...entries.map(showRequest));
        while (list.childElementCount > MOST) list.lastElementChild.remove();
        filterRequests();
      }
      say(list.childElementCount ? "Live" : "Live; no request yet");
    } catch { say("The server does not answer"); }
  }
  setTimeout(poll, 1000);
}

/** Only what is new is said: a screen reader would repeat the same every second. */
function say(text) { if (of("state").textContent !== text) of("state").textContent = text; }

of("pause").addEventListener("click", () => {
  paused = !paused;
  of("pause").setAttribute("aria-pressed", paused);
  say(paused ? "Paused" : "Live");
});
of("refused").addEventListener("change", filterRequests);

let shown = "";

/** Addresses and people; again when a bank has joined. */
async function show() {
  const text = await (await fetch("/page.json")).text();
  const page = JSON.parse(text);
  if (text === shown) return page;
  shown = text;
  document.title = page.program;
  of("program").textContent = page.program;
  of("about").textContent = page.about;
  of("addresses").querySelector("tbody").replaceChildren(...page.addresses.map(([address, what]) => row([copied(address), what])));
  if (page.operated) showPeople(page.people);
  return page;
}

show().then((page) => {
  if (page.operated) {
    poll();
    setInterval(() => { if (!paused && !document.hidden) show().catch(() => {}); }, 15000);
    return;
  }
  of("people").hidden = true;
  of("pause").parentElement.hidden = true;
  of("list").textContent = "People and requests are shown only in test mode on a loopback address without --base-url.";
}).catch(() => { of("about").textContent = "The server does not answer."; });
