// The call bar's window: a narrow column or a low strip, one sitting with the page it is opened from.

import { DESK, set } from "./desk.js";
import { WORDS } from "./panel-words.js";
import { seat } from "./seat.js";

export const SIZES = { column: "width=344,height=440", strip: "width=1060,height=112" };

export function openBar(shape) {
  const bar = window.open(`/desk/bar#${seat.page}`, `luot-bar-${DESK}`, `popup=yes,${SIZES[shape]}`);
  set({ panel: null, notice: bar ? null : { tone: "warn", text: WORDS.no_window } });
  bar?.focus();
}
