// The officer's console: what the server tells is drawn, what is pressed is sent. It decides nothing by itself.

import { hallNow, timeText } from "/static/clock.js";
import { listen } from "/static/live.js";
import { html, render, useEffect, useState } from "/static/vendor.js";
import { beep } from "/static/beep.js";
import { AlarmBanner, AlarmButton, helpLine, MessageBox, MessageButton } from "./alarm.js";
import { send } from "./deeds.js";
import { Devices } from "./devices.js";
import { ANSWERS, DEEDS, onPress } from "./keys.js";
import { Bar, Buttons, Day, Last, Lines, Next, Notices, Now, Question } from "./views.js";
import { fill, WORDS } from "./words.js";

const TICK_MS = 250;
const SLOW_MS = 250; // a lock shorter than this is not shown: it would only flicker
const REST_MS = 300; // between two presses: a double tap is one
const READ_MS = 400; // a question is not answered before it can have been seen
const TONES = { done: "done", question: "ask", calm: "done", refused: "no" }; // how a press on the number pad sounds
const QUIET_KINDS = ["started", "finished", "no-show", "recalled", "resumed"]; // at another desk they move no line

const root = document.getElementById("console");
const { desk: DESK, officer: OFFICER } = root.dataset;

const shown = {
  snapshot: null, link: "live", notice: null, asking: null, busy: false, retrying: null,
  language: localStorage.getItem("luot-language") === "en" ? "en" : "vi",
};
let redraw = () => {};
let rested = 0; // performance.now() before which the same press again is part of the one before
let last = ""; // the key or button of that press
let pressed = 0; // performance.now() of the press that is being sent

function set(changes) {
  Object.assign(shown, changes);
  redraw();
}

function show(snapshot) {
  const before = shown.snapshot;
  // A picture fetched before a deed may come after the deed's reply: the desk's version never goes back.
  if (before && before.epoch === snapshot.epoch && snapshot.desk.version < before.desk.version) return;
  const stillAsking = shown.asking && snapshot.current?.id === shown.asking && snapshot.current.state === "called";
  const answered = shown.notice?.tone === "calm" && snapshot.waiting_total > 0; // "nobody is waiting" is over
  set({ snapshot, asking: stillAsking ? shown.asking : null, notice: answered ? null : shown.notice });
}

function mine(snapshot) {
  return snapshot.desk.officer === OFFICER && snapshot.desk.state !== "closed";
}

/** Which deeds make sense now; the server has the last word. */
function possible(snapshot) {
  const state = snapshot.current?.state;
  return {
    next: true, recall: state === "called", start: state === "called", "no-show": state === "called",
    finish: state === "serving", undo: snapshot.undo_until !== null && hallNow() <= snapshot.undo_until,
  };
}

/** `by` is the key pressed, or "hand" for a touch or click, whose second tap may meet another button in the same place. */
async function act(deed, by = "hand") {
  const { snapshot } = shown;
  if (shown.busy || !snapshot || !mine(snapshot) || (by === last && performance.now() < rested)) return;
  last = by;
  const stop = new AbortController();
  pressed = performance.now();
  rested = pressed + REST_MS;
  set({ busy: true, notice: null, asking: null });
  const answer = await send(deed, snapshot.desk.version, stop.signal, () => set({ retrying: stop }));
  set({ busy: false, retrying: null });
  if (answer === null) {
    live.refresh();
    set({ notice: { tone: "warn", text: WORDS.gave_up } });
  } else if (answer.status === 200) {
    live.accept(answer.body);
  } else {
    refused(answer);
  }
}

function refused({ status, body }) {
  const { id } = body.error;
  if (id === "came-or-not") {
    rested = performance.now() + READ_MS;
    return set({ asking: shown.snapshot.current?.id ?? null });
  }
  if (body.snapshot) live.accept(body.snapshot);
  else live.refresh();
  if (status === 401) return set({ link: "refused" });
  if (id === "csrf") return set({ notice: { tone: "warn", text: WORDS.reload } });
  set({ notice: { tone: id === "nobody-waiting" ? "calm" : "warn", text: body.error } });
}

function press(key) {
  if (key === "escape" && shown.retrying) return shown.retrying.abort(), true;
  if (!shown.snapshot || !mine(shown.snapshot)) return false;
  const found = (shown.asking ? ANSWERS : DEEDS).find((one) => one.keys.includes(key));
  if (!found) return false;
  if (found.deed === null) set({ asking: null });
  else if (shown.asking || possible(shown.snapshot)[found.deed]) act(found.deed, key);
  return true;
}

