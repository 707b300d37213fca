// A panel, drawn: field, list, what the keys do, and a refusal where the eyes are.

import { timeText } from "/static/clock.js";
import { html, useEffect, useRef } from "/static/vendor.js";
import { numberDeeds } from "./number-panel.js";
import { close, turn, type } from "./panel.js";
import { choose, describe } from "./panels.js";
import { WORDS } from "./panel-words.js";
import { fill } from "./words.js";

export function Panel({ t, panel, busy }) {
  const { title, values, field, items, turns, hint, dense } = describe(panel);
  const focused = useRef(null);
  useEffect(() => {
    focused.current?.focus();
    const input = focused.current;
    if (field?.mode === "search") input?.select(); // what was typed before is kept, and gives way to what is typed now
    else input?.setSelectionRange?.(input.value.length, input.value.length);
    return () => document.activeElement?.blur?.();
  }, [panel.key]);
  const at = Math.min(panel.at, items.length - 1);
  return html`<section class=${`panel ${dense ? "dense" : ""}`} role="dialog" aria-labelledby="panel-title" aria-busy=${busy}
      tabindex="-1" ref=${field ? null : focused}>
    <h2 id="panel-title">${t(title, values)}</h2>
    <p class="refusal" role="alert">${panel.error ? t(panel.error) : ""}</p>
    ${field && html`<${Field} t=${t} field=${field} panel=${panel} here=${focused} />`}
    ${turns && html`<${Turns} t=${t} turns=${turns} at=${panel.turn} />`}
    <ul class="items">
      ${items.map((item, place) => html`<${Item} key=${place} t=${t} item=${item} chosen=${place === at} />`)}
      ${items.length ? null : html`<li class="none">${field?.mode === "search" ? t(WORDS.nothing) : t(WORDS.none_here)}</li>`}
    </ul>
    <p class="hint">${hint ? t(hint) : ""}</p>
    <p class="foot"><button type="button" onClick=${close}><kbd>Esc</kbd> ${t(WORDS.esc)}</button></p>
  </section>`;
}

/** What holds now, and what the key makes of it. */
function Turns({ t, turns, at }) {
  const [now, other] = [turns[at % turns.length], turns[(at + 1) % turns.length]];
  return html`<p class="turns"><button type="button" onClick=${turn}><span>${t(now)}<small>${t(WORDS.turn_to, { other })}</small></span> <kbd>Tab</kbd></button></p>`;
}

function Field({ t, field, panel, here }) {
  return html`<label class="field">${t(field.label)}
    <input ref=${here} value=${panel.query} onInput=${(event) => type(event.target.value)} maxlength=${field.longest ?? 60}
      inputmode=${field.mode === "numeric" ? "numeric" : "text"} autocomplete="off" spellcheck="false"
      data-commands=${field.commands ? "yes" : null} />
  </label>`;
}

function Item({ t, item, chosen }) {
  const { cap, title, values, sub, leg, off } = item;
  return html`<li>
    <button type="button" class=${chosen ? "chosen" : ""} aria-disabled=${String(!!off)} aria-keyshortcuts=${cap} onClick=${() => choose(item)}>
      <span class="what">${t(title, values)}${sub ? html`<small>${t(sub)}</small>` : null}${"leg" in item ? html`<${Story} t=${t} leg=${leg} />` : null}</span>
      ${cap ? html`<kbd aria-hidden="true">${cap}</kbd>` : null}
    </button>
    ${chosen && leg ? html`<p class="also">${numberDeeds(leg).map(([key, word]) => html`<span key=${key}><kbd>${key}</kbd> ${t(word)}</span>`)}</p>` : null}
  </li>`;
}

/** What became of a number, in a sentence. */
function Story({ t, leg }) {
  if (!leg) return html`<small>${t(WORDS.looking)}</small>`;
  const words = t(fill(WORDS[`state_${leg.state}`] ?? WORDS.looking, { ahead: leg.ahead ?? 0, desk: leg.desk ?? "" }));
  if (leg.state === "unknown") return html`<small>${words}</small>`;
  return html`<small>${t(leg.service)} · ${words} · ${timeText(leg.opened_at)}</small>
    ${leg.notes.map((note) => html`<small key=${note.id} class="note">“${note.text}”</small>`)}`;
}
