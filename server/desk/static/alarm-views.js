// The parts of alarm.js that are seen. `t` turns a pair into the language shown, `help` is a helpLine, `now` the hall's time.

import { timeText } from "/static/clock.js";
import { html, useEffect, useRef, useState } from "/static/vendor.js";
import { WORDS } from "./alarm-words.js";
import { fill } from "./words.js";

const UNHEARD_MS = 30_000; // nobody has taken it by then: the officer is told to call
const HOLD_MS = 1000;
const ARMED_MS = 2000;
const OLD_MS = 600_000; // what nobody took that long ago is no news
const LETTERS = 200;

/** A slip raises nothing: it is held for a second, or pressed twice. Afterwards it says, quietly, what became of it. */
export function AlarmButton({ t, help, now }) {
  const { own, sending } = help.state;
  return own ? html`<${Raised} t=${t} help=${help} now=${now} own=${own} />` : html`<${Raise} t=${t} help=${help} off=${sending} />`;
}

function Raised({ t, help, now, own }) {
  const text = own.accepted_at ? fill(WORDS.coming, { name: own.accepted_by_name }) : now - own.at < UNHEARD_MS ? WORDS.raised : WORDS.unheard;
  return html`<span class="alarm-raised"><span role="status">${t(text)}</span>
    <button type="button" class="plain" onClick=${(event) => (leave(event), help.close(own.id))}>${t(WORDS.well)}</button></span>`;
}

function Raise({ t, help, off }) {
  const [armed, setArmed] = useState(false);
  const [held, setHeld] = useState(false);
  const timers = useRef({ done: false, until: 0 }); // until: not drawn yet when a quick second press comes
  const alert = () => {
    timers.current.done = true;
    timers.current.until = 0;
    setArmed(false);
    if (!off) help.alert();
  };
  const down = () => {
    clearTimeout(timers.current.hold);
    timers.current.done = false;
    timers.current.hold = setTimeout(() => (setHeld(false), alert()), HOLD_MS);
    setHeld(true);
  };
  const up = () => (clearTimeout(timers.current.hold), setHeld(false));
  const click = (event) => {
    leave(event);
    if (timers.current.done) return; // it was held long enough: this is only the finger going up
    if (performance.now() < timers.current.until) return up(), alert();
    timers.current.until = performance.now() + ARMED_MS;
    setArmed(true);
    clearTimeout(timers.current.armed);
    timers.current.armed = setTimeout(() => setArmed(false), ARMED_MS);
  };
  const keyDown = (event) => !event.repeat && ["Enter", " "].includes(event.key) && down();
  useEffect(() => () => (clearTimeout(timers.current.hold), clearTimeout(timers.current.armed)), []);
  return html`<button type="button" class=${`plain alarm-button ${held ? "held" : ""}`} title=${t(WORDS.alarm_how)}
    onPointerDown=${down} onPointerUp=${up} onPointerLeave=${up} onPointerCancel=${up} onKeyDown=${keyDown} onKeyUp=${up} onClick=${click}>
    ${t(armed ? WORDS.press_again : WORDS.alarm)}</button>`;
}

/** A neighbour's alarm; else an answer, or a message nobody took. Nothing of one's own alarm: the visitor sees this screen. */
export function AlarmBanner({ t, help, now }) {
  const { near } = help.state;
  const first = near.find((one) => !one.accepted_at) ?? near[0];
  if (first) return html`<${Near} t=${t} help=${help} one=${first} more=${near.length - 1} />`;
  const news = unread(help.state, now)[0];
  if (!news) return null;
  return html`<div class="help-banner calm" role="status"><p>${t(news.text)}</p>
    <button type="button" onClick=${(event) => (leave(event), help.forget(news.name))}>${t(WORDS.understood)}</button></div>`;
}

function Near({ t, help, one, more }) {
  const values = { desk: one.desk_name, time: timeText(one.at), name: one.accepted_by_name };
  const text = fill(one.accepted_at ? WORDS.near_coming : WORDS.near, values);
  const others = more > 0 ? ` ${t(fill(WORDS.others, { n: more }))}` : "";
  return html`<div class=${`help-banner ${one.accepted_at ? "calm" : "urgent"}`} role="alert"><p>${t(text)}${others}</p>
    ${one.accepted_at ? null : html`<button type="button" onClick=${(event) => (leave(event), help.accept(one.id))}>${t(WORDS.i_come)}</button>`}
  </div>`;
}

/** Answers, and messages nobody took, that this officer has not waved away. */
function unread({ messages, read }, now) {
  const found = messages.map((one) => {
    const values = { name: one.answered_by_name, answer: one.answer, time: timeText(one.at) };
    if (one.answered_at) return { name: `answer-${one.id}-${one.answered_at}`, text: fill(WORDS.answer_came, values) };
    const age = now - one.at;
    const late = !one.seen_at && age > UNHEARD_MS && age < OLD_MS;
    return late ? { name: `late-${one.id}`, text: fill(WORDS.message_unheard, values) } : null;
  });
  return found.filter((one) => one && !read.includes(one.name));
}

export function MessageButton({ t, help }) {
  const { open } = help.state;
  return html`<button type="button" class="plain" aria-expanded=${String(open)} onClick=${(event) => (leave(event), help.open(!open))}>
    ${t(WORDS.message)}</button>`;
}

/** Opens under the bar; what is typed there presses no key of the desk. */
export function MessageBox({ t, help, now }) {
  const { open, error, sending, messages } = help.state;
  const [text, setText] = useState("");
  const box = useRef(null);
  useEffect(() => {
    if (open) box.current?.focus();
  }, [open]);
  if (!open) return null;
  const submit = async (event) => {
    event.preventDefault();
    if (text.trim() && !sending && (await help.send(text))) setText("");
  };
  const keyDown = (event) => event.key === "Escape" && (event.stopPropagation(), help.open(false));
  return html`<div class="message-box" role="dialog" aria-labelledby="message-title" onKeyDown=${keyDown}>
    <h2 id="message-title">${t(WORDS.message_title)}</h2>
    <form onSubmit=${submit}>
      <label for="message-text">${t(WORDS.text)} <span>${text.length}/${LETTERS}</span></label>
      <textarea id="message-text" ref=${box} rows="5" maxlength=${LETTERS} aria-describedby="message-warned" value=${text}
        onInput=${(event) => setText(event.target.value)}></textarea>
      <p id="message-warned">${t(WORDS.warned)}</p>
      ${error ? html`<p role="alert">${t(error)}</p>` : null}
      <div class="do"><button type="submit" aria-disabled=${String(sending || !text.trim())}>${t(sending ? WORDS.sending : WORDS.send)}</button>
        <button type="button" class="quiet" onClick=${() => help.open(false)}>${t(WORDS.shut)}</button></div>
    </form>
    ${messages.length ? html`<h3>${t(WORDS.sent_ones)}</h3><ul>${messages.map((one) => html`<li key=${one.id}>
      <p>${timeText(one.at)} ${one.text}</p><small>${t(fate(one, now))}</small></li>`)}</ul>` : null}
  </div>`;
}

function fate(one, now) {
  if (one.answered_at) return fill(WORDS.answered, { name: one.answered_by_name, answer: one.answer });
  if (one.seen_at) return fill(WORDS.seen, { name: one.seen_by_name });
  return now - one.at < UNHEARD_MS ? WORDS.waiting : WORDS.not_taken;
}

/** After the mouse, Enter means Next again; who came by Tab stays where they are. */
function leave(event) {
  if (event.detail > 0) event.currentTarget.blur();
}
