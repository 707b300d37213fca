// The search: a box, what it found, and the keys.

import { body, lead } from "./screens.js";
import { el } from "./dom.js";
import { keyboard } from "./keyboard.js";
import { put } from "./parts.js";
import { telex } from "./telex.js";

const LOTS = 30; // results; beyond it more letters help more than more pages

export function search({ query, language }, say, deeds) {
  const box = el("input", {
    class: "query", type: "text", inputmode: "none", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    maxlength: 60, "aria-label": say("search.label"), placeholder: say("search.label"),
    oninput: () => deeds.query(box.value),
  });
  box.value = query;
  const type = (text) => {
    box.value = text.slice(0, box.maxLength);
    deeds.query(box.value);
  };
  const pressed = language === "vi" ? telex : (text, key) => text + key; // English words have other doubles
  return [
    lead(el("h1", { class: "only-read" }, say("search.title")), box, el("p", { class: "count", role: "status" })),
    body(el("div", { class: "results" }), keyboard({
      say, onKey: (key) => type(pressed(box.value, key)), onErase: () => type(box.value.slice(0, -1)),
      onClear: () => type(""),
    })),
  ];
}

/** What makes a tile of a result; and the words about all of them are put. */
export function resultTiles(stage, { query, found, nearest, menu, language }, say, deeds) {
  const many = found.length === 1 ? "one" : found.length > LOTS ? "lots" : "many";
  const some = nearest ? "search.found.nearest" : `search.found.${many}`;
  const none = query.trim() ? say("search.none") : say("search.start");
  put(stage.querySelector(".count"), found.length && query.trim() ? say(some, { n: found.length }) : none);
  const offices = new Map(menu.departments.map((one) => [one.id, one.short[language]]));
  return (one) => el("button", { type: "button", class: "tile result", onclick: () => deeds.choose(one) },
    el("span", { class: "name clamp" }, one.title[language]),
    el("span", { class: "waiting" }, [one.procedure?.code, offices.get(one.department)].filter(Boolean).join(" · ")));
}
