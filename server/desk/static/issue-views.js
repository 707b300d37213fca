// The parts of the reception page, each a pure picture of what it is given. `t` turns a pair into the language shown.

import { timeText } from "/static/clock.js";
import { html, useEffect, useRef } from "/static/vendor.js";
import { WORDS } from "./issue-words.js";

export function Bar({ t, name, now, toggle }) {
  return html`<header class="bar">
    <h1>${t(WORDS.title)}</h1>
    <p class="who">${name}</p>
    <p class="clock">${now ? timeText(now) : ""}</p>
    <button type="button" class="plain" onClick=${toggle} lang=${t({ vi: "en", en: "vi" })}>${t(WORDS.other_language)}</button>
    <a class="plain" href="/desk/">${t(WORDS.to_console)}</a>
  </header>`;
}

/** The field keeps the focus all the time: every key but the named ones belongs to it. */
export function Search({ t, query, found, at, office, type, choose }) {
  const field = useRef(null);
  useEffect(() => field.current.focus(), []);
  useEffect(() => document.getElementById(`found-${at}`)?.scrollIntoView({ block: "nearest" }), [at, found]);
  const words = query.trim() ? (found.length ? t(WORDS.found, { n: found.length }) : t(WORDS.none)) : t(WORDS.usual);
  return html`<section class="search">
    <label for="field">${t(WORDS.search)}</label>
    <input id="field" ref=${field} value=${query} onInput=${(event) => type(event.target.value)} maxlength="80"
      autocomplete="off" spellcheck="false" role="combobox" aria-expanded="true" aria-controls="found"
      aria-autocomplete="list" aria-activedescendant=${found[at] ? `found-${at}` : null} />
    <p class="count" aria-live="polite">${words}</p>
    <ul id="found" role="listbox" aria-label=${t(WORDS.usual)}>${found.slice(0, LONGEST).map((one, place) => html`
      <li key=${place} id=${`found-${place}`} role="option" aria-selected=${String(place === at)} onClick=${() => choose(place)}>
        <b>${t(one.title)}</b>
        <small>${t(office(one.department).short)}${one.procedure ? ` · ${one.procedure.code}` : ""}${paused(t, office, one)}</small>
      </li>`)}</ul>
  </section>`;
}

export const LONGEST = 60; // rows; who needs more types more
const IN_TITLE = 90; // characters of a name that the choice's title surely shows whole

function paused(t, office, one) {
  const service = office(one.department).services.find((each) => each.id === one.service);
  return service?.paused ? ` · ${t(WORDS.paused)}` : "";
}

export function Choice({ t, chosen, department, priority, english, busy, deeds }) {
  const { procedure } = chosen;
  const documents = procedure?.documents?.split("\n").filter(Boolean) ?? [];
  const [low, high] = department.minutes;
  const whole = procedure && (procedure.name !== t(chosen.title) || procedure.name.length > IN_TITLE);
  return html`<section class="choice" aria-live="polite">
    <p class="office">${t(department.name)}</p>
    <h2>${t(chosen.title)}</h2>
    <div class="official" tabindex="0" role="region" aria-label=${t(WORDS.official)}>
      ${procedure && html`<p>${t(WORDS.code)} ${procedure.code}${whole ? `. ${procedure.name}` : ""}</p>`}
      ${documents.length ? html`<h3>${t(WORDS.documents)}</h3><ul>${documents.map((one) => html`<li key=${one}>${one}</li>`)}</ul>` : null}
    </div>
    <p class="line"><b>${t(WORDS.waiting, { n: department.waiting })}</b>, ${t(department.waiting ? WORDS.minutes : WORDS.at_once, { low, high })}</p>
    <button type="button" class="switch" id="priority" aria-pressed=${String(priority)} onClick=${deeds.priority}>
      <span>${t(WORDS.priority)}<small>${t(WORDS.priority_note)}</small></span><kbd aria-hidden="true">F2</kbd></button>
    <button type="button" class="switch" id="slip-language" aria-pressed=${String(english)} onClick=${deeds.language}>
      <span>${t(english ? WORDS.slip_language_en : WORDS.slip_language)}</span><kbd aria-hidden="true">F4</kbd></button>
    <div class="go">
      <button type="button" class="main" id="take" aria-disabled=${String(busy)} onClick=${deeds.take}>
        <span>${t(WORDS.issue)}</span><kbd aria-hidden="true">Enter</kbd></button>
      <button type="button" id="back" onClick=${deeds.back}><span>${t(WORDS.back)}</span><kbd aria-hidden="true">Esc</kbd></button>
    </div>
  </section>`;
}

