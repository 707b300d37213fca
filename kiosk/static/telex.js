// Vietnamese typed on plain letters, as people here type: aa ee oo dd aw ow uw for letters; s f r x j z for tones.
// telex("hoof", " ") leaves "hồ "; the same key again takes its mark back: "ass" is "as".

const MARKS = { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323", z: "" };
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/;
const HATS = { a: "â", e: "ê", o: "ô" };
const HORNS = { a: "ă", o: "ơ", u: "ư", "â": "ă", "ô": "ơ" };
const CLUSTER = /[aăâeêioôơuưy]+/;
const SHAPED = /[ăâêôơư]/g;

/** `text` after `key` (a small letter) was pressed at its end. */
export function telex(text, key) {
  const [, before, word] = text.match(/^(.*?)(\p{L}*)$/su);
  const { bare, tone } = apart(word);
  if (key in MARKS && CLUSTER.test(bare) && (key !== "z" || tone)) {
    return before + (MARKS[key] === tone && tone ? bare + key : together(bare, MARKS[key]));
  }
  return before + together(shaped(bare, key) ?? bare + key, tone);
}

/** The word without its tone, and the tone. */
function apart(word) {
  const parts = word.normalize("NFD");
  return { bare: parts.replace(TONE, "").normalize("NFC"), tone: parts.match(TONE)?.[0] ?? "" };
}

/** The word with its key's letter changed, or null where the key is a letter of its own. */
function shaped(bare, key) {
  if (key === "d" && /^[dđ]/.test(bare)) return bare[0] === "d" ? `đ${bare.slice(1)}` : `d${bare.slice(1)}d`;
  if (key === "w") return horned(bare);
  const hat = HATS[key];
  if (!hat) return null;
  const vowels = bare.match(CLUSTER)?.[0] ?? "";
  if (vowels.includes(hat)) return bare.replace(hat, key) + key;
  const at = bare.indexOf(vowels) + vowels.lastIndexOf(key);
  return vowels.includes(key) ? bare.slice(0, at) + hat + bare.slice(at + 1) : null;
}

function horned(bare) {
  if (/ư[oô]/.test(bare)) return bare.replace(/ư[oô]/, "ươ");
  if (/[ăơư]/.test(bare)) return `${bare.replace("ươ", "uo").replace("ă", "a").replace("ơ", "o").replace("ư", "u")}w`;
  if (/u[oô]/.test(bare) && !bare.startsWith("quo")) return bare.replace(/u[oô]/, "ươ");
  const start = bare.startsWith("qu") ? 2 : 0; // the u of qu is no vowel
  for (let at = bare.length - 1; at >= start; at -= 1) {
    if (bare[at] in HORNS && !(bare[at] === "a" && bare[at - 1] === "u" && at - 1 >= start)) {
      return bare.slice(0, at) + HORNS[bare[at]] + bare.slice(at + 1);
    }
  }
  return `${bare}ư`;
}

/** Puts the tone where it is written: on the letter with a hat or horn, else by the shape of the vowels. */
function together(bare, tone) {
  const first = /^(qu|gi)[aăâeêioôơuưy]/.test(bare) ? 2 : 0;
  const found = bare.slice(first).match(CLUSTER);
  if (!tone || !found) return bare;
  const [vowels, from] = [found[0], first + found.index];
  const marked = [...vowels.matchAll(SHAPED)].at(-1)?.index;
  const closed = from + vowels.length < bare.length;
  const at = from + (marked ?? (vowels.length === 1 ? 0 : vowels.length > 2 || closed ? 1 : 0));
  return (bare.slice(0, at + 1) + tone + bare.slice(at + 1)).normalize("NFC");
}
