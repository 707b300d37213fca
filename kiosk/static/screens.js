// What stands on each screen: functions of the view, giving elements. What a touch does is handed in as `deeds`.

import { button, el, facts } from "./dom.js";
import { keyboard } from "./keyboard.js";

const LOTS = 30; // results; beyond it more letters help more than more pages

/** A count in words: "people" 3 → people.many. */
export function counted(say, key, n) {
  return say(`${key}.${n === 0 ? "none" : n === 1 ? "one" : "many"}`, { n });
}

export function desksOf(say, department) {
  const key = department.desks.length === 1 ? "desks.one" : "desks.many";
  return say(key, { desks: department.desks.join(", ") });
}

export function home({ menu, language }, say, deeds) {
  const printer = menu.printer.text[language];
  return [
    el("div", { class: "top" },
      el("h1", {}, say("home.title")),
      button(say("home.search"), deeds.search, { class: "find" })),
    printer ? el("p", { class: "band", role: "status" }, printer) : null,
    el("div", { class: "tiles offices" }, menu.departments.map((one) => (
      el("button", { type: "button", class: "tile", onclick: () => deeds.department(one) },
        el("span", { class: "letter", "aria-hidden": "true" }, one.letter),
        el("span", { class: "label" },
          el("span", { class: "name" }, one.short[language]),
          el("span", { class: "waiting", "data-waiting": one.id }, counted(say, "waiting", one.waiting))))))),
  ];
}

export function department({ department: one, language }, say, deeds) {
  return [
    el("p", { class: "over" }, one.name[language]),
    el("h1", {}, say("department.title")),
    el("p", { class: "aside" }, desksOf(say, one), " · ",
      el("span", { "data-waiting": one.id }, counted(say, "waiting", one.waiting))),
    el("div", { class: `tiles services${one.services.length > 9 ? " many" : ""}` }, one.services.map((service) => (
      el("button", { type: "button", class: "tile", onclick: () => deeds.take(one.id, service.id) },
        el("span", { class: "label" }, el("span", { class: "name" }, service.name[language])))))),
  ];
}

export function search({ query }, say, deeds) {
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
  return [
    el("h1", { class: "only-read" }, say("search.title")),
    box,
    el("p", { class: "count", role: "status" }),
    el("div", { class: "results" }),
    keyboard({
      say, onKey: (key) => type(box.value + key), onErase: () => type(box.value.slice(0, -1)), onClear: () => type(""),
    }),
  ];
}

/** Fills the search screen's list from result `view.from` on with as many as fit whole; how many did. */
export function results(stage, { query, found, from, menu, language }, say, deeds) {
  const typed = query.trim() !== "";
  const many = found.length === 1 ? "one" : found.length > LOTS ? "lots" : "many";
  const none = typed ? say("search.none") : say("search.start");
  stage.querySelector(".count").textContent = found.length ? say(`search.found.${many}`, { n: found.length }) : none;
  const offices = new Map(menu.departments.map((one) => [one.id, one.short[language]]));
  const list = stage.querySelector(".results");
  list.replaceChildren();
  for (const one of found.slice(from)) {
    list.append(el("button", { type: "button", class: "tile result", onclick: () => deeds.choose(one) },
      el("span", { class: "name clamp" }, one.title[language]),
      el("span", { class: "waiting" }, [one.procedure?.code, offices.get(one.department)].filter(Boolean).join(" · "))));
    if (list.scrollHeight > list.clientHeight && list.children.length > 1) {
      list.lastChild.remove();
      break;
    }
  }
  return list.children.length;
}

export function choice({ chosen, department: office, language }, say) {
  const procedure = chosen.procedure;
  const name = el("h1", { class: "official" }, procedure?.name ?? chosen.title[language]);
  const more = button(say("procedure.more"), () => {
    more.textContent = say(name.classList.toggle("whole") ? "procedure.less" : "procedure.more");
  }, { class: "quiet more", hidden: true });
  requestAnimationFrame(() => (more.hidden = name.scrollHeight <= name.clientHeight + 1));
  const documents = procedure?.documents?.split("\n").filter(Boolean) ?? [];
  return [
    el("p", { class: "over" }, procedure ? say("procedure.code", { code: procedure.code }) : office.name[language]),
    name,
    more,
    facts([
      [say("procedure.department"), office.name[language]],
      [say("procedure.field"), procedure?.field],
      [say("procedure.desks"), desksOf(say, office)],
      [say("procedure.waiting"), el("span", { "data-people": office.id }, counted(say, "people", office.waiting))],
      [say("procedure.documents"), documents.length && el("ul", {}, documents.map((one) => el("li", {}, one)))],
    ]),
  ];
}

export function ticket({ ticket: answer, language }, say) {
  return [
    el("div", { class: "hero" },
      el("h1", { class: "over" }, say("ticket.yours")),
      el("p", { class: "number" }, answer.number)),
    el("div", { class: "told" },
      facts([
        [say("ticket.where"), answer.where[language]],
        [say("ticket.ahead"), counted(say, "people", answer.ahead)],
        [say("ticket.department"), answer.department[language]],
        [say("ticket.service"), answer.service[language]],
      ]),
      el("p", { class: "paper", role: "status" }),
      el("p", { class: "sit" }, say("ticket.sit"))),
  ];
}

/** A full screen of words: a title and what to do. */
export function words(title, ...rest) {
  return [el("div", { class: "words", role: "status" }, el("h1", {}, title), rest.filter(Boolean).map((one) => el("p", {}, one)))];
}
