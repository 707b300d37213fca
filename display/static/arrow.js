// The way to a desk, drawn: a sign is read sooner than a word, and from farther away.

import { html } from "/static/vendor.js";

const TURN = { right: 0, down: 90, left: 180, up: 270 };
const WORDS = { right: "bên phải", down: "phía dưới", left: "bên trái", up: "phía trước" };

export function arrow(way) {
  return way && html`
    <svg class="way" viewBox="0 0 24 24" role="img" aria-label=${WORDS[way]}>
      <path transform=${`rotate(${TURN[way]} 12 12)`} d="M2 9.6h11.2V3.4L23 12l-9.8 8.6v-6.2H2z" fill="currentColor" />
    </svg>`;
}
