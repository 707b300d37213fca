// Reception: an officer takes a number for a visitor, by keyboard. The field has the focus all the time; Enter looks at
// what is chosen, Enter again issues it.

import { hallNow } from "/static/clock.js";
import { find, index } from "/static/search.js";
import { listen } from "/static/live.js";
import { html, render, useEffect, useState } from "/static/vendor.js";
import { newKey, post } from "./deeds.js";
import { Devices } from "./devices.js";
import { Choice, Earlier, Idle, Issued, LONGEST, Printers, Search, Bar } from "./issue-views.js";
import { WORDS } from "./issue-words.js";
import { Notices } from "./views.js";
import { fill } from "./words.js";

const TICK_MS = 1000;
const REST_MS = 300; // a double press of Enter is one: the second must not issue what nobody has read
const LOOK_MS = 700; // at the job of the last slip
const CATALOGUE_MS = 300_000;
const KEPT = 4; // numbers that can be printed again from here
const PRINTER = "luot-reception-printer";
const UNSETTLED = ["queued", "claimed"];
const QUIET_KINDS = ["started", "finished", "no-show", "recalled", "resumed"]; // they move no line

const root = document.getElementById("issue");
const shown = {
  menu: null, link: "live", notice: null, retrying: null, busy: false,
  language: localStorage.getItem("luot-language") === "en" ? "en" : "vi",
  query: "", found: [], at: -1, chosen: null, priority: false, english: false, issued: [], fresh: false,
  again: null, // the number printed again last: {ticket, number, job}
};
let procedures = [];
let stocked = { entries: [] };
let redraw = () => {};
let rested = 0; // performance.now() before which Enter is still the press before

function set(changes) {
  Object.assign(shown, changes);
  redraw();
}

function office(id) {
  return shown.menu.departments.find((one) => one.id === id);
}

function stock() {
  if (!shown.menu) return;
  stocked = index(shown.menu.departments, procedures);
  look();
}

function look() {
  const asked = shown.query.trim() !== "";
  const found = asked ? find(stocked, shown.query) : stocked.entries.filter((one) => !one.procedure);
  // Nothing is chosen in an empty field: Enter pressed once too often must not begin another number.
  const last = Math.min(found.length, LONGEST) - 1;
  set({ found, at: Math.min(last, asked ? Math.max(0, shown.at) : shown.at) });
}

// -- one visitor -------------------------------------------------------------------------------------------------------

function type(query) {
  set({ query, at: query.trim() ? 0 : -1, chosen: null, fresh: false, notice: null });
  look();
}

function choose(place) {
  const chosen = shown.found[place];
  if (!chosen || shown.busy) return;
  rested = performance.now() + REST_MS;
  set({ at: place, chosen, fresh: false, notice: null });
}

function back() {
  if (shown.retrying) return shown.retrying.abort();
  if (document.activeElement?.id === "again") return field();
  if (shown.chosen) return set({ chosen: null, notice: null });
  set({ query: "", at: -1, fresh: false, notice: null });
  look();
}

async function take() {
  const { chosen, priority, english } = shown;
  if (!chosen || shown.busy || performance.now() < rested) return;
  const answer = await send("/desk/issue/tickets", {
    key: newKey(), department: chosen.department, service: chosen.service, procedure: chosen.procedure?.code ?? null,
    priority, language: english ? "en" : "vi", printer: printer(),
  });
  if (!answer) return;
  rested = performance.now() + REST_MS;
  set({
    issued: [answer, ...shown.issued].slice(0, KEPT), fresh: true,
    chosen: null, query: "", at: -1, priority: false, english: false,
  });
  look();
  post(`/desk/issue/tickets/${answer.ticket}/shown`, {}, new AbortController().signal, () => {});
}

async function reprint(ticket) {
  if (shown.busy || !printer()) return;
  const job = await send(`/desk/issue/tickets/${ticket.ticket}/reprint`, { printer: printer() });
  if (job) settle(ticket.ticket, job);
}

/** Whether it will be printed. */
async function reprintNumber(number) {
  if (shown.busy || !printer()) return false;
  const again = await send(`/desk/issue/numbers/${encodeURIComponent(number)}/reprint`, { printer: printer() });
  if (again) set({ again });
  return again !== null;
}

/** The body of a good answer; null after saying what went wrong. */
async function send(url, content) {
  const stop = new AbortController();
  set({ busy: true, notice: null });
  const answer = await post(url, content, stop.signal, () => set({ retrying: stop }));
  set({ busy: false, retrying: null });
  if (answer?.status < 300) return answer.body;
  if (answer?.status === 401) set({ link: "refused" });
  const text = !answer ? WORDS.gave_up : answer.body.error.id === "csrf" ? WORDS.reload : answer.body.error;
  set({ notice: { tone: "warn", text } });
  return null;
}

// -- slips -------------------------------------------------------------------------------------------------------------

function printer() {
  const wanted = localStorage.getItem(PRINTER);
  const known = shown.menu.printers.map((one) => one.id);
  if (wanted === "") return null;
  return known.includes(wanted) ? wanted : known[0] ?? null;
}

function pick(id) {
  localStorage.setItem(PRINTER, id ?? "");
  redraw();
  document.getElementById("field").focus();
}

function settle(ticket, job) {
  set({ issued: shown.issued.map((one) => (one.ticket === ticket ? { ...one, job } : one)) });
}

