// Short sounds: a press made elsewhere (the number pad), an alarm on the supervisor's page.
// Silent until the page has been touched once: browsers ask that.

const SOUNDS = { done: [[880, 70]], ask: [[660, 90], [990, 90]], no: [[220, 260]], alarm: [[740, 160], [590, 160], [740, 160], [590, 260]] }; // [hertz, milliseconds]
const LOUD = 0.15;
let context = null;

/** "done", "ask", "no" or "alarm". Never an error: a desk without sound goes on. */
export function beep(name) {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
    let at = context.currentTime;
    for (const [hertz, ms] of SOUNDS[name]) at = tone(hertz, at, ms / 1000) + 0.03;
  } catch {
    context = null;
  }
}

/** Whether a sound would be heard now. */
export function mayBeep() {
  try {
    context ??= new AudioContext();
    return context.state === "running";
  } catch {
    return true; // no sound device: nothing a button could turn on
  }
}

function tone(hertz, at, seconds) {
  const [voice, loudness] = [context.createOscillator(), context.createGain()];
  voice.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, at); // eased in and out: a bare tone clicks
  loudness.gain.linearRampToValueAtTime(LOUD, at + 0.01);
  loudness.gain.setValueAtTime(LOUD, at + seconds - 0.02);
  loudness.gain.linearRampToValueAtTime(0, at + seconds);
  voice.connect(loudness).connect(context.destination);
  voice.start(at);
  voice.stop(at + seconds);
  return at + seconds;
}
