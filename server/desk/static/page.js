// What the console and its call bar share: drawn anew when something changes and four times a second, its keys, and
// what can be pressed now.

import { hallNow } from "/static/clock.js";
import { html, useEffect, useState } from "/static/vendor.js";
import * as desk from "./desk.js";
import { onPress } from "./keys.js";
import * as panel from "./panel.js";
import { Buttons, Elsewhere, Question } from "./views.js";
import { fill } from "./words.js";

const TICK_MS = 250;
const { shown } = desk;
let draw = () => {};

export const redraw = () => draw();

/** The words in the language shown: `t(pair, values)`. */
export function usePage() {
  const [, setTick] = useState(0);
  draw = () => setTick((n) => n + 1);
  useEffect(() => {
    const timer = setInterval(redraw, TICK_MS);
    const forget = onPress(desk.press);
    return () => (clearInterval(timer), forget());
  }, []);
  const { language } = shown;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (pair, values = {}) => fill(pair, values)[language];
}

/** What can be pressed now: the deeds, the answers to a question, or that this page takes the desk over. */
export function Keys({ t, snapshot }) {
  const busy = desk.isBusy();
  if (desk.isElsewhere(snapshot)) return html`<${Elsewhere} t=${t} desk=${snapshot.desk} take=${() => desk.takeSeat(true)} />`;
  if (shown.asking) return html`<${Question} t=${t} number=${snapshot.current.number} busy=${busy} answer=${desk.answer} />`;
  const can = desk.mine(snapshot) ? desk.possible(snapshot) : {};
  return html`<${Buttons} t=${t} can=${can} busy=${busy} snapshot=${snapshot} onward=${shown.onward}
    undoLeft=${can.undo ? snapshot.undo_until - hallNow() : 0} act=${desk.act} open=${panel.open} />`;
}
