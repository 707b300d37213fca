// What stands beside the numbers, one thing at a time: the lines, the notices, the public rule, pictures and videos.

const READ_MS = 12_000; // a page of text
const VIDEO_MS = 15 * 60_000; // the longest; a video ends by itself
const STUCK_MS = 10_000; // a video that does not move on is given up
const MEDIA_IN_A_ROW = 3; // then the lines again

/** Pure: the round of slides. `fits` is how many lines stand on one. */
export function slides({ around, playlist }, fits) {
  const words = [...linesPages(around.lines, fits), ...texts(around)];
  const media = playlist.items.map((item) => ({
    ...item, key: item.src, ms: item.kind === "video" ? VIDEO_MS : playlist.seconds * 1000,
  }));
  if (!media.length) return words;
  const round = [];
  for (let at = 0; at < media.length; at += MEDIA_IN_A_ROW) round.push(...words, ...media.slice(at, at + MEDIA_IN_A_ROW));
  return round;
}

/** Lines that somebody waits in, or may: those with nobody at work and nobody waiting are left out. */
function linesPages(lines, fits) {
  const shown = lines.filter((line) => line.waiting > 0 || line.desks > 0);
  const pages = Math.ceil(shown.length / fits);
  return Array.from({ length: pages }, (_, page) => ({
    kind: "lines", key: `lines-${page}`, ms: READ_MS, lines: shown.slice(page * fits, (page + 1) * fits), page, pages,
  }));
}

function texts({ notices, rules }) {
  const one = (kind) => (text, place) => ({ kind, key: `${kind}-${place}`, ms: READ_MS, text });
  return [...notices.map(one("notice")), ...rules.map(one("rule"))];
}

/** Where we are in the round. `now()` is monotonic time in ms. */
export class Beside {
  #at = 0;
  #key = null;
  #since = 0;
  #broken = new Set();
  #moved = { time: -1, at: 0 };

  constructor(now = () => performance.now()) {
    this.now = now;
  }

  /** The slide to show now, out of the present round; null where there is none. */
  pick(round) {
    const good = round.filter((one) => !this.#broken.has(one.key));
    if (!good.length) return null;
    const here = good.findIndex((one, place) => place >= this.#at && one.key === this.#key);
    if (here >= 0) this.#at = here;
    let slide = good[this.#at % good.length];
    if (slide.key === this.#key && this.#over(slide)) slide = good[(this.#at + 1) % good.length];
    this.#at = good.indexOf(slide);
    if (slide.key !== this.#key) this.#begin(slide.key);
    return slide;
  }

  /** A video has ended. */
  next() {
    this.#since = -Infinity;
  }

  /** A picture or video that cannot be shown is left out until its file changes. */
  broken(key) {
    this.#broken.add(key);
  }

  /** A video tells how far it is. */
  moves(time) {
    if (time !== this.#moved.time) this.#moved = { time, at: this.now() };
  }

  #begin(key) {
    this.#key = key;
    this.#since = this.now();
    this.#moved = { time: -1, at: this.#since };
  }

  #over(slide) {
    const stuck = slide.kind === "video" && this.now() - this.#moved.at > STUCK_MS;
    if (stuck) this.broken(slide.key);
    return stuck || this.now() - this.#since >= slide.ms;
  }
}
