// One desk, one sitting: this page says who it is, and takes the desk over where another page has it, after a confirm.
// A reload keeps its name, a console's call bar shares it, a doubled tab gets a new one.

import { newKey, post } from "./deeds.js";

const KEPT = "luot-page";
const CLOSING_MS = 600; // the page before a reload may still be on its way out
const { view } = document.getElementById("console").dataset;

export const seat = { page: location.hash.slice(1) || sessionStorage.getItem(KEPT) || newKey(), view, load: newKey(), since: 0 };
keep();

function keep() {
  sessionStorage.setItem(KEPT, seat.page);
}

/** Sits down. Resolves to "mine", "elsewhere" (a living page has the desk) or "refused" (not this officer's desk). */
export async function sit(takeover = false) {
  const never = new AbortController().signal;
  for (let tries = 0; ; tries++) {
    const { page, load } = seat;
    const answer = await post("/desk/sit", { page, view, load, takeover }, never, () => {});
    if (answer === null) continue; // nobody answers: the page says that the link is lost
    if (answer.status === 200) return (seat.since = answer.body.since), "mine";
    if (!answer.body?.twin) return answer.body?.error?.id === "sat-elsewhere" ? "elsewhere" : "refused";
    if (tries === 0) {
      await new Promise((done) => setTimeout(done, CLOSING_MS));
    } else {
      seat.page = newKey();
      keep();
    }
  }
}
