// One touch, one number. The key made at the touch goes with every try, and stays in sessionStorage until the visitor
// has seen the number, so that neither a lost reply nor a reloaded page can take a second one.

const KEPT = "luot.touch";
const PAUSES_S = [1, 2, 4]; // then 4 s on and on
const TRY_MS = 8000;
const SHOWN_TRIES = 150; // about ten minutes: after that its place is long lost
export const LATE_MS = 5000;
export const GIVE_UP_MS = 120_000; // by then the visitor stands at the guide desk: a number now would be called for nobody

/** 128 random bits as hex. (A hall's LAN is no secure context: there is no crypto.randomUUID.) */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * onTicket(answer, request), onRefused({id, vi, en}, request), onLate({vi, en}?): 5 s without an
 *   answer, or at once with the server's own words why it can give none now, tries go on; onGivenUp().
 * @returns take(request): false while another touch is under way; resume(): the request of a reloaded page, or null;
 *   forget(): the visitor has seen the number.
 */
export function issuer({ onTicket, onRefused, onLate, onGivenUp }) {
  let touch = null; // {key, request, at, reloads}

  function take(request) {
    if (touch) return false;
    begin({ key: newKey(), request, at: Date.now(), reloads: 0 });
    return true;
  }

  function resume() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (!kept || Date.now() - kept.at > GIVE_UP_MS) return forget();
    begin(kept);
    return kept.request;
  }

  function forget() {
    touch = null;
    sessionStorage.removeItem(KEPT);
    return null;
  }

  function begin(one) {
    touch = one;
    sessionStorage.setItem(KEPT, JSON.stringify(touch));
    const late = setTimeout(() => onLate(), Math.max(0, touch.at + LATE_MS - Date.now()));
    untilAnswered().finally(() => clearTimeout(late));
  }

  async function untilAnswered() {
    let told = "";
    for (let tries = 0; ; tries += 1) {
      const { answer, error, status, why } = await post(touch);
      if (answer) return onTicket(answer, touch.request);
      if (error) return refused(error, status, touch.request);
      if (why && why.id !== told) onLate(why);
      told = why?.id ?? told;
      if (Date.now() - touch.at > GIVE_UP_MS) {
        forget();
        return onGivenUp();
      }
      await new Promise((on) => setTimeout(on, 1000 * PAUSES_S[Math.min(tries, PAUSES_S.length - 1)]));
    }
  }

  function refused(error, status, request) {
    const stale = error.id === "csrf" || status === 401; // a fresh page has a fresh token, or says that it is unpaired
    if (stale && touch.reloads < 2) {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...touch, reloads: touch.reloads + 1 }));
      return location.reload();
    }
    forget();
    return onRefused(error, request);
  }

  return { take, resume, forget };
}

/** Tells the server that the number was painted, until it has heard: a number nobody saw is not called. */
export async function tellShown(ticket) {
  for (let tries = 0; tries < SHOWN_TRIES; tries += 1) {
    const reply = await send(`/kiosk/tickets/${ticket}/shown`).catch(() => null);
    if (reply && reply.status < 500 && reply.status !== 429) return;
    await new Promise((on) => setTimeout(on, 1000 * PAUSES_S[Math.min(tries, PAUSES_S.length - 1)]));
  }
}

/** One more paper of this number: {id, state}, or null where it cannot be had now. */
export async function printAgain(ticket) {
  const reply = await send(`/kiosk/tickets/${ticket}/reprint`).catch(() => null);
  return reply?.ok ? reply.json().catch(() => null) : null;
}

/** {answer}, {error, status} where trying again would change nothing, or {why?} where it may. */
async function post({ key, request }) {
  try {
    const reply = await send("/kiosk/tickets", { key, confirms: true, ...request });
    const body = await reply.json();
    if (reply.status >= 500) return reply.status === 503 ? { why: body.error } : {};
    return reply.ok ? { answer: body } : { error: body.error, status: reply.status };
  } catch {
    return {}; // no server, no answer, or half of one: the key makes another try harmless
  }
}

function send(url, body = {}) {
  return fetch(url, {
    method: "POST",
    headers: {
      Accept: "application/json", "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TRY_MS),
  });
}
