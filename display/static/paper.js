// The virtual printers: their paper as it comes out, and the switches that break them.

import { timeText } from "/static/clock.js";
import { listen } from "/static/live.js";
import { html, render } from "/static/vendor.js";

const POLL_MS = 5000; // news come by socket; this is for what no news tells
const FAULTS = {
  cable: ["Rút dây", "Pull the cable"],
  "paper-out": ["Hết giấy", "Run out of paper"],
  "near-end": ["Sắp hết giấy", "Almost out of paper"],
  cover: ["Mở nắp", "Open the cover"],
  jam: ["Kẹt giấy", "Jam the paper"],
  mute: ["Nhận lệnh nhưng im lặng", "Take orders, say nothing"],
  garbage: ["Trả lời linh tinh", "Answer nonsense"],
  slow: ["In rất chậm", "Print very slowly"],
  late: ["Trả lời muộn", "Answer too late"],
  stall: ["Nhận lệnh, không in", "Take it, print nothing"],
  "half-close": ["Mất đường trả lời", "Lose its answers"],
  "hang-up": ["Ngắt kết nối", "Hang up in mid-print"],
  "paper-out-mid": ["Hết giấy giữa phiếu", "Out of paper mid-ticket"],
  "cover-mid": ["Mở nắp giữa phiếu", "Cover open mid-ticket"],
  "jam-mid": ["Kẹt giấy giữa phiếu", "Jam mid-ticket"],
  "cable-mid": ["Rút dây giữa phiếu", "Cable out mid-ticket"],
};
const root = document.getElementById("live");
const offered = JSON.parse(document.getElementById("paper").dataset.faults);
const seen = new Set();
let shown = { printers: [], slips: [] };
let link = "starting";
let refused = "";

function draw() {
  render(html`
    ${link === "lost" || link === "dark" ? html`<p role="alert">Mất kết nối với máy chủ. <span lang="en">Connection lost.</span></p>` : ""}
    ${refused && html`<p role="alert">${refused}</p>`}
    ${shown.printers.length === 0 && link === "live" && html`
      <p class="none">Chưa có máy in nào. Máy in ảo xuất hiện khi chương trình in đã chạy.
        <span class="en" lang="en">No printer yet: it appears once the print agent runs.</span></p>`}
    ${shown.printers.map(printer)}`, root);
}

function printer(one) {
  const slips = shown.slips.filter((slip) => slip.printer === one.id);
  return html`
    <section class="printer" key=${one.id}>
      <div class="panel">
        <h2>${one.name}</h2>
        <p class=${`state ${one.state === "ready" ? "" : "bad"}`} role="status">
          ${one.text.vi}<span lang="en">${one.text.en}</span></p>
        ${one.virtual && html`
          <h3>Làm hỏng máy in <small lang="en">Break it</small></h3>
          <ul>${offered.map((fault) => html`<li key=${fault}>${faultButton(one, fault)}</li>`)}</ul>
          <button type="button" class="mend" disabled=${one.fault === null} onClick=${() => wish(one, null)}>
            Sửa lại bình thường <small lang="en">Mend it</small></button>`}
      </div>
      <div class="machine">
        <div class="slot"></div>
        <div class="tray">
          ${slips.length === 0 && html`
            <p class="none">Chưa có phiếu nào. Mời lấy số ở máy lấy số.
              <span class="en" lang="en">No slips yet. Take a number at the kiosk.</span></p>`}
          ${slips.map((slip) => html`
            <figure key=${slip.id} class=${seen.has(slip.id) ? "" : "new"}>
              <div class="feed"><div>
                <img src=${slip.png} alt=${`Phiếu ${slip.number}`} onLoad=${comesOut} />
              </div></div>
              <figcaption>${slip.number || "In thử"} · ${timeText(slip.at)}</figcaption>
            </figure>`)}
        </div>
      </div>
    </section>`;
}

/** Only a picture that is there can be fed: its height is not known before. */
function comesOut(event) {
  event.target.closest("figure").classList.add("out");
}

function faultButton(one, fault) {
  const [vi, en] = FAULTS[fault] ?? [fault, fault];
  return html`
    <button type="button" class="quiet" aria-pressed=${one.fault === fault} onClick=${() => wish(one, fault)}>
      ${vi} <small lang="en">${en}</small></button>`;
}

async function wish(one, fault) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  try {
    const reply = await fetch(`/paper/printers/${encodeURIComponent(one.id)}/fault`, {
      method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ fault }),
    });
    refused = reply.ok ? "" : (await reply.json()).error.vi;
  } catch {
    refused = "Chưa gửi được đến máy chủ. Mời thử lại. · Not sent; please try again.";
  }
  live.refresh();
  draw();
}

let first = true;
const live = listen({
  as: "paper",
  snapshotUrl: "/paper/slips.json",
  onState(snapshot) {
    shown = snapshot;
    // What lies there when the page opens does not come out again.
    if (first) for (const slip of shown.slips) seen.add(slip.id);
    first = false;
    draw();
  },
  onLink(next) {
    link = next;
    if (next === "refused") refused = "Trang này chưa được ghép với hệ thống. · This page is not paired with the hall.";
    draw();
  },
});
setInterval(() => live.refresh(), POLL_MS);
