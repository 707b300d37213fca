// A visit: where each touch leads, from the first screen to the number, and away again.

import { find, findNearest } from "/static/search.js";
import { painter } from "./draw.js";
import { issuer, tellShown } from "./issue.js";
import { $, glass, root, stage, veil } from "./parts.js";
import { watchTicket } from "./ticket.js";
import { office, officesFor, say, view, VISIT } from "./view.js";

const SETTLE_MS = 400; // a new screen takes no touch meant for the one before: a double tap is one tap
const QUICK_MS = 250; // an answer within this needs no "taking" screen
let settling = 0;
let watching = null; // the ticket on the screen

const paint = painter({
  show, leave, ask,
  search: () => show("search", found(view.query)),
  priority: () => show("priority", { asker: view.step }),
  purpose(purpose) {
    const offices = officesFor(view.menu, purpose);
    if (offices.length === 1) show("department", { purpose, department: offices[0] });
    else show("offices", { purpose });
  },
  department(department) {
    if (department.full) refuse("quota-reached");
    else show("department", { department: office(department.id) });
  },
  take(department, service) {
    if (service.paused) refuse("service-paused");
    else ask({ department, service: service.id, procedure: null });
  },
  choose: (chosen) => show("choice", { chosen, whole: false, department: office(chosen.department, false) }),
  query(query) {
    if (query !== view.query) Object.assign(view, { query, ...found(query), from: 0, pages: [] });
    paint.refill();
  },
  whole() {
    view.whole = !view.whole;
    paint.draw();
  },
  page(from, pages) {
    Object.assign(view, { from, pages });
    paint.refill();
  },
  again: () => watching?.again(),
  taken: () => watching?.taken(),
});
export const { draw, tick } = paint;

/** What a query finds, or what comes nearest to it; before anything is typed the services asked most. */
function found(query) {
  if (!query.trim()) return { found: view.stock?.entries.filter((one) => one.often) ?? [], nearest: false };
  const exact = find(view.stock, query);
  return exact.length ? { found: exact, nearest: false } : { found: findNearest(view.stock, query), nearest: true };
}

/** Goes to a step; a touch meant for the screen before does nothing on the new one. Fires "leaving" at the root. */
export function show(step, changes = {}) {
  root.dispatchEvent(new Event("leaving"));
  if (step !== view.step) Object.assign(view, { from: 0, pages: [] });
  Object.assign(view, changes, { step });
  veil.hidden = true;
  paint.draw();
  clearTimeout(settling);
  root.inert = true;
  if (step === "taking") return; // until the answer, or until it is late
  settling = setTimeout(() => {
    root.inert = false;
    stage.querySelector(".query")?.focus();
  }, SETTLE_MS);
}

export function back() {
  if (view.step === "department" && view.purpose) {
    return show(officesFor(view.menu, view.purpose).length > 1 ? "offices" : "home", { purpose: null });
  }
  if (view.step === "choice" && view.chosen.procedure === undefined && !view.query) return show("home");
  if (view.step === "priority") return show(view.asker);
  return show({ choice: "search" }[view.step] ?? "home", view.step === "choice" ? {} : { purpose: null });
}

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
  onLate: (why) => show("late", { why: why ?? view.why }),
  onGivenUp: leave,
});

function ask({ department, service, procedure }) {
  const asked = { department, service, procedure, priority: view.priority, language: view.language };
  if (!issuing.take(asked)) return;
  root.dispatchEvent(new Event("leaving"));
  root.inert = true; // no second touch while the first is under way
  clearTimeout(settling);
  settling = setTimeout(() => show("taking"), QUICK_MS);
}

/** The page was perhaps reloaded between a touch and its number. */
export function resume() {
  const touched = issuing.resume();
  if (touched) show("taking", { language: touched.language });
}

function refuse(id) {
  show("refused", { error: { id, ...view.menu.refusals[id] }, wish: null });
}

/** The visitor goes; the next one finds the home screen, its letters and its colours as they always are. */
export function leave() {
  issuing.forget();
  watching?.stop();
  watching = null;
  glass.reset();
  show("home", VISIT);
}

export function paper(job = view.paper) {
  view.paper = job;
  paint.paper();
}

/** The visitor is there: the number stays. */
export function stay() {
  watching?.stay();
}

/** After the frame that shows it. */
function painted(then) {
  requestAnimationFrame(() => requestAnimationFrame(then));
}
