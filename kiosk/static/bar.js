// One bar, always in the same place: letters, contrast, low, read aloud, and the other language.

import { button } from "./dom.js";

/** press: {size, contrast, low, aloud}. Returns draw({say, aids, reading}). */
export function helpBar(bar, press) {
  const names = ["size", "contrast", "low", "aloud"];
  const made = Object.fromEntries(names.map((name) => [name, button("", press[name], { id: `aid-${name}` })]));
  bar.prepend(...Object.values(made));

  return function draw({ say, aids, reading }) {
    bar.setAttribute("aria-label", say("aids"));
    made.size.textContent = "Aa";
    made.size.setAttribute("aria-label", `Aa ${say("aids.size", { n: aids.size + 1 })}`);
    made.contrast.textContent = say("aids.contrast");
    made.low.textContent = say("aids.low");
    made.aloud.textContent = reading ? say("aids.stop") : say("aids.aloud");
    const on = { size: aids.size > 0, contrast: aids.contrast, low: aids.low, aloud: reading };
    for (const name of names) made[name].setAttribute("aria-pressed", on[name]);
  };
}
