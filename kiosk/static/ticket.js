// The time a number stands on the screen: the paper is followed until it is there or surely is not, and the screen
// stays long enough to read, longer where the number must be noted down or the visitor is asked something.

import { printAgain } from "./issue.js";
import { printJob } from "./menu.js";

const FINAL = new Set(["printed", "failed", "unknown", "expired", "none"]);
const STAYS_S = 15; // after the paper has come
const STAYS_WITHOUT_PAPER_S = 30; // time to note it or to hold a telephone to its QR
const SLOW_S = 6; // without word of the paper: the visitor is told to note the number
const LONGEST_S = 40; // then the countdown begins whatever the printer does

/** onPaper({state, text?}) at each word of it, onSecond(seconds left), onEnd(). Returns {stay, again, taken, stop}. */
export function watchTicket(answer, { onPaper, onSecond, onEnd }) {
  let job = answer.job;
  let left = null; // seconds; null while the paper is awaited
  let waited = 0;
  let asking = false;

  function heard(said) {
    onPaper(said);
    if (FINAL.has(said.state)) left = said.state === "printed" ? STAYS_S : STAYS_WITHOUT_PAPER_S;
  }

  async function ask() {
    if (asking) return;
    asking = true;
    const asked = job.id;
    const said = await printJob(asked);
    asking = false;
    if (asked !== job.id) return; // another paper has been asked for meanwhile
    if (said && left === null) heard(said);
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
  if (job.id === null) heard(job);
  else ask();
  return {
    stay() {
      if (left !== null) left = Math.max(left, STAYS_S);
    },
    /** The visitor asks for the paper once more. */
    async again() {
      onPaper({ state: "queued" });
      const next = await printAgain(answer.ticket);
      if (next) job = next;
      [left, waited] = [null, 0];
      ask();
    },
    /** The visitor has the paper, whatever the printer says. */
    taken: () => heard({ state: "printed" }),
    stop: () => clearInterval(timer),
  };
}
