// The parts of the console, each a pure picture of what it is given. `t` turns a pair into the language shown.

import { spanText, timeText } from "/static/clock.js";
import { html, useEffect, useRef } from "/static/vendor.js";
import { ANSWERS, DEEDS, PANELS } from "./keys.js";
import { saysPriority, WORDS } from "./words.js";

const ROWS = 8; // of the waiting line: what a 1366 × 768 screen shows without scrolling
const HELD = 3; // and of those held at this desk

export function Bar({ t, desk, now, occupied, toggle, children }) {
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  const name = document.getElementById("console").dataset.name;
  return html`<header class="bar">
    <h1>${desk ? t(desk.name) : ""}</h1>
    <p class="who">${name}</p>
    <p class="clock">${now ? timeText(now) : ""}</p>
    ${children}
    <button type="button" class="plain" onClick=${(event) => (leave(event), toggle())} lang=${t({ vi: "en", en: "vi" })}>${t(WORDS.other_language)}</button>
    <a class="plain" href="/desk/issue">${t(WORDS.issue)}</a>
    ${occupied ? null : html`<a class="plain" href="/desk/?choose=1">${t(WORDS.change_desk)}</a>`}
    <form method="post" action="/desk/sign-out">
      <input type="hidden" name="csrf_token" value=${csrf} />
      <button type="submit" class="plain">${t(WORDS.sign_out)}</button>
    </form>
  </header>`;
}

/** A strip whose height never changes, so that a notice moves nothing under the officer's eyes. */
export function Notices({ t, notices, children }) {
  const [warn, calm] = ["warn", "calm"].map((tone) => notices.find((one) => one.tone === tone));
  return html`<div class=${`notices ${warn ? "warn" : calm ? "calm" : ""}`}>
    <p role="alert">${warn ? t(warn.text, warn.values) : ""}</p>
    ${warn?.href ? html`<a href=${warn.href}>${t(warn.go)}</a>` : null}
    <p role="status">${calm ? t(calm.text, calm.values) : ""}</p>
    ${warn || calm ? null : children}
  </div>`;
}

const KEYS = ["next", "more", "undo", "start", "finish", "recall", "no-show", "hold"];

