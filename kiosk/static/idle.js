// Nobody there: 40 s without a touch, then 20 s of countdown with one button, then the next visitor's home screen.

export const IDLE_S = 40;
export const COUNTDOWN_S = 20;

/** onWarn(seconds left) each second of the countdown, onStay() when a touch ends it, onLeave() at its end. Returns {stay()}. */
export function watchIdle({ onWarn, onStay, onLeave }) {
  let left = IDLE_S + COUNTDOWN_S;
  let last = performance.now();

  function touched() {
    const warned = left <= COUNTDOWN_S;
    left = IDLE_S + COUNTDOWN_S;
    if (warned) onStay();
  }

  setInterval(() => {
    const passed = Math.min(2, (performance.now() - last) / 1000); // a stalled page must not jump over the countdown
    last = performance.now();
    const before = left;
    left -= passed;
    if (left <= 0) {
      left = IDLE_S + COUNTDOWN_S;
      onLeave();
    } else if (left <= COUNTDOWN_S && Math.ceil(left) !== Math.ceil(before)) onWarn(Math.ceil(left));
  }, 250);
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touched, { capture: true });
  return { stay: touched };
}
