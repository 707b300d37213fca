// Tells this glass its true size: browsers don't know it, and every target and letter is measured in millimetres.

import { CARD_MM, keep, kept, reachMm } from "./glass.js";

const [STEP, LEAST, MOST] = [0.01, 1, 20]; // px a mm
const REACH_STEP_MM = 10;
const LEAST_REACH_MM = 120; // less holds no keyboard

const $ = (id) => document.getElementById(id);
const fromHall = Number($("kiosk").dataset.pxPerMm);

function draw() {
  const px = kept("px") ?? fromHall;
  document.documentElement.style.setProperty("--mm", px);
  $("card").style.width = `${CARD_MM * px}px`;
  $("card").style.height = `${53.98 * px}px`;
  $("size").textContent = `${px.toFixed(2)} px/mm`;
  $("reach").textContent = `${Math.round(reachMm(px))} mm`;
}

function resize(by) {
  const px = (kept("px") ?? fromHall) + by;
  keep("px", Math.min(MOST, Math.max(LEAST, px)).toFixed(2));
  draw();
}

function reach(by) {
  keep("reach", Math.max(LEAST_REACH_MM, Math.round(reachMm(kept("px") ?? fromHall)) + by));
  draw();
}

/** A press held down goes on. */
function onHold(id, deed) {
  let timer = 0;
  const end = () => clearInterval(timer);
  $(id).addEventListener("pointerdown", () => {
    end();
    timer = setInterval(deed, 120);
  });
  for (const kind of ["pointerup", "pointerleave", "pointercancel"]) $(id).addEventListener(kind, end);
  $(id).addEventListener("click", deed);
}

onHold("less", () => resize(-STEP));
onHold("more", () => resize(STEP));
onHold("lower", () => reach(-REACH_STEP_MM));
onHold("higher", () => reach(REACH_STEP_MM));
$("forget").addEventListener("click", () => {
  keep("px", null);
  keep("reach", null);
  draw();
});
$("done").addEventListener("click", () => location.assign("/kiosk/"));
draw();
