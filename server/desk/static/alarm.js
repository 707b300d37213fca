// A desk's quiet alarm, its neighbours' alarms, and short messages to the supervisor: what is known, and what is asked.
//
//   const help = helpLine(redraw);        // fetches at once; help.state is what the views draw
//   help.heard(event)                     // for every event of live.js
//   <AlarmButton t help now/> <AlarmBanner t help now/> <MessageButton t help now/> <MessageBox t help now/>

import { newKey, post } from "./deeds.js";

export { AlarmBanner, AlarmButton, MessageBox, MessageButton } from "./alarm-views.js";

const LOOK_MS = 20_000; // a hint that was lost costs no more than this
const READ = "luot-read-help";

export function helpLine(redraw) {
  const state = { own: null, near: [], messages: [], error: null, sending: false, open: false, read: remembered() };

  function set(changes) {
    Object.assign(state, changes);
    redraw();
  }

  async function look() {
    try {
      const reply = await fetch("/desk/alarms.json", { cache: "no-store", headers: { Accept: "application/json" } });
      if (reply.ok) take(await reply.json());
    } catch { /* the console itself says that the connection is lost */ }
  }

  function take({ own, near, messages }) {
    set({ own, near, messages });
  }

  /** Until it is answered, always under the same key; true when it was taken. */
  async function ask(url, content = {}) {
    set({ sending: true, error: null });
    const answer = await post(url, { key: newKey(), ...content }, new AbortController().signal, () => {});
    const taken = answer !== null && answer.status < 300;
    set({ sending: false, error: taken ? null : answer?.body.error ?? LOST });
    if (taken) take(answer.body);
    else look();
    return taken;
  }

  function forget(name) {
    const read = [...state.read, name].slice(-50);
    sessionStorage.setItem(READ, JSON.stringify(read));
    set({ read });
  }

  setInterval(look, LOOK_MS);
  look();
  return {
    state, look, forget,
    heard: (event) => ["alarm", "message"].includes(event.kind) && look(),
    alert: () => ask("/desk/alarm"),
    accept: (id) => ask(`/desk/alarms/${id}/accept`),
    close: (id) => ask(`/desk/alarms/${id}/close`),
    send: (text) => ask("/desk/message", { text }),
    open: (open) => set({ open, error: null }),
  };
}

const LOST = { vi: "Chưa gửi được. Mời gọi trực tiếp phụ trách.", en: "It could not be sent. Call the supervisor directly." };

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(READ)) ?? [];
  } catch {
    return [];
  }
}
