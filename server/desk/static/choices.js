// What can be chosen: departments, services and desks as one list that is searched in the page, what was used lately first.

import { entry, find, fold, index, stock } from "/static/search.js";

const KEPT = 4; // of what was chosen lately, for each kind of choice
let known = null;
let catalogue = null;
const made = {};

/** Asks the server once; `again` after the hall's configuration or its catalogue has changed. */
export async function choices(again = false) {
  if (known && !again) return known;
  const reply = await fetch("/desk/choices.json", { headers: { Accept: "application/json" } });
  if (reply.ok) {
    const told = await reply.json();
    known = { ...told, places: placesOf(told) };
    catalogue = null; // procedures follow their services: asked for again when next looked for
  }
  return known;
}

/** What the server told last; null before that. */
export function chosenFrom() {
  return known;
}

function placesOf({ departments, desks }) {
  const shortOf = new Map(departments.map((one) => [one.id, one.short]));
  const list = (ids, language) => ids.map((id) => shortOf.get(id)?.[language]).filter(Boolean).join(", ");
  return stock([
    ...departments.map((one) => place({ department: one.id }, one.short, one.name)),
    ...desks.map((one) => place({ desk: one.id }, one.name, { vi: list(one.departments, "vi"), en: list(one.departments, "en") })),
    ...departments.flatMap((one) => one.services.slice(0, -1).map((service) =>
      place({ department: one.id, service: service.id }, service.name, one.short))),
  ]);
}

function place(wish, title, sub) {
  return entry({ id: Object.values(wish).join(" "), wish, title, sub }, `${title.vi} ${title.en}`, `${sub.vi} ${sub.en}`);
}

/** The places that match, best first; without a query those used lately, then the departments. */
export function placesFor(query, recent, fits) {
  if (!known) return [];
  if (fold(query)) return find(known.places, query).filter(fits);
  const all = known.places.entries.filter(fits);
  const lately = recent.map((id) => all.find((one) => one.id === id)).filter(Boolean);
  return [...lately, ...all.filter((one) => !lately.includes(one))];
}

/** Services of one department, and its procedures as soon as the catalogue is there (`onMore` tells of it). */
export function servicesFor(query, department, onMore) {
  if (catalogue === null) fetchCatalogue(onMore);
  const services = servicesOf(department);
  const found = fold(query) ? find(services, query) : services.entries.filter((one) => !one.procedure);
  return found.map((one) => {
    const code = one.procedure?.code;
    const wish = code ? { service: one.service, procedure: code } : { service: one.service };
    return { id: code ?? one.service, title: one.title, sub: { vi: code ?? "", en: code ?? "" }, wish };
  });
}

/** Made once for a department: a panel is drawn several times a second. */
function servicesOf(department) {
  if (made.department === department && made.catalogue === catalogue && made.known === known) return made.found;
  const own = (known?.departments ?? []).filter((one) => one.id === department);
  Object.assign(made, { department, catalogue, known, found: index(own, catalogue ?? []) });
  return made.found;
}

async function fetchCatalogue(onMore) {
  catalogue = [];
  const reply = await fetch("/desk/issue/catalogue.json", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!reply?.ok) return (catalogue = null);
  catalogue = (await reply.json()).procedures;
  onMore();
}

export function recentOf(officer, kind) {
  try {
    const kept = JSON.parse(localStorage.getItem(`luot-recent:${officer}:${kind}`));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export function remember(officer, kind, id) {
  const kept = [id, ...recentOf(officer, kind).filter((one) => one !== id)].slice(0, KEPT);
  localStorage.setItem(`luot-recent:${officer}:${kind}`, JSON.stringify(kept));
}
