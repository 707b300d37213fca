// One press, one key: sent until it is answered, always under the same key, so that it counts once.

const PAUSES_MS = [1000, 2000, 4000]; // then every 4 s
const PATIENCE_MS = 60_000; // a call that comes out much later would surprise everybody
const ANSWER_MS = 8000;

/** 16 random bytes in hex. A hall is plain HTTP on a LAN: no crypto.randomUUID there. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sends a deed of the desk, with what it is about; answers like `post`. */
export function send(deed, version, page, wish, stop, onTrouble) {
  return post(`/desk/deeds/${deed}`, { ...wish, key: newKey(), version, page }, stop, onTrouble);
}

/**
 * Posts `content`, the same again and again, until it is answered. Resolves to {status, body}, or null when nobody
 * answered within a minute or `stop` was signalled. `onTrouble()` is told once, at the first failure.
 */
export async function post(url, content, stop, onTrouble) {
  const body = JSON.stringify(content);
  const end = performance.now() + PATIENCE_MS;
  for (let tries = 0; !stop.aborted && performance.now() < end; tries++) {
    const answer = await once(url, body, stop);
    if (answer) return answer;
    if (tries === 0) onTrouble();
    await pause(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)], stop);
  }
  return null;
}

async function once(url, body, stop) {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort();
  const limit = setTimeout(abort, ANSWER_MS);
  stop.addEventListener("abort", abort);
  try {
    const reply = await fetch(url, {
      method: "POST", body, signal: giveUp.signal, headers: {
        "Content-Type": "application/json", Accept: "application/json",
        "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      },
    });
    if (reply.status >= 500) return null;
    return { status: reply.status, body: reply.status === 204 ? null : await reply.json() };
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
