// Keeps the supervisor's list equal to the server's, and calls when an alarm comes. Without it the forms work all the same.

import { beep, mayBeep } from "/static/beep.js";
import { listen } from "/static/live.js";

const LOOK_MS = 15_000;
const AGAIN_MS = 4000; // an alarm nobody has accepted sounds again
const list = document.getElementById("list");
const [lost, sound] = [document.getElementById("lost"), document.getElementById("sound")];
const csrf = document.querySelector('meta[name="csrf-token"]').content;
const title = document.title;
let urgent = [];
let drawn = "";

/** What was being typed stays, and the cursor too. */
function draw(html) {
  if (html === drawn) return;
  const typed = new Map([...list.querySelectorAll("input[id]")].map((one) => [one.id, one.value]));
  const focus = document.activeElement?.id;
  list.innerHTML = drawn = html;
  for (const [id, value] of typed) if (document.getElementById(id)) document.getElementById(id).value = value;
  if (focus) document.getElementById(focus)?.focus();
}

function post(action, form) {
  form.set("csrf_token", csrf);
  return fetch(action, { method: "POST", body: new URLSearchParams(form), headers: { Accept: "application/json", "X-CSRFToken": csrf } });
}

function show(snapshot) {
  draw(snapshot.html);
  const fresh = snapshot.urgent.some((id) => !urgent.includes(id));
  urgent = snapshot.urgent;
  document.title = urgent.length ? `(!) ${title}` : snapshot.unseen.length ? `(${snapshot.unseen.length}) ${title}` : title;
  if (fresh) ring();
  if (snapshot.unseen.length && document.visibilityState === "visible") {
    const form = new FormData();
    form.set("upto", Math.max(...snapshot.unseen));
    post("/admin/watch/messages/seen", form).catch(() => {});
  }
}

function ring() {
  if (urgent.length) beep("alarm");
  sound.hidden = mayBeep();
}

const live = listen({
  as: "supervisor", snapshotUrl: "/admin/watch/state.json", onState: show, concerns: () => false,
  onLink: (link) => ((document.body.dataset.link = link), (lost.hidden = link === "live")),
});
setInterval(ring, AGAIN_MS);
setInterval(() => live.refresh(), LOOK_MS); // a hint that was lost costs no more than this
sound.addEventListener("click", () => (beep("done"), (sound.hidden = true)));
document.addEventListener("visibilitychange", () => live.refresh());
list.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    const reply = await post(form.getAttribute("action"), new FormData(form));
    if (reply.status === 401) location.reload();
    if (!reply.ok) alert(Object.values((await reply.json()).error).slice(1).join("\n"));
    else form.reset();
  } catch {
    lost.hidden = false;
  }
  live.refresh();
});
