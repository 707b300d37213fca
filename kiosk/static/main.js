// The kiosk: home → office → service → ticket, or search → procedure → ticket. Here everything is plugged together:
// the bar that helps, the voice that reads, the time that nobody is there, and the hall's news.

import { reader } from "./aloud.js";
import { helpBar } from "./bar.js";
import { button, el } from "./dom.js";
import { watchIdle } from "./idle.js";
import { watchCatalogue, watchMenu } from "./menu.js";
import { onAway, onCatalogue, onMenu } from "./news.js";
import { $, glass, root, veil } from "./parts.js";
import { installPress } from "./press.js";
import { FIRST, say, view } from "./view.js";
import { back, draw, leave, resume, show, stay, tick } from "./visit.js";

const IDLE_STEPS = new Set(["offices", "department", "search", "choice", "priority", "refused"]);
const TURNED_MS = 200; // a window that grows to the whole screen says so many times
let reading = false;

/** A change of the glass keeps the step; what was on the page may now need another page. */
function aid(changes) {
  glass.set(changes);
  show(view.step, { from: 0, pages: [] });
}

const drawBar = helpBar($("bar"), {
  size: () => aid({ size: (glass.aids.size + 1) % glass.sizes }),
  contrast: () => aid({ contrast: !glass.aids.contrast }),
  low: () => aid({ low: !glass.aids.low }),
  aloud: () => aloud.toggle(view.language),
});
const bar = () => drawBar({ say, aids: glass.aids, reading });

const aloud = reader(root, {
  onChange(now) {
    reading = now;
    bar();
  },
  onPart() {
    idle.stay(); // who listens is there
    stay();
  },
});

const idle = watchIdle({
  onWarn(seconds) {
    if (!IDLE_STEPS.has(view.step)) return;
    veil.hidden = false;
    veil.replaceChildren(el("div", { class: "ask", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "ask" },
      el("h1", { id: "ask" }, say("idle.title")),
      el("p", {}, say("idle.closes", { s: seconds })),
      button(say("idle.go-on"), () => {}, { class: "main" })));
  },
  onStay: () => (veil.hidden = true),
  onLeave: () => (IDLE_STEPS.has(view.step) || (view.step === "home" && changedHome())) && leave(),
});

function changedHome() {
  const { size, contrast, low } = glass.aids;
  return view.language !== FIRST || view.priority || size > 0 || contrast || low;
}

let turning = 0;
addEventListener("resize", () => {
  clearTimeout(turning);
  turning = setTimeout(() => {
    glass.measure();
    aid({});
  }, TURNED_MS);
});
root.addEventListener("drawing", bar);
root.addEventListener("leaving", aloud.stop);
$("back").addEventListener("click", back);
$("language").addEventListener("click", () => {
  view.language = view.language === "vi" ? "en" : "vi";
  show(view.step); // what is being taken goes on in the language it was asked for
});
document.addEventListener("pointerdown", stay);
installPress(root, glass.pxPerMm);
setInterval(tick, 1000);
draw();
resume();
watchMenu({ onMenu, onAway });
watchCatalogue(onCatalogue);
