// Tells the hall which calls this screen has painted, and when: once each, after the frame that shows them.

const KEPT = 200;

export class Receipts {
  #told = new Set();
  #due = false;

  /** `root` holds elements with data-seq; `tell(message)` sends; `now()` is the hall's clock in ms. */
  constructor({ root, tell, now }) {
    Object.assign(this, { root, tell, now });
  }

  /** After a drawing. `covered`: something stands over the numbers. */
  look(covered) {
    const seen = covered ? [] : this.#onGlass();
    if (this.#due || !seen.some((seq) => !this.#told.has(seq))) return;
    this.#due = true;
    requestAnimationFrame(() => setTimeout(() => this.#painted()));
  }

  #painted() {
    this.#due = false;
    if (document.hidden) return;
    const seen = this.#onGlass().filter((seq) => !this.#told.has(seq));
    if (!seen.length) return;
    for (const seq of seen) this.#told.add(seq);
    this.#told = new Set([...this.#told].slice(-KEPT));
    this.tell({ what: "shown", calls: seen.map((seq) => [seq, this.now()]) });
  }

  #onGlass() {
    return [...this.root.querySelectorAll("[data-seq]")].map((one) => Number(one.dataset.seq));
  }
}
