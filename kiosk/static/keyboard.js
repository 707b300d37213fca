// The keys under the search box: digits, letters, and Vietnamese by Telex where the visitor reads Vietnamese.

import { button, el } from "./dom.js";

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm."];

/** onKey(text), onErase(), onClear(); `say` gives the words of the keys. */
export function keyboard({ onKey, onErase, onClear, say }) {
  const keys = (row) => [...row].map((letter) => button(letter, () => onKey(letter), { class: "key" }));
  const rows = ROWS.map((row) => el("div", { class: "keys" }, keys(row)));
  rows.at(-1).append(button(say("keys.erase"), onErase, { class: "key wide" }));
  rows.push(el("div", { class: "keys" },
    button(say("keys.clear"), onClear, { class: "key wide" }),
    button(say("keys.space"), () => onKey(" "), { class: "key space" })));
  return el("div", { class: "keyboard", role: "group", "aria-label": say("search.label") }, rows);
}
