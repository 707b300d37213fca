// Panels: what is behind the rare keys. A panel is a list to choose from, with or without a field to type in.
// Esc goes back one step and keeps what was typed; nothing happens at the desk before something is chosen.

import { chosenFrom, placesFor, recentOf, servicesFor } from "./choices.js";
import { DESK, OFFICER, possible, set, shown, toggleOnward } from "./desk.js";
import { PANELS } from "./keys.js";
import { chooseNumber, numberItems } from "./number-panel.js";
import { candidates, numberTyped } from "./numbers.js";
import { close, open, send, turn } from "./panel.js";
import { TITLES, WORDS } from "./panel-words.js";
import { openBar } from "./window.js";

export const ROWS = 7; // of a list, in sight
const noteMore = () => set({});

const MENU = [
  "transfer", "back", "add-leg", "service", "priority", "dossiers", "note", "put-back", "leave", "late", "resume", "pause",
  "window",
];

/** What stands in the panel: {title, field?, items, turns?, hint?}; an item is {cap?, keys?, title, sub?, off?, run}. */
export function describe(panel) {
  const made = (DESCRIBED[panel.kind] ?? DESCRIBED.more)(panel);
  return { title: TITLES[panel.kind], values: { number: panel.about }, ...made };
}

const reasons = (deed, list, put) => () => ({
  items: (chosenFrom()?.reasons[list] ?? []).map((one, n) => numbered(n, one.name, () => send(deed, put(one.id)))),
});

function numbered(n, title, run, more = {}) {
  return { cap: `${n + 1}`, keys: [`${n + 1}`], title, run, ...more };
}

const places = (deed, turns, wishOf, fits = () => true) => (panel) => ({
  field: { label: WORDS.where_to, mode: "search" }, turns, hint: WORDS.search_hint,
  items: placesFor(panel.query, recentOf(OFFICER, panel.kind), (one) => one.wish.desk !== DESK && fits(one)).slice(0, ROWS)
    .map((one) => ({ title: one.title, sub: one.sub, run: () => send(deed, { ...one.wish, ...wishOf(panel.turn) }, one.id) })),
});

