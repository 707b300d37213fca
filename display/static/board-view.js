// State → picture. Pure: the same state, link and moment always give the same board.

import { dateText, timeText, weekdayText } from "/static/clock.js";
import { html } from "/static/vendor.js";

const YESTERDAYS_MS = 12 * 3600_000; // a hall that has not begun its day does not show the evening before

export function view({ state, link, now, sound, display }, { onSound }) {
  const calls = now === null ? [] : state.calls.filter((call) => now - call.at < YESTERDAYS_MS);
  return html`
    <div class=${`board link-${link} ${calls.length < 2 ? "alone" : ""}`}>
      <header>
        <h1>${state.hall.vi}<small lang="en">${state.hall.en}</small></h1>
        ${now !== null && html`
          <p class="clock"><time>${timeText(now)}</time><span>${weekdayText(now)}, ${dateText(now)}</span></p>`}
        ${link === "lost" && lost()}
      </header>
      <main>
        <div class="newest" aria-live="polite" aria-atomic="true">
          ${calls.length ? newest(calls[0]) : nobodyYet()}
        </div>
        <ol class="last" aria-label="Đã gọi">
          ${calls.length > 1 && html`<li class="heading" key="heading" aria-hidden="true">Đã gọi <span lang="en">Called before</span></li>`}
          ${calls.slice(1).map((call) => html`
            <li key=${call.seq}>
              <span class=${`number ${fit(call.number)}`}>${call.number}</span>
              <span class="desk">${call.desk_name.vi}</span>
            </li>`)}
        </ol>
      </main>
      ${sound.trouble === "blocked" && html`
        <button class=${`sound ${sound.voiced ? "" : "unheard"}`} type="button" onClick=${onSound}>
          <b>Chạm để bật âm thanh</b> ${sound.voiced ? "" : "Trình duyệt chưa cho phát tiếng gọi số."}
          <span lang="en"> Touch to turn the sound on.</span>
        </button>`}
      ${sound.trouble === "failed" && html`
        <p class="sound">Chưa phát được tiếng gọi số: mời báo cán bộ kỹ thuật. <span lang="en">The call could not be spoken.</span></p>`}
      ${(link === "dark" || link === "refused") && cover(link, display)}
    </div>`;
}

function newest(call) {
  return html`
    <div class="call" key=${call.seq} data-seq=${call.seq}>
      <p class="label">Mời số <span lang="en">Now calling</span></p>
      <p class=${`number ${fit(call.number)}`}>${call.number}</p>
      <p class="desk">${call.desk_name.vi}<small lang="en">${call.desk_name.en}</small></p>
      <p class="department">${call.department.vi}</p>
    </div>`;
}

function nobodyYet() {
  return html`
    <div class="call idle" key="idle">
      <p class="ask">Chưa gọi số nào</p>
      <p class="department">Số được gọi sẽ hiện ở đây.</p>
      <p class="department" lang="en">No number is being called. Calls are shown here.</p>
    </div>`;
}

function lost() {
  return html`
    <div class="lost" role="alert">
      <b>Mất kết nối</b>
      <span>Số trên màn hình có thể đã cũ. Mời ông/bà hỏi cán bộ hướng dẫn.
        <small lang="en">Connection lost. The numbers shown may be old. Please ask the staff.</small></span>
    </div>`;
}

const COVERS = {
  dark: ["Màn hình tạm thời mất kết nối", "Mời ông/bà theo dõi màn hình khác hoặc hỏi cán bộ hướng dẫn.",
    "This screen has lost its connection. Please watch another screen or ask the staff.", "Không có tin từ máy chủ"],
  refused: ["Màn hình này chưa được ghép với hệ thống", "Mời ông/bà theo dõi màn hình khác hoặc hỏi cán bộ hướng dẫn.",
    "This screen is not paired with the hall. Please watch another screen or ask the staff.", "Cần ghép lại thiết bị"],
};

function cover(link, display) {
  const [title, help, english, small] = COVERS[link];
  return html`
    <div class="cover" role="alert">
      <h2>${title}</h2>
      <p>${help}</p>
      <p lang="en">${english}</p>
      <footer>${display} · ${small}</footer>
    </div>`;
}

/** The class that makes a longer number smaller: A012 as it is, AA012 and A1012 "longer", more "longest". */
function fit(number) {
  return number.length <= 4 ? "" : number.length === 5 ? "longer" : "longest";
}
