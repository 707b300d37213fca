// Figures in words: how many wait, how long, and at which desks.

/** A count in words: "people" 3 → people.many. */
export function counted(say, key, n) {
  return say(`${key}.${n === 0 ? "none" : n === 1 ? "one" : "many"}`, { n });
}

export function desksOf(say, department) {
  const key = department.desks.length === 1 ? "desks.one" : "desks.many";
  return say(key, { desks: department.desks.join(", ") });
}

/** A range of minutes in words; "" where there is none. */
export function minutesOf(say, minutes) {
  if (!minutes) return "";
  const [low, high] = minutes;
  return say(low > 0 ? "minutes.range" : "minutes.within", { low, high });
}

/** How many wait at an office, in a few words. */
export function waitingOf(say, office) {
  return office.full ? say("tile.full") : counted(say, "waiting", office.waiting);
}