const DESCRIBED = {
  more: () => {
    const can = possible(shown.snapshot);
    const items = MENU.filter((kind) => kind !== "resume" || can.resume).map((kind) => {
      const { keys, cap } = PANELS.find((one) => one.panel === kind);
      return { cap, keys, title: TITLES[kind], values: { number: shown.panel.about || "" }, off: !can[kind], run: () => open(kind, { over: shown.panel }) };
    });
    const onward = { cap: "M", keys: ["m"], title: shown.onward ? WORDS.onward_on : WORDS.onward_off, run: toggleOnward };
    const number = { cap: "0–9", keys: [], title: TITLES.number, run: () => open("number", { over: shown.panel }) };
    return { items: [number, ...items, onward], dense: true };
  },
  transfer: places("transfer", [WORDS.in_order, WORDS.at_first], (turn) => (turn % 2 ? { first: true } : {})),
  back: places("transfer", [WORDS.back_to_desk, WORDS.back_to_me], (turn) => ({ back: turn % 2 ? "officer" : "desk" })),
  "add-leg": places("add-leg", null, () => ({}), (one) => !one.wish.desk),
  service: (panel) => ({
    field: { label: WORDS.which_service, mode: "search" }, hint: WORDS.search_hint,
    items: servicesFor(panel.query, departmentOf(panel), noteMore).slice(0, ROWS)
      .map((one) => ({ title: one.title, sub: one.sub, run: () => send("change-service", one.wish, one.id) })),
  }),
  priority: (panel) => {
    const has = classOf(panel) === "priority";
    return { items: [numbered(0, has ? WORDS.take_priority : WORDS.give_priority, () => send("priority", { priority: !has }))], hint: WORDS.priority_hint };
  },
  dossiers: (panel) => ({
    field: { label: WORDS.how_many, mode: "numeric" },
    items: [{ cap: "Enter", title: WORDS.save, off: !/^\d{1,3}$/.test(panel.query.trim()), run: () => send("dossiers", { dossiers: Number(panel.query) }) }],
  }),
  note: (panel) => ({
    field: { label: WORDS.note, mode: "text", longest: 200 }, hint: WORDS.note_warning,
    items: [{ cap: "Enter", title: WORDS.save, off: !panel.query.trim(), run: () => send("note", { text: panel.query.trim() }) }],
  }),
  hold: reasons("hold", "hold", (reason) => ({ reason })),
  leave: reasons("leave", "leave", (reason) => ({ reason })),
  "put-back": reasons("put-back", "place", (place) => ({ place })),
  call: reasons("call", "call", (reason) => ({ reason })),
  pause: () => {
    const state = shown.snapshot.desk.state;
    const back = state === "open" ? [] : [{ title: WORDS.open_again, run: () => send("open", {}) }];
    const rest = (chosenFrom()?.reasons.pause ?? []).map((one) => ({ title: one.name, run: () => send("break", { reason: one.id }) }));
    const office = { title: WORDS.back_office, run: () => send("back-office", {}), off: state === "back-office" };
    return { items: [...back, ...rest, office].map((one, n) => numbered(n, one.title, one.run, { off: one.off })) };
  },
  resume: () => ({
    items: shown.snapshot.held.map((leg, n) => numbered(n, { vi: leg.number, en: leg.number }, () => send("resume", { number: leg.number }), { sub: leg.service })),
  }),
  late: (panel) => {
    const missed = shown.snapshot.last.filter((leg) => leg.state === "no-show").map((leg) => leg.number);
    const typed = candidates(panel.query)[0];
    return {
      field: { label: WORDS.which_number, mode: "text" }, hint: WORDS.late_hint,
      items: (typed ? [typed] : missed).map((number) => ({ title: { vi: number, en: number }, sub: WORDS.back_in_line, run: () => send("late-return", { number }) })),
    };
  },
  number: (panel) => ({
    field: { label: WORDS.which_number, mode: "text", commands: true }, hint: WORDS.number_hint, items: numberItems(panel),
  }),
  window: () => ({
    items: [numbered(0, WORDS.bar_column, () => openBar("column")), numbered(1, WORDS.bar_strip, () => openBar("strip"))], hint: WORDS.window_hint,
  }),
};

function legOf(panel) {
  const { current, held, last } = shown.snapshot;
  const known = [current, ...held, ...last, ...shown.snapshot.waiting];
  return panel.number === null ? current : known.find((leg) => leg?.number === panel.number) ?? shown.looked?.[panel.number];
}
const departmentOf = (panel) => legOf(panel)?.department_id;
const classOf = (panel) => legOf(panel)?.class;

/** A key while a panel is open; always ours, so that no deed happens behind it. */
export function press(key, field) {
  const { panel } = shown;
  const { items, turns } = describe(panel);
  if (key === "escape" || (key === "backspace" && !field?.value)) return close(), true; // a number pad has no Esc
  if (key === "enter") return run(items[panel.at]), true;
  if (key === "arrowdown" || key === "arrowup") return move(key === "arrowdown" ? 1 : -1, items.length), true;
  if (key === "tab" && turns) return turn(), true;
  if (panel.kind === "number" && numberTyped(panel) && /^[a-z]$/.test(key)) return chooseNumber(panel, key), true;
  if (field) return false;
  if (panel.kind === "more" && /^[0-9]$/.test(key)) return open("number", { query: key, over: panel }), true;
  const found = items.find((one) => one.keys?.includes(key));
  if (found) run(found);
  return key !== "tab";
}

function run(item) {
  if (item && !item.off && !shown.busy) item.run();
}

function move(by, count) {
  if (count) set({ panel: { ...shown.panel, at: (shown.panel.at + by + count) % count } });
}

export function choose(item) {
  run(item);
}