/** The daily deeds, each with its key on it. Hold turns into resume where somebody held could come back. */
export function Buttons({ t, can, busy, snapshot, undoLeft, onward, act, open }) {
  const serving = snapshot.current?.state === "serving";
  const words = {
    next: serving ? WORDS.finish_next : WORDS.next, finish: onward ? WORDS.finish_onward : WORDS.finish,
    hold: can.resume ? WORDS.resume : WORDS.hold,
  };
  return html`<div class="buttons" aria-busy=${busy}>
    ${KEYS.map((name) => {
      const { deed, panel, cap } = [...DEEDS, ...PANELS].find((one) => (one.deed ?? one.panel) === name);
      const what = panel === "hold" && can.resume ? "resume" : panel;
      const undoing = name === "undo" && undoLeft > 0;
      return html`<${Button} key=${name} name=${name} cap=${cap} off=${busy || !can[deed ?? what]} press=${() => (deed ? act(deed) : open(what))}>
        ${t(words[name] ?? WORDS[name])}${undoing ? ` (${Math.ceil(undoLeft / 1000)})` : ""}
        ${undoing && snapshot.undo_what ? html`<small>${t(snapshot.undo_what)}</small>` : null}<//>`;
    })}
  </div>`;
}

/** Another page has the desk: this one only watches until somebody says otherwise. */
export function Elsewhere({ t, desk, take }) {
  const since = desk.sitting ? timeText(desk.sitting.since) : "";
  return html`<div class="question elsewhere" role="group" aria-labelledby="elsewhere">
    <h2 id="elsewhere">${t(WORDS.elsewhere_question, { desk: desk.name, time: since })}</h2>
    <${Button} name="take" cap="M" press=${take}>${t(WORDS.continue_here)}<small>${t(WORDS.other_watches)}</small><//>
  </div>`;
}

/** In place, where the buttons were: the officer's eyes and fingers stay. */
export function Question({ t, number, busy, answer }) {
  const here = useRef(null);
  useEffect(() => here.current.focus(), []);
  return html`<div class="question" role="group" aria-labelledby="came-or-not" tabindex="-1" ref=${here}>
    <h2 id="came-or-not">${t(WORDS.came_or_not, { number })}</h2>
    ${ANSWERS.map((one) => html`<${Button} key=${one.word} name=${one.word} cap=${one.cap} off=${busy} press=${() => answer(one)}>
      ${t(WORDS[one.word])}<small>${t(WORDS[one.note])}</small><//>`)}
  </div>`;
}

/** After the mouse, Enter means Next again; who came by Tab stays where they are. */
export function leave(event) {
  if (event.detail > 0) event.currentTarget.blur();
}

export function Button({ name, cap, off, press, children }) {
  const click = (event) => {
    leave(event);
    if (event.detail <= 1 && !off) press();
  };
  return html`<button type="button" data-deed=${name} aria-disabled=${String(!!off)} aria-keyshortcuts=${cap} onClick=${click}>
    <span class="word">${children}</span><kbd aria-hidden="true">${cap}</kbd>
  </button>`;
}

export function Next({ t, snapshot, now }) {
  const { waiting, waiting_total: total } = snapshot;
  return html`<section class="next">
    <h2>${t(WORDS.next_ones)}<span class="total">${t(WORDS.waiting)} <b>${total}</b></span></h2>
    <ol>${waiting.slice(0, ROWS).map((leg, place) => html`<li key=${leg.id} class=${leg.class}>
      <b class="number">${leg.number}</b>
      <span class="what">${t(leg.service)}<small>${saysPriority(leg) ? null : html`<b>${t(WORDS.priority)}</b> · `}${t(leg.why)}</small></span>
      <span class="wait">${t(WORDS.waits)} ${spanText(now - leg.credited_at)}</span>
    </li>`)}</ol>
  </section>`;
}

/** Who was asked aside here. The row stands only while somebody is. */
export function Held({ t, held, now }) {
  if (!held.length) return null;
  return html`<section class="held"><h2>${t(WORDS.held)}<kbd>H</kbd></h2>
    <ul>${held.slice(0, HELD).map((leg) => html`<li key=${leg.id}><b class="number">${leg.number}</b>
      <span class="what">${leg.reason ? t(leg.reason) : t(leg.service)}</span><span class="wait">${spanText(now - leg.since)}</span></li>`)}
      ${held.length > HELD ? html`<li class="more">+${held.length - HELD}</li>` : null}</ul>
  </section>`;
}

export function Lines({ t, lines, since }) {
  return html`<section class="lines"><h2>${t(WORDS.lines)}</h2>
    <ul>${lines.map((line) => html`<li key=${line.department}>
      <span class="what">${t(line.name)}</span><b>${line.waiting}</b>
      <span class="wait">${line.waiting ? `${t(WORDS.longest)} ${spanText(line.longest_ms + since)}` : ""}</span>
    </li>`)}</ul>
  </section>`;
}

export function Day({ t, day }) {
  const median = day.service_p50_ms === null ? "–" : spanText(day.service_p50_ms);
  return html`<section class="day"><h2>${t(WORDS.my_day)}</h2>
    <dl>
      <div><dd>${day.served}</dd><dt>${t(WORDS.served)}</dt></div>
      <div><dd>${day.no_show}</dd><dt>${t(WORDS.no_shows)}</dt></div>
      <div><dd>${day.dossiers}</dd><dt>${t(WORDS.dossiers)}</dt></div>
      <div title=${t(WORDS.median_note)}><dd>${median}</dd><dt>${t(WORDS.median)}</dt></div>
    </dl>
  </section>`;
}

export function Last({ t, last }) {
  return html`<p class="last">${last.length ? html`<b>${t(WORDS.last_ones)}</b>` : null}
    ${last.map((leg) => html`<span key=${leg.id}>${leg.number} ${" "}
      <small>${t(WORDS[`outcome_${leg.state}`] ?? WORDS.outcome_done)}</small></span>`)}
  </p>`;
}
