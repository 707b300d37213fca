// Five faces with their words, or why, or thanks. Pure. Never colour alone; a button is at least 20 mm on a ten-inch tablet.

import { html } from "/static/vendor.js";

export function ratingView({ levels, reasons, number, why, done, words }, rating) {
  const tag = number ? "section" : "main";
  if (done) return html`<${tag} class="rating" aria-live="polite"><p class="title">${words.vi}<small lang="en">${words.en}</small></p><//>`;
  const [question, english] = why ? ["Vì sao ông/bà chưa hài lòng?", "Why were you not satisfied?"] : ["Ông/bà có hài lòng không?", "Were you satisfied?"];
  const title = number ? `Số ${number} vừa xong. ${question}` : question; // whom it asks, where another number is called above it
  return html`
    <${tag} class="rating" aria-live="polite">
      <p class="title">${title}<small lang="en">${number ? `${number}: ` : ""}${english}</small></p>
      ${words && html`<p class="unsent" role="alert">${words.vi}<small lang="en">${words.en}</small></p>`}
      ${why
        ? html`<div class="reasons" key="why">${reasons.map((one) => html`<button type="button" onClick=${() => rating.because(one.id)}>${one.name.vi}<small lang="en">${one.name.en}</small></button>`)}
            <button type="button" class="skip" onClick=${() => rating.skip()}>Bỏ qua<small lang="en">Skip</small></button></div>`
        : html`<div class="faces" key="faces">${levels.map((one) => html`<button type="button" onClick=${() => rating.press(one.level)}>
            <img src=${`/display/static/face-${one.level}.svg`} alt="" />${one.name.vi}<small lang="en">${one.name.en}</small></button>`)}</div>
          <p class="help">Không bắt buộc. Cán bộ không biết ai trả lời thế nào.<small lang="en">You need not answer. The officer does not learn who answered what.</small></p>`}
    <//>`;
}
