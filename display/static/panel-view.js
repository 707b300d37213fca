// A desk's own panel, a tablet that faces the visitor. Pure, like the board.

import { timeText } from "/static/clock.js";
import { html } from "/static/vendor.js";
import { cover, lost } from "./covers.js";
import { ratingView } from "./rating-view.js";

const STATES = {
  open: ["Quầy đang mở", "This desk is open", "Mời ông/bà chờ đến số của mình.", "Please wait for your number."],
  called: ["Mời số", "Now calling", "", ""],
  serving: ["Đang phục vụ", "Now serving", "", ""],
  "back-office": ["Đang xử lý hồ sơ", "Working on files", "Quầy sẽ gọi số tiếp ngay khi xong. Cảm ơn ông/bà đã chờ.",
    "The next number is called as soon as this is done. Thank you for waiting."],
  break: ["Tạm nghỉ ít phút", "Short break", "Số của ông/bà vẫn giữ nguyên thứ tự. Mời ông/bà chờ trong giây lát.",
    "Your place in the line is kept. Please wait a moment."],
  closed: ["Quầy chưa làm việc", "This desk is closed", "Mời ông/bà xem màn hình chung hoặc hỏi cán bộ hướng dẫn.",
    "Please watch the hall's screens or ask the staff."],
};
const BREAKS = {
  lunch: ["Nghỉ trưa", "Lunch break", "Quầy sẽ làm việc lại đầu giờ chiều. Số của ông/bà vẫn giữ nguyên thứ tự.",
    "The desk opens again in the afternoon. Your place in the line is kept."],
  technical: ["Tạm dừng do sự cố", "Technical trouble", "Mời ông/bà chờ trong giây lát hoặc hỏi cán bộ hướng dẫn.",
    "Please wait a moment or ask the staff."],
};

const UNSURE = ["Đã gọi số", "Called", "", ""]; // what is no longer known to be true is not said

export function panelView({ state, link, now, display, rating: asked }, { rating }) {
  const call = state.calls[0];
  const [title, english, help, helpEnglish] = (link === "lost" && call && UNSURE) || (state.state === "break" && BREAKS[state.reason]) || STATES[state.state] || STATES.open;
  return html`
    <div class=${`panel link-${link} is-${state.state ?? "starting"} ${asked?.number ? "asks-below" : ""}`}>
      <header>
        <h1>${state.name?.vi}<small lang="en">${state.name?.en}</small></h1>
        ${now !== null && html`<p class="clock"><time>${timeText(now)}</time></p>`}
        ${link === "lost" && lost()}
      </header>
      ${!asked?.number && asked && ratingView(asked, rating)}
      ${(!asked || asked.number) && state.state && html`
        <main class="now" aria-live="polite" aria-atomic="true">
          <p class="title">${title}<small lang="en">${english}</small></p>
          ${call && html`<p class=${`number ${call.number.length > 4 ? "longer" : ""}`} key=${call.seq} data-seq=${call.seq}>${call.number}</p>`}
          ${help && html`<p class="help">${help}<small lang="en">${helpEnglish}</small></p>`}
        </main>
        ${asked ? ratingView(asked, rating) : html`<footer>${state.departments.map((one) => html`<p>${one.vi}</p>`)}</footer>`}`}
      ${cover(link, display)}
    </div>`;
}
