// The voice of one screen. The server keeps the line of calls and orders each from one screen of the zone; this one asks
// before its first sound and reports after its last. Without the server's "yes" it makes none: so there is one voice in
// a zone, whatever the network does.

const BEGIN_MS = 3000; // from the order to the question: the number painted, the sound fetched
const ANSWER_MS = 1500; // for the server's yes; one that comes later no longer counts
const BEYOND_MS = 2000; // a sound that has not ended so long after its length is given up
const PAINTED_MS = 60; // a number is painted before it is heard

export class CallsAloud {
  /** `able`: this screen may speak at all; `onSaid(seq, count)` when a call has been said; `onChange()` for the notice. */
  constructor({ able, onSaid, onChange }) {
    Object.assign(this, { able, onSaid, onChange });
    this.voiced = false; // somebody speaks in this zone, here or at another screen
    this.state = null; // what the server is told of us: works, blocked, failed
    this.busy = false;
    this.said = 0;
    this.finished = new Set(); // seqs said to the end: a server that was restarted may ask again
    this.shown = -1; // the picture on the screen is as of this seq
    this.onPaint = () => {};
  }

  /** The page's own socket. */
  attach(socket) {
    if (!this.able) return;
    this.socket = socket;
    for (const event of ["hello", "heartbeat"]) socket.on(event, () => this.#report());
    socket.on("speaker", (role) => {
      document.body.dataset.speaks = role.speaks;
      this.voiced = role.voiced;
      this.onChange();
    });
    socket.on("say", (order) => this.#say(order));
    this.#probe();
  }

  /** What the notice is about. "blocked": the browser wants a touch first; "failed": the last call had no sound. */
  get trouble() {
    return this.state === "works" ? null : this.state;
  }

  /** The picture of that seq stands on the screen. */
  painted(seq) {
    this.shown = seq;
    setTimeout(() => this.onPaint(), PAINTED_MS);
  }

  /** After a touch, which is what browsers want before they let a page sound. */
  allow() {
    if (this.state === "blocked") this.#probe();
  }

  async #say(order) {
    if (this.finished.has(order.seq)) return this.socket.emit("spoken", { say: order.say, whole: true });
    if (this.busy) return; // the last sound is still heard; the server asks another, or again
    this.busy = true;
    try {
      const [sound] = await within(BEGIN_MS, Promise.all([load(order), this.#painted(order.seq)]));
      if (await this.#mayBegin(order, sound.duration)) await this.#play(order, sound);
    } catch {
      this.#fail(order, "failed");
    } finally {
      this.busy = false;
    }
  }

  async #play(order, sound) {
    try {
      await play(sound);
    } catch (error) {
      return this.#fail(order, error.name === "NotAllowedError" ? "blocked" : "failed");
    }
    this.finished.add(order.seq);
    this.#know("works");
    this.socket.emit("spoken", { say: order.say, whole: true });
    this.onSaid(order.seq, (this.said += 1));
  }

  #fail(order, state) {
    this.#know(state);
    this.socket.emit("spoken", { say: order.say, whole: false });
    if (state === "failed") this.#probe();
  }

  async #mayBegin(order, seconds) {
    const asked = performance.now();
    const yes = await this.socket.timeout(ANSWER_MS).emitWithAck("begin", { say: order.say, seconds }).catch(() => false);
    return yes === true && performance.now() - asked < ANSWER_MS; // the page may have stood still in between
  }

  /** Until the number is on the screen. */
  #painted(seq) {
    if (this.shown >= seq) return new Promise((resolve) => setTimeout(resolve, PAINTED_MS));
    return new Promise((resolve) => (this.onPaint = () => this.shown >= seq && resolve()));
  }

  /** Finds out, while somebody stands at the screen, whether the browser lets us sound at all. */
  async #probe() {
    try {
      await play(new Audio(URL.createObjectURL(new Blob([silence()], { type: "audio/wav" }))));
      this.#know("works");
    } catch (error) {
      this.#know(error.name === "NotAllowedError" ? "blocked" : "failed");
    }
  }

  #know(state) {
    this.state = state;
    this.#report();
    this.onChange();
  }

  #report() {
    if (this.state && this.socket.connected) this.socket.emit("sound", { state: this.state });
  }
}

/** The order's sound, ready to be heard. */
function load({ seq, times }) {
  return new Promise((resolve, reject) => {
    const sound = new Audio(`/display/voice/${seq}.wav?times=${times}`);
    sound.oncanplaythrough = () => resolve(sound);
    sound.onerror = () => reject(sound.error ?? new Error("no sound"));
    sound.preload = "auto";
    sound.load();
  });
}

/** Until the sound has ended. Rejects with NotAllowedError where the browser wants a touch first. */
function play(sound) {
  return new Promise((resolve, reject) => {
    const stuck = setTimeout(() => reject(new Error("no end")), (sound.duration || 1) * 1000 + BEYOND_MS);
    const end = (settle, value) => {
      clearTimeout(stuck);
      sound.onended = sound.onerror = sound.oncanplaythrough = null;
      settle(value);
    };
    sound.onended = () => end(resolve);
    sound.onerror = () => end(reject, sound.error ?? new Error("no sound"));
    sound.play().catch((error) => end(reject, error));
  });
}

function within(ms, promise) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("too late")), ms))]);
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
