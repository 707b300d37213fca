// The kiosk: home → office → service → ticket, or search → procedure → ticket. One view, one draw, no framework.

import { dateText, hallNow, timeText } from "/static/clock.js";
import { reader } from "./aloud.js";
import { helpBar } from "./bar.js";
import { button, el } from "./dom.js";
import { glassOf } from "./glass.js";
import { watchIdle } from "./idle.js";
import { issuer, tellShown } from "./issue.js";
import { watchCatalogue, watchMenu } from "./menu.js";
import { fill, further, overflows } from "./pages.js";
import { paperLine } from "./paper-line.js";
import { installPress } from "./press.js";
import * as screens from "./screens.js";
import { find, index } from "/static/search.js";
import { watchTicket } from "./ticket.js";
import { WORDS } from "./words.js";

const FIRST = "vi"; // each visit begins in Vietnamese
const SETTLE_MS = 400; // a new screen takes no touch meant for the one before: a double tap is one tap
const QUICK_MS = 250; // an answer within this needs no "taking" screen
const IDLE_STEPS = new Set(["offices", "department", "search", "choice", "priority", "refused"]);
const VISIT = {
  department: null, purpose: null, query: "", found: [], from: 0, pages: [], chosen: null, whole: false, priority: false,
  ticket: null, paper: null, error: null, wish: null, language: FIRST,
};

const $ = (id) => document.getElementById(id);
const [root, stage, veil] = [$("kiosk"), $("stage"), $("veil")];
const glass = glassOf(root);
const view = { step: "home", menu: null, away: false, ...VISIT };
let procedures = [];
let entries = [];
let settling = 0;
let watching = null; // the ticket on the screen
let reading = false;

function say(key, places = {}) {
  return WORDS[view.language][key].replace(/\{(\w+)\}/g, (_, name) => places[name]);
}

const deeds = {
  search: () => show("search"),
  priority: () => show("priority"),
  purpose(purpose) {
    const offices = screens.officesFor(view.menu, purpose);
    if (offices.length === 1) show("department", { purpose, department: offices[0] });
    else show("offices", { purpose });
  },
  department(department) {
    if (department.full) refuse("quota-reached");
    else show("department", { department: office(department.id) });
  },
  take(department, service) {
    if (service.paused) refuse("service-paused");
    else take({ department, service: service.id, procedure: null });
  },
  choose: (chosen) => show("choice", { chosen, whole: false, department: office(chosen.department, false) }),
  query(query) {
    if (query !== view.query) Object.assign(view, { query, found: find(entries, query), from: 0, pages: [] });
    list();
    foot();
  },
};

const SCREENS = {
  wait: () => screens.words(say("wait")),
  purpose: () => screens.purpose(view, say, deeds),
  home: () => screens.home(view, say, deeds),
  offices: () => screens.home(view, say, deeds),
  closed: () => screens.words(...sentences(view.menu.open.text)),
  away: () => screens.words(say("late.title"), say("late.what"), say("away.again")),
  department: () => screens.department(view, say, deeds),
  search: () => screens.search(view, say, deeds),
  choice: () => screens.choice(view, say),
  priority: () => screens.priority(view, say),
  taking: () => screens.words(say("taking")),
  late: () => screens.words(say("late.title"), say("late.what"), say("late.again")),
  refused: () => screens.words(...sentences(view.error)),
  ticket: () => screens.ticket(view, say),
};
const LISTS = {
  home: [".offices", screens.officeTiles], offices: [".offices", screens.officeTiles],
  department: [".services", screens.serviceTiles],
};

/** Goes to a step; a touch meant for the screen before does nothing on the new one. */
function show(step, changes = {}) {
  aloud.stop();
  if (step !== view.step) Object.assign(view, { from: 0, pages: [] });
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
  if (!view.menu.open.open) return "closed";
  return view.menu.ask_purpose ? "purpose" : "home";
}

function back() {
  if (view.step === "department" && view.purpose) {
    return show(screens.officesFor(view.menu, view.purpose).length > 1 ? "offices" : "home", { purpose: null });
  }
  if (view.step === "choice" && view.chosen.procedure === undefined && !view.query) return show("home");
  return show({ choice: "search" }[view.step] ?? "home", view.step === "choice" ? {} : { purpose: null });
}

function draw() {
  const step = shownStep();
  document.documentElement.lang = view.language;
  root.dataset.step = step;
  if (view.menu) $("hall").textContent = view.menu.hall.name[view.language];
  $("language").textContent = say("language");
  $("language").lang = view.language === "vi" ? "en" : "vi";
  drawBar({ say, aids: glass.aids, reading });
  stage.replaceChildren(...SCREENS[step]().filter(Boolean));
  if (step === "ticket") paper(view.paper);
  view.more = false;
  foot(); // its height decides how much fits above
  list();
  foot();
  if (!view.more) return;
  list(); // the page buttons have taken their room
  foot();
}

