// The page's own parts, and the glass they stand on.

import { glassOf } from "./glass.js";

export const $ = (id) => document.getElementById(id);
export const [root, stage, veil] = [$("kiosk"), $("stage"), $("veil")];
export const glass = glassOf(root);

/** Words into an element, only where they are other words: what stands there needs no new layout. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
