// Who is here, for how long, and against what is usual; or what the desk does while nobody is.

import { spanText, timeText } from "/static/clock.js";
import { html } from "/static/vendor.js";
import { refresh } from "./desk.js";
import { erase } from "./notes.js";
import { open } from "./panel.js";
import { saysPriority, WORDS } from "./words.js";

const FAR_OVER = 2; // as server/core/usual.py has it
const NOTES = 2; // in sight; the rest is counted

export function Now({ t, snapshot, now }) {
  const { current: leg, desk } = snapshot;
  if (!leg) return desk.state === "open" ? html`<${Free} t=${t} snapshot=${snapshot} />` : html`<${Away} t=${t} desk=${desk} now=${now} />`;
  const serving = leg.state === "serving";
  return html`<div class=${`now ${leg.state}`}>
    <div class="who-is-here" aria-live="polite" aria-atomic="true">
      <p class="state">${t(serving ? WORDS.serving : WORDS.called)}
        ${leg.class === "priority" ? html`<span class="pill">${t(WORDS.priority)}</span>` : null}</p>
      <p class="number">${leg.number}</p>
    </div>
    <dl class="times">
      <div class="timer"><dt>${t(serving ? WORDS.since_started : WORDS.since_called, { time: timeText(serving ? leg.started_at : leg.called_at) })}</dt>
        <dd>${spanText(now - leg.clock_from)}</dd></div>
      ${serving ? html`<${Usual} t=${t} spent=${now - leg.clock_from} usual=${leg.usual_ms} />` : null}
      <div><dt>${t(WORDS.had_waited)}</dt><dd>${spanText(leg.called_at - leg.opened_at)}</dd></div>
      <div><dt>${t(WORDS.times_called)}</dt><dd>${leg.calls}</dd></div>
      ${leg.dossiers === null ? null : html`<div><dt>${t(WORDS.taken_in)}</dt><dd>${leg.dossiers}</dd></div>`}
    </dl>
    <div class="about">
      <p class="service">${t(leg.service)}</p>
      <p class="department">${t(leg.department)}${leg.later.map((one) => ` → ${t(one.department)}`)}</p>
      ${leg.procedure && html`<p class="procedure" title=${leg.procedure_name ?? ""}>
        ${t(WORDS.procedure)} ${leg.procedure}${leg.procedure_name ? `: ${leg.procedure_name}` : ""}</p>`}
      <${Notes} t=${t} notes=${leg.notes} />
    </div>
  </div>`;
}

/** "12 phút": a bare 12:00 beside the hour of a start reads as noon. */
function minutesText(ms) {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return { vi: `${minutes} phút`, en: `${minutes} min` };
}

/** A quiet bar: half of it is the usual time. */
function Usual({ t, spent, usual }) {
  const far = spent > FAR_OVER * usual;
  const words = t(far ? WORDS.far_over : WORDS.usual, { time: minutesText(usual) });
  return html`<div class=${`usual ${far ? "far" : ""}`}>
    <dt><progress value=${Math.min(spent, FAR_OVER * usual)} max=${FAR_OVER * usual} aria-label=${t(WORDS.usual_bar)}></progress></dt><dd>${words}</dd>
  </div>`;
}

function Free({ t, snapshot }) {
  const [next] = snapshot.waiting;
  return html`<div class="now free"><p class="state">${t(WORDS.free)}</p>
    ${next
      ? html`<p class="hint">${t(WORDS.press_next)}</p>
        <p class="coming"><b>${next.number}</b> ${t(next.service)}<small>${saysPriority(next) ? "" : `${t(WORDS.priority)} · `}${t(next.why)}</small></p>`
      : html`<p class="hint">${t(WORDS.nobody)}</p>`}
  </div>`;
}

/** A desk that rests or works behind the glass says so large, and how to go on. */
function Away({ t, desk, now }) {
  const state = WORDS[`desk_${desk.state}`] ?? WORDS.desk_closed;
  const why = desk.reason && desk.reason.vi !== state.vi ? ` · ${t(desk.reason)}` : "";
  return html`<div class="now free away"><p class="state">${t(state)}${why}</p>
    ${desk.state === "closed" ? null : html`<p class="hint">${t(WORDS.away_since, { time: timeText(desk.since) })} · ${spanText(now - desk.since)}</p>
      <p><button type="button" class="again" onClick=${() => open("pause")} aria-keyshortcuts="K">${t(WORDS.open_again)} <kbd aria-hidden="true">K</kbd></button></p>
      <p class="hint">${t(WORDS.or_next)}</p>`}
  </div>`;
}

function Notes({ t, notes }) {
  const newest = notes.slice(-NOTES).reverse();
  return newest.map((note, n) => html`<p key=${note.id} class="note" title=${note.text}><b>${t(WORDS.note)}:</b><span>${note.text}</span>
    <small>${t(WORDS.by_desk, { desk: note.desk, time: timeText(note.at) })}${n === 0 && notes.length > NOTES ? ` (+${notes.length - NOTES})` : ""}</small>
    <button type="button" class="erase" onClick=${async (event) => (event.currentTarget.blur(), await erase(note.id), refresh())}>${t(WORDS.erase)}</button></p>`);
}
