// Which key asks for what. A key held down asks once; with Ctrl, Alt or Meta it belongs to the browser.
// The number pad's keys are those of server/core/pad.py, which serves a pad whatever window has the focus; a test compares.

export const DEEDS = [
  { deed: "next", keys: ["enter"], cap: "Enter" },
  { deed: "undo", keys: ["z", "backspace"], cap: "Z" },
  { deed: "start", keys: ["s", "*"], cap: "S" },
  { deed: "finish", keys: ["f", "/"], cap: "F" },
  { deed: "recall", keys: ["r", "+"], cap: "R" },
  { deed: "no-show", keys: ["-"], cap: "−" },
];

/** The answers to "came or not?". `deed` null changes nothing. */
export const ANSWERS = [
  { deed: "came-next", keys: ["enter"], cap: "Enter", word: "came", note: "then_next" },
  { deed: "start", keys: ["s", "*"], cap: "S", word: "came_serving", note: "start_only" },
  { deed: "no-show-next", keys: ["-"], cap: "−", word: "not_here", note: "then_next" },
  { deed: null, keys: ["escape", "backspace"], cap: "Esc", word: "back", note: "nothing_done" },
];

/** Calls `press(key)` for a plain press: not a repeat, not a shortcut, not Enter on a link or button of its own. */
export function onPress(press) {
  const listener = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest?.("textarea, input:not([type=radio], [type=checkbox])")) return; // that is typing
    const own = event.target.closest?.("a, button, input, select");
    if (event.repeat) {
      if (event.key === "Enter") event.preventDefault(); // a held Enter would click a focused button again and again
      return;
    }
    if (own && (event.key === "Enter" || event.key === " ")) return;
    if (press(event.key.toLowerCase())) event.preventDefault();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}
