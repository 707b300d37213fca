// The open panel: what it is about, what was typed in it, and what it sends. What stands in each is in panels.js.

import { remember } from "./choices.js";
import { act, OFFICER, set, shown } from "./desk.js";
import { look } from "./numbers.js";
import { WORDS } from "./panel-words.js";

let sending = false; // our own deed moves the desk on
const drafts = new Map(); // what was typed and not used: panel and ticket → text

/** Opens a panel about the visitor at the desk, or about `number`; `over` is the panel to come back to. */
export function open(kind, { number = null, query, over = null, wish = {} } = {}) {
  const about = number ?? shown.snapshot.current?.number ?? "";
  const key = `${kind} ${about}`;
  const panel = { kind, number, about, key, over, wish, at: 0, turn: 0, error: null, query: query ?? drafts.get(key) ?? "" };
  panel.leg = shown.snapshot.current?.id ?? null;
  set({ panel, notice: null });
  if (kind === "number") look(panel);
}

export function close() {
  const { panel } = shown;
  if (panel?.query) drafts.set(panel.key, panel.query);
  set({ panel: panel?.over ?? null });
}

/** The list moved on under an open panel: what it was about stands at the desk no more. */
export function follow(snapshot) {
  const { panel } = shown;
  if (panel && !sending && panel.number === null && panel.leg !== (snapshot.current?.id ?? null) && !FREE.has(panel.kind)) {
    set({ panel: null, notice: { tone: "warn", text: WORDS.moved_on } });
  }
}
const FREE = new Set(["number", "late", "window", "more"]);

export function type(query) {
  const { panel } = shown;
  set({ panel: { ...panel, query, at: 0, error: null } });
  if (panel.kind === "number") look(shown.panel);
}

export function turn() {
  set({ panel: { ...shown.panel, turn: shown.panel.turn + 1 } });
}

/** Sends what was chosen; the panel stays with the refusal in it, or asks for the reason the hall wants. */
export async function send(deed, wish, recent) {
  const { panel } = shown;
  if (!panel || shown.busy) return;
  const about = panel.number === null || wish.number ? {} : { number: panel.number };
  const whole = { ...about, ...wish };
  sending = true;
  const answer = await act(deed, { by: `${deed} ${JSON.stringify(whole)}`, wish: whole, quiet: true });
  sending = false;
  if (answer?.status === 200) {
    drafts.delete(panel.key);
    if (recent) remember(OFFICER, panel.kind, recent);
    return set({ panel: null });
  }
  if (answer?.body?.error?.id === "needs-reason") return open("call", { number: wish.number ?? panel.number, over: panel });
  if (shown.panel === panel || shown.panel?.key === panel.key) set({ panel: { ...shown.panel, error: answer ? answer.body.error : WORDS.not_sent } });
}