/** Fills a list of tiles with as many as fit. */
function list() {
  view.more = false;
  const step = shownStep();
  const rail = stage.querySelector(".ways");
  while (rail && overflows(stage.querySelector(".body")) && rail.querySelector(".often")) rail.querySelector(".often:last-of-type").remove();
  const [selector, tiles] = step === "search" ? [".results"] : (LISTS[step] ?? []);
  if (!selector) return;
  const all = tiles ? tiles(view, say, deeds) : lazily(screens.resultTiles(stage, view, say, deeds));
  view.shown = fill(stage.querySelector(selector), all, view.from);
  view.total = tiles ? all.length : view.found.length;
  view.more = view.from > 0 || view.from + view.shown < view.total;
  const often = rail?.querySelector(".often:last-of-type");
  if (!view.more || !often || glass.aids.size > 0) return;
  often.remove(); // in letters of the usual size all offices stand on one screen
  foot();
  list();
}

/** Only so many results as a screen could ever hold are made: the list is drawn at each key. */
function lazily(tileOf) {
  const MOST = 12;
  return view.found.slice(0, view.from + MOST).map((one, at) => (at < view.from ? null : tileOf(one)));
}

function foot() {
  const step = shownStep();
  $("back").hidden = ["wait", "home", "purpose", "closed", "away", "taking", "late", "refused", "ticket"].includes(step);
  $("back").textContent = say("back");
  $("actions").replaceChildren(...actions(step).filter(Boolean));
  $("note").textContent = ["home", "purpose"].includes(step) && !view.more ? say("help") : "";
  tick();
}

function actions(step) {
  const scroll = stage.querySelector(".scroll");
  const on = scroll && overflows(scroll) ? button(say("page.further"), () => further(scroll)) : null;
  if (step === "choice") return [...choiceActions(on)];
  if (step === "priority") {
    return [on, button(say("priority.no"), () => show("home", { priority: false })),
      button(say("priority.yes"), () => show("home", { priority: true }), { class: "main" })];
  }
  if (step === "ticket") return [on, button(say("ticket.done"), leave, { class: "main" })];
  if (step === "refused") return refusedActions();
  if (!view.more) return [];
  return [
    button(say("page.previous"), () => page(view.pages.at(-1), view.pages.slice(0, -1)), { disabled: view.from === 0 }),
    button(say("page.next"), () => page(view.from + view.shown, [...view.pages, view.from]),
      { disabled: view.from + view.shown >= view.total }),
  ];
}

function* choiceActions(on) {
  const name = stage.querySelector(".official");
  const long = view.whole || name.scrollHeight > name.clientHeight + parseFloat(getComputedStyle(name).fontSize) / 2;
  if (long) yield button(say(view.whole ? "procedure.less" : "procedure.more"), () => {
    view.whole = !view.whole;
    draw();
  }, { class: "more" });
  if (on) yield on;
  const { department, service, procedure } = view.chosen;
  const paperless = screens.NO_PAPER.has(view.menu.printer.state);
  yield button(say(paperless ? "procedure.take.none" : "procedure.take"),
    () => take({ department, service, procedure: procedure?.code ?? null }), { class: "main" });
}

function refusedActions() {
  const main = { class: "main" };
  const ways = {
    "too-fast": view.wish && button(say("refused.again"), () => take(view.wish), main),
    "service-paused": view.department && button(say("refused.other"), () => show("department"), main),
  };
  const on = ways[view.error.id];
  return on ? [button(say("home"), leave), on] : [button(say("home"), leave, main)];
}

/** The list from one tile on; `pages` is where the pages before it began. */
function page(from, pages) {
  Object.assign(view, { from, pages });
  list();
  foot();
}

function tick() {
  const now = hallNow();
  $("clock").textContent = now === null ? "" : `${timeText(now)} · ${dateText(now)}`;
  $("clock").hidden = $("actions").childElementCount > 0; // a way on needs the room more
  $("foot").hidden = root.dataset.glass === "small" && $("back").hidden && $("clock").hidden === false;
}

// -- a visit -----------------------------------------------------------------------------------------------------------

const issuing = issuer({
  onTicket(ticket, request) {
    show("ticket", { ticket, language: request.language, paper: { state: "queued" } });
    painted(() => tellShown(ticket.ticket));
    watching?.stop();
    watching = watchTicket(ticket, {
      onPaper: paper,
      onSecond: (s) => ($("note").textContent = say("ticket.closes", { s })),
      onEnd: leave,
    });
  },
  onRefused: (error, wish) => show("refused", { error, wish }),
  onLate: () => show("late"),
  onGivenUp: leave,
});

