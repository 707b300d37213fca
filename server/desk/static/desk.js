// One desk on one page, whatever the page draws of it: what the server tells is kept, what is pressed is sent.
// It decides nothing by itself.

import { beep } from "/static/beep.js";
import { hallNow, timeText } from "/static/clock.js";
import { listen } from "/static/live.js";
import { choices } from "./choices.js";
import { send } from "./deeds.js";
import { ANSWERS, DEEDS, PANELS } from "./keys.js";
import { seat, sit } from "./seat.js";
import { WORDS } from "./words.js";

const SLOW_MS = 250; // a lock shorter than this is not shown: it would only flicker
const REST_MS = 300; // between two presses: a double tap is one
const READ_MS = 400; // a question is not answered before it can have been seen
const IDLE_MS = 120_000; // of the hall's clock: then a free desk is told that somebody waits
const [SOON_MS, LATER_MS] = [60, 400]; // news of this desk, of others: a busy hall is looked at less often than it tells
const TONES = { done: "done", question: "ask", calm: "done", refused: "no" }; // how a press on the number pad sounds
const NO_LINE_MOVES = [ // at another desk
  "started", "finished", "no-show", "recalled", "resumed", "desk-opened", "desk-break", "desk-back-office", "desk-closed",
  "dossiers-counted", "shown",
];

export const root = document.getElementById("console");
export const { desk: DESK, officer: OFFICER } = root.dataset;
const ONWARD = `luot-onward:${OFFICER}`;

export const shown = {
  snapshot: null, link: "live", notice: null, asking: null, busy: false, retrying: null, panel: null, sat: "wait",
  onward: localStorage.getItem(ONWARD) === "yes", // to finish one is to call the next
  language: localStorage.getItem("luot-language") === "en" ? "en" : "vi",
};
let redraw = () => {};
let panels = { press: () => false, follow: () => {} };
let live = null;
let rested = 0; // performance.now() before which the same press again is part of the one before
let last = ""; // the key or button of that press
let pressed = 0; // performance.now() of the press that is being sent

export function set(changes) {
  Object.assign(shown, changes);
  redraw();
}

/** `onChange` draws; `using` are the panels (and who else hears events), which know this module, not the other way round. */
export function begin(onChange, using) {
  [redraw, panels] = [onChange, using];
  live = listen({
    as: "desk", snapshotUrl: "/desk/snapshot.json", onState: show, onLink: (link) => set({ link }), onEvent: heard, concerns,
    auth: seat, pause: (event) => (event.desk === DESK ? SOON_MS : LATER_MS),
  });
  takeSeat();
  choices().catch(() => {}).finally(redraw);
}

export async function takeSeat(takeover = false) {
  const before = seat.page;
  const sat = await sit(takeover);
  if (seat.page !== before) live.comeBackAs();
  set({ sat });
  live.refresh();
}

function concerns(event) {
  const ours = (shown.snapshot?.lines ?? []).some((line) => line.department === event.department);
  return event.desk === DESK || (!NO_LINE_MOVES.includes(event.kind) && (!event.department || ours));
}

function heard(event) {
  panels.heard?.(event);
  if (event.kind === "sitting" && shown.snapshot) {
    shown.snapshot.desk.sitting = event; // at once, before the new picture comes
    if (isElsewhere(shown.snapshot)) set({ panel: null, asking: null });
  }
  if (event.kind === "keypad") padPressed(event);
  if (["plan-changed", "catalogue-changed"].includes(event.kind)) choices(true).catch(() => {});
}

/** The number pad has no screen: what it asked for sounds here (once: on the console), and its question stands here too. */
function padPressed({ tone }) {
  if (seat.view === "console") beep(TONES[tone] ?? "done");
  if (tone === "question" && shown.snapshot?.current?.state === "called") set({ asking: shown.snapshot.current.id });
}

function show(snapshot) {
  const before = shown.snapshot;
  // A picture fetched before a deed may come after the deed's reply: the desk's version never goes back.
  if (before && before.epoch === snapshot.epoch && snapshot.desk.version < before.desk.version) return;
  const stillAsking = shown.asking && snapshot.current?.id === shown.asking && snapshot.current.state === "called";
  const answered = shown.notice?.tone === "calm" && snapshot.waiting_total > 0; // "nobody is waiting" is over
  set({ snapshot, asking: stillAsking ? shown.asking : null, notice: answered ? null : shown.notice });
  panels.follow(snapshot);
}

/** Whether the desk is this officer's, wherever it is worked. */
export function own(snapshot) {
  return snapshot.desk.officer === OFFICER && snapshot.desk.state !== "closed";
}

/** Whether it is worked on this page (or its call bar): this one sat down, and no other has since. */
export function mine(snapshot) {
  const { sitting } = snapshot.desk;
  const newer = sitting && sitting.page !== seat.page && sitting.since >= seat.since;
  return own(snapshot) && shown.sat === "mine" && !newer;
}

/** Another page has it, and this one may take it. */
export function isElsewhere(snapshot) {
  return own(snapshot) && !mine(snapshot) && shown.sat !== "wait";
}

