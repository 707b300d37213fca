// Draws the view on the glass: the screen of its step, its list filled to the edge, and the foot with the ways on.

import { dateText, hallNow, timeText } from "/static/clock.js";
import { paperLine } from "./paper-line.js";
import { fill, overflows } from "./pages.js";
import { $, glass, put, root, stage } from "./parts.js";
import * as screens from "./screens.js";
import { resultTiles, search } from "./search-screen.js";
import { say, sentences, shownStep, view } from "./view.js";
import { waysOn } from "./ways-on.js";

const MOST = 12; // results on a screen, more than any could hold
const NO_WAY_BACK = new Set(["wait", "home", "purpose", "closed", "away", "taking", "late", "refused", "ticket"]);
const LISTS = {
  home: [".offices", screens.officeTiles], offices: [".offices", screens.officeTiles],
  department: [".services", screens.serviceTiles],
};

const upright = matchMedia("(orientation: portrait)");
const reason = () => (view.why ? sentences(view.why) : [say("late.title"), say("late.what")]);
const hours = () => (view.menu.open.hours ?? []).map((line) => line[view.language]);

/** `deeds`: what touches do. Each draw fires "drawing" at the root, for the bar above. */
export function painter(deeds) {
  const made = {
    wait: () => screens.words(say("wait")),
    purpose: () => screens.purpose(view, say, deeds),
    home: () => screens.home(view, say, deeds),
    offices: () => screens.home(view, say, deeds),
    closed: () => screens.words(...sentences(view.menu.open.text), ...hours()),
    away: () => screens.words(say("late.title"), say("late.what"), say("away.again")),
    department: () => screens.department(view, say, deeds),
    search: () => search(view, say, deeds),
    choice: () => screens.choice(view, say),
    priority: () => screens.priority(view, say),
    taking: () => screens.words(say("taking")),
    late: () => screens.words(...reason(), say("late.again")),
    refused: () => screens.words(...sentences(view.error)),
    ticket: () => screens.ticket(view, say),
  };

  let held = MOST; // results, when the list was made last

  function draw() {
    const step = shownStep();
    document.documentElement.lang = view.language;
    root.dataset.step = step;
    if (view.menu) put($("hall"), view.menu.hall.name[view.language]);
    put($("language"), say("language"));
    $("language").lang = view.language === "vi" ? "en" : "vi";
    root.dispatchEvent(new Event("drawing"));
    stage.replaceChildren(...made[step]().filter(Boolean));
    if (step === "ticket") paper();
    view.more = view.joined = false;
    foot(); // its height decides how much fits above
    list();
    foot();
    if (!view.more) return;
    list(); // the page buttons have taken their room
    foot();
  }

  /** Fills a list of tiles with as many as fit. */
  function list() {
    view.more = false;
    const step = shownStep();
    const [selector, tiles] = step === "search" ? [".results"] : (LISTS[step] ?? []);
    const box = selector && stage.querySelector(selector);
    if (tiles) box.replaceChildren(); // what stood there before takes no room from the shortcuts
    const often = shortcuts();
    if (!box) return;
    filled(box, tiles);
    if (view.more && often.length) makeRoom(often, box, tiles);
  }

  function filled(box, tiles) {
    const first = view.joined ? screens.oftenTiles(view, say, deeds) : [];
    const all = tiles ? [...first, ...tiles(view, say, deeds)] : view.found;
    view.shown = tiles ? fill(box, all, view.from) : results(box);
    view.total = all.length;
    view.more = view.from > 0 || view.from + view.shown < view.total;
  }

  /** The shortcuts that fit beside the offices; the others go. */
  function shortcuts() {
    const rail = stage.querySelector(".ways");
    const full = () => overflows(stage.querySelector(".body")) || [...rail.children].some(overflows);
    while (rail?.querySelector(".often") && full()) rail.querySelector(".often:last-of-type").remove();
    return [...(rail?.querySelectorAll(".often") ?? [])];
  }

  /** In letters of the usual size the shortcuts go where all offices then stand on one screen. Where pages are turned
   * all the same, they stay: on small or low glass at the head of the list, for there a row of theirs is half of it,
   * but not where they would push out most offices. The search shows them anyway. */
  function makeRoom(often, box, tiles) {
    const rail = often[0].parentElement;
    const tight = upright.matches && (glass.aids.low || root.dataset.glass === "small");
    if (glass.aids.size > 0 && !tight) return;
    often.forEach((one) => one.remove());
    foot();
    filled(box, tiles);
    if (!view.more && glass.aids.size === 0) return;
    const bare = view.shown;
    if (tight) view.joined = true;
    else rail.append(...often);
    filled(box, tiles);
    if (!view.joined || view.from > 0 || view.shown - often.length >= bare / 2) return;
    view.joined = false;
    filled(box, tiles);
  }

  /** Made anew at each key: first about as many as stood there before, more only if there is room. */
  function results(box) {
    const tileOf = resultTiles(stage, view, say, deeds);
    const next = view.found.slice(view.from, view.from + MOST);
    const few = next.slice(0, held + 1);
    const shown = fill(box, few.map(tileOf));
    held = shown < few.length || few.length === next.length ? shown : fill(box, next.map(tileOf));
    return held;
  }

  function foot() {
    const step = shownStep();
    $("back").hidden = NO_WAY_BACK.has(step);
    put($("back"), say("back"));
    $("actions").replaceChildren(...waysOn(step, stage, view, say, deeds).filter(Boolean));
    put($("note"), ["home", "purpose"].includes(step) && !view.more ? say("help") : "");
    tick();
  }

  function tick() {
    const now = hallNow();
    put($("clock"), now === null ? "" : `${timeText(now)} · ${dateText(now)}`);
    $("clock").hidden = $("actions").childElementCount > 0; // a way on needs the room more
    $("foot").hidden = root.dataset.glass === "small" && $("back").hidden && $("clock").hidden === false;
  }

  function paper() {
    const prints = !screens.NO_PAPER.has(view.menu?.printer.state ?? "ready");
    if (paperLine(stage, view, say, { print: prints, again: deeds.again, taken: deeds.taken })) foot();
  }

  /** The list alone, as the search and the pages need it. */
  function refill() {
    list();
    foot();
  }

  return { draw, refill, paper, tick };
}
