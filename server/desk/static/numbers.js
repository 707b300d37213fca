// A number somebody says aloud: what was typed, which tickets that may be, and what the hall says of them.

import { chosenFrom } from "./choices.js";
import { set, shown } from "./desk.js";

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
