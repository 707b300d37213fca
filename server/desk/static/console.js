// The officer's console: one screen of the desk.

import { hallNow } from "/static/clock.js";
import { html, render } from "/static/vendor.js";
import { AlarmBanner, AlarmButton, helpLine, MessageBox, MessageButton } from "./alarm.js";
import * as desk from "./desk.js";
import { Devices } from "./devices.js";
import { Now } from "./now.js";
import { Keys, redraw, usePage } from "./page.js";
import { follow, open } from "./panel.js";
import { Panel } from "./panel-views.js";
import { press } from "./panels.js";
import { Bar, Day, Held, Last, Lines, Next, Notices } from "./views.js";
import { WORDS } from "./words.js";

const { shown } = desk;

function Console() {
  const t = usePage();
  const { snapshot } = shown;
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

const help = helpLine(redraw);
desk.begin(redraw, { press, open, follow, heard: help.heard });
render(html`<${Console} />`, desk.root);
