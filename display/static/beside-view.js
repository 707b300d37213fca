// One slide beside the numbers → picture. Pure but for the video, which has to be started.

import { html } from "/static/vendor.js";

const LONG = 110; // characters

/** `on`: {ended(), broken(key), moves(seconds)} hears what becomes of a picture or video. */
export function slideView(slide, on) {
  return { lines, notice: text, rule, image, video }[slide.kind](slide, on);
}

function lines({ lines: shown, page, pages, key }) {
  if (shown.length === 1 && pages === 1) return oneLine(shown[0]);
  return html`
    <table class="slide lines" key=${key}>
      <thead><tr>
        <th scope="col">${pages > 1 ? `Hàng chờ ${page + 1}/${pages}` : "Hàng chờ"} <span lang="en">Lines</span></th>
        <th scope="col" class="n">Đang chờ <span lang="en">Waiting</span></th>
        <th scope="col" class="n">Khoảng <span lang="en">About</span></th>
      </tr></thead>
      <tbody>${shown.map((line) => html`
        <tr key=${line.id}>
          <th scope="row"><div class="who"><b class="letter">${line.letter}</b><span>${line.name.vi}</span></div></th>
          <td class="n"><b>${line.waiting}</b> <span>người</span></td>
          <td class="n minutes">${minutes(line)}</td>
        </tr>`)}</tbody>
    </table>`;
}

function oneLine(line) {
  return html`
    <div class="slide one" key=${line.id}>
      <p class="label">Đang chờ <span lang="en">Waiting</span></p>
      <p class="big"><b>${line.waiting}</b> người</p>
      <p class="label">Khoảng <span lang="en">About</span></p>
      <p class="big">${minutes(line)}</p>
    </div>`;
}

function minutes({ waiting, desks, minutes: [low, high] }) {
  if (!desks && waiting) return html`<span class="quiet">chưa có quầy mở</span>`;
  return html`<b>${low}–${high}</b> <span>phút</span>`;
}

function text({ text: words, key }) {
  return html`<div class=${`slide words ${LONG < words.vi.length ? "long" : ""}`} key=${key}><p>${words.vi}</p><p lang="en">${words.en}</p></div>`;
}

function rule({ text: words, key }) {
  return html`
    <div class="slide words" key=${key}>
      <p class="label">Thứ tự gọi số <span lang="en">How numbers are called</span></p>
      <p>${words.vi}</p><p lang="en">${words.en}</p>
    </div>`;
}

function image({ src, key }, on) {
  return html`<img class="slide media" key=${key} src=${src} alt="" onError=${() => on.broken(key)} />`;
}

/** Always without sound: the hall listens for its numbers. */
function video({ src, key }, on) {
  const start = (one) => {
    if (!one || one.dataset.begun) return;
    one.dataset.begun = "yes";
    one.muted = true;
    one.play().catch(() => on.broken(key));
  };
  return html`
    <video class="slide media" key=${key} ref=${start} muted playsinline disableRemotePlayback src=${src}
      onEnded=${() => on.ended()} onError=${() => on.broken(key)}
      onTimeUpdate=${(event) => on.moves(event.target.currentTime)}></video>`;
}
