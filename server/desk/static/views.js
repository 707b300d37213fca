// The parts of the console, each a pure picture of what it is given. `t` turns a pair into the language shown.

import { spanText, timeText } from "/static/clock.js";
import { html, useEffect, useRef } from "/static/vendor.js";
import { ANSWERS, DEEDS } from "./keys.js";
import { WORDS } from "./words.js";

const ROWS = 8; // of the waiting line: what a 1366 × 768 screen shows without scrolling

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

export function Now({ t, snapshot, now }) {
  const leg = snapshot.current;
  if (!leg) {
    const words = snapshot.waiting_total ? WORDS.press_next : WORDS.nobody;
    return html`<div class="now free"><p class="state">${t(WORDS.free)}</p><p class="hint">${t(words)}</p></div>`;
  }
  const serving = leg.state === "serving";
  const since = serving ? leg.started_at : leg.called_at;
  return html`<div class=${`now ${leg.state}`}>
    <div class="who-is-here" aria-live="polite" aria-atomic="true">
      <p class="state">${t(serving ? WORDS.serving : WORDS.called)}
        ${leg.class === "priority" ? html`<span class="pill">${t(WORDS.priority)}</span>` : null}</p>
      <p class="number">${leg.number}</p>
    </div>
    <dl class="times">
      <div class="timer"><dt>${t(serving ? WORDS.since_started : WORDS.since_called)}</dt><dd>${spanText(now - since)}</dd></div>
      <div><dt>${t(WORDS.had_waited)}</dt><dd>${spanText(leg.called_at - leg.opened_at)}</dd></div>
      <div><dt>${t(WORDS.times_called)}</dt><dd>${leg.calls}</dd></div>
    </dl>
    <div class="about">
      <p class="service">${t(leg.service)}</p>
      <p class="department">${t(leg.department)}</p>
      ${leg.procedure && html`<p class="procedure" title=${leg.procedure_name ?? ""}>
        ${t(WORDS.procedure)} ${leg.procedure}${leg.procedure_name ? `: ${leg.procedure_name}` : ""}</p>`}
    </div>
  </div>`;
}

export function Buttons({ t, can, busy, serving, undoLeft, act }) {
  return html`<div class="buttons" aria-busy=${busy}>
    ${DEEDS.map(({ deed, cap }) => {
      const word = t(deed === "next" && serving ? WORDS.finish_next : WORDS[deed]);
      const left = deed === "undo" && undoLeft > 0 ? ` (${Math.ceil(undoLeft / 1000)})` : "";
      return html`<${Button} key=${deed} name=${deed} cap=${cap} off=${busy || !can[deed]} press=${() => act(deed)}>${word}${left}<//>`;
    })}
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
function leave(event) {
  if (event.detail > 0) event.currentTarget.blur();
}

function Button({ name, cap, off, press, children }) {
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
      <span class="what">${t(leg.service)}<small>${t(leg.why)}</small></span>
      <span class="wait">${t(WORDS.waits)} ${spanText(now - leg.credited_at)}</span>
    </li>`)}</ol>
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
      <div title=${t(WORDS.median_note)}><dd>${median}</dd><dt>${t(WORDS.median)}</dt></div>
    </dl>
  </section>`;
}

export function Last({ t, last }) {
  return html`<p class="last">${last.length ? html`<b>${t(WORDS.last_ones)}</b>` : null}
    ${last.map((leg) => html`<span key=${leg.id}>${leg.number}
      <small>${t(leg.state === "no-show" ? WORDS.outcome_no_show : WORDS.outcome_done)}</small></span>`)}
  </p>`;
}
