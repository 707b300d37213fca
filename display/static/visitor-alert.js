// Sound, vibration and a lit screen, as far as this phone and its browser allow. Browsers want a touch before they let
// a page sound; over plain HTTP there is no wake lock; some phones do not vibrate. What is not there is not promised.

const CHIMES = {
  soon: { tones: [[660, 0], [880, 0.25]], buzz: [250] },
  called: { tones: [[880, 0], [660, 0.3], [880, 0.6], [660, 0.9], [880, 1.2]], buzz: [500, 250, 500, 250, 500] },
};
const TONE_S = 0.5;

export class Alert {
  constructor({ section, button, before, told }) {
    Object.assign(this, { section, button, before, told });
    this.sound = null;
    this.lock = null;
    this.rang = []; // for whoever wants to know what was rung, and whether it was to be heard
    window.rang = this.rang;
    button.addEventListener("click", () => this.allow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  /** Shown while something may still be rung for. */
  wanted(yes) {
    this.section.hidden = !yes;
  }

  async allow() {
    const Context = window.AudioContext ?? window.webkitAudioContext;
    try {
      this.sound ??= new Context();
      await this.sound.resume();
    } catch {
      this.sound = null;
    }
    await this.#wake();
    this.ring("soon"); // so that the visitor hears what to listen for
    const how = this.sound?.state !== "running" ? "mute" : this.lock ? "lit" : "dim";
    this.told.textContent = this.told.dataset[how];
    this.told.hidden = false;
    this.button.hidden = this.before.hidden = true;
  }

  ring(what) {
    const heard = this.sound?.state === "running";
    this.rang.push([what, heard]);
    if (this.sound) navigator.vibrate?.(CHIMES[what].buzz);
    if (heard) for (const [hertz, after] of CHIMES[what].tones) this.#tone(hertz, this.sound.currentTime + after);
  }

  #tone(hertz, at) {
    const tone = this.sound.createOscillator();
    const loud = this.sound.createGain();
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.0001, at);
    loud.gain.exponentialRampToValueAtTime(0.6, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + TONE_S);
    tone.connect(loud).connect(this.sound.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
  }

  /** After a touch, and again whenever the page comes back: a browser takes sound and lock away from a hidden page. */
  async #wake() {
    if (this.sound?.state === "suspended") this.sound.resume().catch(() => {});
    if (!this.sound || !("wakeLock" in navigator)) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
      this.lock.addEventListener("release", () => (this.lock = null));
    } catch {
      this.lock = null; // low battery, or the page is hidden
    }
  }
}
