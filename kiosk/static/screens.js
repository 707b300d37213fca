// What stands on each screen: functions of the view, giving its words (`lead`) and what is touched (`body`): in the low
// mode the words stay above and every control goes down. What a touch does is handed in as `deeds`.

import { counted, desksOf, minutesOf, waitingOf } from "./counts.js";
import { button, el, facts } from "./dom.js";
import { officesFor } from "./view.js";

const PURPOSES = { submit: "purpose.submit", collect: "purpose.collect", guide: "purpose.guide" };
export const NO_PAPER = new Set(["none", "paper-out", "cover", "jam", "offline", "stalled"]); // states of a printer

export const lead = (...words) => el("div", { class: "lead" }, words);
export const body = (...controls) => el("div", { class: "body" }, controls);

function tile(name, about, press, properties = {}) {
  const { letter, closed, of, ...more } = properties;
  return el("button", { type: "button", class: `tile${closed ? " closed" : ""}`, onclick: press, ...more },
    letter ? el("span", { class: "letter", "aria-hidden": "true" }, letter) : null,
    el("span", { class: "label" },
      el("span", { class: "name" }, name),
      about ? el("span", { class: "waiting", "data-waiting": of }, about) : null));
}

function badge(view, say) {
  return view.priority ? el("p", { class: "badge" }, say("priority.on")) : null;
}

/** What stands on the first screen beside the offices: search, priority, and the services asked most. */
function ways(view, say, deeds) {
  return el("div", { class: "ways" },
    button(el("span", {}, say("home.search"), el("span", { class: "by" }, " ", say("home.search.by"))), deeds.search, { class: "find" }),
    button(say("priority.button"), deeds.priority, { class: "priority", "aria-pressed": String(view.priority) }),
    oftenTiles(view, say, deeds));
}

export function oftenTiles({ menu, language, purpose }, say, deeds) {
  const asked = menu.departments.flatMap((office) => office.services
    .filter((one) => one.often && !one.paused && !office.full && (!purpose || one.purpose === purpose))
    .map((one) => ({ office, one })));
  return asked.map(({ office, one }) => tile(one.name[language], office.short[language], () => (
    deeds.choose({ department: office.id, service: one.id, title: one.name })), { class: "tile often" }));
}

/** How the line is called, in small words: who chooses priority or sees people ahead may wonder. */
function rule(of, language) {
  return of.rule ? el("p", { class: "aside rule" }, of.rule[language]) : null;
}

function band(view, say) {
  const printer = view.menu.printer.text[view.language];
  if (!printer) return null;
  return el("p", { class: "band", role: "status" }, printer);
}

export function purpose(view, say, deeds) {
  return [
    lead(el("h1", {}, say("purpose.title")), badge(view, say), band(view, say)),
    body(ways(view, say, deeds), el("div", { class: "tiles services purposes" }, Object.entries(PURPOSES)
      .filter(([one]) => officesFor(view.menu, one).length)
      .map(([one, words]) => tile(say(words), "", () => deeds.purpose(one))))),
  ];
}

export function home(view, say, deeds) {
  return [
    lead(el("h1", {}, say("home.title")), badge(view, say), band(view, say)),
    body(ways(view, say, deeds), el("div", { class: "tiles offices" })),
  ];
}

export function officeTiles({ menu, purpose: wanted, language }, say, deeds) {
  return officesFor(menu, wanted).map((one) => tile(one.short[language], waitingOf(say, one), () => deeds.department(one),
    { letter: one.letter, closed: one.full, of: one.id }));
}

export function department(view, say, deeds) {
  const { department: one, language, menu } = view;
  const title = NO_PAPER.has(menu.printer.state) ? "department.title.none" : "department.title";
  return [
    lead(el("p", { class: "over" }, one.name[language]),
      el("h1", {}, say(title)),
      el("p", { class: "aside" }, desksOf(say, one), " · ",
        el("span", { "data-waiting": one.id }, waitingOf(say, one)), " · ",
        el("span", { "data-minutes": one.id }, minutesOf(say, one.minutes))),
      rule(one, language),
      badge(view, say)),
    body(el("div", { class: "tiles services" })),
  ];
}

export function serviceTiles({ department: one, language }, say, deeds) {
  return one.services.map((service) => tile(service.name[language], service.paused ? say("tile.paused") : "",
    () => deeds.take(one.id, service), { closed: service.paused }));
}

export function choice(view, say) {
  const { chosen, department: office, language, whole } = view;
  const procedure = chosen.procedure;
  const documents = procedure?.documents?.split("\n").filter(Boolean) ?? [];
  return [
    el("div", { class: "lead tall" },
      el("p", { class: "over" }, procedure ? say("procedure.code", { code: procedure.code }) : office.name[language]),
      badge(view, say),
      el("div", { class: "scroll", tabindex: "0" },
        el("h1", { class: `official${whole ? " whole" : ""}` }, procedure?.name ?? chosen.title[language]),
        facts([
          [say("procedure.documents"), documents.length && el("ul", {}, documents.map((one) => el("li", {}, one)))],
          [say("procedure.waiting"), el("span", { "data-people": office.id }, counted(say, "people", office.waiting))],
          [say("wait.minutes"), office.minutes && el("span", { "data-minutes": office.id }, minutesOf(say, office.minutes))],
          [say("procedure.desks"), desksOf(say, office)],
          [say("procedure.department"), procedure && office.name[language]],
          [say("procedure.field"), procedure?.field],
        ]), rule(office, language))),
  ];
}

export function priority({ menu, language }, say) {
  const groups = ["priority.old", "priority.disabled", "priority.mother", "priority.merit"];
  return [
    el("div", { class: "lead tall" },
      el("h1", {}, say("priority.title")),
      el("div", { class: "scroll", tabindex: "0" },
        el("p", {}, say("priority.who")),
        el("ul", { class: "groups" }, groups.map((one) => el("li", {}, say(one)))),
        el("p", { class: "aside" }, say("priority.reason")), rule(menu, language))),
  ];
}

export function ticket({ ticket: answer, language }, say) {
  return [
    el("div", { class: "lead tall" },
      el("div", { class: "hero" },
        el("h1", { class: "over" }, say("ticket.yours")),
        el("p", { class: "number" }, answer.number),
        answer.priority ? el("p", { class: "badge" }, say("priority.on")) : null),
      el("div", { class: "scroll told", tabindex: "0" }, facts([
        [say("ticket.where"), answer.where[language]],
        [say("ticket.ahead"), counted(say, "people", answer.ahead)],
        [say("wait.minutes"), minutesOf(say, answer.minutes)],
        [say("ticket.department"), answer.department[language]],
        [say("ticket.service"), answer.service[language]],
      ]), answer.ahead ? rule(answer, language) : null)),
    body(
      el("img", { class: "qr", src: `/kiosk/tickets/${answer.ticket}/qr.svg`, alt: say("ticket.qr") }),
      el("div", { class: "after" },
        el("p", { class: "paper", role: "status" }),
        el("div", { class: "asked" }),
        el("p", { class: "sit" }, say("ticket.sit")),
        el("p", { class: "sit scan" }, say("ticket.scan")))),
  ];
}

/** A full screen of words: a title and what to do. */
export function words(title, ...rest) {
  return [el("div", { class: "lead tall" }, el("div", { class: "words", role: "status" },
    el("h1", {}, title), rest.filter(Boolean).map((one) => el("p", {}, one))))];
}
