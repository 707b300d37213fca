// This very glass: its pixels a millimetre, how large its letters are, and what the visitor before it needs.

const KEPT = { px: "luot.px-per-mm", reach: "luot.reach-mm" };
export const CARD_MM = 85.6; // any bank or identity card
const [SMALL_MM, USUAL_MM] = [230, 268]; // shorter sides: a 15.6-inch screen has 194 mm, 21.5 inches 268, 32 inches 398
const [CAPITAL_MM, LARGEST_CAPITAL_MM] = [5.2, 7];
const STEPS = [1, 6.8 / 5.2, 8.7 / 5.2]; // of text size
const REACH = 0.45; // of the glass: on an upright screen about what lies between 800 and 1100 mm from the floor
const PLAIN = { size: 0, contrast: false, low: false };

/** What was set on this glass itself, or null; it overrides the hall file. */
export function kept(what) {
  const value = Number(localStorage.getItem(KEPT[what]));
  return value > 0 ? value : null;
}

export function keep(what, value) {
  if (value === null) localStorage.removeItem(KEPT[what]);
  else localStorage.setItem(KEPT[what], value);
}

/** Millimetres from the lower edge that a visitor in a wheelchair reaches. */
export function reachMm(pxPerMm) {
  const whole = innerHeight / pxPerMm;
  return Math.min(kept("reach") ?? REACH * whole, whole);
}

/** root is #kiosk. Returns {pxPerMm, aids: {size, contrast, low}, set(changes), reset(), measure()}: a window that opens
 * small and then fills the screen, or a screen that is turned, is measured anew. */
export function glassOf(root) {
  const pxPerMm = kept("px") ?? Number(root.dataset.pxPerMm);
  const page = document.documentElement;
  const aids = { ...PLAIN };
  let capital = CAPITAL_MM;
  page.style.setProperty("--mm", pxPerMm);

  function measure() {
    const shorter = Math.min(innerWidth, innerHeight) / pxPerMm;
    capital = Math.min(LARGEST_CAPITAL_MM, Math.max(CAPITAL_MM, (CAPITAL_MM * shorter) / USUAL_MM));
    page.style.setProperty("--cap-usual", capital);
    page.style.setProperty("--reach", `${reachMm(pxPerMm) * pxPerMm}px`);
    root.dataset.glass = shorter < SMALL_MM ? "small" : "large";
    set({});
  }

  function set(changes) {
    Object.assign(aids, changes);
    page.style.setProperty("--cap", (capital * STEPS[aids.size]).toFixed(3));
    page.toggleAttribute("data-contrast", aids.contrast);
    root.dataset.size = aids.size + 1;
    root.toggleAttribute("data-low", aids.low);
  }

  measure();
  return { pxPerMm, aids, set, measure, sizes: STEPS.length, reset: () => set(PLAIN) };
}
