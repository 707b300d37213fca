// A number somebody says aloud: typed, looked up, and called or dealt with by one more key.

import { chosenFrom } from "./choices.js";
import { DESK, set, shown } from "./desk.js";
import { open, send } from "./panels.js";
import { WORDS } from "./panel-words.js";

const LOOK_MS = 120;
const LINES = 3; // tickets of the same figures in other lines of this desk
let timer = 0;

/** "12" → ["A012", "B012"] by the letters of the desk's lines; "b12" → ["B012"]; nothing for what is no number. */
export function candidates(text) {
  const [, letters, digits] = /^\s*([a-z]{0,2})[\s-]?0*(\d{1,6})\s*$/i.exec(text) ?? [];
  if (!digits || !Number(digits)) return [];
  const written = (letter) => `${letter.toUpperCase()}${digits.padStart(3, "0")}`;
  return letters ? [written(letters)] : ownLetters().slice(0, LINES).map(written);
}

function ownLetters() {
  const departments = chosenFrom()?.departments ?? [];
  return shown.snapshot.lines.map((line) => departments.find((one) => one.id === line.department)?.letter).filter(Boolean);
}

export function numberTyped(panel) {
  return /\d/.test(panel.query);
}

/** Asks what became of the typed numbers, a moment after the last figure. The call itself waits for no answer. */
export function look(panel) {
  clearTimeout(timer);
  timer = setTimeout(() => Promise.all(candidates(panel.query).map(lookUp)), LOOK_MS);
}

async function lookUp(number) {
  const reply = await fetch(`/desk/numbers/${number}.json`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!reply || (!reply.ok && reply.status !== 404)) return;
  const found = reply.ok ? await reply.json() : { number, state: "unknown" };
  set({ looked: { ...shown.looked, [number]: found } });
}

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
