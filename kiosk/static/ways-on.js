// The buttons at the foot: how it goes on from each screen.

import { button } from "./dom.js";
import { further, overflows } from "./pages.js";
import { NO_PAPER } from "./screens.js";

const MAIN = { class: "main" };

/** deeds: {show(step, changes), ask(wish), leave(), whole(), priority(), page(from, pages)}. Nulls where there is no such way. */
export function waysOn(step, stage, view, say, deeds) {
  const scroll = stage.querySelector(".scroll");
  const on = scroll && overflows(scroll) ? button(say("page.further"), () => further(scroll)) : null;
  switch (step) {
    case "choice": return [...choice(stage, view, say, deeds, on)];
    case "priority": return [
      on,
      button(say("priority.no"), () => deeds.show(view.asker, { priority: false })),
      button(say("priority.yes"), () => deeds.show(view.asker, { priority: true }), MAIN),
    ];
    case "ticket": return [on, button(say("ticket.done"), deeds.leave, MAIN)];
    case "refused": return refused(view, say, deeds);
    default: return view.more ? pages(view, say, deeds) : [];
  }
}

function* choice(stage, view, say, deeds, on) {
  const name = stage.querySelector(".official");
  const long = view.whole || name.scrollHeight > name.clientHeight + parseFloat(getComputedStyle(name).fontSize) / 2;
  if (long) yield button(say(view.whole ? "procedure.less" : "procedure.more"), deeds.whole, { class: "more" });
  if (on) yield on;
  if (!view.priority) yield button(say("priority.button"), deeds.priority, { class: "priority" });
  const { department, service, procedure } = view.chosen;
  const paperless = NO_PAPER.has(view.menu.printer.state);
  const usual = view.priority ? "procedure.take.priority" : "procedure.take";
  yield button(say(paperless ? "procedure.take.none" : usual),
    () => deeds.ask({ department, service, procedure: procedure?.code ?? null }), MAIN);
}

function refused(view, say, deeds) {
  const ways = {
    "too-fast": view.wish && button(say("refused.again"), () => deeds.ask(view.wish), MAIN),
    "service-paused": view.department && button(say("refused.other"), () => deeds.show("department"), MAIN),
  };
  const on = ways[view.error.id];
  return on ? [button(say("home"), deeds.leave), on] : [button(say("home"), deeds.leave, MAIN)];
}

/** `pages` is where the pages before this one began. The first page has none before it, and so the room to say how much
 * is left. */
function pages({ from, shown, total, pages: before }, say, deeds) {
  const left = total - from - shown;
  const next = () => deeds.page(from + shown, [...before, from]);
  if (from === 0) return [button(say("page.more", { n: left }), next, MAIN)];
  return [
    button(say("page.previous"), () => deeds.page(before.at(-1), before.slice(0, -1))),
    button(say("page.next"), next, { disabled: left <= 0 }),
  ];
}
