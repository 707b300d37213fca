// The kiosk: home → office → service → ticket, or search → procedure → ticket. One view, one draw, no framework.

import { dateText, hallNow, timeText } from "/static/clock.js";
import { button, el } from "./dom.js";
import { watchIdle } from "./idle.js";
import { issuer } from "./issue.js";
import { watchCatalogue, watchMenu } from "./menu.js";
import { installPress } from "./press.js";
import * as screens from "./screens.js";
import { find, index } from "./search.js";
import { watchTicket } from "./ticket.js";
import { WORDS } from "./words.js";

const FIRST = "vi"; // each visit begins in Vietnamese
const SETTLE_MS = 400; // a new screen takes no touch meant for the one before: a double tap is one tap
const [SMALL_MM, USUAL_MM] = [230, 268]; // shorter sides: a 15.6-inch screen has 194 mm, 21.5 inches 268, 32 inches 398
const [CAPITAL_MM, LARGEST_CAPITAL_MM] = [5.2, 7];
const QUICK_MS = 250; // an answer within this needs no "taking" screen
const IDLE_STEPS = new Set(["department", "search", "choice", "refused"]);
const VISIT = { department: null, query: "", found: [], from: 0, pages: [], chosen: null, ticket: null, paper: null, error: null, language: FIRST };

const $ = (id) => document.getElementById(id);
const [root, stage, veil] = [$("kiosk"), $("stage"), $("veil")];
const pxPerMm = Number(root.dataset.pxPerMm);
fitGlass();

const view = { step: "home", menu: null, away: false, ...VISIT };
let procedures = [];
let entries = [];
let settling = 0;
let watching = null; // the ticket on the screen

/** Millimetres for this glass: never smaller letters than an old eye needs, larger ones where there is room. */
function fitGlass() {
  const shorter = Math.min(innerWidth, innerHeight) / pxPerMm;
  const capital = Math.min(LARGEST_CAPITAL_MM, Math.max(CAPITAL_MM, (CAPITAL_MM * shorter) / USUAL_MM));
  document.documentElement.style.setProperty("--mm", pxPerMm);
  document.documentElement.style.setProperty("--cap", capital);
  root.dataset.glass = shorter < SMALL_MM ? "small" : "large";
}

function say(key, places = {}) {
  return WORDS[view.language][key].replace(/\{(\w+)\}/g, (_, name) => places[name]);
}

const deeds = {
  search: () => show("search"),
  department: (department) => show("department", { department }),
  take: (department, service, procedure = null) => take({ department, service, procedure, language: view.language }),
  choose: (chosen) => show("choice", { chosen, department: office(chosen.department) }),
  query(query) {
    if (query !== view.query) Object.assign(view, { query, found: find(entries, query), from: 0, pages: [] });
    list();
  },
};

const SCREENS = {
  wait: () => screens.words(say("wait")),
  home: () => screens.home(view, say, deeds),
  closed: () => screens.words(...view.menu.open.text[view.language].split(/(?<=\.) /)),
  away: () => screens.words(say("late.title"), say("late.what"), say("away.again")),
  department: () => screens.department(view, say, deeds),
  search: () => screens.search(view, say, deeds),
  choice: () => screens.choice(view, say),
  taking: () => screens.words(say("taking")),
  late: () => screens.words(say("late.title"), say("late.what"), say("late.again")),
  refused: () => screens.words(...view.error[view.language].split(/(?<=\.) /)),
  ticket: () => screens.ticket(view, say),
};
const BACK = { department: "home", search: "home", choice: "search" };

/** Goes to a step; a touch meant for the screen before does nothing on the new one. */
function show(step, changes = {}) {
  Object.assign(view, changes, { step });
  veil.hidden = true;
  draw();
  clearTimeout(settling);
  root.inert = true;
  if (step === "taking") return; // until the answer, or until it is late
  settling = setTimeout(() => {
    root.inert = false;
    stage.querySelector(".query")?.focus();
  }, SETTLE_MS);
}

function shownStep() {
  if (view.step !== "home") return view.step;
  if (view.away || !view.menu) return view.away ? "away" : "wait";
  return view.menu.open.open ? "home" : "closed";
}

function draw() {
  const step = shownStep();
  document.documentElement.lang = view.language;
  root.dataset.step = step;
  if (view.menu) $("hall").textContent = view.menu.hall.name[view.language];
  $("language").textContent = say("language");
  $("language").lang = view.language === "vi" ? "en" : "vi";
  stage.replaceChildren(...SCREENS[step]().filter(Boolean));
  if (step === "ticket") paper(view.paper);
  if (step === "search") list();
  else foot();
}

function foot() {
  const step = shownStep();
  $("back").hidden = !(step in BACK);
  $("back").textContent = say("back");
  $("actions").replaceChildren(...actions(step));
  $("note").textContent = step === "home" ? say("help") : "";
  tick();
}

