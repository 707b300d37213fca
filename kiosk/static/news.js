// What comes from the hall while a visitor stands there: a new screen where the menu is another one, else only its figures.

import { index } from "/static/search.js";
import { counted, minutesOf, waitingOf } from "./counts.js";
import { stage } from "./parts.js";
import { office, say, view } from "./view.js";
import { paper, show } from "./visit.js";

const LIVE = ["now", "speed", "waiting", "minutes"];
const shape = (menu) => JSON.stringify(menu, (key, value) => (LIVE.includes(key) ? undefined : value));
let procedures = [];
let indexed = ""; // the offices as the search knows them

export function onMenu(menu) {
  const changed = !view.menu || view.away || shape(menu) !== shape(view.menu);
  Object.assign(view, { menu, away: false });
  if (view.department) view.department = office(view.department.id, view.step !== "choice") ?? null;
  if (changed) another();
  else figures();
}

function another() {
  if (shape(view.menu.departments) !== indexed) find();
  const lost = ["department", "choice"].includes(view.step) && !view.department;
  if (lost) show("home");
  else if (["home", "offices", "department"].includes(view.step)) show(view.step);
  else if (view.step === "ticket") paper(); // the printer may print again
}

function figures() {
  for (const one of stage.querySelectorAll("[data-waiting]")) {
    one.textContent = waitingOf(say, office(one.dataset.waiting));
  }
  for (const one of stage.querySelectorAll("[data-minutes]")) {
    one.textContent = minutesOf(say, office(one.dataset.minutes, false).minutes);
  }
  for (const one of stage.querySelectorAll("[data-people]")) {
    one.textContent = counted(say, "people", office(one.dataset.people, false).waiting);
  }
}

export function onAway() {
  if (view.away) return;
  view.away = true;
  if (view.step === "home") show("home");
}

export function onCatalogue(found) {
  procedures = found;
  if (view.menu) find();
}

/** What the search finds, from now on. */
function find() {
  indexed = shape(view.menu.departments);
  view.stock = index(view.menu.departments, procedures);
}
