// What stands over or instead of the numbers: no connection, not paired, a hall that is closed.

import { html } from "/static/vendor.js";

export function lost() {
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

/** For link "dark" or "refused"; nothing else. */
export function cover(link, display) {
  if (!COVERS[link]) return null;
  const [title, help, english, small] = COVERS[link];
  return html`
    <div class="cover" role="alert">
      <h2>${title}</h2>
      <p>${help}</p>
      <p lang="en">${english}</p>
      <p class="foot">${display} · ${small}</p>
    </div>`;
}

/** `closed` as the server tells it: {title, why, when, hours}. */
export function closedHall({ title, why, when, hours }) {
  return html`
    <div class="closed">
      <p class="title">${title.vi}<small lang="en">${title.en}</small></p>
      ${why.vi && html`<p class="why">${why.vi}<small lang="en">${why.en}</small></p>`}
      ${when && html`<p class="when">${when.vi}<small lang="en">${when.en}</small></p>`}
      ${hours.length > 0 && html`<p class="hours"><span>Giờ làm việc <small lang="en">Opening hours</small></span>
        ${hours.map((one) => html`<b>${one}</b>`)}</p>`}
    </div>`;
}
