// Printers that need a hand, calmly: the gravest in words with its cure, the others counted (and told in the tooltip).

import { html } from "/static/vendor.js";
import { fill } from "./words.js";

const MORE = { vi: " (và {n} máy in khác)", en: " (and {n} more)" };

export function Devices({ t, devices }) {
  if (!devices?.length) return null;
  const [first, ...others] = devices;
  const all = devices.map((one) => `${t(one.text)} ${t(one.cure)}`).join("\n");
  return html`<p class=${`devices ${first.grave ? "grave" : ""}`} aria-live="polite" title=${all}>
    <b>${t(first.text)}</b> ${t(first.cure)}${others.length ? t(fill(MORE, { n: others.length })) : ""}</p>`;
}
