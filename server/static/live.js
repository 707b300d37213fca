// What every live screen shares: it keeps the picture equal to the server's, or says honestly that it cannot.
//
// A push is a hint, the snapshot is the truth. The picture counts as confirmed when a snapshot came, an entry
// followed the last one without a gap, or a heartbeat named our own epoch, seq and hash. Socket.IO's own
// "connected" is never believed: a frozen server keeps its sockets open.
//
//   const live = listen({
//     as: "display",                       // the identity; the server chooses the stream
//     snapshotUrl: "/display/snapshot.json",
//     onState(state, snapshot) {},         // the whole picture (where the stream has no state: the snapshot itself)
//     onEvent(event, message) {},          // one entry, in order; entries inside a gap come only as state
//     onLink(status) {},                   // "live" | "lost" (12 s unconfirmed) | "dark" (60 s) | "refused" (no identity)
//     auth: {},                            // what the page tells of itself beside its identity
//     pause(event) {},                     // streams without state: milliseconds until the snapshot is fetched
//     concerns(event) {},                  // streams without state: false spares a snapshot for somebody else's news
//   });
//   live.accept(snapshot)                  // a snapshot that came by another way (a deed's reply)
//   live.refresh()                         // fetch now
//   live.comeBackAs()                      // reconnect: what `auth` tells has changed
//   live.socket                            // for what a room has to say or hear beside its stream
//   live.stop()

import { setClock } from "/static/clock.js";
import { io } from "/static/vendor.js";
import { stateHash } from "/static/hash.js";

export const LOST_MS = 12_000;
export const DARK_MS = 60_000;
const SPREAD_MS = 3000; // after a server restart all screens come back at once: not all in the same moment
const DEBOUNCE_MS = 120;
const FETCH_MS = 5000;
const WATCH_MS = 250;

export function listen({ as, snapshotUrl, onState, onEvent = () => {}, onLink = () => {}, concerns = () => true, pause = () => DEBOUNCE_MS, auth = {} }) {
  let own = null; // {epoch, seq} of the picture on the screen; null until there is one
  let state; // the stream's state, where it has one
  let heard = null; // the newest {epoch, seq} any message named
  let confirmed = performance.now(); // when the picture was last known to be right; real time, no wall clock
  let status = "";
  let fetching = false;
  let timer = 0;
  let due = Infinity;
  let failures = 0;
  let hellos = 0;

  function link(next) {
    if (next !== status) onLink((status = next));
  }

  function confirm() {
    confirmed = performance.now();
    link("live");
  }

  function refresh(after = 0) {
    const at = performance.now() + after;
    if (fetching || at >= due) return; // one that comes sooner does for both
    clearTimeout(timer);
    due = at;
    timer = setTimeout(fetchNow, after);
  }

  /** For a message that is not ours: after a server restart spread, else at once. */
  function renew(message) {
    if (own === null || message.epoch === own.epoch) refresh();
    else if (due === Infinity) refresh(Math.random() * SPREAD_MS);
  }

  async function fetchNow() {
    clearTimeout(timer);
    due = Infinity;
    fetching = true;
    const before = heard;
    const giveUp = new AbortController();
    const limit = setTimeout(() => giveUp.abort(), FETCH_MS);
    try {
      const reply = await fetch(snapshotUrl, {
        signal: giveUp.signal, cache: "no-store", headers: { Accept: "application/json" },
      });
      if (reply.status === 401 || reply.status === 403) link("refused");
      if (!reply.ok) throw new Error(`snapshot: ${reply.status}`);
      const snapshot = await reply.json();
      failures = 0;
      fetching = false;
      accept(snapshot.epoch ? snapshot : { ...before, ...snapshot });
    } catch (error) {
      fetching = false;
      failures += 1;
      refresh(Math.min(4000, 500 * 2 ** failures) * (0.75 + Math.random() / 2));
    } finally {
      clearTimeout(limit);
    }
  }

  function accept(snapshot) {
    if (own && snapshot.epoch === own.epoch && snapshot.seq < own.seq) return refresh(DEBOUNCE_MS); // overtaken on its way
    own = snapshot.epoch ? { epoch: snapshot.epoch, seq: snapshot.seq } : heard;
    state = snapshot.state;
    setClock(snapshot);
    onState(state === undefined ? snapshot : state, snapshot);
    confirm();
    if (heard && own && heard.epoch === own.epoch && heard.seq > own.seq) refresh(state === undefined ? DEBOUNCE_MS : 0); // more was told meanwhile
  }

  function onEntry(message) {
    heard = { epoch: message.epoch, seq: message.seq };
    if (own === null || message.epoch !== own.epoch) return renew(message);
    if (message.seq <= own.seq) return; // told before: no second chime
    if (message.state === undefined) {
      onEvent(message.event, message);
      const whole = message.prev === own.seq;
      if (whole && !concerns(message.event)) {
        own = heard;
        return confirm();
      }
      return refresh(pause(message.event));
    }
    if (message.prev !== own.seq) return refresh();
    own = heard;
    state = message.state;
    onState(state, message);
    confirm();
    if (message.event) onEvent(message.event, message);
  }

  function onHeartbeat(beat) {
    heard = { epoch: beat.epoch, seq: beat.seq };
    setClock(beat);
    const same = own && beat.epoch === own.epoch && beat.seq === own.seq;
    if (same && (beat.hash == null || state === undefined || beat.hash === stateHash(state))) confirm();
    else renew(beat);
  }

  function onHello(hello) {
    const first = hellos++ === 0;
    heard = { epoch: hello.epoch, seq: hello.seq };
    setClock(hello);
    if (!first || own === null || own.epoch !== hello.epoch || own.seq !== hello.seq) renew(hello);
  }

  const socket = io({
    transports: ["websocket"], auth: (tell) => tell({ ...auth, as }), timeout: FETCH_MS,
    reconnectionDelay: 500, reconnectionDelayMax: 3000, randomizationFactor: 0.5,
  });
  socket.on("hello", onHello);
  socket.on("entry", onEntry);
  socket.on("heartbeat", onHeartbeat);
  socket.on("news", (news) => {
    onEvent(news, null);
    refresh(DEBOUNCE_MS);
  });
  // The library comes back by itself only from lost connections; a server that stops or revokes ends it for good.
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect") comeBack(300 + Math.random() * 700);
  });
  socket.on("connect_error", () => {
    if (socket.active) return;
    refresh(); // refused: the snapshot's status says whether we are still known
    comeBack(3000 + Math.random() * 2000);
  });

  let comeBackTimer = 0;
  function comeBack(after) {
    clearTimeout(comeBackTimer);
    comeBackTimer = setTimeout(() => socket.connect(), after);
  }

  const watchdog = setInterval(() => {
    const silent = performance.now() - confirmed;
    if (status === "refused") return;
    if (silent >= DARK_MS) link("dark");
    else if (silent >= LOST_MS && status !== "dark") link("lost");
  }, WATCH_MS);

  refresh();

  function stop() {
    clearInterval(watchdog);
    clearTimeout(timer);
    clearTimeout(comeBackTimer);
    socket.close();
  }
  /** Comes back as whom `auth` names now. */
  function comeBackAs() {
    socket.disconnect().connect();
  }

  return { accept, refresh, stop, comeBackAs, socket };
}
