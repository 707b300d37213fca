// The panel of a typed number: called by one key, or dealt with by one letter after the figures.

import { DESK, shown } from "./desk.js";
import { candidates } from "./numbers.js";
import { open, send } from "./panel.js";
import { WORDS } from "./panel-words.js";

export function numberItems(panel) {
  return candidates(panel.query).map((number) => {
    const leg = shown.looked?.[number];
    const off = leg?.state === "unknown";
    return { cap: "Enter", title: { vi: number, en: number }, leg, off, run: () => callNumber(number, leg) };
  });
}

/** Somebody held here is served again without a ring; everybody else is called. */
function callNumber(number, leg) {
  const here = leg?.state === "held" && leg.desk === DESK;
  return send(here ? "resume" : "call", { number });
}

const LETTERS = { c: "transfer", p: "priority", x: "leave", g: "note", q: "put-back", d: "service" };

/** A letter after the figures: what else to do with that number. */
export function chooseNumber(panel, key) {
  const number = candidates(panel.query)[Math.min(panel.at, candidates(panel.query).length - 1)];
  if (!number) return;
  if (key === "l") send("late-return", { number });
  else if (LETTERS[key]) open(LETTERS[key], { number, over: panel });
}

/** What one can do with a number in that state, as [cap, words]. */
export function numberDeeds(leg) {
  const stays = ["waiting", "held", "planned"].includes(leg?.state);
  const found = [];
  if (leg?.state === "no-show") found.push(["L", WORDS.deed_late]);
  if (stays) found.push(["C", WORDS.deed_transfer], ["P", WORDS.deed_priority], ["D", WORDS.deed_service], ["X", WORDS.deed_leave]);
  if (leg?.state === "held") found.push(["Q", WORDS.deed_put_back]);
  if (leg && leg.state !== "unknown") found.push(["G", WORDS.deed_note]);
  return found;
}
