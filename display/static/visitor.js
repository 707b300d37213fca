// The visitor's page keeps itself up to date: it looks as often as the server says, and says so when it gets no answer.

import { Alert } from "./visitor-alert.js";

const HIDDEN_MS = 60_000; // a page nobody sees looks once a minute
const RETRY_MS = 3000; // after a look without answer: 3, 6, 12 … seconds
const LONGEST_MS = 60_000;
const LOST_MS = 20_000;
const GIVE_UP_MS = 10_000;
const RINGS = ["waiting", "planned", "called", "held"]; // from here something may still be rung for
const ASKS_WHY = ["1", "2"]; // a reason is asked at the two lowest, under the key of the answer itself
const language = document.documentElement.lang;
const body = document.body;
const part = (id) => document.getElementById(id);
const alert = new Alert({ section: part("alert"), button: part("ask"), before: part("before"), told: part("on") });

let heard = performance.now();
let asked = heard;
let failures = 0;
let patience = 0; // seconds a busy server asked for
let timer = 0;

function write(id, words) {
  const text = words ? words[language] : "";
  const box = part(id);
  const place = box.querySelector("dd") ?? box;
  if (place.textContent !== text) place.textContent = text; // an unchanged live region stays silent
  box.hidden = !text;
}

function draw(ticket) {
  const before = { ...body.dataset };
  Object.assign(body.dataset, { state: ticket.state, soon: ticket.soon ? "1" : "0", ring: ticket.ring ?? "", poll: ticket.poll_s });
  write("text", ticket.text);
  for (const id of ["desk", "more", "department", "where", "service", "later", "promise"]) write(id, ticket[id]);
  write("ahead", ticket.ahead_text);
  write("minutes", ticket.minutes_text);
  write("why", ticket.why);
  for (const deed of ["leave", "come_back", "rate"]) part(deed).hidden = !ticket.may[deed];
  part("priority").hidden = !ticket.priority;
  part("rated").hidden = !ticket.rated || !part("because").hidden;
  document.title = `${ticket.number} · ${(ticket.desk ?? ticket.text)[language]}`;
  if (ticket.ring && ticket.ring !== before.ring) alert.ring("called");
  else if (ticket.soon && before.soon !== "1") alert.ring("soon");
  alert.wanted(RINGS.includes(ticket.state));
}

async function look() {
  clearTimeout(timer);
  asked = performance.now();
  const giveUp = new AbortController();
  const limit = setTimeout(() => giveUp.abort(), GIVE_UP_MS);
  try {
    const reply = await fetch(`${location.pathname}.json`, {
      signal: giveUp.signal, cache: "no-store", headers: { Accept: "application/json", "If-None-Match": `"${body.dataset.tag}"` },
    });
    if (reply.status === 410 || reply.status === 404) return location.reload(); // the server's own words for it
    patience = Number(reply.headers.get("Retry-After")) || 0;
    if (reply.status === 200) take(await reply.json(), reply.headers.get("ETag"));
    else if (reply.status !== 304) throw new Error(String(reply.status));
    heard = performance.now();
    failures = 0;
  } catch {
    failures += 1; // told below, once it has lasted
  } finally {
    clearTimeout(limit);
  }
  part("lost").hidden = failures === 0 || performance.now() - heard < LOST_MS;
  plan();
}

function take(ticket, tag) {
  body.dataset.tag = (tag ?? "").replace(/^W\//, "").replaceAll('"', "");
  draw(ticket);
}

function plan() {
  clearTimeout(timer);
  const every = Number(body.dataset.poll) * 1000;
  if (every === 0) return; // nothing more will come
  let after = failures ? Math.min(LONGEST_MS, RETRY_MS * 2 ** (failures - 1)) : every;
  if (document.hidden) after = Math.max(after, HIDDEN_MS);
  after = Math.max(after, patience * 1000) * (0.85 + Math.random() * 0.3); // not all phones in one moment
  timer = setTimeout(look, after);
}

/** A deed of the visitor's own. A lost reply is asked for by pressing again, under the same key: it is done once. */
async function send(event) {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter ?? form.querySelector("button");
  const told = new URLSearchParams(new FormData(form)); // older phones leave out which button was pressed
  if (button.name) told.set(button.name, button.value);
  const level = button.name === "level" ? button.value : "";
  const refused = part("refused");
  button.disabled = true;
  try {
    const reply = await fetch(form.action, { method: "POST", body: told, headers: { Accept: "application/json" } });
    const answer = await reply.json();
    refused.hidden = reply.ok;
    refused.textContent = reply.ok ? "" : answer.error[language];
    part("because").hidden = !reply.ok || !ASKS_WHY.includes(level); // after the reason, or a better answer, it is done
    if (!part("because").hidden) part("because").querySelector("[name=level]").value = level;
    if (reply.ok) take(answer, reply.headers.get("ETag"));
    if (part("because").hidden) for (const key of document.querySelectorAll("[name=key]")) key.value = newKey();
    part("leave").open = false;
  } catch {
    refused.textContent = refused.dataset.unsent;
    refused.hidden = false;
  } finally {
    button.disabled = false;
  }
  look();
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

part("skip").addEventListener("click", () => {
  part("because").hidden = true;
  part("rated").hidden = false;
  for (const key of document.querySelectorAll("[name=key]")) key.value = newKey();
});
for (const form of document.forms) form.addEventListener("submit", send);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return plan();
  heard = Math.max(heard, performance.now() - LOST_MS / 2); // a phone that slept has not lost us
  if (Number(body.dataset.poll) && performance.now() - asked > 1500) look();
});
addEventListener("online", () => failures && look());
alert.wanted(RINGS.includes(body.dataset.state));
plan();
