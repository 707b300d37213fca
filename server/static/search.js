// Finding services and procedures in the page itself: no round trip a key.
// fold and matches follow the same two lines as server/core/search.py; a test holds them equal.

const GUESSED_FROM = 4; // letters
// What people type before the thing itself: "gia hạn thẻ bảo hiểm y tế", "làm lại căn cước", "cho tôi hỏi hộ chiếu".
const ASKING = new Set(["ban", "cap", "cho", "con", "doi", "gia", "han", "hoi", "lai", "lam", "mat", "moi", "muon", "nop", "toi",
  "viec", "xin"]);

/** "Đăng ký  đất đai" → "dang ky dat dai". */
export function fold(text) {
  const bare = text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
  return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Every word of `query` begins some word of the folded text, in any order; no words match nothing. */
export function matches(query, foldedText) {
  return matchesWords(wordsOf(fold(query)), wordsOf(foldedText));
}

/** What can be found: each department's services in both languages, then the catalogue's procedures; for `find`. */
export function index(departments, procedures) {
  const found = [];
  for (const department of departments) {
    for (const service of department.services) {
      const name = [service.name.vi, service.name.en, ...(service.also ?? [])].join(" ");
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
  return stock(found);
}

/** Entries made by `entry`, ready for `find`. */
export function stock(entries) {
  return { entries, holders: holdersOf(entries) };
}

/** The entries that match, best first; where none does, those one letter away, the surest first. */
export function find(stock, query) {
  const phrase = fold(query);
  const typed = wordsOf(phrase);
  if (!stock || !typed.length) return [];
  const exact = ranked(holding(stock, typed, (part) => (word) => word.startsWith(part)), phrase, typed);
  if (exact.length) return exact;
  const near = ranked(holding(stock, typed, nearly), phrase, typed).map((one) => ({ one, sure: sureOf(one, typed) }));
  return near.sort((a, b) => b.sure - a.sure).map(({ one }) => one);
}

/** Where `find` finds nothing: the entries that fit the words of the thing, without those of asking for it; and where
 * none fits them all, those that fit most, at least half. A code is never guessed. */
export function findNearest(stock, query) {
  const typed = wordsOf(fold(query));
  const asked = typed.filter((word) => !ASKING.has(word));
  if (!stock || typed.length < 2 || !asked.length || /\d/.test(query)) return [];
  const whole = asked.length < typed.length ? find(stock, asked.join(" ")) : [];
  if (whole.length) return whole;
  const fits = stock.entries.map((one) => ({ one, fit: asked.filter((part) => begins(part, one.words)).length, sure: sureOf(one, asked) }));
  const most = Math.max(...fits.map(({ fit }) => fit));
  if (asked.length < 2 || most < asked.length / 2) return [];
  return fits.filter(({ fit }) => fit === most).sort((a, b) => b.sure - a.sure).map(({ one }) => one);
}

function begins(part, words) {
  return words.some((word) => word.startsWith(part));
}

/** Each word of all entries → the places of the entries that hold it. A catalogue repeats its words: some 3,000 are
 * looked through at a key, not some 40,000. */
function holdersOf(entries) {
  const holders = new Map();
  entries.forEach((one, at) => {
    for (const word of new Set(one.words)) {
      const there = holders.get(word);
      if (there) there.push(at);
      else holders.set(word, [at]);
    }
  });
  return holders;
}

/** The entries of which every part of `typed` fits some word. */
function holding({ entries, holders }, typed, fitting) {
  const fits = new Uint8Array(entries.length); // how many parts, one after the other
  typed.forEach((part, nth) => {
    const fit = fitting(part);
    for (const [word, places] of holders) {
      if (!fit(word)) continue;
      for (const at of places) if (fits[at] === nth) fits[at] = nth + 1;
    }
  });
  return entries.filter((one, at) => fits[at] === typed.length);
}

/** How many of the typed words begin a word as they stand; those of the name count twice. */
function sureOf(one, typed) {
  const begun = (words) => typed.filter((part) => words.some((word) => word.startsWith(part))).length;
  return begun(one.nameWords) + begun(one.words);
}

function ranked(entries, phrase, typed) {
  const found = entries.map((one) => ({ one, rank: rank(one, phrase, typed) }));
  found.sort((a, b) => a.rank - b.rank || a.one.name.length - b.one.name.length);
  return found.map(({ one }) => one);
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

/** Begins the word, or but for one letter. Codes and short words are never guessed. */
function nearly(part) {
  const guessed = part.length >= GUESSED_FROM && !/\d/.test(part);
  return guessed ? (word) => slips(part, word) : (word) => word.startsWith(part);
}

/** Something to be found by its name, and after that by what `more` says. */
export function entry(about, name, more) {
  const folded = fold(name);
  return { ...about, name: folded, nameWords: wordsOf(folded), words: wordsOf(`${folded} ${fold(more)}`) };
}

/** Smaller is better: the phrase begins the name, stands in it, its words do, or only field or agency fit. */
function rank(one, phrase, typed) {
  const base = one.often ? 0 : one.procedure ? 1 : 0.5; // services are what is asked most
  if (one.name.startsWith(phrase)) return base;
  if (` ${one.name}`.includes(` ${phrase}`)) return base + 2;
  return matchesWords(typed, one.nameWords) ? base + 4 : base + 6;
}

function wordsOf(folded) {
  return folded ? folded.split(" ") : [];
}

function matchesWords(typed, words) {
  return typed.length > 0 && typed.every((part) => words.some((word) => word.startsWith(part)));
}
