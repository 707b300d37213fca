// Which calls stand on the board at a moment. Pure: the same calls and moment always give the same rows, so that every
// screen shows the same, also after a reload, and a call that has to wait for its place is never lost.
//
// At most 8 stand at once, and each stands at least `stay_ms` (the hall file's call_seconds) after it rang, even when ten
// ring in one second: the ninth waits for the first place that may be given away. Whoever ended goes first, then the
// oldest.
// While the hall's clock stands behind its own calls (a machine that starts some minutes slow), nobody can tell how long
// one has stood: the newest takes the place of the oldest at once, for all would ring "now" and the ninth wait for ever.

export const ROWS = 8;
const WAY_MS = 2000; // from the officer's key to the glass, at the most, so that the stay is one on the glass
const ABSENT_MS = 600_000; // called, did not come: the number is found here for ten minutes
const YESTERDAYS_MS = 12 * 3600_000; // a hall that has not begun its day does not show the evening before
const CALM_MS = 60_000;

/** `now`: the hall's clock, null before it is known. Newest ring first; `since`: when it got its place, or rang again. */
export function rowsAt({ calls, stay_ms: stay }, now) {
  if (now === null) return [];
  const isBehind = calls.some((call) => call.rings.some((at) => at - now > WAY_MS));
  const board = new Places(isBehind ? 0 : stay + WAY_MS);
  for (const ring of rings(calls, now)) board.ring(ring);
  board.until(now);
  return board.standing().map(({ call, since }) => ({ ...call, since, fresh: now - since < stay + WAY_MS }))
    .filter((row) => stands(row, now));
}

/** The row that stands largest: the newest that is called or served, or rang a moment ago; undefined where none does. */
export function newestOf(rows) {
  return rows.find((row) => row.state === "called" || row.state === "serving" || row.fresh);
}

/** Nobody is being waited for, and nothing has rung for a minute. */
export function isCalm(rows, now) {
  return rows.every((row) => row.state !== "called" && now - row.since >= CALM_MS);
}

function rings(calls, now) {
  const all = calls.flatMap((call) => call.rings.map((at) => ({ call, at: Math.min(at, now) })));
  return all.sort((one, other) => one.at - other.at || one.call.seq - other.call.seq);
}

function stands({ at, state, fresh }, now) {
  if (now - at >= YESTERDAYS_MS) return false;
  if (state === "over") return fresh;
  return state !== "absent" || now - at < ABSENT_MS;
}

class Places {
  #held = []; // {call, since}
  #waiting = [];
  #stay;

  constructor(stay) {
    this.#stay = stay;
  }

  ring({ call, at }) {
    this.until(at);
    const held = this.#held.find((one) => one.call === call);
    if (held) held.since = at;
    else if (this.#held.length < ROWS) this.#held.push({ call, since: at });
    else if (!this.#waiting.includes(call)) this.#giveOrWait(call, at);
  }

  /** Gives the places that came free by `now` to those who wait, in the order they rang. */
  until(now) {
    while (this.#waiting.length) {
      const free = Math.min(...this.#held.map((one) => one.since)) + this.#stay;
      if (free > now) return;
      this.#give(this.#waiting.shift(), free);
    }
  }

  standing() {
    return this.#held.sort((one, other) => other.call.seq - one.call.seq);
  }

  #giveOrWait(call, at) {
    if (this.#held.some((one) => one.since + this.#stay <= at)) this.#give(call, at);
    else this.#waiting.push(call);
  }

  #give(call, at) {
    const rank = { over: 0, absent: 1 };
    const [leaving] = this.#held.filter((one) => one.since + this.#stay <= at)
      .sort((one, other) => (rank[one.call.state] ?? 2) - (rank[other.call.state] ?? 2) || one.since - other.since);
    this.#held = [...this.#held.filter((one) => one !== leaving), { call, since: at }];
  }
}