function Console() {
  const [, setTick] = useState(0);
  redraw = () => setTick((n) => n + 1);
  useEffect(() => {
    const timer = setInterval(redraw, TICK_MS);
    const forget = onPress(press);
    return () => (clearInterval(timer), forget());
  }, []);
  useEffect(() => {
    document.documentElement.lang = shown.language;
  }, [shown.language]);
  const { snapshot, language, asking } = shown;
  const busy = shown.busy && (!!shown.retrying || performance.now() > pressed + SLOW_MS);
  const t = (pair, values = {}) => fill(pair, values)[language];
  const bar = html`<${Bar} t=${t} desk=${snapshot?.desk} now=${hallNow()} occupied=${!!snapshot?.current} toggle=${toggle}>
    <${AlarmButton} t=${t} help=${help} now=${hallNow()} /><${MessageButton} t=${t} help=${help} /><//>
    <div class="help"><${AlarmBanner} t=${t} help=${help} now=${hallNow()} /><${MessageBox} t=${t} help=${help} now=${hallNow()} /></div>`;
  if (!snapshot) return html`${bar}<${Notices} t=${t} notices=${notices()} /><p class="loading">${t(WORDS.loading)}</p>`;
  const can = mine(snapshot) ? possible(snapshot) : {};
  return html`${bar}
    <${Notices} t=${t} notices=${notices()}><${Devices} t=${t} devices=${snapshot.devices} /><//>
    <main class=${mine(snapshot) && shown.link === "live" ? "" : "aged"}>
      <section class="left">
        <${Now} t=${t} snapshot=${snapshot} now=${hallNow()} />
        ${asking
          ? html`<${Question} t=${t} number=${snapshot.current.number} busy=${busy} answer=${(a) => (a.deed ? act(a.deed) : set({ asking: null }))} />`
          : html`<${Buttons} t=${t} can=${can} busy=${busy} serving=${snapshot.current?.state === "serving"}
              undoLeft=${can.undo ? snapshot.undo_until - hallNow() : 0} act=${act} />`}
        <${Last} t=${t} last=${snapshot.last} />
      </section>
      <aside>
        <${Next} t=${t} snapshot=${snapshot} now=${hallNow()} />
        <${Lines} t=${t} lines=${snapshot.lines} since=${hallNow() - snapshot.now} />
        <${Day} t=${t} day=${snapshot.day} />
      </aside>
    </main>`;
}

/** What the officer must know now, the gravest first. */
function notices() {
  const { snapshot, link, notice, retrying } = shown;
  const found = [];
  if (link === "refused") found.push({ tone: "warn", text: WORDS.signed_out, href: "/desk/sign-in", go: WORDS.sign_in });
  else if (link !== "live") found.push({ tone: "warn", text: WORDS.lost, values: { time: snapshot ? timeText(snapshot.now) : "–" } });
  if (snapshot && !mine(snapshot)) {
    const values = { desk: snapshot.desk.name, officer: snapshot.desk.officer_name };
    const text = snapshot.desk.state === "closed" ? WORDS.closed : WORDS.taken;
    found.push({ tone: "warn", text, values, href: "/desk/", go: WORDS.choose_desk });
  }
  if (retrying) found.push({ tone: "calm", text: WORDS.retrying });
  if (notice) found.push(notice);
  return found;
}

function heard(event) {
  help.heard(event);
  if (event.kind === "keypad") padPressed(event);
}

/** The number pad has no screen: what it asked for sounds here, and its question stands here too. */
function padPressed({ tone }) {
  beep(TONES[tone] ?? "done");
  if (tone === "question" && shown.snapshot?.current?.state === "called") set({ asking: shown.snapshot.current.id });
}

function toggle() {
  const language = shown.language === "vi" ? "en" : "vi";
  localStorage.setItem("luot-language", language);
  set({ language });
}

const help = helpLine(() => redraw());
const live = listen({
  as: "desk", snapshotUrl: "/desk/snapshot.json", onState: show, onLink: (link) => set({ link }), onEvent: heard,
  concerns: (event) =>
    event.desk === DESK
    || (!QUIET_KINDS.includes(event.kind)
      && (!event.department || (shown.snapshot?.lines ?? []).some((line) => line.department === event.department))),
});
render(html`<${Console} />`, root);