function take({ department, service, procedure }) {
  const asked = { department, service, procedure, priority: view.priority, language: view.language };
  if (!issuing.take(asked)) return;
  aloud.stop();
  root.inert = true; // no second touch while the first is under way
  clearTimeout(settling);
  settling = setTimeout(() => show("taking"), QUICK_MS);
}

function refuse(id) {
  show("refused", { error: { id, ...view.menu.refusals[id] }, wish: null });
}

/** The visitor goes; the next one finds the home screen, its letters and its colours as they always are. */
function leave() {
  issuing.forget();
  watching?.stop();
  watching = null;
  glass.reset();
  show("home", VISIT);
}

function paper(job) {
  view.paper = job;
  const can = { print: !screens.NO_PAPER.has(view.menu?.printer.state ?? "ready"), again: () => watching?.again(), taken: () => watching?.taken() };
  if (paperLine(stage, view, say, can)) foot();
}

/** After the frame that shows it. */
function painted(then) {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

/** An office of the menu; under the visitor's purpose only its services, unless all are wanted. */
function office(id, purposeOnly = true) {
  return screens.officesFor(view.menu, purposeOnly ? view.purpose : null).find((one) => one.id === id);
}

function sentences(text) {
  return text[view.language].split(/(?<=\.) /);
}

// -- what comes from outside -------------------------------------------------------------------------------------------

const LIVE = ["now", "speed", "waiting", "minutes"];
const shape = (menu) => JSON.stringify(menu, (key, value) => (LIVE.includes(key) ? undefined : value));

function onMenu(menu) {
  const changed = !view.menu || view.away || shape(menu) !== shape(view.menu);
  Object.assign(view, { menu, away: false });
  if (view.department) view.department = office(view.department.id, view.step !== "choice") ?? null;
  if (changed) {
    entries = index(menu.departments, procedures);
    const lost = ["department", "choice"].includes(view.step) && !view.department;
    if (lost) show("home");
    else if (["home", "offices", "department"].includes(view.step)) show(view.step);
    else if (view.step === "ticket") paper(view.paper); // the printer may print again
    return;
  }
  for (const one of stage.querySelectorAll("[data-waiting]")) {
    one.textContent = screens.waitingOf(say, office(one.dataset.waiting));
  }
  for (const one of stage.querySelectorAll("[data-minutes]")) {
    one.textContent = screens.minutesOf(say, office(one.dataset.minutes, false).minutes);
  }
  for (const one of stage.querySelectorAll("[data-people]")) {
    one.textContent = screens.counted(say, "people", office(one.dataset.people, false).waiting);
  }
}

function onAway() {
  if (view.away) return;
  view.away = true;
  if (view.step === "home") show("home");
}

$("language").addEventListener("click", () => {
  view.language = view.language === "vi" ? "en" : "vi";
  show(view.step); // what is being taken goes on in the language it was asked for
});
$("back").addEventListener("click", back);

/** A change of the glass keeps the step; what was on the page may now need another page. */
function aid(changes) {
  glass.set(changes);
  show(view.step, { from: 0, pages: [] });
}

const drawBar = helpBar($("bar"), {
  size: () => aid({ size: (glass.aids.size + 1) % glass.sizes }),
  contrast: () => aid({ contrast: !glass.aids.contrast }),
  low: () => aid({ low: !glass.aids.low }),
  aloud: () => aloud.toggle(view.language),
});

const idle = watchIdle({
  onWarn(seconds) {
    if (!IDLE_STEPS.has(view.step)) return;
    veil.hidden = false;
    veil.replaceChildren(el("div", { class: "ask", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "ask" },
      el("h1", { id: "ask" }, say("idle.title")),
      el("p", {}, say("idle.closes", { s: seconds })),
      button(say("idle.go-on"), () => {}, { class: "main" })));
  },
  onStay: () => (veil.hidden = true),
  onLeave: () => (IDLE_STEPS.has(view.step) || (view.step === "home" && changedHome())) && leave(),
});

function changedHome() {
  const { size, contrast, low } = glass.aids;
  return view.language !== FIRST || view.priority || size > 0 || contrast || low;
}

const aloud = reader(root, {
  onChange(now) {
    reading = now;
    drawBar({ say, aids: glass.aids, reading });
  },
  onPart() {
    idle.stay(); // who listens is there
    watching?.stay();
  },
});

document.addEventListener("pointerdown", () => watching?.stay());
installPress(root, glass.pxPerMm);
setInterval(tick, 1000);
draw();
const touched = issuing.resume(); // the page was reloaded between a touch and its number
if (touched) show("taking", { language: touched.language });
watchMenu({ onMenu, onAway });
watchCatalogue((found) => {
  procedures = found;
  if (view.menu) entries = index(view.menu.departments, procedures);
});
