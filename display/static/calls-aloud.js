// Says the calls, one at a time, each once, none that is old. What is to be said follows from the state alone, so a
// call that came by snapshot after a short break is said like any other, and a call taken back in time is not said.

export const TOO_OLD_MS = 30_000; // on the hall's clock: whoever was called then has been found, or is called again
const STUCK_MS = 25_000; // a sound that neither ends nor fails is given up
const AFTER_PAINT_MS = 60;
const KEPT = "luot-spoken";

export class CallsAloud {
  /** `now()` is the hall's clock in ms; `onSaid(seq, count)` when a sound has ended; `onChange()` when `trouble` has changed. */
  constructor({ speaks, now, onSaid, onChange }) {
    Object.assign(this, { speaks, now, onSaid, onChange });
    this.trouble = null; // "blocked": the browser wants a touch first; "failed": the last call had no sound
    this.queue = [];
    this.busy = false;
    this.said = 0;
    const kept = sessionStorage.getItem(KEPT);
    this.heard = kept === null ? null : Number(kept); // up to this seq all was said or need not be
    if (speaks) this.#probe();
  }

  /** The board's calls, newest first, as of `seq`. */
  hear(calls, seq) {
    if (!this.speaks) return;
    // What a fresh screen finds was said before it came; a seq below ours is another journal.
    if (this.heard === null || seq < this.heard) this.#remember(seq);
    const standing = new Set(calls.map((call) => call.seq));
    this.queue = this.queue.filter((call) => standing.has(call.seq));
    const known = Math.max(this.heard, ...this.queue.map((call) => call.seq));
    this.queue.push(...calls.filter((call) => call.seq > known).reverse());
    setTimeout(() => this.#next(), AFTER_PAINT_MS);
  }

  /** After a touch, which is what browsers want before they let a page sound. */
  allow() {
    if (this.trouble !== "blocked") return;
    this.#tell(null);
    this.#next();
  }

  async #next() {
    if (this.busy || this.trouble === "blocked") return;
    this.busy = true;
    while (this.queue.length && this.trouble !== "blocked") await this.#say(this.queue[0]);
    this.busy = false;
  }

  async #say(call) {
    const old = this.now() - call.at > TOO_OLD_MS;
    const before = this.heard;
    this.#remember(call.seq); // before the first sound: a reload in mid-sentence must not say it again
    try {
      if (!old) await play(`/display/voice/${call.seq}.wav`);
      if (!old) this.onSaid(call.seq, (this.said += 1));
      if (!old) this.#tell(null);
    } catch (error) {
      if (error.name === "NotAllowedError") {
        this.#remember(before); // not said yet: a touch within 30 s still brings it
        return this.#tell("blocked");
      }
      this.#tell("failed");
    }
    this.queue = this.queue.filter((other) => other !== call);
  }

  /** Finds out before the first call, while somebody stands at the screen, whether the browser lets us sound. */
  async #probe() {
    try {
      await play(URL.createObjectURL(new Blob([silence()], { type: "audio/wav" })));
    } catch (error) {
      if (error.name === "NotAllowedError") this.#tell("blocked");
    }
  }

  #remember(seq) {
    this.heard = seq;
    sessionStorage.setItem(KEPT, seq);
  }

  #tell(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.onChange();
  }
}

/** Until the sound has ended. Rejects with NotAllowedError where the browser wants a touch first. */
function play(url) {
  return new Promise((resolve, reject) => {
    const sound = new Audio(url);
    const stuck = setTimeout(() => reject(new Error("no end")), STUCK_MS);
    const end = (settle, value) => {
      clearTimeout(stuck);
      sound.onended = sound.onerror = null;
      settle(value);
    };
    sound.onended = () => end(resolve);
    sound.onerror = () => end(reject, sound.error ?? new Error("no sound"));
    sound.play().catch((error) => end(reject, error));
  });
}

/** A WAV of a hundredth of a second of nothing. */
function silence() {
  const wav = new DataView(new ArrayBuffer(44 + 160));
  const put = (at, text) => [...text].forEach((letter, i) => wav.setUint8(at + i, letter.charCodeAt(0)));
  put(0, "RIFF");
  wav.setUint32(4, 36 + 160, true);
  put(8, "WAVEfmt ");
  for (const [at, value] of [[16, 16], [24, 8000], [28, 16_000], [40, 160]]) wav.setUint32(at, value, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) wav.setUint16(at, value, true);
  put(36, "data");
  return wav;
}
