// The compact call bar beside or above another program: the same desk, the same keys, less to look at.

import { hallNow, spanText } from "/static/clock.js";
import { html, render } from "/static/vendor.js";
import { AlarmBanner, AlarmButton, helpLine } from "./alarm.js";
import * as desk from "./desk.js";
import { Keys, redraw, usePage } from "./page.js";
import { follow, open } from "./panel.js";
import { Panel } from "./panel-views.js";
import { press } from "./panels.js";
import { WORDS } from "./words.js";

const LOW_PX = 180; // a window lower than this is a strip
const { shown } = desk;

function Bar() {
  const t = usePage();
  const { snapshot } = shown;
  if (!snapshot || shown.sat === "wait") return html`<main class="column"><p>${t(WORDS.loading)}</p><${Told} t=${t} /></main>`;
  const low = window.innerHeight < LOW_PX;
  if (shown.panel) return html`<main class=${`whole ${low ? "low" : ""}`}><h1 class="sr">${t(snapshot.desk.name)}</h1><${Panel} t=${t} panel=${shown.panel} busy=${desk.isBusy()} /></main>`;
  const aged = desk.mine(snapshot) && shown.link === "live" ? "" : "aged";
  return html`<main class=${`${low ? "strip" : "column"} ${snapshot.current?.state ?? "free"} ${aged}`}>
    <${Here} t=${t} snapshot=${snapshot} now=${hallNow()} />
    <${Line} t=${t} snapshot=${snapshot} />
    <div class="tell"><${Told} t=${t} /><${AlarmButton} t=${t} help=${help} now=${hallNow()} /><${AlarmBanner} t=${t} help=${help} now=${hallNow()} /></div>
    <${Keys} t=${t} snapshot=${snapshot} />
  </main>`;
}

function Here({ t, snapshot, now }) {
  const { current: leg, desk: here } = snapshot;
  const state = leg ? WORDS[leg.state] : here.state === "open" ? WORDS.free : WORDS[`desk_${here.state}`];
  const since = leg?.clock_from ?? here.since;
  const far = leg?.state === "serving" && now - since > 2 * leg.usual_ms;
  return html`<div class="here" aria-live="polite">
    <p class="state">${t(state)}${!leg && here.reason ? ` · ${t(here.reason)}` : ""}</p><h1 class="desk">${t(here.name)}</h1>
    <p class="number">${leg?.number ?? "–"}</p>
    <p class=${`timer ${far ? "far" : ""}`}>${leg || here.state !== "open" ? spanText(now - since) : ""}</p>
    <p class="service">${leg ? t(leg.service) : ""}</p>
  </div>`;
}

function Line({ t, snapshot }) {
  const [next] = snapshot.waiting;
  return html`<p class="line"><span>${next ? html`${t(WORDS.coming)} <b>${next.number}</b>` : t(WORDS.nobody_short)}</span>
    <span>${t(WORDS.waiting)} <b>${snapshot.waiting_total}</b>${snapshot.held.length ? html` · ${t(WORDS.held_short)} <b>${snapshot.held.length}</b>` : null}</span></p>`;
}

function Told({ t }) {
  const found = desk.notices();
  const [warn, calm] = ["warn", "calm"].map((tone) => found.find((one) => one.tone === tone));
  return html`<div class=${`told ${warn ? "warn" : calm ? "calm" : ""}`}>
    <p role="alert">${warn ? t(warn.text, warn.values) : ""}${warn?.href ? html` <a href=${warn.href}>${t(warn.go)}</a>` : null}</p>
    <p role="status">${calm && !warn ? t(calm.text, calm.values) : ""}</p>
  </div>`;
}

const help = helpLine(redraw);
desk.begin(redraw, { press, open, follow, heard: help.heard });
render(html`<${Bar} />`, desk.root);
