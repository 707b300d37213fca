// A screen of the hall: keeps the picture (live.js), draws it (board-view.js or panel-view.js), says the calls
// (calls-aloud.js), and tells what it has shown (receipts.js).

import { hallNow, setClock } from "/static/clock.js";
import { listen } from "/static/live.js";
import { render } from "/static/vendor.js";
import { Beside, slides } from "./beside.js";
import { view } from "./board-view.js";
import { CallsAloud } from "./calls-aloud.js";
import { panelView } from "./panel-view.js";
import { Rating } from "./rating.js";
import { Receipts } from "./receipts.js";

const LOOK_AGAIN_MS = 60_000; // at the playlist's folder, and at what is ours in the hall file
const LINES_BUSY = 3;
const LINES_CALM = 8;
const root = document.getElementById("board");
const { display, kind, stream } = root.dataset;
const rating = kind === "panel" ? new Rating(draw) : null;
const draws = kind === "panel" ? panelView : view;
let state = { hall: { vi: root.dataset.hallVi, en: root.dataset.hallEn }, title: null, stay_ms: 0, calls: [] };
let screen = null; // what surrounds the numbers (/display/screen.json)
let link = "starting";
let seenPlan = null;

const aloud = new CallsAloud({
  able: "speaks" in root.dataset,
  onChange: draw,
  onSaid(seq, count) {
    document.body.dataset.spoken = seq;
    document.body.dataset.spokenCount = count;
  },
});
const beside = new Beside();
const onSlide = {
  ended: () => (beside.next(), draw()),
  broken: (key) => (beside.broken(key), draw()),
  moves: (seconds) => beside.moves(seconds),
};

function draw() {
  const sound = { trouble: aloud.trouble, voiced: aloud.voiced };
  const fits = root.firstElementChild?.matches(".calm") ? LINES_CALM : LINES_BUSY;
  const slide = screen && link === "live" ? beside.pick(slides(screen, fits)) : null;
  const picture = { state, screen, slide, link, now: hallNow(), sound, display, rating: rating?.view(state, link, hallNow()) };
  render(draws(picture, { onSound: () => aloud.allow(), onSlide, rating }), root);
  receipts.look(link === "dark" || link === "refused");
}

const live = listen({
  as: "display",
  snapshotUrl: "/display/snapshot.json",
  onState(next, message) {
    state = next;
    rating?.ask();
    if (state.plan !== seenPlan || message.epoch !== document.body.dataset.epoch) look();
    document.body.dataset.seq = message.seq;
    document.body.dataset.epoch = message.epoch;
    draw(); // the number stands on the screen before the voice says it
    aloud.painted(message.seq);
  },
  onLink(next) {
    link = next;
    document.body.dataset.link = next;
    draw();
  },
});
aloud.attach(live.socket);
const receipts = new Receipts({ root, now: hallNow, tell: (message) => live.socket.emit("receipt", message) });
live.socket.on("around", (around) => {
  if (screen) screen = { ...screen, around };
  draw();
});

/** What this screen is, and what stands beside its numbers. */
async function look() {
  const plan = state.plan;
  try {
    const reply = await fetch("/display/screen.json", { cache: "no-store" });
    if (!reply.ok) return;
    screen = await reply.json();
    seenPlan = plan;
    setClock(screen);
    if (screen.stream !== stream) location.reload(); // the hall file gives it another task
    draw();
  } catch {
    // the next look, or the next word of the hall
  }
}

for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => aloud.allow());
setInterval(draw, 1000); // the clock, and places that come free
setInterval(look, LOOK_AGAIN_MS);
look();
draw();