/** Which deeds make sense now; the server has the last word. */
export function possible(snapshot) {
  const state = snapshot.current?.state;
  const can = {
    next: true, recall: state === "called", start: state === "called", "no-show": state === "called",
    finish: state === "serving", undo: snapshot.undo_until !== null && hallNow() <= snapshot.undo_until,
    hold: state === "serving", resume: !state && snapshot.held.length > 0, more: true, late: true, window: true,
    pause: !state, dossiers: state === "serving", "add-leg": !!state, back: !!state, service: !!state,
  };
  for (const one of ["transfer", "priority", "note", "put-back", "leave"]) can[one] = !!state;
  return can;
}

/**
 * `by` is the key pressed, or "hand" for a touch or click, whose second tap may meet another button in the same place.
 * Resolves to the server's answer; null where nothing was sent or nobody answered.
 */
export async function act(deed, { by = "hand", wish = {}, quiet = false } = {}) {
  const { snapshot } = shown;
  if (shown.busy || !snapshot || !mine(snapshot) || (by === last && performance.now() < rested)) return null;
  last = by;
  const stop = new AbortController();
  pressed = performance.now();
  rested = pressed + REST_MS;
  set({ busy: true, notice: null, asking: null });
  const name = deed === "finish" && shown.onward ? "finish-next" : deed;
  const answer = await send(name, snapshot.desk.version, seat.page, wish, stop.signal, () => set({ retrying: stop }));
  set({ busy: false, retrying: null });
  if (answer === null) {
    live.refresh();
    set({ notice: { tone: "warn", text: WORDS.gave_up } });
  } else if (answer.status === 200) {
    live.accept(answer.body);
  } else {
    refused(answer, quiet);
  }
  return answer;
}

function refused({ status, body }, quiet) {
  const { id } = body.error;
  if (id === "came-or-not") {
    rested = performance.now() + READ_MS;
    return set({ asking: shown.snapshot.current?.id ?? null });
  }
  if (body.snapshot) live.accept(body.snapshot);
  else live.refresh();
  if (status === 401) return set({ link: "refused" });
  if (id === "csrf") return set({ notice: { tone: "warn", text: WORDS.reload } });
  if (!quiet) set({ notice: { tone: id === "nobody-waiting" ? "calm" : "warn", text: body.error } });
}

/** A key; true where it was ours. */
export function press(key, field) {
  if (key === "escape" && shown.retrying) return shown.retrying.abort(), true;
  const { snapshot } = shown;
  if (!snapshot) return false;
  if (key === "m" && !field && isElsewhere(snapshot)) return takeSeat(true), true;
  if (!mine(snapshot)) return false;
  if (shown.panel) return panels.press(key, field);
  if (field) return false;
  if (!shown.asking && /^[0-9]$/.test(key)) return panels.open("number", { query: key }), true;
  const found = (shown.asking ? ANSWERS : DEEDS).find((one) => one.keys.includes(key));
  if (!found) return !shown.asking && openPanel(key);
  if (found.deed === null) set({ asking: null });
  else if (shown.asking || possible(snapshot)[found.deed]) act(found.deed, { by: key });
  return true;
}

function openPanel(key) {
  const can = possible(shown.snapshot);
  const found = PANELS.filter((one) => one.keys.includes(key));
  const open = found.find((one) => can[one.panel]);
  if (open) panels.open(open.panel);
  return found.length > 0;
}

export const answer = (one) => (one.deed ? act(one.deed) : set({ asking: null }));

/** Whether the lock is worth showing. */
export function isBusy() {
  return shown.busy && (!!shown.retrying || performance.now() > pressed + SLOW_MS);
}

/** What the officer must know now, the gravest first. */
export function notices() {
  const { snapshot, link, notice, retrying } = shown;
  const found = [];
  if (link === "refused") found.push({ tone: "warn", text: WORDS.signed_out, href: "/desk/sign-in", go: WORDS.sign_in });
  else if (link !== "live") found.push({ tone: "warn", text: WORDS.lost, values: { time: snapshot ? timeText(snapshot.now) : "–" } });
  if (snapshot && !own(snapshot)) {
    const values = { desk: snapshot.desk.name, officer: snapshot.desk.officer_name };
    const text = snapshot.desk.state === "closed" ? WORDS.closed : WORDS.taken;
    found.push({ tone: "warn", text, values, href: "/desk/", go: WORDS.choose_desk });
  } else if (snapshot && isElsewhere(snapshot)) {
    found.push({ tone: "warn", text: WORDS.elsewhere, values: { desk: snapshot.desk.name } });
  }
  if (retrying) found.push({ tone: "calm", text: WORDS.retrying });
  if (notice) found.push(notice);
  else if (isIdle(snapshot)) found.push({ tone: "calm", text: WORDS.idle, values: { n: snapshot.waiting_total } });
  return found;
}

function isIdle(snapshot) {
  return snapshot && mine(snapshot) && !snapshot.current && snapshot.idle_since !== null
    && hallNow() - snapshot.idle_since >= IDLE_MS;
}

export function toggleLanguage() {
  const language = shown.language === "vi" ? "en" : "vi";
  localStorage.setItem("luot-language", language);
  set({ language });
}

export function toggleOnward() {
  const onward = !shown.onward;
  localStorage.setItem(ONWARD, onward ? "yes" : "no");
  set({ onward });
}

export function refresh() {
  live.refresh();
}