function actions(step) {
  if (step === "choice") {
    const { department, service, procedure } = view.chosen;
    return [button(say("procedure.take"), () => deeds.take(department, service, procedure?.code ?? null), { class: "main" })];
  }
  if (step === "ticket") return [button(say("ticket.done"), leave, { class: "main" })];
  if (step === "refused") return [button(say("home"), leave, { class: "main" })];
  if (step !== "search" || view.found.length <= view.shown) return [];
  return [
    button(say("search.previous"), () => page(view.pages.at(-1), view.pages.slice(0, -1)), { disabled: view.from === 0 }),
    button(say("search.next"), () => page(view.from + view.shown, [...view.pages, view.from]),
      { disabled: view.from + view.shown >= view.found.length }),
  ];
}

/** The search results from one on; `pages` is where the pages before it began. */
function page(from, pages) {
  Object.assign(view, { from, pages });
  list();
}

function list() {
  view.shown = screens.results(stage, view, say, deeds);
  foot();
}

function tick() {
  const now = hallNow();
  $("clock").textContent = now === null ? "" : `${timeText(now)} · ${dateText(now)}`;
  $("clock").hidden = $("actions").childElementCount > 0; // a way on needs the room more
}

// -- a visit -----------------------------------------------------------------------------------------------------------

const issuing = issuer({
  onTicket(ticket, request) {
    show("ticket", { ticket, language: request.language, paper: { state: "queued" } });
    watching?.stop();
    watching = watchTicket(ticket, {
      onPaper: paper,
      onSecond: (s) => ($("note").textContent = say("ticket.closes", { s })),
      onEnd: leave,
    });
  },
  onRefused: (error) => show("refused", { error }),
  onLate: () => show("late"),
  onGivenUp: leave,
});

function take(request) {
  if (!issuing.take(request)) return;
  root.inert = true; // no second touch while the first is under way
  clearTimeout(settling);
  settling = setTimeout(() => show("taking"), QUICK_MS);
}

/** The visitor goes; the next one finds the home screen as it always is. */
function leave() {
  issuing.forget();
  watching?.stop();
  watching = null;
  show("home", VISIT);
}

function paper(job) {
  view.paper = job;
  const line = stage.querySelector(".paper");
  if (!line) return;
  line.textContent = job.state === "slow" ? say("ticket.slow") : (job.text?.[view.language] ?? "");
  line.dataset.state = job.state;
}

function office(id) {
  return view.menu.departments.find((one) => one.id === id);
}

// -- what comes from outside -------------------------------------------------------------------------------------------

const shape = (menu) => JSON.stringify(menu, (key, value) => (["now", "speed", "waiting"].includes(key) ? undefined : value));

function onMenu(menu) {
  const changed = !view.menu || view.away || shape(menu) !== shape(view.menu);
  Object.assign(view, { menu, away: false });
  if (view.department) view.department = office(view.department.id) ?? null;
  if (changed) {
    entries = index(menu.departments, procedures);
    const lost = ["department", "choice"].includes(view.step) && !view.department;
    if (lost) show("home");
    else if (view.step === "home" || view.step === "department") show(view.step);
    return;
  }
  for (const [attribute, words] of [["waiting", "waiting"], ["people", "people"]]) {
    for (const one of stage.querySelectorAll(`[data-${attribute}]`)) {
      one.textContent = screens.counted(say, words, office(one.dataset[attribute]).waiting);
    }
  }
}

function onAway() {
  if (view.away) return;
  view.away = true;
  if (view.step === "home") show("home");
}

$("language").addEventListener("click", () => {
  view.language = view.language === "vi" ? "en" : "vi";
  draw();
});
$("back").addEventListener("click", () => show(BACK[view.step]));

watchIdle({
  onWarn(seconds) {
    if (!IDLE_STEPS.has(view.step)) return;
    veil.hidden = false;
    veil.replaceChildren(el("div", { class: "ask", role: "alertdialog", "aria-modal": "true" },
      el("h1", {}, say("idle.title")),
      el("p", {}, say("idle.closes", { s: seconds })),
      button(say("idle.go-on"), () => {}, { class: "main" })));
  },
  onStay: () => (veil.hidden = true),
  onLeave: () => (IDLE_STEPS.has(view.step) || (view.step === "home" && view.language !== FIRST)) && leave(),
});

document.addEventListener("pointerdown", () => watching?.stay());
installPress(root, pxPerMm);
setInterval(tick, 1000);
draw();
const touched = issuing.resume(); // the page was reloaded between a touch and its number
if (touched) show("taking", { language: touched.language });
watchMenu({ onMenu, onAway });
watchCatalogue((found) => {
  procedures = found;
  if (view.menu) entries = index(view.menu.departments, procedures);
});
