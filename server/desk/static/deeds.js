// One press, one key: sent until it is answered, always under the same key, so that it counts once.

const PAUSES_MS = [1000, 2000, 4000]; // then every 4 s
const PATIENCE_MS = 60_000; // a call that comes out much later would surprise everybody
const ANSWER_MS = 8000;

/** 16 random bytes in hex. A hall is plain HTTP on a LAN: no crypto.randomUUID there. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends a deed. Resolves to {status, body}, or null when nobody answered within a minute or `stop` was signalled.
 * `onTrouble()` is told once, at the first failure.
 */
export async function send(deed, version, stop, onTrouble) {
  const body = JSON.stringify({ key: newKey(), version });
  const end = performance.now() + PATIENCE_MS;
  for (let tries = 0; !stop.aborted && performance.now() < end; tries++) {
    const answer = await once(deed, body, stop);
    if (answer) return answer;
    if (tries === 0) onTrouble();
    await pause(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)], stop);
  }
  return null;
}

async function once(deed, body, stop) {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort();
  const limit = setTimeout(abort, ANSWER_MS);
  stop.addEventListener("abort", abort);
  try {
    const reply = await fetch(`/desk/deeds/${deed}`, {
      method: "POST", body, signal: giveUp.signal, headers: {
        "Content-Type": "application/json", Accept: "application/json",
        "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      },
    });
    return reply.status >= 500 ? null : { status: reply.status, body: await reply.json() };
  } catch {
    return null; // no network, no answer in time, or half an answer: the same key asks again
  } finally {
    clearTimeout(limit);
    stop.removeEventListener("abort", abort);
  }
}

function pause(ms, stop) {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    stop.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
