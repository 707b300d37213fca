// The TV: keeps the picture (live.js), draws it (board-view.js) and says the calls (calls-aloud.js).

import { hallNow } from "/static/clock.js";
import { listen } from "/static/live.js";
import { render } from "/static/vendor.js";
import { view } from "./board-view.js";
import { CallsAloud } from "./calls-aloud.js";

const root = document.getElementById("board");
const hall = { vi: root.dataset.hallVi, en: root.dataset.hallEn };
let state = { hall, calls: [] };
let link = "starting";

const aloud = new CallsAloud({
  able: "speaks" in root.dataset,
  onChange: draw,
  onSaid(seq, count) {
    document.body.dataset.spoken = seq;
    document.body.dataset.spokenCount = count;
  },
});

function draw() {
  const sound = { trouble: aloud.trouble, voiced: aloud.voiced };
  const picture = { state, link, now: hallNow(), sound, display: root.dataset.display };
  render(view(picture, { onSound: () => aloud.allow() }), root);
}

const live = listen({
  as: "display",
  snapshotUrl: "/display/snapshot.json",
  onState(next, message) {
    state = next;
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
for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => aloud.allow());
setInterval(draw, 1000); // the clock
draw();
