// The time a number stands on the screen: the paper is followed until it is there or surely is not, and the screen
// stays long enough to read, longer where the number must be noted down.

import { printJob } from "./menu.js";

const FINAL = new Set(["printed", "failed", "unknown", "expired", "none"]);
const STAYS_S = 15; // after the paper has come
const STAYS_WITHOUT_PAPER_S = 20;
const SLOW_S = 6; // without word of the paper: the visitor is told to note the number
const LONGEST_S = 40; // then the countdown begins whatever the printer does

/** onPaper({state, text?}) at each word of it, onSecond(seconds left), onEnd(). Returns {stay, stop}. */
export function watchTicket(answer, { onPaper, onSecond, onEnd }) {
  let left = null; // seconds; null while the paper is awaited
  let waited = 0;
  let asking = false;

  function heard(job) {
    onPaper(job);
    if (FINAL.has(job.state)) left = job.state === "printed" ? STAYS_S : STAYS_WITHOUT_PAPER_S;
  }

  async function ask() {
    if (asking) return;
    asking = true;
    const job = await printJob(answer.job.id);
    asking = false;
    if (job && left === null) heard(job);
    if (left !== null) return;
    if (waited >= LONGEST_S) left = STAYS_WITHOUT_PAPER_S;
    if (waited >= SLOW_S) onPaper({ state: "slow" });
  }

  function second() {
    waited += 1;
    if (left === null) return ask();
    left -= 1;
    if (left > 0) return onSecond(left);
    clearInterval(timer);
    return onEnd();
  }

  const timer = setInterval(second, 1000);
  if (answer.job.id === null) heard(answer.job);
  else ask();
  return {
    stay() {
      if (left !== null) left = Math.max(left, STAYS_S);
    },
    stop: () => clearInterval(timer),
  };
}
