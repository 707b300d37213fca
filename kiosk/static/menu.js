// Keeps the menu fresh: hints over the socket bring it at once, a slow poll brings it anyway. The socket is a
// convenience: without it the kiosk starts, and goes on, all the same.

import { setClock } from "/static/clock.js";

const POLL_MS = 2000; // a printer in need is known within this
const AGAIN_MS = 1500; // after a failure
const DEBOUNCE_MS = 300;
const BACK_MS = 1000;
const FETCH_MS = 4000;
const AWAY_AFTER = 2; // failures in a row
const CATALOGUE_MS = 300_000;

let version = ""; // of the catalogue, as the last menu told it
let wakeCatalogue = () => {};

/** onMenu(menu) at each fresh one; onAway() while the server does not answer. */
export function watchMenu({ onMenu, onAway }) {
  let timer = 0;
  let failures = 0;

  function soon(after) {
    clearTimeout(timer);
    timer = setTimeout(look, after);
  }

  async function look() {
    try {
      const menu = await getJson("/kiosk/menu.json");
      failures = 0;
      setClock(menu);
      onMenu(menu);
      if (menu.catalogue !== version) wakeCatalogue();
      version = menu.catalogue;
      soon(POLL_MS);
    } catch {
      failures += 1;
      if (failures >= AWAY_AFTER) onAway();
      soon(AGAIN_MS);
    }
  }

  look();
  import("/static/socket.js").then(({ io }) => {
    const socket = io({ transports: ["websocket"], auth: { as: "kiosk" } });
    for (const told of ["entry", "news", "disconnect"]) socket.on(told, () => soon(DEBOUNCE_MS));
    // The library comes back by itself only from lost connections; a server that stops ends it for good, and the control
    // room would call this kiosk lost until its page is loaded anew.
    for (const ended of ["disconnect", "connect_error"]) socket.on(ended, () => socket.active || comeBack(socket));
  }).catch(() => {}); // the poll does
}

function comeBack(socket) {
  setTimeout(() => socket.connect(), BACK_MS + Math.random() * BACK_MS); // not all kiosks in the same moment
}

/** onCatalogue(procedures) at first and after each change. */
export async function watchCatalogue(onCatalogue) {
  let before = "";
  for (;;) {
    const found = await getJson("/kiosk/catalogue.json").catch(() => null);
    const text = JSON.stringify(found);
    if (found && text !== before) onCatalogue(found.procedures);
    before = found ? text : before;
    await new Promise((on) => {
      wakeCatalogue = on;
      setTimeout(on, found ? CATALOGUE_MS : AGAIN_MS);
    });
  }
}

/** The state of a print job, or null where the server does not answer. */
export function printJob(id) {
  return getJson(`/kiosk/jobs/${id}`).catch(() => null);
}

async function getJson(url) {
  const reply = await fetch(url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(FETCH_MS) });
  if (reply.status === 401) location.reload(); // no longer paired: the server's own page says so
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return reply.json();
}
