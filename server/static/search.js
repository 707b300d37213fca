// Finding services and procedures in the page itself: no round trip a key.
// fold and matches follow the same two lines as server/core/search.py; a test holds them equal.

const FEW = 8; // results; with fewer, words one letter away are shown too
const GUESSED_FROM = 4; // letters

/** "Đăng ký  đất đai" → "dang ky dat dai". */
export function fold(text) {
  const bare = text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
  return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Every word of `query` begins some word of the folded text, in any order; no words match nothing. */
export function matches(query, foldedText) {
  return matchesWords(wordsOf(fold(query)), wordsOf(foldedText));
}

/** What can be found: each department's services in both languages, then the catalogue's procedures. */
export function index(departments, procedures) {
  const found = [];
  for (const department of departments) {
    for (const service of department.services) {
      const name = `${service.name.vi} ${service.name.en}`;
      found.push(entry({ department: department.id, service: service.id, title: service.name, often: service.often }, name,
        `${department.name.vi} ${department.short.vi} ${department.short.en}`));
    }
  }
  const known = new Set(departments.map((department) => department.id));
  for (const procedure of procedures) {
    if (!known.has(procedure.department)) continue; // the hall no longer has its agency
    const title = procedure.short || procedure.name;
    const code = fold(procedure.code);
    const about = { department: procedure.department, service: procedure.service, title: { vi: title, en: title }, procedure };
    found.push(entry(about, title, `${procedure.name} ${procedure.field} ${code} ${code.replaceAll(" ", "")}`));
  }
  return found;
}

/** The entries that match, best first; where few do, also those one letter away. */
export function find(entries, query) {
  const phrase = fold(query);
  const typed = wordsOf(phrase);
  if (!typed.length) return [];
  const ranked = (matching) => {
    const found = entries.filter(matching).map((one) => ({ one, rank: rank(one, phrase, typed) }));
    found.sort((a, b) => a.rank - b.rank || a.one.name.length - b.one.name.length);
    return found.map(({ one }) => one);
  };
  const exact = ranked((one) => matchesWords(typed, one.words));
  if (exact.length >= FEW) return exact;
  const known = new Set(exact);
  const near = nearly(typed);
  return [...exact, ...ranked((one) => !known.has(one) && typed.every((part) => one.words.some((word) => near(part, word))))];
}

/** Whether `typed` begins `word` but for one letter wrong, missing, too many, or two that changed places. */
export function slips(typed, word) {
  let at = 0;
  while (at < typed.length && typed[at] === word[at]) at += 1;
  if (at === typed.length) return true;
  const [rest, other] = [typed.slice(at + 1), word.slice(at + 1)];
  return other.startsWith(rest) || other.startsWith(typed.slice(at)) || word.slice(at).startsWith(rest)
    || (typed[at] === word[at + 1] && typed[at + 1] === word[at] && word.slice(at + 2).startsWith(typed.slice(at + 2)));
}

/** `slips` that answers the same question once: a catalogue repeats its words. Codes and short words are never guessed. */
function nearly(typed) {
  const answers = new Map(typed.map((part) => [part, new Map()]));
  const guessed = (part) => part.length >= GUESSED_FROM && !/\d/.test(part);
  return (part, word) => {
    const before = answers.get(part);
    if (!before.has(word)) before.set(word, guessed(part) ? slips(part, word) : word.startsWith(part));
    return before.get(word);
  };
}

function entry(about, name, more) {
  const folded = fold(name);
  return { ...about, name: folded, words: wordsOf(`${folded} ${fold(more)}`) };
}

/** Smaller is better: the phrase begins the name, stands in it, its words do, or only field or agency fit. */
function rank(one, phrase, typed) {
  const base = one.often ? 0 : one.procedure ? 1 : 0.5; // services are what is asked most
  if (one.name.startsWith(phrase)) return base;
  if (` ${one.name}`.includes(` ${phrase}`)) return base + 2;
  return matchesWords(typed, wordsOf(one.name)) ? base + 4 : base + 6;
}

function wordsOf(folded) {
  return folded ? folded.split(" ") : [];
}

function matchesWords(typed, words) {
  return typed.length > 0 && typed.every((part) => words.some((word) => word.startsWith(part)));
}
