// State → picture. Pure: the same state, surroundings, link and moment always give the same board.

import { dateText, timeText, weekdayText } from "/static/clock.js";
import { html } from "/static/vendor.js";
import { arrow } from "./arrow.js";
import { slideView } from "./beside-view.js";
import { closedHall, cover, lost } from "./covers.js";
import { isCalm, newestOf, rowsAt } from "./rows.js";

/** What stands beside the numbers is `slide` (beside.js); null leaves the room to the number. */
export function view({ state, screen, slide, link, now, sound, display }, { onSound, onSlide }) {
  const rows = rowsAt(state, now);
  const closed = screen?.around.closed;
  const shut = closed && !rows.some((row) => row.state === "called" || row.state === "serving");
  const ways = screen?.arrows ?? {};
  return html`
    <div class=${`board link-${link} ${shut ? "shut" : layout(rows, slide, now)}`}>
      <header>
        <h1 class=${isLong(state) ? "long" : ""}>${state.title ? state.title.vi : state.hall.vi}
          ${below(state)}</h1>
        ${now !== null && html`
          <p class="clock"><time>${timeText(now)}</time><span>${weekdayText(now)}, ${dateText(now)}</span></p>`}
        ${link === "lost" && lost()}
      </header>
      ${shut ? html`<main>${closedHall(closed)}</main>` : main(rows, slide, ways, now, link, onSlide)}
      ${sound.trouble === "blocked" && html`
        <button class=${`sound ${sound.voiced ? "" : "unheard"}`} type="button" onClick=${onSound}>
          <b>Chạm để bật âm thanh</b> ${sound.voiced ? "" : "Trình duyệt chưa cho phát tiếng gọi số."}
          <span lang="en"> Touch to turn the sound on.</span>
        </button>`}
      ${sound.trouble === "failed" && html`
        <p class="sound" role="status">Chưa phát được tiếng gọi số: mời báo cán bộ kỹ thuật. <span lang="en">The call could not be spoken.</span></p>`}
      ${cover(link, display)}
    </div>`;
}

const HEADING = 54; // characters of one line beside the clock, as server/checks/of_screens.py warns of more

/** A longer name, or the mark of a rehearsal before it, takes two lines. */
function isLong(state) {
  return (state.title ? state.title.vi : state.hall.vi).length > HEADING;
}

/** Below it: whose hall it is, or its English name where it has one of its own. */
function below(state) {
  if (state.title) return html`<small lang="vi">${state.hall.vi}</small>`;
  return state.hall.en !== state.hall.vi && html`<small lang="en">${state.hall.en}</small>`;
}

/** calm: nobody is waited for, so what surrounds the numbers has the room; empty: there are no numbers at all. */
function layout(rows, slide, now) {
  if (!rows.length) return slide ? "calm empty" : "empty";
  return (isCalm(rows, now) || !newestOf(rows)) && slide ? "calm" : slide ? "busy" : "full";
}

function main(rows, slide, ways, now, link, onSlide) {
  const calm = !newestOf(rows) || (isCalm(rows, now) && slide);
  const first = calm ? undefined : newestOf(rows);
  const others = rows.filter((row) => row !== first);
  return html`
    <main>
      <div class="newest" aria-live="polite" aria-atomic="true">
        ${first ? newest(first, ways, link) : !rows.length && !slide ? nobodyYet() : null}
      </div>
      ${others.length > 0 && html`
        <ol class="last" aria-label="Đã gọi">
          <li class="heading" key="heading" aria-hidden="true">Đã gọi <span lang="en">Called</span></li>
          ${others.map((row) => last(row, ways))}
        </ol>`}
      ${slide && html`<section class="beside" aria-label="Thông tin">${slideView(slide, onSlide)}</section>`}
    </main>`;
}

const SAID = {
  called: ["Mời số", "Now calling"],
  serving: ["Đang phục vụ số", "Now serving"],
};

function newest(call, ways, link) {
  const [label, english] = (link === "live" && SAID[call.state]) || ["Đã gọi số", "Called"]; // nothing old is called
  const fresh = call.state === "called" && call.fresh && link === "live";
  return html`
    <div class=${`call ${call.state} ${fresh ? "fresh" : ""}`} key=${call.seq} data-seq=${call.seq}>
      <p class="label">${label} <span lang="en">${english}</span></p>
      <p class=${`number ${fit(call.number)}`}>${call.number}</p>
      <p class="desk">${arrow(ways[call.desk])}<span>${call.desk_name.vi}</span><small lang="en">${call.desk_name.en}</small></p>
      <p class="department">${call.department.vi}</p>
    </div>`;
}

function last(call, ways) {
  return html`
    <li key=${call.seq} class=${call.state} data-seq=${call.seq}>
      <span class=${`number ${fit(call.number)}`}>${call.number}</span>
      <span class=${`desk ${call.desk.length > 2 ? "far" : ""}`}>
        ${FATES[call.state] ? fate(call) : html`${arrow(ways[call.desk])}${call.desk_name.vi}`}
      </span>
    </li>`;
}

const FATES = { absent: ["Đã gọi, vắng mặt", "Called, not there"], over: ["Đã gọi", "Called"] };

function fate(call) {
  const [said, english] = FATES[call.state];
  return html`${call.desk_name.vi}<span class="fate">${said}<small lang="en">${english}</small></span>`;
}

function nobodyYet() {
  return html`
    <div class="call idle" key="idle">
      <p class="ask">Chưa gọi số nào</p>
      <p class="department">Số được gọi sẽ hiện ở đây.</p>
      <p class="department" lang="en">No number is being called. Calls are shown here.</p>
    </div>`;
}

/** The class that makes a longer number smaller: A012 as it is, AA012 and A1012 "longer", more "longest". */
function fit(number) {
  return number.length <= 4 ? "" : number.length === 5 ? "longer" : "longest";
}
