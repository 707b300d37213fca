// What this kiosk knows at a moment: the hall's menu, and what its visitor has chosen so far. It touches no page.

import { WORDS } from "./words.js";

export const FIRST = "vi"; // each visit begins in Vietnamese
export const VISIT = {
  department: null, purpose: null, query: "", found: [], nearest: false, from: 0, pages: [], chosen: null, whole: false,
  priority: false, asker: "home", ticket: null, paper: null, error: null, why: null, wish: null,
  language: FIRST,
};
export const view = { step: "home", menu: null, away: false, stock: null, ...VISIT };

export function say(key, places = {}) {
  return WORDS[view.language][key].replace(/\{(\w+)\}/g, (_, name) => places[name]);
}

/** The server's own words, a sentence each. */
export function sentences(text) {
  return text[view.language].split(/(?<=\.) /);
}

/** The step as it is shown: the first screen has several faces. */
export function shownStep() {
  if (view.step !== "home") return view.step;
  if (view.away || !view.menu) return view.away ? "away" : "wait";
  if (!view.menu.open.open) return "closed";
  return view.menu.ask_purpose ? "purpose" : "home";
}

/** The offices with a service of that purpose, and only such services; all where no purpose is asked. */
export function officesFor(menu, wanted) {
  if (!wanted) return menu.departments;
  const offices = menu.departments.map((one) => ({ ...one, services: one.services.filter((s) => s.purpose === wanted) }));
  return offices.filter((one) => one.services.length);
}

/** An office of the menu; under the visitor's purpose only its services, unless all are wanted. */
export function office(id, purposeOnly = true) {
  return officesFor(view.menu, purposeOnly ? view.purpose : null).find((one) => one.id === id);
}