/** Follows the jobs that may still change. */
async function watchJobs() {
  for (const { ticket, job } of shown.issued) {
    if (job.id === null || (job.text && !UNSETTLED.includes(job.state))) continue;
    const now = await getJson(`/desk/issue/jobs/${job.id}`).catch(() => null);
    const same = shown.issued.find((one) => one.ticket === ticket)?.job.id === job.id; // not printed again meanwhile
    if (now && same && (now.state !== job.state || !job.text)) settle(ticket, now);
  }
  const { again } = shown;
  if (again && (!again.job.text || UNSETTLED.includes(again.job.state))) {
    const job = await getJson(`/desk/issue/jobs/${again.job.id}`).catch(() => null);
    if (job && shown.again === again) set({ again: { ...again, job } });
  }
  setTimeout(watchJobs, LOOK_MS);
}

// -- keys --------------------------------------------------------------------------------------------------------------

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  PageDown: () => step(8),
  PageUp: () => step(-8),
  Enter: () => (shown.chosen ? take() : performance.now() >= rested && choose(shown.at)),
  Escape: back,
  F2: () => set({ priority: !shown.priority }),
  F4: () => set({ english: !shown.english }),
  F8: () => shown.fresh && shown.issued[0].job.id !== null && reprint(shown.issued[0]),
  F9: () => document.getElementById("again")?.focus(),
};

function step(by) {
  const last = Math.min(shown.found.length, LONGEST) - 1;
  if (last >= 0) set({ at: Math.max(0, Math.min(last, shown.at + by)), chosen: null, fresh: false });
}

function onKey(event) {
  const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.altKey && event.key.toLowerCase() === "p") return event.preventDefault(), KEYS.F2();
  if (!alone || event.isComposing || !KEYS[event.key]) return;
  const own = event.target.closest?.("a, button, select, .again");
  if (own && !event.key.startsWith("F") && event.key !== "Escape") return; // its own press, or its own list
  event.preventDefault();
  if (event.repeat && !event.key.startsWith("Arrow") && !event.key.startsWith("Page")) return; // held down: once
  KEYS[event.key]();
}

function Page() {
  const [, setTick] = useState(0);
  redraw = () => setTick((n) => n + 1);
  useEffect(() => {
    const timer = setInterval(redraw, TICK_MS);
    document.addEventListener("keydown", onKey);
    return () => (clearInterval(timer), document.removeEventListener("keydown", onKey));
  }, []);
  useEffect(() => {
    document.documentElement.lang = shown.language;
  }, [shown.language]);
  const { menu, chosen, issued, fresh, busy, language } = shown;
  const t = (pair, values = {}) => fill(pair, values)[language];
  const bar = html`<${Bar} t=${t} name=${root.dataset.name} now=${hallNow()} toggle=${toggle} />`;
  if (!menu) return html`${bar}<${Notices} t=${t} notices=${notices()} /><p class="loading">${t(WORDS.loading)}</p>`;
  const deeds = { take, back: () => (back(), field()), priority: () => (KEYS.F2(), field()), language: () => (KEYS.F4(), field()) };
  return html`${bar}
    <${Notices} t=${t} notices=${notices()}><${Devices} t=${t} devices=${menu.devices} /><//>
    <main class=${shown.link === "live" ? "" : "aged"}>
      <${Search} t=${t} query=${shown.query} found=${shown.found} at=${shown.at} office=${office} type=${type}
        choose=${(place) => (choose(place), field())} />
      <aside>
        ${chosen
          ? html`<${Choice} t=${t} chosen=${chosen} department=${office(chosen.department)} priority=${shown.priority}
              english=${shown.english} busy=${busy} deeds=${deeds} />`
          : fresh ? html`<${Issued} t=${t} ticket=${issued[0]} reprint=${(one) => (reprint(one), field())} />`
          : html`<${Idle} t=${t} />`}
        <${Earlier} t=${t} tickets=${chosen ? [] : issued.slice(fresh ? 1 : 0)} reprint=${(one) => (reprint(one), field())} />
        <${Printers} t=${t} printers=${menu.printers} printer=${printer()} pick=${pick} again=${shown.again}
          reprint=${reprintNumber} leave=${field} />
      </aside>
    </main>`;
}

function field() {
  document.getElementById("field").focus();
}

function notices() {
  const found = [];
  if (shown.link === "refused") found.push({ tone: "warn", text: WORDS.signed_out, href: "/desk/sign-in", go: WORDS.sign_in });
  else if (shown.link !== "live") found.push({ tone: "warn", text: WORDS.lost });
  if (shown.retrying) found.push({ tone: "calm", text: WORDS.retrying });
  if (shown.notice) found.push(shown.notice);
  return found;
}

function toggle() {
  const language = shown.language === "vi" ? "en" : "vi";
  localStorage.setItem("luot-language", language);
  set({ language });
  field();
}

// -- what comes from outside -------------------------------------------------------------------------------------------

async function getJson(url) {
  const reply = await fetch(url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(5000) });
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return reply.json();
}

async function watchCatalogue() {
  const found = await getJson("/desk/issue/catalogue.json").catch(() => null);
  if (found) {
    ({ procedures } = found);
    stock();
  }
  setTimeout(watchCatalogue, found ? CATALOGUE_MS : 2000);
}

const names = (menu) => JSON.stringify(menu?.departments.map((one) => [one.name, one.short, one.services]));

listen({
  as: "desk", snapshotUrl: "/desk/issue/menu.json", onLink: (link) => set({ link }),
  onState(menu) {
    const renamed = names(menu) !== names(shown.menu);
    set({ menu });
    if (renamed) stock();
  },
  concerns: (event) => !QUIET_KINDS.includes(event.kind),
});
render(html`<${Page} />`, root);
watchJobs();
watchCatalogue();
