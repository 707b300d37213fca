// The line about the paper under a number, and what the visitor is asked where nobody can know.

import { button } from "./dom.js";

const LOST = new Set(["failed", "expired"]);

/** `can`: {print: whether the printer prints now, again(), taken()}. Whether anything changed on the screen. */
export function paperLine(stage, { paper: job, language }, say, can) {
  const line = stage.querySelector(".paper");
  if (!line) return false;
  const before = line.parentElement.innerHTML;
  const coming = job.state === "queued" || job.state === "claimed" || job.state === "slow";
  line.textContent = coming && !can.print ? say("ticket.no-paper") : wordsOf(job, language, say);
  line.dataset.state = job.state;
  const asked = [];
  if (job.state === "unknown") asked.push(button(say("paper.yes"), can.taken));
  if (can.print && (job.state === "unknown" || LOST.has(job.state))) asked.push(button(say("paper.again"), can.again));
  const there = stage.querySelector(".asked");
  if (there.textContent !== asked.map((one) => one.textContent).join("")) there.replaceChildren(...asked);
  return line.parentElement.innerHTML !== before;
}

function wordsOf(job, language, say) {
  if (job.state === "slow") return say("ticket.slow");
  return job.text?.[language] ?? (job.state === "printed" ? say("paper.taken") : "");
}
