// The screen read in the hall's voice: its words first, then its choices, each marked while it is read.

const LONGEST = 300; // characters the server reads at once
const TRIES = 4; // a voice that is still being made is there a moment later
const AGAIN_MS = 700;
const WORDS = "h1, .over, .aside, .number, .band, .words p, .facts > div, .paper, .sit, .groups li";
const CHOICES = ".tile, .find, .actions button, .ways button, .asked button";

/** onChange(reading) when it begins or ends, onPart() at each part. Returns {toggle(language), stop()}. */
export function reader(root, { onChange, onPart }) {
  let run = 0; // the reading under way; 0: none
  let runs = 0;
  let sound = null;

  async function start(language) {
    const mine = (run = ++runs);
    onChange(true);
    for (const part of parts(root)) {
      if (run !== mine) return;
      if (!part.isConnected) continue;
      onPart();
      part.classList.add("reading");
      await play(text(part), language, () => run === mine);
      part.classList.remove("reading");
    }
    if (run === mine) stop();
  }

  async function play(words, language, going) {
    const url = `/kiosk/aloud.wav?${new URLSearchParams({ text: words, language })}`;
    for (let tries = 0; tries < TRIES && going(); tries += 1) {
      sound = new Audio(url);
      const heard = await new Promise((done) => {
        sound.onended = () => done(true);
        sound.onpause = () => done(true); // stopped
        sound.onerror = () => done(false);
        sound.play().catch(() => done(false));
      });
      if (heard) return;
      await new Promise((on) => setTimeout(on, AGAIN_MS));
    }
  }

  function stop() {
    if (!run) return;
    run = 0;
    sound?.pause();
    for (const one of root.querySelectorAll(".reading")) one.classList.remove("reading");
    onChange(false);
  }

  return { toggle: (language) => (run ? stop() : start(language)), stop };
}

function parts(root) {
  const found = [...root.querySelectorAll(WORDS), ...root.querySelectorAll(CHOICES)];
  return found.filter((one) => text(one) && one.checkVisibility({ visibilityProperty: true }));
}

function text(element) {
  const pieces = element.children.length ? [...element.querySelectorAll("dt, dd, .name, .waiting")] : [];
  const words = pieces.length ? pieces.map((one) => one.textContent.trim()).join(". ") : element.textContent.trim();
  return words.slice(0, LONGEST);
}
