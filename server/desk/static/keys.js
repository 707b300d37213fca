// Which key asks for what. A key held down asks once; with Ctrl, Alt or Meta it belongs to the browser.
// Letters are consonants only: an input method that is switched on makes new letters out of vowels.
// The number pad's keys are those of server/core/pad.py, which serves a pad whatever window has the focus; a test compares.

export const DEEDS = [
  { deed: "next", keys: ["enter"], cap: "Enter" },
  { deed: "undo", keys: ["z", "backspace"], cap: "Z" },
  { deed: "start", keys: ["s", "*"], cap: "S" },
  { deed: "finish", keys: ["f", "/"], cap: "F" },
  { deed: "recall", keys: ["r", "+"], cap: "R" },
  { deed: "no-show", keys: ["-"], cap: "−" },
];

/** Keys that open a panel; nothing happens at the desk before something is chosen there. */
export const PANELS = [
  { panel: "more", keys: ["v", ".", ","], cap: "V" },
  { panel: "hold", keys: ["h"], cap: "H" },
  { panel: "resume", keys: ["h"], cap: "H" },
  { panel: "transfer", keys: ["c"], cap: "C" },
  { panel: "back", keys: ["n"], cap: "N" },
  { panel: "add-leg", keys: ["t"], cap: "T" },
  { panel: "service", keys: ["d"], cap: "D" },
  { panel: "priority", keys: ["p"], cap: "P" },
  { panel: "dossiers", keys: ["b"], cap: "B" },
  { panel: "note", keys: ["g"], cap: "G" },
  { panel: "put-back", keys: ["q"], cap: "Q" },
  { panel: "leave", keys: ["x"], cap: "X" },
  { panel: "late", keys: ["l"], cap: "L" },
  { panel: "pause", keys: ["k"], cap: "K" },
  { panel: "window", keys: ["j"], cap: "J" },
];

/** The answers to "came or not?". `deed` null changes nothing. */
export const ANSWERS = [
  { deed: "came-next", keys: ["enter"], cap: "Enter", word: "came", note: "then_next" },
  { deed: "start", keys: ["s", "*"], cap: "S", word: "came_serving", note: "start_only" },
  { deed: "no-show-next", keys: ["-"], cap: "−", word: "not_here", note: "then_next" },
  { deed: null, keys: ["escape", "backspace"], cap: "Esc", word: "back", note: "nothing_done" },
];

const IN_A_FIELD = ["enter", "escape", "arrowup", "arrowdown", "tab"]; // the rest is typing
const INJECTED_MS = 25; // no finger is that quick: an input method takes back the letter before

let before = 0;

/**
 * Calls `press(key, field)` for a plain press: not a repeat, not a shortcut, not Enter on a link or button of its own.
 * `field` is the text field typed into, if any.
 */
export function onPress(press) {
  const listener = (event) => {
    const [since, key] = [event.timeStamp - before, keyOf(event)];
    before = event.timeStamp;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (key === "backspace" && since < INJECTED_MS) return;
    const own = event.target.closest?.("a, button, input, select, textarea");
    const field = own?.matches("textarea, input:not([type=radio], [type=checkbox])") ? own : null;
    if (field && !field.closest(".panel")) return; // that is typing, and none of ours
    if (event.repeat && !(key.startsWith("arrow") || field)) {
      if (key === "enter") event.preventDefault(); // a held Enter would click a focused button again and again
      return;
    }
    if (own && !field && (key === "enter" || key === " ")) return;
    if (field && !IN_A_FIELD.includes(key) && !field.dataset.commands) return;
    if (press(key, field)) event.preventDefault();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}

/** The letter on the key where an input method says only that it is busy with it. */
function keyOf({ key, code }) {
  const letter = /^Key([A-Z])$/.exec(code);
  if (letter && (key === "Process" || key === "Unidentified" || /[^\x20-\x7e]/.test(key))) return letter[1].toLowerCase();
  return key.toLowerCase();
}
