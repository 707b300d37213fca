// The hall's clock in a page: set from any reply's `now` and `speed`, it runs on by itself on the monotonic clock.

const HALL_OFFSET_MS = 7 * 3600_000; // Asia/Ho_Chi_Minh: UTC+7 the whole year, so no time zone data is needed
let anchor = null;

/** `from` is any reply of the server: {now: UTC ms, speed?}. */
export function setClock({ now, speed }) {
  if (typeof now !== "number") return;
  anchor = { now, speed: speed ?? anchor?.speed ?? 1, at: performance.now() };
}

/** UTC ms on the hall's clock; null before the first reply. */
export function hallNow() {
  return anchor && Math.round(anchor.now + (performance.now() - anchor.at) * anchor.speed);
}

/** "08:41", hall time. */
export function timeText(ms) {
  return hallIso(ms).slice(11, 16);
}

/** "23/11/2026", hall time. */
export function dateText(ms) {
  const [year, month, day] = hallIso(ms).slice(0, 10).split("-");
  return `${day}/${month}/${year}`;
}

/** A span as "4:05" or "1:02:09"; never negative. */
export function spanText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function hallIso(ms) {
  return new Date(ms + HALL_OFFSET_MS).toISOString();
}

const WEEKDAYS = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

/** "Thứ Hai", hall time. */
export function weekdayText(ms) {
  return WEEKDAYS[new Date(ms + HALL_OFFSET_MS).getUTCDay()];
}
