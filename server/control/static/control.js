// Keeps the control room's picture equal to the server's. Without it the page and its buttons work all the same.

import { listen } from "/static/live.js";

const LOOK_MS = 15_000; // minutes go on without news
const PAUSE_MS = 1000; // a busy hall has news every second: one look does for all of them
const picture = document.getElementById("picture");
const lost = document.getElementById("lost");
const csrf = document.querySelector('meta[name="csrf-token"]').content;
const title = document.title;
let drawn = "";

function show(snapshot) {
  document.title = snapshot.loud.length ? `(${snapshot.loud.length}) ${title}` : title;
  if (snapshot.html === drawn) return;
  const focus = document.activeElement?.closest("[id]")?.id;
  picture.innerHTML = drawn = snapshot.html;
  if (focus) document.getElementById(focus)?.querySelector("button")?.focus();
}

const live = listen({
  as: picture.dataset.as, snapshotUrl: "/control/state.json", onState: show, pause: () => PAUSE_MS,
  onLink: (link) => ((document.body.dataset.link = link), (lost.hidden = link === "live")),
});
setInterval(() => live.refresh(), LOOK_MS);
picture.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  form.set("csrf_token", csrf);
  try {
    const reply = await fetch(event.target.getAttribute("action"), {
      method: "POST", body: new URLSearchParams(form), headers: { Accept: "application/json", "X-CSRFToken": csrf },
    });
    if (reply.status === 401) location.reload();
  } catch {
    lost.hidden = false;
  }
  live.refresh();
});