export function Issued({ t, ticket, reprint }) {
  const [low, high] = ticket.minutes;
  const printed = ticket.job.id !== null;
  return html`<section class="issued">
    <div aria-live="polite" aria-atomic="true">
      <p class="state">${t(WORDS.issued)}${ticket.priority ? html`<span class="pill">${t(WORDS.priority)}</span>` : null}</p>
      <p class="number">${ticket.number}</p>
    </div>
    <p class="where">${t(ticket.where)} <span class="what">${t(ticket.service)}</span></p>
    <p class="line"><b>${ticket.ahead ? t(WORDS.ahead, { n: ticket.ahead }) : t(WORDS.first)}</b>, ${t(ticket.ahead ? WORDS.minutes : WORDS.at_once, { low, high })}</p>
    <p class="job" aria-live="polite" data-state=${ticket.job.state}>${printed ? t(ticket.job.text ?? { vi: "", en: "" }) : t(WORDS.no_slip)}</p>
    ${printed && html`<button type="button" id="reprint" onClick=${() => reprint(ticket)}><span>${t(WORDS.reprint)}</span><kbd aria-hidden="true">F8</kbd></button>`}
    <p class="hint">${t(WORDS.next)}</p>
  </section>`;
}

export function Idle({ t }) {
  return html`<section class="idle"><p class="hint">${t(WORDS.hint)}</p></section>`;
}

export function Earlier({ t, tickets, reprint }) {
  if (!tickets.length) return null;
  return html`<section class="earlier"><h2>${t(WORDS.earlier)}</h2>
    <ul>${tickets.map((one) => html`<li key=${one.ticket}>
      <b class="number">${one.number}</b><span class="what">${t(one.service)}</span>
      ${one.job.id !== null ? html`<button type="button" onClick=${() => reprint(one)}>${t(WORDS.reprint)}</button>` : null}
    </li>`)}</ul>
  </section>`;
}

export function Printers({ t, printers, printer, pick, again, reprint, leave }) {
  return html`<section class="printers">
    <label for="printer">${t(WORDS.printer)}</label>
    <select id="printer" value=${printer ?? ""} onChange=${(event) => pick(event.target.value || null)}>
      ${printers.map((one) => html`<option key=${one.id} value=${one.id}>${t(one.name)}</option>`)}
      <option value="">${t(WORDS.no_printer)}</option>
    </select>
    ${printer && html`<${Again} t=${t} again=${again} reprint=${reprint} leave=${leave} />`}
  </section>`;
}

/** A slip for a number somebody has without paper, wherever it was issued. */
function Again({ t, again, reprint, leave }) {
  const submit = async (event) => {
    event.preventDefault();
    const field = event.target.elements.number;
    if (!field.value.trim()) return;
    if (await reprint(field.value.trim())) {
      field.value = "";
      leave();
    } else field.select();
  };
  return html`
    <label for="again">${t(WORDS.again)} <kbd aria-hidden="true">F9</kbd></label>
    <form class="again" onSubmit=${submit}>
      <input id="again" name="number" maxlength="8" placeholder="A012" autocomplete="off" autocapitalize="characters" spellcheck="false" />
      <button type="submit">${t(WORDS.again_do)}</button>
      <p role="status" data-state=${again?.job.state}>${again ? `${again.number}: ${t(again.job.text ?? { vi: "…", en: "…" })}` : ""}</p>
    </form>`;
}
