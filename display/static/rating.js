// The panel's question after a visit: asks the hall whether it may ask, sends the answer once, and stands its whole time
// whatever was pressed, so that nobody beside it learns anything from when it goes.

const ANSWERED = { vi: "Cảm ơn ông/bà đã trả lời.", en: "Thank you for your answer." };
const LOST = { vi: "Chưa gửi được. Mời ông/bà bấm lại.", en: "That was not sent. Please press again." };

export class Rating {
  constructor(onChange) {
    this.onChange = onChange;
    this.told = null; // {offer, levels, reasons, asks_why}
    this.leg = null;
    this.forget();
  }

  forget() {
    Object.assign(this, { key: newKey(), level: null, done: false, words: null, sending: false });
  }

  /** After each change of the panel's state. */
  async ask() {
    try {
      const reply = await fetch("/display/rating.json", { cache: "no-store", headers: { Accept: "application/json" } });
      if (!reply.ok) return;
      const told = await reply.json();
      if (told.offer && told.offer.leg !== this.leg) this.forget();
      this.leg = told.offer?.leg ?? this.leg;
      this.told = told;
    } catch {
      this.told = null; // a question that cannot be answered is not asked
    }
    this.onChange();
  }

  /** What the panel shows of it now, alone or below the number that is called; null: its own picture. */
  view(state, link, now) {
    const offer = this.told?.offer;
    if (!offer || link !== "live" || now === null || now >= offer.until) return null;
    if (state.calls.length && !(offer.beside && state.state === "called")) return null;
    const why = !this.done && this.level !== null && this.told.asks_why.includes(this.level);
    return { ...this.told, leg: offer.leg, number: state.calls.length ? offer.number : null, why, done: this.done, words: this.words };
  }

  press(level) {
    this.level = level;
    return this.send({}, !this.told.asks_why.includes(level));
  }

  because(reason) {
    return this.send({ reason }, true);
  }

  skip() {
    this.done = true;
    this.words = ANSWERED;
    this.onChange();
  }

  async send(more, last) {
    if (this.sending) return;
    this.sending = true;
    try {
      const reply = await fetch("/display/rating", {
        method: "POST", body: JSON.stringify({ leg: this.told.offer.leg, key: this.key, level: this.level, ...more }),
        headers: {
          "Content-Type": "application/json", Accept: "application/json",
          "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
        },
      });
      const refused = reply.ok ? null : (await reply.json()).error;
      this.done = last || refused !== null;
      this.words = refused ?? (last ? ANSWERED : null);
    } catch {
      this.words = LOST;
      if (!more.reason) this.level = null;
    }
    this.sending = false;
    this.onChange();
  }
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
