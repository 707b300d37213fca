// The officer's console: one screen of the desk.

import { hallNow } from "/static/clock.js";
import { html, render, useEffect, useState } from "/static/vendor.js";
import { AlarmBanner, AlarmButton, helpLine, MessageBox, MessageButton } from "./alarm.js";
import * as desk from "./desk.js";
import { Devices } from "./devices.js";
import { onPress } from "./keys.js";
import { Now } from "./now.js";
import { Panel } from "./panel-views.js";
import * as panels from "./panels.js";
import { Bar, Buttons, Day, Elsewhere, Held, Last, Lines, Next, Notices, Question } from "./views.js";
import { fill, WORDS } from "./words.js";

const TICK_MS = 250;
const { shown } = desk;
let redraw = () => {};

function Console() {
  const [, setTick] = useState(0);
  redraw = () => setTick((n) => n + 1);
  useEffect(() => {
    const timer = setInterval(redraw, TICK_MS);
    const forget = onPress(desk.press);
    return () => (clearInterval(timer), forget());
  }, []);
  useEffect(() => {
    document.documentElement.lang = shown.language;
  }, [shown.language]);
  const { snapshot, language } = shown;
  const t = (pair, values = {}) => fill(pair, values)[language];
  const bar = html`<${Bar} t=${t} desk=${snapshot?.desk} now=${hallNow()} occupied=${!!snapshot?.current} toggle=${desk.toggleLanguage}>
    <${AlarmButton} t=${t} help=${help} now=${hallNow()} /><${MessageButton} t=${t} help=${help} /><//>
    <div class="help"><${AlarmBanner} t=${t} help=${help} now=${hallNow()} /><${MessageBox} t=${t} help=${help} now=${hallNow()} /></div>`;
  const ready = snapshot && shown.sat !== "wait";
  if (!ready) return html`${bar}<${Notices} t=${t} notices=${desk.notices()} /><p class="loading">${t(WORDS.loading)}</p>`;
  return html`${bar}
    <main class=${desk.mine(snapshot) && shown.link === "live" ? "" : "aged"}>
      <section class="left">
        <${Now} t=${t} snapshot=${snapshot} now=${hallNow()} />
        <${Notices} t=${t} notices=${desk.notices()}><${Devices} t=${t} devices=${snapshot.devices} /><//>
        <${Keys} t=${t} snapshot=${snapshot} />
        <${Last} t=${t} last=${snapshot.last} />
      </section>
      <aside>
        ${shown.panel ? html`<${Panel} t=${t} panel=${shown.panel} busy=${desk.isBusy()} />` : html`
          <${Next} t=${t} snapshot=${snapshot} now=${hallNow()} />
          <${Held} t=${t} held=${snapshot.held} now=${hallNow()} />
          <${Lines} t=${t} lines=${snapshot.lines} since=${hallNow() - snapshot.now} />
          <${Day} t=${t} day=${snapshot.day} />`}
      </aside>
    </main>`;
}

/** What can be pressed now: the deeds, the answers to a question, or that this page takes the desk over. */
function Keys({ t, snapshot }) {
  const busy = desk.isBusy();
  if (desk.isElsewhere(snapshot)) return html`<${Elsewhere} t=${t} desk=${snapshot.desk} take=${() => desk.takeSeat(true)} />`;
  if (shown.asking) return html`<${Question} t=${t} number=${snapshot.current.number} busy=${busy} answer=${desk.answer} />`;
  const can = desk.mine(snapshot) ? desk.possible(snapshot) : {};
  return html`<${Buttons} t=${t} can=${can} busy=${busy} snapshot=${snapshot} onward=${shown.onward}
    undoLeft=${can.undo ? snapshot.undo_until - hallNow() : 0} act=${desk.act} open=${panels.open} />`;
}

const help = helpLine(() => redraw());
desk.begin(() => redraw(), { ...panels, heard: help.heard });
render(html`<${Console} />`, desk.root);
